"""Editing the items of a draft, one at a time; every step works without script."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.core.models import BinBatch
from knooppunt.core.numbers import whole_number
from knooppunt.core.once import once
from knooppunt.core.versions import Conflict
from knooppunt.framework.actions.items import (
    add_item,
    change_item,
    delete_item,
    move_item,
    move_step,
    retire_item,
)
from knooppunt.framework.actions.ties import associate, dissociate
from knooppunt.framework.forms.frameworks import ItemForm, item_initial
from knooppunt.framework.models import Framework, FrameworkAssociation, FrameworkItem, ItemMapping
from knooppunt.framework.queries.browse import editors_ties, framework_items_visible_to, lineage
from knooppunt.framework.queries.history import all_history
from knooppunt.framework.views.common import (
    EDIT,
    acting_user,
    conflict,
    get_draft_item,
    get_framework,
    get_item,
    has_word,
    says_no,
    seen_version,
)

PER_PAGE = 60
MOST_FOUND = 20


def _under(framework: Framework, text: str) -> FrameworkItem | None:
    try:
        wanted = UUID(text)
    except ValueError:
        return None
    return framework.items.filter(uuid=wanted).first()


def branch_url(framework: Framework, under: FrameworkItem | None) -> str:
    """The branch of a framework where its editor sees what stands under an item."""
    address = reverse("framework:edit", args=[framework.slug])
    return f"{address}?onder={under.uuid}" if under else address


def _children(framework: Framework, under: FrameworkItem | None, number: str | None) -> Page[FrameworkItem]:
    rows = framework.items.filter(depth=under.depth + 1 if under else 0).select_related("kind").order_by("order")
    if under:
        rows = rows.filter(order__gt=under.order, order__lte=under.last)
    return Paginator(rows, PER_PAGE).get_page(number)


@access.needs(EDIT, methods=("GET",))
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """One branch of the tree, with what one can do."""
    framework = get_framework(request, slug)
    under = _under(framework, request.GET.get("onder", ""))
    context = {
        "framework": framework,
        "under": under,
        "above": lineage(under) if under else [],
        "page": _children(framework, under, request.GET.get("page")),
        "undo": _undo(request),
        "doubtful": framework.mappings.filter(state=ItemMapping.State.DOUBTFUL).count() if framework.previous else 0,
    }
    return render(request, "framework/edit.html", context)


def _undo(request: HttpRequest) -> BinBatch | None:
    """What the reader just threw away, when the address names it."""
    mine = BinBatch.objects.filter(by=acting_user(request), restored_at__isnull=True)
    number = whole_number(request.GET.get("weg", ""))
    return mine.filter(pk=number).first() if number else None


@access.needs(EDIT)
@says_no
@once
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """A new item, at the end under another one or at the top."""
    framework = get_framework(request, slug)
    under = _under(framework, request.GET.get("onder", ""))
    form = ItemForm(request.POST or None, initial=_like(under))
    if request.method == "POST" and form.is_valid():
        made = add_item(framework=framework, parent=under, data=form.data_given(), by=acting_user(request))
        messages.success(request, _("“%(title)s” is added.") % {"title": made.title})
        if "more" in request.POST:
            return redirect(request.get_full_path())
        return redirect(branch_url(framework, under))
    context = {"framework": framework, "form": form, "under": under, "back": branch_url(framework, under)}
    return render(request, "framework/item_form.html", context, status=422 if form.errors else 200)


def _like(under: FrameworkItem | None) -> dict[str, object]:
    """A new item begins with the domains of what it stands under."""
    return {"domains": under.tags.get("domains", [])} if under else {}


@access.needs(EDIT)
@says_no
def change(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One item: its words and terms, where it stands, how it hangs together, what happened to it."""
    item = get_item(request, uuid)
    form = ItemForm(request.POST or None, initial=item_initial(item))
    if request.method == "POST" and form.is_valid():
        try:
            change_item(item=item, data=form.data_given(), seen=seen_version(request), by=acting_user(request))
        except Conflict as clash:
            now: FrameworkItem = clash.current
            return conflict(request, form=form, theirs=item_initial(now), version=now.version, keep_url=request.path)
        messages.success(request, _("Saved."))
        return redirect(branch_url(item.framework, item.parent))
    context = {
        "framework": item.framework,
        "item": item,
        "form": form,
        "back": branch_url(item.framework, item.parent),
        "above": lineage(item),
        "ties": editors_ties(item),
        "history": all_history(item),
        "undo": _undo(request),
    }
    return render(request, "framework/item_form.html", context, status=422 if form.errors else 200)


