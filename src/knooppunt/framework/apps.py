"""The spine: concept schemes, frameworks with their items, and how far organisations are with them."""

from django.apps import AppConfig


class FrameworkConfig(AppConfig):
    """The spine: concept schemes, frameworks with their items, and how far organisations are with them."""

    name = "knooppunt.framework"
    label = "framework"

    def ready(self) -> None:
        """Register with the core what this app offers."""
        from knooppunt.framework import registration

        registration.register()
