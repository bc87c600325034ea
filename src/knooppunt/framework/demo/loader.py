"""The demo begins with the shipped lists of terms; later come the made-up frameworks."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.framework.actions.examples import load_example_frameworks
from knooppunt.framework.actions.frameworks import make_new_version
from knooppunt.framework.actions.load import load_concepts
from knooppunt.framework.actions.statuses import StatusData, set_statuses
from knooppunt.framework.actions.tree import renumber
from knooppunt.framework.actions.versions import map_versions
from knooppunt.framework.case.export import now_text
from knooppunt.framework.models import Framework, FrameworkItem, FrameworkStatus
from knooppunt.framework.queries.statuses import TRACKS, levels_for
from knooppunt.network.models import Organisation

MOST_SCHOOLS = 14
ELECTIVE = "203f2d93-862c-5d8b-ab16-835b7dafe474"  # of data/example-elective.json
REWRITTEN = "Helpt naasten bij het afscheid en weet wanneer meer hulp nodig is"
LADDER = FrameworkStatus.Status.values
SAID_BY = ("opleidingscoördinator (voorbeeld)", "contactpersoon raamwerk (voorbeeld)", "docent (voorbeeld)")


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


def load_demo_draft() -> str:
    """A draft of the next version of the made-up keuzedeel, with something changed and something thrown away."""
    old = Framework.objects.current().filter(identifier=ELECTIVE).first()
    if old is None or old.later.exists():
        return _("%(count)s frameworks with %(items)s items, all made up") % {"count": 0, "items": 0}
    new = make_new_version(framework=old, edition="voorbeeld 2", by=None)
    changed, gone = (new.items.get(code=code) for code in ("D1-3", "D1-4"))
    FrameworkItem.objects.filter(pk=changed.pk).update(full_statement=REWRITTEN, last_change=now_text())
    FrameworkItem.objects.filter(pk=gone.pk).delete()
    renumber(new)
    map_versions(framework=new)
    return _("%(count)s frameworks with %(items)s items, all made up") % {"count": 1, "items": new.items_count}


def load_demo_statuses() -> str:
    """Say of the schools in the register how far they are; says how many."""
    if FrameworkStatus.objects.exists():
        return _("%(count)s organisations say how far they are") % {"count": 0}
    schools = list(Organisation.objects.filter(kind__in=TRACKS).order_by("pk")[:MOST_SCHOOLS])
    today = timezone.localdate()
    for number, school in enumerate(schools):
        levels = levels_for(school)[: 2 + number % 2]
        rows = [
            StatusData(
                level=level,
                status=LADDER[(number + place) % len(LADDER)],
                as_of=today - dt.timedelta(days=20 + 13 * number + 7 * place),
                said_by=SAID_BY[number % len(SAID_BY)],
            )
            for place, level in enumerate(levels)
        ]
        set_statuses(organisation=school, rows=rows, by=None)
    return _("%(count)s organisations say how far they are") % {"count": len(schools)}
