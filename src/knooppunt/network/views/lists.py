"""The lists of the register: searching, columns, saved filters, and one change to many."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.core import access
from knooppunt.core.bin import RestoreRefused
from knooppunt.core.documents.responses import CONTENT_TYPES, download
from knooppunt.core.documents.tables import Table, csv_lines
from knooppunt.core.documents.xlsx import make_xlsx, write_xlsx
from knooppunt.network.actions.bulk import Bulk, Done, change_all, take_back
from knooppunt.network.actions.segments import delete_segment, save_segment
from knooppunt.network.forms.bulk import BulkForm
from knooppunt.network.models import Hub
from knooppunt.network.queries.columns import Row, columns_chosen, columns_offered, contact_rows, organisation_rows
from knooppunt.network.queries.contacts import contacts_visible_to
from knooppunt.network.queries.facets import HubWords, contact_groups, count_organisations, facets_of, hub_words
from knooppunt.network.queries.organisations import organisations_visible_to
from knooppunt.network.queries.searching import ContactSearch, OrganisationSearch
from knooppunt.network.queries.segments import segments_visible_to
from knooppunt.network.queries.sheets import contact_table, organisation_table
from knooppunt.network.views.acting import acting_user
from knooppunt.network.views.at_hand import hub_at_hand, own_hub_at_hand

if TYPE_CHECKING:
    _Paginator = Paginator[Any]
else:
    _Paginator = Paginator  # not subscriptable at run time

PER_PAGE = 50
MOST_AT_ONCE = 2000
BACK = "register_back"  # in the session: how to take the last bulk change back
LISTS = {"organisations": "network:organisations", "contacts": "network:contacts"}
WORDS = {"organisaties": "organisations", "contacten": "contacts"}  # of the address
# Of the address only what says what is shown, not where one is in it.
_PASSING = ("page", "gedaan", "csrfmiddlewaretoken")


class Counted(_Paginator):
    """Pages of rows that were counted already, in a quicker way than by counting the rows of the list.

    What lies before a page has to be passed over, so a page past the middle is read from the end, last row first.
    """

    def __init__(self, rows: QuerySet[Any], total: int) -> None:
        super().__init__(rows, PER_PAGE)
        self.total = total

    @property
    def count(self) -> int:
        """How many rows all pages have together."""
        return self.total

    def page(self, number: int | str) -> Page[Any]:
        """A page; its rows in the order that ``in_order`` expects."""
        number = self.validate_number(number)
        start, end = (number - 1) * PER_PAGE, min(number * PER_PAGE, self.total)
        if not self._is_backwards(number):
            return Page(self.object_list[start:end], number, self)
        rows = cast("QuerySet[Any]", self.object_list).reverse()
        return Page(rows[self.total - end : self.total - start], number, self)

    def in_order(self, page: Page[Any], rows: list[Row]) -> list[Row]:
        """What was made of the rows of a page, as the list has them."""
        return rows[::-1] if self._is_backwards(page.number) else rows

    def _is_backwards(self, number: int) -> bool:
        return (number - 1) * PER_PAGE * 2 > self.total


@access.needs("network.view_organisations", methods=("GET",))
def organisations(request: HttpRequest) -> HttpResponse:
    """Search, filter, sort and choose columns in the register."""
    hub = hub_at_hand(request)
    search = OrganisationSearch.from_query(request.GET, hub.pk if hub else None)
    visible = organisations_visible_to(request.user)
    counts = count_organisations(search, visible)
    pages = Counted(search.apply(visible), counts.total)
    page = pages.get_page(request.GET.get("page"))
    words = hub_words(hub.pk) if hub else None
    columns = columns_chosen("organisations", request.GET.getlist("kolom"), search.own.hub_id)
    context = {
        "search": search,
        "page": page,
        "rows": pages.in_order(page, organisation_rows(_queryset(page), columns, search.own.hub_id)),
        "groups": facets_of(search, counts, words),
        "may_edit": request.user.has_perm("network.edit_organisations"),
        "may_see_contacts": request.user.has_perm("network.view_contacts"),
        **_around(request, hub, "organisations", [column.name for column in columns], words),
    }
    return render(request, "network/organisations.html", context)


@access.needs("network.view_contacts", methods=("GET",))
def contacts(request: HttpRequest) -> HttpResponse:
    """Search and filter the contacts of one's own hubs."""
    hub = hub_at_hand(request)
    search = ContactSearch.from_query(request.GET, hub.pk if hub else None)
    pages = Counted(*search.page_for(request.user))
    page = pages.get_page(request.GET.get("page"))
    words = hub_words(hub.pk) if hub else None
    columns = columns_chosen("contacts", request.GET.getlist("kolom"), search.own.hub_id)
    context = {
        "search": search,
        "page": page,
        "rows": pages.in_order(page, contact_rows(_queryset(page), columns, search.own.hub_id)),
        "groups": contact_groups(search, words),
        "may_edit": request.user.has_perm("network.edit_contacts"),
        "may_see_contacts": True,
        **_around(request, hub, "contacts", [column.name for column in columns], words),
    }
    return render(request, "network/contacts.html", context)


