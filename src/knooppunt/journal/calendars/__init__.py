"""Reading somebody's calendar from an address that they gave: nothing in it is trusted.

``fetching`` gets the bytes (addresses, size and time are limited), ``apart`` reads them in a process of its own (memory
and time are limited), where ``reading`` makes appointments of them. Pure: no Django but for the sentences of ``problems``.
"""

from knooppunt.journal.calendars.apart import read_apart
from knooppunt.journal.calendars.fetching import Fetched, Limits, fetch
from knooppunt.journal.calendars.model import Appointment, CalendarProblem
from knooppunt.journal.calendars.problems import problem_sentence

__all__ = ["Appointment", "CalendarProblem", "Fetched", "Limits", "fetch", "problem_sentence", "read_apart"]
