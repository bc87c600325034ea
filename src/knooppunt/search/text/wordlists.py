"""Our own word lists (``data/*.txt``): small, hand-made, one thing a line, ``#`` begins a comment."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from knooppunt.search.text.fold import fold


def lines(name: str) -> Iterator[str]:
    """The lines of a list, without comments and blanks."""
    text = (files("knooppunt.search") / "text" / "data" / name).read_text(encoding="utf-8")
    for line in text.splitlines():
        stripped = line.partition("#")[0].strip()
        if stripped:
            yield stripped


@cache
def all_words(name: str) -> frozenset[str]:
    """Every word of a list, folded."""
    return frozenset(fold(word) for line in lines(name) for word in line.split())


@cache
def table(name: str) -> dict[str, str]:
    """``form form: word`` → form → word, folded."""
    found: dict[str, str] = {}
    for line in lines(name):
        forms, _, word = line.partition(":")
        for form in [*forms.split(), word.strip()]:
            found[fold(form)] = fold(word.strip())
    return found


@cache
def stop_words() -> frozenset[str]:
    """Words that say nothing about what somebody looks for."""
    return all_words("stopwords.txt")
