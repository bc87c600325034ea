"""Who did it, for the history that simple-history keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db import models

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

M = TypeVar("M", bound=models.Model)


def signed(obj: M, by: User | None) -> M:
    """``obj``, whose next history rows name ``by``."""
    obj._history_user = by  # type: ignore[attr-defined]
    return obj
