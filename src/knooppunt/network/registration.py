"""What hubs and the register tell the core at start."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from knooppunt.core import navigation
from knooppunt.core.navigation import NavItem
from knooppunt.core.registries import demo_loaders

_MENU = [
    NavItem("public", 40, _("Hubs"), "network:hubs"),
    NavItem("footer-network", 10, _("Find your hub"), "network:hubs"),
]


def register() -> None:
    """Menus and demo data."""
    from knooppunt.network.demo import load_demo_hubs

    for item in _MENU:
        navigation.register(item)
    demo_loaders.register("hubs", load_demo_hubs, order=10)
