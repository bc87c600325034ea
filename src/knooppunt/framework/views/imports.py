"""Taking in a framework: choose a file, look at what is in it, save all or nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from knooppunt.core import access, files
from knooppunt.core.file_types import CSV, TEXT, UNKNOWN, XLSX
from knooppunt.core.models import StoredFile
from knooppunt.core.tables import TableRefused
from knooppunt.framework.actions.importing import DEFAULT_KIND, Wishes, import_framework
from knooppunt.framework.case import mapping
from knooppunt.framework.case.sources import Source, source_of
from knooppunt.framework.case.stream import CaseRefused
from knooppunt.framework.case.survey import Survey, survey
from knooppunt.framework.case.tables import COLUMNS
from knooppunt.framework.forms.frameworks import ImportForm, WishesForm
from knooppunt.framework.models import Framework, FrameworkAssociation
from knooppunt.framework.tasks import import_large
from knooppunt.framework.views.common import AT_ONCE, EDIT, acting_user

TYPES = frozenset({XLSX, CSV, TEXT, UNKNOWN})
MOST_BYTES = 200 * 2**20
MOST_VERSIONS = 200


@access.needs(EDIT, limit="import")
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file; the answer is what is in it. Nothing is saved yet but the file itself, for a day."""
    given: dict[str, Any] = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    form = ImportForm(**given)
    if request.method == "POST" and form.is_valid():
        try:
            stored = files.store(
                form.cleaned_data["file"], allowed_types=TYPES, max_bytes=MOST_BYTES, by=acting_user(request)
            )
            source = _source(stored)
            found = survey(source)
            return _preview(request, stored, found, _wishes(stored, found))
        except (files.FileRefused, TableRefused, CaseRefused) as refused:
            form.add_error("file", str(refused))
    context = {"form": form, "columns": COLUMNS}
    return render(request, "framework/import.html", context, status=422 if form.errors else 200)


@access.needs(EDIT, methods=("POST",), limit="import")
def confirm(request: HttpRequest) -> HttpResponse:
    """Save the file that was looked at: read anew. A large one is left to the worker."""
    form = WishesForm(request.POST, previous=_versions())
    valid = form.is_valid()
    mine = StoredFile.objects.filter(uploaded_by=acting_user(request))
    stored = mine.filter(uuid=form.cleaned_data["file"]).first() if "file" in form.cleaned_data else None
    try:
        if stored is None:
            raise CaseRefused(_("We no longer have this file. Choose it once more."))
        source = _source(stored, str(form.cleaned_data.get("title", "")))
        found = survey(source)
    except FileNotFoundError:
        messages.error(request, _("We no longer have this file. Choose it once more."))
        return redirect("framework:import")
    except (TableRefused, CaseRefused) as refused:
        messages.error(request, str(refused))
        return redirect("framework:import")
    if not valid or found.errors:
        return _preview(request, stored, found, form)
    if found.items_count > AT_ONCE:
        return _later(request, stored, form)
    made = import_framework(source=source, found=found, wishes=_given(form), by=acting_user(request))
    messages.success(request, _("%(title)s is taken in, as a draft.") % {"title": made})
    return redirect("framework:edit", made.slug)


def _later(request: HttpRequest, stored: StoredFile, form: WishesForm) -> HttpResponse:
    wishes = _given(form)
    import_large.enqueue(
        file=str(stored.uuid),
        title=wishes.title,
        kind=wishes.kind.code if wishes.kind else "",
        is_example=bool(wishes.is_example),
        previous=wishes.previous.pk if wishes.previous else None,
        by=acting_user(request).pk,
    )
    messages.success(request, _("This is a large framework. It appears in this list as soon as all of it is in."))
    return redirect("framework:manage")


def _source(stored: StoredFile, title: str = "") -> Source:
    return source_of(files.path_of(stored.sha256), name=stored.name, title=title)


def _versions() -> list[Framework]:
    return list(Framework.objects.public().order_by("title", "-pk")[:MOST_VERSIONS])


def _wishes(stored: StoredFile, found: Survey) -> WishesForm:
    identifier = found.document.get("identifier")
    versions = _versions()
    known = next((one for one in versions if one.identifier == identifier), None)
    values = mapping.document_values(found.document, mapping.finder()) if not found.errors else {}
    initial = {
        "file": stored.uuid,
        "title": found.title,
        "kind": values["kind"].code if "kind" in values else DEFAULT_KIND,
        "is_example": values.get("is_example", False),
        "previous": str(known.pk) if known else "",
    }
    return WishesForm(initial=initial, previous=versions)


def _given(form: WishesForm) -> Wishes:
    given = form.cleaned_data
    return Wishes(
        title=given["title"],
        kind=form.kinds[given["kind"]],
        is_example=given["is_example"],
        previous=form.versions.get(given["previous"]),
    )


def _preview(request: HttpRequest, stored: StoredFile, found: Survey, form: WishesForm) -> HttpResponse:
    identifier = found.document.get("identifier", "")
    same = list(Framework.objects.complete().filter(identifier=identifier)[:5]) if isinstance(identifier, str) else []
    context = {"found": found, "stored": stored, "form": form, "same": same, "kinds": _kinds(found)}
    status = 422 if found.errors or form.errors else 200
    return render(request, "framework/import_preview.html", context, status=status)


def _kinds(found: Survey) -> list[tuple[str, int]]:
    """How often each kind of tie occurs, as we call it; one of somebody else's own stays as it is written."""
    labels = dict(FrameworkAssociation.Kind.choices)
    return sorted((str(labels.get(kind, kind)), number) for kind, number in found.kinds.items())
