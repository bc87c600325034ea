"""Frameworks in the workspace: the list, what is said about one, publish, new version, throw away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.core import access, bin
from knooppunt.core.models import BinBatch
from knooppunt.core.numbers import whole_number
from knooppunt.core.once import once
from knooppunt.core.versions import Conflict
from knooppunt.framework.actions.frameworks import (
    change_framework,
    create_framework,
    delete_framework,
    make_new_version,
)
from knooppunt.framework.actions.items import restore_items
from knooppunt.framework.actions.publishing import publish_framework
from knooppunt.framework.actions.ties import restore_association
from knooppunt.framework.forms.frameworks import FrameworkForm, VersionForm, framework_initial
from knooppunt.framework.models import Framework, ItemMapping
from knooppunt.framework.queries.binned import binned_framework, binned_item
from knooppunt.framework.queries.browse import frameworks_visible_to
from knooppunt.framework.tasks import copy_large, publish_large
from knooppunt.framework.views.common import AT_ONCE, EDIT, acting_user, conflict, get_framework, says_no, seen_version
from knooppunt.framework.views.items import branch_url
from knooppunt.framework.views.public import framework_file


@access.needs(EDIT, methods=("GET",))
def manage(request: HttpRequest) -> HttpResponse:
    """All frameworks with their state."""
    rows = frameworks_visible_to(request.user).order_by("kind__position", "order", "title", "pk")
    batch = BinBatch.objects.filter(pk=whole_number(request.GET.get("weg", "")), by=acting_user(request)).first()
    undo = batch if batch and batch.restored_at is None else None
    return render(request, "framework/manage.html", {"frameworks": rows, "undo": undo})


@access.needs(EDIT)
@once
def add(request: HttpRequest) -> HttpResponse:
    """A new, empty framework."""
    form = FrameworkForm(request.POST or None, initial={"order": 100, "kind": "competency"})
    if request.method == "POST" and form.is_valid():
        made = create_framework(data=form.data_given(), by=acting_user(request))
        return redirect("framework:edit", made.slug)
    return render(request, "framework/details.html", {"form": form}, status=422 if form.errors else 200)


@access.needs(EDIT)
@says_no
def details(request: HttpRequest, slug: str) -> HttpResponse:
    """What is said about a framework."""
    found = get_framework(request, slug)
    form = FrameworkForm(request.POST or None, initial=framework_initial(found))
    if not found.is_draft:
        for name in set(form.fields) - {"order", "is_example"}:
            form.fields[name].disabled = True
    if request.method == "POST" and form.is_valid():
        try:
            change_framework(
                framework=found, data=form.data_given(), seen=seen_version(request), by=acting_user(request)
            )
        except Conflict as clash:
            now: Framework = clash.current
            return conflict(
                request, form=form, theirs=framework_initial(now), version=now.version, keep_url=request.path
            )
        messages.success(request, _("Saved."))
        return redirect("framework:edit", found.slug)
    context = {"form": form, "framework": found}
    return render(request, "framework/details.html", context, status=422 if form.errors else 200)


@access.needs(EDIT)
@says_no
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask once more, then publish for good."""
    found = get_framework(request, slug)
    if request.method == "POST" and found.is_draft and found.items_count > AT_ONCE:
        publish_large.enqueue(framework=found.pk, by=acting_user(request).pk)
        messages.success(
            request, _("This is a large framework. Within a few minutes you see here that it is published.")
        )
        return redirect("framework:manage")
    if request.method == "POST":
        moved = publish_framework(framework=found, by=acting_user(request))
        messages.success(request, _("%(title)s is published.") % {"title": found})
        if moved:
            messages.info(
                request,
                ngettext("%(count)d alignment moved along.", "%(count)d alignments moved along.", moved)
                % {"count": moved},
            )
        return redirect("framework:edit", found.slug)
    doubtful = found.mappings.filter(state=ItemMapping.State.DOUBTFUL).count()
    return render(request, "framework/publish.html", {"framework": found, "doubtful": doubtful})


@access.needs(EDIT)
@says_no
def new_version(request: HttpRequest, slug: str) -> HttpResponse:
    """Copy a published version into a draft."""
    found = get_framework(request, slug)
    form = VersionForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and found.items_count > AT_ONCE:
        copy_large.enqueue(framework=found.pk, edition=form.cleaned_data["edition"], by=acting_user(request).pk)
        messages.success(
            request, _("This is a large framework. Its draft appears in this list as soon as all of it is in.")
        )
        return redirect("framework:manage")
    if request.method == "POST" and form.is_valid():
        made = make_new_version(framework=found, edition=form.cleaned_data["edition"], by=acting_user(request))
        messages.success(request, _("There is a draft now. Change what you want, then publish it."))
        return redirect("framework:edit", made.slug)
    context = {"form": form, "framework": found}
    return render(request, "framework/new_version.html", context, status=422 if form.errors else 200)


@access.needs(EDIT)
@says_no
def delete(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask once more, then into the bin."""
    found = get_framework(request, slug)
    if request.method == "POST":
        batch = delete_framework(framework=found, by=acting_user(request))
        return redirect(f"{_manage_url()}?weg={batch.pk}")
    return render(request, "framework/delete.html", {"framework": found})


def _manage_url() -> str:
    from django.urls import reverse

    return reverse("framework:manage")


@access.needs(EDIT, methods=("POST",))
@says_no
def restore(request: HttpRequest, batch: int) -> HttpResponse:
    """Bring back what went into the bin: a framework, items of one, or a tie."""
    mine = get_object_or_404(BinBatch, pk=batch, by=acting_user(request))
    binned = binned_framework(mine)
    if binned is not None:
        bin.restore(mine, by=acting_user(request))
        return redirect("framework:edit", binned.slug)
    item = binned_item(mine)
    if item is None:
        tie = restore_association(batch=mine, by=acting_user(request))
        return redirect("framework:item-edit", tie.origin.uuid) if tie.origin else redirect("framework:manage")
    restore_items(batch=mine, framework=item.framework, by=acting_user(request))
    return redirect(branch_url(item.framework, item.parent))


@access.needs(EDIT, methods=("GET",))
def export(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """A framework, drafts too, as a file."""
    return framework_file(get_framework(request, slug), kind, request)
