"""Strict readers of the environment: a bad value stops the start with a sentence, never silently becomes a default."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """The variable ``name``, or the content of the file that ``name_FILE`` points at."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(
                f"{name}_FILE points at {path}, which cannot be read: {error.strerror}."
            ) from error
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    """A yes/no variable."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in _TRUE:
        return True
    if value.lower() in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be one of 1, true, yes, on, 0, false, no, off; it is {value!r}.")


def number(name: str, default: int, *, least: int = 0, most: int = 1_000_000) -> int:
    """A whole number between ``least`` and ``most``."""
    value = os.environ.get(name)
    if value is None:
        return default
    try:
        found = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number; it is {value!r}.") from None
    if not least <= found <= most:
        raise ImproperlyConfigured(f"{name} must lie between {least} and {most}; it is {found}.")
    return found


def words(name: str, default: str = "") -> list[str]:
    """A list, separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def secret_key(data: Path) -> str:
    """The key of this installation: from ``SECRET_KEY(_FILE)``, else the file ``secret`` in the data folder.

    The file is made once, readable by its owner only. There is no default key to forget to change.
    """
    given = text("SECRET_KEY")
    if given:
        if len(given) < 50:
            raise ImproperlyConfigured("SECRET_KEY must have at least 50 characters.")
        return given
    path = data / "secret"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        data.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(64)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was first: its key counts
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key + "\n")
    return key
