"""Sessions as a place where persons stand: their own, and what others typed about them and have not saved yet."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _

from knooppunt.accounts.models import User
from knooppunt.core.persons.person import Person
from knooppunt.core.persons.places import Place, places

REMOVED = "[verwijderd]"


def _decoded() -> Iterator[tuple[Session, dict[str, Any]]]:
    for session in Session.objects.iterator():
        yield session, session.get_decoded()


def _is_own(person: Person, data: dict[str, Any]) -> bool:
    return str(data.get("_auth_user_id", "")) in {str(pk) for pk in person.pks(User)}


def find_in_sessions(person: Person) -> list[dict[str, Any]]:
    """One's own sessions by their end, and lines in those of others."""
    found: list[dict[str, Any]] = []
    for session, data in _decoded():
        lines = person.needles.lines_of(data)
        if _is_own(person, data) or lines:
            found.append({"until": session.expire_date.isoformat(timespec="seconds"), "lines": lines})
    return found


def erase_from_sessions(person: Person) -> int:
    """One's own sessions end; in those of others the person is no longer named."""
    store, cleaned = import_module(settings.SESSION_ENGINE).SessionStore, 0
    for session, data in _decoded():
        if _is_own(person, data):
            session.delete()
        elif person.needles.found_in(data):
            session.session_data = store().encode(person.needles.cleaned(data, REMOVED))
            session.save(update_fields=["session_data"])
        else:
            continue
        cleaned += 1
    return cleaned


def register() -> None:
    """Called once, when the app is ready."""
    places.register("accounts.sessions", Place(_("Sessions"), find_in_sessions, erase_from_sessions))
