"""The page of editors: names for the same, and what was looked for in vain."""

from __future__ import annotations

import datetime as dt

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
    assert "Maak ongedaan" in page.content.decode()
    later = editor.get(PAGE)
    assert later.context["undo"] is None  # said once, but the way back stays
    assert [one["hidden"] for one in later.context["earlier"]] == [undo["hidden"]]
    editor.post(PAGE, undo["hidden"])
    assert SynonymLine.objects.get().line == 'tia, "beroerte"'
    assert editor.get(PAGE).context["earlier"] == []
    assert editor.post(PAGE, undo["hidden"]).status_code == 422
    assert SynonymLine.objects.count() == 1


def test_a_question_off_the_list_comes_back_with_what_was_asked_since(editor) -> None:
    long_ago = timezone.localdate() - dt.timedelta(days=90)
    missed = MissedQuery.objects.create(words="thuiszorg nacht", count=4, first_on=long_ago, last_on=long_ago)

    page = editor.post(PAGE, {"act": "forget", "missed": missed.pk}, follow=True)
    assert "‘thuiszorg nacht’ is van de lijst." in page.content.decode()
    today = timezone.localdate()
    MissedQuery.objects.create(words="thuiszorg nacht", count=2, first_on=today, last_on=today)
    undo = page.context["undo"]["hidden"]
    assert "thuiszorg" not in str(dict(editor.session)), "an erased name would stay there"
    assert editor.get(PAGE).context["earlier"] == []
    assert editor.post(PAGE, undo | {"kept": undo["kept"][:-2]}).status_code == 422
    editor.post(PAGE, undo)
    assert editor.post(PAGE, undo).status_code == 422  # once is enough

    back = MissedQuery.objects.get()
    assert (back.count, back.first_on, back.last_on) == (6, long_ago, today)


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
