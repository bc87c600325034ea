"""The end of a round: a dated snapshot, and what changed since the one before."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.core.registries import ReportFact
from knooppunt.network.models import (
    Contact,
    ContactFunction,
    Hub,
    HubContact,
    Organisation,
    RecalibrationReply,
    RecalibrationRound,
    RecalibrationSnapshot,
    StakeholderRelation,
)
from knooppunt.network.names import fold

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

KINDS = ("contacts", "organisations")
CHANGES = ("new", "gone", "changed")
# States of replies of whom nothing was heard, unless somebody called them.
UNHEARD = {RecalibrationReply.State.WAITING, RecalibrationReply.State.NO_ADDRESS, RecalibrationReply.State.NOT_ME}
REOPEN = dt.timedelta(days=7)
FACT = "network.recalibration"  # the kind of fact that reports get


@dataclass(frozen=True)
class Named:
    """One line of a difference, in words."""

    text: str
    url_name: str = ""
    pk: int | None = None


def end_round(*, round: RecalibrationRound, by: User | None, on: dt.date | None = None) -> RecalibrationSnapshot:
    """Close the round: its links say so from now on, the state of the network is frozen.

    Raises ``ValidationError`` when it ended before. What was not decided stays as it was in the register.
    """
    with transaction.atomic():
        done = RecalibrationRound.objects.filter(pk=round.pk, ended_at__isnull=True)
        if not done.update(ended_at=timezone.now(), ended_by=by):
            raise ValidationError(_("This round has ended already."))
        round.refresh_from_db()
        return take_snapshot(round, on=on or timezone.localdate())


def reopen_until(round: RecalibrationRound) -> dt.date | None:
    """Until which day somebody who ended the round too early can open it again; ``None`` when that is over, or when a
    newer round of the hub follows. One query.
    """
    if round.ended_at is None:
        return None
    last = timezone.localdate(round.ended_at) + REOPEN
    newer = RecalibrationRound.objects.filter(hub=round.hub_id, started_at__gt=round.started_at)
    return None if timezone.localdate() > last or newer.exists() else last


def reopen_round(*, round: RecalibrationRound) -> RecalibrationRound:
    """The round goes on as if nobody had ended it: its links work again, the snapshot is made anew at the end.

    Raises ``ValidationError`` when it is too late for that.
    """
    with transaction.atomic():
        Hub.objects.select_for_update(of=("self",)).get(pk=round.hub_id)  # nobody starts another one meanwhile
        round.refresh_from_db()
        if reopen_until(round) is None:
            raise ValidationError(_("This round can no longer be opened again."))
        RecalibrationSnapshot.objects.filter(round=round).delete()
        round.ended_at, round.ended_by = None, None
        round.save(update_fields=["ended_at", "ended_by"])
    return round


def take_snapshot(round: RecalibrationRound, *, on: dt.date) -> RecalibrationSnapshot:
    """Freeze who and what the hub knows today."""
    hub = round.hub
    contacts: dict[str, Any] = {
        str(pk): {"at": [], "verified": bool(verified and verified >= timezone.localdate(round.started_at))}
        for pk, verified in HubContact.objects.filter(hub=hub, contact__binned_at__isnull=True).values_list(
            "contact_id", "verified_on"
        )
    }
    held = ContactFunction.objects.current().filter(contact_id__in=list(map(int, contacts)))
    for contact, organisation, function in held.order_by("organisation_id").values_list(
        "contact_id", "organisation_id", "function"
    ):
        contacts[str(contact)]["at"].append([organisation, function])
    relations = StakeholderRelation.objects.filter(hub=hub, organisation__binned_at__isnull=True)
    organisations = {
        str(one.organisation_id): {"name": one.organisation.name, "stage": one.stage}
        for one in relations.select_related("organisation")
    }
    heard = list(round.replies.values_list("state", "decision"))
    states = Counter(state for state, _decision in heard)
    decisions = Counter(decision for _state, decision in heard if decision)
    before = RecalibrationSnapshot.objects.filter(hub=hub).order_by("-on", "-pk").first()
    return RecalibrationSnapshot.objects.create(
        round=round,
        hub=hub,
        on=on,
        contacts=contacts,
        organisations=organisations,
        counts={
            "contacts": len(contacts),
            "organisations": len(organisations),
            "verified": sum(1 for one in contacts.values() if one["verified"]),
            "asked": sum(states.values()),
            "not_reached": sum(1 for state, decision in heard if state in UNHEARD and not decision),
            **{f"state_{state}": number for state, number in states.items()},
            **{f"decision_{decision}": number for decision, number in decisions.items()},
        },
        difference=_difference(before, {"contacts": contacts, "organisations": organisations}),
    )


def _difference(before: RecalibrationSnapshot | None, now: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if before is None:
        return {}
    found: dict[str, Any] = {"since": before.on.isoformat()}
    for kind in KINDS:
        old, new = getattr(before, kind), now[kind]
        facts = (lambda one: one["at"]) if kind == "contacts" else (lambda one: [one["name"], one["stage"]])
        found[kind] = {
            "new": sorted(set(new) - set(old), key=int),
            "gone": sorted(set(old) - set(new), key=int),
            "changed": sorted((pk for pk in set(old) & set(new) if facts(old[pk]) != facts(new[pk])), key=int),
        }
    return found


def named_difference(snapshot: RecalibrationSnapshot) -> dict[str, dict[str, list[Named]]]:
    """The difference in words, with names of who is still there. Three queries."""
    difference = snapshot.difference
    if not difference:
        return {}
    before = RecalibrationSnapshot.objects.filter(hub_id=snapshot.hub_id, on__lte=snapshot.on).exclude(pk=snapshot.pk)
    old = before.order_by("-on", "-pk").first()
    people = Contact.objects.filter(pk__in=[int(pk) for pk in _all(difference, "contacts")])
    names = {str(pk): name for pk, name in people.values_list("pk", "name")}
    there = Organisation.objects.filter(pk__in=[int(pk) for pk in _all(difference, "organisations")])
    living = {str(pk) for pk in there.values_list("pk", flat=True)}

    def contact(pk: str) -> Named:
        if pk in names:
            return Named(names[pk], "network:contact", int(pk))
        known = (old.contacts if old else {}).get(pk) or snapshot.contacts.get(pk) or {"at": []}
        where = [_organisation_name(old, snapshot, str(one[0])) for one in known["at"]]
        return Named(_("somebody at %(where)s") % {"where": ", ".join(where)} if where else _("somebody"))

    def organisation(pk: str) -> Named:
        name = _organisation_name(old, snapshot, pk)
        return Named(name, "network:organisation", int(pk)) if pk in living else Named(name)

    say = {"contacts": contact, "organisations": organisation}
    return {
        kind: {change: sorted(map(say[kind], pks), key=lambda one: fold(one.text)) for change, pks in found.items()}
        for kind, found in ((kind, difference[kind]) for kind in KINDS)
    }


def _all(difference: dict[str, Any], kind: str) -> list[str]:
    return [pk for pks in difference[kind].values() for pk in pks]


def _organisation_name(old: RecalibrationSnapshot | None, new: RecalibrationSnapshot, pk: str) -> str:
    known = new.organisations.get(pk) or (old.organisations if old else {}).get(pk)
    return str(known["name"]) if known else _("an organisation")


@dataclass(frozen=True)
class EndedRound:
    """A round that somebody ended, for the plan and the logbook. ``activity``: the lineage of a row of the plan."""

    pk: int
    hub_id: int
    user_id: int
    on: dt.date
    activity: UUID | None
    minutes: int
    text: str


# A guess at one's own time, to be adjusted: looking at an answer, a telephone call, and starting and ending a round.
_LOOK, _CALL, _AROUND, _LEAST, _MOST = 0.5, 6.0, 10, 15, 480  # minutes


def ended_rounds(first: dt.date, last: dt.date) -> list[EndedRound]:
    """The rounds that somebody ended in a period, with what they yielded in one sentence. Two queries."""
    rows = RecalibrationSnapshot.objects.filter(on__gte=first, on__lte=last, round__ended_by__isnull=False)
    snapshots = list(rows.select_related("round"))
    decided = RecalibrationReply.objects.filter(round__in=[row.round_id for row in snapshots]).exclude(decision="")
    work: Counter[int] = Counter()
    for pk, decision, number in decided.order_by().values_list("round_id", "decision").annotate(Count("pk")):
        work[pk] += round(number * (_CALL if decision == RecalibrationReply.Decision.CALLED else _LOOK))
    return [
        EndedRound(
            row.round_id,
            row.hub_id,
            row.round.ended_by_id,
            row.on,
            row.round.activity,
            min(max(-(-(_AROUND + work[row.round_id]) // 15) * 15, _LEAST), _MOST),
            _result(row),
        )
        for row in snapshots
        if row.round.ended_by_id
    ]


def _result(row: RecalibrationSnapshot) -> str:
    """What a round yielded, for the logbook and the plan: in the language of the installation."""
    counts = {"title": row.round.title, "verified": row.counts.get("verified", 0)}
    text = _("%(title)s ended: %(verified)s contacts confirmed") % counts
    for change in CHANGES if row.difference else ():
        number = len(row.difference["contacts"][change])
        words = {"new": _("%(count)s new"), "gone": _("%(count)s gone"), "changed": _("%(count)s changed")}
        text += ", " + words[change] % {"count": number} if number else ""
    missed = row.counts.get("not_reached", 0)
    return text + (", " + _("%(count)s not reached") % {"count": missed} if missed else "")


def report_facts(hub: Hub | None, first: dt.date, last: dt.date) -> list[ReportFact]:
    """For half-year report and plan: the rounds that ended in a period, in one sentence each. One query."""
    rows = RecalibrationSnapshot.objects.filter(on__gte=first, on__lte=last).select_related("hub", "round")
    if hub is not None:
        rows = rows.filter(hub=hub)
    return [ReportFact(FACT, _sentence(row), row.on, row.hub_id, _figures(row)) for row in rows]


def _sentence(row: RecalibrationSnapshot) -> str:
    counts = {
        "hub": row.hub.short_name, "asked": row.counts.get("asked", 0), "verified": row.counts.get("verified", 0),
        "contacts": row.counts.get("contacts", 0), "organisations": row.counts.get("organisations", 0),
    }  # fmt: skip
    text = _(
        "Recalibration of %(hub)s: %(asked)s contacts asked, %(verified)s of %(contacts)s contacts verified, "
        "%(organisations)s organisations."
    )
    said = text % counts
    if row.difference:
        more = {change: len(row.difference["contacts"][change]) for change in CHANGES}
        said += " " + _("Since the one before: %(new)s new, %(gone)s gone, %(changed)s changed.") % more
    return said


def _figures(row: RecalibrationSnapshot) -> dict[str, int]:
    """The counts, and of the difference how many. Without a round before there is no difference, so no such figure."""
    changed = {
        f"{kind}_{change}": len(row.difference[kind][change]) for kind in KINDS for change in CHANGES if row.difference
    }
    return {name: int(number) for name, number in row.counts.items()} | changed