def _queryset(page: Page[Any]) -> QuerySet[Any]:
    return cast("QuerySet[Any]", page.object_list)


def _around(
    request: HttpRequest, hub: Hub | None, subject: str, chosen: list[str], words: HubWords | None
) -> dict[str, Any]:
    """What both lists have: columns to choose, saved filters, the change to many, and how to undo the last one."""
    offered = columns_offered(subject, hub.pk if hub else None)
    may_change = hub is not None and request.user.has_perm("network.edit_notes", hub)
    back = request.session.get(BACK) if "gedaan" in request.GET else None
    return {
        "hub": hub,
        "subject": subject,
        "words": next(words for words, name in WORDS.items() if name == subject),
        "list_url": reverse(LISTS[subject]),
        "columns": [(column.name, column.title, column.name in chosen) for column in offered],
        "titles": [column.title for column in offered if column.name in chosen],
        "segments": [(one, one.query == _query(request)) for one in hub.segments.filter(subject=subject)]
        if hub
        else [],
        "bulk": BulkForm(hub=hub, subject=subject, words=words) if hub and words and may_change else None,
        "query": _query(request),
        "undo": back if back and back["subject"] == subject else None,
    }


def _query(request: HttpRequest) -> str:
    """The filter in the address, the same for the same choice."""
    pairs = [(name, value) for name, values in request.GET.lists() for value in values if value]
    return urlencode(sorted(pair for pair in pairs if pair[0] not in _PASSING))


@access.needs("network.view_organisations", methods=("GET",))
def organisations_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The same list as CSV or Excel, in the columns that an import reads."""
    hub = hub_at_hand(request)
    search = OrganisationSearch.from_query(request.GET, hub.pk if hub else None)
    table = organisation_table(search.apply(organisations_visible_to(request.user)))
    return _table(table, f"organisaties-{timezone.localdate():%Y-%m-%d}", kind)


def _table(table: Table, name: str, kind: str) -> HttpResponseBase:
    if kind == "csv":
        lines: Iterator[bytes] = csv_lines(table.columns, table.rows)
        answer = StreamingHttpResponse(lines, content_type=CONTENT_TYPES["csv"])
        answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return answer
    target = tempfile.TemporaryFile()  # noqa: SIM115 (the answer closes it)
    write_xlsx(target, [table], title=table.name)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"{name}.xlsx", content_type=CONTENT_TYPES["xlsx"])


@access.needs("network.view_contacts", methods=("GET",))
def contacts_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The same list as CSV or Excel, in the columns that an import reads."""
    hub = hub_at_hand(request)
    search = ContactSearch.from_query(request.GET, hub.pk if hub else None)
    table = contact_table(search.apply(contacts_visible_to(request.user)), request.user)
    name = f"contacten-{timezone.localdate():%Y-%m-%d}"
    if kind == "csv":
        return download(b"".join(csv_lines(table.columns, table.rows)), name=name, kind="csv")
    return download(make_xlsx([table], title=table.name), name=name, kind="xlsx")


@access.needs("network.edit_notes", methods=("POST",))
def change_many(request: HttpRequest, words: str) -> HttpResponse:
    """One change to the ticked records, or to all that were found."""
    subject = WORDS[words]
    hub = own_hub_at_hand(request)
    form = BulkForm(request.POST, hub=hub, subject=subject, words=hub_words(hub.pk))
    pks = _ticked(request, hub, subject)
    away = request.POST.get("weg") == "1"
    if not pks or not (away or form.is_valid()):
        messages.error(request, _("Tick at least one row.") if not pks else _("Choose what should change."))
        return _back_to(request, subject)
    wanted = [Bulk(subject, "bin")] if away else form.changes_given()
    try:
        with transaction.atomic():
            done = [change_all(hub=hub, pks=pks, bulk=bulk, by=acting_user(request)) for bulk in wanted]
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _back_to(request, subject)
    if not done:
        messages.error(request, _("Choose what should change."))
        return _back_to(request, subject)
    count = max(one.count for one in done)
    changed = ngettext("%(count)d row changed.", "%(count)d rows changed.", count) % {"count": count}
    keep_way_back(request, subject, hub, [one.back for one in reversed(done)], said(done[0]) if away else changed)
    return _back_to(request, subject, done=True)


