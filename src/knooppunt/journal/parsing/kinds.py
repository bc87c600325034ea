"""What sort of work it was, from the words that say so; any other word says nothing about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knooppunt.journal.parsing.model import Choice, Kind, Question
from knooppunt.journal.parsing.text import Atom, Taken

KIND_WORDS: dict[str, Kind] = {
    "overleg": "meeting",
    "vergadering": "meeting",
    "bijeenkomst": "meeting",
    "teams": "meeting",
    "gesprek": "conversation",
    "gebeld": "conversation",
    "telefoon": "conversation",
    "kennismaking": "conversation",
    "bezoek": "visit",
    "langs": "visit",
    "mail": "mail",
    "geschreven": "writing",
    "verslag": "writing",
    "reis": "travel",
    "gereden": "travel",
    "les": "training",
    "scholing": "training",
    "training": "training",
}
# After these words a kind word is what it was about, or where one went: "mail over training", "reis naar overleg".
_TOPIC = frozenset(
    ("over", "voor", "naar", "van", "na", "tijdens", "inzake", "betreffende", "rond", "vanuit", "tbv", "ivm")
)
_ARTICLES = frozenset(("de", "het", "een", "n", "onze", "deze", "dit"))


@dataclass(frozen=True)
class FoundKind:
    """What the words say."""

    kind: Kind = ""
    questions: tuple[Question, ...] = ()


def find_kind(taken: Taken, atoms: Sequence[Atom]) -> FoundKind:
    """The first word that names a kind decides, and leaves the note with others of its kind.

    Another kind further on makes it a guess, and so does a word that is rather the subject ("flyer over training").
    """
    free = taken.free_atoms(atoms)
    words = [(place, KIND_WORDS[atom.folded]) for place, atom in enumerate(free) if atom.folded in KIND_WORDS]
    if not words:
        return FoundKind()
    plain = [(place, kind) for place, kind in words if not _is_topic(free, place)]
    place, kind = (plain or words)[0]
    others = list(dict.fromkeys(other for _place, other in plain if other != kind))
    said = free[place].text
    is_guess = bool(others) or not plain
    for here, same in plain:
        if same == kind:
            _take(taken, free, here, is_guess=is_guess)
    if others:
        choices = tuple(Choice(value) for value in (kind, *others))
        return FoundKind(kind, (Question("kind", "kind_several", said, choices, is_guess=True),))
    if not plain:
        return FoundKind(kind, (Question("kind", "kind_guess", said, (Choice(kind),), is_guess=True),))
    return FoundKind(kind)


def _is_topic(free: Sequence[Atom], place: int) -> bool:
    before = [atom.folded for atom in free[max(0, place - 2) : place]]
    while before and before[-1] in _ARTICLES:
        before.pop()
    return bool(before) and before[-1] in _TOPIC


def _take(taken: Taken, free: Sequence[Atom], place: int, *, is_guess: bool) -> None:
    """The word (with "e-" before it), and an article that would be left alone."""
    atom = free[place]
    is_electronic = (
        taken.line[max(0, atom.start - 2) : atom.start].lower() in {"e-", "e‑"}
        and place > 0
        and free[place - 1].folded == "e"
    )
    start = atom.start - 2 if is_electronic else atom.start
    taken.take(start, atom.end, "kind", is_guess=is_guess)
    if place and free[place - 1].folded == "een" and not taken.line[free[place - 1].end : atom.start].strip():
        taken.take(free[place - 1].start, free[place - 1].end, "signal")
