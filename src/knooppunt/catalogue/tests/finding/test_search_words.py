"""The page of editors: names for the same, and what was looked for in vain."""

from __future__ import annotations

import pytest
from django.utils import timezone

from knooppunt.network.models import Role
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_people import user_with
from knooppunt.search.api import MissedQuery, SynonymLine

PAGE = "/werkplek/aanbod/zoekwoorden/"


@pytest.fixture
def editor(client, db):
    client.force_login(user_with(Role.EDITOR))
    return client


def test_an_editor_adds_changes_and_takes_away_names(editor) -> None:
    editor.post(PAGE, {"act": "add", "line": "tia,  beroerte"})
    row = SynonymLine.objects.get()
    assert row.line == "tia, beroerte"

    editor.post(PAGE, {"act": "change", "row": row.pk, "version": row.version, "line": "tia, beroerte, cva"})
    row.refresh_from_db()
    assert row.line == "tia, beroerte, cva"

    assert editor.post(PAGE, {"act": "change", "row": row.pk, "version": 1, "line": "x, y"}).status_code == 409
    editor.post(PAGE, {"act": "remove", "row": row.pk})
    assert not SynonymLine.objects.exists()


def test_a_line_that_was_taken_away_is_put_back_with_one_press(editor) -> None:
    row = SynonymLine.objects.create(line='tia, "beroerte"')

    page = editor.post(PAGE, {"act": "remove", "row": row.pk}, follow=True)

    undo = page.context["undo"]
    assert "‘tia, &quot;beroerte&quot;’ is weggehaald." in page.content.decode()
    assert 'name="line" value="tia, &quot;beroerte&quot;"' in page.content.decode()
    assert "Maak ongedaan" in page.content.decode()
    assert editor.get(PAGE).context["undo"] is None
    editor.post(PAGE, undo["hidden"])
    assert SynonymLine.objects.get().line == 'tia, "beroerte"'


def test_one_name_alone_gets_a_sentence_and_stays(editor) -> None:
    answer = editor.post(PAGE, {"act": "add", "line": "alleen"})

    assert answer.status_code == 422
    assert "minstens twee namen" in answer.content.decode()
    assert 'value="alleen"' in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_what_was_asked_often_enough_stands_there(editor, rows: int) -> None:
    today = timezone.localdate()
    for number in range(rows):
        MissedQuery.objects.create(words=f"vraag{number}", count=3, first_on=today, last_on=today)
    MissedQuery.objects.create(words="zelden", count=2, first_on=today, last_on=today)
    editor.get(PAGE)

    page = editor.get(PAGE).content.decode()

    assert page.count(">vraag") == rows
    assert "zelden" not in page

    editor.post(PAGE, {"act": "forget", "missed": MissedQuery.objects.get(words="vraag0").pk})
    assert not MissedQuery.objects.filter(words="vraag0").exists()


def test_others_may_not(client, db) -> None:
    client.force_login(user_with(Role.BOARD, HubFactory()))

    assert client.get(PAGE).status_code == 403
