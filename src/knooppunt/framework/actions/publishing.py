"""From draft to published: from then on a version does not change any more, and replaces the one before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Max, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.core import changes, status
from knooppunt.core.bulk import without_mapping
from knooppunt.framework.actions.refusals import Refused
from knooppunt.framework.actions.versions import map_versions, move_along
from knooppunt.framework.case.export import now_text
from knooppunt.framework.models import Framework

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

ITEM_KIND = "framework.item"
SUBJECT = "framework.framework"
CHUNK = 5_000


def publish_framework(*, framework: Framework, by: User | None) -> int:
    """Make a draft public for good; the version before it becomes "replaced" and what is aligned to it moves along.

    Returns how many alignments moved. Raises ``Refused`` for what is no draft, or holds no items.
    """
    _refuse(framework)
    previous = framework.previous
    compared = _words(framework)
    map_versions(framework=framework)  # before the transaction: nobody has to wait for it
    with without_mapping(), transaction.atomic():
        _refuse(framework)
        if _words(framework) != compared:  # somebody edited in between
            map_versions(framework=framework)
        framework.state = Framework.State.PUBLISHED
        framework.published_at = timezone.now()
        if not framework.package:  # made here; what came in keeps what it says of itself
            framework.adoption_status = "Adopted"
            framework.last_change = now_text()
        framework.version += 1
        framework.save()
        _note(framework, Framework.State.DRAFT, Framework.State.PUBLISHED, by)
        if previous is None:
            return 0
        if previous.state == Framework.State.PUBLISHED:
            previous.state = Framework.State.REPLACED
            previous.version += 1
            previous.save()
            _note(previous, Framework.State.PUBLISHED, Framework.State.REPLACED, by)
        return move_along(framework=framework, by=by)


def _refuse(framework: Framework) -> None:
    if not Framework.objects.filter(pk=framework.pk, state=Framework.State.DRAFT).exists():
        raise Refused(_("This version is published already. Make a new version to change it."))
    if not framework.items.exists():
        raise Refused(_("There is nothing in this framework yet. Add items first."))


def _words(framework: Framework) -> dict[str, int]:
    """Differs after every change of an item. One query."""
    return framework.items.aggregate(Count("pk"), Max("pk"), Sum("version"))


def _note(framework: Framework, old: str, new: str, by: User | None) -> None:
    status.record(subject_kind=SUBJECT, subject_id=framework.pk, old=old, new=new, by=by)
    note_items(framework)


def note_items(framework: Framework, *, deleted: bool = False) -> None:
    """Tell who follows the change table that these items are public now, or no longer."""
    pks = framework.items.order_by("pk").values_list("pk", flat=True)
    chunk = list(pks[:CHUNK])
    while chunk:
        changes.record(ITEM_KIND, chunk, deleted=deleted)
        chunk = list(pks.filter(pk__gt=chunk[-1])[:CHUNK])
    changes.record(SUBJECT, [framework.pk], deleted=deleted)
