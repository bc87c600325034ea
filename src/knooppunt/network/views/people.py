"""People and their roles: the list, inviting, ending, extending, handing over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from knooppunt.accounts import api as accounts
from knooppunt.accounts.models import User
from knooppunt.core import access
from knooppunt.core.once import once
from knooppunt.network.actions import handover as handover_actions
from knooppunt.network.actions import invitations, mandates
from knooppunt.network.forms.people import ExtendForm, HandoverForm, InviteForm
from knooppunt.network.mandates import hubs_of, mandates_visible_to
from knooppunt.network.models import Hub, Invitation, Mandate, Role
from knooppunt.network.queries import people as queries
from knooppunt.network.rules import may_give

PER_PAGE = 50


@access.needs("network.manage_people", methods=("GET",))
def people(request: HttpRequest) -> HttpResponseBase:
    """Everybody with a role, for administrator and coordinator."""
    slug = request.GET.get("hub", "")
    return _people(request, hub=Hub.objects.filter(slug=slug).first() if slug else None, fixed=None)


@access.needs("network.manage_hub_people", methods=("GET",))
def hub_people(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The people of one hub."""
    hub = _hub(request, slug, "network.manage_hub_people")
    return _people(request, hub=hub, fixed=hub)


@access.needs("network.own_people", methods=("GET",))
def own_people(request: HttpRequest) -> HttpResponseBase:
    """Short address: the people of one's own hub."""
    return redirect("network:hub_people", hubs_of(request.user, Role.AMBASSADOR)[0].slug)


@access.needs("network.manage_people", limit="invite")
@once
def invite(request: HttpRequest) -> HttpResponseBase:
    """Invite somebody for any role that one may give."""
    return _invite(request, None)


