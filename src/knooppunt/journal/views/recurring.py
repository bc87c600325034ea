"""Moments that come round: the list, making, changing, pausing, deleting."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.core.once import once
from knooppunt.core.versions import Conflict
from knooppunt.journal.actions.recurring import (
    add_recurring,
    change_recurring,
    delete_recurring,
    pause_recurring,
)
from knooppunt.journal.actions.refusals import Refused
from knooppunt.journal.forms.recurring import RecurringForm
from knooppunt.journal.models import RecurringMoment
from knooppunt.journal.views.common import acting_user, says_no
from knooppunt.network.api import hubs_of
from knooppunt.network.models import Hub


@access.needs("journal.have_sources", methods=("GET",))
def page(request: HttpRequest) -> HttpResponse:
    """My own, of all hubs that I run. One query."""
    rows = RecurringMoment.objects.filter(user=acting_user(request)).select_related("hub", "item")
    return render(request, "journal/recurring.html", {"rows": list(rows)})


@access.needs("journal.have_sources")
@once
def add(request: HttpRequest) -> HttpResponse:
    """A new one."""
    user = acting_user(request)
    hub = hubs_of(user)[0]
    given = request.POST if request.method == "POST" else None
    form = RecurringForm(given, hub=hub, initial={"first_on": timezone.localdate()})
    if given is not None and form.is_valid():
        try:
            add_recurring(user=user, hub=hub, data=form.data_given())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. You get a proposal each time it was."))
            return redirect("journal:recurring")
    return _show(request, hub, form)


@access.needs("journal.have_sources")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one; what was proposed already stays as it is."""
    moment = _get(request, pk)
    given = request.POST if request.method == "POST" else None
    form = RecurringForm(given, hub=moment.hub, moment=moment, initial=RecurringForm.initial_of(moment))
    if given is not None and form.is_valid():
        try:
            change_recurring(moment=moment, data=form.data_given(), seen=form.cleaned_data["version"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            data = given.copy()
            data["version"] = str(conflict.current.version)
            form = RecurringForm(data, hub=moment.hub, moment=moment)
            form.add_error(None, _("You changed this somewhere else in the meantime. Look, and save once more."))
            return _show(request, moment.hub, form, moment, status=409)
        else:
            messages.success(request, _("Saved."))
            return redirect("journal:recurring")
    return _show(request, moment.hub, form, moment)


@access.needs("journal.have_sources", methods=("POST",))
@says_no
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """No proposals for a while, or again."""
    moment = _get(request, pk)
    pause_recurring(moment=moment, paused="resume" not in request.POST)
    return redirect("journal:recurring")


@access.needs("journal.have_sources", methods=("POST",))
@says_no
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """No proposals any more."""
    moment = _get(request, pk)
    delete_recurring(moment=moment)
    messages.success(request, _("“%(what)s” is deleted. What is in the logbook stays.") % {"what": moment.title})
    return redirect("journal:recurring")


def _get(request: HttpRequest, pk: int) -> RecurringMoment:
    hubs = [hub.pk for hub in hubs_of(request.user)]
    rows = RecurringMoment.objects.filter(user=acting_user(request), hub__in=hubs).select_related("hub", "item__theme")
    moment = get_object_or_404(rows, pk=pk)
    access.require(request, "journal.have_sources", moment)
    return moment


def _show(
    request: HttpRequest, hub: Hub, form: RecurringForm, moment: RecurringMoment | None = None, *, status: int = 0
) -> HttpResponse:
    context = {"hub": hub, "form": form, "moment": moment}
    return render(request, "journal/recurring_form.html", context, status=status or (422 if form.errors else 200))
