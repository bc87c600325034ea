"""Every mail of offering, in one place: who, why, and the link that lets them act."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from knooppunt.accounts import api as accounts
from knooppunt.catalogue.models import Entry
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
    url = link_to(submission)
    with translation.override(submission.language):
        _send(
            submission.proposer_email,
            submission.language,
            "catalogue.confirm",
            subject=_("Is this proposal yours? %(title)s") % {"title": submission.title},
            lines=[
                _("Thank you for proposing “%(title)s”.") % {"title": submission.title},
                _("Confirm that this is your address. Then we look at your proposal."),
                _(
                    "Did you not propose anything? Then do nothing. After a week we delete the proposal and your address."
                ),
            ],
            url=url,
            label=_("Confirm and follow"),
            urgent=True,
        )


def tell_proposer(submission: Submission, what: str, *, text: str = "") -> None:
    """A step of the review, to the proposer: ``received``, ``taken``, ``returned``, ``approved`` or ``invited``."""
    if not submission.proposer_email:
        return
    with translation.override(submission.language):
        subject, lines = _step(submission, what)
        _send(
            submission.proposer_email,
            submission.language,
            f"catalogue.{what}",
            subject=subject,
            lines=lines,
            quote=text,
            url=_place_of(submission),
            label=_("Look at your proposal"),
        )


def _step(submission: Submission, what: str) -> tuple[str, list[str]]:
    title = {"title": submission.title}
    due = date_format(submission.due_on, "j F Y") if submission.due_on else ""
    steps = {
        "received": (
            _("We have your proposal: %(title)s") % title,
            [_("Your proposal “%(title)s” is with us.") % title, _("You hear from us before %(day)s.") % {"day": due}],
        ),
        "taken": (
            _("Somebody is looking at your proposal: %(title)s") % title,
            [_("Somebody has begun to look at “%(title)s”.") % title],
        ),
        "returned": (
            _("Can you mend something? %(title)s") % title,
            [
                _("We looked at “%(title)s”. We ask you to mend something first:") % title,
                _("Mend it and send it in once more. What you typed is still there."),
            ],
        ),
        "approved": (
            _("It is in the catalogue: %(title)s") % title,
            [_("“%(title)s” is in the catalogue from now on. Thank you.") % title],
        ),
        "invited": (
            _("Shall we put this in the catalogue? %(title)s") % title,
            [
                _("We filled in “%(title)s” for you. Look whether it is right, add what is missing, and send it in.")
                % title,
                _("You need no account. Would you rather not? Then withdraw it by the same link."),
            ],
        ),
    }
    return steps[what]


def _place_of(submission: Submission) -> str:
    if submission.proposer_id and submission.organisation_id:
        with translation.override(submission.language):
            return f"{settings.SITE_URL}{reverse('catalogue:my-submission', args=[submission.uuid])}"
    return link_to(submission)


def tell_reviewers(submission: Submission) -> None:
    """Something waits: to the mailbox of the hub, or to the editors when it is national (or the hub has none)."""
    for to, language in _reviewers_of(submission.hub):
        with translation.override(language):
            _send(
                to,
                language,
                "catalogue.waiting",
                subject=_("A proposal waits for you: %(title)s") % {"title": submission.title},
                lines=[_("“%(title)s” was sent in. Do you look at it?") % {"title": submission.title}],
                url=f"{settings.SITE_URL}{reverse('catalogue:review', args=[submission.uuid])}",
                label=_("Open the proposal"),
            )


def tell_assignee(submission: Submission) -> None:
    """A colleague put this in somebody's hands."""
    assert submission.assignee is not None
    to = submission.assignee
    with translation.override(to.language):
        _send(
            to.email,
            to.language,
            "catalogue.assigned",
            subject=_("Do you look at this proposal? %(title)s") % {"title": submission.title},
            lines=[_("“%(title)s” was given to you to look at.") % {"title": submission.title}],
            url=f"{settings.SITE_URL}{reverse('catalogue:review', args=[submission.uuid])}",
            label=_("Open the proposal"),
        )


def _reviewers_of(hub: Hub | None) -> Iterable[tuple[str, str]]:
    if hub is not None and hub.role_mailbox and hub.closed_on is None:
        return [(hub.role_mailbox, "nl")]
    return [(mandate.user.email, mandate.user.language) for mandate in holders_of(Role.EDITOR)]


