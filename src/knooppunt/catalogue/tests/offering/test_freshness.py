"""Keeping entries true: who is asked, what an answer does, what silence does, and which links are dead."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from knooppunt.catalogue.actions.entries import archive_entry, confirm_entry, hide_entry, publish_entry
from knooppunt.catalogue.models import Entry, EntryLink, EntryState
from knooppunt.catalogue.offering import tasks
from knooppunt.catalogue.offering.actions import freshness, links
from knooppunt.catalogue.offering.models import CheckRound, LinkCheck
from knooppunt.catalogue.offering.queries.freshness import figures, guidelines
from knooppunt.catalogue.tests.factories import a_run, an_entry
from knooppunt.catalogue.tests.offering.factories import a_proposal, a_user, link_in
from knooppunt.core.fetching import Fetched, FetchRefused, Problem
from knooppunt.core.models import Job, OutboxMail

pytestmark = pytest.mark.django_db
Answer, Outcome = CheckRound.Answer, LinkCheck.Outcome


def old_entry(**more: Any) -> Entry:
    """Published, and to be looked at again since yesterday."""
    entry = an_entry(contact="info@voorbeeld.example", is_on_request=True, **more)
    Entry.objects.filter(pk=entry.pk).update(review_by=timezone.localdate() - dt.timedelta(days=1))
    entry.refresh_from_db()
    return entry


def later(days: int) -> None:
    """As if the questions were asked that many days ago."""
    CheckRound.objects.update(asked_at=timezone.now() - dt.timedelta(days=days))


def test_the_owner_is_asked_once() -> None:
    entry = old_entry()
    an_entry()

    assert freshness.start_rounds() == {"review": 1}
    assert freshness.start_rounds() == {}

    assert CheckRound.objects.get().entry == entry
    assert OutboxMail.objects.get().to == "info@voorbeeld.example"


def test_dates_that_are_over_points_that_ended_and_dead_links_are_reasons() -> None:
    over = an_entry(runs=[a_run(-40)])
    an_entry(runs=[a_run(-40), a_run(40)])
    an_entry(runs=[a_run(-40)], is_always_open=True)
    yesterday = (timezone.localdate() - dt.timedelta(days=1)).isoformat()
    ended = an_entry(is_on_request=True, accreditations=[{"register": "gaia", "points": 1, "valid_until": yesterday}])
    an_entry(is_on_request=True, accreditations=[
        {"register": "gaia", "points": 1, "valid_until": yesterday}, {"register": "kr-vv", "points": 1},
    ])  # fmt: skip
    dead = an_entry(is_on_request=True, links=[{"url": "https://weg.nl/x"}])
    LinkCheck.objects.create(url="https://weg.nl/x", outcome=Outcome.DEAD)

    assert freshness.start_rounds() == {"runs": 1, "points": 1, "link": 1}

    assert {(one.entry_id, one.reason) for one in CheckRound.objects.all()} == {
        (over.pk, "runs"), (ended.pk, "points"), (dead.pk, "link"),
    }  # fmt: skip


@pytest.fixture
def terms(terms: None) -> None:
    """Registers of points."""


@pytest.fixture(autouse=True)
def _terms(terms: None) -> None:
    """Every test here knows the lists of terms."""


def test_one_press_confirms_and_can_be_taken_back(client: Client) -> None:
    entry = old_entry()
    freshness.start_rounds()
    found = re.search(r"https?://[^/\s]+(/\S*)", OutboxMail.objects.get().text)
    assert found is not None
    link = found[1]
    assert client.get(link).status_code == 200
    assert CheckRound.objects.get().answered_at is None  # looking is no answer

    client.post(link, {"answer": "gone"})
    entry.refresh_from_db()
    assert entry.state == EntryState.HIDDEN
    client.post(link, {"answer": "undo"})
    entry.refresh_from_db()
    assert entry.state == EntryState.PUBLISHED
    client.post(link, {"answer": "confirmed"})
    client.post(link, {"answer": "confirmed"})
    client.post(link, {"answer": "<script>"})

    entry.refresh_from_db()
    assert entry.checked_on == timezone.localdate()
    assert entry.review_by == timezone.localdate() + dt.timedelta(days=365)
    assert CheckRound.objects.get().answer == Answer.CONFIRMED
    assert client.get(link).status_code == 200


def test_silence_reminds_marks_and_hides_each_once() -> None:
    entry = old_entry()
    freshness.start_rounds()
    assert freshness.follow_rounds() == {"reminded": 0, "unverified": 0, "hidden": 0}

    later(15)
    assert freshness.follow_rounds()["reminded"] == 1
    assert freshness.follow_rounds()["reminded"] == 0
    later(31)
    assert freshness.follow_rounds()["unverified"] == 1
    entry.refresh_from_db()
    assert (entry.state, entry.unverified_since) == (EntryState.PUBLISHED, timezone.localdate())
    later(91)
    assert freshness.follow_rounds()["hidden"] == 1
    assert freshness.follow_rounds() == {"reminded": 0, "unverified": 0, "hidden": 0}

    entry.refresh_from_db()
    assert entry.state == EntryState.HIDDEN
    freshness.answer_round(question=CheckRound.objects.get(), answer=Answer.CONFIRMED, by=None)
    entry.refresh_from_db()
    assert (entry.state, entry.unverified_since) == (EntryState.PUBLISHED, None)


@pytest.mark.parametrize("answer", [Answer.CONFIRMED, Answer.GONE])
@pytest.mark.parametrize("days", [0, 31, 91])
def test_an_answer_that_is_taken_back_leaves_the_entry_as_it_was(answer: str, days: int) -> None:
    entry = old_entry()
    long_ago = timezone.localdate() - dt.timedelta(days=400)
    for rows in (Entry.objects, Entry.history):
        rows.update(checked_on=long_ago, review_by=entry.review_by)
    freshness.start_rounds()
    later(days)
    freshness.follow_rounds()
    told = ("state", "checked_on", "review_by", "unverified_since")
    before = Entry.objects.values(*told).get()

    freshness.answer_round(question=CheckRound.objects.get(), answer=answer, by=None)
    assert Entry.objects.values(*told).get() != before or (answer, days) == (Answer.GONE, 91)
    freshness.take_back_answer(question=CheckRound.objects.get())

    assert Entry.objects.values(*told).get() == before
    assert CheckRound.objects.get().answered_at is None


def test_what_an_editor_took_off_the_site_stays_off_whatever_the_owner_answers(client: Client) -> None:
    entry = old_entry()
    freshness.start_rounds()
    link = link_in(OutboxMail.objects.get())
    hide_entry(entry=entry, by=None, reason="Klopt niet.")
    for days in (15, 31, 91):
        later(days)
        assert freshness.follow_rounds() == {"reminded": 0, "unverified": 0, "hidden": 0}

    for answer in ("confirmed", "undo", "gone", "undo", "confirmed"):
        client.post(link, {"answer": answer})
        entry.refresh_from_db()
        assert entry.state == EntryState.HIDDEN
    assert "Het is van de site." in client.get(link).content.decode()


def test_an_editor_who_changes_more_after_the_answer_is_not_overruled() -> None:
    entry = old_entry()
    freshness.start_rounds()
    freshness.answer_round(question=CheckRound.objects.get(), answer=Answer.GONE, by=None)
    entry.refresh_from_db()
    archive_entry(entry=entry, by=a_user("editor"))

    freshness.take_back_answer(question=CheckRound.objects.get())

    entry.refresh_from_db()
    assert entry.state == EntryState.ARCHIVED
    assert figures().asked == 0


def test_what_an_editor_checks_or_publishes_is_asked_no_more() -> None:
    for step in (confirm_entry, publish_entry):
        entry = old_entry()
        freshness.start_rounds()
        if step is publish_entry:
            hide_entry(entry=entry, by=None)
        step(entry=entry, by=None)
        assert CheckRound.objects.get(entry=entry).answer == Answer.CONFIRMED
    later(91)

    assert freshness.follow_rounds() == {"reminded": 0, "unverified": 0, "hidden": 0}


def test_a_new_version_of_a_guideline_asks_about_what_rests_on_the_old_one(client: Client) -> None:
    resting = an_entry(is_on_request=True, guideline="Pijn", guideline_version="2018", contact="a@voorbeeld.example")
    an_entry(is_on_request=True, guideline="Pijn", guideline_version="2026")
    an_entry(is_on_request=True, guideline="Delier", guideline_version="2018")
    assert [(one.name, one.versions) for one in guidelines()] == [
        ("Delier", [("2018", 1)]), ("Pijn", [("2018", 1), ("2026", 1)]),
    ]  # fmt: skip
    client.force_login(a_user("editor"))

    url, given = "/werkplek/beoordelen/actueel/richtlijn/", {"guideline": "Pijn", "version": "2026"}
    first = client.post(url, given).content.decode()
    assert (CheckRound.objects.count(), "1 keer aanbod rust op een andere versie" in first) == (0, True)
    client.post(url, given | {"sure": "1"})
    client.post(url, given | {"sure": "1"})

    question = CheckRound.objects.get()
    assert (question.entry, question.reason, question.detail) == (resting, "guideline", "Pijn 2026")
    assert "Pijn 2026" in OutboxMail.objects.get().text
    assert "Niemand krijgt een mail." in client.post(url, given).content.decode()
    assert client.post(url, {"guideline": "Bestaat niet", "version": "1"}).status_code == 422


# ---- Links ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("status", "problem", "failures", "outcome"),
    [
        (200, "", 2, Outcome.GOOD),
        (404, "", 0, Outcome.UNSURE),
        (404, "", 1, Outcome.DEAD),
        (410, "", 1, Outcome.DEAD),
        (403, "", 9, Outcome.UNSURE),
        (503, "", 9, Outcome.UNSURE),
        (None, Problem.UNREACHABLE, 1, Outcome.UNSURE),
        (None, Problem.UNKNOWN_HOST, 2, Outcome.DEAD),
        (None, Problem.SLOW, 2, Outcome.DEAD),
        (None, Problem.PRIVATE, 5, Outcome.SKIPPED),
        (None, Problem.TOO_LARGE, 5, Outcome.GOOD),
        (None, Problem.ADDRESS, 0, Outcome.DEAD),
    ],
)
def test_what_an_answer_means(status: int | None, problem: str, failures: int, outcome: str) -> None:
    assert links.judge(status, str(problem), failures)[0] == outcome


def test_a_round_looks_at_what_is_due_a_few_of_each_site(monkeypatch: pytest.MonkeyPatch) -> None:
    an_entry(
        is_on_request=True, links=[{"url": f"https://een.nl/{n}"} for n in range(7)] + [{"url": "https://twee.nl/"}]
    )
    an_entry(state=EntryState.DRAFT, links=[{"url": "https://concept.nl/"}])
    asked: list[str] = []

    def answer(url: str, **_options: Any) -> Fetched:
        asked.append(url)
        if url == "https://een.nl/0":
            raise FetchRefused(Problem.UNREACHABLE)
        return Fetched(url, 200, {})

    monkeypatch.setattr(links, "fetch", answer)

    assert links.know_addresses() == 8
    assert links.know_addresses() == 0
    assert links.look_at_links() == {"good": 5, "unsure": 1}
    assert len(asked) == 6
    assert links.look_at_links() == {"good": 2}
    assert links.look_at_links() == {}
    link = EntryLink.objects.get(url="https://een.nl/0")
    assert (link.failures, link.status) == (1, 0)
    assert EntryLink.objects.get(url="https://twee.nl/").status == 200


def test_a_site_that_does_not_like_the_short_question_is_asked_for_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    row = LinkCheck.objects.create(url="https://een.nl/")
    monkeypatch.setattr(
        links, "fetch", lambda url, method="GET", **_o: Fetched(url, 405 if method == "HEAD" else 200, {})
    )

    assert links.look_at(row).outcome == Outcome.GOOD


def test_the_jobs_can_be_run_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    old_entry()
    monkeypatch.setattr(links, "fetch", lambda url, **_o: Fetched(url, 200, {}))

    for job in (tasks.check_links, tasks.ask_still_right, tasks.clear_unconfirmed):
        job.function()
        assert str(job.function())
    assert CheckRound.objects.count() == 1


# ---- Figures --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3])
def test_the_figures_are_right_and_ask_the_same_number_of_questions(django_assert_num_queries: Any, count: int) -> None:
    for _ in range(count):
        an_entry(runs=[a_run(-3)])
        an_entry(state=EntryState.HIDDEN)
        old_entry()

    with django_assert_num_queries(5):
        found = figures()

    assert (found.published, found.hidden, found.without_date) == (2 * count, count, count)


def test_the_page_of_figures(client: Client) -> None:
    old_entry(links=[{"url": "https://weg.nl/x"}], guideline="Pijn")
    LinkCheck.objects.create(url="https://weg.nl/x", outcome=Outcome.DEAD)
    freshness.start_rounds()
    client.force_login(a_user("coordinator"))

    page = client.get("/werkplek/beoordelen/actueel/").content.decode()

    assert "https://weg.nl/x" in page
    assert "Pijn" in page
    assert client.post("/werkplek/beoordelen/actueel/richtlijn/", {}).status_code == 403


def test_the_links_of_what_is_sent_in_are_looked_at_soon() -> None:
    a_proposal(confirmed=False, links=[{"url": "https://een.nl/"}])
    assert not LinkCheck.objects.exists()  # nobody confirmed it yet: nothing is fetched for a stranger

    a_proposal(links=[{"url": "https://een.nl/"}])
    a_proposal(links=[{"url": "https://een.nl/"}])

    assert LinkCheck.objects.get().url == "https://een.nl/"
    assert Job.objects.filter(name="catalogue.check_links").count() == 1
