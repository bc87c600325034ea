"""What every part stands on. Knows no domain app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    """What every part stands on. Knows no domain app."""

    name = "knooppunt.core"
    label = "core"

    def ready(self) -> None:
        """The database itself refuses edits of the status history; the trigger returns after every migration."""
        from knooppunt.core import lookups, retention
        from knooppunt.core.persons import own_places
        from knooppunt.core.status import install_trigger  # models can be imported only now

        lookups.register()
        own_places.register()
        retention.register()
        post_migrate.connect(install_trigger, sender=self, dispatch_uid="core.status_trigger")
