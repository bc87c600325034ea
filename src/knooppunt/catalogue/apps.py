"""The catalogue: training, materials, examples, research, people and tools for education in palliative care."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The catalogue: training, materials, examples, research, people and tools for education in palliative care."""

    name = "knooppunt.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        """Register with the core what this app offers."""
        from knooppunt.catalogue import registration

        registration.register()