@access.needs(EDIT)
@says_no
def move(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Walk through the tree and put the item where it belongs."""
    item = get_draft_item(request, uuid)
    under = _under(item.framework, request.POST.get("onder") or request.GET.get("onder", ""))
    if request.method == "POST":
        move_item(item=item, parent=under, before=None, by=acting_user(request))
        messages.success(request, _("“%(title)s” is moved.") % {"title": item.title})
        return redirect(branch_url(item.framework, under))
    context = {
        "framework": item.framework,
        "item": item,
        "under": under,
        "above": lineage(under) if under else [],
        "page": _children(item.framework, under, request.GET.get("page")),
    }
    return render(request, "framework/move.html", context)


@access.needs(EDIT, methods=("POST",))
@says_no
def step(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One place up or down."""
    item = get_draft_item(request, uuid)
    move_step(item=item, up=request.POST.get("naar") == "op", by=acting_user(request))
    return redirect(branch_url(item.framework, item.parent))


@access.needs(EDIT, methods=("POST",))
@says_no
def retire(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """No longer in use, or in use again."""
    item = get_draft_item(request, uuid)
    retire_item(item=item, is_retired=not item.is_retired, by=acting_user(request))
    return redirect("framework:item-edit", item.uuid)


@access.needs(EDIT, methods=("POST",))
@says_no
def delete(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Into the bin, with all below it."""
    item = get_draft_item(request, uuid)
    batch = delete_item(item=item, by=acting_user(request))
    address = branch_url(item.framework, item.parent)
    return redirect(f"{address}{'&' if '?' in address else '?'}weg={batch.pk}")


class TieForm(forms.Form):
    """How two items hang together."""

    kind = forms.ChoiceField(
        choices=[choice for choice in FrameworkAssociation.Kind.choices if choice[0] != "isChildOf"],
    )
    other = forms.UUIDField()


@access.needs(EDIT)
@says_no
def tie(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Find another item, and say how the two hang together. In published versions too."""
    item = get_item(request, uuid)
    if request.method == "POST":
        form = TieForm(request.POST)
        rows = framework_items_visible_to(request.user)
        other = rows.filter(uuid=form.cleaned_data["other"]).first() if form.is_valid() else None
        if other is None:
            messages.error(request, _("Choose an item, and how the two hang together."))
            return redirect(request.get_full_path())
        associate(origin=item, kind=form.cleaned_data["kind"], destination=other, by=acting_user(request))
        messages.success(request, _("The two are tied."))
        return redirect("framework:item-edit", item.uuid)
    words = request.GET.get("q", "")[:200].strip()
    context = {
        "framework": item.framework,
        "item": item,
        "words": words,
        "found": _find(request, item, words),
        "kinds": TieForm().fields["kind"].choices,  # type: ignore[attr-defined]  # a ChoiceField
    }
    return render(request, "framework/tie.html", context)


def _find(request: HttpRequest, item: FrameworkItem, words: str) -> list[FrameworkItem]:
    rows = framework_items_visible_to(request.user).exclude(pk=item.pk).select_related("framework")
    for word in words.split()[:8]:
        rows = rows.filter(has_word(word))
    newest = rows.exclude(framework__state=Framework.State.REPLACED).order_by("framework__order", "order")
    return list(newest[:MOST_FOUND]) if words else []


@access.needs(EDIT, methods=("POST",))
@says_no
def untie(request: HttpRequest, uuid: UUID, association: UUID) -> HttpResponse:
    """Take an association away."""
    item = get_item(request, uuid)
    rows = FrameworkAssociation.objects.filter(origin=item) | FrameworkAssociation.objects.filter(destination=item)
    found = get_object_or_404(rows.select_related("framework"), uuid=association)
    batch = dissociate(association=found, by=acting_user(request))
    return redirect(f"{reverse('framework:item-edit', args=[item.uuid])}?weg={batch.pk}")
