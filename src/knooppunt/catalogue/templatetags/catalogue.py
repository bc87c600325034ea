"""``{% load catalogue %}``: entries and their texts as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django import template
from django.forms.boundfield import BoundField
from django.template import Context
from django.utils.safestring import SafeString

from knooppunt.catalogue.finding.cards import Card
from knooppunt.catalogue.finding.page import SearchPage
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
def facet_form(page: SearchPage) -> SafeString:
    """``{% facet_form page %}``: the filters of a search."""
    kept = page.kept_groups
    if kept is not None:  # nothing is chosen: the same filters for everybody until the index changes
        groups = kept.drawn or draw("catalogue/facets.html", groups=page.groups)
        kept.drawn = groups
    else:
        groups = draw("catalogue/facets.html", groups=page.groups)
    return draw("catalogue/facet_form.html", page=page, state=page.state, groups=groups)


@register.simple_tag
def result_sorting(page: SearchPage) -> SafeString:
    """``{% result_sorting page %}``: the form to sort by something else."""
    return draw("catalogue/sorting.html", page=page, state=page.state)


@register.simple_tag
def result_chips(page: SearchPage) -> SafeString:
    """``{% result_chips page %}``: the choices that are on; nothing without any."""
    return draw("catalogue/chips.html", page=page) if page.chips else SafeString("")


@register.simple_tag
def result_onward(page: SearchPage) -> SafeString:
    """``{% result_onward page %}``: links to the other pages, and how to be told of what is new."""
    pages = page.pages.paginator
    numbers: list[int] = []
    if pages.num_pages > 1:
        shown = pages.get_elided_page_range(page.pages.number, on_each_side=2, on_ends=1)
        numbers = [number if isinstance(number, int) else 0 for number in shown]
    return draw("catalogue/onward.html", page=page, numbers=numbers)


@register.filter
def any_errors(fields: Iterable[BoundField]) -> bool:
    """Whether something is wrong with one of these fields of a form."""
    return any(field.errors for field in fields)
