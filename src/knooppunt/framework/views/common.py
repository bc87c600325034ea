"""What the pages of the workspace share: finding things, saying no with a sentence, and showing two versions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from knooppunt.accounts.models import User
from knooppunt.core import access
from knooppunt.core.bin import RestoreRefused
from knooppunt.core.numbers import whole_number
from knooppunt.framework.actions.refusals import Refused
from knooppunt.framework.models import Framework, FrameworkItem
from knooppunt.framework.queries.browse import framework_items_visible_to, frameworks_visible_to

View = Callable[..., HttpResponse]
EDIT = "framework.edit_frameworks"
AT_ONCE = 3_000  # items that are taken in, copied or published while one waits; more are left to the worker


def acting_user(request: HttpRequest) -> User:
    """The user of a page that asks for a permission: signed in, or the view would not run."""
    return cast(User, request.user)


def get_framework(request: HttpRequest, slug: str) -> Framework:
    """A framework that the reader may edit or look at as editor; 404 when there is none."""
    access.require(request, EDIT)
    return get_object_or_404(frameworks_visible_to(request.user).select_related("previous"), slug=slug)


def get_item(request: HttpRequest, uuid: UUID) -> FrameworkItem:
    """An item for its editor, with its framework; 404 when there is none."""
    access.require(request, EDIT)
    rows = framework_items_visible_to(request.user).select_related("framework__kind", "kind", "parent")
    return get_object_or_404(rows, uuid=uuid)


def get_draft_item(request: HttpRequest, uuid: UUID) -> FrameworkItem:
    """An item of a draft; of a published version only looking is possible: 403."""
    item = get_item(request, uuid)
    if not item.framework.is_draft:
        raise PermissionDenied("published versions do not change")
    return item


def says_no(view: View) -> View:
    """Turn an action's refusal into a sentence on the page one came from."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (Refused, RestoreRefused) as refusal:
            messages.error(request, str(refusal))
            return redirect(back_to(request, reverse("framework:manage")))

    return wrapped


def has_word(word: str) -> Q:
    """Items with this word in their title or text, or with this code."""
    return Q(full_statement__icontains=word) | Q(abbreviated__icontains=word) | Q(code__iexact=word)


def back_to(request: HttpRequest, fallback: str) -> str:
    """The page that the form was on, or ``fallback``."""
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return referer
    return fallback


def seen_version(request: HttpRequest) -> int:
    """The version that the form saw; 0 (which fits nothing) when it says none."""
    return whole_number(request.POST.get("version", ""), 0)


@dataclass(frozen=True)
class Difference:
    """One field, as each of the two has it."""

    label: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Pairs:
    """Hidden fields; a name may occur more than once."""

    items: list[tuple[str, str]]


def conflict(
    request: HttpRequest, *, form: forms.Form, theirs: Mapping[str, Any], version: int, keep_url: str
) -> HttpResponse:
    """Somebody was first: both versions, and the choice. ``theirs``: what stands there now, as the form's initial."""
    given = cast(QueryDict, form.data)
    hidden = [(name, value) for name in form.fields for value in given.getlist(form.add_prefix(name)) if value]
    rows = []
    for name, field in form.fields.items():
        mine = _shown(field, form.cleaned_data.get(name))
        other = _shown(field, theirs.get(name))
        if mine != other:
            rows.append(Difference(str(field.label or name), mine, other))
    context = {
        "rows": rows,
        "hidden": Pairs(hidden),
        "version": version,
        "keep_url": keep_url,
        "action": request.get_full_path(),
    }
    return render(request, "framework/conflict.html", context, status=409)


def _shown(field: forms.Field, value: Any) -> str:
    """A value as people read it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    values = list(value) if isinstance(value, list | tuple) else [value]
    if isinstance(field, forms.ChoiceField):
        labels = {str(code): str(label) for code, label in field.choices}  # type: ignore[union-attr,misc]  # no groups
        values = [labels.get(str(one), str(one)) for one in values]
    return ", ".join(str(one) for one in values)
