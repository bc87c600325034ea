"""What personal data the framework holds, why, and how long."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from knooppunt.core.privacy import Basis, Field, declare, declare_none
from knooppunt.framework import models

_who = Field(
    _("to know who did what"),
    Basis.PUBLIC_TASK,
    _("as long as the record; a person who leaves is made anonymous"),
    _("the network"),
)

declare_none(models.ConceptScheme, title=_("Lists of terms"), reason="names of lists")
declare_none(models.Concept, title=_("Terms"), reason="terms")
declare_none(models.Framework, title=_("Frameworks"), reason="public text; its makers are organisations")
declare_none(models.FrameworkItem, title=_("Parts of frameworks"), reason="public text about competences")
declare_none(models.FrameworkAssociation, title=_("Ties in frameworks"), reason="how public texts hang together")
declare(
    models.ItemMapping,
    title=_("What became of parts of a framework"),
    subject="decided_by",
    fields={"decided_by": _who},
)
declare(
    models.FrameworkStatus,
    title=_("State of the framework at organisations"),
    subject="recorded_by",
    fields={
        "recorded_by": _who,
        "said_by": Field(
            _("to know where the word came from"),
            Basis.PUBLIC_TASK,
            _("until the next word on this level"),
            _("the network"),
        ),
    },
)
