"""The national report: all hubs together. Of the logbooks only totals and what hubs share with all hubs."""

from __future__ import annotations

from collections import defaultdict

from django.utils import timezone

from knooppunt.journal.api import ReportedMoment, moments_for_report
from knooppunt.network.models import Hub, Organisation
from knooppunt.plans.models import PlanItem, Status
from knooppunt.reports.content import HUB, Content, Group, HubLine, Line, PlanRow, PlanTheme, Story
from knooppunt.reports.models import Kind, Report
from knooppunt.reports.queries.counting import PARTNER_ORDER, Partners, figures_of, whole
from knooppunt.reports.queries.facts import recalibrations_of
from knooppunt.reports.queries.plan import Standing, standings_of
from knooppunt.reports.spans import Span


def national_content(report: Report, sections: list[Story]) -> Content:
    """All hubs in the period of ``report``. Some ten queries, however many hubs."""
    span = Span(report.first, report.last)
    moments = moments_for_report(first=span.before.first, last=span.last)
    now = [moment for moment in moments if moment.date >= span.first]
    before = [moment for moment in moments if moment.date < span.first]
    hubs = {hub.pk: hub for hub in Hub.objects.order_by("order", "short_name")}
    items, standings = _plans(span)
    return Content(
        kind=report.kind,
        hub="",
        organisation="",
        first=span.first.isoformat(),
        last=span.last.isoformat(),
        before_first=span.before.first.isoformat(),
        before_last=span.before.last.isoformat(),
        made_on=timezone.localdate().isoformat(),
        is_example=report.is_example,
        sections=sections,
        figures=figures_of(now, before),
        highlights=_highlights(now, hubs),
        themes=_themes(now, before),
        partners=_partners(now, before),
        plan_year=span.last.year,
        plan=_by_theme(items, standings),
        hubs=_hubs(now, hubs, items, standings, span),
        recalibrations=recalibrations_of(None, span, {pk: hub.short_name for pk, hub in hubs.items()}),
    )


def _plans(span: Span) -> tuple[list[PlanItem], dict[int, Standing]]:
    rows = PlanItem.objects.filter(
        theme__plan__year=span.last.year,
        theme__plan__is_template=False,
        theme__binned_at__isnull=True,
        archived_at__isnull=True,
    )
    items = list(
        rows.select_related("theme__national", "theme__plan").order_by("theme__national__order", "theme__order", "pk")
    )
    return items, standings_of({item.pk: (item.status, "") for item in items}, span)


def _by_theme(items: list[PlanItem], standings: dict[int, Standing]) -> list[PlanTheme]:
    """By national theme; what hubs have of their own comes last, with an empty title. No texts: those stay with the hubs."""
    groups: dict[str, list[PlanRow]] = defaultdict(list)
    for item in items:
        standing = standings[item.pk]
        title = item.theme.national.short_title if item.theme.national else ""
        groups[title].append(PlanRow("", "", standing.status, standing.was, is_public=True))
    return [PlanTheme(title, rows) for title, rows in sorted(groups.items(), key=lambda one: not one[0])]


def _highlights(now: list[ReportedMoment], hubs: dict[int, Hub]) -> list[Line]:
    return [
        Line(
            text=whole(moment),
            date=moment.date.isoformat(),
            audience=moment.visibility,
            kind=moment.kind,
            theme=moment.theme.title if moment.theme else "",
            hub=hubs[moment.hub_id].short_name if moment.hub_id in hubs else "",
        )
        for moment in now
        if moment.is_highlight and moment.visibility != HUB and (moment.note or moment.result)
    ]


def _themes(now: list[ReportedMoment], before: list[ReportedMoment]) -> list[Group]:
    """Hours by theme. Only national themes by name: local ones are of their hub."""
    names: dict[str, tuple[int, str]] = {"": (9999, "")}
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for moment in (*before, *now):
        key = moment.theme.key if moment.theme and moment.theme.order < 1000 else ""
        if moment.theme and key:
            names[key] = (moment.theme.order, moment.theme.title)
    for place, rows in enumerate((now, before)):
        for moment in rows:
            key = moment.theme.key if moment.theme and moment.theme.key in names else ""
            sums[key][place] += moment.minutes
            sums[key][2] += place == 0
    return [
        Group(names[key][1], sums[key][2], sums[key][0], sums[key][1])
        for key in sorted(sums, key=lambda key: names[key])
    ]


def _partners(now: list[ReportedMoment], before: list[ReportedMoment]) -> list[Group]:
    rows = Organisation.all_objects.filter(pk__in={pk for moment in (*now, *before) for pk in moment.organisations})
    partners = Partners(dict(rows.order_by().values_list("pk", "kind")))
    mine: dict[str, list[ReportedMoment]] = defaultdict(list)
    past: dict[str, int] = defaultdict(int)
    for moment in now:
        if moment.organisations:
            mine[partners.of(moment)].append(moment)
    for moment in before:
        if moment.organisations:
            past[partners.of(moment)] += moment.minutes
    return [
        Group(
            code,
            len(mine[code]),
            sum(moment.minutes for moment in mine[code]),
            past[code],
            organisations=len({pk for moment in mine[code] for pk in moment.organisations}),
        )
        for code in PARTNER_ORDER
        if code in mine
    ]


def _hubs(
    now: list[ReportedMoment],
    hubs: dict[int, Hub],
    items: list[PlanItem],
    standings: dict[int, Standing],
    span: Span,
) -> list[HubLine]:
    moments: dict[int, list[ReportedMoment]] = defaultdict(list)
    for moment in now:
        moments[moment.hub_id].append(moment)
    rows: dict[int, list[Standing]] = defaultdict(list)
    for item in items:
        if item.theme.plan.hub_id:
            rows[item.theme.plan.hub_id].append(standings[item.pk])
    reports = {
        report.hub_id: report
        for report in Report.objects.filter(kind=Kind.HALF_YEAR, first=span.first, last=span.last).select_related(
            "approved"
        )
    }
    found = []
    for hub in hubs.values():
        mine, plan, report = moments[hub.pk], rows[hub.pk], reports.get(hub.pk)
        if hub.kind == Hub.Kind.NATIONAL or (hub.closed_on and not mine and not plan):
            continue
        found.append(
            HubLine(
                name=hub.short_name,
                moments=len(mine),
                minutes=sum(moment.minutes for moment in mine),
                organisations=len({pk for moment in mine for pk in moment.organisations}),
                behind=sum(one.status == Status.BEHIND for one in plan),
                rows=len(plan),
                state=report.state if report else "",
                story=_story(report),
            )
        )
    return found


def _story(report: Report | None) -> str:
    """What the approved report of a hub says about what succeeded, in its own words."""
    if report is None or report.approved is None:
        return ""
    sections = report.approved.content.get("sections", [])
    return next((one["text"] for one in sections if one["code"] == "highlights" and one["is_own"]), "")
