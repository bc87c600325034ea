"""Proposed moments in the weekly mail."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knooppunt.core.decisions import Choice, Decision, DecisionProvider, DecisionRefused, Done, Settled
from knooppunt.core.numbers import whole_number
from knooppunt.journal.actions.proposals import confirm_proposal, dismiss_proposal, reopen_proposal
from knooppunt.journal.actions.refusals import Refused
from knooppunt.journal.hours import hours_words
from knooppunt.journal.models import Proposal
from knooppunt.journal.parsing.sentences import KINDS
from knooppunt.journal.queries.proposals import proposals_visible_to, waiting_for

CONFIRM, DISMISS = "ja", "nee"
_CHOICES = (
    Choice(CONFIRM, gettext_lazy("Put in the logbook")),
    Choice(DISMISS, gettext_lazy("Not for the logbook")),
)
_SENTENCES = {
    "mail-stranger": gettext_lazy(
        "The sender is not one of the ambassadors of this hub. Look whether you know this mail."
    ),
    "mail-date": gettext_lazy("The mail has no usable date, so this is the day on which it came in."),
    "mail-attachments": gettext_lazy("Attachments are not kept. They are still in your own mailbox."),
    "mail-text-patient": gettext_lazy("The text seems to be about a patient, so it was not kept."),
    "mail-subject-patient": gettext_lazy("The subject seems to be about a patient. Change it before you confirm."),
}


def remarks_of(proposal: Proposal) -> list[str]:
    """What to know before deciding, in sentences."""
    return [str(_SENTENCES[code]) for code in proposal.remarks if code in _SENTENCES]


def facts_of(proposal: Proposal) -> str:
    """When, how long, what kind, with whom and where it comes from, on one line."""
    day = date_format(proposal.date, "D j F")
    if proposal.starts_at is not None and proposal.source != Proposal.Source.MAIL:
        day = f"{day} {date_format(timezone.localtime(proposal.starts_at), 'H:i')}"
    words = [day, hours_words(proposal.minutes)]
    words += [str(KINDS[proposal.kind]).lower()] if proposal.kind else []
    words += [str(one) for one in proposal.organisations.all()[:3]]
    return " · ".join([*words, str(proposal.get_source_display())])


def _decision(proposal: Proposal) -> Decision:
    text = " ".join([facts_of(proposal) + ".", *remarks_of(proposal)])
    return Decision(
        str(proposal.pk), proposal.title, text, _CHOICES, reverse("journal:proposal-adjust", args=[proposal.pk])
    )


def waiting(user: Any) -> list[Decision]:
    """Oldest first."""
    return [_decision(one) for one in waiting_for(user)]


def _find(user: Any, key: str) -> Proposal | None:
    rows = proposals_visible_to(user).select_related("hub", "item", "theme", "decided_by", "moment")
    return rows.filter(pk=whole_number(key)).first()


def _found(user: Any, key: str) -> Proposal:
    proposal = _find(user, key)
    if proposal is None:
        raise DecisionRefused(_gone())
    return proposal


def _gone() -> str:
    return _("This proposal is no longer there, or you no longer run this hub.")


def settled_words(proposal: Proposal) -> str:
    """Who decided, and when."""
    if proposal.decided_by is None or proposal.decided_at is None:
        return _("This proposal no longer waits.")
    words = (
        _("%(who)s put this in the logbook on %(day)s.")
        if proposal.state == Proposal.State.CONFIRMED
        else _("%(who)s left this out of the logbook on %(day)s.")
    )
    day = date_format(timezone.localtime(proposal.decided_at), "l j F")
    return words % {"who": proposal.decided_by, "day": day}


def look(user: Any, key: str) -> Decision | Settled:
    """The proposal as it is now."""
    proposal = _find(user, key)
    if proposal is None:
        return Settled(_gone())
    return _decision(proposal) if proposal.state == Proposal.State.OPEN else Settled(settled_words(proposal))


def decide(user: Any, key: str, choice: str) -> Done:
    """Confirm or dismiss."""
    proposal = _found(user, key)
    try:
        if choice == CONFIRM:
            confirm_proposal(proposal=proposal, by=user)
            return Done(_("It is in the logbook: %(what)s") % {"what": proposal.title})
        dismiss_proposal(proposal=proposal, by=user)
    except Refused as refusal:
        raise DecisionRefused(str(refusal)) from refusal
    return Done(_("It stays out of the logbook and does not return."))


def undo(user: Any, key: str, kept: dict[str, Any]) -> str:
    """Let it wait again."""
    proposal = _found(user, key)
    if proposal.decided_by_id != user.pk:
        raise DecisionRefused(settled_words(proposal))
    try:
        reopen_proposal(proposal=proposal, by=user)
    except Refused as refusal:
        raise DecisionRefused(str(refusal)) from refusal
    return _("Taken back. The proposal waits again.")


PROVIDER = DecisionProvider(gettext_lazy("For your logbook"), waiting, look, decide, undo)
