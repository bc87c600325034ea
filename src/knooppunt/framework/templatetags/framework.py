"""Template tags of the framework: ``{% load framework %}``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.translation import gettext as _

from knooppunt.framework.drawing import item_line, under_line
from knooppunt.framework.models import Concept, FrameworkItem
from knooppunt.framework.queries.selection import PARAMETERS, Selection
from knooppunt.framework.words import facet_legends

register = template.Library()


@register.simple_tag
def selected(selection: Selection, **changes: Any) -> str:
    """``{% selected selection onder=item %}``: the address of the selection with something changed."""
    under = changes.get("onder")
    if isinstance(under, FrameworkItem):
        changes["onder"] = str(under.uuid)
    return selection.query(**changes)


register.simple_tag(item_line)
register.simple_tag(under_line)


@register.filter
def at(numbers: Mapping[int, int], key: int) -> int:
    """``{{ counts|at:item.pk }}``: a number out of a mapping, or 0."""
    return numbers.get(key, 0)


@register.filter
def scheme_label(scheme: str) -> str:
    """What a list of terms is called beside an item."""
    names = {code: name for name, code in PARAMETERS.items()}
    others = {"topics": _("Topic"), "disciplines": _("Discipline")}
    return others.get(scheme) or facet_legends()[names[scheme]]


@register.filter
def filter_url(concept: Concept, scheme: str) -> str:
    """The part of an address that filters on this term; empty for lists one cannot filter on."""
    name = next((name for name, code in PARAMETERS.items() if code == scheme), None)
    return f"?{name}={concept.code}" if name else ""


@register.filter
def choice_label(choices: Iterable[tuple[str, Any]], code: str) -> str:
    """The words of a choice."""
    return next((str(label) for value, label in choices if value == code), code)


@register.simple_tag(takes_context=True)
def workspace_tabs(context: RequestContext, here: str) -> list[dict[str, Any]]:
    """``{% workspace_tabs "terms" as tabs %}``: the parts of this corner of the workspace that the reader may open."""
    user = context["request"].user
    parts = [
        ("status", _("How far organisations are"), "framework:statuses", "framework.view_statuses"),
        ("frameworks", _("Frameworks"), "framework:manage", "framework.edit_frameworks"),
        ("terms", _("Lists of terms"), "framework:schemes", "framework.edit_concepts"),
    ]
    return [
        {"label": label, "url": reverse(name), "current": code == here}
        for code, label, name, permission in parts
        if user.has_perm(permission)
    ]
