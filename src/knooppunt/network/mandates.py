"""Reading mandates: who may do what, where, today. Predicates in ``rules.py`` stand on ``mandates_of``."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from knooppunt.network.models import Hub, Mandate, MandateQuerySet, Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from knooppunt.accounts.models import User

_CACHE = "_current_mandates"

# Visible for the network (design: "Visible"): these roles see what all hubs share.
NETWORK_ROLES = frozenset({Role.AMBASSADOR, Role.BOARD, Role.PROGRAMME, Role.COORDINATOR, Role.EDITOR})
# These see personal data of others, so they sign in with a second factor.
SECOND_FACTOR_ROLES = NETWORK_ROLES | {Role.ADMINISTRATOR}


def mandates_of(user: User | AnonymousUser | Any) -> tuple[Mandate, ...]:
    """The mandates that hold for ``user`` today, with hub and organisation.

    One query for a signed-in user, remembered on the user object; nobody and inactive users hold nothing.
    """
    if not (user and user.is_authenticated and user.is_active):
        return ()
    today = timezone.localdate()
    kept: tuple[dt.date, tuple[Mandate, ...]] | None = getattr(user, _CACHE, None)
    if kept is None or kept[0] != today:
        found = Mandate.objects.current().filter(user_id__in=[user.pk]).select_related("hub", "organisation")
        kept = (today, tuple(found.order_by("role", "hub__order", "pk")))
        setattr(user, _CACHE, kept)
    return kept[1]


def forget_mandates(user: Any) -> None:
    """Drop what ``mandates_of`` remembered, after a change of this user's mandates."""
    if hasattr(user, _CACHE):
        delattr(user, _CACHE)


def roles_of(user: Any) -> frozenset[str]:
    """The roles that ``user`` holds today. Costs no query beyond ``mandates_of``."""
    return frozenset(mandate.role for mandate in mandates_of(user))


def hubs_of(user: Any, *roles: str) -> list[Hub]:
    """The hubs for which ``user`` holds one of ``roles`` (ambassador when none is named), in the order of the hubs."""
    wanted = roles or (Role.AMBASSADOR,)
    hubs = {mandate.hub_id: mandate.hub for mandate in mandates_of(user) if mandate.role in wanted and mandate.hub}
    return sorted(hubs.values(), key=lambda hub: (hub.order, hub.short_name))


def own_hub(user: Any) -> Hub | None:
    """The hub that short addresses such as ``/werkplek/plan/`` lead to: first as ambassador, else as board reader."""
    hubs = hubs_of(user, Role.AMBASSADOR) or hubs_of(user, Role.BOARD)
    return hubs[0] if hubs else None


def team_of(hub: Hub) -> MandateQuerySet:
    """The current ambassadors and board readers of ``hub``, with their users."""
    current = Mandate.objects.current().filter(hub=hub, role__in=[Role.AMBASSADOR, Role.BOARD], user__is_active=True)
    return current.select_related("user", "hub").order_by("role", "half", "user__name", "pk")


def holders_of(*roles: str) -> MandateQuerySet:
    """Who holds one of these roles today (everywhere), with their users: for mail to "the editors"."""
    current = Mandate.objects.current().filter(role__in=roles, user__is_active=True)
    return current.select_related("user").order_by("user__name", "pk")


def public_ambassadors(hub: Hub) -> MandateQuerySet:
    """The current ambassadors of ``hub`` who agreed to be named on its public page, with their users."""
    return team_of(hub).filter(role=Role.AMBASSADOR, public_consent_at__isnull=False)


def mandates_visible_to(user: Any) -> MandateQuerySet:
    """The mandates whose holder and period ``user`` may see.

    All for administrator and coordinator, the own hub for ambassadors, and one's own for everybody.
    """
    if roles_of(user) & {Role.ADMINISTRATOR, Role.COORDINATOR}:
        return Mandate.objects.all()
    if not user.is_authenticated:
        return Mandate.objects.none()
    hubs = [hub.pk for hub in hubs_of(user, Role.AMBASSADOR)]
    return Mandate.objects.filter(Q(user_id=user.pk) | Q(hub_id__in=hubs, role__in=[Role.AMBASSADOR, Role.BOARD]))
