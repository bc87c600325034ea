"""The directory, and one's own record by account or by a mailed link."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from knooppunt.accounts.models import User
from knooppunt.core import access, grants, persons
from knooppunt.core.models import LinkGrant
from knooppunt.core.numbers import whole_number
from knooppunt.core.persons.places import obstacles
from knooppunt.network.directory.actions import (
    ACCOUNT,
    CONTACT,
    correct_own,
    mail_link,
    not_me,
    set_own_consents,
)
from knooppunt.network.directory.forms import ConsentForm, LinkForm, OwnForm, SuccessorForm
from knooppunt.network.directory.queries import MemberSearch, facets, find_members, members_of, own_contacts, same_name
from knooppunt.network.models import Consent, Contact, ContactFunction, Hub, Succession
from knooppunt.network.queries.looks import looks_at
from knooppunt.network.succession.actions import name_successor, withdraw_successor

PER_PAGE = 50
WHO = "wie"  # in the address: whose record, where colleagues share a mailbox


@access.signed_in(methods=("GET",))
def directory(request: HttpRequest) -> HttpResponse:
    """Members find each other by organisation, level, region, interest and expertise."""
    search = MemberSearch.from_query(request.GET)
    page = Paginator(find_members(search), PER_PAGE).get_page(request.GET.get("page"))
    mine = own_contacts(cast(User, request.user).email)
    context = {
        "search": search,
        "page": page,
        "members": members_of(list(page.object_list)),
        "facets": facets(),
        "has_record": bool(mine),
    }
    return render(request, "network/directory/directory.html", context)


@access.signed_in
def own_record(request: HttpRequest) -> HttpResponseBase:
    """What hubs know of me, by my account's mailbox."""
    user = cast(User, request.user)
    contacts = own_contacts(user.email)
    if not contacts:
        return render(request, "network/directory/no_record.html")
    contacts, others = same_name(contacts, _wanted(request))
    if request.method != "POST":
        return _page(request, contacts, "layouts/work.html", others=others)
    return _act(request, contacts, user, "layouts/work.html", others)


@access.public_form(limit="propose")
def ask_link(request: HttpRequest) -> HttpResponse:
    """Without an account: a link in the mail. Says the same whether the address is known or not."""
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        mail_link(form.cleaned_data["email"])
        return render(request, "network/directory/link_sent.html", {"email": form.cleaned_data["email"]})
    return render(request, "network/directory/ask_link.html", {"form": form}, status=422 if form.errors else 200)


def show_own_page(request: HttpRequest, grant: LinkGrant) -> HttpResponseBase:
    """The same page, behind a mailed link."""
    contacts = own_contacts(grant.email)
    if not contacts:
        return render(request, "network/directory/gone.html", status=410)
    contacts, others = same_name(contacts, _wanted(request) or grant.subject_id)
    return _page(request, contacts, "accounts/entrance.html", others=others)


def act_own_page(request: HttpRequest, grant: LinkGrant) -> HttpResponseBase:
    """Acting by link: who can read the mailbox may do this."""
    contacts = own_contacts(grant.email)
    if not contacts:
        return render(request, "network/directory/gone.html", status=410)
    if request.POST.get("act") == "not-me":
        not_me(grant=grant)
        return render(request, "network/directory/not_me.html")
    grants.use(grant)
    contacts, others = same_name(contacts, _wanted(request) or grant.subject_id)
    return _act(request, contacts, None, "accounts/entrance.html", others)


def _wanted(request: HttpRequest) -> int | None:
    """Whose record, where colleagues share a mailbox."""
    who = whole_number(request.GET.get(WHO, ""))
    return who if who >= 0 else None


def _act(
    request: HttpRequest, contacts: list[Contact], user: User | None, layout: str, others: list[Contact]
) -> HttpResponseBase:
    act, contact = request.POST.get("act", ""), contacts[0]
    if act == "download":
        person = persons.person_of_row(contact)
        return persons.archive_response(persons.give_archive(person, by=user, language=get_language() or "nl"))
    if act == "remove":
        return _remove(request, contacts, layout, others)
    if act == "consents":
        consents = ConsentForm(request.POST, contact=contact)
        if consents.is_valid():
            set_own_consents(contacts=contacts, wanted=consents.wanted(), source=ACCOUNT if user else CONTACT)
            return _done(request, _("Saved. It holds at once."), user)
    if act == "successor":
        return _successor(request, contacts, user, layout, others)
    if act == "successor-undo":
        withdraw_successor(contacts=contacts)
        return _done(request, _("Taken back."), user)
    form = OwnForm(request.POST, contact=contact)
    if not form.is_valid():
        return _page(request, contacts, layout, others=others, form=form, status=422)
    if not form.saw(contact):
        return _changed_meanwhile(request, contacts, layout, others)
    correct_own(contacts=contacts, values=form.values(), by=user)
    return _done(request, _("Saved."), user)


