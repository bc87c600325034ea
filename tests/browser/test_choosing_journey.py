"""Choosing filters with script: nothing that one had in hand is lost, by touch or by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_choices_on_a_phone_keep_folds_focus_and_typing(open_page: Callable[..., Any]) -> None:
    page = open_page(width=390)
    for _try in range(240):  # until there is an index there are no filters
        if page.request.get("/readyz").ok:
            break
        page.wait_for_timeout(250)
    page.goto("/aanbod/")
    heard, panel = page.locator("#gezegd"), page.locator(".facets-toggle")
    panel.locator("> summary").click()
    page.locator("summary", has_text="Punten voor").click()

    chosen = page.locator('.facets input[name=punten][value="kr-vv"]')
    chosen.focus()
    page.keyboard.press("Space")

    expect(heard).to_have_text(re.compile(r"^\d+ resultaten$"))
    expect(panel).to_have_attribute("open", "")
    expect(chosen).to_be_focused()
    expect(page).to_have_url(re.compile(r"/aanbod/\?punten=kr-vv$"))  # nothing empty in what one shares

    place = page.get_by_label("Plaats of cijfers van je postcode")
    place.fill("Alkmaar")
    page.keyboard.press("Tab")
    expect(page).to_have_url(re.compile(r"plaats=Alkmaar&straal=25$"))
    expect(page.get_by_label("Hoogstens")).to_be_focused()
    expect(place).to_have_value("Alkmaar")

    panel.get_by_role("button", name=re.compile("^Toon")).click()
    expect(page.locator("#res")).to_be_focused()
    expect(panel).not_to_have_attribute("open", "")
