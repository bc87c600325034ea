"""The sentences about a calendar that cannot be read."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_SENTENCES: dict[str, Promise] = {
    "address": gettext_lazy(
        "This is not the address of a calendar. It begins with https:// or webcal:// and often ends in .ics."
    ),
    "not-public": gettext_lazy(
        "This address leads into a private network. We only read calendars that are on the public internet."
    ),
    "not-found": gettext_lazy("We cannot find the server of this address. Is it typed completely?"),
    "unreachable": gettext_lazy("The server of your calendar does not answer. We try again later by ourselves."),
    "slow": gettext_lazy("Your calendar took too long to come in. We try again later by ourselves."),
    "big": gettext_lazy(
        "Your calendar is larger than 5 MB. Share a calendar with only your work for the hub, or a shorter period."
    ),
    "busy": gettext_lazy(
        "Your calendar has more than 20,000 appointments. Share a calendar with only your work for the hub."
    ),
    "not-calendar": gettext_lazy(
        "There is no calendar at this address. Copy the address again from your calendar program (iCal or ICS)."
    ),
    "gone": gettext_lazy(
        "There is nothing at this address any more. Copy the address again from your calendar program."
    ),
    "closed": gettext_lazy("This calendar asks for a password. Use the secret address for sharing (iCal or ICS)."),
    "answer": gettext_lazy(
        "The server of your calendar gave an answer that we cannot use. We try again later by ourselves."
    ),
    "redirects": gettext_lazy(
        "This address keeps sending us on to another one. Copy the address again from your calendar program."
    ),
    "unsafe-redirect": gettext_lazy("This address sends us on over an unsafe connection, so we do not follow it."),
}


def problem_sentence(code: str) -> str:
    """What is wrong and what to do, in a sentence; also for a code of an older version."""
    found = _SENTENCES.get(code)
    return str(found) if found is not None else _("Your calendar could not be read.")