@access.needs("network.manage_hub_people", limit="invite")
@once
def hub_invite(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Invite a duo partner or a board reader."""
    return _invite(request, _hub(request, slug, "network.manage_hub_people"))


@access.needs("network.manage_mandate")
def end_mandate(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask once more, then end a mandate."""
    mandate = _mandate(request, pk)
    if request.method == "POST":
        try:
            mandates.end_mandate(mandate=mandate, by=_user(request))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The role of %(person)s has ended.") % {"person": mandate.user})
        return redirect(_back(request, mandate.hub))
    context = {"mandate": mandate, "back": _back(request, mandate.hub), "own": mandate.user_id == request.user.pk}
    return render(request, "network/people_end.html", context)


@access.needs("network.manage_mandate")
def extend_mandate(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Change until when a mandate runs."""
    mandate = _mandate(request, pk)
    form = ExtendForm(request.POST or None, initial={"valid_until": mandate.valid_until})
    if request.method == "POST" and form.is_valid():
        try:
            mandates.extend_mandate(mandate=mandate, valid_until=form.cleaned_data["valid_until"], by=_user(request))
        except ValidationError as error:
            form.add_error("valid_until", error)
        else:
            messages.success(request, _("Saved."))
            return redirect(_back(request, mandate.hub))
    context = {"mandate": mandate, "form": form, "back": _back(request, mandate.hub)}
    return render(request, "network/people_extend.html", context, status=422 if form.errors else 200)


@access.needs("network.manage_mandate", methods=("POST",), limit="invite")
def resend_invitation(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send an invitation again."""
    invitation = _invitation(request, pk)
    try:
        invitations.resend_invitation(invitation=invitation, by=_user(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The invitation to %(person)s is sent again.") % {"person": invitation.email})
    return redirect(_back(request, invitation.hub, show="invited"))


@access.needs("network.manage_mandate", methods=("POST",))
def withdraw_invitation(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take an invitation back."""
    invitation = _invitation(request, pk)
    try:
        invitations.withdraw_invitation(invitation=invitation, by=_user(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The invitation to %(person)s is withdrawn.") % {"person": invitation.email})
    return redirect(_back(request, invitation.hub, show="invited"))


@access.needs("network.hand_over_hub", limit="invite")
def hand_over(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Hand a hub over: fill in, look at what goes along, confirm."""
    hub = _hub(request, slug, "network.hand_over_hub")
    mine = [m.pk for m in mandates_visible_to(request.user).filter(hub=hub, user=_user(request), role=Role.AMBASSADOR)]
    form = HandoverForm(request.POST or None, hub=hub, initial={"leaving": mine})
    context: dict[str, Any] = {"hub": hub, "form": form}
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        leaving = list(form.cleaned_data["leaving"])
        if "confirm" not in request.POST:
            known = accounts.active_user_of(form.cleaned_data["email"])
            context |= {"leaving": leaving, "items": queries.handover_summary(hub, leaving), "known": known}
            return render(request, "network/people_handover_confirm.html", context)
        try:
            data = {key: form.cleaned_data[key] for key in ("email", "name", "on", "note")}
            handover_actions.hand_over_hub(hub=hub, leaving=leaving, by=_user(request), **data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The hand-over is set down. The history shows it."))
            return redirect(f"{_back(request, hub)}" if may_give(request.user, Role.BOARD, hub) else "/werkplek/")
    return render(request, "network/people_handover.html", context, status=422 if form.errors else 200)


@access.needs("network.reset_second_factor")
def reset_second_factor(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Help somebody who lost phone and recovery codes; the administrator first makes sure who asks."""
    user = get_object_or_404(User, pk=pk, is_active=True)
    if request.method == "POST":
        accounts.reset_second_factor(user=user, by=_user(request))
        messages.success(request, _("The second step of %(person)s is reset.") % {"person": user})
        return redirect("network:people")
    return render(request, "network/people_reset.html", {"person": user, "back": reverse("network:people")})


@access.signed_in(methods=("POST",))
def agree_naming(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Agree to be named as ambassador on the public page of one's hub."""
    mandate = get_object_or_404(
        Mandate.objects.current().select_related("hub", "user"), pk=pk, user_id=request.user.pk, role=Role.AMBASSADOR
    )
    mandates.agree_public_naming(mandate=mandate, by=_user(request))
    messages.success(request, _("Thank you. Your name is on the page of your hub now."))
    return redirect("account_mine")


def _people(request: HttpRequest, *, hub: Hub | None, fixed: Hub | None) -> HttpResponse:
    user, asked = _user(request), request.GET
    show = asked.get("show", "") if asked.get("show") in queries.SHOW else "now"
    role = asked.get("role", "") if asked.get("role") in Role.values else ""
    context: dict[str, Any] = {
        "hub": fixed,
        "chosen_hub": hub,
        "show": show,
        "role": role,
        "q": asked.get("q", "")[:100].replace("\x00", ""),
        "tabs": _tabs(request, show),
        "roles": [(value, label) for value, label in Role.choices if fixed is None or value in ("ambassador", "board")],
        "invite_url": reverse("network:hub_invite", args=[fixed.slug]) if fixed else reverse("network:invite"),
    }
    context["may_reset"] = user.has_perm("network.reset_second_factor")
    if fixed is None:
        context["hubs"] = list(Hub.objects.all())
    if show == "history":
        context["entries"] = queries.people_history(user, hub=hub)
        return render(request, "network/people_list.html", context)
    rows = queries.people_list(user, show=show, role=role, hub=hub, q=context["q"])
    page = Paginator(rows, PER_PAGE).get_page(asked.get("page"))
    for row in page:
        row.may_manage = may_give(user, row.role, row.hub_id)
    return render(request, "network/people_list.html", {**context, "page": page})


def _tabs(request: HttpRequest, show: str) -> list[dict[str, Any]]:
    labels = [
        ("now", _("With a role now")),
        ("invited", _("Invited")),
        ("ended", _("Ended")),
        ("history", _("History")),
    ]
    return [{"label": label, "url": f"{request.path}?show={code}", "current": code == show} for code, label in labels]


def _invite(request: HttpRequest, hub: Hub | None) -> HttpResponseBase:
    form = InviteForm(request.POST or None, by=request.user, hub_fixed=hub)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = invitations.invite_person(by=_user(request), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(
                request,
                _("The invitation to %(person)s is on its way. It works for 14 days.") % {"person": invitation.email},
            )
            return redirect(_back(request, hub, show="invited"))
    context = {"form": form, "hub": hub, "back": _back(request, hub)}
    return render(request, "network/people_invite.html", context, status=422 if form.errors else 200)


def _hub(request: HttpRequest, slug: str, permission: str) -> Hub:
    hub = get_object_or_404(Hub, slug=slug)
    access.require(request, permission, hub)
    request.hub = hub  # type: ignore[attr-defined]
    return hub


def _mandate(request: HttpRequest, pk: int) -> Mandate:
    visible = mandates_visible_to(request.user).current_or_coming().select_related("user", "hub", "organisation")
    mandate = get_object_or_404(visible, pk=pk)
    access.require(request, "network.manage_mandate", mandate)
    return mandate


def _invitation(request: HttpRequest, pk: int) -> Invitation:
    invitation = get_object_or_404(queries.invitations_visible_to(request.user).select_related("hub"), pk=pk)
    access.require(request, "network.manage_mandate", invitation)
    return invitation


def _back(request: HttpRequest, hub: Hub | None, show: str = "") -> str:
    """The list that the user came from: of the hub for an ambassador, the whole one otherwise."""
    if request.user.has_perm("network.manage_people"):
        url = reverse("network:people")
    else:
        url = reverse("network:hub_people", args=[hub.slug]) if hub else "/werkplek/"
    return f"{url}?show={show}" if show else url


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
