import threading
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from knooppunt.core import jobs, schedules
from knooppunt.core.models import Job, Schedule
from knooppunt.core.tests.sample.tasks import fail

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _only_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    autodiscover_modules("tasks")  # so that they register before
    monkeypatch.setattr(schedules, "plans", schedules.Registry("schedules"))


@pytest.fixture
def hourly(db: None) -> Schedule:
    schedules.every("test.hourly", HOUR, fail)
    schedules.sync()
    return Schedule.objects.get()


@pytest.mark.django_db
def test_rows_follow_the_code_and_keep_what_people_set() -> None:
    schedules.every("test.hourly", HOUR, fail)
    schedules.daily("test.nightly", time(3, 0), fail)
    schedules.sync()
    assert list(Schedule.objects.values_list("name", "every_seconds", "daily_at")) == [
        ("test.hourly", 3600, None),
        ("test.nightly", None, time(3, 0)),
    ]
    schedules.pause(Schedule.objects.get(name="test.hourly"))

    schedules.plans.unregister("test.hourly")
    schedules.plans.unregister("test.nightly")
    schedules.every("test.hourly", 2 * HOUR, fail)
    schedules.sync()

    assert list(Schedule.objects.values_list("name", "every_seconds", "paused")) == [("test.hourly", 7200, True)]


def test_what_is_due_is_asked_for_once_and_comes_round(hourly: Schedule) -> None:
    now = timezone.now()

    assert schedules.run_due(now) == ["test.hourly"]
    assert schedules.run_due(now) == []

    assert [(job.name, job.schedule) for job in Job.objects.all()] == [("core_sample.fail", "test.hourly")]
    hourly.refresh_from_db()
    assert (hourly.next_run, hourly.last_run) == (now + HOUR, now)


def test_after_a_standstill_it_runs_once(hourly: Schedule) -> None:
    now = timezone.now() + timedelta(days=3)

    assert schedules.run_due(now) == ["test.hourly"]
    hourly.refresh_from_db()
    assert hourly.next_run == now + HOUR


def test_a_paused_schedule_waits_until_it_is_resumed(hourly: Schedule) -> None:
    schedules.pause(hourly)
    assert schedules.run_due() == []

    schedules.resume(hourly)
    assert schedules.run_due() == ["test.hourly"]


def test_what_is_still_waiting_is_not_asked_for_again(hourly: Schedule) -> None:
    schedules.run_due()
    schedules.run_due(timezone.now() + 2 * HOUR)

    assert Job.objects.count() == 1


def test_the_last_outcome_is_shown(hourly: Schedule) -> None:
    schedules.run_due()
    Job.objects.update(args={"text": "Kapot"}, max_attempts=1)
    taken = jobs.take(worker="test")
    assert taken is not None
    jobs.run(taken)

    hourly.refresh_from_db()
    assert hourly.last_result == "ValueError: Kapot"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ((2026, 1, 10, 1, 0), (2026, 1, 10, 2, 0)),  # winter: 03:00 in Amsterdam is 02:00 UTC
        ((2026, 1, 10, 2, 0), (2026, 1, 11, 2, 0)),  # exactly then: tomorrow
        ((2026, 7, 10, 0, 30), (2026, 7, 10, 1, 0)),  # summer: 01:00 UTC
        ((2026, 3, 28, 12, 0), (2026, 3, 29, 1, 0)),  # the night of the change
        ((2026, 10, 24, 12, 0), (2026, 10, 25, 2, 0)),  # and back
        ((2026, 7, 10, 22, 30), (2026, 7, 11, 1, 0)),  # already tomorrow in Amsterdam
    ],
)
def test_daily_means_the_clock_in_amsterdam(moment: tuple[int, ...], expected: tuple[int, ...]) -> None:
    plan = schedules.Plan("x", fail, daily_at=time(3, 0))

    assert plan.next_after(datetime(*moment, tzinfo=UTC)) == datetime(*expected, tzinfo=UTC)


def test_of_ten_workers_at_once_one_takes_the_schedule(shared_database: dict[str, str], hourly: Schedule) -> None:
    took: list[str] = []
    together = threading.Barrier(10)

    def look() -> None:
        try:
            together.wait(20)
            took.extend(schedules.run_due())
        finally:
            connection.close()

    threads = [threading.Thread(target=look) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert took == ["test.hourly"]
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_the_cores_own_jobs_all_run() -> None:
    from knooppunt.core import tasks

    answers = [str(job()) for job in (tasks.empty_bin, tasks.clean_files, tasks.clean_up)]

    assert answers == [
        "0 rows, 0 batches kept",
        "0 files",
        "limits 0, links 0, forms 0, mails 0, jobs 0, changes 0",
    ]
