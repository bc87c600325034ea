"""A mark that somebody else gave: recorded, shown with who gave it and where the review stands, withdrawn and back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from knooppunt.catalogue.actions.entries import Refused
from knooppunt.catalogue.actions.storing import KIND
from knooppunt.catalogue.finding.source import _marks
from knooppunt.catalogue.models import Entry, QualityLabel, QualityMark
from knooppunt.catalogue.offering.actions import marks
from knooppunt.catalogue.offering.actions.marks import MarkData
from knooppunt.catalogue.offering.actions.quality import LABEL
from knooppunt.catalogue.tests.factories import an_entry
from knooppunt.catalogue.tests.offering.factories import a_hub, a_user
from knooppunt.core.models import Change, StatusChange

pytestmark = pytest.mark.django_db

DATA = MarkData("Geschikt voor de les", "Landelijke werkgroep (voorbeeld)", dt.date(2026, 3, 1))
FILLED = {
    "name": "Geschikt voor de les",
    "labeller": "Landelijke werkgroep (voorbeeld)",
    "given_on": "2026-03-01",
    "valid_until": "",
    "review_url": "www.voorbeeld.example/beoordeling",
}


def page(entry: Entry) -> str:
    return f"/werkplek/beoordelen/kwaliteit/{entry.pk}/keurmerken/"


def test_an_editor_records_a_mark_and_everybody_reads_who_gave_it_and_why(client: Client) -> None:
    entry, editor = an_entry(), a_user("editor")
    client.force_login(editor)
    assert page(entry) in client.get(f"/werkplek/aanbod/{entry.pk}/").content.decode()

    assert client.post(page(entry), FILLED).status_code == 302

    shown = Client().get(entry.get_absolute_url()).content.decode()
    assert "Geschikt voor de les</b>, gegeven door Landelijke werkgroep (voorbeeld)" in shown
    assert 'href="https://www.voorbeeld.example/beoordeling"' in shown
    assert _marks([entry.pk], timezone.localdate()) == {entry.pk: ["Geschikt voor de les"]}
    assert Change.objects.filter(kind=KIND, key=str(entry.pk)).exists()
    assert StatusChange.objects.get(subject_kind=marks.SUBJECT).by == editor


def test_a_withdrawn_mark_is_gone_for_everybody_and_comes_back(client: Client) -> None:
    entry, editor = an_entry(), a_user("editor")
    mark = marks.record_mark(entry=entry, data=DATA, by=editor)
    client.force_login(editor)

    assert client.post(f"{page(entry)}{mark.pk}/").status_code == 302
    assert "Geschikt voor de les" not in Client().get(entry.get_absolute_url()).content.decode()
    assert "Telt toch" in client.get(page(entry)).content.decode()
    client.post(f"{page(entry)}{mark.pk}/", {"back": "1"})
    assert "Geschikt voor de les" in Client().get(entry.get_absolute_url()).content.decode()
    assert client.post(f"{page(an_entry())}{mark.pk}/").status_code == 404


def test_the_same_name_of_the_same_giver_is_one_label_and_an_entry_has_it_once() -> None:
    editor, one, two = a_user("editor"), an_entry(), an_entry()
    first = marks.record_mark(entry=one, data=DATA, by=editor)
    other = MarkData("geschikt VOOR de les", DATA.labeller, DATA.given_on)

    assert marks.record_mark(entry=two, data=other, by=editor).label == first.label
    with pytest.raises(Refused):
        marks.record_mark(entry=one, data=other, by=editor)
    marks.withdraw_mark(mark=first, by=editor)
    marks.record_mark(entry=one, data=other, by=editor)
    with pytest.raises(Refused):
        marks.restore_mark(mark=first, by=editor)
    elsewhere = MarkData(DATA.name, "Iemand anders (voorbeeld)", DATA.given_on)
    assert marks.record_mark(entry=one, data=elsewhere, by=editor).label != first.label


def test_our_own_mark_comes_from_two_judgements_only() -> None:
    editor, entry = a_user("editor"), an_entry()
    own = QualityLabel.objects.create(code=LABEL, name="Bekeken", labeller="Werkgroep")
    mark = QualityMark.objects.create(entry=entry, label=own, given_on=dt.date(2026, 3, 1))

    with pytest.raises(Refused):
        marks.record_mark(entry=an_entry(), data=MarkData("bekeken", "werkgroep", DATA.given_on), by=editor)
    with pytest.raises(Refused):
        marks.withdraw_mark(mark=mark, by=editor)
    with pytest.raises(Refused):
        marks.restore_mark(mark=mark, by=editor)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"review_url": "javascript:alert(1)"}, "Dit is geen webadres"),
        ({"given_on": "2999-01-01"}, "Deze dag moet nog komen"),
        ({"valid_until": "2026-02-01"}, "Dit eindigt voordat het begint"),
        ({"given_on": "gisteren"}, "Vul een datum in"),
        ({"name": "", "labeller": "x" * 201}, "Vul dit nog in"),
    ],
)
def test_what_is_wrong_gets_a_sentence_and_what_was_typed_stays(
    client: Client, wrong: dict[str, Any], sentence: str
) -> None:
    entry = an_entry()
    client.force_login(a_user("editor"))

    answer = client.post(page(entry), FILLED | wrong)

    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert next(filter(None, wrong.values()), "") in answer.content.decode()
    assert not QualityMark.objects.exists()


def test_who_does_not_keep_quality_records_no_marks(client: Client) -> None:
    entry, hub = an_entry(), a_hub()
    for user in (a_user("ambassador", hub=hub), a_user("coordinator"), a_user("member")):
        client.force_login(user)
        assert client.get(page(entry)).status_code == 403
        assert client.post(page(entry), FILLED).status_code == 403
    client.force_login(a_user("coordinator"))
    assert page(entry) not in client.get(f"/werkplek/aanbod/{entry.pk}/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_number_of_questions(client: Client, count: int, django_assert_num_queries: Any) -> None:
    entry, editor = an_entry(), a_user("editor")
    for number in range(count):
        data = MarkData(f"Keurmerk {number}", DATA.labeller, DATA.given_on)
        marks.record_mark(entry=entry, data=data, by=editor)
    client.force_login(editor)
    client.get(page(entry))

    with django_assert_num_queries(6):
        client.get(page(entry))
