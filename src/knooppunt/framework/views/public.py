"""Frameworks for everybody: browse, look at one item, see where it is anchored, take it along."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any, NamedTuple
from uuid import UUID

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.core.documents.responses import CONTENT_TYPES
from knooppunt.core.documents.tables import csv_lines
from knooppunt.core.documents.xlsx import write_xlsx
from knooppunt.core.linked_data import absolute
from knooppunt.framework.alignments import aligned_with, alignment_counts, alignment_sources
from knooppunt.framework.case.export import items_table, package_text
from knooppunt.framework.drawing import written
from knooppunt.framework.kept import kept
from knooppunt.framework.models import Framework, FrameworkItem
from knooppunt.framework.publishing import is_listed, linked_framework, linked_item
from knooppunt.framework.queries import browse
from knooppunt.framework.queries.anchoring import anchor_frameworks, anchored_items, anchoring_of
from knooppunt.framework.queries.selection import ALL, TABLE, TREE, Selection, Terms, facets
from knooppunt.framework.words import facet_legends

MOST_ALIGNED = 30


@access.public
def home(request: HttpRequest) -> HttpResponse:
    """The framework that comes first, and the way to the others."""
    found = browse.main_framework()
    if found is None:
        return render(request, "framework/none.html")
    return _framework(request, found, is_home=True)


@access.public
def framework(request: HttpRequest, slug: str) -> HttpResponse:
    """One published version; an older one says that there is a newer."""
    found = get_object_or_404(Framework.objects.public().select_related("kind"), slug=slug)
    return _framework(request, found, is_home=False)


def _framework(request: HttpRequest, found: Framework, *, is_home: bool) -> HttpResponse:
    terms = Terms.load()
    selection = Selection.read(request.GET, found, terms)
    context = {
        "framework": found,
        "written": written(found),
        "selection": selection,
        "sides": _sides(found, selection, terms, _page_number(request)),
        "others": [one for one in browse.public_frameworks() if one.pk != found.pk] if is_home else [],
        "newer": browse.newer_version(found) if found.state == Framework.State.REPLACED else None,
        "canonical": absolute(found.get_absolute_url()),
        "is_indexed": is_listed(found) and selection == Selection(),
        "linked": kept(found, terms, "linked", lambda: linked_framework(found)),
    }
    return render(request, "framework/framework.html", context)


def _page_number(request: HttpRequest) -> str:
    number = request.GET.get("page", "")
    return number if number.isdecimal() and len(number) < 7 else "1"


def _sides(found: Framework, selection: Selection, terms: Terms, number: str) -> dict[str, str]:
    """What stands left (parts and filters) and right (the chosen view) on the page, as HTML."""
    query = selection.query()
    left = kept(found, terms, ("left", query), lambda: _left(found, selection, terms))
    counts: dict[int, int] = {}
    board = cache(lambda: browse.board(found, selection, terms))
    if selection.view == TABLE and selection.under is not None:
        pks = kept(found, terms, ("on board", query), lambda: _on_board(board()))
        counts = dict(alignment_counts(pks)) if pks else {}
    what = ("right", query, number, frozenset(counts.items()))
    right = kept(found, terms, what, lambda: _right(found, selection, terms, number, (board, counts)))
    return {"left": left, "right": right}


def _left(found: Framework, selection: Selection, terms: Terms) -> SafeString:
    context = {
        "selection": selection,
        "written": written(found),
        "query": selection.query(),
        "tops": browse.tops(found),
        "facets": facets(found, selection, terms, facet_legends()),
    }
    return render_to_string("framework/_left.html", context)


def _right(
    found: Framework,
    selection: Selection,
    terms: Terms,
    number: str,
    board: tuple[Callable[[], list[browse.Column]], Mapping[int, int]],
) -> SafeString:
    # The links to other pages of a list are made of the address: of what counts in it, not of how it was typed.
    address = SimpleNamespace(GET=QueryDict(selection.query().removeprefix("?").removeprefix(".")))
    context: dict[str, Any] = {
        "request": address,
        "selection": selection,
        "written": written(found),
        "above": browse.lineage(selection.under) if selection.under else [],
        "tabs": _tabs(selection),
        "chips": _chips(selection),
        "clear": selection.query(**dict.fromkeys(selection.chosen)),
        "counts": board[1],
    }
    if selection.view == TABLE and selection.under is None:
        context["matrix"] = browse.matrix(found, selection, terms)
    elif selection.view == TABLE:
        context["columns"] = board[0]()
    elif selection.view == ALL:
        context["page"] = browse.outline(found, selection, terms, number)
    elif selection.is_filtered:
        context["page"] = browse.matches(found, selection, terms, number)
    else:
        context["page"] = browse.branch(found, selection.under, terms, number)
    return render_to_string("framework/_right.html", context)


def _on_board(columns: list[browse.Column]) -> tuple[int, ...]:
    return tuple({item.pk for column in columns for item in column.items})


def _tabs(selection: Selection) -> list[dict[str, object]]:
    labels = {TREE: _("Tree"), TABLE: _("Levels side by side"), ALL: _("Everything below each other")}
    return [
        {"label": label, "url": selection.query(beeld="" if view == TREE else view), "current": view == selection.view}
        for view, label in labels.items()
    ]


def _chips(selection: Selection) -> list[dict[str, str]]:
    return [
        {
            "label": concept.label,
            "url": selection.query(**{name: [one.code for one in concepts if one.pk != concept.pk]}),
        }
        for name, concepts in selection.chosen.items()
        for concept in concepts
    ]


@access.public
def item(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One item, with what teaches or assesses it and how it hangs together with others."""
    found = browse.item_for(uuid)
    if found is None:
        raise Http404("no public item")
    context = {
        "item": found,
        "framework": found.framework,
        "written": written(found.framework),
        "around": kept(found.framework, Terms.load(), ("item", found.pk), lambda: _around(found)),
        "ties": browse.ties_of(found),
        "aligned": aligned_with([found.pk], MOST_ALIGNED).get(found.pk, []),
        "all_aligned": _all_aligned(found),
        "successor": browse.successor_of(found) if found.framework.state == Framework.State.REPLACED else None,
        "canonical": absolute(found.get_absolute_url()),
        "is_indexed": is_listed(found.framework),
    }
    return render(request, "framework/item.html", context)


