"""One moment as a line of a list, in words. Worked out here and not in the template: a page has thirty of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from knooppunt.journal.hours import hours_words
from knooppunt.journal.models import Moment

LONGEST = 240
LONGEST_PURPOSE = 90


@dataclass(frozen=True)
class MomentLine:
    """What a list shows of a moment. ``shared`` is who else may read it; empty when only the hub does."""

    pk: int
    tick: str  # number and version, for a change to several
    address: str
    hours: str
    title: str
    is_highlight: bool
    shared: str
    note: str
    result: str
    foot: str


def lines_of(moments: Iterable[Moment]) -> list[MomentLine]:
    """Lines of moments that were read ``with_details``. No queries."""
    before, _number, after = reverse("journal:moment", args=[0]).rpartition("0")
    return [_line(moment, f"{before}{moment.pk}{after}") for moment in moments]


def _line(moment: Moment, address: str) -> MomentLine:
    title = str(moment.get_kind_display() or _("Moment"))
    names = ", ".join(one.name for one in moment.organisations.all())
    return MomentLine(
        pk=moment.pk,
        tick=f"{moment.pk}:{moment.version}",
        address=address,
        hours=hours_words(moment.minutes),
        title=f"{title} – {names}" if names else title,
        is_highlight=moment.is_highlight,
        shared="" if moment.visibility == Moment.Visibility.HUB else str(moment.get_visibility_display()),
        note=_short(moment.note, LONGEST),
        result=_short(moment.result, LONGEST),
        foot=_foot(moment),
    )


def _foot(moment: Moment) -> str:
    """What it was for, with whom, and who wrote it."""
    purpose = moment.item.text if moment.item else moment.theme.title if moment.theme else ""
    parts = [_short(purpose, LONGEST_PURPOSE) or _("Nothing of the plan")]
    people = ", ".join(one.name for one in moment.contacts.all())
    if people:
        parts.append(" ".join([_("with"), people]))  # not in an f-string: there texts to translate are not found
    if moment.author:
        parts.append(_("by %(who)s") % {"who": moment.author})
    return " · ".join(parts)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else Truncator(text).chars(most)