def keep_way_back(request: HttpRequest, subject: str, hub: Hub, backs: list[dict[str, Any]], text: str) -> None:
    """Let the list tell what was done, with the button that takes it back."""
    request.session[BACK] = {"subject": subject, "hub": hub.slug, "backs": backs, "text": text}


def said(done: Done) -> str:
    """What went into the bin, what only left this hub, and what stayed. Which other hub knows a contact is not told."""
    text = []
    if done.count or not done.left:
        text.append(
            ngettext(
                "%(count)d record is in the bin, for 30 days.",
                "%(count)d records are in the bin, for 30 days.",
                done.count,
            )
            % {"count": done.count}
        )
    if done.left:
        words = ngettext(
            "%(left)d contact is no longer one of your hub.",
            "%(left)d contacts are no longer of your hub.",
            done.left,
        )
        text.append(words % {"left": done.left})
    if done.kept:
        words = ngettext(
            "%(kept)d stays: other hubs work with it too.", "%(kept)d stay: other hubs work with them too.", done.kept
        )
        text.append(words % {"kept": done.kept})
    return " ".join(text)


def _ticked(request: HttpRequest, hub: Hub, subject: str) -> list[int]:
    """The numbers of the rows to change, as far as the user sees them."""
    visible: QuerySet[Any]
    filters = QueryDict(request.POST.get("filters", "")[:4000])
    if subject == "organisations":
        visible = organisations_visible_to(request.user)
        found: QuerySet[Any] = OrganisationSearch.from_query(filters, hub.pk).apply(visible)
    else:
        visible = contacts_visible_to(request.user).filter(hub_contacts__hub=hub)
        found = ContactSearch.from_query(filters, hub.pk).apply(visible)
    if request.POST.get("alle") == "1":
        return list(found.values_list("pk", flat=True)[:MOST_AT_ONCE])
    ticked = [int(pk) for pk in request.POST.getlist("kies") if pk.isdecimal() and len(pk) < 18][:MOST_AT_ONCE]
    return list(visible.filter(pk__in=ticked).values_list("pk", flat=True))


@access.needs("network.edit_notes", methods=("POST",))
def undo_many(request: HttpRequest, words: str) -> HttpResponse:
    """Take the last change to many back, except where somebody changed it since."""
    subject = WORDS[words]
    back = request.session.get(BACK)
    if not back or back["subject"] != subject:
        messages.error(request, _("There is nothing to take back."))
        return _back_to(request, subject)
    hub = get_object_or_404(Hub, slug=back["hub"])
    access.require(request, "network.edit_notes", hub)
    try:
        count = max(take_back(hub=hub, back=one, by=acting_user(request)) for one in back["backs"])
    except RestoreRefused as refused:
        messages.error(request, " ".join(refused.reasons))
        return redirect("network:bin")
    del request.session[BACK]
    text = ngettext("%(count)d record is as before.", "%(count)d records are as before.", count)
    messages.success(request, text % {"count": count})
    return _back_to(request, subject)


@access.needs("network.edit_notes", methods=("POST",))
def keep_filter(request: HttpRequest, words: str) -> HttpResponse:
    """Save the filter under a name, for the whole hub."""
    subject = WORDS[words]
    hub = own_hub_at_hand(request)
    try:
        name, query = request.POST.get("naam", ""), request.POST.get("filters", "")
        segment = save_segment(hub=hub, subject=subject, name=name, query=query, by=acting_user(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The filter “%(name)s” is kept for your hub.") % {"name": segment})
    return _back_to(request, subject)


@access.needs("network.edit_notes", methods=("POST",))
def drop_filter(request: HttpRequest, pk: int) -> HttpResponse:
    """A saved filter goes."""
    segment = get_object_or_404(segments_visible_to(request.user), pk=pk)
    access.require(request, "network.edit_notes", segment)
    delete_segment(segment=segment)
    messages.success(request, _("The filter “%(name)s” is gone. What was in it stays.") % {"name": segment.name})
    return redirect(LISTS[segment.subject])


def _back_to(request: HttpRequest, subject: str, *, done: bool = False) -> HttpResponseRedirect:
    """The list as it was filtered."""
    filters = QueryDict(request.POST.get("filters", "")[:4000], mutable=True)
    filters.pop("gedaan", None)
    if done:
        filters["gedaan"] = "1"
    query = filters.urlencode()
    return HttpResponseRedirect(reverse(LISTS[subject]) + (f"?{query}" if query else ""))