class Around(NamedTuple):
    """What never changes on the page of a published item, as HTML."""

    path: SafeString
    below: SafeString
    pager: SafeString
    aside: SafeString
    linked: SafeString


def _around(found: FrameworkItem) -> Around:
    before, after = browse.neighbours(found)
    above, tags = browse.lineage(found), browse.terms_of(found)
    context = {
        "item": found,
        "framework": found.framework,
        "written": written(found.framework),
        "above": above,
        "below": _children(found),
        "before": before,
        "after": after,
        "tags": tags,
    }
    parts = ("path", "below", "pager", "aside")
    path, below, pager, aside = (render_to_string(f"framework/_item_{part}.html", context) for part in parts)
    return Around(path, below, pager, aside, linked_item(found, above, tags))


def _children(found: FrameworkItem) -> list[FrameworkItem]:
    if not found.has_children:
        return []
    rows = found.framework.items.filter(depth=found.depth + 1, order__gt=found.order, order__lte=found.last)
    return list(rows.select_related("kind").order_by("order")[: browse.MOST_ROWS])


def _all_aligned(found: FrameworkItem) -> list[str]:
    return [source.browse_url(found.pk) for source in alignment_sources if source.browse_url]


@access.public
def anchoring(request: HttpRequest) -> HttpResponse:
    """Where palliative care is anchored in dossiers, keuzedelen and requirements, and where it is not."""
    found = browse.main_framework()
    if found is None:
        return render(request, "framework/none.html")
    part = _part(found, request.GET.get("onder", ""))
    context: dict[str, object] = {
        "framework": found,
        "written": written(found),
        "part": part,
        "is_indexed": is_listed(found),
    }
    if part is not None:
        rows = anchored_items(found, part)
        context |= {"rows": rows, "with_place": sum(bool(row.where) for row in rows)}
    else:
        context |= {"anchoring": anchoring_of(found), "anchors": anchor_frameworks(found)}
    return render(request, "framework/anchoring.html", context)


def _part(found: Framework, text: str) -> FrameworkItem | None:
    try:
        wanted = UUID(text)
    except ValueError:
        return None
    return found.items.filter(uuid=wanted).first()


@access.public
def export(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """A published version as CASE package, CSV or Excel."""
    found = get_object_or_404(Framework.objects.public(), slug=slug)
    return framework_file(found, kind, request)


def framework_file(found: Framework, kind: str, request: HttpRequest) -> HttpResponseBase:
    """A framework as a file; streamed, so that memory does not depend on its size.

    In the address: ``versie=1.0`` for readers of that CASE; ``verbanden=alle`` with the ties that were said afterwards.
    """
    name = re.sub(r"[^a-z0-9-]", "", found.slug) or "raamwerk"
    if kind == "json":
        version = "1.0" if request.GET.get("versie") == "1.0" else ""
        pieces = (
            text.encode() for text in package_text(found, version=version, later=request.GET.get("verbanden") == "alle")
        )
        answer = StreamingHttpResponse(pieces, content_type="application/json")
        answer["Content-Disposition"] = f'attachment; filename="{name}.json"'
        return answer
    if kind == "csv":
        table = items_table(found)
        answer = StreamingHttpResponse(csv_lines(table.columns, table.rows), content_type=CONTENT_TYPES["csv"])
        answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return answer
    if kind == "xlsx":
        target = tempfile.TemporaryFile()  # noqa: SIM115 (the answer closes it)
        write_xlsx(target, [items_table(found)], title=found.title)
        target.seek(0)
        return FileResponse(target, as_attachment=True, filename=f"{name}.xlsx", content_type=CONTENT_TYPES["xlsx"])
    raise Http404("no such kind of file")
