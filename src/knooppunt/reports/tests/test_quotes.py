"""One question by mail: GET shows, POST acts, consent decides, and it can be taken back."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from knooppunt.core import persons
from knooppunt.core.models import LinkGrant, OutboxMail
from knooppunt.journal.tests.factories import contact
from knooppunt.network.models import ContactFunction
from knooppunt.reports.actions import states
from knooppunt.reports.actions.quotes import ask_quote, forget_addresses
from knooppunt.reports.actions.refusals import Refused
from knooppunt.reports.actions.reports import start_report
from knooppunt.reports.models import Kind, Quote, Snapshot
from knooppunt.reports.queries.reading import read
from knooppunt.reports.tests.examples import (
    HUB_READER,
    NETWORK_READER,
    PUBLIC_READER,
    fresh,
    live,
    organisation,
    words,
)

pytestmark = pytest.mark.django_db
WORDS = "Studenten vragen er nu zelf naar."


@pytest.fixture
def school():
    return organisation("ROC Voorbeeld")


@pytest.fixture
def partner(hub, span, school, ambassador):
    """The report about one organisation."""
    return start_report(hub=hub, kind=Kind.PARTNER, span=span, organisation=school, by=ambassador)


@pytest.fixture
def link(hub, school, ambassador):
    """The address in the mail of a question."""
    ask_quote(hub=hub, organisation=school, email="Docent@voorbeeld.example", by=ambassador)
    mail = OutboxMail.objects.get()
    assert mail.to == "docent@voorbeeld.example"
    return re.search(r"https?://[^/]+(/l/\S+)", mail.text)[1]


def answer(link, **more):
    return Client().post(link, {"text": WORDS, "shown_as": "Docent bij Voorbeeld", "consent": "public", **more})


def test_opening_the_link_changes_nothing_however_often(link):
    scanner = Client()

    pages = [scanner.get(link) for _ in range(3)]

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert "Wat leverde de samenwerking jou op?" in pages[0].content.decode()
    assert not any(page.cookies for page in pages)
    quote = Quote.objects.get()
    assert (quote.answered_at, quote.text) == (None, "")
    assert LinkGrant.objects.get().used_at is None


@pytest.mark.parametrize(
    ("consent", "readers"), [("", ""), ("report", "hub network"), ("public", "hub network public")]
)
def test_consent_decides_who_reads_it(link, partner, consent, readers):
    answer(link, consent=consent)

    shown = [
        reader.audience
        for reader in (HUB_READER, NETWORK_READER, PUBLIC_READER)
        if WORDS in words(live(partner, reader))
    ]

    assert " ".join(shown) == readers


def test_taking_it_back_takes_it_out_of_frozen_reports_too(link, partner, ambassador):
    answer(link)
    partner = fresh(partner)
    states.freeze_report(report=partner, seen=partner.version, by=ambassador)
    snapshot = Snapshot.objects.get()
    assert WORDS in words(read(partner, snapshot, PUBLIC_READER))
    assert WORDS not in str(snapshot.content)  # the words are never copied

    page = Client().post(link, {"withdraw": "1"})

    assert "Het is weg" in page.content.decode()
    assert WORDS not in words(read(partner, snapshot, HUB_READER))
    assert "teruggenomen" in words(read(partner, snapshot, HUB_READER))
    assert WORDS not in words(live(partner))
    quote = Quote.objects.get()
    assert (quote.text, quote.shown_as, quote.consent) == ("", "", "")


def test_an_answer_that_changes_later_does_not_change_what_is_frozen(link, partner, ambassador):
    answer(link)
    partner = fresh(partner)
    states.freeze_report(report=partner, seen=partner.version, by=ambassador)

    answer(link, text="Iets heel anders")

    frozen = words(read(partner, Snapshot.objects.get(), HUB_READER))
    assert WORDS not in frozen
    assert "Iets heel anders" not in frozen
    assert "Iets heel anders" in words(live(partner))


@pytest.mark.parametrize("typed", [{"text": "  "}, {"text": "x" * 601}, {"consent": "alles"}, {"shown_as": "x" * 151}])
def test_an_odd_answer_gets_a_sentence_and_stays_in_the_form(link, typed):
    page = answer(link, **typed)

    assert page.status_code == 422
    assert b"error-summary" in page.content
    assert Quote.objects.get().answered_at is None


def test_a_tampered_or_revoked_link_does_nothing(link, ambassador, signed_in, partner):
    assert answer(link[:-3] + "x/").status_code == 404

    quote = Quote.objects.get()
    signed_in(ambassador).post(reverse("reports:quote-withdraw", args=[quote.pk]), {"report": partner.pk})

    assert answer(link).status_code == 410
    assert Quote.objects.get().text == ""


def test_the_hub_asks_from_the_report(signed_in, ambassador, partner, hub, school):
    person = contact("Voorbeeld Persoon", hub)
    person.email = "persoon@voorbeeld.example"
    person.save()
    ContactFunction.objects.create(contact=person, organisation=school)
    client, address = signed_in(ambassador), reverse("reports:ask", args=[partner.pk])
    assert [one.pk for one in client.get(address).context["form"].fields["contact"].queryset] == [person.pk]

    client.post(address, {"contact": person.pk})

    mail, quote = OutboxMail.objects.get(), Quote.objects.get()
    assert (mail.to, quote.contact) == ("persoon@voorbeeld.example", person)
    assert "Voorbeeld Persoon" in mail.text
    for typed in ({}, {"email": "geen adres"}, {"contact": person.pk}):
        assert client.post(address, typed).status_code == 422
    assert OutboxMail.objects.count() == 1


def test_another_hub_cannot_take_a_quote_away(signed_in, stranger, link):
    quote = Quote.objects.get()

    assert signed_in(stranger).post(reverse("reports:quote-withdraw", args=[quote.pk])).status_code == 404
    assert Quote.objects.get().withdrawn_at is None


def test_there_is_an_end_to_asking(hub, school, ambassador, monkeypatch):
    monkeypatch.setattr("knooppunt.reports.actions.quotes.MOST_A_DAY", 2)
    for number in range(2):
        ask_quote(hub=hub, organisation=school, email=f"n{number}@voorbeeld.example", by=ambassador)

    with pytest.raises(Refused):
        ask_quote(hub=hub, organisation=school, email="n3@voorbeeld.example", by=ambassador)


def test_addresses_are_forgotten_after_a_year(link):
    import datetime as dt

    from django.utils import timezone

    assert forget_addresses() == 0
    Quote.objects.update(created_at=timezone.now() - dt.timedelta(days=366))

    assert forget_addresses() == 1
    assert Quote.objects.get().email == ""


def test_somebody_asked_at_a_bare_address_is_erased_with_what_they_said(link, hub, school, ambassador):
    mine, other = (
        Quote.objects.get(),
        ask_quote(hub=hub, organisation=school, email="b@voorbeeld.example", by=ambassador),
    )
    answer(link, consent="report")
    person = persons.person_of_mailbox("docent@voorbeeld.example")
    assert [one.model for one in persons.overview_of(person).found if one.model is Quote] == [Quote]

    persons.erase_person(person, by=None)

    assert not Quote.objects.filter(pk=mine.pk).exists()
    assert Quote.objects.filter(pk=other.pk).exists()
    assert persons.overview_of(person).total == 0
