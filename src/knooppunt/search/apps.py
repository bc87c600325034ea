"""Finding things: an index beside the database that every app can fill."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Finding things: an index beside the database that every app can fill."""

    name = "knooppunt.search"
    label = "search"

    def ready(self) -> None:
        """Register with the core what this app offers."""
        from knooppunt.search import registration

        registration.register()
