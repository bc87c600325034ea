"""What comes out of a calendar, and what can be wrong with one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Code = Literal[
    "address",  # not an address of a calendar at all
    "not-public",  # leads to a private network
    "not-found",  # the name of the server does not exist
    "unreachable",  # no connection, or a broken one
    "slow",  # took too long
    "big",  # more bytes than we read
    "busy",  # more appointments than we read
    "not-calendar",  # something else than a calendar
    "gone",  # 404 and its like
    "closed",  # 401, 403: asks for a password
    "answer",  # any other answer
    "redirects",  # sends us round
    "unsafe-redirect",  # from a safe to an unsafe connection
]


class CalendarProblem(Exception):
    """The calendar cannot be read; ``code`` names the sentence (``problems.problem_sentence``)."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code: Code = code


@dataclass(frozen=True)
class Appointment:
    """One appointment that took place, once: each time of a repeated one is another."""

    uid: str  # as the calendar has it
    occurrence: str  # which time of it: its original beginning in UTC
    title: str
    starts_at: dt.datetime  # with a time zone
    minutes: int
    people: tuple[str, ...] = ()  # addresses of who was invited
    words: str = ""  # categories, to choose by
