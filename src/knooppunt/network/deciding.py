"""Whom a hub is about to lose from sight, in the weekly mail: were you in touch, or may it wait?"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knooppunt.core.decisions import Choice, Decision, DecisionProvider, DecisionRefused, Done, Settled
from knooppunt.network.actions.stakeholders import snooze
from knooppunt.network.actions.touches import note_touch, take_back_touch
from knooppunt.network.cadence import months_later
from knooppunt.network.mandates import hubs_of
from knooppunt.network.models import HubContact, StakeholderRelation
from knooppunt.network.queries.fading import due_contacts, due_relations

TOUCHED, LATER = "gesproken", "later"
LATER_MONTHS = 3
MOST = 10  # of each kind; the page "dreigt uit beeld" has all
_MODELS: dict[str, type[StakeholderRelation] | type[HubContact]] = {"o": StakeholderRelation, "c": HubContact}

Row = StakeholderRelation | HubContact


def waiting(user: Any) -> list[Decision]:
    """Those whose day has come, longest ago first. Two queries."""
    hubs = [hub.pk for hub in hubs_of(user)]
    if not hubs:
        return []
    today = timezone.localdate()
    relations = due_relations(hubs).filter(due_on__lte=today).select_related("organisation", "hub")
    contacts = due_contacts(hubs).filter(due_on__lte=today).select_related("contact", "hub")
    rows: list[Row] = [*relations.order_by("due_on", "pk")[:MOST], *contacts.order_by("due_on", "pk")[:MOST]]
    return [_decision(row) for row in sorted(rows, key=lambda row: (row.due_on or today, row.pk))]


def look(user: Any, key: str) -> Decision | Settled:
    """The relation as it is now."""
    row = _find(user, key)
    reason = _why_not(row)
    return Settled(reason) if reason or row is None else _decision(row)


def decide(user: Any, key: str, choice: str) -> Done:
    """Note that there was a touch, or ask again later."""
    row = _find(user, key)
    reason = _why_not(row)
    if reason or row is None:
        raise DecisionRefused(reason)
    today = timezone.localdate()
    if choice == LATER:
        before, until = row.snoozed_until, months_later(today, LATER_MONTHS)
        snooze(row=row, until=until)
        text = _("Noted. We ask again after %(day)s.") % {"day": date_format(until, "j F Y")}
        return Done(text, {"snoozed": before.isoformat() if before else "", "until": until.isoformat()})
    note_touch(hub=row.hub, by=user, **_partner(row))
    return Done(_("Noted: you were in touch with %(name)s.") % {"name": _name(row)}, {"touched": today.isoformat()})


def undo(user: Any, key: str, kept: dict[str, Any]) -> str:
    """Take that back."""
    row = _find(user, key)
    if row is None:
        raise DecisionRefused(_gone())
    if "touched" in kept:
        take_back_touch(hub=row.hub, on=_day(kept["touched"]), **_partner(row))
    elif row.snoozed_until == _day(kept["until"]):
        snooze(row=row, until=_day(kept["snoozed"]) if kept["snoozed"] else None)
    else:
        raise DecisionRefused(_("Somebody changed this since, so nothing was taken back."))
    return _("Taken back. It is as it was.")


def _find(user: Any, key: str) -> Row | None:
    """The row of a key such as "o12", when it is of a hub that the user runs."""
    model = _MODELS.get(key[:1])
    if model is None or not key[1:].isdecimal() or len(key) > 12:
        return None
    found: Row | None = (
        model._default_manager.filter(pk=int(key[1:]), hub__in=[hub.pk for hub in hubs_of(user)])
        .select_related("hub", "organisation" if model is StakeholderRelation else "contact")
        .first()
    )
    return found


def _why_not(row: Row | None) -> str:
    """Why it no longer waits; empty when it does."""
    if row is None:
        return _gone()
    if row.due_on is not None and row.due_on <= timezone.localdate():
        return ""
    if row.last_touch_on:
        return _("The last touch was on %(day)s.") % {"day": date_format(row.last_touch_on, "j F Y")}
    return _("This no longer waits.")


def _gone() -> str:
    return _("This relation is no longer there, or you no longer run this hub.")


def _decision(row: Row) -> Decision:
    if row.last_touch_on:
        text = _("Last in touch on %(day)s.") % {"day": date_format(row.last_touch_on, "j F Y")}
    else:
        text = _("No touch was noted yet.")
    choices = (Choice(TOUCHED, _("We were in touch")), Choice(LATER, _("Ask me in three months")))
    mark = "o" if isinstance(row, StakeholderRelation) else "c"
    return Decision(f"{mark}{row.pk}", _name(row), text, choices, _address(row))


def _name(row: Row) -> str:
    return str(row.organisation if isinstance(row, StakeholderRelation) else row.contact)


def _partner(row: Row) -> dict[str, Any]:
    if isinstance(row, StakeholderRelation):
        return {"organisation": row.organisation}
    return {"contact": row.contact}


def _address(row: Row) -> str:
    if isinstance(row, StakeholderRelation):
        return reverse("network:organisation", args=[row.organisation_id])
    return reverse("network:contact", args=[row.contact_id])


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


PROVIDER = DecisionProvider(gettext_lazy("About to fade from sight"), waiting, look, decide, undo)
