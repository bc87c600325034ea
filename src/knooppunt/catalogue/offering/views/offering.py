"""The workspace of providers: their entries, drafts, dates, lists and keys."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from knooppunt.catalogue.content import KINDS, MOST_RUNS, EntryContent, Kind
from knooppunt.catalogue.models import Entry, EntryState
from knooppunt.catalogue.offering.actions import links
from knooppunt.catalogue.offering.actions import offering as actions
from knooppunt.catalogue.offering.actions import runs as run_actions
from knooppunt.catalogue.offering.actions import submissions as submission_actions
from knooppunt.catalogue.offering.actions.submissions import Proposer
from knooppunt.catalogue.offering.checks import addresses_in
from knooppunt.catalogue.offering.forms.files import FilesForm
from knooppunt.catalogue.offering.forms.offering import InvitationForm
from knooppunt.catalogue.offering.models import Submission
from knooppunt.catalogue.offering.queries.counts import sums_by_entry
from knooppunt.catalogue.offering.queries.submissions import other_window, own_organisations, own_submissions, review_of
from knooppunt.catalogue.offering.views.common import OFFER, attempt, own_submission, page_of, review_tabs
from knooppunt.catalogue.queries.entries import entries_visible_to
from knooppunt.catalogue.views.getting import acting_user
from knooppunt.catalogue.views.uploads import store_uploads
from knooppunt.core import access
from knooppunt.core.numbers import whole_number
from knooppunt.core.once import once
from knooppunt.core.versions import Conflict
from knooppunt.network.api import hubs_of, is_coordinator, is_editor
from knooppunt.network.models import Hub, Organisation

INVITE = "catalogue.invite_to_offer"
SHOWN_UNDER_WAY = 20  # above the entries; a list that was sent in makes more


@access.needs(OFFER, methods=("GET",))
def mine(request: HttpRequest) -> HttpResponse:
    """What one's organisations offer, and what is under way."""
    organisations = own_organisations(request.user)
    entries = Entry.objects.filter(provider__in=organisations).exclude(state=EntryState.ARCHIVED)
    under_way = own_submissions(request.user).exclude(state__in=Submission.ENDED).defer("content", "base")
    with_you = Case(When(state__in=Submission.WITH_PROPOSER, then=0), default=1, output_field=IntegerField())
    under_way = under_way.order_by(with_you, "-changed_at", "-pk")
    if request.GET.get("lijst") == "onderweg":
        context = {"organisations": organisations, "busy": page_of(request, under_way), "is_list": True}
        return render(request, "catalogue/offering/mine.html", context)
    page = page_of(request, entries.select_related("provider").order_by("state", "title", "pk"))
    sums = sums_by_entry(page.object_list)
    context = {
        "organisations": organisations,
        "page": page,
        "rows": [(entry, *sums.get(entry.pk, (0, 0))) for entry in page.object_list],
        "busy": Paginator(under_way, SHOWN_UNDER_WAY).get_page(1),
    }
    return render(request, "catalogue/offering/mine.html", context)


@access.needs(OFFER)
@once
def new(request: HttpRequest) -> HttpResponse:
    """Begin something new: of which kind, for which organisation, under which title."""
    organisations = own_organisations(request.user)
    if request.method == "POST":
        organisation = _chosen(request, organisations)
        kind, title = request.POST.get("kind", ""), request.POST.get("title", "").strip()[:200]
        if organisation is not None and kind in KINDS and title:
            content = EntryContent(kind=kind, title=title, provider=str(organisation.uuid))
            draft = submission_actions.start_draft(content=content, proposer=_proposer(request, organisation))
            return redirect("catalogue:my-edit", uuid=draft.uuid)
        messages.error(request, _("Choose a kind and give it a title."))
    kinds = [(kind, Kind(kind).label) for kind in KINDS]
    context = {"organisations": organisations, "kinds": kinds, "title": request.POST.get("title", "")}
    return render(request, "catalogue/offering/new.html", context, status=422 if request.method == "POST" else 200)


