"""The lines of a tree, drawn in Python: a page holds hundreds, and a template takes ten times as long over each."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext

from knooppunt.core.texts import written_in
from knooppunt.framework.models import Concept, Framework, FrameworkItem
from knooppunt.framework.queries.selection import Selection

_NOBODY = UUID(int=0)


def written(framework: Framework) -> str:
    """The code of the language of a version, for ``lang``; empty when the page is in it."""
    return written_in([framework.language[:2].lower()] if framework.language else ())


def item_line(item: FrameworkItem, kind: Concept | None, levels: Iterable[Concept] = (), lang: str = "") -> SafeString:
    """One item: its code, its title as a link (``lang``: of ``written``), its kind and its levels."""
    said = f' lang="{escape(lang)}"' if lang else ""
    code = f'<span class="outline__code">{escape(item.code)}</span> ' if item.code else ""
    words = [*([kind.label] if kind else []), *(level.short for level in levels)]
    return mark_safe(
        f'<span class="outline__text">{code}<a href="{item_address(item.uuid)}"{said}>{escape(item.title)}</a></span> '
        f'<span class="outline__meta small muted">{escape(" · ".join(words))}</span>'
    )


def under_line(selection: Selection, item: FrameworkItem, count: int) -> SafeString:
    """A link to what stands under an item, with how many items that are; nothing when there are none."""
    if not count:
        return mark_safe("")
    words = ngettext("One item under %(title)s", "%(number)s items under %(title)s", count)
    text = words % {"title": item.title, "number": count}
    address = escape(selection.address_under(item))
    return mark_safe(f'<p class="small no-print"><a href="{address}">{escape(text)}</a></p>')


def item_address(uuid: UUID) -> str:
    """The public page of an item."""
    before, after = _around(get_language() or "")
    return f"{before}{uuid}{after}"


@lru_cache(maxsize=8)
def _around(_language: str) -> tuple[str, str]:
    before, _nobody, after = reverse("framework:item", args=[_NOBODY]).partition(str(_NOBODY))
    return before, after
