"""Pages that compose many apps: home, this week, national overview."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages that compose many apps: home, this week, national overview."""

    name = "knooppunt.portal"
    label = "portal"

    def ready(self) -> None:
        """Register with the core what this app offers."""
