"""How well Dutch questions are answered. The figures are printed (``pytest -s``); the floor keeps them from sinking."""

from __future__ import annotations

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
