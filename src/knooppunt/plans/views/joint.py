"""Activities that hubs carry together."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from knooppunt.core import access
from knooppunt.core.numbers import whole_number
from knooppunt.core.versions import Conflict
from knooppunt.network.models import Hub
from knooppunt.plans.actions.joint import accept_offer, decline_offer, leave_joint, offer_activity
from knooppunt.plans.forms.joint import AcceptForm, OfferForm
from knooppunt.plans.models import ActionPlan, JointOffer
from knooppunt.plans.queries.joint import offers_of
from knooppunt.plans.queries.tree import plan_tree
from knooppunt.plans.views.common import actor, get_item, says_no
from knooppunt.plans.views.rows import changed_meanwhile


@access.needs("plans.change_plan")
@says_no
def offer_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer an activity to other hubs; shows who takes part and how it stands there."""
    item = get_item(request, pk, "plans.change_plan")
    plan = item.theme.plan
    offers = offers_of(item)
    asked = [offer.hub_id for offer in offers]
    others = Hub.objects.working().exclude(pk__in=[plan.hub_id, *asked])
    form = OfferForm(request.POST if request.method == "POST" else None, hubs=others, initial={"version": item.version})
    if request.method == "POST" and form.is_valid():
        try:
            offer_activity(
                item=item, hubs=form.cleaned_data["hubs"], seen=form.cleaned_data["version"], by=actor(request)
            )
            messages.success(request, _("Asked. You see here what they answer."))
        except Conflict:
            messages.warning(request, changed_meanwhile())
        return redirect("plans:joint", pk)
    found = plan_tree(plan).find(pk)
    context = {
        "item": item,
        "plan": plan,
        "offers": offers,
        "form": form,
        "row": found[1] if found else None,
        "others": others,
    }
    return render(request, "plans/joint.html", context, status=422 if form.errors else 200)


@access.needs("plans.change_plan", methods=("POST",))
@says_no
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on alone."""
    item = get_item(request, pk, "plans.change_plan")
    version = request.POST.get("version", "")
    try:
        leave_joint(item=item, seen=whole_number(version, 0), by=actor(request))
        messages.success(request, _("You carry this activity on your own again."))
    except Conflict:
        messages.warning(request, changed_meanwhile())
    return redirect("plans:row", pk)


@access.needs("plans.change_plan")
@says_no
def answer_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a joint activity into the own plan, or say no."""
    offer = get_object_or_404(JointOffer.objects.select_related("hub", "joint__made_by"), pk=pk)
    access.require(request, "plans.change_plan", offer)  # an offer carries the hub that is asked
    plan = ActionPlan.objects.filter(hub_id=offer.hub_id, year=offer.year).select_related("hub").first()
    if request.method == "POST" and "no" in request.POST:
        decline_offer(offer=offer, by=actor(request))
        messages.success(request, _("You do not take part. You can still change your mind."))
        return redirect(plan) if plan else redirect("plans:own")
    form = AcceptForm(request.POST if request.method == "POST" else None, plan=plan) if plan else None
    if request.method == "POST" and form is not None and form.is_valid():
        item = accept_offer(offer=offer, theme=form.cleaned_data["theme"], by=actor(request))
        messages.success(request, _("The activity is in your plan, with a status of your own."))
        return redirect(f"{item.theme.plan.get_absolute_url()}#r{item.pk}")
    context = {"offer": offer, "plan": plan, "hub": offer.hub, "form": form}
    return render(request, "plans/offer.html", context, status=422 if form is not None and form.errors else 200)
