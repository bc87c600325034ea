"""Personal data of the whole product: somebody's request, the processing register, how long things are kept, and what
to do after a breach.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.accounts.models import User
from knooppunt.core import access, persons, privacy, retention
from knooppunt.core.documents.responses import download, download_json
from knooppunt.core.documents.tables import Column, Table, csv_lines
from knooppunt.core.documents.xlsx import make_xlsx
from knooppunt.core.models import PrivacyAct
from knooppunt.core.persons.places import obstacles
from knooppunt.network.api import looks_at
from knooppunt.portal.queries import RUNS, recent_acts

MOST_LOOKS = 100


@dataclass
class Asked:
    """Whom a request at the desk is about: by mailbox, or by full name with an organisation or hub."""

    email: str
    name: str
    where: str
    who: list[str]  # keys of the namesakes that were chosen
    namesakes: list[persons.Namesake] = field(default_factory=list)
    person: persons.Person | None = None
    wrong: str = ""

    @property
    def again(self) -> str:
        """What must be typed once more before somebody is erased."""
        return self.email or self.name


def _asked(request: HttpRequest) -> Asked:
    def given(name: str, most: int) -> str:
        return " ".join(request.POST.get(name, "").split())[:most]

    asked = Asked(given("email", 254).lower(), given("name", 200), given("where", 200), request.POST.getlist("who"))
    if asked.email:
        asked.person = persons.person_of_mailbox(asked.email)
    elif asked.name or asked.where:
        if len(asked.name.split()) < 2 or len(asked.where) < 2:
            asked.wrong = _("Give the full name, and an organisation or hub: that is how we keep to one person.")
            return asked
        asked.namesakes = persons.named(asked.name, asked.where)
        chosen = [one.row for one in asked.namesakes if one.key in asked.who]
        if chosen:
            asked.person = persons.person_of_rows(chosen)
        elif not asked.namesakes:
            asked.person = persons.person_of_name(asked.name)
    return asked


@access.needs("portal.manage_privacy", limit="import")
def desk(request: HttpRequest) -> HttpResponse:
    """Somebody asks what is kept, or to be removed: look by mailbox, or by name and place; give the archive, erase.

    Never a list, and all in the body of a POST: an administrator does not leaf through people, and no log keeps whom it
    is about.
    """
    asked = _asked(request)
    person, act = asked.person, request.POST.get("act", "")
    if person is not None and act == "download":
        content = persons.give_archive(person, by=cast(User, request.user), note=_note(request))
        return persons.archive_response(content)
    wrong, reasons = "", [reason for find in obstacles for reason in find(person)] if person else []
    if person is not None and act == "erase" and not reasons:
        if " ".join(request.POST.get("again", "").split()).lower() != asked.again.lower():
            wrong = _("Type the same once more, so that nobody does this by accident.")
        else:
            try:
                outcome = persons.erase_person(person, by=cast(User, request.user), note=_note(request))
            except persons.ErasureRefused as refused:
                reasons = refused.reasons
            else:
                messages.success(request, _told(outcome))
                for sentence in outcome.check:
                    messages.warning(request, sentence)
                return redirect("portal:privacy_desk")
    context = {
        "asked": asked,
        "person": person,
        "overview": persons.overview_of(person) if person else None,
        "looks": looks_at(person.keys.get("network.contact", ()))[:MOST_LOOKS] if person else [],
        "names": person.called if person else [],
        "reasons": reasons,
        "wrong": wrong,
        "acts": _shown(recent_acts()),
    }
    return render(request, "portal/privacy_desk.html", context, status=422 if wrong or asked.wrong else 200)


def _note(request: HttpRequest) -> str:
    return " ".join(request.POST.get("note", "").split())[:300]


def _told(outcome: persons.Outcome) -> str:
    counts = {"deleted": sum(outcome.deleted.values()), "cleaned": sum(outcome.cleaned.values())}
    return _("Erased: %(deleted)s rows are gone, in %(cleaned)s places the person is no longer named.") % counts


@access.needs("portal.manage", methods=("GET",))
def register(request: HttpRequest) -> HttpResponse:
    """The processing register, as the code declares it."""
    return render(request, "portal/privacy_register.html", {"groups": _groups(), **_tabs(request)})


def _groups() -> list[tuple[str, list[tuple[list[str], privacy.RegisterRow]]]]:
    """The register to read: per model, fields that are kept for the same reason on one line."""
    found: dict[str, dict[tuple[str, ...], tuple[list[str], privacy.RegisterRow]]] = {}
    for row in privacy.register():
        same = tuple(str(text) for text in (row.purpose, row.basis, row.retention, row.recipients))
        lines = found.setdefault(str(row.model), {})
        lines.setdefault(same, ([], row))[0].append(str(row.field))
    return [(model, list(lines.values())) for model, lines in found.items()]


@access.needs("portal.manage", methods=("GET",))
def export_register(request: HttpRequest, kind: str) -> HttpResponse:
    """The same as CSV, Excel or JSON."""
    rows = privacy.register()
    name = f"verwerkingsregister-{timezone.localdate():%Y-%m-%d}"
    titles = [_("Data"), _("Field"), _("Name in the program"), _("Why"), _("Basis"), _("How long"), _("Who sees it")]
    cells = [
        [
            str(one.model),
            str(one.field),
            one.name,
            str(one.purpose),
            str(one.basis),
            str(one.retention),
            str(one.recipients),
        ]
        for one in rows
    ]
    if kind == "json":
        return download_json([dict(zip(titles, row, strict=True)) for row in cells], name=name)
    table = Table(_("Processing register"), [Column(title, 30) for title in titles], cells)
    if kind == "csv":
        return download(b"".join(csv_lines(table.columns, table.rows)), name=name, kind="csv")
    return download(make_xlsx([table], title=_("Processing register")), name=name, kind="xlsx")


@access.needs("portal.manage_privacy")
def periods(request: HttpRequest) -> HttpResponse:
    """How long things are kept, what is due, and what the daily job did; rehearse it, or run it now."""
    if request.method == "POST":
        rehearse = request.POST.get("act") != "run"
        outcome = retention.run(by=cast(User, request.user), rehearse=rehearse)
        done, told = sum(one.done for one in outcome), sum(one.warned for one in outcome)
        begin = _("Rehearsed, nothing changed. A run would do this now:") if rehearse else _("Done:")
        messages.success(request, f"{begin} {_went(done, told)}.")
        return redirect("portal:privacy_periods")
    acts = _shown(recent_acts(RUNS))
    return render(request, "portal/privacy_periods.html", {"rules": retention.look(), "acts": acts})


def _went(done: int, told: int) -> str:
    """How many rows go, and how many people get a mail first."""
    rows = ngettext("one row goes", "%(count)s rows go", done) % {"count": done}
    mails = ngettext("one warning by mail", "%(count)s warnings by mail", told) % {"count": told}
    return f"{rows}, {mails}"


def _shown(acts: Iterable[PrivacyAct]) -> list[tuple[PrivacyAct, list[str]]]:
    """Each act with what a run of the periods did, by the names of the rules."""
    shown = []
    for act in acts:
        lines = []
        if act.kind in RUNS:
            for name, counts in act.counts.items():
                rule = retention.rules.get(name)
                lines.append(f"{rule.title if rule else name}: {_went(counts['done'], counts['warned'])}")
            lines = lines or [_("nothing was due")]
        shown.append((act, [*lines, *act.counts.get("check", [])]))
    return shown


@access.signed_in(methods=("GET",))
def breach(request: HttpRequest) -> HttpResponse:
    """What to do when data were lost or seen by somebody who should not."""
    return render(request, "portal/breach.html", _tabs(request))


def _tabs(request: HttpRequest) -> dict[str, bool]:
    return {
        "may_desk": request.user.has_perm("portal.manage_privacy"),
        "may_register": request.user.has_perm("portal.manage"),
    }
