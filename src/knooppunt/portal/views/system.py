"""What the administrator looks after: mail on its way, work that was given up, and the bin."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from knooppunt.accounts.models import User
from knooppunt.core import access, bin, jobs, outbox, schedules
from knooppunt.core.models import BinBatch, OutboxMail, Schedule
from knooppunt.core.numbers import whole_number

PAGE = 50


@access.needs("portal.manage_system", methods=("GET",))
def mails(request: HttpRequest) -> HttpResponse:
    """The outbox, newest first, with a tab per state."""
    counts = dict(OutboxMail.objects.order_by().values_list("state").annotate(Count("pk")))
    state = request.GET.get("state", "")
    found = OutboxMail.objects.filter(state=state) if state in OutboxMail.State.values else OutboxMail.objects.all()
    tabs = [{"label": _("All"), "url": "?", "current": not state}]
    tabs += [
        {"label": f"{label} ({counts.get(value, 0)})", "url": f"?state={value}", "current": state == value}
        for value, label in OutboxMail.State.choices
    ]
    page = Paginator(found.defer("text", "html"), PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/mails.html", {"page": page, "tabs": tabs})


@access.needs("portal.manage_system")
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail; send it again (only a person decides that) or stop it."""
    found = get_object_or_404(OutboxMail, pk=pk)
    if request.method == "POST":
        if request.POST.get("act") == "retry":
            done = outbox.retry(found, by=cast(User, request.user))
            text = _("The mail goes out again.") if done else _("This mail cannot go out again in its present state.")
        else:
            done = outbox.cancel(found, by=cast(User, request.user))
            text = _("The mail will not go out.") if done else _("This mail is already on its way.")
        (messages.success if done else messages.warning)(request, text)
        return redirect("portal:mail", pk=found.pk)
    return render(request, "portal/mail.html", {"mail": found})


@access.needs("portal.manage_system")
def work(request: HttpRequest) -> HttpResponse:
    """Jobs that were given up, and the schedules."""
    if request.method == "POST":
        messages.success(request, _act_on_work(request))
        return redirect("portal:jobs")
    failures = Paginator(jobs.failures(), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "portal/jobs.html",
        {"page": failures, "schedules": [(schedules.title_of(row.name), row) for row in Schedule.objects.all()]},
    )


def _act_on_work(request: HttpRequest) -> str:
    act, number = request.POST.get("act", ""), whole_number(request.POST.get("pk", ""))
    if act == "retry":
        jobs.retry(get_object_or_404(jobs.failures(), pk=number))
        return _("The job is tried again.")
    schedule = get_object_or_404(Schedule, pk=number)
    if act == "pause":
        schedules.pause(schedule)
        return _("The schedule is paused.")
    schedules.resume(schedule)
    return _("The schedule runs again.")


@access.needs("portal.manage_system")
def bin_batches(request: HttpRequest) -> HttpResponse:
    """What was deleted in the last 30 days; each batch can come back."""
    if request.method == "POST":
        batch = get_object_or_404(BinBatch, pk=whole_number(request.POST.get("pk", "")), restored_at__isnull=True)
        try:
            bin.restore(batch, by=cast(User, request.user))
        except bin.RestoreRefused as refused:
            for reason in refused.reasons:
                messages.warning(request, reason)
        else:
            messages.success(request, _("“%(what)s” is back.") % {"what": batch.label})
        return redirect("portal:bin")
    found = BinBatch.objects.filter(restored_at__isnull=True).select_related("by")
    return render(request, "portal/bin.html", {"page": Paginator(found, PAGE).get_page(request.GET.get("page"))})
