"""Example proposals of each source, something that comes round, a calendar, and a weekly mail. Clearly fictional."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from knooppunt.accounts.demo import persona_user
from knooppunt.accounts.models import User
from knooppunt.core.schedules import AMSTERDAM
from knooppunt.journal.actions.filing import file_mail, hub_log, log_address
from knooppunt.journal.actions.proposals import Idea, collect_proposals, propose, source_key
from knooppunt.journal.actions.weekly import send_weekly_mail
from knooppunt.journal.models import CalendarFeed, MomentKind, Proposal, RecurringMoment
from knooppunt.network.api import own_hub
from knooppunt.network.models import Hub, Organisation
from knooppunt.plans.models import PlanItem, Status

# Working days ago, hour, minutes, title; "%s" is an organisation of the hub.
_APPOINTMENTS = (
    (1, 10, 60, "Overleg %s over het raamwerk"),
    (2, 13, 90, "Werkgroep scholing"),
    (4, 9, 45, "Kennismaking %s"),
)
_MAIL = """From: {name} <{sender}>
To: Opleiding Voorbeeld <opleiding@voorbeeld.example>
Bcc: {address}
Date: {date}
Subject: {subject}
Message-ID: <demo-{number}@voorbeeld.example>
Content-Type: text/plain; charset=utf-8

Dit is een voorbeeld. Deze tekst wordt niet bewaard.
"""
_SUBJECTS = ("Re: Twee data voor de gastles", "Vraag over het raamwerk")


def load_demo_sources() -> str:
    """Load them for the example ambassadors (demo loader), once."""
    made = 0
    for code in ("ambassadeur", "ambassadeur-duo", "ambassadeur-2"):
        user = persona_user(code)
        hub = own_hub(user) if user else None
        if user is None or hub is None or Proposal.objects.filter(user=user).exists():
            continue
        with transaction.atomic():
            made += _load(user, hub, whole=code != "ambassadeur-duo")
    made += collect_proposals()
    anna = persona_user("ambassadeur")
    if anna is not None:
        send_weekly_mail(user=anna)
    return f"{made} proposals"


def _load(user: User, hub: Hub, *, whole: bool) -> int:
    today = timezone.localdate()
    _comes_round(user, hub, today)
    _forgotten_rows(hub, today)
    if not whole:
        return 0
    CalendarFeed.objects.get_or_create(
        user=user,
        defaults={
            "hub": hub,
            "address": "https://agenda.voorbeeld.example/geheim/agenda.ics",
            "read_at": timezone.now() - dt.timedelta(minutes=40),
            "found": len(_APPOINTMENTS),
        },
    )
    made = propose(ideas=_appointments(user, hub, today))
    made += _mails(user, hub)
    return len(made)


def _forgotten_rows(hub: Hub, today: dt.date) -> None:
    """Two rows of the plan that nobody looked at for a while, so that the example mail asks about them."""
    rows = PlanItem.objects.filter(theme__plan__hub=hub, theme__plan__year=today.year, status=Status.ON_TRACK)
    old = list(rows.order_by("-pk").values_list("pk", flat=True)[:2])
    PlanItem.objects.filter(pk__in=old).update(confirmed_at=timezone.now() - dt.timedelta(days=75))


def _comes_round(user: User, hub: Hub, today: dt.date) -> None:
    monday = today - dt.timedelta(days=today.weekday() + 14)
    RecurringMoment.objects.get_or_create(
        user=user,
        hub=hub,
        title="Weekoverleg met het consortium",
        defaults={"first_on": monday + dt.timedelta(days=1), "minutes": 60, "kind": MomentKind.MEETING},
    )
    RecurringMoment.objects.get_or_create(
        user=user,
        hub=hub,
        title="Nieuwsbrief voorbereiden",
        defaults={
            "first_on": monday,
            "minutes": 90,
            "kind": MomentKind.WRITING,
            "rhythm": RecurringMoment.Rhythm.MONTHLY,
            "is_paused": True,
        },
    )


def _appointments(user: User, hub: Hub, today: dt.date) -> list[Idea]:
    names = list(Organisation.objects.filter(hubs=hub).order_by("sort_name").values_list("name", flat=True)[:3])
    found = []
    for place, (ago, hour, minutes, title) in enumerate(_APPOINTMENTS):
        day = _working_days(today)[ago - 1]
        name = names[place % len(names)] if names else "de school"
        found.append(
            Idea(
                source=Proposal.Source.CALENDAR,
                key=source_key(user.pk, "demo", place),
                hub=hub,
                user_id=user.pk,
                date=day,
                starts_at=dt.datetime.combine(day, dt.time(hour), AMSTERDAM),
                minutes=minutes,
                title=title % name if "%s" in title else title,
            )
        )
    return found


def _working_days(today: dt.date) -> list[dt.date]:
    """The last five before today, newest first."""
    days = [today - dt.timedelta(days=ago) for ago in range(1, 8)]
    return [day for day in days if day.weekday() < 5]


def _mails(user: User, hub: Hub) -> list[Proposal]:
    """One from the ambassador, and one from somebody whom we do not know."""
    address = log_address(hub_log(hub))
    names = (user.name.partition(" (")[0], "Onbekende Voorbeeld")
    made = []
    for number, sender in enumerate((user.email, "onbekend@voorbeeld.example")):
        sent = dt.datetime.combine(_working_days(timezone.localdate())[number], dt.time(11), AMSTERDAM)
        text = _MAIL.format(
            name=names[number],
            sender=sender,
            address=address,
            subject=_SUBJECTS[number],
            date=sent.strftime("%a, %d %b %Y %H:%M:%S %z"),
            number=f"{hub.pk}-{number}",
        )
        filed = file_mail(data=text.encode())
        made += [filed.proposal] if filed.proposal else []
    return made
