"""Frameworks themselves: make one, change what is said about it, copy it into a new version, throw it away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from knooppunt.core import bin
from knooppunt.core.bulk import without_mapping
from knooppunt.core.models import BinBatch
from knooppunt.core.versions import save_version
from knooppunt.framework.actions.copying import copy_rows
from knooppunt.framework.actions.importing import free_slug, remove_unfinished
from knooppunt.framework.actions.publishing import note_items
from knooppunt.framework.actions.refusals import Refused
from knooppunt.framework.case.export import now_text
from knooppunt.framework.models import Concept, Framework, new_identifier

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
State = Framework.State


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

    The copies come in small transactions under a draft that nobody sees yet, as an import does; when anything goes wrong
    they are taken out again. Raises ``Refused`` when there is a draft of it already.
    """
    with transaction.atomic():
        old = Framework.objects.select_for_update().get(pk=framework.pk)
        if Framework.objects.filter(previous=old, state__in=(State.DRAFT, State.IMPORTING)).exists():
            raise Refused(_("There is a draft of a new version already. Go on with that one."))
        if not old.is_public:
            raise Refused(_("This version is a draft itself. Change it, or publish it first."))
        new = _copy_framework(old, edition)
        new._history_user = by  # type: ignore[attr-defined]  # how django-simple-history is told who it was
        new.save()
    try:
        with without_mapping():
            copy_rows(old=old, new=new)
        new.state = State.DRAFT
        new.save()
    except BaseException:
        remove_unfinished(new)
        raise
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
        state=State.IMPORTING,
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
