"""For everybody: propose an entry, follow and mend it by link, register as a provider, report a mistake."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from knooppunt.catalogue.actions.entries import Refused
from knooppunt.catalogue.content import KINDS, EntryContent, Kind, Problems
from knooppunt.catalogue.offering.actions import providers as provider_actions
from knooppunt.catalogue.offering.actions import reports as report_actions
from knooppunt.catalogue.offering.actions import submissions as actions
from knooppunt.catalogue.offering.actions.providers import RegistrationData
from knooppunt.catalogue.offering.actions.submissions import Proposer
from knooppunt.catalogue.offering.forms.entry import EntryContentForm, VisitorFields
from knooppunt.catalogue.offering.forms.offering import MendForm
from knooppunt.catalogue.offering.forms.providers import RegistrationForm, ReportForm
from knooppunt.catalogue.offering.models import ProviderRegistration, Submission
from knooppunt.catalogue.offering.queries.submissions import other_window, review_of
from knooppunt.catalogue.offering.views.preview import draw
from knooppunt.catalogue.views.getting import published_entry
from knooppunt.core import access, limits
from knooppunt.core.models import LinkGrant
from knooppunt.core.numbers import whole_number
from knooppunt.core.once import once
from knooppunt.core.versions import Conflict

# A person needs the consent that only a provider or editor can vouch for.
PROPOSABLE = [kind for kind in KINDS if kind != Kind.PERSON]
A_MAILBOX = (10, 24 * 3600)  # proposals and registrations of one mailbox a day
LACKS = frozenset({"provider"})


@access.public_form(limit="propose")
@once
def propose(request: HttpRequest) -> HttpResponse:
    """Choose a kind, fill in the form of that kind. What was typed stays until everything is right."""
    kind = request.POST.get("kind") or request.GET.get("soort", "")
    if kind not in PROPOSABLE:
        kinds = [(one, Kind(one).label) for one in PROPOSABLE]
        return render(request, "catalogue/offering/propose_kind.html", {"kinds": kinds})
    base = EntryContent(kind=kind)
    if request.method != "POST":
        return _form(request, EntryContentForm(base=base), VisitorFields())
    if group := request.POST.get("more"):
        return _form(request, EntryContentForm(request.POST, base=base, blank={group: 3}), VisitorFields(request.POST))
    form, visitor = EntryContentForm(request.POST, base=base), VisitorFields(request.POST)
    content = form.content(complete=True, lacks=LACKS)
    if visitor.is_machine:
        return redirect("catalogue:proposed")
    if not visitor.is_valid() or content is None:
        return _form(request, form, visitor, status=422)
    email = visitor.cleaned_data["proposer_email"].lower()
    if _too_often(email):
        visitor.add_error(
            "proposer_email", _("This address proposed a lot today. Go on tomorrow, or ask for an account.")
        )
        return _form(request, form, visitor, status=429)
    proposer = Proposer(
        email=email,
        name=visitor.cleaned_data["proposer_name"],
        provider_name=visitor.cleaned_data["provider_name"],
        language=get_language() or "nl",
    )
    try:
        actions.propose_entry(content=content, proposer=proposer)
    except Problems as problems:
        for path, texts in problems.by_path.items():
            form.add_error(form.field_of(path), " ".join(texts))
        return _form(request, form, visitor, status=422)
    return redirect("catalogue:proposed")


def _form(request: HttpRequest, form: EntryContentForm, visitor: VisitorFields, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "visitor": visitor, "kind": Kind(form.kind)}
    return render(request, "catalogue/offering/propose.html", context, status=status)


def _too_often(email: str) -> bool:
    most, seconds = A_MAILBOX
    return not limits.hit("propose-mailbox", limits.mailbox_key(email), limit=most, window_seconds=seconds).allowed


@access.public_form(limit="propose", methods=("GET",))
def proposed(request: HttpRequest) -> HttpResponse:
    """Thanks; look in your mailbox."""
    return render(request, "catalogue/offering/proposed.html", {"what": "proposal"})


# ---- By link --------------------------------------------------------------------------------------------------------
def show_submission(request: HttpRequest, grant: LinkGrant) -> HttpResponseBase:
    """Where the proposal stands; with ``?mend`` the form to mend it."""
    submission = _submission(grant)
    if "mend" in request.GET and submission.may_mend:
        return _mend(request, submission, MendForm(submission=submission))
    if "voorbeeld" in request.GET and not submission.is_ended:
        return draw(request, submission, back=request.path)
    return _status(request, submission)


def act_submission(request: HttpRequest, grant: LinkGrant) -> HttpResponseBase:
    """Confirm, save, send in or withdraw, as the button says."""
    submission, act = _submission(grant), request.POST.get("act", "")
    try:
        if act == "confirm":
            actions.confirm_proposal(submission=submission)
        elif act == "withdraw":
            actions.withdraw_submission(submission=submission, by=None)
        elif act == "reopen":
            actions.reopen_submission(submission=submission, by=None)
        elif act in {"save", "submit"} or "group" in request.POST:
            return _mended(request, submission, act)
    except Refused as refused:
        return _status(request, submission, error=str(refused), status=409)
    return redirect(request.path)


def _mended(request: HttpRequest, submission: Submission, act: str) -> HttpResponseBase:
    if group := request.POST.get("group"):  # the button for more rows
        return _mend(request, submission, MendForm(request.POST, submission=submission, blank={group: 3}))
    form = MendForm(request.POST, submission=submission)
    if not submission.may_mend:  # what was typed in another window is not lost
        form.full_clean()
        form.add_error(None, _("This proposal is not with you at the moment, so it cannot be changed."))
        return _mend(request, submission, form, status=409)
    lacks = LACKS if submission.provider_name else frozenset()
    content = form.content(complete=act == "submit", lacks=lacks)
    if content is None:
        return _mend(request, submission, form, status=422)
    seen = request.POST.get("version", "")
    try:
        saved = actions.save_submission(
            submission=submission,
            seen=whole_number(seen, 0),
            content=content,
            by=None,
            provider_name=form.provider_name,
        )
        if act == "submit":
            actions.submit(submission=saved, by=None)
    except Conflict:
        form.add_error(None, _("This was changed in another window. Look once more, then save."))
        submission.refresh_from_db()
        return _mend(request, submission, form, status=409, other=other_window(submission, content))
    except Problems as problems:
        for path, texts in problems.by_path.items():
            form.add_error(form.field_of(path), " ".join(texts))
        return _mend(request, submission, form, status=422)
    return redirect(request.path)


def _mend(
    request: HttpRequest, submission: Submission, form: EntryContentForm, *, status: int = 200, other: Any = ()
) -> HttpResponse:
    seen = review_of(submission, internal=False)
    context = {"submission": submission, "form": form, "seen": seen, "other": other}
    return render(request, "catalogue/offering/mend.html", context, status=status)


def _status(request: HttpRequest, submission: Submission, *, error: str = "", status: int = 200) -> HttpResponse:
    context = {"submission": submission, "seen": review_of(submission, internal=False), "error": error}
    return render(request, "catalogue/offering/status.html", context, status=status)


def _submission(grant: LinkGrant) -> Submission:
    rows = Submission.objects.select_related("hub", "entry", "organisation")
    return get_object_or_404(rows, pk=grant.subject_id)


# ---- Providers and mistakes -----------------------------------------------------------------------------------------
@access.public_form(limit="propose")
@once
def register(request: HttpRequest) -> HttpResponse:
    """An organisation asks for an account."""
    form = RegistrationForm(request.POST or None)
    if request.method == "POST" and form.is_machine:
        return redirect("catalogue:registered")
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = {name: form.cleaned_data[name] for name in form.cleaned_data if name != "achternaam"}
        if not _too_often(values["person_email"]):
            data = RegistrationData(**values, language=get_language() or "nl")
            provider_actions.register_provider(data=data)
            return redirect("catalogue:registered")
        form.add_error("person_email", _("This address registered a lot today. Go on tomorrow."))
    return render(request, "catalogue/offering/register.html", {"form": form}, status=422 if form.errors else 200)


@access.public_form(limit="propose", methods=("GET",))
def registered(request: HttpRequest) -> HttpResponse:
    """Thanks; look in your mailbox."""
    return render(request, "catalogue/offering/proposed.html", {"what": "registration"})


def show_registration(request: HttpRequest, grant: LinkGrant) -> HttpResponseBase:
    """Where a registration stands."""
    return render(request, "catalogue/offering/registration_status.html", {"registration": _registration(grant)})


def act_registration(request: HttpRequest, grant: LinkGrant) -> HttpResponseBase:
    """The mailbox is real."""
    provider_actions.confirm_registration(registration=_registration(grant))
    return redirect(request.path)


def _registration(grant: LinkGrant) -> ProviderRegistration:
    return get_object_or_404(ProviderRegistration, pk=grant.subject_id)


@access.public_form(limit="propose")
@once
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Something about a published entry is not right; ``?gemeld`` thanks for it."""
    entry = published_entry(pk)
    if request.method != "POST" and "gemeld" in request.GET:
        return render(request, "catalogue/offering/reported.html", {"entry": entry})
    form = ReportForm(request.POST or None)
    if request.method == "POST" and (form.is_machine or form.is_valid()):
        if not form.is_machine:
            given = {name: form.cleaned_data[name] for name in ("kind", "text", "email")}
            report_actions.report_entry(entry=entry, **given, language=get_language() or "nl")
        return redirect(f"{request.path}?gemeld=1")
    context = {"entry": entry, "form": form}
    return render(request, "catalogue/offering/report.html", context, status=422 if form.errors else 200)
