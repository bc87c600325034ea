"""Who may do what with proposals, reviews and reports: pure predicates, and the permissions of offering."""

from __future__ import annotations

from typing import Any

import rules
from django.utils import timezone

from knooppunt.catalogue.offering.models import Reviewer
from knooppunt.network.api import (
    is_ambassador_of_hub,
    is_coordinator,
    is_editor,
    is_provider_editor,
)


@rules.predicate
def is_reviewer(user: Any, subject: object = None) -> bool:
    """Sits in the working group today; on the day one leaves no more. One query per request (kept on the user)."""
    if not user.is_authenticated or not user.is_active:
        return False
    kept = getattr(user, "_sits_in_working_group", None)
    if kept is None:
        mine = Reviewer.objects.filter(user=user, since__lte=timezone.localdate())
        kept = user._sits_in_working_group = mine.exclude(until__lte=timezone.localdate()).exists()
    return bool(kept)


# Regional proposals (those with a hub) are the hub's; the editor reviews them all.
rules.add_perm("catalogue.review_submission", is_editor | is_ambassador_of_hub)
rules.add_perm("catalogue.see_submission", is_editor | is_ambassador_of_hub | is_provider_editor)
rules.add_perm("catalogue.offer_entries", is_provider_editor)
rules.add_perm("catalogue.view_counts", is_editor | is_coordinator | is_ambassador_of_hub | is_provider_editor)
rules.add_perm("catalogue.invite_to_offer", is_editor | is_coordinator | is_ambassador_of_hub)
# A hub looks at those of its own region; the editors and the coordinator at all of them.
rules.add_perm("catalogue.check_providers", is_editor | is_coordinator | is_ambassador_of_hub)
rules.add_perm("catalogue.manage_quality", is_editor)
rules.add_perm("catalogue.give_quality_review", is_editor | is_reviewer)
rules.add_perm("catalogue.handle_report", is_editor | is_ambassador_of_hub)
rules.add_perm("catalogue.view_freshness", is_editor | is_coordinator)
rules.add_perm("catalogue.manage_freshness", is_editor)
# In the menu only for who does not come there by way of reviewing. No query: it is asked on every page.
rules.add_perm("catalogue.see_freshness_only", is_coordinator & ~is_editor & ~is_ambassador_of_hub)
