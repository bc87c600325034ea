"""What the templates of the logbook cannot work out: ``{% load journal %}``."""

from __future__ import annotations

from django import template

from knooppunt.journal import hours
from knooppunt.journal.models import Moment

register = template.Library()


@register.filter
def hours_words(minutes: float | None) -> str:
    """ "45 minutes", "4,5 hours"."""
    return hours.hours_words(minutes or 0)


@register.filter
def hours_number(minutes: float | None) -> str:
    """Hours as a number: "4,5"."""
    return hours.hours_number(minutes or 0)


@register.filter
def shown_hours(minutes: int | None) -> str:
    """As one types it in a field."""
    return hours.shown_hours(minutes or 0)


@register.filter
def theme_title(moment: Moment) -> str:
    """The theme that it counts for: that of its activity first."""
    theme = moment.item.theme if moment.item else moment.theme
    return theme.title if theme else ""
