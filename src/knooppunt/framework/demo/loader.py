"""The demo begins with the shipped lists of terms."""

from __future__ import annotations

from django.utils.translation import gettext as _

from knooppunt.framework.actions.load import load_concepts


def load_demo_concepts() -> str:
    """Load the lists; says how many terms came."""
    return _("%(count)s terms of the vocabularies") % {"count": len(load_concepts())}
