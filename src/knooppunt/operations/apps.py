"""Running it: serve, demo data, backup, restore, health."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Running it: serve, demo data, backup, restore, health."""

    name = "knooppunt.operations"
    label = "operations"

    def ready(self) -> None:
        """Register with the core what this app offers."""
        from knooppunt.operations import background, health  # models are ready only now

        background.register()
        health.register()
