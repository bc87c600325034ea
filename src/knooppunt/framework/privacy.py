"""What personal data the framework holds, why, and how long."""

from __future__ import annotations

from knooppunt.core.privacy import declare_none
from knooppunt.framework import models

declare_none(models.ConceptScheme, reason="names of lists")
declare_none(models.Concept, reason="terms")
