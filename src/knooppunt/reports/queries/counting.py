"""Counting moments: figures, sorts of partners, and the words of a moment as sentences. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from knooppunt.journal.api import ReportedMoment
from knooppunt.reports.content import NETWORK, PUBLIC, Figure

MEETING_KINDS = ("meeting", "training", "visit")
# Which sort of partner an organisation is, by its kind (``network`` vocabulary). What is not here is "other".
PARTNERS = {
    "practice": {
        "ziekenhuis", "verpleeghuis", "thuiszorg", "hospice", "huisartsenpraktijk", "netwerk", "patienten", "vrijwilligers",
    },
    "research": {"lectoraat", "practoraat", "onderzoek", "expertisecentrum"},
    "education": {"mbo", "hbo", "wo", "nascholing"},
}  # fmt: skip
PARTNER_ORDER = ("practice", "research", "education", "together", "other")


def figures_of(now: Sequence[ReportedMoment], before: Sequence[ReportedMoment]) -> list[Figure]:
    """The numbers of a period beside those of the period before."""

    def distinct(moments: Iterable[ReportedMoment], name: str) -> int:
        return len({other for moment in moments for other in getattr(moment, name)})

    counts: list[tuple[str, Callable[[Sequence[ReportedMoment]], int], str]] = [
        ("moments", len, PUBLIC),
        ("meetings", lambda rows: sum(row.kind in MEETING_KINDS for row in rows), PUBLIC),
        ("organisations", lambda rows: distinct(rows, "organisations"), PUBLIC),
        ("contacts", lambda rows: distinct(rows, "contacts"), NETWORK),
        ("results", lambda rows: sum(bool(row.result) for row in rows), PUBLIC),
        ("minutes", lambda rows: sum(row.minutes for row in rows), NETWORK),
    ]
    return [Figure(code, count(now), count(before), audience) for code, count, audience in counts]


def sentence(text: str) -> str:
    """One line of text that ends as a sentence does."""
    line = " ".join(text.split())
    return line if not line or line[-1] in ".!?…" else f"{line}."


def whole(moment: ReportedMoment) -> str:
    """Note and result of a moment, as sentences."""
    return " ".join(part for part in (sentence(moment.note), sentence(moment.result)) if part)


@dataclass(frozen=True)
class Partners:
    """Which sort of partner was at a moment, by the kinds of its organisations."""

    kinds: Mapping[int, str]

    def of(self, moment: ReportedMoment) -> str:
        """Practice, research or education; more than one of them is together; else other."""
        kinds = {self.kinds.get(pk, "") for pk in moment.organisations}
        groups = {group for group, members in PARTNERS.items() if kinds & members}
        if len(groups) > 1:
            return "together"
        return groups.pop() if groups else "other"
