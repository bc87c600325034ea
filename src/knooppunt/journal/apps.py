"""The logbook of a hub: moments, hours, proposals and the weekly mail."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The logbook of a hub: moments, hours, proposals and the weekly mail."""

    name = "knooppunt.journal"
    label = "journal"

    def ready(self) -> None:
        """Register with the core what this app offers."""
        from knooppunt.journal import registration

        registration.register()
