"""What a hub may ask on the page of the recalibration. Higher apps register theirs, and take the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from knooppunt.core.registries import Registry, Text
from knooppunt.core.versions import save_version
from knooppunt.network.models import Contact, Hub, Organisation, StakeholderRelation

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

MOST = 3
OWN = "own"  # the code of a hub's own question


@dataclass(frozen=True)
class Answer:
    """One answer that the ambassador agreed with: from whom, for which hub, about which organisations."""

    hub: Hub
    contact: Contact
    organisations: Sequence[Organisation]
    value: str


@dataclass(frozen=True)
class Question:
    """One question. ``choices`` empty: free text. ``take`` puts an agreed answer where it belongs, and returns what
    ``back`` needs to take that out again (plain values for JSON).

    ``by_default``: ticked when a round is made.
    """

    text: Text
    take: Callable[[Answer, User | None], Any]
    choices: Callable[[], Sequence[tuple[str, Text]]] | None = None
    by_default: bool = True
    back: Callable[[Any, User | None], None] | None = None


questions: Registry[Question] = Registry("questions of the recalibration")


def _append(answer: Answer, by: User | None, field: str) -> list[dict[str, Any]]:
    """Below what stands there already: an answer never takes away what the hub wrote."""
    done = []
    rows = StakeholderRelation.objects.filter(hub=answer.hub, organisation__in=answer.organisations)
    for relation in rows:
        before = getattr(relation, field).strip()
        if answer.value.strip() in before:
            continue
        _write(relation, field, f"{before}\n{answer.value.strip()}".strip())
        done.append({"pk": relation.pk, "field": field, "was": before, "is": getattr(relation, field)})
    return done


def _write(relation: StakeholderRelation, field: str, text: str) -> None:
    setattr(relation, field, text)
    save_version(relation, seen=relation.version, fields=[field])


def take_out(done: list[dict[str, Any]], by: User | None) -> None:
    """As it was before an answer was taken over, where nobody wrote since."""
    for one in done:
        relation = StakeholderRelation.objects.filter(pk=one["pk"]).first()
        if relation is not None and getattr(relation, one["field"]) == one["is"]:
            _write(relation, one["field"], one["was"])


def take_share(answer: Answer, by: User | None) -> list[dict[str, Any]]:
    """What they want to share is what they bring."""
    return _append(answer, by, "brings")


def take_support(answer: Answer, by: User | None) -> list[dict[str, Any]]:
    """What support they want is what they need."""
    return _append(answer, by, "needs")


def register() -> None:
    """The network's own questions. The framework registers its status before these."""
    questions.register(
        "share", Question(_("What would you like to share with others?"), take_share, back=take_out), order=20
    )
    questions.register("support", Question(_("What support would you like?"), take_support, back=take_out), order=30)
