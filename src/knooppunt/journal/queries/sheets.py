"""The logbook as a table, to take along and to bring back in."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from knooppunt.core.documents.tables import Column, Table, Value
from knooppunt.journal.models import Moment, MomentKind

# The columns of an import: the same words in both directions, Dutch in both languages.
COLUMNS = (
    Column("Datum", 12),
    Column("Minuten", 10),
    Column("Uren", 8),
    Column("Soort", 14),
    Column("Thema", 26),
    Column("Activiteit", 40),
    Column("Organisaties", 36),
    Column("Contactpersonen", 30),
    Column("Notitie", 50),
    Column("Opbrengst", 40),
    Column("Hoogtepunt", 12),
    Column("Zichtbaar voor", 18),
    Column("Wie", 22),
)
KINDS = {
    MomentKind.CONVERSATION: "gesprek",
    MomentKind.MEETING: "bijeenkomst",
    MomentKind.VISIT: "bezoek",
    MomentKind.MAIL: "mail",
    MomentKind.WRITING: "schrijven",
    MomentKind.TRAVEL: "reizen",
    MomentKind.TRAINING: "scholing",
    MomentKind.OTHER: "anders",
}
VISIBILITIES = {
    Moment.Visibility.HUB: "eigen knooppunt",
    Moment.Visibility.NETWORK: "alle knooppunten",
    Moment.Visibility.PUBLIC: "iedereen",
}
CHUNK = 500


def moment_table(moments: QuerySet[Moment]) -> Table:
    """Moments (``with_details``, oldest first) in the columns of the import. Read in chunks: memory stays flat."""
    return Table(_("Logbook"), COLUMNS, _rows(moments))


def _rows(moments: QuerySet[Moment]) -> Iterator[list[Value]]:
    for one in moments.order_by("date", "pk").iterator(chunk_size=CHUNK):
        theme = one.item.theme if one.item else one.theme
        yield [
            one.date,
            one.minutes,
            round(one.minutes / 60, 2),
            KINDS[MomentKind(one.kind)] if one.kind else "",
            theme.title if theme else "",
            one.item.text if one.item else "",
            "; ".join(str(organisation) for organisation in one.organisations.all()),
            "; ".join(str(contact) for contact in one.contacts.all()),
            one.note,
            one.result,
            "ja" if one.is_highlight else "",
            VISIBILITIES[Moment.Visibility(one.visibility)],
            str(one.author or ""),
        ]
