"""What the directory tells the core at start."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from knooppunt.core import grants, navigation
from knooppunt.core.navigation import NavItem


def register() -> None:
    """Menus and the link to one's own page."""
    from knooppunt.network.directory import views
    from knooppunt.network.directory.actions import SCOPE

    grants.register_link_scope(SCOPE, views.show_own_page, views.act_own_page)
    navigation.register(NavItem("account", 40, _("Find members"), "network:directory"))
    navigation.register(NavItem("account", 42, _("What hubs know of me"), "network:own_record"))
    navigation.register(NavItem("footer-site", 35, _("My contact details"), "network:ask_own_page"))
