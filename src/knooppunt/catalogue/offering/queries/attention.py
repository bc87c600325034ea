"""What asks for attention on "deze week": reviews that wait, proposals that came back, reports, new providers."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.catalogue.offering.models import ProviderRegistration, Report, Submission
from knooppunt.catalogue.offering.queries.quality import to_judge
from knooppunt.catalogue.offering.queries.reports import registrations_to_check, reports_visible_to
from knooppunt.catalogue.offering.queries.submissions import own_submissions, reviewable_by
from knooppunt.core.registries import AttentionItem


def for_user(user: Any) -> list[AttentionItem]:
    """At most five items; at most six queries."""
    found: list[AttentionItem] = []
    if user.has_perm("catalogue.review_submission"):
        found += _reviews(user)
    if user.has_perm("catalogue.handle_report"):
        count = reports_visible_to(user).filter(state=Report.State.OPEN).count()
        title = ngettext("%(count)d report of a visitor", "%(count)d reports of visitors", count) % {"count": count}
        found += _item(count, title, _("Somebody saw that something is not right."), "reports", _("Have a look"))
    if user.has_perm("catalogue.check_providers"):
        count = registrations_to_check(user).filter(state=ProviderRegistration.State.WAITING).count()
        title = ngettext("%(count)d new provider", "%(count)d new providers", count) % {"count": count}
        found += _item(count, title, _("Wants an account, to keep its own entries."), "registrations", _("Have a look"))
    if not user.has_perm("catalogue.manage_quality") and user.has_perm("catalogue.give_quality_review"):
        count = to_judge(user).count()
        title = ngettext("%(count)d entry to judge", "%(count)d entries to judge", count) % {"count": count}
        found += _item(count, title, _("For the quality mark, from the working group."), "quality", _("Have a look"))
    if user.has_perm("catalogue.offer_entries"):
        count = own_submissions(user).filter(state=Submission.State.RETURNED).count()
        title = ngettext("%(count)d proposal came back", "%(count)d proposals came back", count) % {"count": count}
        found += _item(count, title, _("Mend what was asked, and send it in once more."), "my-entries", _("Mend it"))
    return found


def _reviews(user: Any) -> list[AttentionItem]:
    rows = reviewable_by(user).waiting()
    figures = rows.aggregate(
        count=Count("pk"), late=Count("pk", filter=Q(due_on__lt=timezone.localdate())), since=Min("submitted_at")
    )
    count, late = figures["count"], figures["late"]
    title = ngettext("%(count)d proposal to review", "%(count)d proposals to review", count) % {"count": count}
    text = ngettext("%(count)d is too late.", "%(count)d are too late.", late) % {"count": late} if late else ""
    return _item(count, title, text, "queue", _("Review"), since=figures["since"])


def _item(count: int, title: str, text: str, page: str, label: str, since: Any = None) -> list[AttentionItem]:
    if not count:
        return []
    return [AttentionItem(title, text, reverse(f"catalogue:{page}"), label, kind=f"catalogue-{page}", since=since)]
