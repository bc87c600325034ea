"""What other apps may use of accounts."""

from knooppunt.accounts.actions import create_first_administrator, create_user, deactivate_user, reset_second_factor
from knooppunt.accounts.codes import Issued, TooManyCodes
from knooppunt.accounts.consents import ConsentKind, give_consent, kinds, withdraw_consent
from knooppunt.accounts.demo import Persona, personas
from knooppunt.accounts.hooks import administrator_checks, administrator_makers, panels, second_factor_rules
from knooppunt.accounts.mail import queue as queue_mail
from knooppunt.accounts.mail import written as written_mail
from knooppunt.accounts.queries import active_user_of, consents_of
from knooppunt.accounts.signing_in import sign_in_by_link

__all__ = [
    "ConsentKind",
    "Issued",
    "Persona",
    "TooManyCodes",
    "active_user_of",
    "administrator_checks",
    "administrator_makers",
    "consents_of",
    "create_first_administrator",
    "create_user",
    "deactivate_user",
    "give_consent",
    "kinds",
    "panels",
    "personas",
    "queue_mail",
    "reset_second_factor",
    "second_factor_rules",
    "sign_in_by_link",
    "withdraw_consent",
    "written_mail",
]
