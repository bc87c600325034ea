"""Taking in a list of contacts: choose a file, say what is what, look at doubles, save all or nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.core import access, files
from knooppunt.core.documents.responses import download
from knooppunt.core.documents.tables import Table
from knooppunt.core.documents.xlsx import make_xlsx
from knooppunt.core.models import StoredFile
from knooppunt.core.tables import TableRefused
from knooppunt.core.versions import Conflict
from knooppunt.network.actions.import_contacts import remembered_columns, save_contacts
from knooppunt.network.forms.register import ConfirmForm, ContactImportForm
from knooppunt.network.importing.columns import FIELDS, find_columns
from knooppunt.network.importing.planning import ContactPlan, plan_contacts, read_contacts
from knooppunt.network.importing.vcard import Card, write_cards
from knooppunt.network.models import Hub
from knooppunt.network.queries.contacts import contacts_visible_to, with_functions
from knooppunt.network.queries.searching import ContactSearch
from knooppunt.network.queries.sheets import CHUNK, CONTACT_COLUMNS
from knooppunt.network.views.acting import acting_user
from knooppunt.network.views.at_hand import hub_at_hand, own_hub_at_hand
from knooppunt.network.views.imports import keep_file

EDIT = "network.edit_notes"
SHOWN, FIRST = 200, 12  # what is told of each kind; what is wrong, before one asks for more


@access.needs(EDIT, limit="import")
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file; the answer is what it would do."""
    hub = own_hub_at_hand(request)
    given: dict[str, Any] = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    form = ContactImportForm(**given)
    if request.method == "POST" and form.is_valid():
        try:
            stored = keep_file(request, form.cleaned_data["file"])
            return _preview(request, hub, stored, _plan(request, hub, stored))
        except (files.FileRefused, TableRefused) as refused:
            form.add_error("file", str(refused))
    fields = [(label, titles[:4]) for label, titles in FIELDS.values()]
    context = {"form": form, "hub": hub, "fields": fields}
    return render(request, "network/contacts_import.html", context, status=422 if form.errors else 200)


@access.needs(EDIT, methods=("POST",), limit="import")
def confirm(request: HttpRequest) -> HttpResponse:
    """Look again with other columns and answers, or save: read anew, so that what is saved is how things are now."""
    hub = own_hub_at_hand(request)
    form = ConfirmForm(request.POST)
    mine = StoredFile.objects.filter(uploaded_by=acting_user(request))
    stored = mine.filter(uuid=form.cleaned_data["file"]).first() if form.is_valid() else None
    if stored is None:
        messages.error(request, _("We no longer have this file. Choose it once more."))
        return redirect("network:contacts_import")
    try:
        plan = _plan(request, hub, stored)
        without_refused = request.POST.get("zonder") == "1"
        asked = request.POST.get("bewaren") == "1"
        if asked and plan.refused and not without_refused:
            words = _("Nothing is saved yet: some rows are not right. Mend them, or say below what is left out.")
            messages.warning(request, words)
        if not asked or (plan.refused and not without_refused):
            return _preview(request, hub, stored, plan)
        counts = save_contacts(plan, by=acting_user(request), without_refused=without_refused)
    except (TableRefused, FileNotFoundError) as refused:
        messages.error(request, str(refused) or _("We can no longer read this file. Choose it once more."))
        return redirect("network:contacts_import")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("network:contacts_import")
    except Conflict:
        messages.warning(request, _("Somebody changed one of these contacts just now. Look once more, then save."))
        return _preview(request, hub, stored, _plan(request, hub, stored))
    files.discard(stored)  # a list of people is not kept longer than it takes to read it
    said = _("Saved: %(new)s new, %(changed)s added to, %(same)s already the same.") % counts
    messages.success(request, said)
    return redirect("network:contacts")


@access.needs(EDIT, methods=("GET",))
def template(request: HttpRequest) -> HttpResponse:
    """An empty workbook with the right columns."""
    table = Table("Contacten", CONTACT_COLUMNS, [])
    return download(make_xlsx([table], title=_("Contacts")), name="contacten-sjabloon", kind="xlsx")


@access.needs("network.view_contacts", methods=("GET",))
def vcards(request: HttpRequest) -> HttpResponseBase:
    """The list of contacts as cards for an address book: all of them, read and sent in parts."""
    hub = hub_at_hand(request)
    search = ContactSearch.from_query(request.GET, hub.pk if hub else None)
    found = with_functions(search.apply(contacts_visible_to(request.user)), request.user).iterator(CHUNK)
    answer = StreamingHttpResponse(write_cards(_card(one) for one in found), content_type="text/vcard; charset=utf-8")
    name = f"contacten-{timezone.localdate():%Y-%m-%d}.vcf"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _card(contact: Any) -> Card:
    held = next((function for function in contact.functions.all() if function.is_current), None)
    where, what = (held.organisation.name, held.title or held.function) if held else ("", "")
    return Card(str(contact.uuid), contact.name, contact.email, contact.phone, where, what)


def _plan(request: HttpRequest, hub: Hub, stored: StoredFile) -> ContactPlan:
    table = read_contacts(files.path_of(stored.sha256), name=stored.name)
    chosen = _columns_given(request) or remembered_columns(hub, find_columns(table).digest)
    answers = {name: str(value) for name, value in request.POST.items() if name.startswith(("person-", "place-"))}
    without_unread = request.POST.get("zonder-onleesbaar") == "1"
    return plan_contacts(table, hub=hub, chosen=chosen, answers=answers, without_unread=without_unread)


def _columns_given(request: HttpRequest) -> dict[str, int] | None:
    """Field → column, as chosen on the preview; ``None`` before anybody chose."""
    if "kolommen" not in request.POST:
        return None
    found = {}
    for name in FIELDS:
        place = request.POST.get(f"kolom-{name}", "")
        if place.isdecimal() and len(place) < 4:
            found[name] = int(place)
    return found


def _preview(request: HttpRequest, hub: Hub, stored: StoredFile, plan: ContactPlan) -> HttpResponse:
    counts = plan.counts
    context = {
        "hub": hub,
        "plan": plan,
        "stored": stored,
        "counts": counts,
        "refused": plan.refused[:FIRST],
        "also_refused": plan.refused[FIRST:SHOWN],
        "more_refused": max(0, len(plan.refused) - SHOWN),
        "columns": [(name, label, plan.columns.positions.get(name)) for name, (label, _titles) in FIELDS.items()],
        "titles": list(enumerate(plan.columns.titles)),
        "told": [(str(FIELDS[name][0]), title) for name, title in plan.columns.told],
        "known": [one for one in plan.people if one.known and not one.perhaps][:SHOWN],
        "perhaps": [one for one in plan.people if one.perhaps][:SHOWN],
        "places": [place for place in plan.places.items() if place[1].pk is None or place[1].perhaps][:SHOWN],
        "new": [(one, plan.where(one)) for one in plan.people if one.known is None][:20],
        "without_unread": request.POST.get("zonder-onleesbaar") == "1",
    }
    return render(request, "network/contacts_preview.html", context, status=422 if plan.refused else 200)
