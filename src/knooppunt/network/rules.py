"""Who may do what: pure predicates on mandates, and the permissions of this app.

Other apps compose their own permissions from the predicates here (through ``network.api``). Each takes the user and
the object at hand; without an object it answers "for at least one object". The object is a hub, an organisation, or
anything with a ``hub_id`` (or ``organisation_id``). Nobody is above the rules: an administrator holds the
permissions that name it.
"""

from __future__ import annotations

from typing import Any

import rules

from knooppunt.network.mandates import NETWORK_ROLES, SECOND_FACTOR_ROLES, mandates_of, roles_of
from knooppunt.network.models import Hub, Mandate, Organisation, Role


def hub_id_of(subject: object) -> int | None:
    """The hub that ``subject`` belongs to. Raises ``TypeError`` for a thing that belongs to no hub at all."""
    if isinstance(subject, Hub):
        return subject.pk
    if hasattr(subject, "hub_id"):
        found: int | None = subject.hub_id
        return found
    raise TypeError(f"{type(subject).__name__} belongs to no hub; give the hub, or something with a hub_id.")


def organisation_id_of(subject: object) -> int | None:
    """The organisation that ``subject`` belongs to. Raises ``TypeError`` for a thing that belongs to none at all."""
    if isinstance(subject, Organisation):
        return subject.pk
    if hasattr(subject, "organisation_id"):
        found: int | None = subject.organisation_id
        return found
    raise TypeError(f"{type(subject).__name__} belongs to no organisation.")


def _holds_at_hub(user: Any, role: str, subject: object) -> bool:
    mine = [mandate.hub_id for mandate in mandates_of(user) if mandate.role == role]
    return bool(mine) if subject is None else hub_id_of(subject) in mine


@rules.predicate
def is_administrator(user: Any, subject: object = None) -> bool:
    """Keeps the installation and its people running; sees no content of hubs by that alone."""
    return Role.ADMINISTRATOR in roles_of(user)


@rules.predicate
def is_coordinator(user: Any, subject: object = None) -> bool:
    """The national coordinator."""
    return Role.COORDINATOR in roles_of(user)


@rules.predicate
def is_editor(user: Any, subject: object = None) -> bool:
    """Looks after public texts and the catalogue."""
    return Role.EDITOR in roles_of(user)


@rules.predicate
def is_programme_reader(user: Any, subject: object = None) -> bool:
    """Reads nationally: programme board, funder."""
    return Role.PROGRAMME in roles_of(user)


@rules.predicate
def is_member(user: Any, subject: object = None) -> bool:
    """A contact person or teacher with an account."""
    return Role.MEMBER in roles_of(user)


@rules.predicate
def is_ambassador_of_hub(user: Any, subject: object = None) -> bool:
    """Runs the hub that the object belongs to; without an object: runs some hub."""
    return _holds_at_hub(user, Role.AMBASSADOR, subject)


@rules.predicate
def is_board_reader_of_hub(user: Any, subject: object = None) -> bool:
    """Reads along with the hub that the object belongs to."""
    return _holds_at_hub(user, Role.BOARD, subject)


@rules.predicate
def inherits_hub(user: Any, subject: object = None) -> bool:
    """Runs, or reads along with, the hub into which the hub of the object was merged: its history is theirs to read.

    Without an object it adds nothing: who inherits a hub has a hub of the own.
    """
    hub = subject if isinstance(subject, Hub) else getattr(subject, "hub", None)
    if hub is None or hub.merged_into_id is None:
        return False
    roles = {Role.AMBASSADOR, Role.BOARD}
    return any(one.hub_id == hub.merged_into_id for one in mandates_of(user) if one.role in roles)


@rules.predicate
def is_provider_editor(user: Any, subject: object = None) -> bool:
    """Edits the entries of the organisation that the object belongs to."""
    mine = [mandate.organisation_id for mandate in mandates_of(user) if mandate.role == Role.PROVIDER]
    return bool(mine) if subject is None else organisation_id_of(subject) in mine


@rules.predicate
def has_network_role(user: Any, subject: object = None) -> bool:
    """Belongs to the network: sees what all hubs share (design: "Visible")."""
    return bool(roles_of(user) & NETWORK_ROLES)


@rules.predicate
def is_somebody(user: Any, subject: object = None) -> bool:
    """Any signed-in user."""
    return bool(user.is_authenticated and user.is_active)


def needs_second_factor(user: Any) -> bool:
    """Whether one of the current roles of ``user`` sees personal data of others."""
    return bool(roles_of(user) & SECOND_FACTOR_ROLES)


# ---- Who may give or end which role ---------------------------------------------------------------------------------
BY_COORDINATOR = frozenset({Role.AMBASSADOR, Role.BOARD, Role.PROGRAMME, Role.EDITOR, Role.MEMBER, Role.PROVIDER})
BY_AMBASSADOR = frozenset({Role.AMBASSADOR, Role.BOARD})


def may_give(user: Any, role: str, hub: Hub | int | None = None) -> bool:
    """Whether ``user`` may give (extend, end, invite for) ``role``, at ``hub`` where the role asks one.

    The administrator gives every role; the coordinator all but coordinator and administrator; an ambassador a duo
    partner and board readers of the own hub (issue: people and roles).
    """
    roles = roles_of(user)
    if Role.ADMINISTRATOR in roles:
        return role in Role.values
    if Role.COORDINATOR in roles and role in BY_COORDINATOR:
        return True
    hub_id = hub.pk if isinstance(hub, Hub) else hub
    return (
        role in BY_AMBASSADOR
        and hub_id is not None
        and any(mandate.role == Role.AMBASSADOR and mandate.hub_id == hub_id for mandate in mandates_of(user))
    )


@rules.predicate
def may_manage_mandate(user: Any, mandate: Mandate | None = None) -> bool:
    """May end or extend this mandate (or invitation: anything with a role and a ``hub_id``)."""
    if mandate is None:
        return bool(roles_of(user) & {Role.ADMINISTRATOR, Role.COORDINATOR, Role.AMBASSADOR})
    return may_give(user, mandate.role, mandate.hub_id)


rules.add_perm("network.manage_people", is_administrator | is_coordinator)
rules.add_perm("network.manage_hub_people", is_administrator | is_coordinator | is_ambassador_of_hub)
rules.add_perm("network.own_people", is_ambassador_of_hub)
rules.add_perm("network.manage_mandate", may_manage_mandate)
rules.add_perm("network.hand_over_hub", is_administrator | is_coordinator | is_ambassador_of_hub)
rules.add_perm("network.reset_second_factor", is_administrator)
