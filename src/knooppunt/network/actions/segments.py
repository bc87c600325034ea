"""Saving and deleting filters of a hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from knooppunt.network.models import Hub, Segment
from knooppunt.network.names import tidy

if TYPE_CHECKING:
    from knooppunt.accounts.models import User


def save_segment(*, hub: Hub, subject: str, name: str, query: str, by: User | None) -> Segment:
    """Keep a filter under a name; the same name again replaces it. Raises ``ValidationError`` without a name."""
    name = tidy(name)[:80]
    if not name:
        raise ValidationError(_("Give the filter a name."))
    if len(query) > 2000:
        raise ValidationError(_("This filter is too long to keep."))
    segment, _made = Segment.objects.update_or_create(
        hub=hub, subject=subject, name=name, defaults={"query": query, "made_by": by}
    )
    return segment


def delete_segment(*, segment: Segment) -> None:
    """The filter goes; what was in it stays."""
    segment.delete()
