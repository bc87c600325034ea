"""Reading a plan from a document: choose it, mend what was understood, see what changes, save."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.core.documents.responses import download
from knooppunt.core.versions import Conflict
from knooppunt.plans.actions.drafts import KEPT_FOR, drop_import, mend_import, save_import, start_import
from knooppunt.plans.actions.refusals import Refused
from knooppunt.plans.forms.importing import UploadForm, read_choice, read_mending, seen_version
from knooppunt.plans.importing.mend import Draft
from knooppunt.plans.importing.refusal import ImportRefused
from knooppunt.plans.importing.template import make_template
from knooppunt.plans.importing.titles import other_year
from knooppunt.plans.models import ActionPlan, PlanImport
from knooppunt.plans.queries.importing import preview_of
from knooppunt.plans.views.common import actor, get_hub, says_no
from knooppunt.plans.views.shown_import import changes_shown, draft_shown, source_shown, steps, theme_words

ACTION = "plans.import_plan"


@access.needs(ACTION, limit="import")
def start(request: HttpRequest, hub: str, year: int) -> HttpResponse:
    """GET asks for a document; POST reads it and leads to the draft."""
    found = get_hub(request, hub)
    access.require(request, ACTION, found)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            draft = start_import(hub=found, year=year, data=file.read(), file_name=file.name, by=actor(request))
        except (ImportRefused, Refused) as no:
            form.add_error("file", str(no))
        else:
            return redirect("plans:import_mend", hub, year, draft.pk)
    drafts = PlanImport.objects.filter(hub=found, year=year).select_related("by")
    plan = ActionPlan.objects.filter(hub=found, year=year).first()
    context = {
        "hub": found,
        "year": year,
        "form": form,
        "drafts": drafts,
        "plan": plan,
        "days": KEPT_FOR.days,
        "steps": steps(1),
    }
    return render(request, "plans/import_start.html", context, status=422 if form.errors else 200)


@access.needs(ACTION, methods=("GET",))
def template(request: HttpRequest, hub: str, year: int) -> HttpResponse:
    """The empty Excel template."""
    access.require(request, ACTION, get_hub(request, hub))
    return download(make_template(year), name=f"actieplan-{year}-sjabloon", kind="xlsx")


@access.needs(ACTION)
def mend(request: HttpRequest, hub: str, year: int, pk: int) -> HttpResponse:
    """The tree beside its source. One form; each button names a move: ``up:12``, ``theme-merge:3``, ``undo``."""
    draft = _draft(request, hub, year, pk)
    status, answer, conflict = 200, None, False
    if request.method == "POST":
        mending = read_mending(request.POST)
        try:
            answer = mend_import(draft=draft, seen=seen_version(request.POST), mending=mending)
        except Conflict:
            draft = _draft(request, hub, year, pk)
            status, conflict = 409, True
        else:
            if mending.move == "check" and answer is None:
                return _to(request, "plans:import_check", draft)
            if not getattr(request, "htmx", False) and answer is None:
                return _to(request, "plans:import_mend", draft, anchor=_anchor(mending.move))
    context = {**_context(draft), "answer": answer, "conflict": conflict, "move": request.POST.get("move", "")}
    if conflict:
        context["typed"] = _typed(request, draft)
    partial = getattr(request, "htmx", False)
    return render(request, "plans/import_form.html" if partial else "plans/import_mend.html", context, status=status)


@access.needs(ACTION)
@says_no
def check(request: HttpRequest, hub: str, year: int, pk: int) -> HttpResponse:
    """What saving would change in the plan; POST saves all or nothing."""
    draft = _draft(request, hub, year, pk)
    if request.method == "POST":
        try:
            done = save_import(
                draft=draft, seen=seen_version(request.POST), choice=read_choice(request.POST), by=actor(request)
            )
        except Conflict:
            raise Refused(_("Somebody mended this import in the meantime. Look again at what would change.")) from None
        messages.success(request, _("The plan is saved.") if done.saved else _("No difference."))
        return redirect("plans:plan", hub, year)
    preview, read = preview_of(draft), Draft.from_dict(draft.tree["draft"])
    context = {
        "hub": draft.hub,
        "draft": draft,
        "preview": preview,
        "problem": read.problem(),
        "other_year": other_year(read.title, year),
        "changes": changes_shown(draft, preview),
        "theme_words": theme_words(preview) if preview.plan else [],
        "steps": steps(3),
    }
    return render(request, "plans/import_check.html", context)


@access.needs(ACTION, methods=("POST",))
def drop(request: HttpRequest, hub: str, year: int, pk: int) -> HttpResponse:
    """Throw the draft away."""
    drop_import(draft=_draft(request, hub, year, pk))
    messages.success(request, _("The import is thrown away. Nothing changed in the plan."))
    return redirect("plans:import", hub, year)


def _draft(request: HttpRequest, hub: str, year: int, pk: int) -> PlanImport:
    """A draft of this hub and year; 403 for whoever may not import for the hub, 404 when it is gone."""
    found = get_hub(request, hub)
    access.require(request, ACTION, found)
    return get_object_or_404(PlanImport.objects.select_related("hub", "by"), hub=found, year=year, pk=pk)


def _to(request: HttpRequest, name: str, draft: PlanImport, anchor: str = "") -> HttpResponse:
    response: HttpResponse = redirect(name, draft.hub.slug, draft.year, draft.pk)
    if getattr(request, "htmx", False):
        target, response = response["Location"], HttpResponse(status=204)
        response["HX-Redirect"] = target
    elif anchor:
        response["Location"] += anchor
    return response


def _anchor(move: str) -> str:
    """Where the page opens again: at the row or theme that was moved."""
    name, _colon, number = move.partition(":")
    return f"#{'thema' if name.startswith(('theme', 'add')) else 'rij'}{number}" if number.isdecimal() else ""


def _context(draft: PlanImport) -> dict[str, Any]:
    return {
        "hub": draft.hub,
        "draft": draft,
        "tree": draft_shown(draft),
        "source": source_shown(draft),
        "can_undo": bool(draft.tree["before"]),
        "steps": steps(2),
    }


def _typed(request: HttpRequest, draft: PlanImport) -> list[str]:
    """Texts that were typed and are nowhere in the draft as it is now, so that nobody loses them."""
    there = {row["text"] for theme in draft.tree["draft"]["themes"] for row in theme["rows"]}
    return [
        edit.text
        for edit in read_mending(request.POST).rows.values()
        if edit.text.strip() and edit.text.strip() not in there
    ]
