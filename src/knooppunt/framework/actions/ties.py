"""How items hang together: say so, take it away, and keep who did it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from knooppunt.core import bin
from knooppunt.core.models import BinBatch
from knooppunt.core.versions import save_version
from knooppunt.framework.actions.refusals import Refused
from knooppunt.framework.case.export import item_link, now_text
from knooppunt.framework.models import Framework, FrameworkAssociation, FrameworkItem, new_identifier
from knooppunt.framework.models.frameworks import REMOVED, RESTORED

if TYPE_CHECKING:
    from knooppunt.accounts.models import User


# What says something of the old item itself.
_STAY = (FrameworkAssociation.Kind.CHILD, FrameworkAssociation.Kind.REPLACED)


def associate(*, origin: FrameworkItem, kind: str, destination: FrameworkItem, by: User | None) -> FrameworkAssociation:
    """Say how two items hang together, kept in the framework of ``origin``. Saying it twice changes nothing.

    Raises ``Refused`` for an item with itself, and for a place in the tree (that is ``move_item``). Allowed beside
    published versions too (where palliative care is anchored in a dossier is said afterwards): then it is marked as said
    later, and is no part of that version.
    """
    if origin.pk == destination.pk:
        raise Refused(_("An item cannot be associated with itself."))
    if kind == FrameworkAssociation.Kind.CHILD:
        raise Refused(_("Move the item instead."))
    same = FrameworkAssociation.objects.filter(origin=origin, kind=kind, destination=destination)
    known: FrameworkAssociation | None = same.first()
    if known is not None:
        return known
    with transaction.atomic():
        return make_association(origin, kind, item_link(destination), destination=destination, by=by)


def dissociate(*, association: FrameworkAssociation, by: User) -> BinBatch:
    """Take an association away, for 30 days into the bin. Raises ``Refused`` for a place in the tree, and for what a
    published version says itself."""
    if association.is_tree:
        raise Refused(_("Move the item instead."))
    if association.framework.is_public and not association.is_later:
        raise Refused(
            _("This tie belongs to the published version, which does not change any more. Make a new version.")
        )
    with transaction.atomic():
        batch = bin.bin_objects(objects=[association], by=by, label=_called(association))
        note_ties([association], REMOVED, by=by)
    return batch


def _called(association: FrameworkAssociation) -> str:
    ends = [str(link.get("title", "")) for link in (association.origin_link, association.destination_link)]
    return f"{ends[0][:90]} {association.label} {ends[1]}"[:200]


def restore_association(*, batch: BinBatch, by: User) -> FrameworkAssociation:
    """Bring an association back. Raises ``Refused`` when it is gone for good, ``RestoreRefused``."""
    with transaction.atomic():
        association: FrameworkAssociation | None = FrameworkAssociation.all_objects.filter(bin_batch=batch).first()
        if association is None:
            raise Refused(_("There is nothing left to bring back."))
        bin.restore(batch, by=by)
        note_ties([association], RESTORED, by=by)
    association.refresh_from_db()
    return association


def move_ties(pairs: Mapping[int, int], *, framework: Framework, by: User | None) -> None:
    """Ties between items of the version before ``framework`` and items of other frameworks go along to the new items
    (old number → new number). Inside the caller's transaction.

    A draft points at the new item from now on. A published version stays as it is: beside it is said, later, that its item
    hangs together with the new one too. What was said beside the old version since the draft was made comes along as well.
    """
    elsewhere = FrameworkAssociation.objects.filter(is_tree=False).exclude(kind__in=_STAY)
    to_old = elsewhere.filter(
        destination__in=list(pairs),
        origin__binned_at__isnull=True,
        framework__state__in=(Framework.State.DRAFT, Framework.State.PUBLISHED),
    ).exclude(framework__in=[framework.pk, framework.previous_id])
    from_old = elsewhere.filter(origin__in=list(pairs), is_later=True, created_at__gt=framework.created_at)
    rows = [*to_old.select_related("origin__framework", "framework"), *from_old.select_related("destination")]
    ends = {pairs[end] for row in rows for end in (row.origin_id, row.destination_id) if end in pairs}
    new = FrameworkItem.objects.select_related("framework").in_bulk(list(ends))
    for row in rows:
        origin = new.get(pairs.get(row.origin_id, 0), row.origin)
        destination = new.get(pairs.get(row.destination_id, 0), row.destination)
        if row.framework_id != origin.framework_id or row.framework.is_public:
            if destination is not None:
                associate(origin=origin, kind=row.kind, destination=destination, by=by)
        else:
            _point_at(row, destination, by)


def _point_at(row: FrameworkAssociation, destination: FrameworkItem, by: User | None) -> None:
    link = item_link(destination)
    row.destination, row.destination_identifier, row.destination_link = destination, link["identifier"], link
    row.last_change = now_text()
    row._history_user = by  # type: ignore[attr-defined]  # how django-simple-history is told who it was
    fields = ("destination", "destination_identifier", "destination_link", "last_change")
    save_version(row, seen=row.version, fields=fields)


def note_ties(rows: Sequence[FrameworkAssociation], what: str, *, by: User | None) -> None:
    """Write into the history that ties (not places in the tree) went or came back. Inside the caller's transaction."""
    ties = [row for row in rows if not row.is_tree]
    FrameworkAssociation.history.bulk_history_create(
        ties, update=True, default_user=by, default_change_reason=what, batch_size=200
    )


def make_association(
    origin: FrameworkItem,
    kind: str,
    target: Mapping[str, str],
    *,
    destination: FrameworkItem | None,
    is_tree: bool = False,
    by: User | None = None,
) -> FrameworkAssociation:
    """A row that says how two items hang together (``target``: as CASE links to it). A place in the tree gets no history
    of its own: that of the item tells it."""
    last = FrameworkAssociation.all_objects.filter(framework=origin.framework).aggregate(most=Max("file_order"))["most"]
    identifier = new_identifier()
    made = FrameworkAssociation(
        framework=origin.framework,
        kind=kind,
        origin=origin,
        destination=destination,
        origin_identifier=origin.identifier,
        origin_link=item_link(origin),
        destination_identifier=target["identifier"],
        destination_link=dict(target),
        sequence=origin.position + 1 if is_tree else None,
        is_tree=is_tree,
        is_later=origin.framework.is_public,
        identifier=identifier,
        uri=f"urn:uuid:{identifier}",
        last_change=now_text(),
        file_order=0 if last is None else last + 1,
    )
    made._history_user = by  # type: ignore[attr-defined]  # how django-simple-history is told who it was
    if is_tree:
        made.skip_history_when_saving = True  # type: ignore[attr-defined]  # the same
    made.save()
    return made
