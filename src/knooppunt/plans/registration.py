"""What the plans tell the core at start: permissions, menus, attention, the public section, demo data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from knooppunt.core import navigation, registries


def register() -> None:
    """Called once, when all models are ready."""
    from knooppunt.plans import rules  # noqa: F401 (importing registers the permissions)
    from knooppunt.plans.demo.loader import load_demo_plans
    from knooppunt.plans.queries.activities import activities_of
    from knooppunt.plans.queries.public import hub_section
    from knooppunt.plans.queries.recalibrated import propose_recalibrations
    from knooppunt.plans.queries.reminders import reminders_for_hub, reminders_for_user
    from knooppunt.plans.queries.rounds import asked_of_hub, asked_of_user

    navigation.register(navigation.NavItem("work", 20, _("Action plan"), "plans:own", permission="plans.view_plan"))
    navigation.register(
        navigation.NavItem("work", 40, _("National"), "plans:overview", permission="plans.view_overview")
    )
    navigation.register(
        navigation.NavItem(
            "manage", 20, _("Templates and years"), "plans:templates", permission="plans.manage_templates"
        )
    )
    registries.attention.register("plans.rounds", registries.AttentionProvider(asked_of_user, asked_of_hub), order=10)
    registries.attention.register(
        "plans", registries.AttentionProvider(for_user=reminders_for_user, for_hub=reminders_for_hub), order=20
    )
    registries.plan_activities.register("plans", activities_of)
    registries.proposal_providers.register("network", propose_recalibrations)
    registries.hub_sections.register("plan", registries.PageBlock("plans/hub_section.html", hub_section), order=30)
    registries.demo_loaders.register("plans", load_demo_plans, order=40)
