import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from knooppunt.core import jobs
from knooppunt.core.models import Job, JobFailure
from knooppunt.core.tests.sample.tasks import fail, note

State = Job.State


@pytest.fixture
def trace(tmp_path: Path) -> Path:
    return tmp_path / "trace"


def take(worker: str = "test") -> Job:
    taken = jobs.take(worker=worker)
    assert taken is not None
    return taken


def lose_leases() -> None:
    Job.objects.filter(state=State.RUNNING).update(lease_until=timezone.now() - timedelta(seconds=1))


def make_due() -> None:
    Job.objects.filter(state=State.QUEUED).update(run_after=timezone.now() - timedelta(seconds=1))


@pytest.mark.django_db
def test_a_job_is_done_once_and_its_answer_kept(trace: Path) -> None:
    note.enqueue(path=str(trace), text="een")

    jobs.run(take())

    done = Job.objects.get()
    assert (done.state, done.result, done.attempts, done.lease_token) == (State.DONE, "een", 1, None)
    assert trace.read_text() == "een\n"
    assert jobs.take(worker="test") is None


@pytest.mark.django_db(transaction=True)
def test_a_job_is_asked_for_with_the_transaction_and_forgotten_with_it(trace: Path) -> None:
    with transaction.atomic():
        note.enqueue(path=str(trace), text="een")
        assert Job.objects.exists()
        transaction.set_rollback(True)

    assert not Job.objects.exists()


@pytest.mark.django_db
def test_arguments_are_named_and_json() -> None:
    with pytest.raises(TypeError, match="by name"):
        note.enqueue("x", "y")  # type: ignore[misc]
    with pytest.raises(TypeError, match="JSON"):
        note.enqueue(path="x", text=object())  # type: ignore[arg-type]

    assert not Job.objects.exists()


@pytest.mark.django_db
def test_oldest_first_later_ones_wait_and_lanes_are_kept_apart(trace: Path) -> None:
    now = timezone.now()
    note.enqueue_with({"path": "", "text": "later"}, run_after=now + timedelta(hours=1))
    note.enqueue_with({"path": "", "text": "second"}, run_after=now - timedelta(minutes=1))
    note.enqueue_with({"path": "", "text": "first"}, run_after=now - timedelta(minutes=2))

    assert jobs.take(worker="w", lanes=(jobs.SLOW,)) is None
    assert [take().args["text"], take().args["text"]] == ["first", "second"]
    assert jobs.take(worker="w") is None


@pytest.mark.django_db
def test_a_job_that_this_process_does_not_know_is_left_to_a_newer_one() -> None:
    Job.objects.create(name="core_sample.of_tomorrow")

    assert jobs.take(worker="test") is None
    assert Job.objects.get().state == State.QUEUED


@pytest.mark.django_db
def test_of_one_key_only_one_waits() -> None:
    first = note.enqueue_with({"path": "", "text": "a"}, dedupe_key="k")

    assert note.enqueue_with({"path": "", "text": "b"}, dedupe_key="k") == first
    take()
    second = note.enqueue_with({"path": "", "text": "c"}, dedupe_key="k")  # the first is running: this one comes after

    assert second != first
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(name="x", dedupe_key="k")


@pytest.mark.django_db
def test_a_failing_job_is_tried_again_after_a_pause_and_then_given_up() -> None:
    fail.enqueue(text="Kapot")

    before = timezone.now()
    jobs.run(take())

    waiting = Job.objects.get()
    assert (waiting.state, waiting.last_error) == (State.QUEUED, "ValueError: Kapot")
    assert 29 <= (waiting.run_after - before).total_seconds() <= 35
    assert jobs.take(worker="test") is None

    make_due()
    jobs.run(take())

    given_up = JobFailure.objects.get()
    assert list(jobs.failures()) == [given_up]
    assert (given_up.state, given_up.attempts) == (State.DEAD, 2)
    assert jobs.take(worker="test") is None


