"""Showing rows of a plan on the public page of the hub."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from knooppunt.core import changes
from knooppunt.core.versions import check_versions
from knooppunt.plans.actions.refusals import refuse_when_locked
from knooppunt.plans.actions.statuses import SUBJECT
from knooppunt.plans.models import ActionPlan, PlanItem

if TYPE_CHECKING:
    from knooppunt.accounts.models import User


@dataclass(frozen=True)
class Published:
    """How many rows were shown or hidden, and which were left alone because they changed after they were read."""

    shown: int
    hidden: int
    conflicts: list[PlanItem]


def publish_rows(*, plan: ActionPlan, public: Collection[int], seen: Mapping[int, int], by: User) -> Published:
    """Show the rows in ``public`` and hide the other rows in ``seen`` (pk → version on the screen).

    A text that changed in the meantime has not been read by who publishes it: such a row is left as it is. Whether a
    row is shown is no text, so it raises no version. Raises ``PlanLocked``.
    """
    with transaction.atomic():
        refuse_when_locked(plan)
        rows = PlanItem.objects.filter(theme__plan=plan, theme__binned_at__isnull=True, archived_at__isnull=True)
        conflicts = check_versions(rows, seen)
        free = set(seen) - {row.pk for row in conflicts}
        show = list(rows.filter(pk__in=free & set(public), is_public=False).values_list("pk", flat=True))
        hide = list(rows.filter(pk__in=free - set(public), is_public=True).values_list("pk", flat=True))
        for pks, value in ((show, True), (hide, False)):
            for item in PlanItem.objects.filter(pk__in=pks):
                item.is_public = value
                item._history_user = by  # how django-simple-history is told who it was
                item._change_reason = "published" if value else "hidden"
                item.save(update_fields=["is_public"])
        changes.record(SUBJECT, [*show, *hide])
    return Published(len(show), len(hide), conflicts)
