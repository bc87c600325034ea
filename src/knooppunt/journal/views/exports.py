"""The logbook as CSV or Excel. It shows what its reader may see on the page, never more."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.core.documents.responses import CONTENT_TYPES, download
from knooppunt.core.documents.tables import Table, csv_lines
from knooppunt.core.documents.xlsx import make_xlsx, write_xlsx
from knooppunt.journal.queries.listing import MomentSearch, with_details
from knooppunt.journal.queries.sheets import COLUMNS, moment_table
from knooppunt.journal.queries.visible import moments_visible_to
from knooppunt.journal.views.common import contacts_for, get_hub


@access.needs("journal.view_moments", methods=("GET",))
def export(request: HttpRequest, hub: str, kind: str) -> HttpResponseBase:
    """The list with its filters, in the columns that an import reads."""
    found = get_hub(request, hub)
    contacts = contacts_for(request, found)
    search = MomentSearch.from_query(request.GET)
    moments = search.apply(moments_visible_to(request.user).filter(hub=found), contacts=contacts)
    table = moment_table(with_details(moments, contacts=contacts))
    name = f"logboek-{found.slug}-{timezone.localdate():%Y-%m-%d}.{kind}"
    if kind == "csv":
        lines: Iterator[bytes] = csv_lines(table.columns, table.rows)
        answer = StreamingHttpResponse(lines, content_type=CONTENT_TYPES["csv"])
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    if kind != "xlsx":
        raise Http404("no such kind of file")
    target = tempfile.TemporaryFile()  # noqa: SIM115 (the answer closes it)
    write_xlsx(target, [table], title=_("Logbook"))
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=name, content_type=CONTENT_TYPES["xlsx"])


@access.needs("journal.add_moment", methods=("GET",))
def template(request: HttpRequest, hub: str) -> HttpResponse:
    """An empty workbook with the right columns."""
    get_hub(request, hub, "journal.add_moment")
    return download(
        make_xlsx([Table("Logboek", COLUMNS, [])], title=_("Logbook")), name="logboek-sjabloon", kind="xlsx"
    )
