"""Who gets which mail of offering, and the link that lets them act. What each says stands in ``letters``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from knooppunt.accounts import api as accounts
from knooppunt.catalogue.models import Entry
from knooppunt.catalogue.offering.letters import LETTERS, SentList
from knooppunt.catalogue.offering.models import ProviderRegistration, Report, Submission
from knooppunt.core import grants
from knooppunt.network.api import holders_of
from knooppunt.network.models import Hub, Role

SUBMISSION, REGISTRATION, STILL_RIGHT = "catalogue.submission", "catalogue.registration", "catalogue.still_right"
CONFIRM_WITHIN = timedelta(days=7)  # what nobody confirms by then is deleted
FOLLOW_FOR = timedelta(days=180)
ANSWER_WITHIN = timedelta(days=60)
_TEMPLATE = "catalogue/offering/mail/message"


def link_to(submission: Submission, *, days: timedelta = FOLLOW_FOR) -> str:
    """A fresh link with which the proposer follows, mends and submits without an account."""
    token = grants.issue(
        scope=SUBMISSION,
        expires_in=days,
        subject_kind=SUBMISSION,
        subject_id=submission.pk,
        email=submission.proposer_email,
        single_use=False,
    )
    return grants.link_url(token, submission.language)


def ask_to_confirm(submission: Submission) -> None:
    """To whoever proposed something: is this your mailbox?"""
    _send("confirm", submission, to=submission.proposer_email, language=submission.language, url=link_to(submission))


def tell_proposer(submission: Submission, what: str, *, text: str = "") -> None:
    """A step of the review, to the proposer: ``received``, ``taken``, ``note``, ``returned``, ``declined``, ``approved`` or
    ``invited``; ``text`` is what a person wrote.
    """
    if submission.proposer_email:
        to, language = submission.proposer_email, submission.language
        _send(what, submission, to=to, language=language, url=_place_of(submission), quote=text)


def _place_of(submission: Submission) -> str:
    if submission.proposer_id and submission.organisation_id:
        return _page(submission.language, "my-submission", submission.uuid)
    return link_to(submission)


def tell_received(submission: Submission) -> None:
    """It was sent in: to whoever proposed it, and to whoever reviews. A system hears it in its answer; of all that it sends
    its reviewers hear once a day.
    """
    if submission.origin != Submission.Origin.API:
        tell_proposer(submission, "received")
    elif _is_not_the_first(submission):
        return
    tell_reviewers(submission)


def _is_not_the_first(submission: Submission) -> bool:
    waiting = Submission.objects.waiting().exclude(pk=submission.pk).filter(
        origin=Submission.Origin.API, organisation=submission.organisation, hub=submission.hub
    )  # fmt: skip
    return waiting.filter(submitted_at__gte=timezone.now() - timedelta(days=1)).exists()


def tell_list_received(submissions: Sequence[Submission]) -> None:
    """Many were sent in as one list: one mail to whoever sent it, and one to each who reviews."""
    if len(submissions) == 1:
        tell_received(submissions[0])
    if len(submissions) < 2:
        return
    one, by_hub = submissions[0], dict[Hub | None, int]()
    for submission in submissions:
        by_hub[submission.hub] = by_hub.get(submission.hub, 0) + 1
    about = SentList(len(submissions), str(one.organisation), one.due_on)
    if one.proposer_email:
        url = _page(one.language, "my-entries")
        _send("list_received", about, to=one.proposer_email, language=one.language, url=url)
    for hub, count in by_hub.items():
        for to, language in _reviewers_of(hub):
            _send("list_waiting", replace(about, count=count), to=to, language=language, url=_page(language, "queue"))


def tell_reviewers(submission: Submission) -> None:
    """Something waits: to the mailbox of the hub, or to the editors when it is national (or the hub has none)."""
    for to, language in _reviewers_of(submission.hub):
        _send("waiting", submission, to=to, language=language, url=_page(language, "review", submission.uuid))


def tell_assignee(submission: Submission) -> None:
    """A colleague put this in somebody's hands."""
    assert submission.assignee is not None
    to, language = submission.assignee.email, submission.assignee.language
    _send("assigned", submission, to=to, language=language, url=_page(language, "review", submission.uuid))


def _reviewers_of(hub: Hub | None) -> Iterable[tuple[str, str]]:
    if hub is not None and hub.role_mailbox and hub.closed_on is None:
        return [(hub.role_mailbox, "nl")]
    return [(mandate.user.email, mandate.user.language) for mandate in holders_of(Role.EDITOR)]


def ask_to_confirm_registration(registration: ProviderRegistration) -> None:
    """To whoever registers an organisation: is this your mailbox?"""
    to, language = registration.person_email, registration.language
    token = grants.issue(
        scope=REGISTRATION,
        expires_in=CONFIRM_WITHIN,
        subject_kind=REGISTRATION,
        subject_id=registration.pk,
        email=to,
        single_use=False,
    )
    _send("register", registration, to=to, language=language, url=grants.link_url(token, language))


def tell_checkers(registration: ProviderRegistration) -> None:
    """An organisation wants an account: to the mailbox of the hub of its region, or to the editors."""
    for to, language in _reviewers_of(registration.hub):
        url = _page(language, "registration", registration.uuid)
        _send("registration", registration, to=to, language=language, url=url)


def tell_registrant(registration: ProviderRegistration) -> None:
    """The answer to a registration."""
    to, language, answer = registration.person_email, registration.language, registration.answer
    if registration.state == ProviderRegistration.State.ACCEPTED:
        _send("admitted", registration, to=to, language=language, url=_page(language, "my-entries"), quote=answer)
    else:
        _send("refused", registration, to=to, language=language, url=settings.SITE_URL, quote=answer)


def tell_reporter(report: Report) -> None:
    """What was done about a report, when its sender left an address."""
    if report.email:
        entry, url = report.entry, _page(report.language, "search")  # what was taken off the site has no page
        if entry.is_published:
            url = _page(report.language, "entry", entry.pk, entry.slug)
        _send("report", report, to=report.email, language=report.language, url=url, quote=report.answer)


def ask_still_right(entry: Entry, *, to: str, language: str, why: str, url: str) -> None:
    """ "Is this still right?", to the owner; one press answers. ``why`` we ask, in the language of the owner."""
    _send("still_right", entry, to=to, language=language, url=url, why=why)


def _page(language: str, name: str, *arguments: Any) -> str:
    with translation.override(language):
        return f"{settings.SITE_URL}{reverse(f'catalogue:{name}', args=arguments)}"


def _send(name: str, about: Any, *, to: str, language: str, url: str, quote: str = "", why: str = "") -> None:
    """Put the letter with this name in the outbox; ``why`` comes after its first line."""
    with translation.override(language):
        letter = LETTERS[name](about)
        context = {
            "heading": letter.subject,
            "lines": [line for line in (letter.lines[0], why, *letter.lines[1:]) if line],
            "quote": quote,
            "after": letter.after,
            "url": url,
            "label": letter.label,
        }
        accounts.queue_mail(
            to=to,
            template=_TEMPLATE,
            language=language,
            kind=f"catalogue.{name}",
            context=context,
            urgent=letter.urgent,
        )
