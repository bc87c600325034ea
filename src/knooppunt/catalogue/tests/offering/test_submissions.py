"""From a proposal to an entry: every step, and every refusal."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation

from knooppunt.catalogue.actions.entries import Refused, change_entry, delete_entry
from knooppunt.catalogue.content import EntryContent, Problems
from knooppunt.catalogue.models import Entry, EntryState, Report
from knooppunt.catalogue.offering.actions import review, submissions
from knooppunt.catalogue.offering.actions.submissions import Proposer, propose_entry, start_draft
from knooppunt.catalogue.offering.letters import LETTERS, SentList
from knooppunt.catalogue.offering.models import ProviderRegistration, Submission
from knooppunt.catalogue.tests.factories import ProviderFactory, an_entry
from knooppunt.catalogue.tests.offering.factories import a_draft, a_hub, a_proposal, a_user, good_content
from knooppunt.core import status
from knooppunt.core.models import OutboxMail
from knooppunt.core.versions import Conflict

pytestmark = pytest.mark.django_db
State = Submission.State


def kinds_of_mail() -> list[str]:
    return list(OutboxMail.objects.order_by("pk").values_list("kind", flat=True))


def test_a_proposal_waits_for_its_mailbox_and_then_for_a_reviewer() -> None:
    editor = a_user("editor")
    submission = a_proposal(confirmed=False)
    assert submission.state == State.UNCONFIRMED
    assert kinds_of_mail() == ["catalogue.confirm"]

    submissions.confirm_proposal(submission=submission)
    again = submissions.confirm_proposal(submission=submission)

    assert again.state == State.SUBMITTED
    assert again.due_on == timezone.localdate() + dt.timedelta(days=14)
    assert kinds_of_mail() == ["catalogue.confirm", "catalogue.received", "catalogue.waiting"]
    assert OutboxMail.objects.get(kind="catalogue.waiting").to == editor.email
    assert not Entry.objects.exists()


def test_a_regional_proposal_is_told_to_the_mailbox_of_its_hub() -> None:
    a_user("editor")
    a_hub("noord", role_mailbox="noord@voorbeeld.example")

    submission = a_proposal(hub="noord")

    assert submission.hub is not None
    assert OutboxMail.objects.get(kind="catalogue.waiting").to == "noord@voorbeeld.example"


def test_what_must_be_mended_stops_a_proposal() -> None:
    proposer = Proposer(email="vera@voorbeeld.example", provider_name="Academie")

    with pytest.raises(Problems) as problems:
        propose_entry(content=good_content(summary=""), proposer=proposer)
    with pytest.raises(Problems) as without_provider:
        propose_entry(content=good_content(), proposer=Proposer(email="vera@voorbeeld.example"))

    assert list(problems.value.by_path) == ["summary"]
    assert list(without_provider.value.by_path) == ["provider"]
    assert not Submission.objects.exists()


def test_returned_mended_and_approved_it_is_in_the_catalogue_with_everything() -> None:
    editor = a_user("editor")
    provider = ProviderFactory()
    submission = review.assign_submission(submission=a_proposal(), to=editor, by=editor)
    assert (submission.state, submission.assignee) == (State.IN_REVIEW, editor)

    submission = review.return_submission(submission=submission, reason="Noem de prijs van de lunch.", by=editor)
    assert submission.state == State.RETURNED
    assert "Noem de prijs van de lunch." in OutboxMail.objects.get(kind="catalogue.returned").text

    mended = good_content(price_note="Met lunch.")
    submission = submissions.save_submission(submission=submission, seen=submission.version, content=mended, by=None)
    submission = submissions.submit(submission=submission, by=None)
    entry = review.approve_submission(submission=submission, by=editor, organisation=provider)

    entry.refresh_from_db()
    assert entry.state == EntryState.PUBLISHED
    assert entry.provider == provider
    assert entry.runs.get().place == "Haarlem"
    assert EntryContent.from_stored(entry.content).price_note == "Met lunch."
    submission.refresh_from_db()
    assert (submission.state, submission.entry, submission.organisation) == (State.APPROVED, entry, provider)
    history = [change.new for change in status.history_of("catalogue.submission", submission.pk)]
    assert history == [
        "goedgekeurd", "ingediend", "teruggegeven", "in_behandeling", "ingediend", "niet_bevestigd",
    ]  # fmt: skip
    assert kinds_of_mail()[-1] == "catalogue.approved"


def test_returning_asks_for_a_reason_and_only_what_waits_can_be_decided() -> None:
    editor = a_user("editor")
    submission = a_proposal()

    with pytest.raises(Refused):
        review.return_submission(submission=submission, reason="  ", by=editor)
    submissions.withdraw_submission(submission=submission, by=None)
    with pytest.raises(Refused):
        review.approve_submission(submission=submission, by=editor)
    with pytest.raises(Refused):
        submissions.withdraw_submission(submission=submission, by=None)


def test_somebody_who_may_not_review_it_cannot_get_it() -> None:
    north, south = a_hub("noord"), a_hub("zuid")
    of_north, of_south = a_user("ambassador", hub=north), a_user("ambassador", hub=south)
    regional, national = a_proposal(hub="noord"), a_proposal(title="Landelijk")

    assert review.assign_submission(submission=regional, to=of_north, by=of_north).assignee == of_north
    with pytest.raises(PermissionDenied):
        review.assign_submission(submission=regional, to=of_south, by=of_south)
    with pytest.raises(PermissionDenied):
        review.assign_submission(submission=national, to=of_north, by=of_north)


def test_handing_over_to_another_hub_moves_the_region_of_the_content_too() -> None:
    editor, north = a_user("editor"), a_hub("noord")

    submission = review.route_submission(submission=a_proposal(), hub=north, by=editor)

    assert (submission.hub, submission.content["hub"], submission.state) == (north, "noord", State.SUBMITTED)


def test_a_change_of_an_entry_keeps_what_somebody_else_changed_meanwhile() -> None:
    provider = ProviderFactory()
    editor, owner = a_user("editor"), a_user("provider", organisation=provider)
    entry = an_entry(provider=provider, certificate="Bewijs")
    draft = start_draft(
        content=EntryContent.from_dict({**entry.content, "title": "Nieuwe titel", "certificate": "Diploma"}),
        proposer=Proposer(user=owner, organisation=provider),
        entry=entry,
    )
    submitted = submissions.submit(submission=draft, by=owner)
    other = EntryContent.from_dict({**entry.content, "group_size": "12", "certificate": "Getuigschrift"})
    entry = change_entry(entry=entry, content=other, seen=entry.version, by=editor)

    submitted.refresh_from_db()
    assert review.open_conflicts(submitted) == ["certificate"]
    with pytest.raises(Conflict):
        review.approve_submission(submission=submitted, by=editor, entry_seen=entry.version - 1)
    changed = review.approve_submission(submission=submitted, by=editor, entry_seen=entry.version, keep={"certificate"})

    content = EntryContent.from_stored(changed.content)
    assert (content.title, content.group_size, content.certificate) == ("Nieuwe titel", "12", "Getuigschrift")


def test_one_entry_has_one_change_under_way() -> None:
    provider = ProviderFactory()
    owner = a_user("provider", organisation=provider)
    entry = an_entry(provider=provider)
    proposer = Proposer(user=owner, organisation=provider)
    start_draft(content=EntryContent.from_stored(entry.content), proposer=proposer, entry=entry)

    with pytest.raises(Refused):
        start_draft(content=EntryContent.from_stored(entry.content), proposer=proposer, entry=entry)


def test_a_proposal_of_what_is_there_becomes_a_change_of_it() -> None:
    editor, provider = a_user("editor"), ProviderFactory()
    entry = an_entry(provider=provider, group_size="10 tot 16")
    submission = a_proposal(certificate="Bewijs van deelname")

    merged = review.merge_into(submission=submission, entry=entry, by=editor)
    review.approve_submission(submission=merged, by=editor, entry_seen=entry.version)

    entry.refresh_from_db()
    content = EntryContent.from_stored(entry.content)
    assert (content.group_size, content.certificate, entry.provider) == ("10 tot 16", "Bewijs van deelname", provider)
    assert Entry.objects.count() == 1


def test_two_things_that_were_taken_for_one_are_two_again() -> None:
    editor, provider = a_user("editor"), ProviderFactory()
    entry, other = an_entry(provider=provider, group_size="10 tot 16"), an_entry(provider=provider)
    submission = a_proposal(certificate="Bewijs van deelname")
    proposed = submission.content | {"hub": ""}
    review.merge_into(submission=submission, entry=entry, by=editor)
    review.merge_into(submission=submission, entry=other, by=editor)  # the first was the wrong one

    parted = review.part_again(submission=submission, by=editor)

    assert (parted.content, parted.entry, parted.base) == (proposed, None, {})
    with pytest.raises(Refused):
        review.part_again(submission=submission, by=editor)


def test_what_the_proposer_went_on_with_is_not_taken_apart() -> None:
    editor = a_user("editor")
    submission = review.merge_into(submission=a_proposal(), entry=an_entry(), by=editor)
    submission = review.return_submission(submission=submission, reason="Welke zaal?", by=editor)
    submission = submissions.save_submission(
        submission=submission, seen=submission.version, content=good_content(certificate="Bewijs"), by=None
    )
    submission = submissions.submit(submission=submission, by=None)

    with pytest.raises(Refused):
        review.part_again(submission=submission, by=editor)


def test_a_change_of_an_entry_in_the_bin_is_not_approved() -> None:
    editor, provider = a_user("editor"), ProviderFactory()
    entry = an_entry(provider=provider)
    content = EntryContent.from_dict({**entry.content, "title": "Nieuwe titel"})
    draft = start_draft(content=content, proposer=Proposer(email="v@voorbeeld.example"), entry=entry)
    submissions.submit(submission=draft, by=None)
    delete_entry(entry=entry, by=editor)

    with pytest.raises(Refused, match="prullenbak"):
        review.approve_submission(submission=draft, by=editor, entry_seen=entry.version)


def test_a_proposal_that_was_sent_in_anew_is_not_approved_unseen() -> None:
    submission = a_proposal()

    with pytest.raises(Conflict):
        review.approve_submission(submission=submission, by=a_user("editor"), seen=submission.version - 1)


def test_a_reviewer_ends_what_nobody_mends_and_an_invitation_that_was_a_mistake() -> None:
    editor, organisation = a_user("editor"), ProviderFactory()
    returned = review.return_submission(submission=a_proposal(), reason="Welke zaal?", by=editor)
    invited = submissions.invite_to_offer(
        content=good_content(), organisation=organisation, email="fout@voorbeeld.example", hub=None, by=editor
    )
    for one in (returned, invited):
        assert review.decline_submission(submission=one, reason="", by=editor).state == State.WITHDRAWN
        with pytest.raises(Refused):
            review.decline_submission(submission=one, reason="", by=editor)
    own = a_draft(organisation, a_user("provider", organisation=organisation))
    with pytest.raises(Refused):
        review.decline_submission(submission=own, reason="", by=editor)


def test_saving_with_an_old_version_is_a_conflict() -> None:
    provider = ProviderFactory()
    draft = a_draft(provider, a_user("provider", organisation=provider))
    submissions.save_submission(submission=draft, seen=1, content=good_content(), by=None)

    with pytest.raises(Conflict):
        submissions.save_submission(submission=draft, seen=1, content=good_content(), by=None)


def test_what_is_with_the_reviewers_cannot_be_changed() -> None:
    with pytest.raises(Refused):
        submissions.save_submission(submission=a_proposal(), seen=2, content=good_content(), by=None)


def test_what_nobody_confirms_within_a_week_goes() -> None:
    old, young = a_proposal(confirmed=False), a_proposal(confirmed=False)
    confirmed = a_proposal()
    week_ago = timezone.now() - dt.timedelta(days=8)
    Submission.objects.filter(pk__in=[old.pk, confirmed.pk]).update(created_at=week_ago)

    assert submissions.delete_unconfirmed() == 1

    assert set(Submission.objects.all()) == {young, confirmed}


def test_an_invitation_goes_to_the_organisation_with_what_was_filled_in() -> None:
    hub = a_hub("noord")
    ambassador = a_user("ambassador", hub=hub)

    submission = submissions.invite_to_offer(
        content=good_content(), organisation=ProviderFactory(), email="info@voorbeeld.example", hub=hub, by=ambassador
    )

    assert (submission.state, submission.hub) == (State.DRAFT, hub)
    assert OutboxMail.objects.get(kind="catalogue.invited").to == "info@voorbeeld.example"


@pytest.mark.parametrize(
    ("step", "kind", "words"),
    [
        (lambda one, by: review.return_submission(submission=one, reason="De prijs mist.", by=by),
         "catalogue.returned", ("Pas het aan", "De prijs mist.")),
        (lambda one, by: review.decline_submission(submission=one, reason="Staat er al.", by=by),
         "catalogue.declined", ("nemen het niet op", "Staat er al.")),
        (lambda one, by: review.note_submission(submission=one, text="Ik bel even.", is_internal=False, by=by),
         "catalogue.note", ("schreef je dit", "Ik bel even.")),
    ],
)  # fmt: skip
def test_each_answer_of_a_reviewer_is_mailed_in_words_that_fit(step: Any, kind: str, words: tuple[str, str]) -> None:
    one, by = a_proposal(), a_user("editor")

    step(one, by)

    mail = OutboxMail.objects.get(kind=kind)
    assert [word in mail.text for word in words] == [True, True], mail.text
    assert ("stuur het opnieuw in" in mail.text) == (kind == "catalogue.returned")


def test_a_note_among_reviewers_is_mailed_to_nobody() -> None:
    one, by = a_proposal(), a_user("editor")
    before = OutboxMail.objects.count()

    review.note_submission(submission=one, text="Twijfel.", is_internal=True, by=by)

    assert OutboxMail.objects.count() == before


def test_every_letter_can_be_written_in_both_languages() -> None:
    submission, entry = a_proposal(), an_entry(title="Les over rouw")
    registration = ProviderRegistration(name="School Voorbeeld", person_email="v@voorbeeld.example")
    about = {"register": registration, "registration": registration, "admitted": registration, "refused": registration,
             "report": Report(entry=entry), "still_right": entry,
             "list_received": SentList(3, "School", timezone.localdate()), "list_waiting": SentList(3, "School", None)}  # fmt: skip
    for language in ("nl", "en"):
        with translation.override(language):
            letters = [LETTERS[name](about.get(name, submission)) for name in LETTERS]
        assert all(letter.subject and letter.lines and letter.label for letter in letters)
        assert not [line for letter in letters for line in letter.lines if "%(" in line]
