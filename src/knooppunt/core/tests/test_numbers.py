"""What is a number, and what only looks like one."""

import pytest

from knooppunt.core.numbers import whole_number


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), ("999999999999999", 999_999_999_999_999)])
def test_numbers_are_read(text: str, number: int) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize("text", ["", " ", "-1", "+1", "1.5", "1e3", "²", "١٢٣", "½", "9" * 5000, "NaN", "0x1"])
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert whole_number(text) == -1
    assert whole_number(text, 0) == 0
