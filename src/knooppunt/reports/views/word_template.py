"""The Word template of the reports, for the national office."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from knooppunt.core import access, files
from knooppunt.reports.actions.refusals import Refused
from knooppunt.reports.actions.word_template import replace_word_template, withdraw_word_template
from knooppunt.reports.exporting.docx import STYLES
from knooppunt.reports.forms.word_template import WordTemplateForm
from knooppunt.reports.models import WordTemplate
from knooppunt.reports.queries.word_template import current_template
from knooppunt.reports.views.common import acting_user


@access.needs("reports.manage_word_template", limit="import")
def word_template(request: HttpRequest) -> HttpResponse:
    """See which file is in use, replace it, or go back to the look of the platform."""
    if request.method == "POST" and "withdraw" in request.POST:
        withdraw_word_template(by=acting_user(request))
        messages.success(request, _("Reports have the look of the platform again."))
        return redirect("reports:word-template")
    form = WordTemplateForm(request.POST, request.FILES) if request.method == "POST" else WordTemplateForm()
    if request.method == "POST" and form.is_valid():
        try:
            replace_word_template(upload=form.cleaned_data["upload"], by=acting_user(request))
        except Refused as refusal:
            form.add_error("upload", str(refusal))
        else:
            messages.success(request, _("From now on reports look like this file."))
            return redirect("reports:word-template")
    context = {"form": form, "current": current_template(), "styles": ", ".join(STYLES)}
    return render(request, "reports/word_template.html", context, status=422 if form.errors else 200)


@access.needs("reports.manage_word_template", methods=("GET",))
def word_template_file(request: HttpRequest) -> HttpResponseBase:
    """The file in use."""
    current = current_template()
    template = current or get_object_or_404(WordTemplate, pk=0)
    return files.serve(request, template.file)
