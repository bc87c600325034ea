"""Where proposals come from besides: one's own calendar and the log address; and when the weekly mail goes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.journal.actions.calendars import (
    connect_calendar,
    forget_calendar,
    is_example,
    pause_calendar,
)
from knooppunt.journal.actions.filing import hub_log, renew_log_address, set_stale_days
from knooppunt.journal.actions.filing import log_address as address_of
from knooppunt.journal.actions.refusals import Refused
from knooppunt.journal.actions.weekly import mail_settings, set_weekly_mail
from knooppunt.journal.calendars import problem_sentence
from knooppunt.journal.forms.sources import CalendarForm, StaleForm, WeeklyMailForm
from knooppunt.journal.models import CalendarFeed
from knooppunt.journal.views.common import acting_user, get_hub, says_no
from knooppunt.network.api import hubs_of


@access.needs("journal.have_sources")
def calendar(request: HttpRequest) -> HttpResponse:
    """The calendar that we read, how that went, and giving an address."""
    user = acting_user(request)
    feed = CalendarFeed.objects.filter(user=user).first()
    form = CalendarForm(request.POST if request.method == "POST" else None, feed=feed)
    if request.method == "POST" and form.is_valid():
        try:
            connect_calendar(user=user, hub=hubs_of(user)[0], **form.cleaned_data)
        except Refused as refusal:
            form.add_error("address", str(refusal))
        else:
            messages.success(request, _("Saved. We read your calendar within a few minutes."))
            return redirect("journal:calendar")
    problem = problem_sentence(feed.problem) if feed and feed.problem else ""
    context = {
        "form": form,
        "feed": feed,
        "problem": problem,
        "is_example": feed is not None and is_example(feed.address),
    }
    return render(request, "journal/calendar.html", context, status=422 if form.errors else 200)


@access.needs("journal.have_sources", methods=("POST",))
@says_no
def calendar_pause(request: HttpRequest) -> HttpResponse:
    """Read it no longer, or again."""
    feed = get_object_or_404(CalendarFeed, user=acting_user(request))
    pause_calendar(feed=feed, paused="resume" not in request.POST)
    return redirect("journal:calendar")


@access.needs("journal.have_sources", methods=("POST",))
@says_no
def calendar_forget(request: HttpRequest) -> HttpResponse:
    """Forget the address."""
    forget_calendar(feed=get_object_or_404(CalendarFeed, user=acting_user(request)))
    messages.success(request, _("We forgot the address of your calendar. What is in the logbook stays."))
    return redirect("journal:calendar")


@access.needs("journal.set_log")
def log_address(request: HttpRequest, hub: str) -> HttpResponse:
    """The address to which mail is filed; POST makes a new one."""
    found = get_hub(request, hub, "journal.set_log")
    if request.method == "POST":
        renew_log_address(hub=found, by=acting_user(request))
        messages.success(request, _("There is a new address. Mail to the old one is refused from now on."))
        return redirect("journal:log-address", found.slug)
    log = hub_log(found)
    context = {"hub": found, "log": log, "address": address_of(log), "with_text": address_of(log, with_text=True)}
    return render(request, "journal/log_address.html", context)


@access.needs("journal.have_sources")
def weekly_mail(request: HttpRequest) -> HttpResponse:
    """When my weekly mail comes, and when a row of my hub's plan is old."""
    user = acting_user(request)
    hub = hubs_of(user)[0]
    sent = request.POST if request.method == "POST" else None
    is_hubs = sent is not None and "stale_days" in sent
    form = WeeklyMailForm(None if is_hubs else sent, wanted=mail_settings(user))
    stale = StaleForm(sent if is_hubs else None, initial={"stale_days": hub_log(hub).stale_days})
    if is_hubs and stale.is_valid():
        set_stale_days(hub=hub, days=stale.cleaned_data["stale_days"], by=user)
        messages.success(request, _("Saved."))
        return redirect("journal:weekly-mail")
    if sent is not None and not is_hubs and form.is_valid():
        set_weekly_mail(user=user, is_on=form.is_on, weekday=form.weekday, hour=form.cleaned_data["hour"])
        messages.success(request, _("Saved."))
        return redirect("journal:weekly-mail")
    status = 422 if form.errors or stale.errors else 200
    return render(request, "journal/weekly_mail.html", {"form": form, "stale": stale, "hub": hub}, status=status)
