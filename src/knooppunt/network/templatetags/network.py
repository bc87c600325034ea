"""Template filters of the network: ``{% load network %}``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from knooppunt.network import vocabulary
from knooppunt.network.forms.bulk import CADENCES
from knooppunt.network.models import Contact, ContactFunction

register = template.Library()


@register.filter
def organisation_kind(code: str) -> str:
    """The kind of an organisation in words."""
    return vocabulary.label_of("organisation_kinds", code)


@register.filter
def sector(code: str) -> str:
    """A sector in words."""
    return vocabulary.label_of("sectors", code)


@register.filter
def current_functions(contact: Contact) -> list[ContactFunction]:
    """The functions that a contact holds today (from what was prefetched)."""
    return [function for function in contact.functions.all() if function.is_current]


@register.filter
def function_words(function: ContactFunction) -> str:
    """A function with its dates: "docent, sinds 1 september 2024"."""
    words = function.title or vocabulary.label_of("contact_functions", function.function) or _("function unknown")
    first = date_format(function.from_date, "j F Y") if function.from_date else ""
    last = date_format(function.until_date, "j F Y") if function.until_date else ""
    if first and last:
        return _("%(function)s, from %(first)s until %(last)s") % {"function": words, "first": first, "last": last}
    if first:
        return _("%(function)s, since %(first)s") % {"function": words, "first": first}
    if last:
        return _("%(function)s, until %(last)s") % {"function": words, "last": last}
    return words


@register.filter
def level_words(codes: list[str]) -> str:
    """Levels in words: "mbo niveau 3, mbo niveau 4"."""
    return ", ".join(vocabulary.label_of("levels", code) for code in codes)


@register.filter
def topic_words(codes: list[str]) -> str:
    """Interests or expertise in words."""
    return ", ".join(vocabulary.label_of("topics", code) for code in codes)


@register.filter
def cadence_words(months: int) -> str:
    """How often: "elke drie maanden"."""
    usual = dict(CADENCES)
    return str(usual.get(str(months)) or _("every %(months)s months") % {"months": months})


@register.filter
def at_key(values: Mapping[Any, Any], key: Any) -> Any:
    """The value at a key that is itself a variable."""
    return values.get(key)


@register.filter
def minus(value: float, other: float) -> str:
    """A coordinate less another one, with a point whatever the locale."""
    return f"{float(value) - float(other):g}"
