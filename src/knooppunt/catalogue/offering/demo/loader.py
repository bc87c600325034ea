"""Example proposals in every state, providers that register, reports, judgements and questions. All made up."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from knooppunt.accounts.api import active_user_of
from knooppunt.accounts.models import User
from knooppunt.catalogue.actions.entries import change_entry
from knooppunt.catalogue.content import EntryContent
from knooppunt.catalogue.demo.building import GUIDELINE
from knooppunt.catalogue.models import Entry, EntryLink
from knooppunt.catalogue.offering.actions import freshness, keys, providers, quality, reports, review
from knooppunt.catalogue.offering.actions import offering as offers
from knooppunt.catalogue.offering.actions import submissions as proposals
from knooppunt.catalogue.offering.actions.providers import RegistrationData
from knooppunt.catalogue.offering.actions.quality import CriterionData
from knooppunt.catalogue.offering.actions.submissions import Proposer
from knooppunt.catalogue.offering.demo.texts import CRITERIA, REGISTRATIONS, REPORTS, TRAININGS
from knooppunt.catalogue.offering.models import CheckRound, Criterion, EntryCount, LinkCheck, Submission
from knooppunt.network.models import Hub, Organisation

SOURCE = "voorbeelden"  # of the example entries
PROVIDER = "Scholingsbureau Voorbeeld"


def load_demo_offering() -> str:
    """Load the examples once (demo loader). Needs the personas and the example entries."""
    editor, provider = _persona("redacteur"), _persona("aanbieder")
    organisation = Organisation.objects.filter(name=PROVIDER).first()
    if Submission.objects.exists() or not (editor and provider and organisation):
        return "0 proposals"
    with transaction.atomic():
        _visitors(editor)
        _of_provider(provider, organisation, editor)
        _registrations(editor)
        _reports(editor)
        _judgements(editor)
        _questions()
        _counts()
        keys.make_key(organisation=organisation, name="Cursussysteem (voorbeeld)", scope="submit", by=provider)
    return f"{Submission.objects.count()} proposals"


def _persona(code: str) -> User | None:
    return active_user_of(f"{code}@demo.example")


def _day(days: int) -> str:
    return (timezone.localdate() + dt.timedelta(days=days)).isoformat()


def _training(name: str) -> EntryContent:
    data: dict[str, Any] = dict(TRAININGS[name])
    days, place = data.pop("days", ()), data.pop("place", "")
    data["runs"] = [{"starts_on": _day(day), "place": place, "price_incl": data.get("price", "95")} for day in days]
    data.pop("price", None)
    return EntryContent.from_dict({"kind": "training"} | data)


def _proposal(
    name: str, *, days_ago: int, confirmed: bool = True, provider: str = "Hospice De Zwaluw (voorbeeld)"
) -> Submission:
    proposer = Proposer(email=f"{name}@voorbeeld.example", name="Vera Voorbeeld", provider_name=provider)
    submission = proposals.propose_entry(content=_training(name), proposer=proposer)
    if confirmed:
        submission = proposals.confirm_proposal(submission=submission)
        return _sent(submission, days_ago)
    return submission


def _sent(submission: Submission, days_ago: int) -> Submission:
    """As if it was sent in that many days ago."""
    at = timezone.now() - dt.timedelta(days=days_ago)
    due = timezone.localtime(at).date() + dt.timedelta(days=proposals.ANSWER_DAYS)
    Submission.objects.filter(pk=submission.pk).update(submitted_at=at, due_on=due)
    submission.refresh_from_db()
    return submission


def _visitors(editor: User) -> None:
    _proposal("onbevestigd", days_ago=0, confirmed=False)
    _proposal("onrust", days_ago=3)
    _proposal("regionaal", days_ago=4)
    _proposal("dubbel", days_ago=17, provider="Academie De Linde (voorbeeld)")
    busy = review.assign_submission(submission=_proposal("bezig", days_ago=6), to=editor, by=editor)
    note = review.note_submission
    note(
        submission=busy, text="Bellen met het hospice over de data? Ik doe het donderdag.", is_internal=True, by=editor
    )
    note(submission=busy, text="We kijken nog naar de punten. Heb je het nummer?", is_internal=False, by=editor)
    back = _proposal("terug", days_ago=9)
    review.return_submission(
        submission=back, reason="Zet je er nog bij wat het kost, en voor welke niveaus het is?", by=editor
    )
    linde = Organisation.objects.filter(name="Academie De Linde (voorbeeld)").first()
    done = _proposal("goedgekeurd", days_ago=11)
    entry = review.approve_submission(
        submission=done, by=editor, organisation=linde or Organisation.objects.order_by("pk").first()
    )
    Entry.objects.filter(pk=entry.pk).update(is_example=True)
    proposals.withdraw_submission(submission=_proposal("ingetrokken", days_ago=20), by=None)


def _of_provider(user: User, organisation: Organisation, editor: User) -> None:
    proposer = Proposer(user=user, organisation=organisation)

    def draft(name: str) -> Submission:
        content = replace(_training(name), provider=str(organisation.uuid))
        return proposals.start_draft(content=content, proposer=proposer)

    draft("concept")
    proposals.submit(submission=draft("van-aanbieder"), by=user)
    back = proposals.submit(submission=draft("terug-aanbieder"), by=user)
    review.return_submission(
        submission=back, reason="De samenvatting noemt geen doelgroep. Kun je die erbij zetten?", by=editor
    )
    mine = (
        Entry.objects.published().filter(provider=organisation, source=SOURCE, runs__isnull=True).order_by("pk").first()
    )
    if mine is None:
        return
    change = offers.start_change(entry=mine, proposer=proposer)
    content = EntryContent.from_stored(mine.content)
    proposed = replace(
        content, title=f"{content.title} (vernieuwd)"[:200], certificate="Bewijs van deelname", group_size="12"
    )
    change = proposals.save_submission(submission=change, seen=change.version, content=proposed, by=user)
    proposals.submit(submission=change, by=user)
    # Somebody else was there meanwhile: a conflict to look at.
    other = replace(content, group_size="8 tot 10 deelnemers")
    change_entry(entry=mine, content=other, seen=mine.version, by=editor)


def _registrations(editor: User) -> None:
    for number, (name, kind, message) in enumerate(REGISTRATIONS):
        made = providers.register_provider(
            data=RegistrationData(
                name=name,
                kind=kind,
                person_name="Noor Voorbeeld",
                person_email=f"aanmelding{number}@voorbeeld.example",
                role_mailbox=f"info{number}@voorbeeld.example",
                message=message,
                hub=Hub.objects.working().filter(slug="noord-holland-flevoland").first() if number == 1 else None,
            )
        )
        if number:  # the first one did not confirm yet
            made = providers.confirm_registration(registration=made)
        if number == 2:
            providers.admit_provider(registration=made, organisation=None, by=editor, answer="Welkom.")
        if number == 3:
            answer = "We nemen alleen scholing en materiaal over palliatieve zorg op."
            providers.refuse_provider(registration=made, answer=answer, by=editor)


def _reports(editor: User) -> None:
    entries = list(Entry.objects.published().filter(source=SOURCE).order_by("pk")[:12])
    for number, (kind, text, state, answer) in enumerate(REPORTS):
        if number * 2 >= len(entries):
            return
        made = reports.report_entry(entry=entries[number * 2], kind=kind, text=text, email="melder@voorbeeld.example")
        if state != "open":
            reports.handle_report(report=made, seen=1, state=state, answer=answer, by=editor)


def _judgements(editor: User) -> None:
    for order, (dimension, text, is_must) in enumerate(CRITERIA):
        quality.add_criterion(data=CriterionData(dimension, text, is_must, order))
    seats = [("docent", "education"), ("contactpersoon", "practice")]
    members = [(user, perspective) for code, perspective in seats if (user := _persona(code))]
    for user, perspective in members:
        quality.add_reviewer(user=user, perspective=perspective, by=editor)
    entries = Entry.objects.published().filter(source=SOURCE, kind="material").exclude(owner=editor)
    entries = entries or Entry.objects.published().filter(source=SOURCE, kind="training").exclude(owner=editor)
    good = {str(one.pk): "yes" for one in Criterion.objects.all()}
    for number, entry in enumerate(entries.order_by("pk")[:3]):
        for user, _perspective in members[: 2 if number == 0 else 1]:
            quality.review_entry(entry=entry, answers=good, remarks="Helder en goed te gebruiken.", by=user)


def _questions() -> None:
    now = timezone.now()
    rows = list(Entry.objects.published().filter(source=SOURCE).select_related("provider", "owner").order_by("-pk")[:3])
    for number, entry in enumerate(rows):
        question = freshness.ask(entry=entry, reason=CheckRound.Reason.REVIEW)
        if question is not None and number:
            CheckRound.objects.filter(pk=question.pk).update(
                asked_at=now - dt.timedelta(days=20 * number), reminded_at=now - dt.timedelta(days=6 * number)
            )
    freshness.new_guideline_version(guideline=GUIDELINE, version=str(timezone.localdate().year))
    for number, url in enumerate(EntryLink.objects.order_by("url").values_list("url", flat=True).distinct()[:12]):
        dead = number in {3, 7}
        LinkCheck.objects.get_or_create(
            url=url,
            defaults={
                "outcome": LinkCheck.Outcome.DEAD if dead else LinkCheck.Outcome.GOOD,
                "status": 404 if dead else 200,
                "failures": 2 if dead else 0,
                "checked_at": now - dt.timedelta(days=1),
                "next_at": now + dt.timedelta(days=13),
            },
        )


def _counts() -> None:
    """Numbers of views of the last twelve weeks: made up, the same each time, fewer at weekends."""
    today = timezone.localdate()
    rows = []
    for number, pk in enumerate(Entry.objects.published().order_by("pk").values_list("pk", flat=True)[:60]):
        for days in range(84):
            day = today - dt.timedelta(days=days)
            viewed = (number * 7 + days * 5) % 11 // (3 if day.weekday() > 4 else 1)
            if viewed:
                rows.append(EntryCount(entry_id=pk, day=day, viewed=viewed, followed=viewed // 3))
    EntryCount.objects.bulk_create(rows, batch_size=500)
