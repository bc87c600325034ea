"""No page has an axe violation at 320 and 1280 px, light and dark, as the persona that sees most of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.pages import EVERY_PERSONA, PAGES

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LOOKS = [(320, False), (320, True), (1280, False), (1280, True)]
CROSS = bool(os.environ.get("KNOOPPUNT_AXE_ALL"))


def problems(page: Any, path: str) -> list[str]:
    """The violations on ``path``, and a page that must be scrolled sideways."""
    answer = page.goto(path)
    found = []
    if answer is not None and answer.status >= 500:
        found.append(f"{path}: {answer.status}")
    result = Axe().run(page, options=RULES)
    for violation in result.response["violations"]:
        found += [f"{path}: {violation['id']} {node['target']} {node['html'][:140]}" for node in violation["nodes"][:3]]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
        found.append(f"{path}: scrolls sideways")
    return found


@pytest.mark.parametrize(("width", "dark"), LOOKS, ids=["320-light", "320-dark", "1280-light", "1280-dark"])
@pytest.mark.parametrize("persona", EVERY_PERSONA if CROSS else sorted({persona for persona, _ in PAGES}))
def test_no_page_has_a_violation(persona: str, width: int, dark: bool, open_page: Callable[..., Any]) -> None:
    page = open_page(persona, width=width, dark=dark)
    paths = [path for _, path in PAGES] if CROSS else [path for who, path in PAGES if who == persona]

    found = [problem for path in paths for problem in problems(page, path)]

    assert found == []
