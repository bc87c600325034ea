"""What an action says when it cannot be done, and the checks that every action of a plan begins with."""

from __future__ import annotations

from django.utils.translation import gettext as _

from knooppunt.plans.models import ActionPlan


class Refused(Exception):
    """The change cannot be made; the text is a sentence for the person who asked."""


class PlanLocked(Refused):
    """The year of the plan is closed."""


def refuse_when_locked(plan: ActionPlan) -> None:
    """Raise ``PlanLocked`` when the year is closed; looks in the database, since a page may have stood open. One query.

    Call inside the transaction that writes.
    """
    locked = ActionPlan.objects.filter(pk=plan.pk, locked_at__isnull=False).exists()
    if locked:
        raise PlanLocked(
            _(
                "The plan of %(year)s is closed, so nothing changes in it any more. Ask the national coordinator to reopen it."
            )
            % {"year": plan.year}
        )
