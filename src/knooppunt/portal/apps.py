"""Pages that compose many apps: home, this week, national overview."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from knooppunt.core.navigation import NavItem

_MENU = [
    NavItem("footer-site", 10, _("About this site"), "portal:about"),
    NavItem("footer-site", 20, _("Accessibility"), "portal:accessibility"),
    NavItem("footer-site", 30, _("Privacy"), "portal:privacy"),
    NavItem("work", 10, _("This week"), "portal:week"),
    NavItem("work", 90, _("Management"), "portal:manage", permission="portal.manage"),
    NavItem("manage", 80, _("Outgoing mail"), "portal:mails", permission="portal.manage_system"),
    NavItem("manage", 82, _("Work in the background"), "portal:jobs", permission="portal.manage_system"),
    NavItem("manage", 70, _("Personal data"), "portal:privacy_desk", permission="portal.manage_privacy"),
    NavItem("manage", 72, _("Processing register"), "portal:privacy_register", permission="portal.manage"),
    NavItem("manage", 84, _("Bin"), "portal:bin", permission="portal.manage_system"),
]


class PortalConfig(AppConfig):
    """Pages that compose many apps: home, this week, national overview."""

    name = "knooppunt.portal"
    label = "portal"

    def ready(self) -> None:
        """Register the menus that belong to no single app, and the permissions."""
        from knooppunt.core import navigation, sitemap
        from knooppunt.portal import rules  # noqa: F401  importing registers the permissions
        from knooppunt.portal.sitemap import section

        sitemap.sections.register("pages", section, order=10)

        for item in _MENU:
            navigation.register(item)
        navigation.register_column("footer-search", _("Find"))
        navigation.register_column("footer-network", _("The network"))
        navigation.register_column("footer-site", _("About this site"))
