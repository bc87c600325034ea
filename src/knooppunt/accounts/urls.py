"""Addresses of signing in and of one's own page. Of allauth only these views exist: no sign-up, no passwords."""

from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path

from knooppunt.accounts.second_factor import fresh, limited
from knooppunt.accounts.views import factors, mine, own_data, signing_in
from knooppunt.core import access

_door = access.public_form(limit="sign-in")
_own = access.signed_in

urlpatterns = [
    path("inloggen/", signing_in.sign_in, name="account_login"),
    path("inloggen/code/", signing_in.enter_code, name="account_enter_code"),
    path("account/uitloggen/", signing_in.sign_out, name="account_logout"),
    path("account/gesloten/", signing_in.inactive, name="account_inactive"),
    path("account/bevestigen/", signing_in.confirm_again, name="account_reauthenticate"),
    # One's own page
    path("account/", mine.lead_to_mine, name="account_short"),
    path("mijn/", mine.show_mine, name="account_mine"),
    path("mijn/sessies/<int:pk>/beeindigen/", mine.end_session, name="account_end_session"),
    path("mijn/sessies/overal/", mine.end_everywhere, name="account_end_everywhere"),
    path("mijn/toestemmingen/<int:pk>/intrekken/", mine.withdraw_consent, name="account_withdraw_consent"),
    path("mijn/gegevens/", own_data.show_own_data, name="account_own_data"),
    path("mijn/gegevens/meenemen/", own_data.take_own_data, name="account_take_own_data"),
    path("mijn/gegevens/verwijderen/", own_data.erase_own_data, name="account_erase_own_data"),
    # The second factor; the names are those that allauth looks up
    path("account/inlogmanieren/", factors.show_factors, name="mfa_index"),
    path("account/passkey/inloggen/", _door(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("account/tweede-stap/", _door(limited(mfa.authenticate)), name="mfa_authenticate"),
    path("account/tweede-stap/opnieuw/", _own(limited(mfa.reauthenticate)), name="mfa_reauthenticate"),
    path("account/passkey/opnieuw/", _own(webauthn.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("account/passkey/", factors.list_passkeys, name="mfa_list_webauthn"),
    path("account/passkey/toevoegen/", _own(fresh(webauthn.add_webauthn)), name="mfa_add_webauthn"),
    path("account/passkey/<int:pk>/naam/", _own(webauthn.edit_webauthn), name="mfa_edit_webauthn"),
    path("account/passkey/<int:pk>/verwijderen/", _own(webauthn.remove_webauthn), name="mfa_remove_webauthn"),
    path("account/app/koppelen/", _own(fresh(totp.activate_totp)), name="mfa_activate_totp"),
    path("account/app/ontkoppelen/", _own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/herstelcodes/", _own(methods=("GET",))(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("account/herstelcodes/nieuw/", _own(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path(
        "account/herstelcodes/bestand/",
        _own(methods=("GET",))(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
