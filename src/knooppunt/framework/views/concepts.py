"""The lists of terms for editors. What one changes here, searching knows at once."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.core.once import once
from knooppunt.core.versions import Conflict
from knooppunt.framework.actions.concepts import add_concept, change_concept, move_concept, retire_concept
from knooppunt.framework.actions.refusals import Refused
from knooppunt.framework.forms.concepts import ConceptForm, concept_initial
from knooppunt.framework.models import Concept, ConceptScheme
from knooppunt.framework.queries.history import item_history
from knooppunt.framework.views.common import acting_user, conflict, says_no, seen_version

PERMISSION = "framework.edit_concepts"


@access.needs(PERMISSION, methods=("GET",))
def schemes(request: HttpRequest) -> HttpResponse:
    """All lists."""
    rows = ConceptScheme.objects.annotate(count=Count("concepts")).order_by("order", "pk")
    return render(request, "framework/schemes.html", {"schemes": rows})


@access.needs(PERMISSION, methods=("GET",))
def scheme(request: HttpRequest, code: str) -> HttpResponse:
    """One list with its terms."""
    found = get_object_or_404(ConceptScheme, code=code)
    rows = found.concepts.select_related("parent").order_by("position", "pk")
    return render(request, "framework/scheme.html", {"scheme": found, "concepts": rows})


@access.needs(PERMISSION)
@once
def add(request: HttpRequest, code: str) -> HttpResponse:
    """A new term."""
    found = get_object_or_404(ConceptScheme, code=code)
    form = ConceptForm(request.POST or None, scheme=found)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_concept(scheme=found, data=form.data_given(), by=acting_user(request))
        except Refused as refusal:
            form.add_error("label_nl", str(refusal))
        else:
            messages.success(request, _("“%(title)s” is added.") % {"title": made.label})
            return redirect("framework:scheme", found.code)
    context = {"form": form, "scheme": found}
    return render(request, "framework/concept.html", context, status=422 if form.errors else 200)


@access.needs(PERMISSION)
def change(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One term: its names, and what happened to it."""
    found = get_object_or_404(Concept.objects.select_related("scheme", "parent"), uuid=uuid)
    form = ConceptForm(request.POST or None, scheme=found.scheme, concept=found, initial=concept_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            change_concept(concept=found, data=form.data_given(), seen=seen_version(request), by=acting_user(request))
        except Conflict as clash:
            now: Concept = clash.current
            theirs = concept_initial(now)
            for name in ("also_nl", "also_en", "hidden_nl", "hidden_en"):
                theirs[name] = list(getattr(now, name))
            return conflict(request, form=form, theirs=theirs, version=now.version, keep_url=request.path)
        except Refused as refusal:
            form.add_error("label_nl", str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("framework:scheme", found.scheme.code)
    context = {"form": form, "scheme": found.scheme, "concept": found, "history": item_history(found)}
    return render(request, "framework/concept.html", context, status=422 if form.errors else 200)


@access.needs(PERMISSION, methods=("POST",))
@says_no
def retire(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """No longer offered, or offered again."""
    found = get_object_or_404(Concept.objects.select_related("scheme"), uuid=uuid)
    retire_concept(concept=found, is_retired=not found.is_retired(), by=acting_user(request))
    messages.success(request, _("Saved."))
    return redirect("framework:concept", found.uuid)


@access.needs(PERMISSION, methods=("POST",))
@says_no
def step(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One place up or down in the list."""
    found = get_object_or_404(Concept.objects.select_related("scheme"), uuid=uuid)
    move_concept(concept=found, up=request.POST.get("naar") == "op", by=acting_user(request))
    return redirect("framework:scheme", found.scheme.code)
