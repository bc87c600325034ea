"""From draft to published: from then on a version does not change any more, and replaces the one before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.core import changes, status
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
    with transaction.atomic():
        if not Framework.objects.filter(pk=framework.pk, state=Framework.State.DRAFT).exists():
            raise Refused(_("This version is published already. Make a new version to change it."))
        if not framework.items.exists():
            raise Refused(_("There is nothing in this framework yet. Add items first."))
        framework.state = Framework.State.PUBLISHED
        framework.published_at = timezone.now()
        if not framework.package:  # made here; what came in keeps what it says of itself
            framework.adoption_status = "Adopted"
            framework.last_change = now_text()
        framework.version += 1
        framework.save()
        _note(framework, Framework.State.DRAFT, Framework.State.PUBLISHED, by)
        previous = framework.previous
        moved = 0
        if previous is not None:
            map_versions(framework=framework)
            if previous.state == Framework.State.PUBLISHED:
                previous.state = Framework.State.REPLACED
                previous.version += 1
                previous.save()
                _note(previous, Framework.State.PUBLISHED, Framework.State.REPLACED, by)
            moved = move_along(framework=framework, by=by)
    return moved


def _note(framework: Framework, old: str, new: str, by: User | None) -> None:
    status.record(subject_kind=SUBJECT, subject_id=framework.pk, old=old, new=new, by=by)
    note_items(framework)


def note_items(framework: Framework, *, deleted: bool = False) -> None:
    """Tell who follows the change table that these items are public now, or no longer."""
    pks = list(framework.items.values_list("pk", flat=True))
    for start in range(0, len(pks), CHUNK):
        changes.record(ITEM_KIND, pks[start : start + CHUNK], deleted=deleted)
    changes.record(SUBJECT, [framework.pk], deleted=deleted)
