"""``worker``: do the jobs until told to stop."""

from __future__ import annotations

import os
import signal
from argparse import ArgumentParser
from datetime import timedelta
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from knooppunt.core.worker import Worker


class Command(BaseCommand):
    """SIGTERM or SIGINT: finish the running jobs, take nothing new. A second signal ends at once (the lease sees to the
    rest).
    """

    requires_system_checks = []  # it serves no pages
    help = "Do the jobs that are waiting, until told to stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--lease", type=float, default=60.0, help="seconds until a silent worker counts as dead")
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between two looks at the queue")

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker(lease=timedelta(seconds=options["lease"]), interval=options["interval"])

        def stop(number: int, _frame: FrameType | None) -> None:
            worker.stop()
            signal.signal(number, lambda *_args: os._exit(1))

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        worker.run()
