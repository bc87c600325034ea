"""Cards and filters as HTML. A page holds some fifteen cards and over a hundred checkboxes: drawn here, because a template
takes ten times as long. Everything that comes from data is escaped here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from knooppunt.core.components import icon_html as icon
from knooppunt.search.api import FacetCount, Piece

if TYPE_CHECKING:
    from knooppunt.catalogue.finding.cards import Card
    from knooppunt.catalogue.finding.drawing import Group


@dataclass(frozen=True)
class Said:
    """What is the same on every card and filter, escaped, in one language."""

    why: str
    points: str
    results: str
    look_inside: str
    nothing_fits: str


@lru_cache(maxsize=4)
def _said(language: str | None) -> Said:
    return Said(
        why=escape(gettext("Why this one:")),
        points=escape(gettext("Points per register")),
        results=escape(gettext("results")),
        look_inside=escape(gettext("Look in this list")),
        nothing_fits=escape(gettext("Nothing in this list fits.")),
    )


def said() -> Said:
    """In the language of the reader."""
    return _said(get_language())


def cards_html(cards: Sequence[Card]) -> SafeString:
    """The items of a list of results."""
    words = said()
    return mark_safe("".join(f"<li>{_card(card, words)}</li>" for card in cards))


def _card(card: Card, words: Said) -> str:
    url = escape(card.url)
    levels = f"<span>{escape(card.levels)}</span>" if card.levels else ""
    text = f"<p>{_marked(card.text)}</p>" if card.text else ""
    why = f'<p class="small muted why"><b>{words.why}</b> {escape(card.why)}</p>' if card.why else ""
    return (
        '<article class="result"><div class="result__body">'
        f'<p class="result__kind"><b>{icon(card.icon)}{escape(card.kind)}</b>{levels}</p>'
        f'<h3 class="result__title"><a href="{url}">{_marked(card.title)}</a></h3>{text}{_points(card, words)}{why}'
        f'</div>{_side(card)}<div class="result__foot">{_checked(card)}<a class="more-link small" href="{url}">'
        f'{escape(card.more)}<span class="visually-hidden">: {escape(card.plain_title)}</span> {icon("arrow")}</a></div>'
        "</article>"
    )


def _marked(pieces: Sequence[Piece]) -> str:
    return "".join(f"<mark>{escape(one.text)}</mark>" if one.marked else escape(one.text) for one in pieces)


def _points(card: Card, words: Said) -> str:
    if not card.points:
        return ""
    rows = "".join(f"<li>{escape(one.register)} <b>{escape(one.number)}</b></li>" for one in card.points)
    return f'<ul class="points" aria-label="{words.points}">{rows}</ul>'


def _side(card: Card) -> str:
    if not (card.price or card.facts):
        return ""
    price = f'<span class="result__price">{escape(card.price)}</span>' if card.price else ""
    facts = "".join(
        f'<span class="icon-line">{icon(name)}<span>{escape(text)}</span></span>' for name, text in card.facts
    )
    return f'<div class="result__side">{price}{facts}</div>'


def _checked(card: Card) -> str:
    if not card.checked:
        return '<span class="fresh"></span>'
    if card.checked_old:
        return f'<span class="fresh fresh--old">{icon("achter")}{escape(card.checked)}</span>'
    return f'<span class="fresh">{icon("shield")}{escape(card.checked)}</span>'


def options_html(param: str, named: Sequence[tuple[str, FacetCount]], words: Said) -> str:
    """Checkboxes with their numbers."""
    return "".join(
        f'<label class="facet"><input type="checkbox" name="{param}" value="{escape(row.value)}"'
        f"{' checked' if row.selected else ''}>"
        f'<span class="facet__label">{escape(name)}</span><span class="facet__count">{row.count}'
        f'<span class="visually-hidden"> {words.results}</span></span></label>'
        for name, row in named
    )


def groups_html(groups: Sequence[Group]) -> SafeString:
    """All facets: open ones as they are, the others folded."""
    words = said()
    return mark_safe("".join(_open(one, words) if one.is_open else _folded(one, words) for one in groups))


def _open(group: Group, words: Said) -> str:
    title = escape(group.title)
    empty = f'<p class="small muted">{words.nothing_fits}</p>' if group.is_empty else ""
    rest = ""
    if group.rest:
        many = escape(ngettext("%(count)s more", "%(count)s more", len(group.rest)) % {"count": len(group.rest)})
        hidden = f'<span class="visually-hidden"> – {title}</span>'
        rest = (
            f'<details class="more"><summary>{many}{hidden} {icon("down")}</summary>'
            f"<div>{options_html(group.param, group.rest, words)}</div></details>"
        )
    return (
        f"<fieldset><legend>{title}</legend><div>{_inside(group, words)}"
        f"{options_html(group.param, group.first, words)}{empty}{rest}</div></fieldset>"
    )


def _folded(group: Group, words: Said) -> str:
    title = escape(group.title)
    return (
        f'<details class="more"><summary>{title} {icon("down")}</summary><fieldset>'
        f'<legend class="visually-hidden">{title}</legend><div>{_inside(group, words)}'
        f"{options_html(group.param, [*group.first, *group.rest], words)}</div></fieldset></details>"
    )


def _inside(group: Group, words: Said) -> str:
    if not group.is_long:
        return ""
    return (
        f'<div class="field facet-search"><label class="small" for="in-{group.param}">{words.look_inside}</label>'
        f'<input class="input" id="in-{group.param}" name="in_{group.param}" type="search" '
        f'value="{escape(group.inside)}" autocomplete="off"></div>'
    )
