"""How well Dutch questions are answered. The figures are printed (``pytest -s``); the floor keeps them from sinking."""

from __future__ import annotations

import pytest

from knooppunt.search.tests.conftest import Shelf
from knooppunt.search.tests.quality import judging


def test_questions_are_answered_well(shelf: Shelf) -> None:
    shelf.put(*judging.documents())
    shelf.build()
    asked = judging.questions()

    answers = judging.ask(asked)

    print("\n" + judging.report(answers))
    known = set(shelf.documents)
    assert len(asked) >= 120
    assert {key for one in asked for key in one.expected} <= known
    assert judging.mean(answer.recall for answer in answers) >= 0.9
    assert judging.mean(answer.precision for answer in answers) >= 0.85


SETS = [
    ("strangers", [("strangers", 250)]),
    ("fresh", [("fresh", 60)]),
    ("neighbours", [("neighbours", 150), ("neighbours-2", 60), ("neighbours-3", 60), ("neighbours-4", 60)]),
]


@pytest.mark.parametrize(("name", "sets"), SETS)
def test_questions_that_nothing_was_made_for_are_answered_well(
    shelf: Shelf, name: str, sets: list[tuple[str, int]]
) -> None:
    shelf.put(*judging.documents(f"{name}-entries.txt"))
    shelf.build()
    for kept_in, least in sets:
        asked = judging.questions(f"{kept_in}-queries.txt")

        answers = judging.ask(asked)

        print(f"\n{kept_in}\n" + judging.report(answers))
        assert len(asked) >= least
        assert {key for one in asked for key in one.expected | one.allowed} <= set(shelf.documents)
        assert judging.mean(answer.recall for answer in answers) >= 0.87
        assert judging.mean(answer.precision for answer in answers) >= 0.9
