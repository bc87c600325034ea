"""Who you are: users, sign-in, second factor, sessions."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who you are: users, sign-in, second factor, sessions."""

    name = "knooppunt.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Register with the core what this app offers, and listen to allauth."""
        from allauth.mfa.signals import authenticator_added

        from knooppunt.accounts import demo, second_factor, session_data
        from knooppunt.core import access, registries

        if second_factor.gate not in access.gates:
            access.gates.append(second_factor.gate)
        authenticator_added.connect(second_factor.note_added_factor, dispatch_uid="accounts.note_added_factor")
        session_data.register()
        registries.demo_loaders.register("accounts", demo.load_personas, order=15)
