"""Frameworks themselves: make one, change what is said about it, copy it into a new version, throw it away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from knooppunt.core import bin
from knooppunt.core.models import BinBatch
from knooppunt.core.versions import save_version
from knooppunt.framework.actions.importing import free_slug, link_concepts
from knooppunt.framework.actions.publishing import note_items
from knooppunt.framework.actions.refusals import Refused
from knooppunt.framework.actions.versions import map_versions
from knooppunt.framework.case import mapping
from knooppunt.framework.case.export import framework_link, item_link, item_uri, now_text
from knooppunt.framework.models import (
    Concept,
    Framework,
    FrameworkAssociation,
    FrameworkItem,
    new_identifier,
)

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

FIELDS = (
    "title",
    "kind",
    "edition",
    "creator",
    "publisher",
    "description",
    "notes",
    "source_url",
    "is_example",
    "order",
)
CHUNK = 500


@dataclass(frozen=True)
class FrameworkData:
    """Everything a person says about a framework."""

    title: str
    kind: Concept
    edition: str = ""
    creator: str = ""
    publisher: str = ""
    description: str = ""
    notes: str = ""
    source_url: str = ""
    is_example: bool = False
    order: int = 100


def create_framework(*, data: FrameworkData, by: User | None) -> Framework:
    """Make an empty framework, as a draft."""
    with transaction.atomic():
        identifier = new_identifier()
        framework = Framework(
            identifier=identifier,
            uri=f"urn:uuid:{identifier}",
            slug=free_slug(f"{data.title} {data.edition}"),
            language="nl",
            adoption_status="Draft",
        )
        _fill(framework, data)
        framework._history_user = by  # type: ignore[attr-defined]  # how django-simple-history is told who it was
        framework.save()
    return framework


def change_framework(*, framework: Framework, data: FrameworkData, seen: int, by: User) -> Framework:
    """Write all of ``data``. Raises ``Conflict`` when somebody was first.

    Of a published version only the order and the mark "example" may change: its words are what people refer to.
    """
    with transaction.atomic():
        if framework.is_draft:
            _fill(framework, data)
            fields: tuple[str, ...] = (*FIELDS, "framework_type", "last_change")
        else:
            framework.order, framework.is_example = data.order, data.is_example
            fields = ("order", "is_example")
        framework._history_user = by  # type: ignore[attr-defined]  # how django-simple-history is told who it was
        save_version(framework, seen=seen, fields=fields)
        if framework.is_public:
            note_items(framework)
    return framework


def make_new_version(*, framework: Framework, edition: str, by: User | None) -> Framework:
    """A draft with copies of all items and associations, each item mapped to the one it was copied from.

    Copies get identifiers of their own, as CASE asks. Raises ``Refused`` when there is a draft of it already.
    """
    with transaction.atomic():
        drafts = Framework.objects.filter(previous=framework, state=Framework.State.DRAFT)
        if drafts.exists():
            raise Refused(_("There is a draft of a new version already. Go on with that one."))
        if not framework.is_public:
            raise Refused(_("This version is a draft itself. Change it, or publish it first."))
        new = _copy_framework(framework, edition)
        new._history_user = by  # type: ignore[attr-defined]  # how django-simple-history is told who it was
        new.save()
        items = _copy_items(framework, new)
        _copy_associations(framework, new, items)
        map_versions(framework=new)
    return new


def delete_framework(*, framework: Framework, by: User) -> BinBatch:
    """A draft into the bin, for 30 days. Raises ``Refused`` for a published version: others refer to it."""
    if not framework.is_draft:
        raise Refused(_("A published version stays: others refer to it."))
    return bin.bin_objects(objects=[framework], by=by, label=str(framework))


def _fill(framework: Framework, data: FrameworkData) -> None:
    for name in FIELDS:
        setattr(framework, name, getattr(data, name))
    if not framework.framework_type or "kind" not in (framework.package or {}):
        framework.framework_type = data.kind.label_en or data.kind.label_nl
    framework.last_change = now_text()


def _copy_framework(old: Framework, edition: str) -> Framework:
    identifier = new_identifier()
    new = Framework(
        **{name: getattr(old, name) for name in FIELDS if name != "edition"},
        edition=edition,
        slug=free_slug(f"{old.title} {edition}"),
        language=old.language,
        framework_type=old.framework_type,
        adoption_status="Draft",
        previous=old,
        identifier=identifier,
        uri=f"urn:uuid:{identifier}",
        last_change=now_text(),
        case_version=old.case_version,
        case=old.case,
        package=old.package,
        items_count=old.items_count,
    )
    return new


def _copy_items(old: Framework, new: Framework) -> dict[int, FrameworkItem]:
    """The copies, by the number of what they were copied from."""
    originals = list(old.items.order_by("order"))
    now = now_text()
    copies = {original.pk: _copy_item(original, new, now) for original in originals}
    FrameworkItem.objects.bulk_create(copies.values(), batch_size=200)
    for original in originals:
        if original.parent_id in copies:
            copies[original.pk].parent = copies[original.parent_id]
    FrameworkItem.objects.bulk_update(copies.values(), ["parent"], batch_size=200)
    link_concepts(list(copies.values()), mapping.finder())
    return copies


def _copy_item(original: FrameworkItem, new: Framework, now: str) -> FrameworkItem:
    kept = {
        field.attname: getattr(original, field.attname)
        for field in FrameworkItem._meta.concrete_fields
        if field.name not in {"id", "uuid", "framework", "parent", "identifier", "uri", "version", "created_at"}
    }
    copy = FrameworkItem(framework=new, identifier=new_identifier(), **kept)
    copy.uri, copy.last_change = item_uri(copy), now
    extensions = original.case.get("extensions")
    extensions = extensions if isinstance(extensions, dict) else {}
    own = extensions.get(mapping.OURS)
    own = (own if isinstance(own, dict) else {}) | {"copied_from": original.identifier}
    copy.case = original.case | {"extensions": extensions | {mapping.OURS: own}}
    return copy


def _copy_associations(old: Framework, new: Framework, items: dict[int, FrameworkItem]) -> None:
    rows = []
    now = now_text()
    for row in old.associations.order_by("file_order", "pk"):
        origin = items.get(row.origin_id or 0)
        if origin is None or row.kind == FrameworkAssociation.Kind.REPLACED:
            continue
        destination = items.get(row.destination_id or 0)
        link = row.destination_link
        if destination is not None:
            link = item_link(destination)
        elif row.destination_identifier == old.identifier:
            link = framework_link(new)
        identifier = new_identifier()
        rows.append(
            FrameworkAssociation(
                framework=new,
                kind=row.kind,
                origin=origin,
                destination=destination or (None if row.is_tree else row.destination),
                origin_identifier=origin.identifier,
                origin_link=item_link(origin),
                destination_identifier=link["identifier"],
                destination_link=link,
                sequence=row.sequence,
                notes=row.notes,
                is_tree=row.is_tree,
                identifier=identifier,
                uri=f"urn:uuid:{identifier}",
                last_change=now,
                file_order=row.file_order,
                case={key: value for key, value in row.case.items() if key != "CFDocumentURI"},
            )
        )
    FrameworkAssociation.objects.bulk_create(rows, batch_size=200)
