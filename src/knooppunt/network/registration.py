"""What hubs and the register tell the core at start."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from knooppunt.core import navigation, persons
from knooppunt.core.decisions import decisions
from knooppunt.core.navigation import NavItem
from knooppunt.core.registries import AttentionProvider, FileOwner, attention, demo_loaders, file_owners, timeline

_MENU = [
    NavItem("public", 40, _("Hubs"), "network:hubs"),
    NavItem(
        "work",
        50,
        _("Network"),
        "network:organisations",
        permission="network.view_organisations",
        in_hub=("herijking", "wie-doet-wat"),
    ),
    NavItem("account", 20, _("Data of my hub"), "network:own_details", permission="network.run_hub"),
    NavItem("manage", 20, _("Hubs"), "network:manage_hubs", permission="network.manage_hubs"),
    NavItem("footer-network", 10, _("Find your hub"), "network:hubs"),
]


def register() -> None:
    """Menus, permissions, what asks for attention, who may read the documents of mandates, and demo data."""
    from knooppunt.network import (
        deciding,
        retention,
        rules_hubs,  # noqa: F401 (importing registers the permissions)
    )
    from knooppunt.network.demo import load_demo_hubs, load_demo_register, load_demo_relations
    from knooppunt.network.demo.recalibration import load_demo_recalibration
    from knooppunt.network.directory import registration as directory
    from knooppunt.network.queries import attention as gaps
    from knooppunt.network.queries import fading
    from knooppunt.network.queries.hubs import may_read_mandate
    from knooppunt.network.queries.namesakes import contacts_named
    from knooppunt.network.recalibration import registration as recalibration
    from knooppunt.network.succession import registration as succession

    for item in _MENU:
        navigation.register(item)
    retention.register()
    recalibration.register()
    directory.register()
    succession.register()
    attention.register("hubs", AttentionProvider(gaps.attention_for_user, gaps.attention_for_hub), order=40)
    attention.register("fading", AttentionProvider(fading.attention_for_user), order=45)
    decisions.register("network.fading", deciding.PROVIDER, order=30)
    timeline.register("touches", fading.touch_timeline)
    persons.namesakes.register("network", contacts_named)
    file_owners.register("network", FileOwner(may_read_mandate))
    demo_loaders.register("hubs", load_demo_hubs, order=10)
    demo_loaders.register("recalibration", load_demo_recalibration, order=34)
    demo_loaders.register("register", load_demo_register, order=30)
    demo_loaders.register("relations", load_demo_relations, order=65)  # after plans and the logbook
