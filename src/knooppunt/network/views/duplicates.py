"""Are these the same? Two records side by side, made into one, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.core.bin import RestoreRefused
from knooppunt.core.numbers import whole_number
from knooppunt.core.versions import Conflict
from knooppunt.network.actions.merge_records import (
    CONTACT_FIELDS,
    ORGANISATION_FIELDS,
    merge_contacts,
    merge_organisations,
    not_the_same,
    undo_record_merge,
)
from knooppunt.network.models import Contact, Organisation, RegisterMerge
from knooppunt.network.queries.contacts import contacts_visible_to, hubs_to_keep_contacts, with_functions
from knooppunt.network.queries.duplicates import double_contacts, double_organisations, merges_visible_to
from knooppunt.network.queries.organisations import organisations_visible_to, with_names
from knooppunt.network.views.acting import acting_user
from knooppunt.network.vocabulary import label_of

EDIT = "network.edit_organisations"
SUBJECTS = {"organisaties": RegisterMerge.Subject.ORGANISATION, "contacten": RegisterMerge.Subject.CONTACT}


@dataclass(frozen=True)
class Side:
    """One field of both, side by side."""

    name: str
    label: str
    kept: str
    gone: str

    @property
    def differs(self) -> bool:
        """Whether one has to choose."""
        return self.kept != self.gone


@access.needs(EDIT, methods=("GET",))
def duplicates(request: HttpRequest, words: str) -> HttpResponse:
    """Pairs that look alike, and merges that can be taken back."""
    subject = SUBJECTS[words]
    pairs = double_organisations(request.user) if words == "organisaties" else double_contacts(request.user)
    recent = merges_visible_to(request.user).filter(subject=subject)[:10]
    context = {"pairs": pairs, "words": words, "merges": _named(list(recent)), "is_contacts": words == "contacten"}
    return render(request, "network/duplicates.html", context)


def _named(merges: list[RegisterMerge]) -> list[tuple[RegisterMerge, str]]:
    model: Any = Organisation if merges and merges[0].subject == RegisterMerge.Subject.ORGANISATION else Contact
    names = dict(model.all_objects.filter(pk__in=[one.kept_id for one in merges]).values_list("pk", "name"))
    return [(one, names[one.kept_id]) for one in merges if one.kept_id in names]


def _two(request: HttpRequest, words: str, kept: int, gone: int) -> tuple[Any, Any]:
    rows: Any
    if words == "organisaties":
        rows = with_names(organisations_visible_to(request.user))
    else:
        rows = with_functions(contacts_visible_to(request.user), request.user)
    one, other = get_object_or_404(rows, pk=kept), get_object_or_404(rows, pk=gone)
    if words == "contacten":
        access.require(request, "network.edit_contacts", one)
        access.require(request, "network.edit_contacts", other)
    return one, other


@access.needs(EDIT)
def merge(request: HttpRequest, words: str, kept: int, gone: int) -> HttpResponse:
    """Side by side; choose per field, then one goes on as the other."""
    one, other = _two(request, words, kept, gone)
    if request.method == "POST":
        if request.POST.get("doe") == "anders":
            not_the_same(subject=SUBJECTS[words], one=kept, other=gone, by=acting_user(request))
            messages.success(request, _("We do not offer these two again."))
            return redirect("network:duplicates", words=words)
        done = _merge(request, words, one, other)
        if done is not None:
            return done
        one, other = _two(request, words, kept, gone)
    context = {"one": one, "other": other, "words": words, "sides": _sides(words, one, other)}
    return render(request, "network/merge_records.html", context, status=409 if request.method == "POST" else 200)


def _merge(request: HttpRequest, words: str, one: Any, other: Any) -> HttpResponse | None:
    """Do it; ``None`` when somebody changed one of the two meanwhile."""
    seen = {one.pk: _number(request, "gezien-een"), other.pk: _number(request, "gezien-twee")}
    fields = ORGANISATION_FIELDS if words == "organisaties" else CONTACT_FIELDS
    take = [name for name in fields if request.POST.get(f"veld-{name}") == "twee"]
    by = acting_user(request)
    try:
        if words == "organisaties":
            merge_organisations(kept=one, gone=other, seen=seen, take=take, by=by)
        else:
            hubs = list(hubs_to_keep_contacts(request.user))
            merge_contacts(kept=one, gone=other, seen=seen, take=take, hubs=hubs, by=by)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("network:duplicates", words=words)
    except Conflict:
        messages.warning(request, _("Somebody changed one of the two just now. Look once more, then choose."))
        return None
    messages.success(request, _("%(name)s is one record now. You can take that back below.") % {"name": one})
    return redirect("network:duplicates", words=words)


def _number(request: HttpRequest, name: str) -> int:
    return whole_number(request.POST.get(name, ""), 0)


def _sides(words: str, one: Any, other: Any) -> list[Side]:
    labels: dict[str, Any] = {
        "name": _("Name"),
        "kind": _("Kind"),
        "website": _("Website"),
        "role_mailbox": _("Role mailbox"),
        "parent": _("Belongs to"),
        "email": _("E-mail address"),
        "phone": _("Telephone"),
        "sector": _("Sector"),
    }
    fields = ORGANISATION_FIELDS if words == "organisaties" else CONTACT_FIELDS
    return [Side(name, str(labels[name]), _shown(one, name), _shown(other, name)) for name in fields]


def _shown(row: Any, name: str) -> str:
    value = getattr(row, name)
    if name == "kind":
        return label_of("organisation_kinds", value)
    if name == "sector" and value:
        return label_of("sectors", value)
    return str(value or "")


@access.needs(EDIT, methods=("POST",))
def unmerge(request: HttpRequest, pk: int) -> HttpResponse:
    """Two records again."""
    found = get_object_or_404(merges_visible_to(request.user), pk=pk)
    words = next(words for words, subject in SUBJECTS.items() if subject == found.subject)
    try:
        back = undo_record_merge(merge=found, by=acting_user(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except RestoreRefused as refused:
        messages.error(request, " ".join(refused.reasons))
    else:
        name = "organisation" if isinstance(back, Organisation) else "contact"
        messages.success(request, _("%(name)s is a record of its own again.") % {"name": back})
        return redirect(reverse(f"network:{name}", args=[back.pk]))
    return redirect("network:duplicates", words=words)
