"""What the catalogue tells the core at start: permissions, menus, files, sections of pages, demo data."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from knooppunt.core import bin, files, navigation, registries, sitemap


def register() -> None:
    """Called once, when all models are ready."""
    from knooppunt.catalogue import rules  # noqa: F401 (importing registers the permissions)
    from knooppunt.catalogue.actions import collections, entries, hubs
    from knooppunt.catalogue.demo.alignments import load_demo_alignments
    from knooppunt.catalogue.demo.loader import load_demo_entries
    from knooppunt.catalogue.publishing.sitemap import collection_section, entry_section, provider_section
    from knooppunt.catalogue.queries.alignments import alignment_source
    from knooppunt.catalogue.queries.attached import files_of_proposals, may_read_file
    from knooppunt.catalogue.queries.blocks import home_block, hub_section
    from knooppunt.framework.api import alignment_sources

    bin.listen("catalogue.entry", entries.note_binned)
    bin.listen("catalogue.collection", collections.note_binned)
    files.register_file_owner("catalogue", registries.FileOwner(may_read_file, files_of_proposals))
    alignment_sources.register("catalogue", alignment_source)
    registries.hub_merges.register("catalogue", hubs.HUB_MOVE)
    registries.hub_renames.register("catalogue", hubs.rename_hub)
    registries.hub_sections.register("offer", registries.PageBlock("catalogue/hub_section.html", hub_section), order=20)
    registries.home_blocks.register(
        "audiences", registries.PageBlock("catalogue/home_block.html", home_block), order=10
    )
    sitemap.sections.register("entries", entry_section, order=20)
    sitemap.sections.register("collections", collection_section, order=30)
    sitemap.sections.register("providers", provider_section, order=35)
    registries.demo_loaders.register("entries", load_demo_entries, order=50)
    registries.demo_loaders.register("alignments", load_demo_alignments, order=52)
    navigation.register(navigation.NavItem("footer-search", 30, _("Collections"), "catalogue:collections"))
    navigation.register(navigation.NavItem("footer-search", 40, _("Kept"), "catalogue:kept"))
    navigation.register(navigation.NavItem("account", 30, _("Kept"), "catalogue:kept-own"))
    navigation.register(
        navigation.NavItem("work", 50, _("Catalogue"), "catalogue:work", permission="catalogue.view_entries")
    )

    from knooppunt.catalogue.offering import registration as offering

    offering.register()

    from knooppunt.catalogue.finding import registration as finding

    finding.register()
