"""What a hub may ask on the page of the recalibration. Higher apps register theirs, and take the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from knooppunt.core.registries import Registry, Text
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
    """One question. ``choices`` empty: free text. ``take`` puts an agreed answer where it belongs.

    ``by_default``: ticked when a round is made.
    """

    text: Text
    take: Callable[[Answer, User | None], None]
    choices: Callable[[], Sequence[tuple[str, Text]]] | None = None
    by_default: bool = True


questions: Registry[Question] = Registry("questions of the recalibration")


def _append(answer: Answer, by: User | None, field: str) -> None:
    """Below what stands there already: an answer never takes away what the hub wrote."""
    rows = StakeholderRelation.objects.filter(hub=answer.hub, organisation__in=answer.organisations)
    for relation in rows:
        before = getattr(relation, field).strip()
        if answer.value.strip() in before:
            continue
        setattr(relation, field, f"{before}\n{answer.value.strip()}".strip())
        relation.version += 1
        relation.save(update_fields=[field, "version", "changed_at"])


def take_share(answer: Answer, by: User | None) -> None:
    """What they want to share is what they bring."""
    _append(answer, by, "brings")


def take_support(answer: Answer, by: User | None) -> None:
    """What support they want is what they need."""
    _append(answer, by, "needs")


def register() -> None:
    """The network's own questions. The framework registers its status before these."""
    questions.register("share", Question(_("What would you like to share with others?"), take_share), order=20)
    questions.register("support", Question(_("What support would you like?"), take_support), order=30)
