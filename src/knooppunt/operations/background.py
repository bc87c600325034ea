"""The job worker as a child of ``serve``."""

from __future__ import annotations

import threading

from knooppunt.core.processes import background_processes, beat

NAME = "worker"


def run_worker(stop: threading.Event) -> None:
    """Do jobs until ``stop`` is set; a job that runs is finished first."""
    from knooppunt.core.worker import Worker  # needs the models, which are not ready when this is registered

    worker = Worker(on_beat=lambda: beat(NAME))

    def pass_on() -> None:
        stop.wait()
        worker.stop()

    threading.Thread(target=pass_on, name="stop", daemon=True).start()
    worker.run()


def register() -> None:
    """Add the worker to the processes of ``serve`` (called in ``AppConfig.ready``)."""
    background_processes.register(NAME, run_worker, order=10)
