"""The pages of offering, by who comes there: what a person fills in is kept, and what stands in the way is said."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from knooppunt.accounts.models import User
from knooppunt.catalogue.actions.entries import Refused
from knooppunt.catalogue.content import EntryContent
from knooppunt.catalogue.models import Entry, EntryState
from knooppunt.catalogue.offering.actions import providers as provider_actions
from knooppunt.catalogue.offering.actions import review as review_actions
from knooppunt.catalogue.offering.actions.providers import RegistrationData
from knooppunt.catalogue.offering.models import ApiKey, ProviderRegistration, Report, Submission
from knooppunt.catalogue.tests.factories import ProviderFactory, StoredFileFactory, a_run, an_entry
from knooppunt.catalogue.tests.offering.factories import a_draft, a_hub, a_proposal, a_user
from knooppunt.core import retention
from knooppunt.core.models import OutboxMail
from knooppunt.network.models import Organisation, StakeholderRelation

pytestmark = pytest.mark.django_db
State = Submission.State


def link_in(mail: OutboxMail) -> str:
    """The path of the link in a mail."""
    found = re.search(r"https?://[^/\s]+(/\S*)", mail.text)
    assert found is not None
    return found[1]


def typed(**more: Any) -> dict[str, Any]:
    """A proposal as a browser sends it."""
    day = (timezone.localdate() + dt.timedelta(days=30)).isoformat()
    return {
        "kind": "training",
        "title": "Waken bij stervenden",
        "summary": "Een dagdeel voor wie waakt.",
        "runs-count": "2",
        "runs-0-key": "7d1f9a52-4a8e-4a68-9c55-0f3c9f5e6a01",
        "runs-0-starts_on": day,
        "runs-0-place": "Zwolle",
        "runs-0-price_incl": "1.000,50",
        "runs-0-state": "open",
        "runs-1-state": "open",
        "accreditations-count": "1",
        "accreditations-0-register": "kr-vv",
        "accreditations-0-points": "3",
        "links-count": "1",
        "links-0-kind": "site",
        "concepts-levels": ["mbo-3", "mbo-4"],
        "provider_name": "Hospice De Zwaluw (voorbeeld)",
        "proposer_email": "vera@voorbeeld.example",
        **more,
    }


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


# ---- Visitors -------------------------------------------------------------------------------------------------------
def test_a_visitor_proposes_confirms_mends_and_sees_it_in_the_catalogue(client: Client, terms: None) -> None:
    editor, provider = (
        a_user("editor"),
        ProviderFactory(name="Hospice De Zwaluw (voorbeeld)", sort_name="hospice de zwaluw voorbeeld"),
    )

    assert client.post("/aanbod/voorstellen/", typed()).status_code == 302
    link = link_in(OutboxMail.objects.get(kind="catalogue.confirm"))
    assert 'value="confirm"' in client.get(link).content.decode()
    assert Submission.objects.get().state == State.UNCONFIRMED
    client.post(link, {"act": "confirm"})

    submission = Submission.objects.get()
    assert submission.state == State.SUBMITTED
    assert submission.content["runs"][0]["price_incl"] == 100_050
    assert submission.content["concepts"] == {"levels": ["mbo-3", "mbo-4"]}
    review_actions.return_submission(submission=submission, reason="Noem de groepsgrootte.", by=editor)
    page = client.get(f"{link}?mend=1").content.decode()
    assert "Noem de groepsgrootte." in page
    assert "1000,50" in page
    submission.refresh_from_db()
    mended = typed(group_size="8", act="submit", version=submission.version)
    assert client.post(f"{link}?mend=1", mended).status_code == 302

    submission.refresh_from_db()
    assert (submission.state, submission.content["group_size"]) == (State.SUBMITTED, "8")
    reviewer = signed_in(Client(), editor)
    answer = reviewer.post(
        f"/werkplek/beoordelen/{submission.uuid}/goedkeuren/",
        {"organisation": provider.name, "version": submission.version},
    )
    assert answer.status_code == 302
    entry = Entry.objects.get()
    assert (entry.state, entry.provider, entry.runs.get().price_incl) == (EntryState.PUBLISHED, provider, 100_050)
    assert entry.accreditations.get().register == "kr-vv"
    assert client.get(entry.get_absolute_url()).status_code == 200
    assert client.get(link).status_code == 200


def test_what_was_typed_stays_and_each_mistake_has_a_sentence(client: Client, terms: None) -> None:
    wrong = typed(
        **{
            "title": "<script>alert(1)</script>",
            "summary": "",
            "runs-0-price_incl": "-1",
            "runs-0-ends_on": "01-01-2020",
            "links-0-url": "javascript:alert(1)",
            "accreditations-0-points": "veel",
        }
    )

    answer = client.post("/aanbod/voorstellen/", wrong)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert 'value="javascript:alert(1)"' in page
    assert 'value="-1"' in page
    assert "vera@voorbeeld.example" in page
    assert not Submission.objects.exists()
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize("text", ["x" * 20_000, "\u202eomgekeerd", "🙂" * 300, "\x00", "' OR 1=1 --"])
def test_odd_text_is_refused_or_taken_but_never_a_crash(client: Client, terms: None, text: str) -> None:
    assert client.post("/aanbod/voorstellen/", typed(summary=text, description=text)).status_code in {302, 422}


@pytest.mark.parametrize("name", ["runs-count", "links-count"])
def test_somebody_who_asks_for_a_million_rows_gets_a_few(client: Client, terms: None, name: str) -> None:
    answer = client.post("/aanbod/voorstellen/", typed(**{name: "1000000", "more": "runs"}))

    assert answer.status_code == 200
    assert len(answer.content) < 1_000_000


def test_the_button_for_more_rows_keeps_what_was_typed(client: Client, terms: None) -> None:
    page = client.post("/aanbod/voorstellen/", typed(more="runs")).content.decode()

    assert 'name="runs-4-starts_on"' in page
    assert "Zwolle" in page
    assert not Submission.objects.exists()


def test_a_machine_that_fills_in_the_hidden_field_is_thanked_and_ignored(client: Client, terms: None) -> None:
    assert client.post("/aanbod/voorstellen/", typed(achternaam="x")).status_code == 302

    assert not Submission.objects.exists()
    assert not OutboxMail.objects.exists()


def test_one_mailbox_proposes_ten_times_a_day(client: Client, terms: None) -> None:
    answers = [client.post("/aanbod/voorstellen/", typed()).status_code for _ in range(11)]

    assert answers == [302] * 10 + [429]


def test_a_kind_that_nobody_may_propose_asks_for_a_kind(client: Client) -> None:
    for kind in ("person", "bestaatniet", ""):
        assert "?soort=training" in client.get(f"/aanbod/voorstellen/?soort={kind}").content.decode()


def test_a_link_withdraws_and_says_so(client: Client) -> None:
    submission = a_proposal()
    link = link_in(OutboxMail.objects.get(kind="catalogue.confirm"))

    client.post(link, {"act": "withdraw"})
    client.post(link, {"act": "withdraw"})

    submission.refresh_from_db()
    assert submission.state == State.WITHDRAWN
    assert client.get(link).status_code == 200


def test_a_visitor_reports_a_mistake_and_hears_what_was_done(client: Client) -> None:
    entry, editor = an_entry(), a_user("editor")

    answer = client.post(
        f"/aanbod/{entry.pk}/klopt-niet/", {"kind": "date", "text": "Een week later", "email": "m@voorbeeld.example"}
    )
    assert answer.status_code == 200
    report = Report.objects.get()
    reviewer = signed_in(Client(), editor)
    handled = {"version": report.version, "state": "solved", "answer": "Aangepast.", "hide": "on"}
    assert reviewer.post(f"/werkplek/beoordelen/meldingen/{report.pk}/", handled).status_code == 302

    report.refresh_from_db()
    entry.refresh_from_db()
    assert (report.state, report.email, entry.state) == ("solved", "", EntryState.HIDDEN)
    assert OutboxMail.objects.get(kind="catalogue.report").to == "m@voorbeeld.example"
    assert client.get(f"/aanbod/{entry.pk}/klopt-niet/").status_code == 404


def test_an_organisation_registers_and_is_admitted(client: Client) -> None:
    editor = a_user("editor")
    filled = {
        "name": "Leerhuis De Kade (voorbeeld)",
        "kind": "nascholing",
        "person_name": "Noor Voorbeeld",
        "person_email": "noor@voorbeeld.example",
    }
    assert client.post("/aanbieders/aanmelden/", filled).status_code == 302
    link = link_in(OutboxMail.objects.get(kind="catalogue.register"))
    assert client.get(link).status_code == 200
    client.post(link)
    registration = ProviderRegistration.objects.get()
    assert registration.state == "wacht"

    reviewer = signed_in(Client(), editor)
    assert reviewer.get("/werkplek/beoordelen/aanbieders/").status_code == 200
    url = f"/werkplek/beoordelen/aanbieders/{registration.uuid}/"
    assert reviewer.post(url, {"decision": "refuse", "answer": ""}).status_code == 422
    assert reviewer.post(url, {"decision": "new", "answer": "Welkom."}).status_code == 302

    user = User.objects.get(email="noor@voorbeeld.example")
    assert user.has_perm("catalogue.offer_entries", Organisation.objects.get(name="Leerhuis De Kade (voorbeeld)"))
    assert "Welkom." in OutboxMail.objects.get(kind="catalogue.registered").text
    assert signed_in(Client(), user).get("/werkplek/ons-aanbod/").status_code == 200


def test_a_registration_for_a_known_organisation_makes_no_second_one() -> None:
    known = ProviderFactory(name="Academie De Linde (voorbeeld)", sort_name="academie de linde voorbeeld")
    editor = a_user("editor")
    data = RegistrationData("Academie de Linde (voorbeeld)", "nascholing", "Noor Voorbeeld", "noor@voorbeeld.example")
    made = provider_actions.confirm_registration(registration=provider_actions.register_provider(data=data))

    answer = signed_in(Client(), editor).post(
        f"/werkplek/beoordelen/aanbieders/{made.uuid}/", {"decision": str(known.pk), "answer": ""}
    )

    assert answer.status_code == 302
    assert Organisation.objects.count() == 1
    assert User.objects.get(email="noor@voorbeeld.example").has_perm("catalogue.offer_entries", known)


def a_registration(**more: Any) -> ProviderRegistration:
    data = RegistrationData(
        "Leerhuis De Kade (voorbeeld)", "nascholing", "Noor Voorbeeld", "noor@voorbeeld.example", **more
    )
    return provider_actions.confirm_registration(registration=provider_actions.register_provider(data=data))


def test_the_hub_of_the_region_hears_of_a_registration_and_admits_it(client: Client) -> None:
    hub, other = a_hub(role_mailbox="noord@voorbeeld.example"), a_hub("zuid")
    page = client.get("/aanbieders/aanmelden/").content.decode()
    assert "Noord" in page
    made = a_registration(hub=hub)
    url = f"/werkplek/beoordelen/aanbieders/{made.uuid}/"

    assert OutboxMail.objects.get(kind="catalogue.registration").to == "noord@voorbeeld.example"
    signed_in(client, a_user("ambassador", hub=other))
    assert client.get(url).status_code == 404
    assert made.name not in client.get("/werkplek/beoordelen/aanbieders/").content.decode()
    signed_in(client, a_user("ambassador", hub=hub))
    assert made.name in client.get("/werkplek/beoordelen/aanbieders/").content.decode()
    assert client.post(url, {"decision": "new", "answer": "Welkom."}).status_code == 302

    made.refresh_from_db()
    assert (made.state, made.organisation.relations.get().hub) == ("toegelaten", hub)  # type: ignore[union-attr]


def test_a_hub_does_not_give_away_an_organisation_that_it_does_not_work_with(client: Client) -> None:
    hub, known = a_hub(), ProviderFactory(name="Leerhuis De Kade (voorbeeld)", sort_name="leerhuis de kade voorbeeld")
    made = a_registration(hub=hub)
    ambassador = a_user("ambassador", hub=hub)

    with pytest.raises(Refused):
        provider_actions.admit_provider(registration=made, organisation=known, by=ambassador)
    StakeholderRelation.objects.create(hub=hub, organisation=known)
    provider_actions.admit_provider(registration=made, organisation=known, by=ambassador)

    assert User.objects.get(email="noor@voorbeeld.example").has_perm("catalogue.offer_entries", known)


def test_a_national_registration_goes_to_the_editors_and_no_hub_decides(client: Client) -> None:
    editor, ambassador = a_user("editor"), a_user("ambassador", hub=a_hub())
    made = a_registration()

    assert OutboxMail.objects.get(kind="catalogue.registration").to == editor.email
    with pytest.raises(PermissionDenied):
        provider_actions.admit_provider(registration=made, organisation=None, by=ambassador)
    with pytest.raises(PermissionDenied):
        provider_actions.refuse_provider(registration=made, answer="Nee", by=ambassador)


# ---- Lists ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_asks_the_same_number_of_questions(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    editor = a_user("editor")
    for number in range(count):
        a_proposal(title=f"Voorstel {number}")
    signed_in(client, editor).get("/werkplek/beoordelen/")

    with django_assert_num_queries(QUEUE):
        assert client.get("/werkplek/beoordelen/").content.decode().count("Voorstel ") >= count


@pytest.mark.parametrize("count", [1, 3])
def test_providers_ask_the_same_number_of_questions(client: Client, django_assert_num_queries: Any, count: int) -> None:
    for _ in range(count):
        an_entry()

    with django_assert_num_queries(PROVIDERS):
        client.get("/aanbieders/", headers={"HX-Request": "true"})


@pytest.mark.parametrize("count", [1, 3])
def test_a_provider_asks_the_same_number_of_questions(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    provider = ProviderFactory()
    for number in range(count):
        an_entry(provider=provider, title=f"Training {number}")

    with django_assert_num_queries(PROVIDER):
        answer = client.get(f"/aanbieders/{provider.pk}/", headers={"HX-Request": "true"})
    assert answer.content.decode().count("result__title") == count


@pytest.mark.parametrize("count", [1, 3])
def test_own_entries_ask_the_same_number_of_questions(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    provider = ProviderFactory()
    user = a_user("provider", organisation=provider)
    for number in range(count):
        an_entry(provider=provider, title=f"Training {number}")
        a_draft(provider, user, title=f"Concept {number}")
    signed_in(client, user).get("/werkplek/ons-aanbod/")

    with django_assert_num_queries(MINE):
        assert client.get("/werkplek/ons-aanbod/").content.decode().count("Training ") >= count


QUEUE, PROVIDERS, PROVIDER, MINE = 6, 3, 6, 7


def test_who_offers_nothing_has_no_page(client: Client) -> None:
    provider = ProviderFactory()
    an_entry(state=EntryState.DRAFT, provider=provider)

    assert client.get(f"/aanbieders/{provider.pk}/").status_code == 404
    assert provider.name not in client.get("/aanbieders/").content.decode()


# ---- Providers ------------------------------------------------------------------------------------------------------
def test_a_provider_adds_saves_looks_and_sends_in(client: Client, terms: None) -> None:
    provider = ProviderFactory()
    signed_in(client, a_user("provider", organisation=provider))

    client.post("/werkplek/ons-aanbod/nieuw/", {"kind": "training", "title": "Comfortzorg"})
    draft = Submission.objects.get()
    assert (draft.state, draft.organisation) == (State.DRAFT, provider)
    url = f"/werkplek/ons-aanbod/voorstel/{draft.uuid}/"
    half = typed(summary="", title="Comfortzorg", act="save", version=draft.version)
    assert client.post(f"{url}invullen/", half | {"act": "submit"}).status_code == 422
    assert "Zwolle" in client.post(f"{url}invullen/", half | {"group": "runs"}).content.decode()
    assert client.post(f"{url}invullen/", half).status_code == 302
    draft.refresh_from_db()
    client.post(f"{url}insturen/")
    draft.refresh_from_db()
    assert draft.state == State.DRAFT  # without a summary it stays
    assert client.post(f"{url}invullen/", typed(act="save", version=draft.version)).status_code == 302
    assert client.get(url).status_code == 200
    client.post(f"{url}insturen/")

    draft.refresh_from_db()
    assert draft.state == State.SUBMITTED
    assert client.get(f"{url}invullen/").status_code == 302


def test_two_windows_of_one_draft_are_a_conflict(client: Client, terms: None) -> None:
    provider = ProviderFactory()
    user = a_user("provider", organisation=provider)
    draft = a_draft(provider, user)
    url = f"/werkplek/ons-aanbod/voorstel/{draft.uuid}/invullen/"
    signed_in(client, user).post(url, typed(act="save", version=1))

    answer = client.post(url, typed(title="Mijn andere tekst", act="save", version=1))

    assert answer.status_code == 409
    assert "Mijn andere tekst" in answer.content.decode()


def test_another_organisation_sees_nothing_of_a_draft(client: Client) -> None:
    provider = ProviderFactory()
    draft = a_draft(provider, a_user("provider", organisation=provider))
    entry = an_entry(provider=provider)
    signed_in(client, a_user("provider", organisation=ProviderFactory()))

    for path in ("", "invullen/", "data/"):
        assert client.get(f"/werkplek/ons-aanbod/voorstel/{draft.uuid}/{path}").status_code == 404
    for path in ("wijzigen/", "kopieren/", "volgend-jaar/", "stoppen/"):
        assert client.post(f"/werkplek/ons-aanbod/{entry.pk}/{path}").status_code == 404


def test_dates_change_at_once_and_texts_after_a_review(client: Client, terms: None) -> None:
    provider = ProviderFactory()
    user = a_user("provider", organisation=provider)
    entry = an_entry(provider=provider)
    signed_in(client, user).post(f"/werkplek/ons-aanbod/{entry.pk}/wijzigen/")
    draft = Submission.objects.get()
    url = f"/werkplek/ons-aanbod/voorstel/{draft.uuid}/"
    days = {"days": "10-12-2030\n17-12-2030", "place": "Assen", "price_incl": "95"}
    assert client.post(f"{url}data/", days).status_code == 302
    client.post(f"{url}insturen/")
    draft.refresh_from_db()
    entry.refresh_from_db()
    assert draft.state == State.APPROVED
    assert [run.place for run in entry.runs.all()] == ["Assen", "Assen"]

    client.post(f"/werkplek/ons-aanbod/{entry.pk}/wijzigen/")
    second = Submission.objects.open().get()
    content = EntryContent.from_stored(second.content).to_dict() | {"title": "Andere titel"}
    Submission.objects.filter(pk=second.pk).update(content=content)
    client.post(f"/werkplek/ons-aanbod/voorstel/{second.uuid}/insturen/")

    second.refresh_from_db()
    entry.refresh_from_db()
    assert (second.state, entry.title) == (State.SUBMITTED, "Zorg in de laatste dagen")


@pytest.mark.parametrize(
    ("field", "text"), [("days", "31-02-2030"), ("days", ""), ("price_incl", "-1"), ("enrol_url", "javascript:x")]
)
def test_wrong_dates_are_told_where_they_stand(client: Client, field: str, text: str) -> None:
    provider = ProviderFactory()
    user = a_user("provider", organisation=provider)
    draft = a_draft(provider, user)

    answer = signed_in(client, user).post(
        f"/werkplek/ons-aanbod/voorstel/{draft.uuid}/data/", {"days": "10-12-2030", field: text}
    )

    assert answer.status_code == 422
    draft.refresh_from_db()
    assert len(draft.content["runs"]) == 1


def test_to_next_year_copy_and_stop(client: Client, terms: None) -> None:
    provider = ProviderFactory()
    user = a_user("provider", organisation=provider)
    entry = an_entry(provider=provider, runs=[a_run(20, place="Assen", state="full")])
    signed_in(client, user)

    client.post(f"/werkplek/ons-aanbod/{entry.pk}/volgend-jaar/")
    moved = Submission.objects.get(entry=entry)
    old, new = moved.content["runs"]
    days = [dt.date.fromisoformat(run["starts_on"]) for run in (old, new)]
    assert days[1] - days[0] == dt.timedelta(weeks=52)
    assert [run.get("state") for run in (old, new)] == ["full", "planned"]
    client.post(f"/werkplek/ons-aanbod/{entry.pk}/kopieren/")
    copied = Submission.objects.get(entry=None)
    assert "runs" not in copied.content
    assert copied.title.startswith("Zorg in de laatste dagen")
    assert client.get(f"/werkplek/ons-aanbod/{entry.pk}/stoppen/").status_code == 200
    client.post(f"/werkplek/ons-aanbod/{entry.pk}/stoppen/")
    entry.refresh_from_db()
    assert entry.state == EntryState.ARCHIVED


# ---- Reviewers ------------------------------------------------------------------------------------------------------
def test_a_hub_reviews_its_own_region_only(client: Client) -> None:
    north = a_hub("noord")
    ambassador = a_user("ambassador", hub=north)
    own, other = a_proposal(hub="noord", title="Avond in de regio"), a_proposal(title="Dag voor iedereen")
    signed_in(client, ambassador)

    page = client.get("/werkplek/beoordelen/").content.decode()
    assert "Avond in de regio" in page
    assert "Dag voor iedereen" not in page
    assert client.get(f"/werkplek/beoordelen/{own.uuid}/").status_code == 200
    assert client.get(f"/werkplek/beoordelen/{other.uuid}/").status_code == 404
    assert client.post(f"/werkplek/beoordelen/{other.uuid}/goedkeuren/").status_code == 404


def test_internal_notes_stay_among_reviewers(client: Client) -> None:
    editor, submission = a_user("editor"), a_proposal()
    reviewer = signed_in(Client(), editor)
    url = f"/werkplek/beoordelen/{submission.uuid}/"
    reviewer.post(f"{url}notitie/", {"text": "Alleen voor ons", "audience": "internal"})
    reviewer.post(f"{url}notitie/", {"text": "Voor jou", "audience": "provider"})

    link = link_in(OutboxMail.objects.get(kind="catalogue.confirm"))
    theirs, ours = client.get(link).content.decode(), reviewer.get(url).content.decode()

    assert "Voor jou" in theirs
    assert "Alleen voor ons" not in theirs
    assert "Voor jou" in ours
    assert "Alleen voor ons" in ours


def test_an_unknown_provider_is_asked_for_and_can_be_added(client: Client) -> None:
    submission = a_proposal()
    signed_in(client, a_user("editor"))
    url = f"/werkplek/beoordelen/{submission.uuid}/goedkeuren/"

    assert client.post(url, {"organisation": "Academie De Linde (voorbeeld)"}).status_code == 422
    new = {"organisation": "Academie De Linde (voorbeeld)", "make_new": "on", "kind": "nascholing"}
    assert client.post(url, new).status_code == 302

    assert Entry.objects.get().provider == Organisation.objects.get(name="Academie De Linde (voorbeeld)")


def test_every_decision_has_its_page(client: Client) -> None:
    editor, other = a_user("editor"), a_user("editor")
    north = a_hub("noord")
    signed_in(client, editor)
    one, two, three = a_proposal(), a_proposal(), a_proposal()
    base = "/werkplek/beoordelen"

    client.post(f"{base}/{one.uuid}/nemen/")
    client.post(f"{base}/{two.uuid}/nemen/", {"to": other.pk})
    client.post(f"{base}/{three.uuid}/doorgeven/", {"hub": north.pk})
    states = {
        one.pk: (State.IN_REVIEW, editor.pk, None),
        two.pk: (State.IN_REVIEW, other.pk, None),
        three.pk: (State.SUBMITTED, None, north.pk),
    }
    for found in Submission.objects.all():
        assert (found.state, found.assignee_id, found.hub_id) == states[found.pk]
    assert client.post(f"{base}/{one.uuid}/terug/", {"reason": ""}).status_code == 422
    client.post(f"{base}/{one.uuid}/terug/", {"reason": "Noem de prijs."})
    assert client.get(f"{base}/{two.uuid}/afwijzen/").status_code == 200
    client.post(f"{base}/{two.uuid}/afwijzen/", {"reason": ""})
    assert set(Submission.objects.values_list("state", flat=True)) == {State.RETURNED, State.WITHDRAWN, State.SUBMITTED}
    for which in ("wacht", "bij-indiener", "klaar", "onzin"):
        assert client.get(f"{base}/?lijst={which}&mijn=1&page=99").status_code == 200


def test_likely_the_same_is_laid_side_by_side(client: Client) -> None:
    entry, submission = an_entry(), a_proposal()
    signed_in(client, a_user("editor"))
    url = f"/werkplek/beoordelen/{submission.uuid}/"

    assert f"/zelfde/{entry.pk}/" in client.get(url).content.decode()
    assert client.get(f"{url}zelfde/{entry.pk}/").status_code == 200
    client.post(f"{url}zelfde/{entry.pk}/")

    submission.refresh_from_db()
    assert submission.entry == entry
    assert client.get(url).status_code == 200


# ---- Keys and the door for machines ---------------------------------------------------------------------------------
def make_key(client: Client, provider: Organisation, scope: str = "submit") -> str:
    page = client.post(
        "/werkplek/ons-aanbod/sleutels/", {"organisation": provider.pk, "name": "Systeem", "scope": scope}
    ).content.decode()
    found = re.search(r"knp_[\w-]+", page)
    assert found is not None
    return found[0]


def push(key: str, body: Any) -> Any:
    return Client().post(
        "/api/aanbod/", body, content_type="application/json", headers={"Authorization": f"Bearer {key}"}
    )


def test_a_system_sends_the_same_entry_twice_and_nothing_happens_the_second_time(client: Client) -> None:
    provider = ProviderFactory(role_mailbox="info@voorbeeld.example")
    key = make_key(signed_in(client, a_user("provider", organisation=provider)), provider)
    content = {"kind": "training", "title": "Comfortzorg", "summary": "Twee dagdelen.", "is_on_request": True}

    first, second = (push(key, {"id": "K-1", "content": content}) for _ in range(2))

    assert (first.status_code, first.json()["outcome"]) == (201, "new")
    assert (second.status_code, second.json()["outcome"]) == (200, "same")
    submission = Submission.objects.get()
    assert (submission.state, submission.source_id) == (State.SUBMITTED, "K-1")
    entry = review_actions.approve_submission(submission=submission, by=a_user("editor"))
    assert entry.source_id == "K-1"
    third = push(key, {"id": "K-1", "content": {**content, "price_note": "Met lunch"}})
    assert (third.json()["outcome"], third.json()["entry"]) == ("published", str(entry.uuid))
    assert "knp_" not in ApiKey.objects.get().key_hash


@pytest.mark.parametrize(
    ("body", "status"),
    [("geen json", 400), ([], 400), ({"id": "1"}, 400), ({"id": "", "content": {}}, 400), ({"id": True, "content": {}}, 400),
     ({"id": "1", "content": {"kind": "x"}}, 422), ({"id": "1", "content": {"kind": "training"}}, 422),
     ({"id": "1", "content": {"kind": "training", "title": "x", "summary": "x", "hub": "bestaat-niet"}}, 422),
     ("[" * 5000, 400), ("x" * 600_000, 413)],
)  # fmt: skip
def test_what_a_system_sends_wrong_is_told(client: Client, body: Any, status: int) -> None:
    provider = ProviderFactory()
    key = make_key(signed_in(client, a_user("provider", organisation=provider)), provider)

    answer = push(key, body)

    assert answer.status_code == status
    assert answer.json()["error"]


def put(key: str, identifier: str, body: Any) -> Any:
    return Client().put(
        f"/api/aanbod/{identifier}", body, content_type="application/json", headers={"Authorization": f"Bearer {key}"}
    )


def test_a_system_puts_an_entry_under_its_own_identifier_and_replaces_it(client: Client) -> None:
    provider = ProviderFactory(role_mailbox="info@voorbeeld.example")
    key = make_key(signed_in(client, a_user("provider", organisation=provider)), provider)
    content = {"kind": "training", "title": "Comfortzorg", "summary": "Twee dagdelen.", "is_on_request": True}

    first, second = (put(key, "2026/K-1", content) for _ in range(2))
    assert (first.status_code, first.json()["outcome"], first.json()["id"]) == (201, "new", "2026/K-1")
    assert (second.status_code, second.json()["outcome"]) == (200, "same")
    entry = review_actions.approve_submission(submission=Submission.objects.get(), by=a_user("editor"))
    replaced = put(key, "2026/K-1", {**content, "title": "Comfortzorg in de laatste dagen"})

    assert (replaced.status_code, replaced.json()["outcome"]) == (200, "changed")
    entry.refresh_from_db()
    assert entry.title == "Comfortzorg"  # until a reviewer looked
    change = Submission.objects.get(entry=entry, state=State.SUBMITTED)
    assert change.content["title"] == "Comfortzorg in de laatste dagen"
    told = Client().get("/api/aanbod/2026/K-1", headers={"Authorization": f"Bearer {key}"}).json()
    assert (told["state"], told["content"]["title"]) == (State.SUBMITTED, "Comfortzorg in de laatste dagen")


@pytest.mark.parametrize(
    ("body", "status", "path"),
    [
        ("geen json", 400, ""),
        ([1], 400, ""),
        ("x" * 600_000, 413, ""),
        (
            {"kind": "training", "title": "x", "summary": "x", "runs": [{"starts_on": "31-31-2026"}]},
            422,
            "runs.0.starts_on",
        ),
        ({"kind": "training", "title": "x", "summary": "x", "price_incl": "-1"}, 422, "price_incl"),
        (
            {"kind": "material", "title": "x", "summary": "x", "links": [{"url": "javascript:alert(1)"}]},
            422,
            "links.0.url",
        ),
        (
            {"kind": "training", "title": "x", "summary": "x", "runs": [{"starts_on": "2027-01-01"}] * 10_000},
            422,
            "runs",
        ),
    ],
)
def test_what_a_system_puts_wrong_is_told_by_field_and_nothing_is_kept(
    client: Client, body: Any, status: int, path: str
) -> None:
    provider = ProviderFactory()
    key = make_key(signed_in(client, a_user("provider", organisation=provider)), provider)

    answer = put(key, "1", body)

    assert (answer.status_code, path in answer.json().get("problems", {"": []})) == (status, True)
    assert not Submission.objects.exists()


def test_a_system_sees_nothing_of_another_provider(client: Client) -> None:
    one, other = ProviderFactory(), ProviderFactory()
    keys = [make_key(signed_in(client, a_user("provider", organisation=each)), each) for each in (one, other)]
    content = {"kind": "training", "title": "Comfortzorg", "summary": "Kort.", "is_on_request": True}
    assert put(keys[0], "K-1", content).status_code == 201

    assert Client().get("/api/aanbod/K-1", headers={"Authorization": f"Bearer {keys[1]}"}).status_code == 404
    assert put(keys[1], "K-1", content).status_code == 201
    assert Submission.objects.count() == 2


def test_other_methods_are_refused_and_put_only_works_for_machines(client: Client) -> None:
    assert [
        client.generic(method, "/api/aanbod/K-1").status_code for method in ("TRACE", "DELETE", "PATCH", "POST")
    ] == [405] * 4
    assert client.put("/api/aanbod/").status_code == 405
    assert client.put("/aanbod/voorstellen/").status_code == 405
    assert client.put("/api/aanbod/K-1").status_code == 401


def test_the_page_about_sending_names_every_field_and_the_codes(client: Client, terms: None) -> None:
    page = client.get("/aanbieders/koppelen/").content.decode()

    for text in ("PUT http://testserver/api/aanbod/", "starts_on", "concepts.levels", "mbo-4", "kr-vv"):
        assert text in page, text


def test_a_key_that_is_wrong_or_revoked_opens_nothing(client: Client) -> None:
    provider = ProviderFactory()
    key = make_key(signed_in(client, a_user("provider", organisation=provider)), provider)
    assert push("knp_anders", {}).status_code == 401
    client.post(f"/werkplek/ons-aanbod/sleutels/{ApiKey.objects.get().pk}/intrekken/")

    assert push(key, {}).status_code == 401
    assert Client().post("/api/aanbod/").status_code == 401


def test_a_key_has_its_own_limit_and_may_be_for_drafts_only(client: Client) -> None:
    provider = ProviderFactory()
    key = make_key(signed_in(client, a_user("provider", organisation=provider)), provider, "draft")
    ApiKey.objects.update(per_hour=1)
    content = {"kind": "training", "title": "Comfortzorg", "summary": "Kort.", "is_on_request": True}

    first, second = push(key, {"id": "1", "content": content}), push(key, {"id": "2", "content": content})

    assert (first.status_code, second.status_code) == (201, 429)
    assert int(second["Retry-After"]) > 0
    assert Submission.objects.get().state == State.DRAFT


def test_only_the_own_organisation_gets_a_key(client: Client) -> None:
    signed_in(client, a_user("provider", organisation=ProviderFactory()))

    answer = client.post(
        "/werkplek/ons-aanbod/sleutels/", {"organisation": ProviderFactory().pk, "name": "x", "scope": "submit"}
    )

    assert answer.status_code == 422
    assert not ApiKey.objects.exists()


def test_the_file_of_somebody_else_is_not_published_by_knowing_its_number(client: Client) -> None:
    provider = ProviderFactory()
    key = make_key(signed_in(client, a_user("provider", organisation=provider)), provider)
    strange = str(StoredFileFactory().uuid)
    content = {
        "kind": "material", "title": "Lespakket", "summary": "Vijf lessen.", "files": [{"file": strange}],
        "image": strange, "image_alt": "x",
    }  # fmt: skip

    assert push(key, {"id": "1", "content": content}).status_code == 201

    assert strange not in str(Submission.objects.get().content)


def test_who_proposed_is_forgotten_two_years_later() -> None:
    submission = review_actions.decline_submission(submission=a_proposal(), reason="Nee", by=a_user("editor"))
    open_one = a_proposal()
    long_ago = timezone.now() - dt.timedelta(days=800)
    Submission.objects.update(changed_at=long_ago)

    done = {one.name: one.done for one in retention.run() if one.done}

    assert done == {"catalogue.proposers": 1}
    submission.refresh_from_db()
    open_one.refresh_from_db()
    assert (submission.proposer_email, open_one.proposer_email) == ("", "vera@voorbeeld.example")
