"""What never goes along by itself: roles of somebody with an account, and invitations for one.

A role is given to a person, who accepts it. So a successor is offered the same role with a press of its own, and the
role of who leaves ends with a press of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from knooppunt.network.actions.invitations import invite_person
from knooppunt.network.mandates import mandates_visible_to
from knooppunt.network.models import Contact, Hub, Invitation, Mandate, Succession
from knooppunt.network.queries.people import invitations_visible_to

if TYPE_CHECKING:
    from knooppunt.accounts.models import User


@dataclass(frozen=True)
class Held:
    """One role at the hub: held by mandate, or offered by an invitation that waits."""

    role: str
    label: str
    mandate: Mandate | None = None
    invitation: Invitation | None = None
    passed_on: str = ""  # in words: the successor holds it already, or is invited


def roles_of_contact(hub: Hub, contact: Contact, user: Any, *, email: str = "") -> list[Held]:
    """The roles at ``hub`` of whoever has the mailbox of ``contact``, as far as ``user`` may see them; with ``email``
    whether the successor has them too. Two queries, four with ``email``.
    """
    if not contact.email:
        return []
    mandates = mandates_visible_to(user).current_or_coming().filter(hub=hub)
    waiting = invitations_visible_to(user).waiting().filter(hub=hub)
    email = email.strip().lower()
    has = set(mandates.filter(user__email__iexact=email).values_list("role", flat=True)) if email else set()
    asked = set(waiting.filter(email__iexact=email).values_list("role", flat=True)) if email else set()

    def passed(role: str) -> str:
        return _("has this role already") if role in has else _("is invited already") if role in asked else ""

    held = [
        Held(row.role, row.get_role_display(), mandate=row, passed_on=passed(row.role))
        for row in mandates.filter(user__email__iexact=contact.email).select_related("user", "hub").order_by("role")
    ]
    return held + [
        Held(row.role, row.get_role_display(), invitation=row, passed_on=passed(row.role))
        for row in waiting.filter(email__iexact=contact.email).order_by("role")
    ]


def offer_role(*, succession: Succession, role: str, by: User) -> Invitation:
    """Invite the successor for a role that the contact holds or was invited for. The successor accepts it, or not.

    Raises ``ValidationError`` when the contact has no such role, the successor no address, or has been offered it;
    ``PermissionDenied`` when ``by`` may not give it.
    """
    email = address_of(succession)
    if not email:
        raise ValidationError(_("The successor has no e-mail address yet."))
    held = [one for one in roles_of_contact(succession.hub, succession.contact, by) if one.role == role]
    if not held:
        raise ValidationError(_("%(person)s has no such role here.") % {"person": succession.contact})
    known = held[0].mandate or held[0].invitation
    assert known is not None
    name = succession.successor.name if succession.successor else succession.name
    return invite_person(email=email, role=role, by=by, name=name, hub=succession.hub, half=known.half)


def address_of(succession: Succession) -> str:
    """Where the successor gets mail: as the register knows, else as it was said."""
    known = succession.successor.email if succession.successor else ""
    return (known or succession.email).strip().lower()
