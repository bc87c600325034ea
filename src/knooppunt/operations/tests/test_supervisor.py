"""The process tree by itself, with children that only wait."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from knooppunt.operations.tests.processes import children_of, lives, until

pytestmark = pytest.mark.slow

Start = Callable[[str], "subprocess.Popen[bytes]"]


@pytest.fixture
def start(tmp_path: Path):
    """Start a supervisor whose specs are given as code; everything is killed at the end."""
    started: list[subprocess.Popen[bytes]] = []

    def run(specs: str) -> subprocess.Popen[bytes]:
        program = textwrap.dedent(
            """
            import os, pathlib, sys, time
            from knooppunt.operations.supervisor import ChildSpec, Supervisor
            here = pathlib.Path(sys.argv[1])
            def waits(stop, beat):
                stop.wait()
            """
        )
        process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                f"{program}\n{textwrap.dedent(specs)}\nsys.exit(Supervisor(specs).run())",
                str(tmp_path),
            ],
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        kin = children_of(process.pid)
        process.kill()
        process.wait()
        for pid in kin:
            if lives(pid):
                os.kill(pid, signal.SIGKILL)


TWO = "specs = [ChildSpec('a', waits), ChildSpec('b', waits)]"


def test_killed_child_is_replaced_and_the_other_is_left_alone(start: Start) -> None:
    parent = start(TWO)
    assert until(lambda: len(children_of(parent.pid)) == 2)
    first, second = sorted(children_of(parent.pid))

    os.kill(first, signal.SIGKILL)

    assert until(lambda: len(set(children_of(parent.pid)) - {first}) == 2, 5)
    assert second in children_of(parent.pid)


def test_killed_parent_takes_children_along_even_if_they_do_not_listen(start: Start) -> None:
    parent = start(
        """
        import signal
        def deaf(stop, beat):
            while True:
                time.sleep(60)
        specs = [ChildSpec('a', waits), ChildSpec('deaf', deaf)]
        """
    )
    assert until(lambda: len(children_of(parent.pid)) == 2)
    kin = children_of(parent.pid)

    parent.kill()
    parent.wait()

    assert until(lambda: not any(lives(pid) for pid in kin), 5)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_stop_signal_lets_children_finish(start: Start, tmp_path: Path, number: signal.Signals) -> None:
    parent = start(
        """
        def careful(stop, beat):
            (here / 'ready').touch()
            stop.wait()
            time.sleep(0.3)
            (here / 'finished').touch()
        specs = [ChildSpec('careful', careful)]
        """
    )
    assert until((tmp_path / "ready").exists)

    parent.send_signal(number)

    assert parent.wait(timeout=10) == 0
    assert (tmp_path / "finished").exists()


def test_second_signal_does_not_wait_for_a_child_that_does_not_end(start: Start, tmp_path: Path) -> None:
    parent = start(
        """
        def stubborn(stop, beat):
            (here / 'ready').touch()
            while True:
                time.sleep(60)
        specs = [ChildSpec('stubborn', stubborn)]
        """
    )
    assert until((tmp_path / "ready").exists)
    (child,) = children_of(parent.pid)

    parent.terminate()
    assert not until(lambda: not lives(child), 0.5)
    parent.terminate()

    assert parent.wait(timeout=10) == 0
    assert not lives(child)


def test_child_that_stops_beating_is_replaced(start: Start, tmp_path: Path) -> None:
    start(
        """
        def hangs(stop, beat):
            with (here / 'starts').open('a') as file:
                file.write('x')
            beat()
            while True:
                time.sleep(60)
        specs = [ChildSpec('hangs', hangs, hangs_after=0.3)]
        """
    )

    assert until(lambda: (tmp_path / "starts").exists() and len((tmp_path / "starts").read_text()) >= 2, 8)


def test_child_that_fails_at_once_is_tried_again_with_pauses(start: Start, tmp_path: Path) -> None:
    parent = start(
        """
        def fails(stop, beat):
            with (here / 'starts').open('a') as file:
                file.write('x')
            raise RuntimeError
        specs = [ChildSpec('fails', fails), ChildSpec('a', waits)]
        """
    )

    assert until(lambda: (tmp_path / "starts").exists() and len((tmp_path / "starts").read_text()) >= 3, 8)
    assert len((tmp_path / "starts").read_text()) < 10  # not in a frenzy
    assert parent.poll() is None
