"""What every part stands on. Knows no domain app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What every part stands on. Knows no domain app."""

    name = "knooppunt.core"
    label = "core"

    def ready(self) -> None:
        """Register with the core what this app offers."""
