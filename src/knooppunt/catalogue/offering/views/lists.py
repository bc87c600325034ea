"""Taking in a list of entries: choose a file, look at what it would do, send in all or nothing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from knooppunt.catalogue.actions.entries import Refused
from knooppunt.catalogue.content import Problems
from knooppunt.catalogue.offering.forms.offering import ConfirmListForm, ListForm
from knooppunt.catalogue.offering.importing import COLUMNS, EntryImport, plan_entries, submit_import
from knooppunt.catalogue.offering.queries.submissions import own_organisations
from knooppunt.catalogue.offering.views.common import OFFER, in_words
from knooppunt.catalogue.views.getting import acting_user
from knooppunt.core import access, file_types, files
from knooppunt.core.documents.responses import download
from knooppunt.core.documents.tables import Column, Table
from knooppunt.core.documents.xlsx import make_xlsx
from knooppunt.core.models import StoredFile
from knooppunt.core.tables import TableRefused, read_table
from knooppunt.core.versions import Conflict
from knooppunt.network.models import Organisation

SHOWN = 200  # rows and errors on the preview; the rest is counted
MOST_ROWS = 2_000  # of a list that somebody sends in by hand; the command takes more
# Whatever it is may be looked at: ``core.tables`` says best what is wrong with it. Nobody is ever given it back.
TYPES = (
    file_types.DOCUMENTS
    | file_types.IMAGES
    | {
        file_types.CSV,
        file_types.TEXT,
        file_types.CALENDAR,
        file_types.UNKNOWN,
        file_types.ZIP,
        file_types.MACROS,
        file_types.OLD_OFFICE,
    }
)


@access.needs(OFFER, limit="import")
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file; the answer is what it would do. Nothing is kept yet but the file itself, for a day."""
    given: dict[str, Any] = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    form = ListForm(**given, organisations=own_organisations(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            most: int = settings.UPLOAD_MAX_BYTES
            upload = form.cleaned_data["file"]
            stored = files.store(upload, allowed_types=TYPES, max_bytes=most, by=acting_user(request))
            return _preview(request, stored, form.cleaned_data["organisation"])
        except (files.FileRefused, TableRefused) as refused:
            form.add_error("file", str(refused))
    context = {"form": form, "columns": COLUMNS}
    return render(request, "catalogue/offering/list.html", context, status=422 if form.errors else 200)


@access.needs(OFFER, methods=("POST",), limit="import")
def confirm(request: HttpRequest) -> HttpResponse:
    """Send in the list that was looked at: read anew, so that it is compared with what is there now."""
    form = ConfirmListForm(request.POST)
    if not form.is_valid():
        return _gone(request)
    organisation = next(
        (one for one in own_organisations(request.user) if one.uuid == form.cleaned_data["organisation"]), None
    )
    stored = StoredFile.objects.filter(uuid=form.cleaned_data["file"], uploaded_by=acting_user(request)).first()
    if stored is None or organisation is None:
        return _gone(request)
    try:
        plan = _plan(stored, organisation)
        if plan.errors:
            return _preview(request, stored, organisation, plan)
        counts = submit_import(plan, by=acting_user(request))
    except (TableRefused, FileNotFoundError):
        return _gone(request)
    except (Refused, Conflict) as refused:
        words = str(refused) if isinstance(refused, Refused) else _("Somebody changed one of these entries just now.")
        messages.warning(request, f"{words} {_('Nothing has been saved.')}")
        return _preview(request, stored, organisation)
    except Problems as problems:
        messages.error(request, f"{in_words(problems)} {_('Nothing has been saved.')}")
        return _preview(request, stored, organisation)
    said = (
        _("Sent in: %(new)s new, %(changed)s changed. On the site at once: %(published)s. The same: %(same)s.") % counts
    )
    messages.success(request, said)
    return redirect("catalogue:my-entries")


@access.needs(OFFER, methods=("GET",))
def template(request: HttpRequest) -> HttpResponse:
    """An empty workbook with the right columns."""
    table = Table("Aanbod", [Column(one.title) for one in COLUMNS], [])
    return download(make_xlsx([table], title=_("Entries")), name="aanbod-sjabloon", kind="xlsx")


def _gone(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("We no longer have this file. Choose it once more."))
    return redirect("catalogue:my-list")


def _plan(stored: StoredFile, organisation: Organisation) -> EntryImport:
    table = read_table(files.path_of(stored.sha256), name=stored.name, most_rows=MOST_ROWS)
    return plan_entries(table, organisation=organisation)


def _preview(
    request: HttpRequest, stored: StoredFile, organisation: Organisation, plan: EntryImport | None = None
) -> HttpResponse:
    plan = plan or _plan(stored, organisation)
    told = [one for one in plan.entries if one.outcome != "same"]
    context = {
        "plan": plan,
        "stored": stored,
        "organisation": organisation,
        "errors": plan.errors[:SHOWN],
        "more_errors": max(0, len(plan.errors) - SHOWN),
        "rows": told[:SHOWN],
        "more_rows": max(0, len(told) - SHOWN),
    }
    return render(request, "catalogue/offering/list_preview.html", context, status=422 if plan.errors else 200)
