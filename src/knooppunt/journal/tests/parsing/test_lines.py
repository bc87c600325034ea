"""The table of Dutch lines (``lines.json``): what each of them means on Thursday 19 March 2026."""

import pytest

from knooppunt.journal.parsing import parse_line

from .names import NAMES, TABLE, THURSDAY


def described(parsed):
    """A parsed moment as the table writes it: what goes without saying is left out."""
    found = {
        "minutes": parsed.minutes,
        "date": parsed.date.isoformat() if parsed.date else None,
        "kind": parsed.kind,
        "organisations": [one.name for one in parsed.organisations],
        "contacts": [one.name for one in parsed.contacts],
        "activity": parsed.activity.label if parsed.activity else None,
        "theme": parsed.theme.label if parsed.theme else None,
        "highlight": parsed.highlight,
        "note": parsed.note,
        "questions": [question.code for question in parsed.questions],
        "ambiguous": parsed.ambiguous,
    }
    return found


def expected(row):
    """The row with what goes without saying."""
    usual = {
        "date": THURSDAY.isoformat(),
        "kind": "",
        "organisations": [],
        "contacts": [],
        "activity": None,
        "theme": None,
        "highlight": False,
        "note": "",
        "questions": [],
        "ambiguous": False,
    }
    return usual | {key: value for key, value in row.items() if key != "line"}


@pytest.mark.parametrize("row", TABLE["lines"], ids=lambda row: row["line"])
def test_a_line_means_what_the_table_says(row):
    assert described(parse_line(row["line"], now=THURSDAY, names=NAMES)) == expected(row)


def test_the_table_is_as_long_as_promised_and_has_no_line_twice():
    lines = [row["line"] for row in TABLE["lines"]]

    assert len(lines) >= 150
    assert len(set(lines)) == len(lines)
