"""What offering tells the core at start: permissions, menus, links in mails, attention."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from knooppunt.core import grants, navigation, public_cache, registries
from knooppunt.core.navigation import NavItem


def register() -> None:
    """Called once by the catalogue, when all models are ready."""
    from knooppunt.catalogue.offering import (
        counting,
        mail,
        retention,
        rules,  # noqa: F401 (importing registers the permissions)
    )
    from knooppunt.catalogue.offering.demo.loader import load_demo_offering
    from knooppunt.catalogue.offering.queries.attention import for_user
    from knooppunt.catalogue.offering.views import proposing, still_right

    retention.register()
    public_cache.given.register("counts", counting.note_page)
    grants.register_link_scope(mail.SUBMISSION, proposing.show_submission, proposing.act_submission)
    grants.register_link_scope(mail.REGISTRATION, proposing.show_registration, proposing.act_registration)
    grants.register_link_scope(mail.STILL_RIGHT, still_right.show_round, still_right.act_round)
    for order, label, name, permission in [
        (30, _("Reviewing"), "queue", "catalogue.review_submission"),
        (32, _("Our entries"), "my-entries", "catalogue.offer_entries"),
    ]:
        navigation.register(
            NavItem("work", order, label, f"catalogue:{name}", permission=permission, under="catalogue:work")
        )
    navigation.register(
        NavItem(
            "work",
            33,
            _("Is it still right?"),
            "catalogue:freshness",
            permission="catalogue.see_freshness_only",
            under="catalogue:work",
        )
    )
    for order, label, name in [
        (30, _("Propose something"), "propose"),
        (31, _("Providers"), "providers"),
        (32, _("Offer as an organisation"), "register-provider"),
    ]:
        navigation.register(NavItem("footer-search", order, label, f"catalogue:{name}"))
    registries.attention.register("offering", registries.AttentionProvider(for_user=for_user), order=45)
    registries.demo_loaders.register("offering", load_demo_offering, order=55)
