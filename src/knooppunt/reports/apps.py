"""Reports of a hub, of all hubs, about one organisation, and for the consortium."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Reports of a hub, of all hubs, about one organisation, and for the consortium."""

    name = "knooppunt.reports"
    label = "reports"

    def ready(self) -> None:
        """Register with the core what this app offers."""
        from knooppunt.reports import registration

        registration.register()
