"""What the mails of offering say, each by its name. Read in the language of whoever gets it (``mail`` sends them)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from knooppunt.catalogue.models import Entry
    from knooppunt.catalogue.offering.models import ProviderRegistration, Report, Submission


@dataclass(frozen=True)
class Letter:
    """A mail with one button. What a person wrote stands below ``lines``, and ``after`` below that. ``urgent``: somebody is
    waiting for it now.
    """

    subject: str
    lines: list[str]
    label: str
    urgent: bool = False
    after: str = ""


@dataclass(frozen=True)
class SentList:
    """Many proposals that were sent in at once."""

    count: int
    provider: str
    due_on: dt.date | None


# ---- To whoever proposes --------------------------------------------------------------------------------------------
def _confirm(submission: Submission) -> Letter:
    title = {"title": submission.title}
    return Letter(
        _("Is this proposal yours? %(title)s") % title,
        [
            _("Thank you for proposing “%(title)s”.") % title,
            _("Confirm that this is your address. Then we look at your proposal."),
            _("Did you not propose anything? Then do nothing. After a week we delete the proposal and your address."),
        ],
        _("Confirm and follow"),
        urgent=True,
    )


def _received(submission: Submission) -> Letter:
    title = {"title": submission.title}
    lines = [_("Your proposal “%(title)s” is with us.") % title]
    if submission.due_on:
        lines.append(_("You hear from us before %(day)s.") % {"day": date_format(submission.due_on, "j F Y")})
    return _about_yours(_("We have your proposal: %(title)s") % title, *lines)


def _list_received(sent: SentList) -> Letter:
    count = {"count": sent.count}
    lines = [_("The %(count)d proposals of your list are with us.") % count]
    if sent.due_on:
        lines.append(_("You hear from us before %(day)s.") % {"day": date_format(sent.due_on, "j F Y")})
    return Letter(_("We have your list: %(count)d proposals") % count, lines, _("To your entries"))


def _taken(submission: Submission) -> Letter:
    title = {"title": submission.title}
    return _about_yours(
        _("Somebody is looking at your proposal: %(title)s") % title,
        _("Somebody has begun to look at “%(title)s”.") % title,
    )


def _note(submission: Submission) -> Letter:
    title = {"title": submission.title}
    return _about_yours(
        _("A note with your proposal: %(title)s") % title,
        _("Whoever looks at “%(title)s” wrote this to you:") % title,
    )


def _returned(submission: Submission) -> Letter:
    title = {"title": submission.title}
    return _about_yours(
        _("Can you mend something? %(title)s") % title,
        _("We looked at “%(title)s”. We ask you to mend something first:") % title,
        after=_("Mend it and send it in once more. What you typed is still there."),
    )


def _declined(submission: Submission) -> Letter:
    title = {"title": submission.title}
    return _about_yours(
        _("Not in the catalogue: %(title)s") % title,
        _("We looked at “%(title)s”. We do not put it in the catalogue, for this reason:") % title,
    )


def _approved(submission: Submission) -> Letter:
    title = {"title": submission.title}
    return _about_yours(
        _("It is in the catalogue: %(title)s") % title,
        _("“%(title)s” is in the catalogue from now on. Thank you.") % title,
    )


def _invited(submission: Submission) -> Letter:
    title = {"title": submission.title}
    return _about_yours(
        _("Shall we put this in the catalogue? %(title)s") % title,
        _("We filled in “%(title)s” for you. Look whether it is right, add what is missing, and send it in.") % title,
        _("You need no account. Would you rather not? Then withdraw it by the same link."),
    )


def _about_yours(subject: str, *lines: str, after: str = "") -> Letter:
    return Letter(subject, list(lines), _("Look at your proposal"), after=after)


# ---- To whoever reviews ---------------------------------------------------------------------------------------------
def _waiting(submission: Submission) -> Letter:
    title = {"title": submission.title}
    return Letter(
        _("A proposal waits for you: %(title)s") % title,
        [_("“%(title)s” was sent in. Do you look at it?") % title],
        _("Open the proposal"),
    )


def _list_waiting(sent: SentList) -> Letter:
    said = {"count": sent.count, "provider": sent.provider}
    return Letter(
        _("%(count)d proposals wait for you: %(provider)s") % said,
        [_("%(provider)s sent in a list with %(count)d proposals. Do you look at them?") % said],
        _("Open the proposals"),
    )


def _assigned(submission: Submission) -> Letter:
    title = {"title": submission.title}
    return Letter(
        _("Do you look at this proposal? %(title)s") % title,
        [_("“%(title)s” was given to you to look at.") % title],
        _("Open the proposal"),
    )


# ---- About organisations that register ------------------------------------------------------------------------------
def _register(registration: ProviderRegistration) -> Letter:
    return Letter(
        _("Do you want to offer training or materials? Confirm your address"),
        [
            _("You registered %(name)s as a provider. Confirm that this is your address.")
            % {"name": registration.name},
            _("Then somebody of the network looks whether everything is right. You hear from us."),
            _("Did you not do this? Then do nothing. After a week we delete what was filled in."),
        ],
        _("Confirm"),
        urgent=True,
    )


def _registration(registration: ProviderRegistration) -> Letter:
    name = {"name": registration.name}
    return Letter(
        _("A new provider waits for a check: %(name)s") % name,
        [_("%(name)s wants to keep its own entries. Do you look at it?") % name],
        _("Open the registration"),
    )


def _admitted(registration: ProviderRegistration) -> Letter:
    name = {"name": registration.name}
    return Letter(
        _("Your registration as a provider: %(name)s") % name,
        [
            _("%(name)s can keep its own entries from now on.") % name,
            _("Sign in with this address. You need no password: we mail you a code."),
        ],
        _("To your entries"),
    )


def _refused(registration: ProviderRegistration) -> Letter:
    name = {"name": registration.name}
    return Letter(
        _("Your registration as a provider: %(name)s") % name,
        [_("We do not give %(name)s an account.") % name],
        _("To the site"),
    )


# ---- About entries --------------------------------------------------------------------------------------------------
def _report(report: Report) -> Letter:
    title = {"title": report.entry.title}
    return Letter(
        _("What we did about your report: %(title)s") % title,
        [_("You told us that something about “%(title)s” is not right. Thank you.") % title],
        _("Have a look"),
    )


def _still_right(entry: Entry) -> Letter:
    title = {"title": entry.title}
    return Letter(
        _("Is this still right? %(title)s") % title,
        [
            _("In the catalogue stands “%(title)s”. Is that still right?") % title,
            _("It takes one press. Without an answer we mark it as not checked, and later take it off the site."),
        ],
        _("Look and answer"),
    )


LETTERS: dict[str, Callable[[Any], Letter]] = {
    "confirm": _confirm,
    "received": _received,
    "list_received": _list_received,
    "taken": _taken,
    "note": _note,
    "returned": _returned,
    "declined": _declined,
    "approved": _approved,
    "invited": _invited,
    "waiting": _waiting,
    "list_waiting": _list_waiting,
    "assigned": _assigned,
    "register": _register,
    "registration": _registration,
    "admitted": _admitted,
    "refused": _refused,
    "report": _report,
    "still_right": _still_right,
}