@access.needs(OFFER, methods=("GET",))
def show(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A draft or proposal: how it looks, what the checks notice, what the reviewers say."""
    submission = own_submission(request, uuid)
    context = {"submission": submission, "seen": review_of(submission, internal=False)}
    return render(request, "catalogue/offering/my_submission.html", context)


@access.needs(OFFER)
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Fill in a draft. Saving keeps it as it is, complete or not; sending in asks for everything."""
    submission = own_submission(request, uuid)
    base, by = EntryContent.from_stored(submission.content), acting_user(request)
    if not submission.may_mend:
        not_now = _("This proposal is not with you at the moment, so it cannot be changed.")
        if request.method != "POST":
            messages.error(request, not_now)
            return redirect("catalogue:my-submission", uuid=uuid)
        form = FilesForm(request.POST, base=base, by=by)  # what was typed in another window is not lost
        form.full_clean()
        form.add_error(None, not_now)
        return _edit(request, submission, form, status=409)
    if request.method != "POST":
        return _edit(request, submission, FilesForm(base=base, by=by))
    act, group, uploads = request.POST.get("act", "save"), request.POST.get("group"), store_uploads(request)
    blank = {group: 3} if group else None  # the button for more rows
    form = FilesForm(request.POST, base=base, by=by, blank=blank, uploads=uploads.files, image=uploads.image)
    if group and not uploads.refused:
        return _edit(request, submission, form)
    content = form.content(complete=act == "submit")
    for field, sentence in uploads.refused:
        form.add_error(field, sentence)
    if content is None or uploads.refused:
        return _edit(request, submission, form, status=422)
    seen = request.POST.get("version", "")
    try:
        saved = submission_actions.save_submission(
            submission=submission, seen=whole_number(seen, 0), content=content, by=by
        )
        links.watch(list(addresses_in(content)))
    except Conflict:
        form.add_error(None, _("This was changed in another window. Look once more, then save."))
        submission.refresh_from_db()
        return _edit(request, submission, form, status=409, other=other_window(submission, content))
    if act == "submit":
        return _send_in(request, saved)
    if act == "preview":
        return redirect("catalogue:preview", uuid=uuid)
    messages.success(request, _("Your draft is kept."))
    return redirect("catalogue:my-submission", uuid=uuid)


def _edit(
    request: HttpRequest, submission: Submission, form: FilesForm, *, status: int = 200, other: Any = ()
) -> HttpResponse:
    context = {"submission": submission, "form": form, "kind": Kind(form.kind), "other": other}
    return render(request, "catalogue/offering/edit.html", context, status=status)


@access.needs(OFFER, methods=("POST",))
def send_in(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send in a draft as it stands, or publish dates and prices at once."""
    return _send_in(request, own_submission(request, uuid))


def _send_in(request: HttpRequest, submission: Submission) -> HttpResponse:
    outcome: list[actions.Offered] = []
    by = acting_user(request)
    if attempt(request, lambda: outcome.append(actions.publish_or_submit(submission=submission, by=by))):
        if outcome[0].outcome == "published":
            messages.success(request, _("Your change is on the site."))
        else:
            messages.success(request, _("It is sent in. You get a mail when there is an answer."))
    return redirect("catalogue:my-submission", uuid=submission.uuid)


@access.needs(OFFER, methods=("POST",))
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a draft or proposal back, or (``act=reopen``) go on with it after all."""
    submission, by = own_submission(request, uuid), acting_user(request)
    again = request.POST.get("act") == "reopen"
    step = submission_actions.reopen_submission if again else submission_actions.withdraw_submission
    done = _("It is back, as it was.") if again else _("It is withdrawn.")
    attempt(request, lambda: step(submission=submission, by=by), done=done)
    return redirect("catalogue:my-submission", uuid=uuid)


@access.needs(OFFER, methods=("POST",))
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin changing a published entry (or go on with the change that is under way)."""
    draft = _draft_of(request, pk)
    if draft is None:
        return redirect("catalogue:my-entries")
    if request.POST.get("to") == "runs":
        return redirect("catalogue:my-runs", uuid=draft.uuid)
    return redirect("catalogue:my-edit" if draft.may_mend else "catalogue:my-submission", uuid=draft.uuid)


@access.needs(OFFER, methods=("POST",))
@once
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The same thing once more, as a draft, without its dates and points."""
    entry, organisation = _own_entry(request, pk)
    title = _("%(title)s (copy)") % {"title": entry.title[:180]}
    content = actions.copy_content(EntryContent.from_stored(entry.content), title=title)
    draft = submission_actions.start_draft(content=content, proposer=_proposer(request, organisation))
    messages.success(request, _("Here is the copy. Give it a title of its own."))
    return redirect("catalogue:my-edit", uuid=draft.uuid)


@access.needs(OFFER, methods=("POST",))
def roll_over(request: HttpRequest, pk: int) -> HttpResponse:
    """The dates of the last year once more, a year later, as a change of the entry (or in the one under way)."""
    draft = _draft_of(request, pk)
    if draft is None:
        return redirect("catalogue:my-entries")
    if draft.may_mend:
        old = EntryContent.from_stored(draft.content)
        content = run_actions.rolled_over(old, today=timezone.localdate())
        by = acting_user(request)
        if content == old:
            messages.warning(request, _("There are no dates to take along. Add some."))
        elif len(content.runs) > MOST_RUNS:
            messages.error(request, _("At most %(most)d dates fit with one training.") % {"most": MOST_RUNS})
        else:
            attempt(
                request,
                lambda: submission_actions.save_submission(
                    submission=draft, seen=draft.version, content=content, by=by
                ),
                done=_("The dates of the last year are there once more, a year later. Look at them, then send it in."),
            )
        return redirect("catalogue:my-runs", uuid=draft.uuid)
    messages.error(request, _("A change of this entry is under way already. Open that one."))
    return redirect("catalogue:my-submission", uuid=draft.uuid)


@access.needs(OFFER)
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """No longer offered: ask once more, then to the archive."""
    entry, _organisation = _own_entry(request, pk)
    if request.method == "POST":
        by = acting_user(request)
        done = _("It is off the site. An editor can bring it back.")
        attempt(
            request, lambda: actions.stop_entry(entry=entry, by=by, reason=_("The provider stopped it.")), done=done
        )
        return redirect("catalogue:my-entries")
    return render(request, "catalogue/offering/stop.html", {"entry": entry})


@access.needs(INVITE)
@once
def invite(request: HttpRequest) -> HttpResponse:
    """Fill in what one knows, and ask an organisation to complete it and send it in."""
    user = acting_user(request)
    hubs = list(Hub.objects.working()) if is_editor(user) or is_coordinator(user) else hubs_of(user)
    form = InvitationForm(request.POST or None, hubs=hubs)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        submission_actions.invite_to_offer(
            content=form.content(), organisation=data["organisation"], email=data["email"], hub=data["hub"], by=user
        )
        messages.success(
            request, _("%(organisation)s got a mail with the link.") % {"organisation": data["organisation"]}
        )
        return redirect("catalogue:invite-offer")
    context = {"form": form, "parts": review_tabs(request, "invite-offer")}
    return render(request, "catalogue/offering/invite.html", context, status=422 if form.errors else 200)


def _draft_of(request: HttpRequest, pk: int) -> Submission | None:
    """The change of an own entry that is under way, or a new one; ``None`` when it cannot be (the page says why)."""
    entry, organisation = _own_entry(request, pk)
    drafts: list[Submission] = []
    proposer = _proposer(request, organisation)
    attempt(request, lambda: drafts.append(actions.start_change(entry=entry, proposer=proposer)))
    return drafts[0] if drafts else None


def _own_entry(request: HttpRequest, pk: int) -> tuple[Entry, Organisation]:
    """An entry of one's own organisation (else 404), and that organisation."""
    own = own_organisations(request.user)
    found = get_object_or_404(entries_visible_to(request.user).with_page().filter(provider__in=own), pk=pk)
    access.require(request, OFFER, found)
    assert found.provider is not None
    return found, found.provider


def _chosen(request: HttpRequest, organisations: list[Organisation]) -> Organisation | None:
    wanted: Any = request.POST.get("organisation", "")
    return next((one for one in organisations if str(one.pk) == wanted or len(organisations) == 1), None)


def _proposer(request: HttpRequest, organisation: Organisation) -> Proposer:
    return Proposer(user=acting_user(request), organisation=organisation, language=get_language() or "nl")
