"""What the logbook tells the core at start: permissions, menus, timeline, files, public section, demo data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from knooppunt.core import bin, decisions, files, grants, navigation, registries


def register() -> None:
    """Called once, when all models are ready."""
    from knooppunt.journal import (
        retention,
        rules,  # noqa: F401 (importing registers the permissions)
    )
    from knooppunt.journal.actions.hub_merge import HUB_MOVE
    from knooppunt.journal.actions.moments import note_binned
    from knooppunt.journal.actions.recurring import recurring_provider
    from knooppunt.journal.actions.weekly import SCOPE, SCOPE_SETTINGS
    from knooppunt.journal.deciding import moments, rows
    from knooppunt.journal.demo.loader import load_demo_moments
    from knooppunt.journal.demo.sources import load_demo_sources
    from knooppunt.journal.queries.attachments import attachment_ids, may_read_attachment
    from knooppunt.journal.queries.timeline import hub_section, moment_timeline, plan_row_extras
    from knooppunt.journal.queries.touches import last_moments
    from knooppunt.journal.views import links
    from knooppunt.journal.views.proposals import week_block
    from knooppunt.journal.views.quick import quick_bar

    navigation.register(navigation.NavItem("work", 24, _("Logbook"), "journal:own", permission="journal.view_moments"))
    navigation.register(
        navigation.NavItem(
            "work", 26, _("Hours"), "journal:own-hours", permission="journal.view_hours", under="journal:own"
        )
    )
    navigation.register(
        navigation.NavItem(
            "work",
            42,
            _("Hours of all hubs"),
            "journal:national-hours",
            permission="journal.view_hours_totals",
            under="plans:overview",
        )
    )
    navigation.register(
        navigation.NavItem("account", 30, _("Weekly mail"), "journal:weekly-mail", permission="journal.have_sources")
    )
    retention.register()
    registries.week_blocks.register("proposals", registries.PageBlock("journal/week_block.html", week_block), order=10)
    registries.proposal_providers.register("recurring", recurring_provider)
    decisions.decisions.register("journal.moments", moments.PROVIDER, order=10)
    decisions.decisions.register("journal.rows", rows.PROVIDER, order=20)
    grants.register_link_scope(SCOPE, links.show_decision, links.act_decision)
    grants.register_link_scope(SCOPE_SETTINGS, links.show_settings, links.act_settings)
    registries.work_extras.register("quick entry", registries.PageBlock("journal/quick_bar.html", quick_bar), order=10)
    registries.timeline.register("journal", moment_timeline)
    registries.plan_row_extras.register("journal", plan_row_extras)
    registries.last_touches.register("journal", last_moments)
    registries.hub_sections.register(
        "highlights", registries.PageBlock("journal/hub_section.html", hub_section), order=40
    )
    registries.demo_loaders.register("journal", load_demo_moments, order=60)
    registries.demo_loaders.register("journal.sources", load_demo_sources, order=62)
    registries.hub_merges.register("journal", HUB_MOVE)
    bin.listen("journal.moment", note_binned)
    files.register_file_owner("journal", registries.FileOwner(may_read_attachment, attachment_ids))
