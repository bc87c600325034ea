"""Workers as real processes on a shared database: together, killed, and told to stop."""

import signal
from pathlib import Path

import pytest

from knooppunt.core.models import Job
from knooppunt.core.tests.sample.tasks import linger, note

pytestmark = pytest.mark.slow


@pytest.fixture
def trace(shared_database: dict[str, str], tmp_path: Path) -> Path:
    path = tmp_path / "trace"
    path.touch()
    return path


def lines(trace: Path) -> list[str]:
    return trace.read_text().splitlines()


def all_done() -> bool:
    return not Job.objects.exclude(state=Job.State.DONE).filter(name__startswith="core_sample").exists()


def test_two_workers_at_once_run_each_job_once(start, trace: Path, wait_until) -> None:
    for number in range(60):
        note.enqueue(path=str(trace), text=str(number))

    workers = [start("worker", "--interval", "0.1") for _ in range(2)]
    wait_until(all_done, 60)

    assert sorted(lines(trace), key=int) == [str(number) for number in range(60)]
    for worker in workers:
        worker.terminate()
    assert [worker.wait(timeout=20) for worker in workers] == [0, 0]


def test_what_a_killed_worker_was_doing_is_done_by_the_other_after_its_lease(start, trace: Path, wait_until) -> None:
    release = trace.with_name("release")
    job = linger.enqueue(path=str(trace), seconds=60, release=str(release))
    first = start("worker", "--interval", "0.1", "--lease", "3")
    wait_until(lambda: lines(trace))
    second = start("worker", "--interval", "0.1", "--lease", "3")

    first.kill()
    first.wait()
    wait_until(lambda: len(lines(trace)) == 2, 60)
    release.touch()
    wait_until(all_done)

    assert lines(trace) == [f"begin {first.pid}", f"begin {second.pid}", f"end {second.pid}"]
    job.refresh_from_db()
    assert job.attempts == 2


def test_a_long_job_keeps_its_lease_while_another_worker_looks_on(start, trace: Path, wait_until) -> None:
    job = linger.enqueue(path=str(trace), seconds=5)  # longer than its lease
    workers = [start("worker", "--interval", "0.1", "--lease", "1.5") for _ in range(2)]

    wait_until(all_done, 60)

    assert [line.split()[0] for line in lines(trace)] == ["begin", "end"]
    job.refresh_from_db()
    assert job.attempts == 1
    for worker in workers:
        worker.terminate()


def test_told_to_stop_it_finishes_what_is_running_and_takes_nothing_new(start, trace: Path, wait_until) -> None:
    release = trace.with_name("release")
    linger.enqueue(path=str(trace), seconds=60, release=str(release))
    worker = start("worker", "--interval", "0.1", "--lease", "3")
    wait_until(lambda: lines(trace))

    worker.send_signal(signal.SIGTERM)
    waiting = note.enqueue(path=str(trace), text="new")
    assert worker.poll() is None
    release.touch()

    assert worker.wait(timeout=20) == 0
    assert lines(trace) == [f"begin {worker.pid}", f"end {worker.pid}"]
    assert Job.objects.get(name="core_sample.linger").state == Job.State.DONE
    waiting.refresh_from_db()
    assert waiting.state == Job.State.QUEUED


def test_a_second_signal_ends_it_at_once_and_the_job_waits_for_its_lease(start, trace: Path, wait_until) -> None:
    linger.enqueue(path=str(trace), seconds=60)
    worker = start("worker", "--interval", "0.1")
    wait_until(lambda: lines(trace))

    # Again and again: two signals that come together count as one.
    wait_until(lambda: worker.poll() is not None or worker.send_signal(signal.SIGTERM))

    assert worker.wait() == 1
    assert Job.objects.get(name="core_sample.linger").state == Job.State.RUNNING


def test_the_quick_lane_goes_on_while_a_long_job_runs(start, trace: Path, wait_until) -> None:
    linger.enqueue(path=str(trace), seconds=60, release=str(trace.with_name("release")))
    worker = start("worker", "--interval", "0.1")
    wait_until(lambda: lines(trace))

    note.enqueue(path=str(trace), text="code")
    wait_until(lambda: "code" in lines(trace))

    assert lines(trace) == [f"begin {worker.pid}", "code"]
    trace.with_name("release").touch()
