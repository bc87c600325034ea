"""Closing months of the logbook."""

from __future__ import annotations

import datetime as dt
import re

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.journal.actions.months import close_month, reopen_month
from knooppunt.journal.queries.months import months_of
from knooppunt.journal.views.common import acting_user, get_hub, says_no

_CODE = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@access.needs("journal.view_whole_logbook", methods=("GET",))
def months(request: HttpRequest, hub: str) -> HttpResponse:
    """All months with their totals, and which are closed."""
    found = get_hub(request, hub, "journal.view_whole_logbook")
    context = {
        "hub": found,
        "months": months_of(found, timezone.localdate()),
        "may_close": request.user.has_perm("journal.close_month", found),
    }
    return render(request, "journal/months.html", context)


@access.needs("journal.close_month", methods=("POST",))
@says_no
def close(request: HttpRequest, hub: str) -> HttpResponse:
    """Close a month, or open it again (field ``open``)."""
    found = get_hub(request, hub, "journal.close_month")
    match = _CODE.fullmatch(request.POST.get("month", ""))
    if match is None:
        raise Http404("no such month")
    month = dt.date(int(match[1]), int(match[2]), 1)
    name = date_format(month, "F Y")
    if request.POST.get("open") == "1":
        reopen_month(hub=found, month=month, by=acting_user(request))
        messages.success(request, _("%(month)s is open again.") % {"month": name.capitalize()})
    else:
        close_month(hub=found, month=month, by=acting_user(request))
        messages.success(
            request, _("%(month)s is closed. Nothing changes in it any more.") % {"month": name.capitalize()}
        )
    return redirect("journal:months", found.slug)
