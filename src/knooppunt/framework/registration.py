"""What the framework tells the core at start: permissions, menus, sections, demo data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from knooppunt.core import navigation, registries, sitemap
from knooppunt.core.navigation import NavItem

_MENU = [
    NavItem("public", 20, _("Framework"), "framework:home"),
    NavItem("footer-search", 30, _("Framework"), "framework:home"),
    NavItem("footer-search", 35, _("Where is it anchored?"), "framework:anchoring"),
    NavItem(
        "work",
        55,
        _("Framework"),
        "framework:statuses",
        permission="framework.view_statuses",
        under="network:organisations",
    ),
    NavItem("manage", 30, _("Frameworks"), "framework:manage", permission="framework.edit_frameworks"),
    NavItem("manage", 31, _("Lists of terms"), "framework:schemes", permission="framework.edit_concepts"),
]


def register() -> None:
    """Called once, when all models are ready."""
    from knooppunt.framework import recalibration, rules  # noqa: F401 (importing rules registers the permissions)
    from knooppunt.framework.demo import loader
    from knooppunt.framework.finding import source
    from knooppunt.framework.publishing import framework_section, item_section
    from knooppunt.framework.queries.statuses import with_a_status
    from knooppunt.framework.views.statuses import organisation_section
    from knooppunt.search.api import register_source

    register_source(source(), order=60)
    for item in _MENU:
        navigation.register(item)
    registries.organisation_sections.register(
        "framework", registries.PageBlock("framework/organisation_section.html", organisation_section), order=30
    )
    sitemap.sections.register("frameworks", framework_section, order=40)
    sitemap.sections.register("framework-items", item_section, order=50)
    recalibration.register()
    registries.framework_confirmed.register("framework", with_a_status)
    registries.demo_loaders.register("concepts", loader.load_demo_concepts, order=5)
    registries.demo_loaders.register("frameworks", loader.load_demo_frameworks, order=32)
    registries.demo_loaders.register("framework statuses", loader.load_demo_statuses, order=33)
    registries.demo_loaders.register("framework draft", loader.load_demo_draft, order=34)
