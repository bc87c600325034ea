"""A search that mails: proved mailbox, only what is new and bookable, stop with one press."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from knooppunt.catalogue.finding import alerts
from knooppunt.catalogue.models import SavedSearch
from knooppunt.catalogue.tests.factories import a_run, an_entry
from knooppunt.core.models import OutboxMail

FORM = "/aanbod/op-de-hoogte/?q=rouw&niveau=hbo&page=3"
LEVEL = {"concepts": {"levels": ["hbo"]}}


@pytest.fixture
def asked(client, index) -> SavedSearch:
    an_entry(title="Rouw die er al was", runs=[a_run(20)], **LEVEL)
    index()
    answer = client.post(FORM, {"email": "Iemand@voorbeeld.example", "achternaam": ""})
    assert answer.status_code == 302
    return SavedSearch.objects.get()


def link_in(mail: OutboxMail) -> str:
    return re.findall(r"https?://[^/\s]+(/(?:en/)?l/[^\s]+)", mail.text)[-1]


def a_week_later(saved: SavedSearch) -> str:
    SavedSearch.objects.filter(pk=saved.pk).update(looked_at=timezone.now() - dt.timedelta(days=7))
    return alerts.send_due_alerts()


def test_the_form_says_what_was_searched(client, index) -> None:
    index()
    page = client.get(FORM).content.decode()

    assert "“rouw”, hbo" in page
    assert client.get(FORM).headers["Cache-Control"].count("no-store") == 1


def test_nothing_is_mailed_before_the_mailbox_confirms(asked: SavedSearch, index) -> None:
    assert (asked.email, asked.query) == ("iemand@voorbeeld.example", "q=rouw&niveau=hbo")
    an_entry(title="Rouw erbij", runs=[a_run(20)], **LEVEL)
    index()

    assert a_week_later(asked) == "0 mails, 0 forgotten"
    assert [mail.kind for mail in OutboxMail.objects.all()] == ["catalogue.alert_confirm"]


def test_looking_at_the_link_does_nothing_and_pressing_confirms(client, asked: SavedSearch) -> None:
    link = link_in(OutboxMail.objects.get())

    assert "Is dit jouw adres?" in client.get(link).content.decode()
    asked.refresh_from_db()
    assert asked.confirmed_at is None

    client.post(link)
    asked.refresh_from_db()
    assert asked.confirmed_at is not None
    assert len(asked.told) == 1


def test_only_new_things_that_one_can_book_are_mailed_once(client, asked: SavedSearch, index) -> None:
    client.post(link_in(OutboxMail.objects.get()))
    an_entry(title="Rouw erbij", runs=[a_run(20)], **LEVEL)
    an_entry(title="Rouw voorbij", runs=[a_run(-20)], **LEVEL)
    an_entry(title="Rouw op mbo", runs=[a_run(20)], concepts={"levels": ["mbo-4"]})
    index()

    assert (a_week_later(asked), a_week_later(asked)) == ("1 mails, 0 forgotten", "0 mails, 0 forgotten")

    mail = OutboxMail.objects.get(kind="catalogue.alert")
    assert mail.subject == "Nieuw voor jou: Rouw erbij"
    assert "Rouw erbij – " in mail.text
    assert "voorbij" not in mail.text
    assert "op mbo" not in mail.text
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_was_there_is_no_news_however_much_is_found(client, asked: SavedSearch, index, monkeypatch) -> None:
    monkeypatch.setattr(alerts, "AT_ONCE", 1)
    before = [an_entry(title=f"Rouw van vroeger {number}", runs=[a_run(20)], **LEVEL).pk for number in range(2)]
    index()
    client.post(link_in(OutboxMail.objects.get()))
    asked.refresh_from_db()
    assert {*before} < {*asked.told}

    an_entry(title="Rouw erbij", runs=[a_run(20)], **LEVEL)
    index()

    assert a_week_later(asked) == "1 mails, 0 forgotten"
    assert OutboxMail.objects.get(kind="catalogue.alert").subject == "Nieuw voor jou: Rouw erbij"


def test_within_a_week_there_is_no_second_look(client, asked: SavedSearch, index) -> None:
    client.post(link_in(OutboxMail.objects.get()))
    an_entry(title="Rouw erbij", runs=[a_run(20)], **LEVEL)
    index()

    assert alerts.send_due_alerts() == "0 mails, 0 forgotten"


def test_one_press_stops_it_and_deletes_the_address(client, asked: SavedSearch, index) -> None:
    client.post(link_in(OutboxMail.objects.get()))
    an_entry(title="Rouw erbij", runs=[a_run(20)], **LEVEL)
    index()
    a_week_later(asked)
    mail = OutboxMail.objects.get(kind="catalogue.alert")
    stop = re.sub(r"https?://[^/]+", "", mail.headers["List-Unsubscribe"].strip("<>"))

    answer = Client(enforce_csrf_checks=True).post(stop, {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert not SavedSearch.objects.exists()
    assert "Je adres is verwijderd" in client.get(stop).content.decode()


def test_what_is_never_confirmed_is_forgotten_after_a_week(asked: SavedSearch) -> None:
    SavedSearch.objects.update(created_at=timezone.now() - dt.timedelta(days=8))

    assert alerts.send_due_alerts() == "0 mails, 1 forgotten"


def test_asking_twice_keeps_one_and_a_machine_gets_nothing(client, asked: SavedSearch) -> None:
    client.post(FORM, {"email": "iemand@voorbeeld.example"})
    client.post(FORM, {"email": "robot@voorbeeld.example", "achternaam": "x"})

    assert SavedSearch.objects.count() == 1


def test_a_bad_address_gets_a_sentence_and_stays(client, index) -> None:
    index()
    answer = client.post(FORM, {"email": "geen adres"})

    assert answer.status_code == 422
    assert 'value="geen adres"' in answer.content.decode()


def test_who_asks_again_hears_that_it_runs_already_and_how_to_stop(client, asked: SavedSearch) -> None:
    client.post(link_in(OutboxMail.objects.get()))

    answer = client.post(FORM, {"email": "iemand@voorbeeld.example"})

    assert answer.headers["Location"] == "/aanbod/op-de-hoogte/gevraagd/"  # the same as the first time
    mail = OutboxMail.objects.get(kind="catalogue.alert_running")
    assert mail.subject == "Je krijgt deze mail al: “rouw”, hbo (niveau 6)"
    assert "Stop deze mail" in client.get(link_in(mail)).content.decode()
    client.post(link_in(mail), {"stop": ""})
    assert not SavedSearch.objects.exists()
