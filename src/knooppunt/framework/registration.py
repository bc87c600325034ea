"""What the framework tells the core at start: permissions, menus, demo data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from knooppunt.core import navigation, registries
from knooppunt.core.navigation import NavItem

_MENU = [
    NavItem("public", 20, _("Framework"), "framework:home"),
    NavItem("footer-search", 30, _("Framework"), "framework:home"),
]


def register() -> None:
    """Called once, when all models are ready."""
    from knooppunt.framework import rules  # noqa: F401 (importing registers the permissions)
    from knooppunt.framework.demo.loader import load_demo_concepts, load_demo_frameworks

    for item in _MENU:
        navigation.register(item)
    registries.demo_loaders.register("concepts", load_demo_concepts, order=5)
    registries.demo_loaders.register("frameworks", load_demo_frameworks, order=32)
