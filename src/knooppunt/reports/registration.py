"""What the reports tell the core at start: permissions, menus, attention, the public section, links, files, demo data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from knooppunt.core import bin, files, grants, navigation, registries


def register() -> None:
    """Called once, when all models are ready."""
    from knooppunt.reports import (
        retention,
        rules,  # noqa: F401 (importing registers the permissions)
    )
    from knooppunt.reports.actions.quotes import SCOPE
    from knooppunt.reports.actions.reports import note_binned
    from knooppunt.reports.demo.loader import load_demo_reports
    from knooppunt.reports.queries.attention import attention_for_hub, attention_for_user
    from knooppunt.reports.queries.listing import hub_section
    from knooppunt.reports.queries.word_template import may_read_template
    from knooppunt.reports.views.quotes import act_quote, show_quote

    navigation.register(navigation.NavItem("work", 28, _("Reports"), "reports:own", permission="reports.view_reports"))
    navigation.register(
        navigation.NavItem(
            "manage",
            30,
            _("Word template of reports"),
            "reports:word-template",
            permission="reports.manage_word_template",
        )
    )
    navigation.register(navigation.NavItem("footer-network", 20, _("Reports of hubs"), "reports:public-list"))
    registries.attention.register(
        "reports", registries.AttentionProvider(for_user=attention_for_user, for_hub=attention_for_hub), order=30
    )
    registries.hub_sections.register("reports", registries.PageBlock("reports/hub_section.html", hub_section), order=50)
    registries.demo_loaders.register("reports", load_demo_reports, order=80)
    grants.register_link_scope(SCOPE, show_quote, act_quote)
    bin.listen("reports.report", note_binned)
    retention.register()
    files.register_file_owner("reports", registries.FileOwner(may_read_template))
