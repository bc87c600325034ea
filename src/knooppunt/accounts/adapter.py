"""How allauth behaves here: no sign-up, no passwords, mail through the outbox, our own words."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knooppunt.accounts import mail
from knooppunt.accounts.models import User
from knooppunt.accounts.signing_in import workspace

REMEMBER = "remember_device"
REMEMBER_SECONDS = 30 * 24 * 3600

# What allauth wants to say, by the template it would draw. Anything else it says stays unsaid.
NOTICES: dict[str, str | Promise] = {
    "mfa/messages/totp_activated.txt": _("Your app is connected."),
    "mfa/messages/totp_deactivated.txt": _("The app is no longer connected."),
    "mfa/messages/webauthn_added.txt": _("Your passkey is saved."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
}
# What happened to somebody's sign-in, for the mail that warns the owner.
HAPPENED: dict[str, str | Promise] = {
    "mfa/email/totp_activated": _("An app that gives codes was connected."),
    "mfa/email/totp_deactivated": _("The app that gives codes was disconnected."),
    "mfa/email/recovery_codes_generated": _("New recovery codes were made. The old ones no longer work."),
    "mfa/email/webauthn_added": _("A passkey was added."),
    "mfa/email/webauthn_removed": _("A passkey was removed."),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """The account side."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts come from invitations."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The workspace, in the language that one signed in with."""
        return workspace()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Only known mails leave, one outbox row per recipient."""
        happened = HAPPENED.get(template_prefix)
        user = context.get("user")
        if happened is None or not isinstance(user, User):
            raise LookupError(f"allauth wants to send {template_prefix!r}, which we have no words for.")
        mail.queue(
            to=email,
            template="accounts/mail/sign_in_changed",
            language=user.language,
            kind="accounts.sign-in-changed",
            context={"happened": happened, "name": user.name},
        )

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell the owner that something about the sign-in changed."""
        self.send_mail(template_prefix, email or user.email, {"user": user})

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Our words instead of allauth's; silence where we have none."""
        text = message or NOTICES.get(message_template or "")
        if text:
            messages.add_message(request, level, str(text), extra_tags=extra_tags)

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in: until the browser closes, or for 30 days on one's own device."""
        remember = request.session.get(REMEMBER, False)
        super().login(request, user)
        request.session.pop(REMEMBER, None)
        request.session.set_expiry(REMEMBER_SECONDS if remember else 0)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Passkey or app for who has one; the mailed code for who has neither."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return methods


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The second-factor side."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The site as a passkey knows it: bound to the host name."""
        found: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**found, "name": settings.SITE_NAME}

    def build_totp_svg(self, url: str) -> str:
        """The square on white, so that a telephone can read it from a dark page too."""
        from qrcode import make  # only on this page
        from qrcode.image.svg import SvgFillImage

        return str(make(url, image_factory=SvgFillImage).to_string(encoding="unicode"))

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """A name to begin with; the owner can change it."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}
