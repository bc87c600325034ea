"""The half-year report over 500 moments: page, PDF/UA and Word together."""

from __future__ import annotations

from tests.bench.bench import Bench, Figure, measure

PROGRAM = """
import datetime as dt, random, time
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from knooppunt.journal.models import Moment
from knooppunt.network.models import Hub, Organisation
from knooppunt.plans.models import PlanItem
from knooppunt.reports.actions.reports import start_report
from knooppunt.reports.actions.states import freeze_report
from knooppunt.reports.models import Report
from knooppunt.reports.spans import half_year

settings.ALLOWED_HOSTS = ["testserver"]
chance = random.Random(500)
hub = Hub.objects.get(slug="noord-holland-flevoland")
span = half_year(timezone.localdate())
Moment.all_objects.filter(hub=hub, date__gte=span.before.first).delete()
items = list(PlanItem.objects.filter(theme__plan__hub=hub, theme__plan__year=span.last.year).select_related("theme"))
organisations = list(Organisation.objects.all()[:40])
rows = []
for number in range(1000):  # 500 in the period, 500 in the one before it to compare with
    day = (span if number % 2 else span.before).first + dt.timedelta(days=chance.randrange(130))
    item = chance.choice(items) if items else None
    rows.append(Moment(
        hub=hub, date=day, minutes=chance.choice((15, 30, 60, 90)), kind=chance.choice(("meeting", "mail", "visit")),
        item=item, theme=item.theme if item else None, note=f"Gesproken over de planning, nummer {number}.",
        result=f"Afspraak {number}: de opleiding neemt het onderdeel op." if number % 3 else "",
        is_highlight=number % 25 == 1, visibility="network" if number % 25 == 1 else "hub",
    ))
made = Moment.objects.bulk_create(rows, batch_size=500)
through = Moment.organisations.through
through.objects.bulk_create(
    through(moment_id=one.pk, organisation_id=chance.choice(organisations).pk) for one in made
)
report = Report.objects.filter(hub=hub, kind="half_year", first=span.first, last=span.last).first() or start_report(
    hub=hub, kind="half_year", span=span, by=None
)
visitor = Client()
visitor.post("/demo/inloggen/", {"persona": "ambassadeur"})
addresses = {
    "html": reverse("reports:report", args=[report.pk]),
    "pdf": reverse("reports:export", kwargs={"pk": report.pk, "kind": "pdf"}),
    "docx": reverse("reports:export", kwargs={"pk": report.pk, "kind": "docx"}),
}
found = {}
for name, address in addresses.items():
    visitor.get(address)
    times = []
    for _ in range(3):
        began = time.perf_counter()
        answer = visitor.get(address)
        times.append(time.perf_counter() - began)
        assert answer.status_code == 200, (name, answer.status_code)
    found[name] = sorted(times)[1] * 1000
began = time.perf_counter()
freeze_report(report=Report.objects.get(pk=report.pk), seen=Report.objects.get(pk=report.pk).version, by=None)
found["freeze"] = (time.perf_counter() - began) * 1000
print(json.dumps(found))
"""


@measure
def half_year_report(bench: Bench) -> list[Figure]:
    """Each the middle one of three, after one that does not count; every one gathers the report anew."""
    times = bench.inside(PROGRAM)
    parts = ", ".join(f"{name} {times[name]:.0f}" for name in ("html", "pdf", "docx"))
    together = sum(times[name] for name in ("html", "pdf", "docx"))
    return [
        Figure("half-year report over 500 moments", f"{together:.0f} ms ({parts})", "1000 ms together"),
        Figure("freezing it", f"{times['freeze']:.0f} ms"),
    ]
