"""Everything that the page of an entry shows, in a constant number of queries."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from knooppunt.catalogue import words
from knooppunt.catalogue.content import EntryContent, Kind, LinkKind, Run
from knooppunt.catalogue.models import Entry, EntryFile
from knooppunt.catalogue.queries.around import AlignedItem, Mark, Related, around_entry
from knooppunt.catalogue.queries.entries import content_of
from knooppunt.catalogue.queries.terms import Terms, Vocabulary, vocabulary
from knooppunt.core.models import StoredFile

FileAddress = Callable[[str], str]  # from the UUID of a file
OLD = dt.timedelta(days=365)  # longer ago than this, a check is shown as long ago


@dataclass(frozen=True)
class RunRow:
    """One run as the table shows it."""

    key: str
    starts_on: dt.date
    days: str
    times: str
    place: str
    address: str
    seats: str
    price: str
    price_note: str
    windows: list[str]
    url: str  # to enrol; empty when one cannot
    action: str
    is_off: bool


@dataclass(frozen=True)
class PointsRow:
    """One accreditation as the table shows it."""

    register: str
    points: str
    category: str
    number: str
    until: str
    run: str
    is_pending: bool
    is_over: bool


@dataclass(frozen=True)
class Alike:
    """Another entry that resembles this one; ``more``: when it is, or another fact that tells it apart."""

    title: str
    url: str
    kind: str
    more: str
    lang: str = ""  # of the title, when it is not that of the page


@dataclass
class EntryPage:
    """What the template draws."""

    entry: Entry
    content: EntryContent
    terms: Terms
    price: str = ""
    price_note: str = ""
    runs: list[RunRow] = field(default_factory=list)
    past_runs: list[RunRow] = field(default_factory=list)
    points: list[PointsRow] = field(default_factory=list)
    enrol_url: str = ""
    site_url: str = ""
    links: list[dict[str, str]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    relations: list[Related] = field(default_factory=list)
    confirmed: list[AlignedItem] = field(default_factory=list)
    suggested: list[AlignedItem] = field(default_factory=list)
    collections: list[tuple[str, str]] = field(default_factory=list)
    alike: list[Alike] = field(default_factory=list)  # filled by the public page (``finding.alike``)
    licence: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    way_out: str = ""  # what stands before the mark of a link; empty: links lead straight away

    def out(self, url: str) -> str:
        """The address on the page of a link that leaves the site."""
        return f"{self.way_out}{mark_of(url)}/" if self.way_out and url else url

    @property
    def icon(self) -> str:
        """The icon of the kind."""
        return words.ICONS[self.entry.kind]

    @property
    def levels(self) -> str:
        """For which levels, in words."""
        return words.listed(term.short for term in self.terms.get("levels", []))

    @property
    def checked(self) -> str:
        """How fresh it is, in words."""
        entry = self.entry
        if entry.unverified_since:
            return _("Not verified: nobody confirmed that this is still right")
        if entry.checked_on is None:
            return ""
        if self.is_old:
            return _("Last checked on %(day)s, more than a year ago") % {"day": date_format(entry.checked_on, "j F Y")}
        return _("Checked on %(day)s") % {"day": date_format(entry.checked_on, "j F Y")}

    @property
    def is_old(self) -> bool:
        """Whether the last check is too long ago."""
        entry = self.entry
        long_ago = entry.checked_on is not None and entry.checked_on < timezone.localdate() - OLD
        return entry.unverified_since is not None or long_ago


def mark_of(url: str) -> str:
    """A short name of a web address, by which our own address stands for it."""
    return hashlib.sha256(url.encode()).hexdigest()[:12]


def way_out(pk: int) -> str:
    """What our addresses of the links of an entry begin with."""
    return reverse("catalogue:follow", args=[pk, "x"]).removesuffix("x/")


def addresses_of(content: EntryContent) -> dict[str, str]:
    """Mark → web address of everything that an entry links to."""
    given = (*(link.url for link in content.links), *(run.enrol_url for run in content.runs))
    return {mark_of(url): url for url in given if url}


def page_of(
    entry: Entry, *, with_suggestions: bool = False, counted: bool = False, file_at: FileAddress | None = None
) -> EntryPage:
    """Read everything about ``entry`` (taken ``with_page()``). At most four queries, whatever it holds.

    ``counted``: links that leave the site go by our own address, where following is counted. ``file_at``: the entry is no row
    yet; its files are those that its content names, at the addresses that this gives.
    """
    content, today = content_of(entry), timezone.localdate()
    known = vocabulary()
    page = EntryPage(entry, content, known.terms_of(entry), price=words.price_words(content, today))
    page.way_out = way_out(entry.pk) if counted else ""
    if content.kind == Kind.TRAINING:
        _add_runs(page, today)
    _add_points(page, known, today)
    _add_links(page)
    if content.files and file_at is None:
        page.files = _files(entry)
    elif content.files and file_at is not None:
        page.files = _files_in(content, file_at)
    page.licence = known.name("licences", content.licence) if content.licence else ""
    found = around_entry(entry.pk, today, with_suggestions=with_suggestions)
    page.marks, page.relations, page.collections = found.marks, found.relations, found.collections
    page.confirmed, page.suggested = found.confirmed, found.suggested
    page.facts = _facts(page, known)
    return page


def _add_runs(page: EntryPage, today: dt.date) -> None:
    content = page.content
    rows = [(run, _run_row(run, page, today)) for run in content.runs if run.starts_on]
    rows.sort(key=lambda pair: (pair[1].starts_on, pair[0].starts_at or dt.time(0)))
    page.runs = [row for run, row in rows if not words.is_past(run, today)]
    page.past_runs = [row for run, row in reversed(rows) if words.is_past(run, today)]
    bookable = [run.enrol_url for run, _row in rows if run.enrol_url and words.is_bookable(run, today)]
    enrol = next(iter([*bookable, *(link.url for link in content.links if link.kind == LinkKind.ENROL)]), "")
    page.enrol_url = page.out(enrol)
    page.price_note = next((run.price_note for run in words.coming_runs(content, today) if run.price_note), "")


def _run_row(run: Run, page: EntryPage, today: dt.date) -> RunRow:
    assert run.starts_on is not None
    bookable = words.is_bookable(run, today)
    return RunRow(
        key=run.key,
        starts_on=run.starts_on,
        days=words.day_words(run),
        times=words.time_words(run),
        place=words.place_words(run),
        address=run.address,
        seats=words.seats_words(run, today),
        price=_run_price(run),
        price_note=run.price_note,
        windows=[_window(group=w.group, opens=w.opens_on, closes=w.closes_on) for w in run.windows],
        url=page.out(run.enrol_url) if bookable or run.state == "full" else "",
        action=_("Enrol") if bookable else _("Put me on the waiting list"),
        is_off=run.state == "cancelled",
    )


def _run_price(run: Run) -> str:
    if run.price_incl is None and run.price_excl is None:
        return ""
    if run.price_incl is None:
        return _("%(price)s without VAT") % {"price": words.money(run.price_excl or 0)}
    price = words.money(run.price_incl)
    if run.vat_exempt and run.price_incl:
        return _("%(price)s, free of VAT") % {"price": price}
    if run.price_excl is not None and run.price_excl != run.price_incl:
        return _("%(price)s (%(without)s without VAT)") % {"price": price, "without": words.money(run.price_excl)}
    return price


def _window(*, group: str, opens: dt.date | None, closes: dt.date | None) -> str:
    if opens and closes:
        when = _("%(first)s to %(last)s") % {
            "first": date_format(opens, "j F"),
            "last": date_format(closes, "j F Y"),
        }
    elif closes:
        when = _("until %(day)s") % {"day": date_format(closes, "j F Y")}
    elif opens:
        when = _("from %(day)s") % {"day": date_format(opens, "j F Y")}
    else:
        when = _("always")
    return f"{group}: {when}" if group else when


def _add_points(page: EntryPage, known: Vocabulary, today: dt.date) -> None:
    given = page.content.accreditations
    if not given:
        return
    days = {run.key: words.day_words(run) for run in page.content.runs}
    page.points = [
        PointsRow(
            register=known.name("registers", one.register),
            points=words.points_words(one.points),
            category=one.category,
            number=one.number,
            until=date_format(one.valid_until, "j F Y") if one.valid_until else "",
            run=days.get(one.run, ""),
            is_pending=one.is_pending,
            is_over=one.valid_until is not None and one.valid_until < today,
        )
        for one in given
    ]


def _add_links(page: EntryPage) -> None:
    labels = dict(LinkKind.choices)
    page.links = [
        {"url": page.out(link.url), "label": link.label or str(labels[link.kind])} for link in page.content.links
    ]
    page.site_url = page.out(next((link.url for link in page.content.links if link.kind == LinkKind.SITE), ""))


def _files(entry: Entry) -> list[dict[str, Any]]:
    rows = EntryFile.objects.filter(entry=entry).select_related("file")
    return [
        {
            "label": row.label or row.file.name,
            "url": reverse("catalogue:file", args=[entry.pk, row.file.uuid]),
            "size": row.file.size,
            "name": row.file.name,
        }
        for row in rows
    ]


def _files_in(content: EntryContent, file_at: FileAddress) -> list[dict[str, Any]]:
    rows = {str(one.uuid): one for one in StoredFile.objects.filter(uuid__in=[one.file for one in content.files])}
    return [
        {"label": one.label or row.name, "url": file_at(one.file), "size": row.size, "name": row.name}
        for one in content.files
        if (row := rows.get(one.file)) is not None
    ]


def _facts(page: EntryPage, known: Vocabulary) -> list[tuple[str, str]]:
    """What the card beside the text sums up: (name, value)."""
    content, terms = page.content, page.terms

    def names(scheme: str) -> str:
        return words.listed(term.label for term in terms.get(scheme, []))

    states = {"planned": _("Planned"), "running": _("Running"), "finished": _("Finished")}
    rows = [
        (_("Form"), names("forms")),
        (_("Kind of material"), names("material-kinds")),
        (_("Study load"), content.study_load),
        (_("Duration"), words.minutes_words(content.duration_minutes) if content.duration_minutes else ""),
        (_("Group"), content.group_size),
        (_("Version"), content.material_version),
        (_("State"), states.get(content.research_state, "")),
        (_("Period"), words.period_words(content.period_from, content.period_until)),
        (_("Funder"), content.funder),
        (_("Institutions"), words.listed(content.institutions)),
        (_("Who"), content.person_name),
        (_("Function"), content.person_role),
        (_("Where"), content.travels),
        (_("For"), names("audiences")),
        (_("Professions"), names("professions")),
        (_("Domain"), names("domains")),
        (_("Topic"), names("topics")),
        (_("CanMEDS roles"), names("canmeds")),
        (_("Level"), names("levels")),
        (_("Language"), _languages(content, known)),
        (_("Region"), page.entry.hub.short_name if page.entry.hub else _("The whole country")),
    ]
    return [(name, value) for name, value in rows if value]


def _languages(content: EntryContent, known: Vocabulary) -> str:
    """Only told when it is not just Dutch."""
    if content.languages == ("nl",):
        return ""
    return words.listed(known.name("languages", code) for code in content.languages)
