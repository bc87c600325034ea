"""One change to many moments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_update_with_history

from knooppunt.core import changes
from knooppunt.core.versions import check_versions
from knooppunt.journal.actions.moments import KIND
from knooppunt.journal.actions.refusals import Refused, refuse_when_closed
from knooppunt.journal.models import Moment
from knooppunt.network.models import Hub
from knooppunt.plans.models import PlanItem, Theme

if TYPE_CHECKING:
    from knooppunt.accounts.models import User


@dataclass(frozen=True)
class BulkChange:
    """What becomes of all of them; ``None`` leaves it as it is. ``purpose`` is an activity, a theme, or ``False``: none."""

    purpose: PlanItem | Theme | bool | None = None
    kind: str | None = None
    visibility: str | None = None
    is_highlight: bool | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return self.purpose is None and self.kind is None and self.visibility is None and self.is_highlight is None


@dataclass(frozen=True)
class BulkDone:
    """How many moments were changed, and how many were left alone because somebody else had changed them."""

    changed: int
    conflicts: int


def change_moments(
    *, hub: Hub, moments: Sequence[Moment], change: BulkChange, seen: Mapping[int, int], by: User
) -> BulkDone:
    """Change ``moments`` of ``hub`` whose version is still the one in ``seen``. A constant number of queries.

    Raises ``MonthClosed`` when one of them lies in a closed month, and ``Refused`` for an activity of another hub;
    nothing is changed then.
    """
    with transaction.atomic():
        refuse_when_closed(hub, [one.date for one in moments])
        _check_purpose(hub, change.purpose)
        mine = Moment.objects.filter(hub=hub, pk__in=[one.pk for one in moments])
        conflicts = check_versions(mine, {one.pk: seen.get(one.pk, 0) for one in moments})
        stopped = {one.pk for one in conflicts}
        free = [one for one in mine if one.pk not in stopped]
        for moment in free:
            _apply(moment, change)
        if free:
            bulk_update_with_history(
                free, Moment, ["item", "theme", "kind", "visibility", "is_highlight", "version"], default_user=by
            )
            changes.record(KIND, [one.pk for one in free])
    return BulkDone(len(free), len(conflicts))


def _apply(moment: Moment, change: BulkChange) -> None:
    if isinstance(change.purpose, PlanItem):
        moment.item, moment.theme = change.purpose, change.purpose.theme
    elif change.purpose is not None:
        moment.item, moment.theme = None, change.purpose if isinstance(change.purpose, Theme) else None
    if change.kind is not None:
        moment.kind = change.kind
    if change.is_highlight is not None:
        moment.is_highlight = change.is_highlight
    if change.visibility is not None:
        moment.visibility = change.visibility
    if moment.visibility == Moment.Visibility.PUBLIC:  # what everybody may read is a highlight, always
        moment.is_highlight = True
    moment.version += 1


def _check_purpose(hub: Hub, purpose: PlanItem | Theme | bool | None) -> None:
    theme = purpose.theme if isinstance(purpose, PlanItem) else purpose
    if isinstance(theme, Theme) and theme.plan.hub_id != hub.pk:
        raise Refused(_("This activity is of another hub. Choose one of your own plan."))
