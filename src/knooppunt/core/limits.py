"""Limits: how often somebody may do something, exact under concurrency and across machines.

One atomic upsert per try (a cache's ``incr`` is not atomic on the database backend). The window begins at the first hit
and ends ``window_seconds`` later, whatever happens in between: being refused does not prolong it, so nobody can keep an
owner locked out for ever. Call outside ``transaction.atomic``: inside, a rollback would forget the hit, and on
PostgreSQL others would wait for the end of the transaction.

Keys are hashes: no address and no mailbox is kept.
"""

from __future__ import annotations

import ipaddress
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from knooppunt.core.models import LimitWindow

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser


@dataclass(frozen=True)
class Allowed:
    """Go ahead; ``remaining`` more are left in this window."""

    remaining: int
    allowed: Literal[True] = True
    retry_after: int = 0


@dataclass(frozen=True)
class Refused:
    """Too much; try again after ``retry_after`` seconds (at least 1)."""

    retry_after: int
    allowed: Literal[False] = False
    remaining: int = 0


# The count stops at one over the limit: that is what tells "just allowed" from "refused" in a single statement.
_UPSERT = """
INSERT INTO core_limitwindow (scope, key, count, resets_at) VALUES (%(scope)s, %(key)s, %(first)s, %(reset)s)
ON CONFLICT (scope, key) DO UPDATE SET
  count = CASE WHEN core_limitwindow.resets_at <= %(now)s THEN %(first)s
               WHEN core_limitwindow.count + %(cost)s > %(over)s THEN %(over)s
               ELSE core_limitwindow.count + %(cost)s END,
  resets_at = CASE WHEN core_limitwindow.resets_at <= %(now)s THEN excluded.resets_at
                   ELSE core_limitwindow.resets_at END
RETURNING count, resets_at
"""


def hit(scope: str, key: str, *, limit: int, window_seconds: int, cost: int = 1) -> Allowed | Refused:
    """Count ``cost`` against ``limit`` per window and say whether it still fits. One statement.

    A hit that does not fit fills the window up, also when a smaller one would have fitted.
    """
    now = timezone.now()
    over = limit + 1
    values = {
        "scope": scope,
        "key": key,
        "first": min(cost, over),
        "cost": cost,
        "over": over,
        "now": _stored(now),
        "reset": _stored(now + timedelta(seconds=window_seconds)),
    }
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, values)
        count, resets_at = cursor.fetchone()
    return Allowed(limit - count) if count <= limit else _refused(_read(resets_at), now)


def peek(scope: str, key: str, *, limit: int) -> Allowed | Refused:
    """What ``hit`` would say to one more, without counting. For doors where only failures count."""
    now = timezone.now()
    window = LimitWindow.objects.filter(scope=scope, key=key, resets_at__gt=now).first()
    if window is None or window.count < limit:
        return Allowed(limit - (window.count if window else 0))
    return _refused(window.resets_at, now)


def give_back(scope: str, key: str) -> None:
    """Take one hit back, for doors that count before they look (so that parallel tries get no extra ones)."""
    LimitWindow.objects.filter(scope=scope, key=key, count__gt=0).update(count=F("count") - 1)


def forgive(scope: str, key: str) -> None:
    """Forget what was counted, for instance after a successful sign-in."""
    LimitWindow.objects.filter(scope=scope, key=key).delete()


def clean() -> int:
    """Delete windows that have ended; returns how many."""
    return LimitWindow.objects.filter(resets_at__lte=timezone.now()).delete()[0]


def user_key(user: AbstractBaseUser | AnonymousUser) -> str:
    """The key of a signed-in user."""
    return f"u:{user.pk}"


def address_key(source: HttpRequest | str) -> str:
    """The key of where a request comes from: an IPv4 address, or the /64 of an IPv6 one (one household or office)."""
    text = source if isinstance(source, str) else client_address(source)
    try:
        address = ipaddress.ip_address(text.strip().partition("%")[0])
    except ValueError:
        return _hashed("a", "unknown")
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return _hashed("a", str(address.ipv4_mapped))
        return _hashed("a", str(ipaddress.ip_network((address, 64), strict=False)))
    return _hashed("a", str(address))


def mailbox_key(email: str) -> str:
    """The key of a mailbox, in any spelling of upper and lower case."""
    return _hashed("m", email.strip().casefold())


def client_address(request: HttpRequest) -> str:
    """The visitor's address: the peer, or what the outermost of our ``TRUSTED_PROXIES`` proxies saw."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    hops = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    trusted: int = settings.TRUSTED_PROXIES
    if not trusted or not hops:
        return peer
    return str(hops[-min(trusted, len(hops))])


def _hashed(kind: str, value: str) -> str:
    return f"{kind}:{salted_hmac('knooppunt.core.limits', value, algorithm='sha256').hexdigest()}"


def _refused(resets_at: datetime, now: datetime) -> Refused:
    return Refused(max(1, math.ceil((resets_at - now).total_seconds())))


def _stored(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def _read(value: Any) -> datetime:
    """A moment out of a raw query: SQLite answers with text in UTC."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    found: datetime = value if timezone.is_aware(value) else timezone.make_aware(value, timezone.get_fixed_timezone(0))
    return found
