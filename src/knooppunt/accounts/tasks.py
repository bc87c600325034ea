"""What comes round: cleaning away codes and notes of ended sessions."""

from __future__ import annotations

from datetime import time

from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knooppunt.accounts import codes, sessions
from knooppunt.core.jobs import job
from knooppunt.core.schedules import daily


@job("accounts.clean")
def clean() -> str:
    """Delete expired codes, expired sessions, and the notes of sessions that ended."""
    expired = Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
    return f"codes {codes.clean()}, sessions {expired}, notes {sessions.clean()}"


daily("accounts.clean", time(4, 10), clean, title=_("Clear away old sign-in codes and sessions"))
