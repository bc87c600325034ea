"""Who acts."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from knooppunt.accounts.models import User


def acting_user(request: HttpRequest) -> User:
    """The user of a page that asks for a permission: signed in, or the view would not run."""
    return cast(User, request.user)
