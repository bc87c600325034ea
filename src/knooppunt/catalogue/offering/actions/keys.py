"""Keys of other systems: made, shown once, found again by hash, revoked."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.catalogue.actions.entries import Refused
from knooppunt.catalogue.offering.models import ApiKey
from knooppunt.network.models import Organisation

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

MARK = "knp_"  # so that a key that leaked is recognised
MOST_KEYS = 10  # of one organisation


def make_key(*, organisation: Organisation, name: str, scope: str, by: User) -> tuple[ApiKey, str]:
    """A new key, and its text: not to be had again. Raises ``Refused`` when the organisation has ten already."""
    token = MARK + secrets.token_urlsafe(32)
    with transaction.atomic():
        Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
        if ApiKey.objects.filter(organisation=organisation, revoked_at__isnull=True).count() >= MOST_KEYS:
            raise Refused(_("There are ten keys already. Revoke one that is no longer used."))
        key = ApiKey.objects.create(
            organisation=organisation, name=name, scope=scope, start=token[:8], key_hash=_hash(token), made_by=by
        )
    return key, token


def revoke_key(*, key: ApiKey) -> ApiKey:
    """The key opens nothing any more, from now on."""
    ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
    key.refresh_from_db()
    return key


def use_key(token: str) -> ApiKey | None:
    """The key with this text, if it still opens something. Notes the day of use (one write a day)."""
    if not token.startswith(MARK) or len(token) > 100:
        return None
    keys = ApiKey.objects.filter(key_hash=_hash(token), revoked_at__isnull=True)
    key = keys.select_related("organisation").filter(organisation__binned_at__isnull=True).first()
    today = timezone.localdate()
    if key is not None and key.last_used_on != today:
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=today)
    return key


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
