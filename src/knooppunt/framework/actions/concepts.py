"""Editing the lists of terms: add, change, retire. A term is never deleted: rows point at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from knooppunt.core import changes
from knooppunt.core.versions import save_version
from knooppunt.framework.actions.refusals import Refused
from knooppunt.framework.models import Concept, ConceptScheme
from knooppunt.network.names import fold
from knooppunt.search.api import note_labels

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

KIND = "framework.concept"
FIELDS = (
    "label_nl", "label_en", "second_nl", "second_en", "also_nl", "also_en", "hidden_nl", "hidden_en",
    "definition_nl", "definition_en", "parent",
)  # fmt: skip
MOST_TERMS = 2_000  # of one list
MOST_NAMES = 40  # of one term in one language


@dataclass(frozen=True)
class ConceptData:
    """Everything a person says about a term."""

    label_nl: str
    label_en: str = ""
    second_nl: str = ""
    second_en: str = ""
    also_nl: Sequence[str] = ()
    also_en: Sequence[str] = ()
    hidden_nl: Sequence[str] = ()
    hidden_en: Sequence[str] = ()
    definition_nl: str = ""
    definition_en: str = ""
    parent: Concept | None = None


def add_concept(*, scheme: ConceptScheme, data: ConceptData, by: User) -> Concept:
    """A new term at the end of a list. Raises ``Refused`` for a name that the list has already."""
    with transaction.atomic():
        _check(scheme, data, None)
        if scheme.concepts.count() >= MOST_TERMS:
            raise Refused(_("This list is full."))
        last = scheme.concepts.aggregate(most=Max("position"))["most"]
        concept = Concept(scheme=scheme, code=_free_code(scheme, data.label_nl), position=(last or 0) + 1)
        _fill(concept, data)
        concept._history_user = by  # type: ignore[attr-defined]  # how django-simple-history is told who it was
        concept.save()
        _note(concept)
    return concept


def change_concept(*, concept: Concept, data: ConceptData, seen: int, by: User) -> Concept:
    """Write all of ``data``; the code stays. Raises ``Conflict`` when somebody was first, ``Refused``."""
    with transaction.atomic():
        _check(concept.scheme, data, concept)
        _fill(concept, data)
        concept._history_user = by  # type: ignore[attr-defined]  # how django-simple-history is told who it was
        save_version(concept, seen=seen, fields=FIELDS)
        _note(concept)
    return concept


def retire_concept(*, concept: Concept, is_retired: bool, by: User) -> Concept:
    """No longer offered from today on, or offered again. What points at it keeps it."""
    with transaction.atomic():
        concept.retired_on = timezone.localdate() if is_retired else None
        concept._history_user = by  # type: ignore[attr-defined]  # how django-simple-history is told who it was
        save_version(concept, seen=concept.version, fields=("retired_on",))
        _note(concept)
    return concept


def move_concept(*, concept: Concept, up: bool, by: User) -> None:
    """One place up or down in its list; at the end nothing happens."""
    with transaction.atomic():
        rows = list(concept.scheme.concepts.order_by("position", "pk"))
        at = next(place for place, one in enumerate(rows) if one.pk == concept.pk)
        other = at - 1 if up else at + 1
        if not 0 <= other < len(rows):
            return
        rows[at], rows[other] = rows[other], rows[at]
        for place, one in enumerate(rows):
            one.position = place
        Concept.objects.bulk_update(rows, ["position"], batch_size=200)
        _note(concept)


def _fill(concept: Concept, data: ConceptData) -> None:
    for name in FIELDS:
        value = getattr(data, name)
        setattr(concept, name, list(value) if name.startswith(("also", "hidden")) else value)


def _check(scheme: ConceptScheme, data: ConceptData, concept: Concept | None) -> None:
    if any(len(getattr(data, name)) > MOST_NAMES for name in ("also_nl", "also_en", "hidden_nl", "hidden_en")):
        raise Refused(_("A term has at most %(most)d other names.") % {"most": MOST_NAMES})
    others = scheme.concepts.exclude(pk=concept.pk) if concept else scheme.concepts.all()
    if any(fold(other.label_nl) == fold(data.label_nl) for other in others):
        raise Refused(_("This list has a term “%(name)s” already.") % {"name": data.label_nl})
    above = data.parent
    while above is not None and concept is not None:
        if above.pk == concept.pk:
            raise Refused(_("A term cannot stand under itself."))
        above = above.parent


def _free_code(scheme: ConceptScheme, label: str) -> str:
    base = slugify(label)[:70] or "term"
    taken = set(scheme.concepts.filter(code__startswith=base).values_list("code", flat=True))
    numbered = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(code for code in numbered if code not in taken)


def _note(concept: Concept) -> None:
    ConceptScheme.objects.filter(pk=concept.scheme_id).update(version=F("version") + 1, changed_at=timezone.now())
    changes.record(KIND, [concept.pk])
    note_labels()
