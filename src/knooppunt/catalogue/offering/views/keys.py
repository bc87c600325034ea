"""Keys of other systems, made and revoked by providers. The door itself stands in ``views.api``."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from knooppunt.catalogue.actions.entries import Refused
from knooppunt.catalogue.offering.actions.keys import make_key, revoke_key
from knooppunt.catalogue.offering.forms.providers import KeyForm
from knooppunt.catalogue.offering.models import ApiKey
from knooppunt.catalogue.offering.queries.submissions import own_organisations
from knooppunt.catalogue.offering.views.common import OFFER
from knooppunt.catalogue.views.getting import acting_user
from knooppunt.core import access


@access.needs(OFFER)
def keys(request: HttpRequest) -> HttpResponse:
    """The keys of one's organisations. POST makes one; its text is shown on the answer, and never again."""
    own = own_organisations(request.user)
    form, token = KeyForm(request.POST or None, organisations=own), ""
    if request.method == "POST" and form.is_valid():
        try:
            _key, token = make_key(**form.cleaned_data, by=acting_user(request))
            form = KeyForm(organisations=own)
        except Refused as refused:
            form.add_error(None, str(refused))
    found = ApiKey.objects.filter(organisation__in=own).select_related("organisation", "made_by")
    context = {"keys": found, "form": form, "token": token, "address": request.build_absolute_uri("/api/aanbod/")}
    return render(request, "catalogue/offering/keys.html", context, status=422 if form.errors else 200)


@access.needs(OFFER, methods=("POST",))
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """A key opens nothing any more."""
    key = get_object_or_404(ApiKey, pk=pk, organisation__in=own_organisations(request.user))
    access.require(request, OFFER, key)
    revoke_key(key=key)
    messages.success(request, _("The key opens nothing any more."))
    return redirect("catalogue:my-keys")
