"""The core's own places besides columns: bytes of stored files, counters against haste."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knooppunt.core import files, limits
from knooppunt.core.file_types import CALENDAR, CSV, DOCUMENTS, TEXT, XLSX
from knooppunt.core.models import LimitWindow, StoredFile
from knooppunt.core.persons.inside import cleaned, content_of, is_pdf, pdf_texts, shown_in, spread_in
from knooppunt.core.persons.person import Person
from knooppunt.core.persons.places import Place, places


def find_files(person: Person) -> list[dict[str, Any]]:
    """Files that name the person inside, as far as a machine can read them: texts, office documents, PDFs."""
    every = list(StoredFile.objects.order_by("pk"))
    pdfs = pdf_texts([one for one in every if is_pdf(one)])
    found = []
    for stored in every:
        text = pdfs.get(stored.pk) if is_pdf(stored) else shown_in(content_of(stored) or b"")
        lines = person.needles.lines_of(text or "")
        if lines:
            found.append({"name": stored.name, "at": stored.at.isoformat(timespec="seconds"), "lines": lines})
    return found


def erase_from_files(person: Person) -> int:
    """Texts and office documents no longer name the person. A list that waits to be taken in and may name them in pieces
    goes: whoever brought it chooses it once more.
    """
    done, waiting = 0, _waiting_lists()
    for stored in StoredFile.objects.order_by("pk").iterator():
        content = None if is_pdf(stored) else content_of(stored)
        if stored.pk in waiting and content is not None and spread_in(person.needles, content):
            files.discard(stored)
            done += 1
        elif content is not None and (new := cleaned(person.needles, content)) != content:
            files.replace_content(stored, new)
            done += 1
    return done


def files_to_judge(person: Person) -> list[str]:
    """What a machine does not change: files that name the person and cannot be cleaned without harm, and those that
    may name them: handed in by the person, and closed to a machine.
    """
    users = person.keys.get("accounts.user", frozenset())
    every = list(StoredFile.objects.exclude(pk__in=_waiting_lists()).order_by("pk"))
    pdfs = pdf_texts([one for one in every if is_pdf(one)])
    naming, closed = [], []
    for stored in every:
        if is_pdf(stored):
            text = pdfs.get(stored.pk)
        else:
            content = content_of(stored)
            text = shown_in(cleaned(person.needles, content)) if content is not None else None
        if person.needles.found_in(text):
            naming.append(stored)
        elif not (text or "").strip() and (stored.content_type in DOCUMENTS or stored.uploaded_by_id in users):
            closed.append(stored)
    sentences = []
    if naming:
        sentence = _(
            "These files name the person and were left as they are; look what should become of them: %(names)s."
        )
        sentences.append(sentence % {"names": _named(person, naming)})
    if closed:
        sentence = _("Look into these files yourself, they may name the person: %(names)s.")
        sentences.append(sentence % {"names": _named(person, closed)})
    return sentences


def _waiting_lists() -> set[int]:
    """Files that somebody chose to take in and has not saved yet, or left: nobody points at them."""
    lists = {XLSX, CSV, TEXT, CALENDAR}
    rows = StoredFile.objects.filter(pk__in=files.unreferenced(), content_type__in=lists)
    return set(rows.values_list("pk", flat=True))


def _named(person: Person, stored: Iterable[StoredFile]) -> str:
    """Names of files with the day and where they are used. The erased name itself does not stand there again."""
    words = []
    for one in stored:
        parts = [date_format(localdate(one.at), "j F Y"), *sorted(_used_by(one))]
        words.append(str(person.needles.cleaned(f"{one.name} ({', '.join(parts)})", "…")))
    return "; ".join(words)


def _used_by(stored: StoredFile) -> set[str]:
    """The rows that point at this file, in words: so that somebody finds the page it stands on."""
    found = set()
    for relation in StoredFile._meta.get_fields(include_hidden=True):
        if relation.one_to_many or relation.one_to_one:
            model: Any = relation.related_model
            row = model._base_manager.filter(**{relation.field.name: stored}).first()  # type: ignore[union-attr]
            found |= {str(row)} - {stored.name} if row is not None else set()
    return found


def erase_limits(person: Person) -> int:
    """What was counted of the mailbox and the account."""
    keys = [limits.mailbox_key(email) for email in person.emails]
    keys += [f"u:{pk}" for pk in person.keys.get("accounts.user", frozenset())]
    return LimitWindow.objects.filter(key__in=keys).delete()[0]


def register() -> None:
    """Called once, when the app is ready."""
    places.register(
        "core.files",
        Place(gettext_lazy("Inside files"), find_files, erase_from_files, check=files_to_judge),
    )
    places.register("core.limits", Place(gettext_lazy("Counters"), lambda person: [], erase_limits))
