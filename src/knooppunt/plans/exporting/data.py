"""A plan as data, with the keys that ``knooppunt import-plan --format json`` prints."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from knooppunt.plans.queries.tree import PlanTree, Row

SCHEMA_VERSION = 1


def plan_data(tree: PlanTree) -> dict[str, Any]:
    """The plan as JSON can hold it. ``null`` is "no status yet" and "nothing to deliver"."""
    plan = tree.plan
    return {
        "schema_version": SCHEMA_VERSION,
        "language": "nl",
        "title": plan.title,
        "hub": plan.hub.slug if plan.hub else None,
        "year": plan.year,
        "introduction": plan.introduction,
        "is_example": plan.is_example,
        "exported_on": timezone.localdate().isoformat(),
        "themes": [
            {
                "title": node.theme.title,
                "goal": node.theme.goal,
                "key": node.theme.national.slug if node.theme.national else None,
                "focus_items": [{"number": number, **_row(row)} for number, row in enumerate(node.focus, start=1)],
                "activities": [
                    {"order": order, **_activity(row)} for order, row in enumerate(node.activities, start=1)
                ],
            }
            for node in tree.themes
        ],
        "counts": {"themes": len(tree.themes), "focus_items": tree.focus_count, "activities": tree.activity_count},
    }


def _activity(row: Row) -> dict[str, Any]:
    return {
        **_row(row),
        "sub_items": [result.text for result in row.sub_results],
        "deliverable": row.deliverable or None,
    }


def _row(row: Row) -> dict[str, Any]:
    """Besides text and status only what is there and what the reader may see."""
    more = {
        "reason": row.reason if row.is_behind else "",
        "owner": row.owner,
        "note": row.note,
        "handover_to": row.handover_to,
        "planned_from": row.planned_from.isoformat() if row.planned_from else "",
        "planned_until": row.planned_until.isoformat() if row.planned_until else "",
        "hours": float(row.hours) if row.hours is not None else "",
        "confirmed_on": timezone.localtime(row.confirmed_at).date().isoformat() if row.confirmed_at else "",
    }
    return {"uuid": str(row.uuid), "text": row.text, "status": row.status or None} | {
        key: value for key, value in more.items() if value != ""
    }
