"""Writing one section, and arranging all of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.core.versions import Conflict
from knooppunt.reports.actions.refusals import Refused
from knooppunt.reports.actions.sections import arrange_sections, drop_story, write_section
from knooppunt.reports.document import suggestion
from knooppunt.reports.forms.sections import ArrangeForm, SectionForm
from knooppunt.reports.models import Report, Section
from knooppunt.reports.queries.gathering import content_of
from knooppunt.reports.queries.history import texts_of
from knooppunt.reports.sections import TITLES
from knooppunt.reports.views.common import acting_user, get_report, says_no, seen_version


@access.needs("reports.write_report")
def section(request: HttpRequest, pk: int, section: int) -> HttpResponse:
    """Write the story of one section, beginning with the highlights as sentences."""
    report = get_report(request, pk, "reports.write_report")
    found = get_object_or_404(Section, pk=section, report=report)
    if not report.is_open:
        messages.error(request, _("This report is frozen. Choose “Correct” first; then you make a new version."))
        return redirect("reports:report", pk)
    if request.method != "POST":
        text = found.text if found.is_own else suggestion(content_of(report), found.code)
        return _show(request, report, found, SectionForm(initial={"text": text, "version": found.version}))
    form = SectionForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            write_section(section=found, text=given["text"], seen=given["version"], by=acting_user(request))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return _conflict(request, report, conflict.current, given["text"])
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('reports:report', args=[pk])}#s-{found.code}")
    return _show(request, report, found, form)


def _show(request: HttpRequest, report: Report, found: Section, form: SectionForm) -> HttpResponse:
    context = {
        "report": report,
        "hub": report.hub,
        "section": found,
        "title": str(TITLES[found.code]),
        "form": form,
        "earlier": texts_of(found),
    }
    return render(request, "reports/section.html", context, status=422 if form.errors else 200)


@dataclass(frozen=True)
class _Row:
    label: str
    mine: str
    theirs: str


def _conflict(request: HttpRequest, report: Report, current: Section, mine: str) -> HttpResponse:
    """Both texts side by side, and the choice."""
    newest = current.history.select_related("history_user").first()
    context = {
        "report": report,
        "hub": report.hub,
        "title": str(TITLES[current.code]),
        "rows": [_Row(_("Text"), mine, current.text)],
        "by": str(newest.history_user or "") if newest else "",
        "at": newest.history_date if newest else None,
        "action": reverse("reports:section", args=[report.pk, current.pk]),
        "hidden": {"text": mine},
        "version": current.version,
        "keep_url": reverse("reports:report", args=[report.pk]),
    }
    return render(request, "reports/section_conflict.html", context, status=409)


@access.needs("reports.write_report", methods=("POST",))
@says_no
def drop(request: HttpRequest, pk: int, section: int) -> HttpResponse:
    """Back to the highlights."""
    report = get_report(request, pk, "reports.write_report")
    found = get_object_or_404(Section, pk=section, report=report)
    drop_story(section=found, seen=seen_version(request), by=acting_user(request))
    messages.success(request, _("The highlights speak again. Your text is in the history."))
    return redirect(f"{reverse('reports:report', args=[pk])}#s-{found.code}")


@access.needs("reports.write_report")
@says_no
def arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """Order, and what is left out. One save."""
    report = get_report(request, pk, "reports.write_report")
    sections = list(Section.objects.filter(report=report))
    form = ArrangeForm(sections, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        arrange_sections(report=report, order=form.order, shown=form.shown, seen=form.seen, by=acting_user(request))
        messages.success(request, _("Saved."))
        return redirect("reports:report", pk)
    context = {"report": report, "hub": report.hub, "form": form}
    return render(request, "reports/arrange.html", context, status=422 if form.error else 200)
