"""With whom: organisations and contacts, after ``@`` or just by their name, with typing errors.

A name that is written out is taken. A name with typing errors, or a part of a name, is taken as a guess with a question.
When several could be meant nothing is taken and we ask. After ``@`` a part of a name is enough, and an unknown name asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from knooppunt.journal.parsing.model import Choice, Contact, Field, Organisation, Question
from knooppunt.journal.parsing.name_index import LONGEST_NAME, Hit, Indexes, Thing
from knooppunt.journal.parsing.text import Atom, Taken

MOST_ATOMS = 200  # names are looked for in so many words; what follows is note
MOST_CHOICES = 6
_MENTION = re.compile(r"(?<![\w.@+-])@(?=[^\s@])")
# Words that are too common to be (part of) a name by themselves.
_ORDINARY_WORDS = (
    "aan af al als bij da dan dat de der die dit dus een en er ge had heb het hij hoe ik in is ja je kan kun las les"
    " maar me met mij na naar nee niet nog nu of om ons ook op over per snel te ten ter toe tot uit uur van veel vele"
    " via voor wat we wel wie wij zij zijn zo zonder"
    " overleg vergadering bijeenkomst teams gesprek gebeld telefoon kennismaking bezoek langs mail geschreven verslag"
    " reis gereden scholing training vandaag gisteren week dag uur min samen contact project regio zorg onderwijs"
    " onderzoek palliatieve netwerk school hospice hogeschool universiteit roc mbo hbo wo stichting ziekenhuis"
    " consortium college academie thuiszorg expertisecentrum opleiding knooppunt raad platform"
)
_ORDINARY = frozenset(_ORDINARY_WORDS.split())
_BEFORE_PLACE = frozenset(("in", "te", "uit", "vanuit", "rond", "regio", "omgeving", "gemeente", "provincie", "tot"))
_LEADS_IN = frozenset(
    ("met", "bij", "aan", "van", "naar", "voor", "door", "via", "tussen", "over", "in", "vanuit", "namens", "samen")
)
_ARTICLES = frozenset(("de", "het", "een"))


@dataclass
class FoundPeople:
    """Who is named, in the order of the line, and what to ask about it."""

    organisations: list[Organisation] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


class PeopleFinder:
    """Finds names in one line, in three rounds around the other parts of the parser."""

    def __init__(self, taken: Taken, atoms: Sequence[Atom], index: Indexes) -> None:
        self.taken = taken
        self.atoms = list(atoms[:MOST_ATOMS])
        self.index = index
        self._said: dict[tuple[int, int], Thing | None] = {}  # place in the line → who is meant there
        self._questions: list[tuple[int, Question]] = []

    @property
    def found(self) -> FoundPeople:
        """What was found so far."""
        things = list(
            dict.fromkeys(thing for _place, thing in sorted(self._said.items(), key=lambda one: one[0]) if thing)
        )
        return FoundPeople(
            [thing for thing in things if isinstance(thing, Organisation)],
            [thing for thing in things if isinstance(thing, Contact)],
            [question for _place, question in sorted(self._questions, key=lambda one: one[0])],
        )

    def find_mentions(self) -> None:
        """``@Hospice De Brug``: as many of the words that follow as make a name."""
        for match in list(_MENTION.finditer(self.taken.line))[:20]:
            phrase = self._phrase(match.end())
            if phrase:
                self._mention(match.start(), phrase)

    def _phrase(self, start: int) -> list[Atom]:
        """The words from ``start`` to the next mark."""
        phrase: list[Atom] = []
        end = start
        for atom in self.atoms:
            if atom.start < start:
                continue
            between = self.taken.line[end : atom.start]
            if len(phrase) >= LONGEST_NAME or any(c in "@#!;|" for c in between) or (phrase and "," in between):
                break
            if not self.taken.is_free(atom.start, atom.end) or (not phrase and atom.start > start + 2):
                break
            phrase.append(atom)
            end = atom.end
        return phrase

    def _mention(self, start: int, phrase: list[Atom]) -> None:
        hits = [
            *self.index.exact_hits(phrase, 0),
            *(hit for hit in self.index.fuzzy_hits(phrase, [True] * len(phrase)) if hit.first == 0),
        ]
        if not hits:
            for last in range(len(phrase), 0, -1):
                hits = self.index.partial_hits(phrase, 0, last, begun=True)
                if hits:
                    break
        best = _best(hits)
        if not best:
            self._unknown(start, phrase)
            return
        end = phrase[best[0].last - 1].end
        things = _things(best)
        surely = len(things) == 1 and not best[0].errors
        self._take(
            start, end, things, is_guess=not surely, code="name_same" if not best[0].is_partial else "name_several"
        )

    def _unknown(self, start: int, phrase: list[Atom]) -> None:
        """Nobody we know: the words stay in the note, and we say so."""
        last = next((i for i, atom in enumerate(phrase) if i and not atom.is_capital), len(phrase))
        said = self.taken.line[start : phrase[last - 1].end]
        self._questions.append((start, Question("organisations", "name_unknown", said[:80])))

    def find_written_out(self) -> None:
        """Names of two words or more, letter for letter: they go before everything that their words could also mean."""
        place = 0
        while place < len(self.atoms):
            hits = self._free_hits(self.index.exact_hits(self.atoms, place))
            best = _best([hit for hit in hits if hit.last - hit.first > 1])
            if best:
                self._take_hits(best, is_guess=False)
                place = best[0].last
            else:
                place += 1

    def find_rest(self) -> None:
        """Single words, names with typing errors, and parts of names."""
        single = [hit for place in range(len(self.atoms)) for hit in self.index.exact_hits(self.atoms, place)]
        hits = [hit for hit in single if self._is_name_alone(hit)]
        free = [self.taken.is_free(atom.start, atom.end) for atom in self.atoms]
        hits += [hit for hit in self.index.fuzzy_hits(self.atoms, free) if self._is_likely(hit)]
        hits = self._free_hits(hits)
        while hits:
            best = _best(hits)
            self._take_hits(best, is_guess=best[0].errors > 0)
            hits = self._free_hits([hit for hit in hits if hit not in best])
        self._find_parts()

    def _find_parts(self) -> None:
        """A first name, or some words of a name, with a capital."""
        place = 0
        while place < len(self.atoms):
            place = self._part_at(place) or place + 1

    def _part_at(self, place: int) -> int:
        """Take the part of a name that begins here; returns where it ends, or 0."""
        if not self.atoms[place].is_capital or not self._is_free(place, place + 1):
            return 0
        before = self.atoms[place - 1].folded if place else ""
        for last in range(min(len(self.atoms), place + 5), place, -1):
            words = self.atoms[place:last]
            telling = [atom for atom in words if len(atom.folded) >= 3 and atom.folded not in _ORDINARY]
            if not telling or not self._is_free(place, last) or not words[-1].is_capital:
                continue
            if self._goes_on(place, place - 1) or self._goes_on(last - 1, last):
                continue  # part of another name, which we do not know: "AOC Voorbeeld" is not "ROC Voorbeeld"
            hits = self.index.partial_hits(self.atoms, place, last)
            if last - place == 1:
                hits = [hit for hit in hits if self._is_telling_alone(hit, before)]
            things = _things(hits)
            if things and (len(things) <= MOST_CHOICES or last - place > 1):
                end = words[-1].end
                self._take(words[0].start, end, things, is_guess=True, code="name_several")
                return last
        return 0

    def _goes_on(self, edge: int, beside: int) -> bool:
        """Whether the word ``beside`` belongs to the same name as the one at ``edge``."""
        if not 0 <= beside < len(self.atoms):
            return False
        one, other = self.atoms[min(edge, beside)], self.atoms[max(edge, beside)]
        neighbour = self.atoms[beside]
        if self.taken.line[one.end : other.start].strip() or not self.taken.is_free(neighbour.start, neighbour.end):
            return False
        return (
            neighbour.is_capital
            and (neighbour.folded not in _ORDINARY or neighbour.text.isupper())
            and not self.taken.line.isupper()
        )

    def _is_telling_alone(self, hit: Hit, before: str) -> bool:
        """One word of a name: the first name of a contact, or a rare word of an organisation that is no place here."""
        word = self.atoms[hit.first].folded
        if isinstance(hit.entry.thing, Contact):
            return hit.entry.words[0] == word
        return len(word) >= 4 and word in hit.entry.words and before not in _BEFORE_PLACE

    def _is_name_alone(self, hit: Hit) -> bool:
        """Whether a name of one word is meant as a name: not "les" for an organisation that is called so."""
        if hit.last - hit.first > 1:
            return True
        atom = self.atoms[hit.first]
        if atom.folded in _ORDINARY or atom.folded.isdigit():
            return False
        if isinstance(hit.entry.thing, Contact):
            return atom.is_capital
        return len(atom.folded) > 2 or (atom.text.isupper() and len(atom.folded) > 1)

    def _is_likely(self, hit: Hit) -> bool:
        """Whether letters that are nearly a name are that name."""
        words = self.atoms[hit.first : hit.last]
        if not hit.errors and len(words) > 1:
            return True
        if len(words) == 1:
            return words[0].is_capital and len(hit.entry.joined) >= 6 and words[0].folded not in _ORDINARY
        typed = [atom.folded for atom in words]
        return any(atom.is_capital for atom in words) or any(
            word in hit.entry.words and word not in _ARTICLES for word in typed
        )

    def _free_hits(self, hits: Iterable[Hit]) -> list[Hit]:
        return [hit for hit in hits if self._is_free(hit.first, hit.last)]

    def _is_free(self, first: int, last: int) -> bool:
        return all(self.taken.is_free(atom.start, atom.end) for atom in self.atoms[first:last])

    def _take_hits(self, best: list[Hit], *, is_guess: bool) -> None:
        start, end = self.atoms[best[0].first].start, self.atoms[best[0].last - 1].end
        things = _things(best)
        self._take(start, end, things, is_guess=is_guess or len(things) > 1, code="name_same")

    def _take(self, start: int, end: int, things: list[Thing], *, is_guess: bool, code: str) -> None:
        """Take these words as one of ``things``: the one, or a question which."""
        said = self.taken.line[start:end][:80]
        which: Field = "organisations" if any(isinstance(thing, Organisation) for thing in things) else "contacts"
        same = [thing for thing in things if isinstance(thing, Organisation) == (which == "organisations")]
        if not self.taken.take(start, end, which, is_guess=is_guess, ids=tuple(thing.id for thing in same)):
            return
        self._said[start, end] = things[0] if len(things) == 1 else None
        choices = tuple(_choice(thing, which) for thing in things[:MOST_CHOICES])
        if len(things) > 1:
            self._questions.append((start, Question(which, code, said, choices)))
        elif is_guess:
            self._questions.append((start, Question(which, "name_guess", said, choices, is_guess=True)))

    def swallow_lead_ins(self) -> None:
        """ "met", "bij de", "samen met" before a name introduce it and do not belong in the note."""
        for start, _end in sorted(self._said):
            words = [atom for atom in self.atoms if atom.end <= start][-3:]
            for atom in reversed(words):
                if self.taken.line[atom.end : start].strip(" @(\"'“‘[,") or not self.taken.is_free(
                    atom.start, atom.end
                ):
                    break
                if atom.folded not in _LEADS_IN | _ARTICLES:
                    break
                if not self.taken.take(atom.start, atom.end, "signal"):
                    break
                start = atom.start


def _best(hits: list[Hit]) -> list[Hit]:
    """The best hit, and those that are as good at the same place."""
    if not hits:
        return []
    top = max(hits, key=lambda hit: (hit.score, hit.last - hit.first, -hit.first))
    same = [
        hit
        for hit in hits
        if (hit.first, hit.last, hit.errors, hit.is_partial) == (top.first, top.last, top.errors, top.is_partial)
    ]
    if top.errors or top.is_partial:
        return same
    return [hit for hit in same if hit.entry.is_short == top.entry.is_short]


def _choice(thing: Thing, which: Field) -> Choice:
    """Somebody to choose. Among organisations a contact is told apart: "contact:7"."""
    is_other = isinstance(thing, Contact) and which == "organisations"
    return Choice(f"contact:{thing.id}" if is_other else str(thing.id), thing.name, thing.hint)


def _things(hits: Iterable[Hit]) -> list[Thing]:
    found: dict[tuple[bool, int], Thing] = {}
    for hit in hits:
        found.setdefault((isinstance(hit.entry.thing, Organisation), hit.entry.thing.id), hit.entry.thing)
    return list(found.values())
