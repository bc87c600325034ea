"""Reads the catalogue and the questions of the test set, and counts how well they are answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from knooppunt.search.api import Document, Request, search

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Question:
    """One question of the set."""

    kind: str
    text: str
    expected: frozenset[str]
    allowed: frozenset[str] = frozenset()  # neither right nor wrong when found


@dataclass(frozen=True)
class Answer:
    """What was found for it, best first."""

    question: Question
    found: tuple[str, ...]

    @property
    def recall(self) -> float:
        """How much of what is expected was found; 1 when nothing is expected."""
        wanted = self.question.expected
        return len(wanted & set(self.found)) / len(wanted) if wanted else 1.0

    @property
    def precision(self) -> float:
        """How much of what was found is expected; 1 when nothing was found."""
        judged = set(self.found) - self.question.allowed
        return len(self.question.expected & judged) / len(judged) if judged else 1.0

    @property
    def right_first(self) -> bool:
        """Whether the first hit is one that is expected (or nothing was found where nothing is)."""
        right = self.question.expected | self.question.allowed
        return self.found[0] in right if self.found else not self.question.expected


def _rows(name: str) -> Iterator[list[str]]:
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield [part.strip() for part in line.split("|")]


def documents(kept_in: str = "entries.txt") -> list[Document]:
    """A catalogue; a fifth column holds the keywords, with a semicolon between them."""
    return [
        Document(
            key, title, summary=summary, body=more, keywords=[word.strip() for row in rest for word in row.split(";")]
        )
        for key, title, summary, more, *rest in _rows(kept_in)
    ]


def questions(kept_in: str = "queries.txt") -> list[Question]:
    """The questions about it; a fourth column names what may be found as well."""
    return [
        Question(kind, text, *(frozenset(keys.split()) for keys in columns)) for kind, text, *columns in _rows(kept_in)
    ]


def ask(asked: Iterable[Question]) -> list[Answer]:
    """Ask them all."""
    return [
        Answer(one, tuple(hit.key for hit in search(Request(text=one.text, limit=100, facets=())).hits))
        for one in asked
    ]


def report(answers: list[Answer]) -> str:
    """A table per kind, and every answer that is not wholly right."""
    kinds: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        kinds[answer.question.kind].append(answer)
    lines = [f"{'kind':<12}{'queries':>8}{'precision':>11}{'recall':>9}{'first right':>13}"]
    for kind, rows in [*kinds.items(), ("all", answers)]:
        lines.append(
            f"{kind:<12}{len(rows):>8}{mean(a.precision for a in rows):>11.3f}{mean(a.recall for a in rows):>9.3f}"
            f"{mean(float(a.right_first) for a in rows):>13.3f}"
        )
    for answer in answers:
        if answer.recall < 1 or answer.precision < 1:
            found, wanted = set(answer.found), answer.question.expected
            lines.append(
                f"{answer.question.text}: missed {sorted(wanted - found) or '-'}; too much {sorted(found - wanted) or '-'}"
            )
    return "\n".join(lines)


def mean(values: Iterable[float]) -> float:
    """The average."""
    found = list(values)
    return sum(found) / len(found)
