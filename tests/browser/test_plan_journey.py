"""An ambassador's five minutes with the plan, with and without script; the coordinator sees it at once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PICKER = "[data-plan-row]"


def rows(page):
    return page.locator(PICKER)


def other_status(row):
    """The first of behaald, op_schema, doorlopend that the row does not have."""
    checked = row.locator("input[type=radio]:checked").input_value()
    return next(code for code in ("behaald", "op_schema", "doorlopend") if code != checked)


def saved_status(row):
    return row.locator("input[name^=seen-]").input_value().partition(":")[2]


def pick(row, code):
    row.locator(f'input[type=radio][value="{code}"]').check(force=True)


def wait_for_status(page, place, code):
    """Until the row at ``place`` is saved with ``code``."""
    expect(rows(page).nth(place).locator("input[name^=seen-]")).to_have_value(re.compile(f":{code}$"), timeout=15_000)


def number_of(text, word):
    """How many ``word`` a line of totals names."""
    found = re.search(rf"(\d+) {word}", text)
    return int(found[1]) if found else 0


def test_five_statuses_without_script_are_one_form_and_can_be_undone(open_page):
    page = open_page("ambassadeur", script=False)
    page.goto("/werkplek/plan/")
    before = [saved_status(rows(page).nth(place)) for place in range(5)]
    for place in range(4):
        row = rows(page).nth(place)
        pick(row, other_status(row))
    fifth = rows(page).nth(4)
    pick(fifth, "achter_op_schema")
    fifth.locator("textarea").fill("")
    page.get_by_role("button", name="Bewaar, de rest blijft gelijk").click()

    page.locator(".error-summary").wait_for()
    assert [saved_status(rows(page).nth(place)) for place in range(5)] == before
    rows(page).nth(4).locator("textarea").fill("Twee scholen hebben pas in mei tijd.")
    page.get_by_role("button", name="Bewaar, de rest blijft gelijk").click()

    notice = page.locator(".notice--ok")
    assert "statussen gewijzigd" in notice.inner_text()
    assert saved_status(rows(page).nth(4)) == "achter_op_schema"
    notice.get_by_role("button").click()
    assert [saved_status(rows(page).nth(place)) for place in range(5)] == before


def test_five_statuses_by_keys_alone_and_the_coordinator_sees_them(open_page):
    page = open_page("ambassadeur-2")
    page.goto("/werkplek/plan/")
    coordinator = open_page("coordinator")
    rows(page).nth(0).locator("input[type=radio]:checked").focus()
    chosen = []
    for place in range(4):
        code = other_status(rows(page).nth(place))
        chosen.append(code)
        page.keyboard.press({"behaald": "1", "op_schema": "2", "doorlopend": "3"}[code])
        wait_for_status(page, place, code)
        page.keyboard.press("j")
    fifth = rows(page).nth(4)
    if saved_status(fifth) != "achter_op_schema":
        page.keyboard.press("4")
        page.keyboard.type("Pas in mei tijd")
        page.keyboard.press("Enter")
        wait_for_status(page, 4, "achter_op_schema")
    label = rows(page).nth(4).get_attribute("data-plan-row")

    assert [saved_status(rows(page).nth(place)) for place in range(4)] == chosen
    assert saved_status(rows(page).nth(4)) == "achter_op_schema"
    totals = page.locator("#plan-bar").inner_text()
    coordinator.goto(page.url)
    assert coordinator.locator("#plan-bar").inner_text() == totals
    assert coordinator.locator(PICKER).count() == 0
    page.locator(f'[data-plan-row="{label}"] a', has_text="Meer").click()
    history = page.locator(".history").inner_text()
    assert "Achter op schema" in history
    assert number_of(totals, "achter op schema") > 0


def test_undo_by_key_brings_the_row_back_and_keeps_the_focus(open_page):
    page = open_page("ambassadeur-duo")
    page.goto("/werkplek/plan/")
    row = rows(page).nth(6)
    row.locator("input[type=radio]:checked").focus()
    before, code = saved_status(row), other_status(row)
    page.keyboard.press({"behaald": "1", "op_schema": "2", "doorlopend": "3"}[code])
    page.locator("#plan-said button").wait_for()
    page.keyboard.press("u")
    expect(page.locator("#plan-said")).to_contain_text("weer zoals")

    assert saved_status(rows(page).nth(6)) == before
    focused = page.evaluate("document.activeElement.closest('[data-plan-row]')?.dataset.planRow")
    assert focused == rows(page).nth(6).get_attribute("data-plan-row")


def test_two_quick_taps_end_at_the_last_one(open_page):
    page = open_page("ambassadeur-duo")
    page.goto("/werkplek/plan/")
    row = rows(page).nth(8)
    first = other_status(row)
    last = next(code for code in ("doorlopend", "op_schema", "behaald") if code != first)
    for code in (first, last):
        page.locator(f'{PICKER} >> nth=8 >> label:has(input[value="{code}"])').click()
    wait_for_status(page, 8, last)

    page.reload()
    assert saved_status(rows(page).nth(8)) == last


def test_two_people_on_one_row_see_both_versions(open_page):
    mine, theirs = open_page("ambassadeur"), open_page("ambassadeur-duo")
    mine.goto("/werkplek/plan/")
    theirs.goto("/werkplek/plan/")
    row = theirs.locator(PICKER).nth(10)
    code = other_status(row)
    row.locator(f'label:has(input[value="{code}"])').click()
    theirs.locator("#plan-said button").wait_for()
    own = next(
        one for one in ("doorlopend", "op_schema", "behaald") if one not in {code, saved_status(rows(mine).nth(10))}
    )
    rows(mine).nth(10).locator(f'label:has(input[value="{own}"])').click()
    notice = rows(mine).nth(10).locator(".notice--warn")
    notice.wait_for()

    assert "wijzigde deze regel" in notice.inner_text()
    assert saved_status(rows(mine).nth(10)) == code
    assert rows(mine).nth(10).locator("input[type=radio]:checked").input_value() == own


def test_a_text_is_edited_in_place(open_page):
    page = open_page("ambassadeur")
    page.goto("/werkplek/plan/")
    row = rows(page).nth(12)
    label = row.get_attribute("data-plan-row")
    row.get_by_role("link", name=re.compile("^Wijzig")).click()
    form = page.locator("[data-plan-edit]")
    form.locator("textarea").first.fill("Een tekst die ter plekke is gewijzigd")
    form.get_by_role("button", name="Bewaar").click()
    page.get_by_text("Een tekst die ter plekke is gewijzigd").wait_for()

    assert page.locator(f'[data-plan-row="{label}"]').is_visible()
