"""Words that mean the same: our own list, what editors add, and the labels of vocabularies. Used when somebody asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from knooppunt.search.text.analysis import Analyser
from knooppunt.search.text.fold import folded_words
from knooppunt.search.text.wordlists import lines

Phrase = tuple[str, ...]
MOST_ALTERNATIVES = 8


@dataclass(frozen=True)
class Group:
    """``ask`` finds every one of ``find``; of labels of a vocabulary (``is_label``) not what is a mere part of the question:
    who asks for pijnbestrijding does not want everything about pijn.
    """

    ask: tuple[str, ...]
    find: tuple[str, ...]
    is_label: bool = False


def parse(line: str) -> Group | None:
    """``a, b`` or ``a > b, c``; ``None`` when there is nothing to be the same."""
    left, arrow, right = line.partition(">")
    asked = _split(left)
    found = _split(right) if arrow else asked
    if not asked or len({*asked, *found}) < 2:
        return None
    return Group(asked, found)


def own_groups() -> list[Group]:
    """Those of our own list."""
    return [group for line in lines("synonyms.txt") if (group := parse(line))]


def _split(text: str) -> tuple[str, ...]:
    return tuple(word for part in text.split(",") if (word := " ".join(part.split())))


@dataclass
class Synonyms:
    """What a phrase (a row of stems) may be called as well, with the words for the explanation."""

    alternatives: Mapping[Phrase, Mapping[Phrase, str]] = field(default_factory=dict)
    longest: int = 0
    words: frozenset[str] = frozenset()  # that the groups are made of: known words, though no text holds them

    @classmethod
    def of(cls, groups: Iterable[Group], analyser: Analyser) -> Synonyms:
        """Read the groups with the lexicon of the index."""
        found: dict[Phrase, dict[Phrase, str]] = defaultdict(dict)
        used: set[str] = set()
        for group in groups:
            targets = [(analyser.flat(text), text) for text in group.find]
            for asked in group.ask:
                used.update(folded_words(asked))
                phrase = analyser.flat(asked)
                for other, text in targets:
                    if group.is_label and set(other) < set(phrase):
                        continue
                    if phrase and other and other != phrase:
                        found[phrase].setdefault(other, text)
        return cls(found, max((len(phrase) for phrase in found), default=0), frozenset(used))

    def of_phrase(self, phrase: Phrase) -> list[tuple[Phrase, str]]:
        """Other ways to say it, a handful at most."""
        return list(self.alternatives.get(phrase, {}).items())[:MOST_ALTERNATIVES]

    def spans(self, flats: Sequence[Phrase]) -> Iterator[tuple[int, int, list[tuple[Phrase, str]]]]:
        """The stretches of a row of words (each as its parts) that have another name: (from, to, names), longest first."""
        for start in range(len(flats)):
            phrase: Phrase = ()
            ends: list[tuple[int, int, list[tuple[Phrase, str]]]] = []
            for end in range(start, len(flats)):
                phrase += flats[end]
                if len(phrase) > self.longest:
                    break
                if others := self.of_phrase(phrase):
                    ends.append((start, end + 1, others))
            yield from reversed(ends)
