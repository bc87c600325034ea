"""The browsers in which somebody is signed in: seen, listed, ended."""

from __future__ import annotations

import time
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from knooppunt.accounts.mail import device_of
from knooppunt.accounts.models import SignedInSession, User

SEEN = "seen"
TOUCH_EVERY = 600  # seconds between two writes of "last seen"


def note_session(request: HttpRequest) -> None:
    """Remember that the user of ``request`` is at work in this browser; writes at most once per ten minutes."""
    assert isinstance(request.user, User)
    session, now = request.session, int(time.time())
    known: dict[str, Any] = session.get(SEEN) or {}
    if session.session_key is None or (
        known.get("key") == session.session_key and now - known.get("at", 0) < TOUCH_EVERY
    ):
        return
    SignedInSession.objects.update_or_create(
        session_key=session.session_key,
        defaults={
            "user": request.user,
            "seen_at": timezone.now(),
            "device": device_of(request.headers.get("User-Agent", ""))[:80],
        },
    )
    session[SEEN] = {"key": session.session_key, "at": now}


def end_session(*, session: SignedInSession) -> None:
    """Sign out one browser, at once."""
    _store()(session.session_key).delete()
    session.delete()


def end_all_sessions(*, user: User, keep: HttpRequest | None = None) -> None:
    """Sign out every browser of ``user``, also those never noted here; ``keep`` is the one request that stays.

    A new (unusable) password hash invalidates all sessions; the noted ones are deleted besides.
    """
    with transaction.atomic():
        user.set_unusable_password()
        user.save(update_fields=["password"])
        for session in SignedInSession.objects.filter(user=user):
            if keep is None or session.session_key != keep.session.session_key:
                end_session(session=session)
        if keep is not None:
            SignedInSession.objects.filter(session_key=keep.session.session_key).delete()
            update_session_auth_hash(keep, user)
            note_session(keep)


def clean() -> int:
    """Delete notes of sessions that ended by themselves; returns how many."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    old = timezone.now() - timedelta(days=1)
    return SignedInSession.objects.filter(seen_at__lt=old).exclude(session_key__in=alive).delete()[0]


def _store() -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore
