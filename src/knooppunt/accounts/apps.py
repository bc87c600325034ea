"""Who you are: users, sign-in, second factor, sessions."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who you are: users, sign-in, second factor, sessions."""

    name = "knooppunt.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Register with the core what this app offers."""
