"""The quality marks of an entry: those of others are recorded here."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.catalogue.actions.entries import Refused
from knooppunt.catalogue.models import QualityLabel, QualityMark
from knooppunt.catalogue.offering.actions import marks as actions
from knooppunt.catalogue.offering.actions.quality import LABEL
from knooppunt.catalogue.offering.forms.marks import MarkForm
from knooppunt.catalogue.offering.views.common import attempt
from knooppunt.catalogue.views.getting import acting_user, entry_at
from knooppunt.core import access

MANAGE = "catalogue.manage_quality"


@access.needs(MANAGE)
def marks(request: HttpRequest, pk: int) -> HttpResponse:
    """All marks of an entry, and room to record one that somebody else gave."""
    entry = entry_at(request, pk, MANAGE)
    form = MarkForm(request.POST or None, initial={"given_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_mark(entry=entry, data=form.data_given(), by=acting_user(request))
            messages.success(request, _("The mark stands with the entry."))
            return redirect("catalogue:marks", pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    labels = list(QualityLabel.objects.exclude(code=LABEL).filter(is_retired=False))
    context = {
        "entry": entry,
        "form": form,
        "marks": entry.quality_marks.select_related("label"),
        "own": LABEL,
        "names": sorted({one.name for one in labels}),
        "labellers": sorted({one.labeller for one in labels}),
    }
    return render(request, "catalogue/offering/marks.html", context, status=422 if form.errors else 200)


@access.needs(MANAGE, methods=("POST",))
def mark_step(request: HttpRequest, pk: int, mark: int) -> HttpResponse:
    """Withdraw a mark, or take that back."""
    entry, by = entry_at(request, pk, MANAGE), acting_user(request)
    found = get_object_or_404(QualityMark.objects.select_related("label", "entry"), pk=mark, entry=entry)
    if "back" in request.POST:
        attempt(request, lambda: actions.restore_mark(mark=found, by=by), done=_("The mark counts again."))
    else:
        attempt(request, lambda: actions.withdraw_mark(mark=found, by=by), done=_("The mark no longer counts."))
    return redirect("catalogue:marks", pk)
