"""A plan as a workbook with exactly the columns of the import template, so that it can be read in again.

The columns and the words in them are a format, so that they stay Dutch in every language.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import override

from knooppunt.core.components import status_look
from knooppunt.core.documents.tables import Column, Table, Value
from knooppunt.core.documents.xlsx import make_xlsx
from knooppunt.plans.exporting.content import PlanContent
from knooppunt.plans.importing.template import ACTIVITY, COLUMNS, DELIVERABLE, FOCUS, SHEET, SUB_RESULT, WIDTHS
from knooppunt.plans.queries.tree import PlanTree, Row, ThemeNode


def plan_xlsx(tree: PlanTree, content: PlanContent) -> bytes:
    """The file: the plan on the first sheet, what else there is to say on the second."""
    about = Table("Toelichting", [Column("Wat", 24), Column("Inhoud", 90)], list(_about(tree, content)))
    columns = [Column(title, width) for title, width in zip(COLUMNS, WIDTHS, strict=True)]
    return make_xlsx([Table(SHEET, columns, list(plan_rows(tree))), about], title=content.title)


def plan_rows(tree: PlanTree) -> Iterator[tuple[Value, ...]]:
    """The rows of the sheet; the status is a word of the form."""
    with override("nl"):
        for node in tree.themes:
            yield from _theme_rows(node)


def _theme_rows(node: ThemeNode) -> Iterator[tuple[Value, ...]]:
    theme = (node.theme.title, node.theme.goal)
    if not node.rows:
        yield (*theme, *[""] * (len(COLUMNS) - 2))
    for number, row in enumerate(node.focus, start=1):
        yield (*theme, FOCUS, number, _text_of_focus(row), *_row_values(row))
    for number, row in enumerate(node.activities, start=1):
        yield (*theme, ACTIVITY, number, row.text, *_row_values(row))
        for result in row.sub_results:
            yield _below(theme, SUB_RESULT, number, result.text)
        if row.deliverable:
            yield _below(theme, DELIVERABLE, number, row.deliverable)


def _text_of_focus(row: Row) -> str:
    """Results have rows of their own under an activity only, so that those of a focus item stay in its text."""
    return "\n".join([row.text, *(f"• {result.text}" for result in row.sub_results), *filter(None, [row.deliverable])])


def _row_values(row: Row) -> tuple[Value, ...]:
    status = str(status_look(row.status).label) if row.status else ""
    reason = row.reason if row.is_behind else ""
    return (status, reason, row.owner, row.planned_from, row.planned_until, row.hours, row.handover_to)


def _below(theme: tuple[str, str], kind: str, number: int, text: str) -> tuple[Value, ...]:
    """A row that belongs to the activity above it."""
    return (*theme, kind, number, text, *[""] * (len(COLUMNS) - 5))


def _about(tree: PlanTree, content: PlanContent) -> Iterator[tuple[Value, Value]]:
    yield "Titel", content.title
    yield "Knooppunt en jaar", content.subtitle
    if content.example:
        yield "Voorbeeld", content.example
    for sentence in content.dated:
        yield "Stand", sentence
    if tree.plan.introduction:
        yield "Inleiding", tree.plan.introduction
