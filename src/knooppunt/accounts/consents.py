"""Consents: in which words, when given, when withdrawn. What a consent opens is for the app that registers its kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language

from knooppunt.accounts.models import Consent, User
from knooppunt.core.registries import Registry


@dataclass(frozen=True)
class ConsentKind:
    """Something people are asked to agree to. A change of ``text`` needs a new ``version``.

    ``withdrawn`` is told when somebody withdraws, in the same transaction, so that the app can act on it.
    """

    label: str | Promise
    text: str | Promise
    version: str
    withdrawn: Callable[[Consent], None] | None = None


kinds: Registry[ConsentKind] = Registry("kinds of consent")


@transaction.atomic
def give_consent(
    *, kind: str, by: User, subject_kind: str = "", subject_id: int | None = None, subject_label: str = ""
) -> Consent:
    """Record that ``by`` agrees, in the words that are shown now. Agreeing twice keeps the first row.

    Raises ``LookupError`` for a kind that no app registered.
    """
    asked = kinds.get(kind)
    if asked is None:
        raise LookupError(f"Nobody registered the consent {kind!r}.")
    given, _made = Consent.objects.get_or_create(
        user=by,
        kind=kind,
        subject_kind=subject_kind,
        subject_id=subject_id,
        withdrawn_at=None,
        defaults={
            "subject_label": subject_label[:200],
            "text": str(asked.text),
            "text_version": asked.version,
            "language": (get_language() or "nl")[:2],
        },
    )
    return given


@transaction.atomic
def withdraw_consent(*, consent: Consent, by: User) -> Consent:
    """Withdraw one's own consent, at once. Raises ``PermissionError`` for somebody else's."""
    if consent.user_id != by.pk:
        raise PermissionError("Only the person who gave a consent can withdraw it.")
    if Consent.objects.filter(pk=consent.pk, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now()):
        consent.refresh_from_db()
        kind = kinds.get(consent.kind)
        if kind and kind.withdrawn:
            kind.withdrawn(consent)
    return consent
