"""``{% load catalogue %}``: entries and their texts as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django import template
from django.forms.boundfield import BoundField
from django.template import Context
from django.utils.safestring import SafeString

from knooppunt.catalogue.finding.cards import Card
from knooppunt.catalogue.finding.drawing import Group
from knooppunt.core.jinja import draw
from knooppunt.core.texts import paragraphs

register = template.Library()


register.filter("paragraphs", paragraphs)


@register.simple_tag(takes_context=True)
def entry_head(context: Context) -> SafeString:
    """``{% entry_head %}``: what stands above the text of an entry. Takes ``page`` (``queries.pages.EntryPage``)."""
    return draw("catalogue/entry_head.html", page=context["page"])


@register.simple_tag(takes_context=True)
def entry_body(context: Context) -> SafeString:
    """``{% entry_body %}``: the text of an entry and the card beside it. Takes ``page``, and what the template names."""
    others = {name: context.get(name) for name in ("preview", "picture", "provider_url", "report_url")}
    return draw("catalogue/entry_body.html", page=context["page"], **others)


@register.simple_tag
def result_cards(cards: Sequence[Card]) -> SafeString:
    """``{% result_cards page.cards %}``: the items of a list of results."""
    return draw("catalogue/results.html", cards=cards)


@register.simple_tag
def facet_groups(groups: Sequence[Group]) -> SafeString:
    """``{% facet_groups page.groups %}``: the filters of a search."""
    return draw("catalogue/facets.html", groups=groups)


@register.filter
def any_errors(fields: Iterable[BoundField]) -> bool:
    """Whether something is wrong with one of these fields of a form."""
    return any(field.errors for field in fields)
