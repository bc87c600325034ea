"""What higher apps tell this one, in ``AppConfig.ready``: accounts knows users, never their roles."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from knooppunt.core.registries import Registry

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

# Whether a user must have a second factor.
second_factor_rules: Registry[Callable[[User], bool]] = Registry("second-factor rules")
# Parts of the page /mijn/: (template, what gives its context). A template of None leaves the part out.
panels: Registry[tuple[str, Callable[[HttpRequest], dict[str, Any]]]] = Registry("panels of the own page")
# Makes a user administrator.
administrator_makers: Registry[Callable[[User], None]] = Registry("administrator makers")
# Whether the installation has an administrator.
administrator_checks: Registry[Callable[[], bool]] = Registry("administrator checks")


def needs_second_factor(user: User) -> bool:
    """Whether some app asks a second factor of this user."""
    return any(rule(user) for rule in second_factor_rules)


def has_administrator() -> bool:
    """Whether somebody can look after this installation. True when nobody registered a check."""
    return all(check() for check in administrator_checks)
