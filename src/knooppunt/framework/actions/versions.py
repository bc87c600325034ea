"""From one version to the next: which item became which, and what is aligned moves along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.framework.actions.refusals import Refused
from knooppunt.framework.alignments import move_alignments
from knooppunt.framework.models import Framework, FrameworkItem, ItemMapping
from knooppunt.network.names import fold

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

CERTAIN = 92  # likeness of texts, 0 to 100, from which nobody needs to look when the code or identifier is the same too
LIKELY = 60  # below this a text is no candidate at all
MOST_COMPARED = 4_000_000  # pairs of texts
State = ItemMapping.State


def map_versions(*, framework: Framework) -> dict[str, int]:
    """Say of each item of the previous version what became of it; decisions that people took stay.

    The same identifier, code or text is a candidate; likeness of the texts decides whether a person has to look.
    Returns how many per state.
    """
    previous = framework.previous
    if previous is None:
        return {}
    with transaction.atomic():
        decided = set(
            ItemMapping.objects.filter(framework=framework, decided_at__isnull=False).values_list("old_id", flat=True)
        )
        ItemMapping.objects.filter(framework=framework, decided_at__isnull=True).delete()
        olds = [item for item in _items(previous) if item.pk not in decided]
        matcher = _Matcher(_items(framework))
        rows = [matcher.mapping(framework, old) for old in olds]
        ItemMapping.objects.bulk_create(rows, batch_size=500)
    return {state: sum(row.state == state for row in rows) for state in State.values}


def _items(framework: Framework) -> list[FrameworkItem]:
    fields = ("identifier", "code", "full_statement", "abbreviated", "order", "framework_id", "case")
    return list(FrameworkItem.objects.filter(framework=framework).only(*fields).order_by("order"))


class _Matcher:
    """Finds what an old item became among the new ones."""

    def __init__(self, items: list[FrameworkItem]) -> None:
        self._by_identifier = {item.identifier: item for item in items}
        self._by_origin = {origin: item for item in items if (origin := copied_from(item))}
        self._by_code = {item.code: item for item in items if item.code}
        self._by_text: dict[str, FrameworkItem] = {}
        for item in items:
            self._by_text.setdefault(fold(item.full_statement), item)
        self._texts = {item.pk: fold(item.full_statement) for item in items}
        self._items = {item.pk: item for item in items}
        self._compared = 0

    def mapping(self, framework: Framework, old: FrameworkItem) -> ItemMapping:
        """What became of ``old``, as a row that is not saved yet."""
        text = fold(old.full_statement)
        known = self._by_origin.get(old.identifier) or self._by_identifier.get(old.identifier)
        new = known or self._by_text.get(text) or (self._by_code.get(old.code) if old.code else None)
        if new is None:
            new = self._most_alike(text)
        row = ItemMapping(framework=framework, old=old, new=new, state=State.GONE)
        if new is not None:
            row.likeness = round(_likeness(text, fold(new.full_statement)))
            sure = row.likeness >= CERTAIN and (known is not None or text == fold(new.full_statement))
            row.state = State.CERTAIN if sure else State.DOUBTFUL
        else:
            row.state = State.DOUBTFUL  # nothing found: a person says whether it is really gone
        return row

    def _most_alike(self, text: str) -> FrameworkItem | None:
        """The new item whose text is most alike, if any is. Not asked any more when it would take too long."""
        self._compared += len(self._texts)
        if self._compared > MOST_COMPARED:
            return None
        from rapidfuzz import fuzz, process  # inline: only needed here

        best = process.extractOne(text, self._texts, scorer=fuzz.token_sort_ratio, score_cutoff=LIKELY)
        return self._items[best[2]] if best else None


def _likeness(one: str, other: str) -> float:
    if one == other:
        return 100.0
    from rapidfuzz import fuzz  # inline: only needed here

    return float(fuzz.token_sort_ratio(one, other))


def copied_from(item: FrameworkItem) -> str:
    """The identifier of the item of which this one was made as a copy; empty for others."""
    extensions = item.case.get("extensions")
    own = extensions.get("knooppunt") if isinstance(extensions, dict) else None
    found = own.get("copied_from") if isinstance(own, dict) else None
    return found if isinstance(found, str) else ""


def decide_mapping(*, mapping: ItemMapping, new: FrameworkItem | None, by: User) -> ItemMapping:
    """A person says what an item became, or that it has no successor (``new`` is none). May be said again, otherwise.

    When the version is published, what is aligned moves along at once. Raises ``Refused`` for an item of another
    version, and when it moved already.
    """
    if new is not None and new.framework_id != mapping.framework_id:
        raise Refused(_("Choose an item of the new version."))
    if mapping.moved_at:
        raise Refused(_("What was aligned to this item has moved along already. Change it where it stands now."))
    with transaction.atomic():
        mapping.new = new
        mapping.state = State.CONFIRMED if new else State.GONE
        mapping.decided_by, mapping.decided_at = by, timezone.now()
        if mapping.framework.is_public and new is not None:
            move_alignments({mapping.old_id: new.pk}, by=by)
            mapping.moved_at = timezone.now()
        mapping.version += 1
        mapping.save()
    return mapping


def move_along(*, framework: Framework, by: User | None) -> int:
    """What is aligned to items whose successor is certain or confirmed goes along; returns how many moved."""
    with transaction.atomic():
        rows = ItemMapping.objects.filter(
            framework=framework, moved_at__isnull=True, new__isnull=False, state__in=(State.CERTAIN, State.CONFIRMED)
        )
        pairs = dict(rows.values_list("old_id", "new_id"))
        moved = move_alignments(pairs, by=by)
        rows.update(moved_at=timezone.now())
    return moved
