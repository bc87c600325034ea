"""The yearly action plans of the hubs and their statuses."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """The yearly action plans of the hubs and their statuses."""

    name = "knooppunt.plans"
    label = "plans"

    def ready(self) -> None:
        """Register with the core what this app offers."""
        from knooppunt.plans import registration

        registration.register()
