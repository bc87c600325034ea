"""Reads of accounts."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from knooppunt.accounts.models import Consent, SignedInSession, User


def sessions_of(user: User) -> QuerySet[SignedInSession]:
    """The browsers in which ``user`` is signed in now, the last seen first."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return SignedInSession.objects.filter(user=user, session_key__in=alive)


def consents_of(user: User) -> QuerySet[Consent]:
    """All consents of ``user``, withdrawn ones too, newest first."""
    return Consent.objects.filter(user=user)


def active_user_of(email: str) -> User | None:
    """The user who can sign in with this address."""
    return User.objects.filter(email=email.strip().lower(), is_active=True).first()
