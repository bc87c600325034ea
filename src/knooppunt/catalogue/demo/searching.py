"""Example searches that mail, names for the same, questions in vain, and a list of one's own. All made up."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from knooppunt.accounts.demo import persona_user
from knooppunt.catalogue.actions.kept import keep_entries
from knooppunt.catalogue.demo.loader import SOURCE
from knooppunt.catalogue.finding import alerts
from knooppunt.catalogue.finding.state import read
from knooppunt.catalogue.models import Entry, SavedSearch
from knooppunt.search import api as search

# Mailbox, question, days since it was last looked at. Without days the mailbox did not confirm yet.
ALERTS: list[tuple[str, str, int | None]] = [
    ("verpleegkundige@voorbeeld.example", "q=rouw&niveau=hbo-6", 3),
    ("docent.mbo@voorbeeld.example", "soort=material&niveau=mbo-4", 5),
    ("teamleider@voorbeeld.example", "q=proactieve+zorgplanning", 1),
    ("vrijwilliger@voorbeeld.example", "q=waken", None),
]
SYNONYMS = [
    "morfinepomp, pijnpomp, infuuspomp",
    "waken, waakzorg, nachtwake",
    "laatste dagen, stervensfase, terminale fase",
    "bijscholing > nascholing",
]
# Words, how often, days ago for the first and the last time.
IN_VAIN = [
    ("muziektherapie", 17, 96, 2),
    ("palliatieve zorg gevangenis", 11, 120, 9),
    ("tolk gebarentaal", 9, 60, 5),
    ("huisdieren afscheid", 6, 44, 12),
    ("fotograferen levenseinde", 4, 31, 20),
    ("papiaments", 3, 15, 4),
]
KEEPER, KEPT = "ambassadeur", ("t01", "m18", "t04")


def load_demo_searching() -> str:
    """Load the examples once (demo loader). Needs the personas and the example entries."""
    if SavedSearch.objects.exists() or search.SynonymLine.objects.exists():
        return "0 searches that mail"
    with transaction.atomic():
        for email, question, days in ALERTS:
            _ask(email, question, days)
        for line in SYNONYMS:
            search.add_synonyms(line=line)
        _look_in_vain(timezone.localdate())
        if keeper := persona_user(KEEPER):
            keep_entries(user=keeper, entries=_numbers(KEPT))
    return f"{len(ALERTS)} searches that mail"


def _ask(email: str, question: str, days: int | None) -> None:
    state = read(QueryDict(question))
    if days is None:
        alerts.ask_alert(email=email, state=state, language="nl")
        return
    now = timezone.now()
    SavedSearch.objects.create(
        email=email,
        query=alerts.query_of(state),
        confirmed_at=now - dt.timedelta(days=days + 21),
        looked_at=now - dt.timedelta(days=days),
        told=list(Entry.objects.published().values_list("pk", flat=True)),  # only what comes from now on is news
    )


def _look_in_vain(today: dt.date) -> None:
    search.MissedQuery.objects.bulk_create(
        [
            search.MissedQuery(
                words=words,
                count=count,
                first_on=today - dt.timedelta(days=first),
                last_on=today - dt.timedelta(days=last),
            )
            for words, count, first, last in IN_VAIN
        ],
        ignore_conflicts=True,
    )


def _numbers(codes: tuple[str, ...]) -> list[int]:
    found = dict(Entry.objects.filter(source=SOURCE, source_id__in=codes).values_list("source_id", "pk"))
    return [found[code] for code in codes if code in found]
