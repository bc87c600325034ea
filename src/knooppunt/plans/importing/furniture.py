"""What belongs to the page and not to the plan: page numbers, running headers, legends, tables of contents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from knooppunt.plans.importing.lines import Line, join_wrapped_status
from knooppunt.plans.importing.tree import SetAside
from knooppunt.plans.importing.words import (
    STATUS_CODES,
    cell_status,
    ends_sentence,
    has_page_number,
    header_of,
    is_column_name,
    is_contents_line,
    is_full_plan_title,
    is_legend,
    is_page_number,
    is_plan_title,
    marker_of,
    starts_legend,
)

_DIGITS = re.compile(r"\d+")
_PAGE = (
    15  # no page has fewer lines: a numbered line that comes back sooner is a row ("Bijeenkomst 1", "Bijeenkomst 2")
)
_LEGEND_ORDER = list(STATUS_CODES.values())


def take_furniture(lines: Sequence[Line]) -> tuple[list[Line], list[SetAside], str]:
    """The lines of the plan itself, what was set aside, and the plan's title when a running header gave it.

    A line goes when it is a page number or a line of a table of contents; when it stands on several pages with only
    its page number changing; or when it stands three times or more, looks like no sentence, and interrupts the rows
    in a place where no row begins. The gap before a line that goes is added to the next.
    """
    running = _running_headers(lines)
    bare = _bare_page_numbers(lines)
    kept: list[Line] = []
    aside: list[SetAside] = []
    title = ""
    owed, broken = 0, False
    for line in lines:
        why = _why_furniture(line, running, bare)
        if why:
            aside.append(SetAside(line.number, _whole(line), why))
            if not title and is_plan_title(line.text) and not has_page_number(line.text):
                title = re.sub(r"\s*[|–—-]?\s*\d{1,3}$", "", line.text)
            owed, broken = max(owed, line.gap), True
            continue
        if broken:
            line = Line(
                line.number, line.text, max(line.gap, owed), line.indent, line.tail, line.start, line.wide_end, True
            )
            owed, broken = 0, False
        kept.append(line)
    kept, legend = _take_legends(kept)
    return join_wrapped_status(kept), sorted(aside + legend, key=lambda one: one.line), title


def _why_furniture(line: Line, running: frozenset[str], bare: frozenset[int]) -> str:
    if is_page_number(line.text) and not line.tail:
        return "page"
    if re.search(r"(?i)\S\s+\(?vervolg\)?$", line.text[-60:]) and len(line.text) < 100 and not line.tail:
        return "page"
    if is_full_plan_title(line.text) and not line.tail and line.start is None:
        return "page"
    if line.number in bare or has_page_number(line.text) or _shape(line) in running:
        return "page"
    if is_contents_line(_whole(line)):
        return "contents"
    return "header" if re.fullmatch(r"[-=_*~.\s|:+]{3,}", line.text) else ""


def _whole(line: Line) -> str:
    return " ".join((line.text, *line.tail)).strip()


def _shape(line: Line) -> str:
    """The line with its page number taken out: only a number at either end can be one."""
    text = _whole(line).lower()
    return (
        re.sub(r"(^\d{1,3}\s+)|(\s*[|–—-]?\s*\d{1,3}(\s*/\s*\d{1,3})?$)", "#", text, count=1)
        if len(text) < 160
        else text
    )


def _running_headers(lines: Sequence[Line]) -> frozenset[str]:
    """The shapes of lines that come back on each page."""
    shapes = [(_shape(line), line, index) for index, line in enumerate(lines) if _may_run(line)]
    counts = Counter(shape for shape, _line, _index in shapes)
    exact = Counter(_whole(line).lower() for _shape, line, _index in shapes)
    paged = {shape for shape, line, _index in shapes if line.page_break}
    breaking = {shape for shape, _line, index in shapes if _interrupts(lines, index)}
    found, close, last = set(), set(), dict[str, int]()
    for shape, line, _index in shapes:
        if line.number - last.get(shape, -_PAGE) < _PAGE:
            close.add(shape)
        last[shape] = line.number
    for shape, line, _index in shapes:
        number_changes = "#" in shape and exact[_whole(line).lower()] < counts[shape] and shape not in close
        twice = is_plan_title(line.text) or number_changes or shape in paged
        if counts[shape] >= (2 if twice else 3) and (twice or shape in breaking):
            found.add(shape)
    return frozenset(found)


def _may_run(line: Line) -> bool:
    whole = _whole(line)
    return (
        3 < len(whole) < 160
        and not line.start
        and not ends_sentence(whole)
        and marker_of(line.text) is None
        and cell_status(line.text) is None
        and header_of(line.text) is None
        and not is_column_name(line.text)
        and not (line.tail and cell_status(line.tail[-1]))
    )


def _interrupts(lines: Sequence[Line], index: int) -> bool:
    """Whether this line stands in the middle of a sentence, or beside a page number."""
    if not 0 < index < len(lines) - 1:
        return False
    before, after = lines[index - 1], lines[index + 1]
    if is_page_number(before.text) or is_page_number(after.text):
        return True
    return not ends_sentence(before.text) and after.text[:1].islower()


def _bare_page_numbers(lines: Sequence[Line]) -> frozenset[int]:
    """Lines that are only a number. They are pages when they never go back; numbers of rows begin again at one."""
    bare = [(line.number, int(line.text)) for line in lines if re.fullmatch(r"\d{1,3}", line.text) and not line.tail]
    values = [value for _, value in bare]
    if not values or any(later <= earlier for earlier, later in pairwise(values)):
        return frozenset()
    return frozenset(number for number, _ in bare)


def _take_legends(lines: Sequence[Line]) -> tuple[list[Line], list[SetAside]]:
    """Take out legends: the statuses in their own order on lines of their own, or three or more on one line."""
    kept: list[Line] = []
    aside: list[SetAside] = []
    index = 0
    while index < len(lines):
        size = _legend_size(lines, index)
        if size:
            aside += [SetAside(line.number, _whole(line), "legend") for line in lines[index : index + size]]
        else:
            kept.append(lines[index])
        index += size or 1
    return kept, aside


def _legend_size(lines: Sequence[Line], index: int) -> int:
    """How many lines from ``index`` form a legend; 0 when there is none here."""
    line = lines[index]
    if is_legend(_whole(line)):
        return 1
    size = 1 if starts_legend(line.text) else 0
    codes = []
    for other in lines[index + size : index + size + 5]:
        answer = cell_status(other.text) if not other.tail else None
        if answer is None or answer[1]:
            break
        codes.append(answer[0])
    if codes[:4] == _LEGEND_ORDER:
        return size + 4 + (codes[4:5] == [""])
    return (
        size
        if size and (len(codes) >= 3 or (lines[index + 1 : index + 2] and is_legend(_whole(lines[index + 1]))))
        else 0
    )
