"""All runs of a training: the coming ones and those that are over, to add, copy, change, cancel and take away.

Providers work in their draft; who keeps the catalogue, in the entry itself. Both see the same pages.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.catalogue import words
from knooppunt.catalogue.actions.entries import change_entry
from knooppunt.catalogue.content import MOST_RUNS, EntryContent, Kind, Run, RunState
from knooppunt.catalogue.offering.actions import runs as actions
from knooppunt.catalogue.offering.actions.submissions import save_submission
from knooppunt.catalogue.offering.forms.runs import ManyRunsForm, RunForm
from knooppunt.catalogue.offering.views.common import OFFER, attempt, own_submission
from knooppunt.catalogue.views.getting import acting_user, entry_at
from knooppunt.core import access

CHANGE = "catalogue.change_entry"
PER_PAGE = 50


@dataclass(frozen=True)
class Holder:
    """What the runs belong to: a draft or an entry."""

    title: str
    content: EntryContent
    may_change: bool
    save: Callable[[EntryContent], Any]
    list_url: str
    crumbs: tuple[str, str, str]  # the list above it, its address, and the address of the thing itself
    is_draft: bool

    def run_url(self, key: str) -> str:
        """The page on which one run is changed."""
        return f"{self.list_url}{key}/"


@access.needs(OFFER)
def of_draft(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The runs of a draft."""
    return _list(request, _draft(request, uuid))


@access.needs(OFFER)
def one_of_draft(request: HttpRequest, uuid: UUID, key: UUID) -> HttpResponse:
    """One run of a draft."""
    return _one(request, _draft(request, uuid), str(key))


@access.needs(CHANGE)
def of_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """The runs of an entry."""
    return _list(request, _entry(request, pk))


@access.needs(CHANGE)
def one_of_entry(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """One run of an entry."""
    return _one(request, _entry(request, pk), str(key))


def _draft(request: HttpRequest, uuid: UUID) -> Holder:
    submission, by = own_submission(request, uuid), acting_user(request)
    if submission.kind != Kind.TRAINING:
        raise Http404("Only trainings have runs.")
    own = reverse("catalogue:my-submission", args=[uuid])

    def save(content: EntryContent) -> Any:
        return save_submission(submission=submission, seen=submission.version, content=content, by=by)

    content = EntryContent.from_stored(submission.content)
    crumbs = (_("Our entries"), reverse("catalogue:my-entries"), own)
    return Holder(
        str(submission), content, submission.may_mend, save, reverse("catalogue:my-runs", args=[uuid]), crumbs, True
    )


def _entry(request: HttpRequest, pk: int) -> Holder:
    entry, by = entry_at(request, pk, CHANGE), acting_user(request)
    if entry.kind != Kind.TRAINING:
        raise Http404("Only trainings have runs.")

    def save(content: EntryContent) -> Any:
        return change_entry(entry=entry, content=content, seen=entry.version, by=by)

    content = EntryContent.from_stored(entry.content)
    crumbs = (_("Catalogue"), reverse("catalogue:work"), reverse("catalogue:work-entry", args=[pk]))
    return Holder(entry.title, content, True, save, reverse("catalogue:work-runs", args=[pk]), crumbs, False)


def _list(request: HttpRequest, holder: Holder) -> HttpResponse:
    act = request.POST.get("act", "add")
    if request.method == "POST" and act != "add":
        return _act(request, holder, act)
    form = ManyRunsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        content = actions.with_runs(holder.content, like=form.like(), days=form.cleaned_data["days"])
        added = len(content.runs) - len(holder.content.runs)
        if len(content.runs) > MOST_RUNS:
            form.add_error(None, _too_many())
        elif attempt(request, lambda: holder.save(content), done=_("Dates added: %(count)d.") % {"count": added}):
            return redirect(holder.list_url)
    return _page(request, holder, form, status=422 if form.errors else 200)


def _page(request: HttpRequest, holder: Holder, form: ManyRunsForm, *, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    over = [run for run in holder.content.runs if words.is_past(run, today)]
    coming = [run for run in holder.content.runs if not words.is_past(run, today)]
    is_past = request.GET.get("lijst") == "voorbij"
    shown = list(reversed(actions.in_order(tuple(over)))) if is_past else actions.in_order(tuple(coming))
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    labels = [(_("Coming"), coming, holder.list_url), (_("Over"), over, f"{holder.list_url}?lijst=voorbij")]
    context = {
        "holder": holder,
        "form": form,
        "page": page,
        "rows": [_row(holder, run) for run in page.object_list],
        "tabs": [
            {"label": f"{label} ({len(runs)})", "url": url, "current": is_past == (runs is over)}
            for label, runs, url in labels
        ],
        "open_form": bool(form.errors) or not holder.content.runs,
    }
    return render(request, "catalogue/offering/runs.html", context, status=status)


def _row(holder: Holder, run: Run) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "key": run.key,
        "url": holder.run_url(run.key),
        "days": words.day_words(run) or _("No day yet"),
        "about": ", ".join(part for part in (words.time_words(run), words.place_words(run)) if part),
        "state": words.seats_words(run, today) or RunState(run.state).label,
        "is_cancelled": run.state == RunState.CANCELLED,
    }


def _act(request: HttpRequest, holder: Holder, act: str) -> HttpResponse:
    """What a button of one row does."""
    key, content = request.POST.get("key", ""), holder.content
    if actions.run_of(content, key) is None:
        messages.warning(request, _("This date is no longer there."))
        return redirect(holder.list_url)
    if act == "copy":
        content, new = actions.copy_run(content, key)
        if len(content.runs) > MOST_RUNS:
            messages.error(request, _too_many())
        elif attempt(request, lambda: holder.save(content), done=_("Here is the copy, a week later.")) and new:
            return redirect(holder.run_url(new.key))
        return redirect(holder.list_url)
    done = {
        "cancel": (lambda: actions.set_state(content, key, RunState.CANCELLED.value), _("The date is cancelled.")),
        "reopen": (lambda: actions.set_state(content, key, RunState.OPEN.value), _("The date is open again.")),
        "drop": (lambda: actions.drop_run(content, key), _("The date is taken away.")),
    }.get(act)
    if done is not None:
        changed = done[0]()
        attempt(request, lambda: holder.save(changed), done=done[1])
    where = "?lijst=voorbij" if request.GET.get("lijst") == "voorbij" else ""
    return redirect(f"{holder.list_url}{where}")


def _one(request: HttpRequest, holder: Holder, key: str) -> HttpResponse:
    run = actions.run_of(holder.content, key)
    if run is None:
        raise Http404("There is no such run.")
    form, seen = RunForm(request.POST or None, run=run), actions.mark_of(run)
    if request.method == "POST" and form.is_valid():
        content = actions.put_run(holder.content, form.cleaned_data["run"])
        if request.POST.get("seen", seen) != seen:
            form.add_error(None, _changed_meanwhile(_row(holder, run)))
        elif attempt(request, lambda: holder.save(content), done=_("The date is saved.")):
            return redirect(holder.list_url)
    context = {"holder": holder, "form": form, "days": words.day_words(run) or _("No day yet"), "seen": seen}
    return render(request, "catalogue/offering/run.html", context, status=422 if form.errors else 200)


def _changed_meanwhile(now: dict[str, Any]) -> str:
    parts = ", ".join(part for part in (now["days"], now["about"], now["state"]) if part)
    return " ".join(
        [
            _("This was changed in another window. Look once more, then save."),
            _("It says now: %(now)s.") % {"now": parts},
        ]
    )


def _too_many() -> str:
    return _("At most %(most)d dates fit with one training.") % {"most": MOST_RUNS}
