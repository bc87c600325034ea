"""Proposals of visitors: what is typed is kept, what stands in the way is said, and a link is enough; and reports of mistakes."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from knooppunt.catalogue.models import Entry, EntryState
from knooppunt.catalogue.offering.actions import review as review_actions
from knooppunt.catalogue.offering.actions.review import decline_submission, return_submission
from knooppunt.catalogue.offering.models import Report, Submission
from knooppunt.catalogue.tests.factories import ProviderFactory, an_entry
from knooppunt.catalogue.tests.offering.factories import a_proposal, a_user, link_in, signed_in, typed
from knooppunt.core import retention
from knooppunt.core.models import OutboxMail

pytestmark = pytest.mark.django_db
State = Submission.State


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
    assert 'value="Hospice De Zwaluw (voorbeeld)"' in page  # who offers it can be mended as well
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
    assert "Haal het terug" in client.get(link).content.decode()
    client.post(link, {"act": "reopen"})
    client.post(link, {"act": "reopen"})
    submission.refresh_from_db()
    assert (submission.state, submission.content["title"]) == (State.SUBMITTED, submission.title)


def test_two_windows_of_one_link_show_each_other_and_lose_nothing(client: Client, terms: None) -> None:
    submission = a_proposal()
    link = link_in(OutboxMail.objects.get(kind="catalogue.confirm"))
    returned = return_submission(submission=submission, reason="Welke zaal?", by=a_user("editor"))
    mended = typed(version=returned.version)
    client.post(f"{link}?mend=1", mended | {"act": "save", "title": "Eerste venster"})

    second = client.post(f"{link}?mend=1", mended | {"act": "save", "title": "Tweede venster"})
    assert (second.status_code, [one.field for one in second.context["other"]]) == (409, ["title"])
    assert ("Eerste venster" in second.content.decode(), "Tweede venster" in second.content.decode()) == (True, True)

    submission.refresh_from_db()
    client.post(f"{link}?mend=1", mended | {"act": "submit", "version": submission.version})
    late = client.post(f"{link}?mend=1", mended | {"act": "submit", "title": "Derde venster"})
    assert (late.status_code, "Derde venster" in late.content.decode()) == (409, True)


def test_what_a_reviewer_ended_does_not_come_back_by_the_link(client: Client) -> None:
    submission = a_proposal()
    link = link_in(OutboxMail.objects.get(kind="catalogue.confirm"))
    decline_submission(submission=submission, reason="", by=a_user("editor"))

    assert "Haal het terug" not in client.get(link).content.decode()
    client.post(link, {"act": "reopen"})

    submission.refresh_from_db()
    assert submission.state == State.WITHDRAWN


def test_a_visitor_reports_a_mistake_and_hears_what_was_done(client: Client) -> None:
    entry, editor = an_entry(), a_user("editor")

    answer = client.post(
        f"/aanbod/{entry.pk}/klopt-niet/", {"kind": "date", "text": "Een week later", "email": "m@voorbeeld.example"}
    )
    assert answer.status_code == 302
    assert "We kijken het na." in client.get(answer["Location"]).content.decode()
    report = Report.objects.get()
    reviewer = signed_in(Client(), editor)
    handled = {"version": report.version, "state": "solved", "answer": "Aangepast.", "hide": "on"}
    assert reviewer.post(f"/werkplek/beoordelen/meldingen/{report.pk}/", handled).status_code == 302

    report.refresh_from_db()
    entry.refresh_from_db()
    assert (report.state, report.email, entry.state) == ("solved", "", EntryState.HIDDEN)
    told = OutboxMail.objects.get(kind="catalogue.report")
    assert told.to == "m@voorbeeld.example"
    assert link_in(told) == "/aanbod/"  # what is off the site has no page to lead to
    assert client.get(f"/aanbod/{entry.pk}/klopt-niet/").status_code == 404


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


def test_ten_thousand_dates_in_a_form_are_refused_in_a_sentence_and_what_was_typed_stays(
    client: Client, terms: None
) -> None:
    rows = {f"runs-{number}-starts_on": "2030-01-01" for number in range(10_000)}

    answer = client.post("/aanbod/voorstellen/", typed(**rows, **{"runs-count": "10000"}))
    page = answer.content.decode()

    assert (answer.status_code, Submission.objects.count()) == (422, 0)
    assert "Op dit formulier passen hoogstens 60 rijen" in page
    assert ("Waken bij stervenden" in page, page.count("2030-01-01")) == (True, 60)


def test_the_summary_of_mistakes_says_which_row_and_hours_are_no_points(client: Client, terms: None) -> None:
    wrong = {"runs-1-starts_on": "2030-01-01", "runs-1-starts_at": "kwart", "study_hours": "veel"}

    page = client.post("/aanbod/voorstellen/", typed(**wrong)).content.decode()

    assert "Data en plaatsen 2, van (tijd): Dit is geen tijd." in page
    assert "Studie-uren: Dit is geen aantal uren." in page


def test_who_mends_by_link_can_mend_the_provider_too_but_not_leave_it_out(client: Client, terms: None) -> None:
    submission = a_proposal()
    review_actions.return_submission(submission=submission, reason="Wie biedt dit aan?", by=a_user("editor"))
    submission.refresh_from_db()
    link = link_in(OutboxMail.objects.get(kind="catalogue.returned"))

    refused = client.post(f"{link}?mend=1", typed(act="submit", provider_name="", version=submission.version))
    saved = client.post(f"{link}?mend=1", typed(act="submit", provider_name="De Wilg", version=submission.version))

    assert (refused.status_code, saved.status_code) == (422, 302)
    submission.refresh_from_db()
    assert (submission.provider_name, submission.state) == ("De Wilg", State.SUBMITTED)
