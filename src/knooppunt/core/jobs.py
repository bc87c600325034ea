"""Work that is done later, by a worker, at least once.

``@job("plans.remind")`` makes a function a job; ``remind.enqueue(plan_id=3)`` asks for it, in the transaction of the
caller: rolled back with it, visible after its commit. A worker takes a job with a *lease* and prolongs it with a
heartbeat; when the worker dies the lease ends and any worker may run the job again.

So a job can run **twice** (a worker can die after the work and before writing that down): write jobs so that the second
time does no harm. Look at what is there (``if mail.sent``), use keys, or do all the work in one transaction. Arguments
are small and JSON: ids, not objects. Why a table of our own: docs/decisions/0004-jobs.md.
"""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, ParamSpec

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from knooppunt.core.models import Job, JobFailure, Schedule

log = logging.getLogger(__name__)
P = ParamSpec("P")

QUICK, SLOW = "quick", "slow"
LEASE = timedelta(seconds=60)
BACKOFF = (10, 60, 300, 1800, 7200)  # seconds after the 1st, 2nd, … failed attempt; the last one repeats

_definitions: dict[str, JobDefinition[Any]] = {}


@dataclass(frozen=True)
class JobDefinition(Generic[P]):
    """A registered function. Calling it runs it here and now; ``enqueue`` leaves it to a worker."""

    name: str
    function: Callable[P, object]
    max_attempts: int
    backoff: Sequence[int]
    lane: str

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> object:
        return self.function(*args, **kwargs)

    def enqueue(self, *args: P.args, **kwargs: P.kwargs) -> Job:
        """Ask for it as soon as a worker is free. Arguments by name only."""
        if args:
            raise TypeError("Give the arguments of a job by name.")
        return self.enqueue_with(dict(kwargs))

    def enqueue_with(
        self,
        args: dict[str, Any],
        *,
        run_after: datetime | None = None,
        dedupe_key: str | None = None,
        schedule: str = "",
    ) -> Job:
        """Ask for it later, or only if no job with ``dedupe_key`` is waiting already (then that one is returned)."""
        fields = {
            "name": self.name,
            "args": json.loads(json.dumps(args)),  # refuses at once what could not be kept
            "lane": self.lane,
            "max_attempts": self.max_attempts,
            "run_after": run_after or timezone.now(),
            "schedule": schedule,
        }
        if dedupe_key is None:
            return Job.objects.create(**fields)
        return Job.objects.get_or_create(dedupe_key=dedupe_key, state=Job.State.QUEUED, defaults=fields)[0]

    def wait_seconds(self, attempts: int) -> int:
        """How long to wait after that many failed attempts."""
        return self.backoff[min(attempts, len(self.backoff)) - 1]


def job(
    name: str, *, max_attempts: int = 5, backoff: Sequence[int] = BACKOFF, lane: str = QUICK
) -> Callable[[Callable[P, object]], JobDefinition[P]]:
    """Make a function a job named ``app.verb_noun``. ``lane=SLOW`` for what takes more than a few seconds.

    What the function returns is kept as a short text. After ``max_attempts`` failures it is given up (``failures``).
    """

    def define(function: Callable[P, object]) -> JobDefinition[P]:
        if name in _definitions:
            raise LookupError(f"There is a job named {name!r} already.")
        definition = _definitions[name] = JobDefinition(name, function, max_attempts, backoff, lane)
        return definition

    return define


def definition_of(name: str) -> JobDefinition[Any] | None:
    """The registered job of that name."""
    return _definitions.get(name)


def take(*, worker: str, lanes: Sequence[str] = (QUICK, SLOW), lease: timedelta = LEASE) -> Job | None:
    """Take the oldest job that is due, with a lease in the name of ``worker``; ``None`` when there is none.

    Only jobs this process knows: during an upgrade an older worker leaves the new ones alone.
    """
    due = Job.objects.filter(
        state=Job.State.QUEUED, lane__in=lanes, run_after__lte=timezone.now(), name__in=list(_definitions)
    ).order_by("run_after", "id")
    if not due.exists():  # a look without the write lock, which `atomic` takes on SQLite
        return None
    with transaction.atomic():
        found = (due.select_for_update(skip_locked=True) if connection.features.has_select_for_update else due).first()
        if found is None:
            return None
        Job.objects.filter(pk=found.pk).update(
            state=Job.State.RUNNING,
            lease_token=uuid.uuid4(),
            lease_until=Now() + lease,  # the database's clock: machines need not agree on the time
            leased_by=worker[:120],
            started_at=timezone.now(),
            attempts=F("attempts") + 1,
        )
    found.refresh_from_db()
    return found


