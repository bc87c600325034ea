"""What the logbook tells the core at start: permissions, menus, timeline, files, public section, demo data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from knooppunt.core import bin, files, navigation, registries


def register() -> None:
    """Called once, when all models are ready."""
    from knooppunt.journal import rules  # noqa: F401 (importing registers the permissions)
    from knooppunt.journal.actions.moments import note_binned
    from knooppunt.journal.demo.loader import load_demo_moments
    from knooppunt.journal.queries.attachments import attachment_ids, may_read_attachment
    from knooppunt.journal.queries.timeline import hub_section, moment_timeline, plan_row_extras
    from knooppunt.journal.queries.touches import last_moments
    from knooppunt.journal.views.quick import quick_bar

    navigation.register(navigation.NavItem("work", 24, _("Logbook"), "journal:own", permission="journal.view_moments"))
    navigation.register(
        navigation.NavItem("work", 26, _("Hours"), "journal:own-hours", permission="journal.view_hours")
    )
    navigation.register(
        navigation.NavItem(
            "work", 42, _("Hours of all hubs"), "journal:national-hours", permission="journal.view_hours_totals"
        )
    )
    registries.work_extras.register("quick entry", registries.PageBlock("journal/quick_bar.html", quick_bar), order=10)
    registries.timeline.register("journal", moment_timeline)
    registries.plan_row_extras.register("journal", plan_row_extras)
    registries.last_touches.register("journal", last_moments)
    registries.hub_sections.register(
        "highlights", registries.PageBlock("journal/hub_section.html", hub_section), order=40
    )
    registries.demo_loaders.register("journal", load_demo_moments, order=60)
    bin.listen("journal.moment", note_binned)
    files.register_file_owner("journal", registries.FileOwner(may_read_attachment, attachment_ids))
