"""From what was recorded in a period to the content of a report. A constant number of queries, however many moments."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from knooppunt.catalogue.models import Entry
from knooppunt.journal.api import ReportedMoment, first_met, moments_for_report
from knooppunt.network.models import Organisation
from knooppunt.reports.content import HUB, NETWORK, PUBLIC, Content, Group, Line, Met, Story
from knooppunt.reports.models import Kind, Report, Section
from knooppunt.reports.queries.counting import MEETING_KINDS, PARTNER_ORDER, Partners, figures_of, sentence, whole
from knooppunt.reports.queries.facts import recalibrations_of
from knooppunt.reports.queries.national import national_content
from knooppunt.reports.queries.plan import plan_of
from knooppunt.reports.queries.quotes import quotes_for
from knooppunt.reports.spans import Span, start_of

_RANK = {HUB: 0, NETWORK: 1, PUBLIC: 2}


def content_of(report: Report) -> Content:
    """The content as it is now, whole: with what only the hub may read. Filter it with ``document.for_reader``."""
    sections = [
        Story(section.code, section.text if section.is_own else "", section.is_own)
        for section in Section.objects.filter(report=report, is_shown=True)
    ]
    if report.kind == Kind.NATIONAL:
        return national_content(report, sections)
    assert report.hub is not None  # the database sees to it
    span = Span(report.first, report.last)
    moments = moments_for_report(
        first=span.before.first, last=span.last, hubs=[report.hub.pk], organisation=_scope(report)
    )
    now = [moment for moment in moments if moment.date >= span.first]
    before = [moment for moment in moments if moment.date < span.first]
    organisations = _organisations(moments)
    around = _Around(organisations)
    partners = Partners({pk: kind for pk, (_name, kind) in organisations.items()})
    plan = plan_of(report.hub, span) if report.kind != Kind.PARTNER else None
    met, met_before = around.met(now), around.met(before)
    known = first_met(report.hub.pk, list(met))
    return Content(
        kind=report.kind,
        hub=report.hub.name,
        organisation=report.organisation.name if report.organisation else report.organisation_name,
        first=span.first.isoformat(),
        last=span.last.isoformat(),
        before_first=span.before.first.isoformat(),
        before_last=span.before.last.isoformat(),
        made_on=timezone.localdate().isoformat(),
        is_example=report.is_example,
        sections=sections,
        figures=[
            row
            for row in figures_of(now, before)
            if row.code != "organisations" or report.kind != Kind.PARTNER  # that would always be one
        ],
        highlights=[around.line(one, whole(one)) for one in now if one.is_highlight and whole(one)],
        themes=_themes(now, before, around),
        partners=_partners(now, before, around, partners),
        meetings=_meetings(now, before, around),
        plan_year=plan.year if plan else 0,
        plan=plan.themes if plan else [],
        spoken=around.names(met),
        new=around.names({pk: audience for pk, audience in met.items() if known.get(pk, span.first) >= span.first}),
        lapsed=around.names({pk: audience for pk, audience in met_before.items() if pk not in met}),
        quotes=quotes_for(report),
        entries=_entries(report, span),
        recalibrations=recalibrations_of(report.hub, span) if report.kind == Kind.HALF_YEAR else [],
    )


def _scope(report: Report) -> int | None:
    """The organisation that it is about; 0 when that is gone for good, so that it is not suddenly about everything."""
    return (report.organisation_id or 0) if report.kind == Kind.PARTNER else None


@dataclass
class _Around:
    """The organisations that moments name."""

    organisations: dict[int, tuple[str, str]]  # number → name and kind

    def line(self, moment: ReportedMoment, text: str) -> Line:
        """What a moment says, with its audience."""
        return Line(
            text=text,
            date=moment.date.isoformat(),
            audience=moment.visibility,
            kind=moment.kind,
            theme=moment.theme.title if moment.theme else "",
            organisations=[self.organisations[pk][0] for pk in moment.organisations if pk in self.organisations],
        )

    def met(self, moments: Iterable[ReportedMoment]) -> dict[int, str]:
        """The organisations of these moments, each with the widest audience that may know of it."""
        found: dict[int, str] = {}
        for moment in moments:
            for pk in moment.organisations:
                if pk not in found or _RANK[moment.visibility] > _RANK[found[pk]]:
                    found[pk] = moment.visibility
        return found

    def names(self, met: dict[int, str]) -> list[Met]:
        """By name. The public never learns with whom a hub works: of a public highlight too only the text is shown."""
        rows = [
            Met(self.organisations[pk][0], min(audience, NETWORK, key=_RANK.__getitem__))
            for pk, audience in met.items()
            if pk in self.organisations
        ]
        return sorted(rows, key=lambda row: row.name.casefold())


def _organisations(moments: Iterable[ReportedMoment]) -> dict[int, tuple[str, str]]:
    """Also those in the bin: the moment took place."""
    pks = {pk for moment in moments for pk in moment.organisations}
    rows = Organisation.all_objects.filter(pk__in=pks).order_by().values_list("pk", "name", "kind")
    return {pk: (name, kind) for pk, name, kind in rows}


def _entries(report: Report, span: Span) -> list[Line]:
    """What the hub added to the catalogue and everybody may see. One query; none about one organisation."""
    if report.kind == Kind.PARTNER or report.hub_id is None:
        return []
    rows = Entry.objects.published().of_hub(report.hub_id)
    rows = rows.filter(
        published_at__gte=start_of(span.first), published_at__lt=start_of(span.last + dt.timedelta(days=1))
    )
    return [
        Line(text=title, date=timezone.localdate(at).isoformat(), audience=PUBLIC, kind=kind)
        for title, kind, at in rows.order_by("published_at", "pk").values_list("title", "kind", "published_at")
        if at
    ]


def _results(moments: Iterable[ReportedMoment], around: _Around) -> list[Line]:
    return [around.line(moment, sentence(moment.result)) for moment in moments if moment.result.strip()]


def _themes(now: Sequence[ReportedMoment], before: Sequence[ReportedMoment], around: _Around) -> list[Group]:
    """In the order of the plan; what belongs to no theme last, with an empty title."""
    names: dict[str, tuple[int, str]] = {}
    for moment in (*before, *now):
        if moment.theme:
            names[moment.theme.key] = (moment.theme.order, moment.theme.title)
    by_key, key_before = _grouped(now, _theme_key), _grouped(before, _theme_key)
    order = sorted(names, key=lambda key: names[key])
    return [
        _group(names[key][1] if key else "", by_key.get(key, []), key_before.get(key, []), around)
        for key in [*order, ""]
        if key in by_key or key in key_before
    ]


def _theme_key(moment: ReportedMoment) -> str:
    return moment.theme.key if moment.theme else ""


def _partners(
    now: Sequence[ReportedMoment], before: Sequence[ReportedMoment], around: _Around, partners: Partners
) -> list[Group]:
    """Of moments with at least one organisation. The title is a code of ``PARTNER_ORDER``."""
    mine = _grouped((moment for moment in now if moment.organisations), partners.of)
    past = _grouped((moment for moment in before if moment.organisations), partners.of)
    return [_group(code, mine[code], past.get(code, []), around) for code in PARTNER_ORDER if code in mine]


def _meetings(now: Sequence[ReportedMoment], before: Sequence[ReportedMoment], around: _Around) -> list[Group]:
    """Meetings, training and visits; the title is the kind."""
    mine = _grouped(now, lambda moment: moment.kind)
    past = _grouped(before, lambda moment: moment.kind)
    return [_group(kind, mine[kind], past.get(kind, []), around) for kind in MEETING_KINDS if kind in mine]


def _group(title: str, now: list[ReportedMoment], before: list[ReportedMoment], around: _Around) -> Group:
    return Group(
        title=title,
        moments=len(now),
        minutes=sum(moment.minutes for moment in now),
        minutes_before=sum(moment.minutes for moment in before),
        results=_results(now, around),
        organisations=len({pk for moment in now for pk in moment.organisations}),
    )


def _grouped(moments: Iterable[ReportedMoment], key: Callable[[ReportedMoment], str]) -> dict[str, Any]:
    found: dict[str, list[ReportedMoment]] = defaultdict(list)
    for moment in moments:
        found[key(moment)].append(moment)
    return found
