"""What the people part of this app registers at start: permissions, second factor, consents, links, demo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knooppunt.core import grants, navigation, registries
from knooppunt.core.persons.places import obstacles

if TYPE_CHECKING:
    from knooppunt.accounts.models import User
    from knooppunt.core.persons import Person


def register() -> None:
    """Called once, when all models are ready."""
    from knooppunt.accounts import api as accounts
    from knooppunt.network import rules
    from knooppunt.network.actions import invitations, mandates
    from knooppunt.network.demo.people import load_demo_people
    from knooppunt.network.views import invitation

    accounts.second_factor_rules.register("network", rules.needs_second_factor)
    accounts.administrator_checks.register("network", has_administrator)
    accounts.administrator_makers.register("network", make_administrator)
    accounts.panels.register("mandates", ("network/people_my_mandates.html", my_mandates), order=10)
    accounts.kinds.register(
        mandates.PUBLIC_NAMING,
        accounts.ConsentKind(
            label=_("My name on the public page of my hub"),
            text=_(
                "I agree that my name is shown as ambassador on the public page of my hub, so that schools and care "
                "organisations know whom to ask for. I can always withdraw this; then my name disappears at once."
            ),
            version="1",
            withdrawn=mandates.forget_public_naming,
        ),
    )
    grants.register_link_scope(invitations.SCOPE, invitation.show_invitation, invitation.act_invitation, csrf=True)
    obstacles.register("network.roles", roles_to_hand_over)
    registries.demo_loaders.register("people", load_demo_people, order=20)
    navigation.register(
        navigation.NavItem("manage", 10, _("People"), "network:people", permission="network.manage_people")
    )
    navigation.register(
        navigation.NavItem("account", 10, _("People of my hub"), "network:own_people", permission="network.own_people")
    )


def roles_to_hand_over(person: Person) -> list[str]:
    """Whoever runs a hub, or is the only administrator, hands over first: somebody must be able to go on."""
    from knooppunt.accounts.models import User
    from knooppunt.network.models import Mandate, Role

    current = Mandate.objects.current().select_related("hub")
    mine = current.filter(user__in=person.pks(User), role__in=[Role.AMBASSADOR, Role.ADMINISTRATOR])
    reasons = []
    for mandate in mine:
        if mandate.role == Role.AMBASSADOR and mandate.hub and not mandate.hub.closed_on:
            sentence = gettext("This person runs the hub %(hub)s. Hand it over or end the role first.")
            reasons.append(sentence % {"hub": mandate.hub})
        others = current.filter(role=Role.ADMINISTRATOR, user__is_active=True).exclude(user=mandate.user_id)
        if mandate.role == Role.ADMINISTRATOR and not others.exists():
            reasons.append(gettext("This is the only administrator. Invite another one first."))
    return reasons


def has_administrator() -> bool:
    """Whether an active user holds the role of administrator today."""
    from knooppunt.network.models import Mandate, Role

    return Mandate.objects.current().filter(role=Role.ADMINISTRATOR, user__is_active=True).exists()


def make_administrator(user: User) -> None:
    """Give the first administrator the mandate, in the name of nobody."""
    from knooppunt.network.actions.mandates import give_mandate
    from knooppunt.network.models import Role

    give_mandate(user=user, role=Role.ADMINISTRATOR, by=None)


def my_mandates(request: HttpRequest) -> dict[str, Any]:
    """Context of the panel with one's own roles on /mijn/."""
    from knooppunt.accounts import api as accounts
    from knooppunt.network.actions.mandates import PUBLIC_NAMING
    from knooppunt.network.mandates import mandates_of

    kind = accounts.kinds.get(PUBLIC_NAMING)
    return {"mandates": mandates_of(request.user), "consent_text": kind.text if kind else ""}
