"""One person in every table, file, session and counter: the export holds all of it, and after erasure nothing is left.

Runs on both databases, as the whole suite does.
"""

from __future__ import annotations

import io
import json
import logging
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.db import connection, models
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from knooppunt.core import files, limits, persons, privacy
from knooppunt.core.models import LimitWindow, PrivacyAct, StatusChange
from knooppunt.core.persons.finding import all_models
from tests.privacy.planting import EMAIL, NAME, TRACES, Garden

pytestmark = pytest.mark.django_db
# Numbers, days, yes and no, and identifiers that the program makes: no name fits into these.
WORDLESS = (
    models.IntegerField,
    models.BooleanField,
    models.DateField,
    models.TimeField,
    models.DurationField,
    models.DecimalField,
    models.FloatField,
    models.UUIDField,
)


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


SHORTEST = 13  # letters of the shortest of name, address and number; a shorter column cannot hold the person
CODES = "codes of a list that the product keeps; a form refuses anything else"
NOT_PLANTED = {
    "accounts.User.password": "a hash; nobody signs in by password",
    "auth.Group.name": "groups are not used",
    "auth.Permission.name": "names of permissions, from the code",
    "auth.Permission.codename": "names of permissions, from the code",
    "contenttypes.ContentType.app_label": "names of models, from the code",
    "contenttypes.ContentType.model": "names of models, from the code",
    "network.Contact.sector": CODES,
    "network.Contact.interests": CODES,
    "network.Contact.expertise": CODES,
    "network.HistoricalContact.interests": CODES,
    "network.HistoricalContact.expertise": CODES,
    "network.ContactFunction.levels": CODES,
    "network.Organisation.levels": CODES,
    "network.HistoricalOrganisation.levels": CODES,
    "sessions.Session.session_key": "a random key",
    "sessions.Session.session_data": "coded and signed: planted apart, as sessions, and read decoded",
}


def _columns() -> set[str]:
    """Every column of every model that can hold words or bytes, found by leaving out what cannot: numbers, days, codes
    with a closed list of choices, and what is too short.
    """
    return {
        f"{model._meta.label}.{column.name}"
        for model in all_models()
        for column in model._meta.concrete_fields
        if not isinstance(column, WORDLESS) and not column.is_relation and not getattr(column, "choices", None)
        if not (isinstance(column, models.CharField) and (column.max_length or SHORTEST) < SHORTEST)
    }


def test_the_person_is_planted_in_every_column_that_can_hold_words(garden: Garden) -> None:
    columns = _columns()

    assert sorted(columns - garden.planted - set(NOT_PLANTED)) == []
    assert sorted(set(NOT_PLANTED) - columns) == []  # an exemption of a column that is gone
    assert sorted(set(NOT_PLANTED) & garden.planted) == []
    assert len(garden.planted) > 400


def test_the_archive_holds_every_planted_value_for_machines_and_in_words_for_people(garden: Garden) -> None:
    content = persons.archive_of(persons.person_of_mailbox(EMAIL))

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {"gegevens.html", "gegevens.json"} == set(archive.namelist())
        page, told = (archive.read(name).decode() for name in ("gegevens.html", "gegevens.json"))
    for text in (page, told):
        assert [f"{mark} in {where}" for mark, where in garden.marks.items() if mark not in text] == []
        assert all(place in text for place in ("sessieplek", "bestandsplek", "documentplek"))
    assert json.loads(told)["rows"]
    labels = set(re.findall("<dt>([^<]+)</dt>", page))
    assert not [label for label in labels if "_" in label or label.endswith((" at", " by"))]
    assert not re.search(r"<dd>\d{4}-\d{2}-\d{2}", page)  # days are written as days


def test_what_is_kept_has_a_name_for_people() -> None:
    assert [one.label for one in privacy.declarations() if one.fields and not one.title] == []


def test_after_erasure_no_table_file_session_or_log_names_the_person(
    garden: Garden,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    assert len(_left()) > 100  # the scan itself finds what was planted

    with django_capture_on_commit_callbacks(execute=True):
        outcome = persons.erase_person(persons.person_of_mailbox(EMAIL), by=garden.other, force=True)

    assert _left() == []
    assert [line for line in caplog.messages if any(trace in line.lower() for trace in TRACES)] == []
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
