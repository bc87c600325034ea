"""Who works where: hubs, mandates, organisations, contacts."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    """Who works where: hubs, mandates, organisations, contacts."""

    name = "knooppunt.network"
    label = "network"

    def ready(self) -> None:
        """Register with the core what this app offers."""
        from knooppunt.core import navigation
        from knooppunt.network import people, registration
        from knooppunt.network.workplace import workplace

        navigation.register_workplace(workplace)
        people.register()
        registration.register()
