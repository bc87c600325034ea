"""The coordinator keeps the hubs: add, change, merge, close and open again."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.core.numbers import whole_number
from knooppunt.core.versions import Conflict
from knooppunt.network.actions.hubs import close_hub, create_hub, reopen_hub, update_hub
from knooppunt.network.actions.merge import merge_hubs, undo_merge
from knooppunt.network.forms.hubs import HubForm, MergeForm
from knooppunt.network.models import Hub
from knooppunt.network.queries.hubs import managed_hubs, what_moves
from knooppunt.network.views.acting import acting_user
from knooppunt.network.views.conflict import show_conflict
from knooppunt.network.views.hubs import hub_at

MANAGE = "network.manage_hubs"


@access.needs(MANAGE, methods=("GET",))
def hubs(request: HttpRequest) -> HttpResponse:
    """All hubs, closed ones too, with what is missing."""
    return render(request, "network/manage_hubs.html", {"rows": managed_hubs()})


@access.needs(MANAGE)
def add(request: HttpRequest) -> HttpResponse:
    """Add a hub."""
    form = HubForm(
        request.POST or None, initial={"version": 0, "order": Hub.objects.count(), "kind": Hub.Kind.REGIONAL}
    )
    if request.method == "POST" and form.is_valid():
        hub = create_hub(values=form.hub_values(), region=form.region(), by=acting_user(request))
        messages.success(request, _("%(hub)s has been added.") % {"hub": hub})
        return redirect("network:hub_details", slug=hub.slug)
    return render(request, "network/hub_form.html", {"form": form, "the_hub": None}, status=422 if form.errors else 200)


@access.needs(MANAGE)
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a hub; a changed address leaves a redirect behind."""
    hub = hub_at(request, slug, MANAGE)
    form = HubForm(request.POST or None, initial=HubForm.initial_of(hub), hub=hub)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["version"]
        try:
            update_hub(hub=hub, seen=seen, values=form.hub_values(), region=form.region(), by=acting_user(request))
        except Conflict as conflict:
            now = HubForm.initial_of(conflict.current)
            return show_conflict(request, form=form, theirs=now, title=str(conflict.current), keep_url=request.path)
        messages.success(request, _("%(hub)s is saved.") % {"hub": hub})
        return redirect("network:hub_details", slug=hub.slug)
    return render(request, "network/hub_form.html", {"form": form, "the_hub": hub}, status=422 if form.errors else 200)


@access.needs(MANAGE)
def merge(request: HttpRequest, slug: str) -> HttpResponse:
    """Merge a hub into another one, after saying what that means."""
    hub = hub_at(request, slug, MANAGE)
    form = MergeForm(request.POST or None, initial={"version": hub.version}, hub=hub)
    if request.method == "POST" and form.is_valid():
        target = form.cleaned_data["target"]
        try:
            merge_hubs(hub=hub, target=target, seen=form.cleaned_data["version"], by=acting_user(request))
        except ValidationError as error:
            form.add_error(None, error)
        except Conflict:
            form.add_error(None, _("Somebody changed this hub while you were looking. Read it once more, then merge."))
            form.data = {**request.POST.dict(), "version": str(Hub.objects.get(pk=hub.pk).version)}
        else:
            messages.success(request, _("%(hub)s has merged into %(target)s.") % {"hub": hub, "target": target})
            return redirect("network:hub_details", slug=hub.slug)
    context = {"form": form, "the_hub": hub, "moves": what_moves(hub)}
    return render(request, "network/hub_merge.html", context, status=422 if form.errors else 200)


@access.needs(MANAGE, methods=("POST",))
def unmerge(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a merge back."""
    hub = hub_at(request, slug, MANAGE)
    last = get_object_or_404(hub.merges.all()[:1])
    try:
        undo_merge(merge=last, by=acting_user(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The merge is taken back. %(hub)s is open again.") % {"hub": hub})
    return redirect("network:hub_details", slug=hub.slug)


@access.needs(MANAGE)
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """Close a hub, after saying what that means."""
    hub = hub_at(request, slug, MANAGE)
    if request.method == "POST":
        return _toggle(request, hub, opening=False)
    return render(request, "network/hub_close.html", {"the_hub": hub})


@access.needs(MANAGE, methods=("POST",))
def reopen(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a closed hub again."""
    return _toggle(request, hub_at(request, slug, MANAGE), opening=True)


def _toggle(request: HttpRequest, hub: Hub, *, opening: bool) -> HttpResponse:
    seen = request.POST.get("version", "")
    try:
        if opening:
            reopen_hub(hub=hub, seen=whole_number(seen), by=acting_user(request))
        else:
            close_hub(hub=hub, seen=whole_number(seen), by=acting_user(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except Conflict:
        messages.warning(
            request, _("Somebody changed this hub while you were looking. Look once more, then choose again.")
        )
    else:
        words = _("%(hub)s is open again.") if opening else _("%(hub)s is closed. Its page stays readable.")
        messages.success(request, words % {"hub": hub})
    return redirect(reverse("network:hub_details", args=[hub.slug]))
