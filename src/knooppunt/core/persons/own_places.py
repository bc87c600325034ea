"""The core's own places besides columns: bytes of stored files, counters against haste."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knooppunt.core import files, limits
from knooppunt.core.models import LimitWindow, StoredFile
from knooppunt.core.persons.person import Person
from knooppunt.core.persons.places import Place, places

MOST_BYTES = 30 * 2**20


def find_files(person: Person) -> list[dict[str, Any]]:
    """Files that name the person inside, as far as a machine can read them."""
    return [
        {"name": stored.name, "at": stored.at.isoformat(timespec="seconds"), "lines": lines}
        for stored in StoredFile.objects.order_by("pk").iterator()
        if (lines := _lines(person, stored))
    ]


def erase_from_files(person: Person) -> int:
    """Texts and office documents no longer name the person."""
    cleaned = 0
    for stored in StoredFile.objects.order_by("pk").iterator():
        content = _content(stored)
        if content is not None and (new := _cleaned(person, content)) != content:
            files.replace_content(stored, new)
            cleaned += 1
    return cleaned


def unreadable_files(person: Person) -> list[str]:
    """Files that this person handed in and no machine can look into."""
    users = person.keys.get("accounts.user", frozenset())
    found = StoredFile.objects.filter(uploaded_by__in=users).order_by("pk")
    names = [one.name for one in found if one.content_type.startswith("image/") or one.content_type.endswith("/pdf")]
    if not names:
        return []
    return [_("Look into these files yourself, they may name the person: %(names)s.") % {"names": ", ".join(names)}]


def erase_limits(person: Person) -> int:
    """What was counted of the mailbox and the account."""
    keys = [limits.mailbox_key(email) for email in person.emails]
    keys += [f"u:{pk}" for pk in person.keys.get("accounts.user", frozenset())]
    return LimitWindow.objects.filter(key__in=keys).delete()[0]


def register() -> None:
    """Called once, when the app is ready."""
    places.register(
        "core.files",
        Place(gettext_lazy("Inside files"), find_files, erase_from_files, check=unreadable_files),
    )
    places.register("core.limits", Place(gettext_lazy("Counters"), lambda person: [], erase_limits))


def _content(stored: StoredFile) -> bytes | None:
    if stored.size > MOST_BYTES:
        return None
    try:
        with files.open_file(stored) as handle:
            return handle.read()
    except FileNotFoundError:
        return None


def _lines(person: Person, stored: StoredFile) -> list[str]:
    content = _content(stored)
    if content is None:
        return []
    return [line for text in _texts(content).values() for line in person.needles.lines_of(text)]


def _texts(content: bytes) -> dict[str, str]:
    """The texts in a file: one for a plain text, one per part of an office document; none for what is neither."""
    if content.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                parts = [one for one in archive.infolist() if one.filename.endswith((".xml", ".rels", ".txt"))]
                if sum(one.file_size for one in parts) > 5 * MOST_BYTES:
                    return {}
                return {one.filename: archive.read(one).decode("utf-8", "replace") for one in parts}
        except (zipfile.BadZipFile, OSError):
            return {}
    try:
        return {"": content.decode("utf-8")}
    except UnicodeDecodeError:
        return {"": content.decode("cp1252")} if b"\0" not in content and not _is_binary(content) else {}


def _is_binary(content: bytes) -> bool:
    return content[:4] in {b"%PDF", b"\x89PNG"} or any(byte in content[:2000] for byte in range(1, 7))


def _cleaned(person: Person, content: bytes) -> bytes:
    needles, put = person.needles, "[verwijderd]"
    texts = _texts(content)
    if not any(map(needles.found_in, texts.values())):
        return content
    if set(texts) == {""}:
        try:
            content.decode("utf-8")
            encoding = "utf-8"
        except UnicodeDecodeError:
            encoding = "cp1252"
        return str(needles.cleaned(texts[""], put)).encode(encoding)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            text = texts.get(one.filename)
            new.writestr(one, old.read(one) if text is None else needles.cleaned(text, put).encode())
    return target.getvalue()
