"""Taking in a list of organisations: choose a file, look at what it would do, save all or nothing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from knooppunt.core import access, file_types, files
from knooppunt.core.documents.responses import download
from knooppunt.core.documents.tables import Table
from knooppunt.core.documents.xlsx import make_xlsx
from knooppunt.core.models import StoredFile
from knooppunt.core.tables import TableRefused
from knooppunt.core.versions import Conflict
from knooppunt.network import vocabulary
from knooppunt.network.actions.import_organisations import ImportPlan, plan_import, read_organisations, save_import
from knooppunt.network.forms.register import ConfirmForm, ImportForm
from knooppunt.network.queries.sheets import COLUMNS
from knooppunt.network.views.acting import acting_user
from knooppunt.network.views.organisations import EDIT, linkable_hubs

SHOWN = 200  # rows and errors on the preview; the rest is counted
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


@access.needs(EDIT, limit="import")
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file; the answer is what it would do. Nothing is saved yet but the file itself, for a day."""
    given: dict[str, Any] = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    form = ImportForm(**given)
    if request.method == "POST" and form.is_valid():
        try:
            stored = keep_file(request, form.cleaned_data["file"])
            return _preview(request, stored)
        except (files.FileRefused, TableRefused) as refused:
            form.add_error("file", str(refused))
    context = {"form": form, "columns": list(zip((column.title for column in COLUMNS), _explanations(), strict=True))}
    return render(request, "network/import.html", context, status=422 if form.errors else 200)


def _explanations() -> list[str]:
    """What may stand in each column of ``COLUMNS``."""
    kinds = ", ".join(term.nl for term in vocabulary.terms("organisation_kinds"))
    return [
        _("required"),
        _("required; one of: %(kinds)s") % {"kinds": kinds},
        _("other names, with a semicolon (;) between them"),
        _("with a semicolon between them; with the province when more places have that name: Rijswijk (Zuid-Holland)"),
        _("the name of another organisation, in this list or in the register"),
        _("a web address"),
        _("an address of the organisation, not of one person"),
        _("short names, with a semicolon between them"),
    ]


@access.needs(EDIT, methods=("POST",), limit="import")
def confirm(request: HttpRequest) -> HttpResponse:
    """Save the file that was looked at: read anew, so that what is saved is what stands in the register's way now."""
    form = ConfirmForm(request.POST)
    stored = (
        StoredFile.objects.filter(uuid=form.cleaned_data["file"], uploaded_by=acting_user(request)).first()
        if form.is_valid()
        else None
    )
    if stored is None:
        messages.error(request, _("We no longer have this file. Choose it once more."))
        return redirect("network:import")
    try:
        plan = _plan(request, stored)
        if plan.errors:
            return _preview(request, stored, plan)
        counts = save_import(plan, by=acting_user(request))
    except (TableRefused, FileNotFoundError):
        messages.error(request, _("We can no longer read this file. Choose it once more."))
        return redirect("network:import")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("network:import")
    except Conflict:
        messages.warning(request, _("Somebody changed one of these organisations just now. Look once more, then save."))
        return _preview(request, stored)
    said = _("Saved: %(new)s new, %(changed)s changed, %(same)s already the same.") % counts
    messages.success(request, said)
    return redirect(reverse("network:organisations"))


@access.needs(EDIT, methods=("GET",))
def template(request: HttpRequest) -> HttpResponse:
    """An empty workbook with the right columns."""
    table = Table("Organisaties", COLUMNS, [])
    return download(make_xlsx([table], title=_("Organisations")), name="organisaties-sjabloon", kind="xlsx")


def keep_file(request: HttpRequest, upload: UploadedFile[Any]) -> StoredFile:
    """Keep an uploaded list for a day. Raises ``files.FileRefused``."""
    most: int = settings.UPLOAD_MAX_BYTES
    return files.store(upload, allowed_types=TYPES, max_bytes=most, by=acting_user(request))


def _plan(request: HttpRequest, stored: StoredFile) -> ImportPlan:
    hubs = None if request.user.has_perm("network.manage_hubs") else list(linkable_hubs(request.user))
    table = read_organisations(files.path_of(stored.sha256), name=stored.name)
    return plan_import(table, hubs=hubs)


def _preview(request: HttpRequest, stored: StoredFile, plan: ImportPlan | None = None) -> HttpResponse:
    plan = plan or _plan(request, stored)
    context = {
        "plan": plan,
        "stored": stored,
        "errors": plan.errors[:SHOWN],
        "more_errors": max(0, len(plan.errors) - SHOWN),
        "rows": [row for row in plan.rows if row.outcome != "same"][:SHOWN],
        "more_rows": max(0, plan.count("new") + plan.count("changed") - SHOWN),
    }
    return render(request, "network/import_preview.html", context, status=422 if plan.errors else 200)
