"""What contacts are asked to agree to, in words. A change of a text needs a new version."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from knooppunt.network.models import Consent

Purpose = Consent.Purpose


@dataclass(frozen=True)
class Asked:
    """One consent: for what, in which words."""

    purpose: str
    text: str | Promise
    version: str = "1"


ASKED: tuple[Asked, ...] = (
    Asked(Purpose.DIRECTORY, _("Members may find me with my name, organisation and function.")),
    Asked(Purpose.DIRECTORY_TOPICS, _("Members may see what I am interested in and what I know about.")),
    Asked(Purpose.DIRECTORY_EMAIL, _("Members may see my e-mail address.")),
    Asked(Purpose.DIRECTORY_PHONE, _("Members may see my telephone number.")),
    Asked(Purpose.NEWS, _("My hub may send me newsletters and invitations.")),
)


def asked_of(purpose: str) -> Asked | None:
    """The text of one purpose."""
    return next((one for one in ASKED if one.purpose == purpose), None)
