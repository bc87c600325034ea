"""The tables on the page of an entry as HTML: its runs, and its points per register (never added up)."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from knooppunt.catalogue.queries.pages import EntryPage, PointsRow, RunRow
from knooppunt.core.components import icon_html as icon
from knooppunt.core.said import said as _


def runs_html(page: EntryPage) -> str:
    """When and where a training is given; a sentence when no dates are planned."""
    content = page.content
    if page.runs:
        titles = (_("Date"), _("Place"), _("Time"), _("Price"), _("Seats"), _("Enrol"))
        caption = _("Dates on which you can follow this training")
        when = _table(caption, titles, [_run(row, titles) for row in page.runs])
        if content.is_on_request:
            by_arrangement = _("Also by arrangement, at a time and place that suit you.")
            when += f'<p class="small muted">{by_arrangement}</p>'
    elif content.is_always_open:
        when = f"<p>{_('You can begin whenever you like.')}</p>"
    elif content.is_on_request:
        when = f"<p>{_('Dates by arrangement. Ask the provider.')}</p>"
    else:
        when = f"<p>{_('No dates are planned now.')}</p>"
    return f'<section class="stack"><h2>{_("Dates and places")}</h2>{when}{_past(page.past_runs)}</section>'


def points_html(page: EntryPage) -> str:
    """Accreditation per register."""
    titles = (_("Professional register"), _("Points"), _("Category"), _("Valid until"))
    table = _table(_("Accreditation per register"), titles, [_points(row, titles) for row in page.points])
    return f'<section class="stack"><h2>{_("Points for your register")}</h2>{table}</section>'


def _table(caption: str, titles: Sequence[str], rows: Sequence[str]) -> str:
    heads = "".join(f'<th scope="col" role="columnheader">{title}</th>' for title in titles)
    return (
        f'<table class="table table--cards" role="table"><caption class="visually-hidden">{caption}</caption>'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        f'<tbody role="rowgroup">{"".join(rows)}</tbody></table>'
    )


def _row(head: str, titles: Sequence[str], cells: Sequence[str]) -> str:
    others = "".join(
        f'<td role="cell" data-label="{title}">{cell}</td>' for title, cell in zip(titles[1:], cells, strict=True)
    )
    return f'<tr role="row"><th scope="row" role="rowheader">{head}</th>{others}</tr>'


def _small(text: str) -> str:
    return f'<br><span class="small muted">{escape(text)}</span>' if text else ""


def _run(row: RunRow, titles: Sequence[str]) -> str:
    enrol = ""
    if row.url:
        hidden = f'<span class="visually-hidden"> ({escape(row.days)})</span>'
        enrol = f'<a href="{escape(row.url)}" rel="noopener nofollow">{escape(row.action)}{hidden}</a>'
    elif not row.is_off:
        enrol = f'<span class="muted">{_("With the provider")}</span>'
    enrol += "".join(_small(line) for line in row.windows)
    cells = (escape(row.place) + _small(row.address), escape(row.times), escape(row.price), escape(row.seats), enrol)
    return _row(f'<time datetime="{row.starts_on.isoformat()}">{escape(row.days)}</time>', titles, cells)


def _past(rows: Sequence[RunRow]) -> str:
    if not rows:
        return ""
    items = "".join(f"<li>{escape(', '.join(filter(None, (row.days, row.place))))}</li>" for row in rows)
    title = _("Earlier dates")
    return f'<details class="more"><summary>{title} {icon("down")}</summary><ul>{items}</ul></details>'


def _points(row: PointsRow, titles: Sequence[str]) -> str:
    points = escape(row.points)
    if row.is_pending:
        points = _("Applied for") + (f" ({points})" if points else "")
    until = escape(row.until) or "–"
    if row.is_over:
        until = f'<span class="muted">{_("ended on %(day)s") % {"day": until}}</span>'
    return _row(
        escape(row.register) + _small(row.run),
        titles,
        (points, (escape(row.category) or "–") + _small(row.number), until),
    )
