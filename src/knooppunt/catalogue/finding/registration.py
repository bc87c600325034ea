"""What finding tells the core and search at start."""

from __future__ import annotations

import rules
from django.utils.translation import gettext_lazy as _


def register() -> None:
    """Called once, when all models are ready."""
    from knooppunt.catalogue.demo.searching import load_demo_searching
    from knooppunt.catalogue.finding import alerts, source
    from knooppunt.catalogue.views.alerts import act_alert, show_alert
    from knooppunt.core import grants, navigation, public_cache, registries
    from knooppunt.network.api import is_coordinator, is_editor
    from knooppunt.search import api as search

    search.register_source(source.source())
    search.label_providers.register("concepts", source.vocabulary)
    grants.register_link_scope(alerts.SCOPE, show_alert, act_alert)
    rules.add_perm("catalogue.keep_search_words", is_editor | is_coordinator)
    navigation.register(
        navigation.NavItem(
            "work",
            51,
            _("Search words"),
            "catalogue:search-words",
            permission="catalogue.keep_search_words",
            under="catalogue:work",
        )
    )
    navigation.register(
        navigation.NavItem("public", 10, _("Training and materials"), "catalogue:search", match="/aanbod/")
    )
    public_cache.states.register("search", search.state)
    registries.demo_loaders.register("searching", load_demo_searching, order=56)
