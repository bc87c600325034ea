"""Whom a request is about: by which mailboxes, names and numbers somebody is known, and which rows they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.crypto import salted_hmac

from knooppunt.core import privacy
from knooppunt.core.persons import spelling

SHORTEST_NUMBER = 8  # digits; shorter ones are house numbers and years


@dataclass(frozen=True)
class Person:
    """Somebody, wherever they occur. ``keys``: label of a model → numbers of the rows that are this person."""

    emails: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    keys: dict[str, frozenset[int]] = field(default_factory=dict)
    # Somebody else bears these too: texts with them are left alone, a person must look.
    shared_names: frozenset[str] = frozenset()

    def pks(self, model: type[Model]) -> frozenset[int]:
        """The rows of ``model`` that are this person."""
        return self.keys.get(model._meta.label_lower, frozenset())

    @property
    def called(self) -> list[str]:
        """The names, each once: with and without a title is the same name."""
        return sorted({spelling.without_titles(name) or name for name in self.names | self.shared_names})

    @property
    def is_known(self) -> bool:
        """Whether any row is this person."""
        return any(self.keys.values())

    @cached_property
    def needles(self) -> Needles:
        """What to look for in free texts."""
        return Needles(self.emails, self.names, self.phones)


def rows_of(model: type[Model]) -> QuerySet[Any]:
    """All rows of a model, in the bin too, with plain powers: append-only querysets refuse what erasure must do."""
    return QuerySet(model=model)


def history_of(model: type[Model]) -> type[Model] | None:
    """The model in which django-simple-history keeps the past of ``model``."""
    manager = getattr(model, getattr(model._meta, "simple_history_manager_attribute", "") or "-", None)
    return manager.model if manager is not None else None


def person_of_mailbox(email: str) -> Person:
    """The person behind a mailbox: every account and record with that address, and what follows from these."""
    return _grow({email.strip().lower()} - {""}, {})


def person_of_row(row: Model) -> Person:
    """The person that a row of an identity model is, and their other rows (by mailbox)."""
    return _grow(set(), {row._meta.label_lower: {int(row.pk)}})


def person_of_rows(rows: Iterable[Model]) -> Person:
    """The person that several rows of identity models are, says who chose them: one person without a mailbox, known to
    two hubs.
    """
    keys: dict[str, set[int]] = {}
    for row in rows:
        keys.setdefault(row._meta.label_lower, set()).add(int(row.pk))
    return _grow(set(), keys)


def person_of_name(name: str) -> Person:
    """Somebody of whom there is no row, only texts that name them. Raises ``ValueError`` for less than a full name."""
    name = " ".join(name.split())
    if len(name.split()) < 2:
        raise ValueError("A first name alone would hit half of the texts.")
    return _grow(set(), {}, {name})


def fingerprint(person: Person) -> str:
    """Tells later whether somebody was erased, for who knows the address; tells nothing to who does not."""
    mailbox = min(person.emails, default="")
    return salted_hmac("knooppunt.core.persons", mailbox, algorithm="sha256").hexdigest()[:32] if mailbox else ""


def _grow(emails: set[str], keys: dict[str, set[int]], names: set[str] | None = None) -> Person:
    """Follow mailboxes to rows and rows to mailboxes, until nothing new is found."""
    names = set(names or ())
    phones: set[str] = set()
    size = -1
    while size != (size := len(emails) + sum(map(len, keys.values()))):
        for declared in privacy.identities():
            identity, mine = declared.identity, keys.setdefault(declared.label, set())
            assert identity is not None
            wanted = Q(pk__in=mine)
            for email in emails:
                wanted |= Q(**{f"{identity.email}__iexact": email})
            for row in rows_of(declared.model).filter(wanted):
                mine.add(row.pk)
                _note(row, identity, names, emails, phones)
    for declared in privacy.identities():  # former names and addresses count in texts, not for finding rows
        history = history_of(declared.model)
        if history is not None and declared.identity:
            for row in rows_of(history).filter(**{f"{declared.model._meta.pk.name}__in": keys[declared.label]}):
                _note(row, declared.identity, names, emails, phones)
    shared = _shared(names, keys)
    return Person(
        frozenset(emails),
        frozenset(names - shared),
        frozenset(phones),
        {label: frozenset(pks) for label, pks in keys.items() if pks},
        frozenset(shared),
    )


def _note(row: Any, identity: privacy.Identity, names: set[str], emails: set[str], phones: set[str]) -> None:
    emails |= {str(getattr(row, identity.email) or "").strip().lower()} - {""}
    name = re.sub(r"\s*\([^)]*\)", "", str(getattr(row, identity.name) or "")).strip()
    for one in {name, spelling.without_titles(name)}:
        if len(one.split()) > 1:  # a first name alone would hit half of the texts
            names.add(one)
    phone = str(getattr(row, identity.phone) or "") if identity.phone else ""
    if len(_digits(phone)) >= SHORTEST_NUMBER:
        phones.add(phone.strip())


def _shared(names: set[str], keys: dict[str, set[int]]) -> set[str]:
    found = set()
    for name in names:
        begins = spelling.folded(name)
        for declared in privacy.identities():
            assert declared.identity is not None
            column = declared.identity.name
            likely = rows_of(declared.model).filter(**{f"{column}__icontains": spelling.fragment_of_name(name)})
            others = likely.exclude(pk__in=keys.get(declared.label, set())).values_list(column, flat=True)
            if any(spelling.folded(other).startswith(begins) for other in others.iterator()):
                found.add(name)
    return found


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


class Needles:
    """What a person is called in texts: addresses, full names and telephone numbers, in any spelling (``spelling``)."""

    def __init__(self, emails: Collection[str], names: Collection[str], phones: Collection[str]) -> None:
        parts, fragments = [], set()
        for email in emails:
            parts.append(spelling.pattern_of_email(email))
            fragments.add(_longest(email))
        for name in names:
            parts += spelling.patterns_of_name(name)
            fragments.add(spelling.fragment_of_name(name))
        for phone in phones:
            parts.append(spelling.pattern_of_phone(phone))
            fragments.add("")  # spaces may stand anywhere: no fragment of a number can be asked of the database
        # Asked of each text first: a hundred times quicker than the pattern.
        self._fragments = [fragment.lower() for fragment in fragments if fragment]
        self._numbers = [spelling.core_of_phone(phone) for phone in phones]
        self._is_open = "" in {*map(_longest, emails), *map(spelling.fragment_of_name, names)}
        self._names = [spelling.words_of(name) for name in names]
        # The longest first: of two ways to read a name the one that leaves nothing behind.
        parts.sort(key=len, reverse=True)
        self._pattern = re.compile("|".join(parts), re.IGNORECASE) if parts else None
        # A text can only hold a needle when it holds one of these (asked of the database, ASCII only).
        self.fragments = frozenset({""} if "" in fragments else fragments)

    def __bool__(self) -> bool:
        return self._pattern is not None

    def found_in(self, value: Any) -> bool:
        """Whether a text, or any text inside a JSON value, names the person."""
        if self._pattern is None or value is None:
            return False
        if isinstance(value, str):
            return self._may_stand_in(value) and self._pattern.search(value) is not None
        if isinstance(value, dict):
            return any(self.found_in(key) or self.found_in(inner) for key, inner in value.items())
        if isinstance(value, list | tuple):
            return any(map(self.found_in, value))
        return False

    def _may_stand_in(self, text: str) -> bool:
        if self._is_open:
            return True
        low = text.lower()
        if any(fragment in low for fragment in self._fragments):
            return True
        return bool(self._numbers) and any(number in spelling.digits_of(text) for number in self._numbers)

    def scattered_in(self, text: str) -> bool:
        """Whether all words of a name stand in a text, wherever: a first name and a surname in cells of their own."""
        words = spelling.words_of(text)
        return any(name <= words for name in self._names)

    def cleaned(self, value: Any, put: str) -> Any:
        """The same value with ``put`` where the person was named."""
        pattern = self._pattern
        if pattern is None:
            return value
        swap: Callable[[Any], str] = lambda _match: put  # noqa: E731  (a replacement text could hold backslashes)
        if isinstance(value, str):
            return pattern.sub(swap, value) if self._may_stand_in(value) else value
        if isinstance(value, dict):
            return {self.cleaned(key, put): self.cleaned(inner, put) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.cleaned(inner, put) for inner in value]
        return value

    def lines_of(self, value: Any) -> list[str]:
        """Only the lines that name the person: the rest of a text may be about others."""
        if isinstance(value, str):
            return [line.strip() for line in value.splitlines() if self.found_in(line)] or (
                [value] if self.found_in(value) else []
            )
        if isinstance(value, dict):
            return [line for pair in value.items() for part in pair for line in self.lines_of(part)]
        if isinstance(value, list | tuple):
            return [line for inner in value for line in self.lines_of(inner)]
        return []


def _longest(text: str) -> str:
    """The longest run of plain letters and digits: what SQLite compares without regard to case, also inside JSON."""
    runs: list[str] = re.findall(r"[A-Za-z0-9]+", text)
    return max(runs, key=len, default="")
