"""Taking in a list of moments: choose a file, look at what it would do, save all or nothing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.core import access, files
from knooppunt.core.file_types import CSV, TEXT, UNKNOWN, XLSX
from knooppunt.core.models import StoredFile
from knooppunt.core.tables import TableRefused
from knooppunt.journal.actions.importing import ImportPlan, plan_import, read_moments, save_import
from knooppunt.journal.forms.importing import ConfirmForm, ImportForm
from knooppunt.journal.queries.sheets import COLUMNS, KINDS, VISIBILITIES
from knooppunt.journal.views.common import acting_user, get_hub, says_no
from knooppunt.network.models import Hub

SHOWN = 100  # rows and errors on the preview; the rest is counted
# UNKNOWN lets text in odd encodings through to ``core.tables``, which says in a sentence what is wrong with it.
TYPES = frozenset({XLSX, CSV, TEXT, UNKNOWN})


@access.needs("journal.add_moment", limit="import")
def upload(request: HttpRequest, hub: str) -> HttpResponse:
    """Choose a file; the answer is what it would do. Nothing is saved yet but the file itself, for a day."""
    found = get_hub(request, hub, "journal.add_moment")
    given: dict[str, Any] = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    form = ImportForm(**given)
    if request.method == "POST" and form.is_valid():
        try:
            most: int = settings.UPLOAD_MAX_BYTES
            stored = files.store(
                form.cleaned_data["file"], allowed_types=TYPES, max_bytes=most, by=acting_user(request)
            )
            return _preview(request, found, stored, _plan(request, found, stored))
        except (files.FileRefused, TableRefused) as refused:
            form.add_error("file", str(refused))
    context = {
        "hub": found,
        "form": form,
        "columns": COLUMNS,
        "kinds": KINDS.values(),
        "visibilities": VISIBILITIES.values(),
    }
    return render(request, "journal/import.html", context, status=422 if form.errors else 200)


@access.needs("journal.add_moment", methods=("POST",), limit="import")
@says_no
def confirm(request: HttpRequest, hub: str) -> HttpResponse:
    """Save the file that was looked at: read anew, so that what is saved fits what stands in the logbook now."""
    found = get_hub(request, hub, "journal.add_moment")
    form = ConfirmForm(request.POST)
    mine = StoredFile.objects.filter(uploaded_by=acting_user(request))
    stored = mine.filter(uuid=form.cleaned_data["file"]).first() if form.is_valid() else None
    if stored is None:
        messages.error(request, _("We no longer have this file. Choose it once more."))
        return redirect("journal:import", found.slug)
    try:
        plan = _plan(request, found, stored)
    except (TableRefused, FileNotFoundError):
        messages.error(request, _("We can no longer read this file. Choose it once more."))
        return redirect("journal:import", found.slug)
    if plan.errors:
        return _preview(request, found, stored, plan)
    count = save_import(plan, hub=found, by=acting_user(request))
    messages.success(
        request, ngettext("%(count)d moment is added.", "%(count)d moments are added.", count) % {"count": count}
    )
    return redirect("journal:logbook", found.slug)


def _plan(request: HttpRequest, hub: Hub, stored: StoredFile) -> ImportPlan:
    table = read_moments(files.path_of(stored.sha256), name=stored.name)
    return plan_import(table, hub=hub, by=acting_user(request))


def _preview(request: HttpRequest, hub: Hub, stored: StoredFile, plan: ImportPlan) -> HttpResponse:
    context = {
        "hub": hub,
        "plan": plan,
        "stored": stored,
        "errors": plan.errors[:SHOWN],
        "more_errors": max(0, len(plan.errors) - SHOWN),
        "rows": plan.new[:SHOWN],
        "more_rows": max(0, len(plan.new) - SHOWN),
        "known": len(plan.rows) - len(plan.new),
        "warned": [row for row in plan.new if row.warnings][:SHOWN],
    }
    return render(request, "journal/import_preview.html", context, status=422 if plan.errors else 200)
