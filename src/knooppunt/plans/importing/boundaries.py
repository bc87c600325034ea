"""Where does a row begin?

The signals, strongest first:

1. what is known: a table or paragraph of Word, a ruled line in a PDF (``Line.start``);
2. a number that is next in order, or a bullet of the kind this section uses for rows;
3. a lower-case letter goes on with the sentence; so does what follows a comma, a slash or a word that ends no sentence;
4. a capital after the end of a sentence begins a row when a blank line lies between, or when the line before stopped
   before the margin (its next word would have fitted);
5. a capital after an unfinished sentence begins a row when the line before stopped before the margin, or when the word
   is one that this text also writes without a capital ("We", where "UNO" is a name);
6. two spaces at the line's end (how some writers of PDF close a paragraph), where the text as a whole keeps to that.

When the signals disagree the words stay where they are most likely to belong, and a ``Doubt`` names the line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knooppunt.plans.importing.lines import Line
from knooppunt.plans.importing.words import (
    ends_abbreviated,
    ends_doubtfully,
    ends_open,
    ends_sentence,
    marker_of,
    status_at_end,
)


@dataclass
class Habits:
    """How this text is laid out as a whole, learned from the places where there is no doubt."""

    wrap_at: int | None = None  # with its next word, a line that the margin broke is at least this long
    blank_between_rows: bool = False
    blank_inside_sentences: bool = False
    wide_ends_tell: bool = False
    rows_have_status: bool = False  # nearly every row has one: a row without one may not be finished yet
    common_words: frozenset[str] = frozenset()  # written without a capital somewhere

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Habits:
        """Learn from neighbours of which the second surely goes on with the sentence, or surely does not."""
        broken: list[int] = []
        inside = wide_inside = wide_other = between = surely = 0
        for before, line in pairwise(lines):
            text = body(before)
            goes_on = line.text[:1].islower() and not ends_sentence(text) and marker_of(line.text) is None
            if goes_on and line.start is None and len(text) > 20:
                broken.append(len(text) + 1 + len(line.text.split(" ", 1)[0]))
                inside += line.gap > 0
                wide_inside += before.wide_end
            elif ends_sentence(text) and marker_of(line.text) is None and line.text[:1].isupper():
                surely += 1
                between += line.gap > 0
                wide_other += before.wide_end
        broken.sort()
        return cls(
            wrap_at=_margin(broken, [len(line.text) for line in lines]),
            blank_between_rows=between >= 0.6 * surely and between > 0,
            blank_inside_sentences=inside > 0,
            wide_ends_tell=len(broken) >= 4 and wide_inside == 0 and wide_other > 2,
            common_words=frozenset(word for line in lines for word in line.text.split() if word.islower()),
        )

    def opens_sentence(self, text: str) -> bool:
        """Whether the first word has its capital from its place and not from being a name ("We", but not "UNO")."""
        word = text.split(" ", 1)[0].strip("(“\"‘',.;:")
        return len(word) > 1 and word[1:].islower() and word.lower() in self.common_words

    def stops_early(self, text: str, following: str) -> bool:
        """Whether ``text`` ended before the margin, so that the next word would have fitted on its line."""
        if self.wrap_at is None:
            return True
        return len(text) + 1 + len(following.split(" ", 1)[0]) < self.wrap_at


def _margin(broken: list[int], lengths: list[int]) -> int | None:
    """From how many characters on a line, with its next word, would not have fitted. ``broken`` is sorted.

    In letters of one width the longest line tells. In other letters lines of one width differ in length; then one in
    ten of the lines that the margin surely broke is let go.
    """
    if not broken:
        return None
    fitting = [length for length in lengths if length < broken[0]]
    one_width = len(fitting) >= 0.97 * len(lengths)
    return max(fitting) + 1 if one_width and fitting else broken[len(broken) // 10]


def body(line: Line) -> str:
    """The text of a line without a sure status at its end."""
    found = status_at_end(line.text)
    return found.before if found and found.sure else line.text


def begins_row(before: Line, text: str, line: Line, habits: Habits) -> tuple[bool, bool]:
    """(whether ``line`` begins a row, whether that is sure). ``text`` is what the row ends in so far."""
    if line.start is not None:
        return line.start, True
    if not text:
        return False, True
    if ends_open(text):
        return False, True
    ended, early = ends_sentence(text), habits.stops_early(text if text == before.text else body(before), line.text)
    if line.text.lstrip("(“\"‘'[")[:1].islower():
        return ended and early and line.gap > 0 and not ends_abbreviated(text), not ended
    if ended:
        return _after_sentence(before, line, habits, early)
    if early:
        return True, True
    if habits.wide_ends_tell:
        return before.wide_end, True
    if habits.opens_sentence(line.text) and not ends_doubtfully(text):
        return True, line.gap > 0
    if line.gap == 0:
        return False, True
    return not (habits.blank_inside_sentences or ends_doubtfully(text)), False


def _after_sentence(before: Line, line: Line, habits: Habits, early: bool) -> tuple[bool, bool]:
    if line.gap > 0 and not line.page_break:
        return True, True
    if early:
        return True, True
    if habits.wide_ends_tell:
        return before.wide_end, True
    return (True, False) if line.gap > 0 or not habits.blank_between_rows else (False, True)


def joiner(vocabulary: frozenset[str]) -> Callable[[str, str], str]:
    """A function that joins two lines of one text. ``vocabulary`` holds the lower-case words of the whole text.

    A hyphen at the line's end is taken out when the whole word occurs elsewhere ("deskundigheids-" "bevordering");
    otherwise it belongs to the word ("lay-" "out"), unless "en" or "of" follows ("mbo-" "en hbo-opleidingen").
    """

    def join(first: str, second: str) -> str:
        if not first or not second:
            return first or second
        if first.endswith("-") and second[:1].islower() and len(first) > 1 and first[-2].isalpha():
            left = re.split(r"[\s(/]", first[-60:])[-1][:-1].lower()
            right = re.split(r"[\s,.;:)?!/]", second[:60])[0].lower()
            if left + right in vocabulary:
                return first[:-1] + second
            if right not in ("en", "of"):
                return first + second
        return f"{first} {second}"

    return join
