"""One typed line as a filled form: what the line says, with what somebody changed about it by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from knooppunt.journal.forms.moments import MomentForm
from knooppunt.journal.hours import NotHours, hours_words, read_minutes, shown_hours
from knooppunt.journal.parsing import ParsedMoment, Question, parse_line
from knooppunt.journal.parsing.sentences import KINDS, sentence_of, shown_choice, shown_day
from knooppunt.journal.parsing.text import note_of
from knooppunt.journal.queries.names import names_for
from knooppunt.journal.sensitive import sensitive_reasons
from knooppunt.network.models import Contact, Hub

LONGEST_LINE = 20_000
# The fields that a line can fill, with the icon of their chip.
CHIPS = {
    "duration": "clock",
    "date": "calendar",
    "kind": "chat",
    "organisations": "home",
    "contacts": "people",
    "purpose": "node",
    "note": "edit",
    "is_highlight": "bulb",
}
_FIELD_OF = {
    "minutes": "duration",
    "date": "date",
    "kind": "kind",
    "organisations": "organisations",
    "contacts": "contacts",
    "activity": "purpose",
    "theme": "purpose",
}


@dataclass(frozen=True)
class Asked:
    """A question with its answers, as radio buttons draw it."""

    question: Question
    name: str
    given: str

    @property
    def text(self) -> str:
        """The question in words."""
        return sentence_of(self.question)

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """(value, words, is chosen) of each answer."""
        answers = [(choice.value, shown_choice(self.question, choice)) for choice in self.question.choices]
        if self.question.field in {"organisations", "contacts", "activity"}:
            answers.append(("0", _("None of these")))
        return [(value, words, value == self.given) for value, words in answers]


@dataclass(frozen=True)
class Chip:
    """One thing that was understood, with the field to change it."""

    name: str
    icon: str
    label: str
    text: str
    field: BoundField
    is_guess: bool = False
    is_open: bool = False  # whether something is wrong with it
    question: str = ""  # when it is a guess
    was: str = ""


class QuickForm(MomentForm):
    """The form of a moment, filled from ``line``. What somebody changed by hand goes before what the line says.

    With each field travels what the line said ("was_…"), so that the server can tell a change from an older reading.
    """

    use_required_attribute = False  # the browser cannot point at a field that is folded in; the server asks

    def __init__(
        self, sent: QueryDict, *, hub: Hub, contacts: QuerySet[Contact], today: dt.date, line: str | None = None
    ) -> None:
        super().__init__(MultiValueDict(), MultiValueDict(), hub=hub, contacts=contacts, auto_id="snel_%s")
        self.sent = sent
        self.line = (sent.get("line", "") if line is None else line)[:LONGEST_LINE]
        self.parsed: ParsedMoment = parse_line(
            self.line,
            now=today,
            names=names_for(hub, year=today.year, plan=self.plans.get(today.year), contacts=self.known_contacts),
        )
        self._offer_parsed()
        self.is_asking = False  # whether the line was sent, and something must be answered first
        self._said = self._values_of_line()
        self._values = self._merged()
        self.data = self._values

    def _offer_parsed(self) -> None:
        """Let the fields know the names that the line names, also those that the hub has not met before."""
        more: dict[str, dict[int, str]] = {
            "organisations": {one.id: one.name for one in self.parsed.organisations},
            "contacts": {one.id: one.name for one in self.parsed.contacts},
        }
        for question in self.parsed.questions:
            if question.field in more:
                for choice in question.choices:
                    name, pk = _named(question, choice.value)
                    more[name][pk] = shown_choice(question, choice)
        for name, labels in more.items():
            box: Any = self.fields[name]
            taken = set(box.labels.values())
            fresh = {
                pk: f"{label} ({pk})" if label in taken else label
                for pk, label in labels.items()
                if pk not in box.labels
            }
            box.offer(box.labels | fresh, find=getattr(box, "find", None))

    def _values_of_line(self) -> dict[str, list[str]]:
        """What the line says, with the answers to its questions."""
        parsed = self.parsed
        purpose = f"i{parsed.activity.id}" if parsed.activity else f"t{parsed.theme.id}" if parsed.theme else ""
        found: dict[str, list[str]] = {
            "duration": [shown_hours(parsed.minutes or 0)],
            "date": [parsed.date.isoformat() if parsed.date else ""],
            "kind": [parsed.kind],
            "purpose": [purpose],
            "organisations": self._labels("organisations", [one.id for one in parsed.organisations]),
            "contacts": self._labels("contacts", [one.id for one in parsed.contacts]),
            "is_highlight": ["on" if parsed.highlight else ""],
        }
        for asked in self.asked:
            self._answer(found, asked.question, asked.given)
        return {name: [value for value in values if value] for name, values in found.items()}

    def _answer(self, found: dict[str, list[str]], question: Question, given: str) -> None:
        if given not in {choice.value for choice in question.choices}:
            return
        name = _FIELD_OF[question.field]
        if name in {"organisations", "contacts"}:
            name, pk = _named(question, given)
            found[name] = [*found[name], *self._labels(name, [pk])]
        elif name == "duration":
            found[name] = [shown_hours(int(given))]
        elif name == "purpose":
            kind, _colon, number = given.partition(":")
            found[name] = [f"{'i' if kind == 'activity' else 't'}{number}"]
        else:
            found[name] = [given]

    def _labels(self, name: str, pks: Iterable[int]) -> list[str]:
        labels: dict[int, str] = self.fields[name].labels  # type: ignore[attr-defined]
        return [labels[pk] for pk in pks if pk in labels]

    def _merged(self) -> MultiValueDict[str, Any]:
        values = {name: self._now(name) for name in self._said}
        self._said["note"] = [note] if (note := self._note(values)) else []
        values["note"] = self._now("note")
        values["version"] = ["0"]
        values["visibility"] = [self.sent.get("visibility") or str(self.fields["visibility"].initial)]
        for name in ("result", "is_sure"):
            values[name] = self.sent.getlist(name)
        return MultiValueDict(values)

    def _now(self, name: str) -> list[str]:
        """The value of a field: as changed by hand, else as the line says."""
        if f"was_{name}" not in self.sent:
            return self._said[name]
        sent = [value.replace("\r\n", "\n").strip() for value in self.sent.getlist(name) if value.strip()]
        was = [value for value in str(self.sent[f"was_{name}"]).replace("\r\n", "\n").split("\n") if value]
        return self._said[name] if sent == was else sent

    def _note(self, values: dict[str, list[str]]) -> str:
        """The note; the words of a guessed name that somebody took back stand in it again."""
        chosen = {
            (name, pk)
            for name in ("organisations", "contacts")
            for pk, label in self.fields[name].labels.items()  # type: ignore[attr-defined]
            if label in values[name]
        }
        answered = {asked.question.said for asked in self.asked if asked.given not in {"", "0"}}
        kept = [
            span
            for span in self.parsed.spans
            if not (span.is_guess and span.ids)
            or any((span.field, pk) in chosen for pk in span.ids)
            or self.line[span.start : span.end].strip() in answered
        ]
        return note_of(self.line, kept)

    @cached_property
    def asked(self) -> list[Asked]:
        """Questions that have answers to choose from, with the one that was chosen (of a guess: the guess)."""
        found = []
        for question in self.parsed.questions:
            if not question.is_open or not question.choices:
                continue
            name = f"antwoord:{question.code}:{question.said}"
            first = question.choices[0].value if question.is_guess else ""
            found.append(Asked(question, name, self.sent.get(name, first)))
        return found

    @property
    def remarks(self) -> list[str]:
        """What else the line leaves open, and what looks like data of a patient."""
        answered = {asked.question for asked in self.asked}
        loose = [
            question
            for question in self._unsettled(answered)
            if question.field != "minutes" or question.code != "minutes_missing"
        ]
        return [sentence_of(question) for question in loose]

    @property
    def sensitive(self) -> list[str]:
        """Why the note asks for a second look."""
        return sensitive_reasons(self._values.get("note", ""), self._values.get("result", ""))

    def _unsettled(self, without: Iterable[Question] = ()) -> list[Question]:
        return [
            question
            for question in self.parsed.questions
            if not question.is_guess and question not in without and not self._is_settled(question)
        ]

    def _is_settled(self, question: Question) -> bool:
        if question.field in {"minutes", "date", "kind"} or question.code == "topic_several":
            return bool(self._values.getlist(_FIELD_OF[question.field]))
        return any(asked.question == question and asked.given for asked in self.asked)

    @property
    def waiting(self) -> str:
        """The questions that are open, as the page sends them back: each is asked once."""
        return "\n".join(f"{question.code}:{question.said}" for question in self._unsettled())

    def can_be_saved(self) -> bool:
        """Whether nothing stays to be asked and all is well. Costs the queries of the form."""
        told = set(self.sent.get("waiting", "").split("\n"))
        news = {f"{question.code}:{question.said}" for question in self._unsettled()} - told
        return not news and self.is_valid()

    def without_errors(self) -> QuickForm:
        """The form as a proposal: nothing is wrong yet, because nothing was sent."""
        self._errors = ErrorDict()
        self.cleaned_data = {}
        return self

    def ask(self) -> QuickForm:
        """Put the focus where something must be answered."""
        self.is_asking = True
        wrong = [name for name in CHIPS if name in self.errors]
        if wrong and not self.asked:
            self.fields[wrong[0]].widget.attrs["autofocus"] = True
        return self

    @property
    def chips(self) -> list[Chip]:
        """What was understood, duration and day first; things that are not there come as ``more``."""
        return [chip for chip in self._all_chips if chip.text or chip.name in {"duration", "date"}]

    @property
    def more(self) -> list[Chip]:
        """What could still be added."""
        return [chip for chip in self._all_chips if not chip.text and chip.name not in {"duration", "date"}]

    @cached_property
    def _all_chips(self) -> list[Chip]:
        answers = {_FIELD_OF[asked.question.field] for asked in self.asked}
        guesses = {
            _FIELD_OF[one.field]: sentence_of(one) for one in self.parsed.questions if one.is_guess and not one.is_open
        }
        return [
            Chip(
                name,
                icon,
                str(self.fields[name].label),
                self._shown(name),
                self[name],
                is_guess=name in guesses and not self._is_changed(name),
                is_open=name in self.errors and name not in answers,
                question="" if self._is_changed(name) else guesses.get(name, ""),
                was="\n".join(self._said[name]),
            )
            for name, icon in CHIPS.items()
        ]

    def _is_changed(self, name: str) -> bool:
        return bool(self._values.getlist(name) != self._said[name])

    def _shown(self, name: str) -> str:
        """The value of a field in words."""
        values: Sequence[str] = self._values.getlist(name)
        text = ", ".join(values)
        try:
            if name == "duration" and text:
                return hours_words(read_minutes(text))
            if name == "date" and text:
                return shown_day(dt.date.fromisoformat(text))
        except (NotHours, ValueError):
            return text
        if name == "kind":
            return str(KINDS.get(text, "")) if text else ""
        if name == "purpose":
            return self._purpose_label(text)
        if name == "is_highlight":
            return _("Highlight") if text else ""
        return text

    def _purpose_label(self, value: str) -> str:
        box: forms.ChoiceField = self.fields["purpose"]  # type: ignore[assignment]
        choices: Any = box.choices
        for group, rows in list(choices)[1:]:
            for known, label in rows:
                if known == value:
                    return str(group if known.startswith("t") else label)
        return ""


def _named(question: Question, value: str) -> tuple[str, int]:
    """The field and the number that an answer to a question about names stands for."""
    if value.startswith("contact:"):
        return "contacts", int(value.removeprefix("contact:"))
    return question.field, int(value)
