"""``{% load catalogue %}``: entries and their texts as HTML."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.forms.boundfield import BoundField
from django.template import Context
from django.utils.safestring import SafeString

from knooppunt.catalogue.publishing.drawn import Around, body_html, head_html
from knooppunt.catalogue.publishing.texts import paragraphs

register = template.Library()


register.filter("paragraphs", paragraphs)


@register.simple_tag(takes_context=True)
def entry_head(context: Context) -> SafeString:
    """``{% entry_head %}``: what stands above the text of an entry. Takes ``page`` (``queries.pages.EntryPage``)."""
    return head_html(context["page"])


@register.simple_tag(takes_context=True)
def entry_body(context: Context) -> SafeString:
    """``{% entry_body %}``: the text of an entry and the card beside it. Takes ``page``, and what ``drawn.Around`` names."""
    around = Around(
        preview=bool(context.get("preview")),
        picture=context.get("picture") or "",
        provider_url=context.get("provider_url") or "",
        report_url=context.get("report_url") or "",
    )
    return body_html(context["page"], around)


@register.filter
def any_errors(fields: Iterable[BoundField]) -> bool:
    """Whether something is wrong with one of these fields of a form."""
    return any(field.errors for field in fields)
