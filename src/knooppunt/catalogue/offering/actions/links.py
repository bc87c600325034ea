"""Looking at the web addresses of the catalogue: now and then, a few of each site, never inside a private network."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from knooppunt.catalogue.models import Entry, EntryLink, EntryState
from knooppunt.catalogue.offering.models import LinkCheck
from knooppunt.core.fetching import Fetched, FetchRefused, Problem, fetch

Outcome = LinkCheck.Outcome
A_ROUND = 100  # addresses at a time
OF_ONE_SITE = 5  # of them of one site: a round comes every hour
GOOD_FOR, UNSURE_FOR, DEAD_FOR = timedelta(days=14), timedelta(days=1), timedelta(days=7)
FAILURES = 3  # in a row before a silent site counts as dead; "not found" needs two
_HEAD_IS_NO_ANSWER = {400, 403, 404, 405, 406, 410, 429, 500, 501, 503}
_GONE = {404, 410}
_SECONDS = 10.0
_ENOUGH_BYTES = 256 * 1024


def know_addresses() -> int:
    """Put the addresses of published entries that we do not know yet on the list, and take off what nobody gives any
    more. Returns how many are new.
    """
    given = EntryLink.objects.filter(entry__in=_published()).order_by().values_list("url", flat=True)
    new = set(given.exclude(url__in=LinkCheck.objects.values("url")).distinct())
    with transaction.atomic():
        LinkCheck.objects.bulk_create(
            [LinkCheck(url=url) for url in sorted(new)], batch_size=500, ignore_conflicts=True
        )
        # Addresses of proposals are on the list too: those stay a month.
        old = timezone.now() - timedelta(days=30)
        LinkCheck.objects.exclude(url__in=given).filter(checked_at__lt=old).delete()
    return len(new)


def watch(urls: list[str]) -> None:
    """Put addresses of a proposal on the list, and let a round begin soon if there are new ones."""
    known = set(LinkCheck.objects.filter(url__in=urls).values_list("url", flat=True))
    new = [LinkCheck(url=url) for url in dict.fromkeys(urls) if url not in known]
    if new:
        LinkCheck.objects.bulk_create(new, ignore_conflicts=True)
        from knooppunt.catalogue.offering.tasks import check_links  # inline: the jobs stand on this module

        check_links.enqueue_with({}, dedupe_key="catalogue.check_links")


def look_at_links(*, most: int = A_ROUND) -> Counter[str]:
    """Look at the addresses whose turn it is; returns how many had which outcome. Each outcome is kept at once, so that a
    worker that is stopped loses one address at most.
    """
    found: Counter[str] = Counter()
    sites: Counter[str] = Counter()
    due = LinkCheck.objects.filter(next_at__lte=timezone.now()).order_by("next_at", "pk")
    for row in due[: most * 5]:
        site = _site(row.url)
        if sites[site] >= OF_ONE_SITE:
            continue
        sites[site] += 1
        found[look_at(row).outcome] += 1
        if sum(found.values()) >= most:
            break
    return found


def look_at(row: LinkCheck) -> LinkCheck:
    """Look at one address and keep what came of it, here and with the links of entries."""
    status, problem = None, ""
    try:
        status = _ask(row.url).status
    except FetchRefused as refused:
        problem = refused.problem.value
    outcome, failures = judge(status, problem, row.failures)
    wait = {Outcome.GOOD: GOOD_FOR, Outcome.DEAD: DEAD_FOR, Outcome.SKIPPED: GOOD_FOR}.get(outcome, UNSURE_FOR)
    now = timezone.now()
    with transaction.atomic():
        row.status, row.problem, row.outcome, row.failures = status, problem, outcome, failures
        row.checked_at, row.next_at = now, now + wait
        row.save()
        if outcome != Outcome.SKIPPED:
            kept = 0 if outcome == Outcome.GOOD else failures
            EntryLink.objects.filter(url=row.url).update(checked_at=now, status=status or 0, failures=kept)
    return row


def judge(status: int | None, problem: str, failures: int) -> tuple[Outcome, int]:
    """The outcome and the failures in a row, from an answer (or a problem) and the failures so far.

    "Not found" twice is dead. A site that is silent, broken or without a valid certificate is dead after three times. One
    that refuses machines (401, 403, 429) or is out of order for now (5xx) may well be fine for people: not certain.
    """
    if problem == Problem.PRIVATE:
        return Outcome.SKIPPED, 0
    if status is not None and 200 <= status < 400:
        return Outcome.GOOD, 0
    failures += 1
    if problem == Problem.ADDRESS or (status in _GONE and failures >= 2):
        return Outcome.DEAD, failures
    silent = problem and problem != Problem.TOO_LARGE
    if problem == Problem.TOO_LARGE:  # something stands there
        return Outcome.GOOD, 0
    return (Outcome.DEAD if silent and failures >= FAILURES else Outcome.UNSURE), failures


def _ask(url: str) -> Fetched:
    """First only the head; sites that do not answer that well are asked for the page."""
    answer = fetch(url, method="HEAD", most_seconds=_SECONDS)
    if answer.status in _HEAD_IS_NO_ANSWER:
        answer = fetch(url, most_bytes=_ENOUGH_BYTES, most_seconds=_SECONDS)
    return answer


def _site(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _published() -> QuerySet[Entry]:
    return Entry.objects.filter(state=EntryState.PUBLISHED)
