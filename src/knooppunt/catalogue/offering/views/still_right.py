""" "Is this still right?", behind the link in the mail: GET shows, one press answers, and the answer can be taken back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from knooppunt.catalogue.offering.actions.freshness import answer_round, reason_in_words, take_back_answer
from knooppunt.catalogue.offering.labels import names_for
from knooppunt.catalogue.offering.models import CheckRound
from knooppunt.catalogue.offering.queries.submissions import fields_of
from knooppunt.core.models import LinkGrant


def show_round(request: HttpRequest, grant: LinkGrant) -> HttpResponseBase:
    """The entry as it stands, why we ask, and the buttons."""
    question = _question(grant)
    content = question.entry.content
    context = {
        "question": question,
        "why": reason_in_words(question),
        "fields": fields_of(content, names_for(content)),
    }
    return render(request, "catalogue/offering/still_right.html", context)


def act_round(request: HttpRequest, grant: LinkGrant) -> HttpResponseBase:
    """The answer, or taking it back."""
    question, answer = _question(grant), request.POST.get("answer", "")
    if answer == "undo":
        take_back_answer(question=question)
    elif answer in {CheckRound.Answer.CONFIRMED, CheckRound.Answer.GONE}:
        answer_round(question=question, answer=answer, by=None)
    return redirect(request.path)


def _question(grant: LinkGrant) -> CheckRound:
    rows = CheckRound.objects.filter(entry__binned_at__isnull=True).select_related("entry__provider", "entry__hub")
    return get_object_or_404(rows, pk=grant.subject_id)