def ask_to_confirm_registration(registration: ProviderRegistration) -> None:
    """To whoever registers an organisation: is this your mailbox?"""
    token = grants.issue(
        scope=REGISTRATION,
        expires_in=CONFIRM_WITHIN,
        subject_kind=REGISTRATION,
        subject_id=registration.pk,
        email=registration.person_email,
        single_use=False,
    )
    with translation.override(registration.language):
        _send(
            registration.person_email,
            registration.language,
            "catalogue.register",
            subject=_("Do you want to offer training or materials? Confirm your address"),
            lines=[
                _("You registered %(name)s as a provider. Confirm that this is your address.")
                % {"name": registration.name},
                _("Then somebody of the network looks whether everything is right. You hear from us."),
                _("Did you not do this? Then do nothing. After a week we delete what was filled in."),
            ],
            url=grants.link_url(token, registration.language),
            label=_("Confirm"),
            urgent=True,
        )


def tell_checkers(registration: ProviderRegistration) -> None:
    """An organisation wants an account: to the mailbox of the hub of its region, or to the editors."""
    for to, language in _reviewers_of(registration.hub):
        with translation.override(language):
            _send(
                to,
                language,
                "catalogue.registration",
                subject=_("A new provider waits for a check: %(name)s") % {"name": registration.name},
                lines=[_("%(name)s wants to keep its own entries. Do you look at it?") % {"name": registration.name}],
                url=f"{settings.SITE_URL}{reverse('catalogue:registration', args=[registration.uuid])}",
                label=_("Open the registration"),
            )


def tell_registrant(registration: ProviderRegistration) -> None:
    """The answer to a registration."""
    with translation.override(registration.language):
        admitted = registration.state == ProviderRegistration.State.ACCEPTED
        lines = (
            [
                _("%(name)s can keep its own entries from now on.") % {"name": registration.name},
                _("Sign in with this address. You need no password: we mail you a code."),
            ]
            if admitted
            else [_("We do not give %(name)s an account.") % {"name": registration.name}]
        )
        _send(
            registration.person_email,
            registration.language,
            "catalogue.registered",
            subject=_("Your registration as a provider: %(name)s") % {"name": registration.name},
            lines=lines,
            quote=registration.answer,
            url=f"{settings.SITE_URL}{reverse('catalogue:my-entries')}" if admitted else settings.SITE_URL,
            label=_("To your entries") if admitted else _("To the site"),
        )


def tell_reporter(report: Report) -> None:
    """What was done about a report, when its sender left an address."""
    if not report.email:
        return
    with translation.override(report.language):
        _send(
            report.email,
            report.language,
            "catalogue.report",
            subject=_("What we did about your report: %(title)s") % {"title": report.entry.title},
            lines=[
                _("You told us that something about “%(title)s” is not right. Thank you.")
                % {"title": report.entry.title}
            ],
            quote=report.answer,
            url=f"{settings.SITE_URL}{report.entry.get_absolute_url()}",
            label=_("Have a look"),
        )


def ask_still_right(entry: Entry, *, to: str, language: str, why: str, url: str) -> None:
    """ "Is this still right?", to the owner; one press answers."""
    with translation.override(language):
        _send(
            to,
            language,
            "catalogue.still_right",
            subject=_("Is this still right? %(title)s") % {"title": entry.title},
            lines=[
                _("In the catalogue stands “%(title)s”. Is that still right?") % {"title": entry.title},
                why,
                _("It takes one press. Without an answer we mark it as not checked, and later take it off the site."),
            ],
            url=url,
            label=_("Look and answer"),
        )


def _send(
    to: str,
    language: str,
    kind: str,
    *,
    subject: str,
    lines: list[str],
    url: str,
    label: str,
    quote: str = "",
    urgent: bool = False,
) -> None:
    context = {
        "heading": subject,
        "lines": [line for line in lines if line],
        "quote": quote,
        "url": url,
        "label": label,
    }
    accounts.queue_mail(to=to, template=_TEMPLATE, language=language, kind=kind, context=context, urgent=urgent)
