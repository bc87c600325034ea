"""Reading a CASE package piece by piece, so that memory does not depend on the size of the file.

The items and associations of a package stand in two long arrays; each element is read, handed on and forgotten.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

ARRAYS = ("CFItems", "CFAssociations")
MOST_IN_PIECE = 8_000_000  # characters of one item, or of all definitions
MOST_NESTED = 100  # objects and lists in each other, in one item
_READ = 65_536
_BLANK = " \t\n\r"

Event = tuple[str, Any]  # (key of the package, value); an array announces itself with BEGIN first


class _Begin:
    """Stands for "here begins an array"."""


BEGIN = _Begin()


class CaseRefused(Exception):
    """The file is not taken; the text is a sentence for the person."""


def read_package(path: Path) -> Iterator[Event]:
    """The pieces of a package in the order of the file: (key, value), and for items and associations (key, BEGIN) and
    then (key, element) for each.

    Raises ``CaseRefused`` when the file is empty, cut off, damaged, no JSON, no object, or holds what cannot be kept.
    """
    with path.open("rb") as handle:
        yield from _Reader(handle).events()


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _is_deeper(value: Any, most: int) -> bool:
    """Whether objects and lists stand in each other more than ``most`` deep. Without recursion."""
    row = [value]
    for _depth in range(most + 1):
        row = [
            inner
            for one in row
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return any(isinstance(one, dict | list) for one in row)


class _Reader:
    """A window over the text of the file."""

    def __init__(self, handle: IO[bytes]) -> None:
        self._text = io.TextIOWrapper(handle, encoding="utf-8-sig", newline="")
        self._decoder = json.JSONDecoder(parse_constant=_refuse_constant)
        self._window = ""
        self._at = 0
        self._passed = 0  # characters before the window
        self._ended = False

    def events(self) -> Iterator[Event]:
        """See ``read_package``."""
        if not self._peek():
            raise CaseRefused(_("This file is empty."))
        if self._peek() != "{":
            raise CaseRefused(_("This is not a CASE file: it should be one JSON object, a CFPackage."))
        self._at += 1
        if self._peek() == "}":
            self._at += 1
        else:
            while True:
                yield from self._member()
                if self._next(",}") == "}":
                    break
        if self._peek():
            raise CaseRefused(_("There is something behind the end of the package. Save the file once more."))

    def _member(self) -> Iterator[Event]:
        key = self._value()
        if not isinstance(key, str):
            raise self._damaged()
        self._next(":")
        if key not in ARRAYS or self._peek() != "[":
            yield key, self._value()
            return
        self._at += 1
        yield key, BEGIN
        if self._peek() == "]":
            self._at += 1
            return
        while True:
            yield key, self._value()
            if self._next(",]") == "]":
                return

    def _peek(self) -> str:
        """The next character that is no white space; empty at the end of the file."""
        while True:
            while self._at < len(self._window):
                if self._window[self._at] not in _BLANK:
                    return self._window[self._at]
                self._at += 1
            if not self._more(_READ):
                return ""

    def _next(self, expected: str) -> str:
        found = self._peek()
        if not found:
            raise CaseRefused(_("This file stops too soon: the end is missing. Download or save it once more."))
        if found not in expected:
            raise self._damaged()
        self._at += 1
        return found

    def _value(self) -> Any:
        """The value that begins here. Reads on, twice as far each time, until it is whole."""
        self._peek()
        step = _READ
        while True:
            try:
                value, end = self._decoder.raw_decode(self._window, self._at)
            except RecursionError as error:
                raise CaseRefused(_("This file is nested too deeply to be a framework.")) from error
            except ValueError as error:
                if self._ended and self._is_cut_off(error):
                    raise CaseRefused(
                        _("This file stops too soon: the end is missing. Download or save it once more.")
                    ) from error
                if self._ended or not isinstance(error, json.JSONDecodeError):
                    raise self._damaged() from error
            else:
                # A number at the edge of the window may go on behind it.
                if end < len(self._window) or self._ended:
                    self._check(self._window[self._at : end], value)
                    self._at = end
                    return value
            if len(self._window) - self._at > MOST_IN_PIECE:
                raise CaseRefused(
                    _("One part of this file is far too large, or the file is damaged (near character %(place)s).")
                    % {"place": self._passed + self._at}
                )
            self._more(step)
            step *= 2

    def _is_cut_off(self, error: ValueError) -> bool:
        """Whether the value would go on behind the end of the file."""
        if not isinstance(error, json.JSONDecodeError):
            return False
        return error.msg.startswith("Unterminated string") or error.pos >= len(self._window.rstrip()) - 1

    def _more(self, count: int) -> bool:
        if self._ended:
            return False
        try:
            found = self._text.read(count)
        except UnicodeDecodeError as error:
            raise CaseRefused(_("We cannot read the letters in this file. Save it once more as UTF-8.")) from error
        if not found:
            self._ended = True
            return False
        self._passed += self._at
        self._window = self._window[self._at :] + found
        self._at = 0
        return True

    def _check(self, raw: str, value: Any) -> None:
        """Refuse what cannot be kept: objects in objects without end, NUL, and halves of characters."""
        if raw.count("{") + raw.count("[") > MOST_NESTED and _is_deeper(value, MOST_NESTED):
            raise CaseRefused(_("This file is nested too deeply to be a framework."))
        if "\\u0000" not in raw and "\\ud" not in raw.lower():
            return
        try:
            text = json.dumps(value, ensure_ascii=False)
            text.encode()
        except UnicodeEncodeError as error:
            raise self._damaged() from error
        if "\\u0000" in text:
            raise CaseRefused(_("This file holds characters that cannot be kept (NUL). Take them out and try again."))

    def _damaged(self) -> CaseRefused:
        return CaseRefused(
            _("This file is damaged, or no JSON (near character %(place)s).") % {"place": self._passed + self._at}
        )
