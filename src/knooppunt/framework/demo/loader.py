"""The demo begins with the shipped lists of terms; later come the made-up frameworks."""

from __future__ import annotations

from django.utils.translation import gettext as _

from knooppunt.framework.actions.examples import load_example_frameworks
from knooppunt.framework.actions.load import load_concepts


def load_demo_concepts() -> str:
    """Load the lists; says how many terms came."""
    return _("%(count)s terms of the vocabularies") % {"count": len(load_concepts())}


def load_demo_frameworks() -> str:
    """Load and publish the made-up frameworks; says how many items came."""
    made = load_example_frameworks()
    return _("%(count)s frameworks with %(items)s items, all made up") % {
        "count": len(made),
        "items": sum(framework.items_count for framework in made),
    }