def _changed_meanwhile(
    request: HttpRequest, contacts: list[Contact], layout: str, others: list[Contact]
) -> HttpResponse:
    """What was typed stays in the form, beside what somebody else wrote; saving once more takes what was typed."""
    contact, again = contacts[0], request.POST.copy()
    again["seen"] = str(contact.version)
    form = OwnForm(again, contact=contact)
    words = {"name": contact.name, "phone": contact.phone or "–"}
    text = _(
        "Somebody else changed this while you were typing. Now it says: %(name)s, %(phone)s. Is what you "
        "typed right? Then save once more."
    )
    form.add_error(None, text % words)
    return _page(request, contacts, layout, others=others, form=form, status=409)


def _successor(
    request: HttpRequest, contacts: list[Contact], user: User | None, layout: str, others: list[Contact]
) -> HttpResponseBase:
    form = SuccessorForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            name_successor(contacts=contacts, name=data["successor_name"], email=data["successor_email"], by=user)
        except ValidationError as error:
            form.add_error("successor_name", error)
        else:
            return _done(request, _("Your hub knows who takes over and will make the change."), user)
    return _page(request, contacts, layout, others=others, successor=form, status=422)


def _done(request: HttpRequest, text: str, user: User | None) -> HttpResponse:
    """To the page again by GET; by link the result stands in the address, as there is no session."""
    who = f"{WHO}={wanted}" if (wanted := _wanted(request)) else ""
    if user is not None:
        messages.success(request, text)
        return redirect(f"{reverse('network:own_record')}{'?' if who else ''}{who}")
    return HttpResponse(status=303, headers={"Location": f"{request.path}?klaar{'&' if who else ''}{who}"})


def _remove(request: HttpRequest, contacts: list[Contact], layout: str, others: list[Contact]) -> HttpResponseBase:
    contact = contacts[0]
    person = persons.person_of_row(contact)
    reasons = [reason for find in obstacles for reason in find(person)]
    if not reasons and request.POST.get("email", "").strip().lower() != contact.email.strip().lower():
        reasons = [_("Type your own e-mail address, so that nobody does this by accident.")]
    if not reasons:
        try:
            persons.erase_person(person, by=None, note="asked by the person")
        except persons.ErasureRefused as refused:
            reasons = refused.reasons
    if reasons:
        return _page(request, contacts, layout, others=others, reasons=reasons, status=422)
    return render(request, "network/directory/removed.html")


def _page(
    request: HttpRequest, contacts: list[Contact], layout: str, *, status: int = 200, **given: Any
) -> HttpResponse:
    contact = contacts[0]
    functions = ContactFunction.objects.current().filter(contact__in=contacts).select_related("organisation")
    hubs = Hub.objects.filter(contacts__in=contacts).order_by("name").distinct()
    known = list(hubs.values_list("name", "role_mailbox"))
    context = {
        "layout": layout,
        "by_link": layout != "layouts/work.html",
        "contact": contact,
        "who": WHO,
        "functions": functions,
        "form": OwnForm(contact=contact),
        "consents": ConsentForm(contact=contact),
        "successor": SuccessorForm(),
        "looks": looks_at([one.pk for one in contacts])[:50],
        "given": Consent.objects.filter(contact__in=contacts).order_by("-given_at", "-pk")[:50],
        "named": Succession.objects.filter(contact__in=contacts, state=Succession.State.WAITING).first(),
        "hubs": [name for name, _mailbox in known],
        "mailboxes": list(dict.fromkeys(mailbox for _name, mailbox in known if mailbox)) or [settings.SUPPORT_MAIL],
        "saved": "klaar" in request.GET,
        **given,
    }
    return render(request, "network/directory/own_record.html", context, status=status)
