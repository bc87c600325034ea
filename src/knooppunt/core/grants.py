"""Links in mails that act without signing in.

``issue`` gives the secret once; only its hash is kept. A link is for one scope and one subject, ends, can be used once
(or until it ends) and can be revoked: a signature alone could not be. The page under ``/l/<token>/`` finds the grant
and hands it to the views of its scope: GET shows (mail scanners open links), POST acts.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation

from knooppunt.core.models import LinkGrant
from knooppunt.core.registries import LinkScope, link_scopes

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

LinkView = Callable[[HttpRequest, LinkGrant], HttpResponseBase]


class Refusal(StrEnum):
    """Why a link does nothing (any more)."""

    UNKNOWN = "unknown"  # tampered, cut off by a mail program, cleaned away, or of another scope
    EXPIRED = "expired"
    USED = "used"
    REVOKED = "revoked"


class GrantRefused(Exception):
    """The grant could not be used; ``reason`` says why. Usually somebody clicked twice."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


def register_link_scope(scope: str, show_view: LinkView, act_view: LinkView, *, csrf: bool = False) -> None:
    """Say what links of this scope show and do (in ``AppConfig.ready``). See ``registries.LinkScope`` for ``csrf``."""
    link_scopes.register(scope, LinkScope(show_view, act_view, csrf))


def issue(
    *,
    scope: str,
    expires_in: timedelta,
    subject_kind: str = "",
    subject_id: int | None = None,
    email: str = "",
    user: User | None = None,
    data: dict[str, Any] | None = None,
    single_use: bool = True,
) -> str:
    """Make a grant and return its token: 32 random bytes, url-safe, not to be had again."""
    token = secrets.token_urlsafe(32)
    LinkGrant.objects.create(
        token_hash=_hash(token),
        scope=scope,
        subject_kind=subject_kind,
        subject_id=subject_id,
        email=email,
        user=user,
        data=data or {},
        single_use=single_use,
        expires_at=timezone.now() + expires_in,
    )
    return token


def link_url(token: str, language: str | None = None) -> str:
    """The full address to put into a mail, in the recipient's language."""
    with translation.override(language or translation.get_language()):
        return f"{settings.SITE_URL}{reverse('link', args=[token])}"


def find(token: str, scope: str | None = None) -> LinkGrant | Refusal:
    """The grant of this token if it can still be used, else why not. ``scope`` narrows to one kind of link."""
    grant = LinkGrant.objects.filter(token_hash=_hash(token)).select_related("user").first()
    if grant is None or (scope is not None and grant.scope != scope):
        return Refusal.UNKNOWN
    return _refusal(grant) or grant


def use(grant: LinkGrant) -> LinkGrant:
    """Spend the grant, atomically: of two clicks on a single-use link exactly one gets through.

    Call in the transaction of the act itself, so that a failed act leaves the link usable. Raises ``GrantRefused``.
    """
    now = timezone.now()
    free = Q(used_at__isnull=True) if grant.single_use else Q()
    usable = LinkGrant.objects.filter(free, pk=grant.pk, revoked_at__isnull=True, expires_at__gt=now)
    first = grant.used_at if not grant.single_use and grant.used_at else now
    if not usable.update(used_at=first):
        current = LinkGrant.objects.filter(pk=grant.pk).first()
        raise GrantRefused((current and _refusal(current)) or Refusal.UNKNOWN)
    grant.used_at = first
    return grant


def revoke(grant: LinkGrant) -> None:
    """End one link. Revoking twice keeps the first moment."""
    LinkGrant.objects.filter(pk=grant.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())


def revoke_all(*, scope: str, subject_kind: str, subject_id: int) -> int:
    """End every open link of this scope to this subject; returns how many."""
    grants = LinkGrant.objects.filter(scope=scope, subject_kind=subject_kind, subject_id=subject_id)
    return grants.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())


def clean(older_than_days: int = 90) -> int:
    """Delete grants that ended that long ago; until then their page still says *why* they no longer work."""
    return LinkGrant.objects.filter(expires_at__lt=timezone.now() - timedelta(days=older_than_days)).delete()[0]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _refusal(grant: LinkGrant) -> Refusal | None:
    if grant.revoked_at is not None:
        return Refusal.REVOKED
    if grant.single_use and grant.used_at is not None:
        return Refusal.USED
    if grant.expires_at <= timezone.now():
        return Refusal.EXPIRED
    return None
