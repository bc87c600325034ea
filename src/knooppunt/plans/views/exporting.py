"""Downloads of a plan. Each shows what its reader may see of the plan's page, never more."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.core.documents.pdf import PdfError
from knooppunt.core.documents.responses import download, download_json
from knooppunt.plans.exporting.content import PlanContent, plan_content
from knooppunt.plans.exporting.data import plan_data
from knooppunt.plans.exporting.docx import plan_docx
from knooppunt.plans.exporting.pdf import plan_pdf
from knooppunt.plans.exporting.xlsx import plan_xlsx
from knooppunt.plans.models import ActionPlan
from knooppunt.plans.queries.tree import PlanTree, plan_tree
from knooppunt.plans.queries.visible import PUBLIC_SIGHT, Sight, sight_of
from knooppunt.plans.views.common import find_plan

log = logging.getLogger(__name__)


@access.needs("plans.view_plan", methods=("GET",))
def pdf(request: HttpRequest, hub: str, year: int) -> HttpResponse:
    """PDF/UA. When it cannot be made, a sentence on the page of the plan."""
    plan = find_plan(request, hub, year)
    _tree, content = _content(request, plan)
    try:
        return download(plan_pdf(content, language=_language()), name=_name(plan), kind="pdf")
    except PdfError as error:
        log.warning("pdf of plan %s failed: %s", plan.pk, error)
        messages.error(request, _("The PDF could not be made just now. Try again in a minute, or take the Word file."))
        return redirect("plans:plan", hub, year)


@access.needs("plans.view_plan", methods=("GET",))
def docx(request: HttpRequest, hub: str, year: int) -> HttpResponse:
    """Word."""
    plan = find_plan(request, hub, year)
    _tree, content = _content(request, plan)
    return download(plan_docx(content, language=_language()), name=_name(plan), kind="docx")


@access.needs("plans.view_plan", methods=("GET",))
def xlsx(request: HttpRequest, hub: str, year: int) -> HttpResponse:
    """Excel, in the columns of the import template."""
    plan = find_plan(request, hub, year)
    tree, content = _content(request, plan)
    return download(plan_xlsx(tree, content), name=_name(plan), kind="xlsx")


@access.needs("plans.view_plan", methods=("GET",))
def data(request: HttpRequest, hub: str, year: int) -> HttpResponse:
    """JSON."""
    plan = find_plan(request, hub, year)
    return download_json(plan_data(plan_tree(plan, sight=_sight(request, plan))), name=_name(plan))


def _content(request: HttpRequest, plan: ActionPlan) -> tuple[PlanTree, PlanContent]:
    sight = _sight(request, plan)
    tree = plan_tree(plan, sight=sight)
    return tree, plan_content(tree, sight=sight)


def _sight(request: HttpRequest, plan: ActionPlan) -> Sight:
    """What the reader may see; with ``?delen`` only what may be passed on: no reasons, owners and notes."""
    return PUBLIC_SIGHT if "delen" in request.GET else sight_of(request.user, plan)


def _language() -> str:
    return "en" if get_language() == "en" else "nl"


def _name(plan: ActionPlan) -> str:
    return f"actieplan-{plan.hub.slug if plan.hub else 'landelijk'}-{plan.year}"
