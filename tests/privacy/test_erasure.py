"""One person in every table, file, session and counter: the export holds all of it, and after erasure nothing is left.

Runs on both databases, as the whole suite does.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from knooppunt.core import files, limits, persons, privacy
from knooppunt.core.models import LimitWindow, PrivacyAct, StatusChange
from tests.privacy.planting import EMAIL, NAME, TRACES, Garden

pytestmark = pytest.mark.django_db


@pytest.fixture
def garden(tmp_path: Path, settings: object) -> Garden:
    """The person, planted everywhere."""
    settings.FILES_ROOT = tmp_path / "files"  # type: ignore[attr-defined]
    planted = Garden()
    planted.plant_everywhere()
    Client().force_login(planted.user)
    other = SessionStore()
    other["_auth_user_id"] = str(planted.other.pk)
    other["draft"] = {"note": f"Bellen met {NAME} sessieplek"}
    other.create()
    limits.hit("sign-in", limits.mailbox_key(EMAIL), limit=3, window_seconds=60)
    for name, content in (("notitie.txt", f"Gesproken: {NAME} bestandsplek".encode()), ("lijst.docx", _docx())):
        files.store(ContentFile(content, name=name), allowed_types=_TYPES, max_bytes=10**6, by=planted.other)
    return planted


_TYPES = {"text/plain", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


def _docx() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:t>{NAME} documentplek</w:t>")
    return target.getvalue()


def _table_rows() -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            yield from ((table, repr(row)) for row in cursor.fetchall())


def _file_texts(root: Path) -> Iterator[tuple[str, str]]:
    for path in (path for path in root.rglob("*") if path.is_file()):
        content = path.read_bytes()
        yield path.name, path.name + content.decode("utf-8", "replace")
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                yield from ((f"{path.name}:{name}", archive.read(name).decode()) for name in archive.namelist())


def _left() -> list[str]:
    """Where a trace of the person stands: every table, every session, every file of the data folder."""
    texts = [*_table_rows(), *_file_texts(Path(settings.FILES_ROOT)), *_file_texts(Path(settings.DATA))]
    texts += [("session", json.dumps(session.get_decoded(), ensure_ascii=False)) for session in Session.objects.all()]
    return [f"{where}: {text[:400]}" for where, text in texts if any(trace in text.lower() for trace in TRACES)]


def test_the_export_holds_every_planted_value(garden: Garden) -> None:
    told = json.dumps(persons.everything_about(persons.person_of_mailbox(EMAIL)), ensure_ascii=False)

    assert [f"{mark} in {where}" for mark, where in garden.marks.items() if mark not in told] == []
    for place in ("sessieplek", "bestandsplek", "documentplek"):
        assert place in told


def test_the_page_in_the_archive_is_in_words_without_names_of_the_program(garden: Garden) -> None:
    content = persons.archive_of(persons.person_of_mailbox(EMAIL))

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        page = archive.read("gegevens.html").decode()
        told = json.loads(archive.read("gegevens.json"))
    marks = [mark for mark in garden.marks if mark not in page]
    assert marks == []
    assert {"gegevens.html", "gegevens.json"} == set(archive.namelist())
    labels = set(re.findall("<dt>([^<]+)</dt>", page))
    assert not [label for label in labels if "_" in label or label.endswith((" at", " by"))]
    assert not re.search(r"<dd>\d{4}-\d{2}-\d{2}", page)  # days are written as days
    assert told["rows"]


def test_what_is_kept_has_a_name_for_people() -> None:
    assert [one.label for one in privacy.declarations() if one.fields and not one.title] == []


def test_after_erasure_no_table_file_or_session_names_the_person(
    garden: Garden, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    assert len(_left()) > 100  # the scan itself finds what was planted

    with django_capture_on_commit_callbacks(execute=True):
        outcome = persons.erase_person(persons.person_of_mailbox(EMAIL), by=garden.other, force=True)

    assert _left() == []
    assert not LimitWindow.objects.filter(key=limits.mailbox_key(EMAIL)).exists()
    assert sum(outcome.deleted.values()) > 0
    assert sum(outcome.cleaned.values()) > 0


def test_erasing_keeps_what_others_did_and_the_counts(garden: Garden) -> None:
    from knooppunt.journal.models import Moment

    before = (Moment.all_objects.count(), StatusChange.objects.count())

    persons.erase_person(persons.person_of_mailbox(EMAIL), by=garden.other, force=True)

    assert (Moment.all_objects.count(), StatusChange.objects.count()) == before
    garden.other.refresh_from_db()
    garden.other_contact.refresh_from_db()
    assert (garden.other.name, garden.other_contact.name) == ("Iemand Anders", "Ook Anders")


def test_erasing_twice_changes_nothing_the_second_time(garden: Garden) -> None:
    persons.erase_person(persons.person_of_mailbox(EMAIL), by=garden.other, force=True)

    again = persons.erase_person(persons.person_of_mailbox(EMAIL), by=garden.other, force=True)

    assert sum(again.deleted.values()) == 0
    assert sum(again.cleaned.values()) == 0
    assert PrivacyAct.objects.filter(kind="erased").count() >= 2


def test_a_name_that_somebody_else_bears_too_is_left_in_texts(garden: Garden) -> None:
    garden.other_contact.name = NAME
    garden.other_contact.save()

    person = persons.person_of_mailbox(EMAIL)

    assert person.shared_names == {NAME}
    assert not person.needles.found_in(f"met {NAME}")
