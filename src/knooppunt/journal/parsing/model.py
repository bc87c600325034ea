"""What goes into the parser (names) and what comes out (a parsed moment)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

# The longest moment that can be kept, in minutes; the same as ``journal.models.MOST_MINUTES`` (a test holds them together).
MOST_MINUTES = 16 * 60

Field = Literal[
    "minutes", "date", "kind", "organisations", "contacts", "activity", "theme", "highlight", "signal"
]  # "signal": a small word that only introduces something understood, such as "met" before a name
Kind = Literal["", "conversation", "meeting", "visit", "mail", "writing", "travel", "training", "other"]


@dataclass(frozen=True)
class Organisation:
    """An organisation that may be meant. ``hint`` tells two with one name apart (a place)."""

    id: int
    name: str
    aliases: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True)
class Contact:
    """A contact of the hub. ``hint`` is where they work."""

    id: int
    name: str
    hint: str = ""


@dataclass(frozen=True)
class Theme:
    """A theme of this year's plan; ``label`` is its number ("3")."""

    id: int
    label: str
    title: str
    aliases: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """As people see it."""
        return self.title


@dataclass(frozen=True)
class Activity:
    """A row of this year's plan; ``label`` is "1.c" for an activity and "1.3" for a focus item."""

    id: int
    label: str
    text: str
    theme_id: int

    @property
    def name(self) -> str:
        """As people see it."""
        return f"{self.label} {self.text}".strip()


@dataclass(frozen=True, eq=False)
class Names:
    """Everything that may be meant by a name: only what the hub may see. Read several lines with one object: it is
    indexed once."""

    organisations: tuple[Organisation, ...] = ()
    contacts: tuple[Contact, ...] = ()
    activities: tuple[Activity, ...] = ()
    themes: tuple[Theme, ...] = ()


@dataclass(frozen=True)
class Span:
    """``line[start:end]`` was understood as ``field``. ``is_guess``: not sure, a question goes with it.

    ``ids``: of a name, whom it may mean.
    """

    start: int
    end: int
    field: Field
    is_guess: bool = False
    ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Choice:
    """One possible answer: minutes, an ISO date, a kind, the id of a name ("contact:7" where organisations can be meant
    too), or "activity:7" and "theme:3"."""

    value: str
    label: str = ""  # of names; the words for minutes, dates and kinds belong to the screen
    hint: str = ""


@dataclass(frozen=True)
class Question:
    """Something to ask. ``code`` names the sentence (``sentences.py``), ``said`` are the words it is about.

    ``is_guess``: the parser filled in its best reading, and asks whether that is right; nothing waits for the answer.
    """

    field: Field
    code: str
    said: str = ""
    choices: tuple[Choice, ...] = ()
    is_guess: bool = False

    @property
    def is_open(self) -> bool:
        """Whether there is more than one reading, or none."""
        return not self.is_guess or len(self.choices) > 1


@dataclass(frozen=True)
class ParsedMoment:
    """What a line says. What could not be settled is ``None`` or empty and has a question."""

    minutes: int | None
    date: dt.date | None
    kind: Kind
    organisations: tuple[Organisation, ...]
    contacts: tuple[Contact, ...]
    activity: Activity | None
    theme: Theme | None
    highlight: bool
    note: str
    questions: tuple[Question, ...] = field(default=())
    spans: tuple[Span, ...] = field(default=())

    @property
    def ambiguous(self) -> bool:
        """Whether a person must choose: a guess with one reading is to be confirmed, but not ambiguous."""
        return any(question.is_open for question in self.questions)

    @property
    def can_be_saved(self) -> bool:
        """Whether it holds a moment: a duration and a day, and no name that was named explicitly stays open."""
        asked = any(not question.is_guess for question in self.questions)
        return self.minutes is not None and self.date is not None and not asked