def beat(tokens: Iterable[uuid.UUID], *, lease: timedelta = LEASE) -> int:
    """Prolong the leases of the jobs that are being done; returns how many are still ours."""
    running = Job.objects.filter(state=Job.State.RUNNING, lease_token__in=list(tokens))
    return running.update(lease_until=Now() + lease)


def run(taken: Job) -> None:
    """Do a taken job and write down how it went. Never raises for what the job raises.

    If the lease was lost meanwhile the outcome is not written: the job belongs to somebody else now.
    """
    definition = _definitions[taken.name]
    try:
        result = definition.function(**taken.args)
    except (Exception, SystemExit) as error:
        log.exception("job %s (%s) failed, attempt %s", taken.name, taken.pk, taken.attempts)
        _fail(taken, f"{type(error).__name__}: {error}", timedelta(seconds=definition.wait_seconds(taken.attempts)))
    else:
        _finish(taken, state=Job.State.DONE, result="" if result is None else str(result)[:500], last_error="")


def reap() -> int:
    """Give back the jobs whose lease ended (their worker died), or give them up after their last attempt. Returns how
    many.

    A job that kills its worker every time is given up in the end too.
    """
    lost = list(Job.objects.filter(state=Job.State.RUNNING, lease_until__lt=Now()))
    for one in lost:
        _fail(one, f"The worker {one.leased_by} was lost.", timedelta(0), still=Q(lease_until__lt=Now()))
    return len(lost)


def failures() -> QuerySet[JobFailure]:
    """The jobs that were given up, newest first: for the administrator."""
    return JobFailure.objects.order_by("-finished_at")


def retry(failure: Job) -> bool:
    """Let a given-up job try again from the start. False when somebody did so already, or an equal job is waiting."""
    with transaction.atomic():
        if failure.dedupe_key and Job.objects.filter(dedupe_key=failure.dedupe_key, state=Job.State.QUEUED).exists():
            return False
        rows = Job.objects.filter(pk=failure.pk, state=Job.State.DEAD)
        return bool(rows.update(state=Job.State.QUEUED, attempts=0, run_after=timezone.now(), finished_at=None))


def clean(older_than_days: int = 14) -> int:
    """Delete finished jobs of that age; failures stay twelve times as long. Returns how many rows went."""
    now = timezone.now()
    done = Q(state=Job.State.DONE, finished_at__lt=now - timedelta(days=older_than_days))
    dead = Q(state=Job.State.DEAD, finished_at__lt=now - timedelta(days=12 * older_than_days))
    return Job.objects.filter(done | dead).delete()[0]


def _fail(taken: Job, error: str, wait: timedelta, still: Q | None = None) -> None:
    if taken.attempts >= taken.max_attempts:
        _finish(taken, still=still, state=Job.State.DEAD, last_error=error[:5000])
        return
    with transaction.atomic():
        taken_over = _still_ours(taken, still)
        if taken.dedupe_key and Job.objects.filter(dedupe_key=taken.dedupe_key, state=Job.State.QUEUED).exists():
            # An equal job is waiting: it will do the work, and only one of a key may wait.
            taken_over.update(state=Job.State.DONE, result="left to a later one", last_error=error[:5000], **_ended())
            return
        taken_over.update(
            state=Job.State.QUEUED,
            run_after=timezone.now() + wait,
            last_error=error[:5000],
            lease_token=None,
            lease_until=None,
        )


def _finish(taken: Job, *, still: Q | None = None, **values: Any) -> None:
    if not _still_ours(taken, still).update(**values, **_ended()):
        log.warning("job %s (%s): the lease was lost, the outcome is not kept", taken.name, taken.pk)
        return
    if taken.schedule:
        text = values.get("result") or values.get("last_error") or "ok"
        Schedule.objects.filter(name=taken.schedule).update(last_result=text[:500])


def _still_ours(taken: Job, still: Q | None) -> QuerySet[Job]:
    return Job.objects.filter(still or Q(), pk=taken.pk, state=Job.State.RUNNING, lease_token=taken.lease_token)


def _ended() -> dict[str, Any]:
    return {"finished_at": timezone.now(), "lease_token": None, "lease_until": None}
