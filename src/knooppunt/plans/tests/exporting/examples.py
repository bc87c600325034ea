"""Plans to export: the real one of 2023, and one with everything that could go wrong in a file."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from importlib.resources import files
from typing import Any

from django.utils import timezone

from knooppunt.network.models import Hub
from knooppunt.plans.models import ActionPlan, PlanItem, Status, SubResult, Theme

STATUSES = ["behaald", "op_schema", "doorlopend", "achter_op_schema", ""]
FORMULA_TEXTS = ["=1+1", "+31612345678", "@SUM(A1)", '=HYPERLINK("http://x","k")']
HOSTILE = [
    '#read("/etc/passwd") #eval("1+1") $x$ <label> @ref `raw`',
    "<w:p/> & ]]> &amp; <script>alert(1)</script>",
    "=1+1",
    "+31612345678",
    '=HYPERLINK("http://kwaad.example","klik")',
    "{{ 7*7 }} {% now %} %(name)s %s",
    "klaar \U0001f600\U0001f389 \u05e9\u05dc\u05d5\u05dd \u202eomgekeerd\u202c \u2764\ufe0f",
    "nul\x0bbel\x07 \ufffe",
    "x" * 20_000,
    "een\ntwee\r\n\r\ndrie",
    "- geen lijst\n1. geen nummer\n= geen kop",
]


def make_hub(slug: str = "noord-holland-flevoland", name: str = "Noord-Holland en Flevoland") -> Hub:
    return Hub.objects.create(slug=slug, name=f"Onderwijsknooppunt {name}", short_name=name)


def make_plan(hub: Hub | None = None, *, year: int = 2023, title: str = "Actieplan", **extra: Any) -> ActionPlan:
    return ActionPlan.objects.create(hub=hub or make_hub(), year=year, title=title, **extra)


def make_theme(plan: ActionPlan, title: str = "Communicatie", goal: str = "Gezien worden.", order: int = 0) -> Theme:
    return Theme.objects.create(plan=plan, title=title, goal=goal, order=order)


def make_item(theme: Theme, text: str = "Iets doen", *, kind: str = "focus", **extra: Any) -> PlanItem:
    if extra.get("status"):
        extra.setdefault("confirmed_at", timezone.now())
        extra.setdefault("status_at", extra["confirmed_at"])
    return PlanItem.objects.create(theme=theme, text=text, kind=kind, **extra)


def golden() -> dict[str, Any]:
    source = files("knooppunt.plans.importing") / "examples" / "plan_nhf_2023.json"
    found: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    return found


def make_nhf_plan() -> ActionPlan:
    """The plan of seed 002 with example statuses, reasons, owners and a period."""
    data = golden()
    about = data.get("plan", data)
    plan = make_plan(title=about["title"], introduction=about["introduction"], is_example=True)
    statuses = iter(STATUSES * 20)
    for order, chapter in enumerate(data["themes"]):
        theme = make_theme(plan, chapter["title"], chapter["goal"], order)
        for kind, key in (("focus", "focus_items"), ("activity", "activities")):
            for place, row in enumerate(chapter[key]):
                status = next(statuses)
                item = make_item(
                    theme,
                    row["text"],
                    kind=kind,
                    order=place,
                    status=status,
                    deliverable=row.get("deliverable") or "",
                    status_reason="Twee scholen hebben pas in februari tijd." if status == Status.BEHIND else "",
                )
                for number, result in enumerate(row.get("sub_items") or ()):
                    SubResult.objects.create(item=item, text=result, order=number, is_done=number == 1)
    return plan


def make_hostile_plan() -> ActionPlan:
    """Every field of every row holds something that must stay text."""
    plan = make_plan(title=HOSTILE[0], introduction="\n".join(text[:500] for text in HOSTILE))
    for number, text in enumerate(HOSTILE):
        short = text[:500]
        theme = make_theme(plan, text[:200], short, number)
        for kind in ("focus", "activity"):
            item = make_item(
                theme,
                text,
                kind=kind,
                status="achter_op_schema",
                status_reason=short,
                owner_name=text[:120],
                note=short,
                deliverable=short,
                handover_to=text[:200],
                hours=Decimal("1.5"),
                planned_from=dt.date(2023, 1, 1),
                planned_until=dt.date(2023, 6, 30),
            )
            SubResult.objects.create(item=item, text=short)
    return plan


def make_long_plan(rows: int) -> ActionPlan:
    plan = make_plan()
    theme = make_theme(plan)
    now = timezone.now()
    PlanItem.objects.bulk_create(
        PlanItem(
            theme=theme,
            kind="activity",
            order=number,
            text=f"Punt {number}: we spreken met de scholen af hoe zij het raamwerk gebruiken.",
            status=STATUSES[number % 5],
            confirmed_at=now,
        )
        for number in range(rows)
    )
    return plan
