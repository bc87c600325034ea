"""The page behind the link of an invitation: GET shows it, POST accepts."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from knooppunt.accounts import api as accounts
from knooppunt.accounts.models import User
from knooppunt.core.models import LinkGrant
from knooppunt.network.actions.invitations import accept_invitation
from knooppunt.network.forms.people import AcceptForm
from knooppunt.network.mandates import SECOND_FACTOR_ROLES
from knooppunt.network.models import Invitation


def show_invitation(request: HttpRequest, grant: LinkGrant) -> HttpResponseBase:
    """What is asked, by whom, and what follows."""
    invitation = _invitation(grant)
    known = User.objects.filter(email=invitation.email).first()
    name = (known.name if known else "") or invitation.name
    return _page(request, invitation, AcceptForm(initial={"name": name}))


def act_invitation(request: HttpRequest, grant: LinkGrant) -> HttpResponseBase:
    """Accept: the user exists from now on, holds the role, and is signed in."""
    invitation, form = _invitation(grant), AcceptForm(request.POST)
    if not form.is_valid():
        return _page(request, invitation, form, status=422)
    try:
        accepted = accept_invitation(grant=grant, name=form.cleaned_data["name"])
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, invitation, form, status=409)
    assert accepted.mandate is not None
    return accounts.sign_in_by_link(request, user=accepted.mandate.user, next_url="/werkplek/")


def _invitation(grant: LinkGrant) -> Invitation:
    return get_object_or_404(
        Invitation.objects.select_related("hub", "organisation", "invited_by"), pk=grant.subject_id
    )


def _page(request: HttpRequest, invitation: Invitation, form: AcceptForm, *, status: int = 200) -> HttpResponseBase:
    context = {
        "invitation": invitation,
        "form": form,
        "needs_second_factor": invitation.role in SECOND_FACTOR_ROLES,
        "inviter": invitation.invited_by or _("The administrator"),
    }
    return render(request, "network/people_invitation.html", context, status=status)