@pytest.mark.django_db
def test_a_person_can_let_a_given_up_job_try_again_once() -> None:
    fail.enqueue(text="Kapot")
    Job.objects.update(state=State.DEAD, attempts=2, finished_at=timezone.now())
    failure = JobFailure.objects.get()

    assert jobs.retry(failure)
    assert not jobs.retry(failure)

    assert not JobFailure.objects.exists()
    assert take().attempts == 1


@pytest.mark.django_db
def test_a_job_that_ends_the_process_counts_as_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def leave(**_kwargs: Any) -> None:
        raise SystemExit(3)

    monkeypatch.setitem(
        jobs._definitions, "core_sample.fail", jobs.JobDefinition("core_sample.fail", leave, 1, (1,), "quick")
    )
    fail.enqueue(text="")
    Job.objects.update(max_attempts=1)

    jobs.run(take())

    assert JobFailure.objects.get().last_error == "SystemExit: 3"


@pytest.mark.django_db
def test_a_heartbeat_keeps_the_lease_and_silence_loses_it(trace: Path) -> None:
    note.enqueue(path=str(trace), text="een")
    taken = take("first")
    assert taken.lease_token is not None

    assert jobs.reap() == 0
    lose_leases()
    assert jobs.beat([taken.lease_token]) == 1
    assert jobs.reap() == 0
    lose_leases()
    assert jobs.reap() == 1

    again = take("second")
    assert (again.pk, again.attempts, again.leased_by) == (taken.pk, 2, "second")
    assert jobs.beat([taken.lease_token]) == 0


@pytest.mark.django_db
def test_who_lost_the_lease_cannot_write_the_outcome(trace: Path) -> None:
    note.enqueue(path=str(trace), text="een")
    slow = take("slow")
    lose_leases()
    jobs.reap()
    other = take("other")

    jobs.run(slow)

    current = Job.objects.get()
    assert (current.state, current.lease_token) == (State.RUNNING, other.lease_token)


@pytest.mark.django_db
def test_a_job_that_kills_its_worker_each_time_is_given_up(trace: Path) -> None:
    note.enqueue(path=str(trace), text="een")
    Job.objects.update(max_attempts=2)

    for _ in range(2):
        take("victim")
        lose_leases()
        jobs.reap()

    assert JobFailure.objects.get().last_error == "The worker victim was lost."
    assert jobs.take(worker="test") is None


@pytest.mark.django_db
def test_a_lost_job_steps_back_for_an_equal_one_that_waits() -> None:
    note.enqueue_with({"path": "", "text": "a"}, dedupe_key="k")
    lost = take()
    waiting = note.enqueue_with({"path": "", "text": "b"}, dedupe_key="k")
    lose_leases()

    jobs.reap()

    assert dict(Job.objects.values_list("pk", "state")) == {lost.pk: State.DONE, waiting.pk: State.QUEUED}


@pytest.mark.django_db
def test_cleaning_keeps_what_is_recent_waiting_or_failed() -> None:
    now = timezone.now()
    for state, days in ((State.DONE, 15), (State.DONE, 13), (State.DEAD, 15), (State.DEAD, 200)):
        Job.objects.create(name="x", state=state, finished_at=now - timedelta(days=days))
    Job.objects.create(name="waiting", created_at=now - timedelta(days=300))

    assert jobs.clean() == 2
    assert Job.objects.count() == 3


def test_two_definitions_cannot_share_a_name() -> None:
    with pytest.raises(LookupError, match="already"):
        jobs.job("core_sample.note")(lambda: None)


def test_of_ten_workers_at_once_each_job_goes_to_one(shared_database: dict[str, str]) -> None:
    for number in range(30):
        note.enqueue(path="", text=str(number))
    taken: list[str] = []
    together = threading.Barrier(10)

    def work() -> None:
        try:
            together.wait(20)
            while (mine := jobs.take(worker=threading.current_thread().name)) is not None or jobs.Job.objects.filter(
                state=State.QUEUED
            ).exists():
                if mine is not None:
                    taken.append(mine.args["text"])
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(taken, key=int) == [str(number) for number in range(30)]
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}
