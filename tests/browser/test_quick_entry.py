"""A week of moments with one line each, by keyboard alone; and the same line without script."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

WEEK = [
    "2u overleg @duinzicht over raamwerk gisteren",
    "45m gebeld @terp #comm !",
    "1,5 uur ma flyer",
    "30 min 12-3 mail ROC De Polder",
    "anderhalf uur bezoek @kade vorige week dinsdag",
    "kwartier telefoon Anna Voorbeeld",
    "2u30 reis gisteren",
    "1:30 verslag geschreven vorige vrijdag",
    "3 kwartier kennismaking @ijoever vorige do",
    "1u scholing docenten eergisteren",
]
# Keystroke-level model: seconds for a key of somebody who types for a living (55 words a minute) and of somebody who
# does not (40), and for one pause to think.
SKILLED, AVERAGE, THINKING = 0.20, 0.28, 1.35


def keys_of(line):
    """Keystrokes for a line and Enter; a capital, "@", "#", "!" and ":" cost a key more."""
    return len(line) + sum(c.isupper() or c in "@#!:" for c in line) + 1


def total_of(page):
    """How many moments the logbook counts."""
    return int(page.locator(".page-body").get_by_text("momenten,").first.inner_text().split()[0])


def test_a_week_of_ten_moments_by_keyboard_alone(open_page):
    page = open_page("ambassadeur")
    complaints = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    # htmx complains when the next letter takes back the question of the last one, which is what it was told to do.
    taken_back = ("htmx:afterRequest", "htmx:sendAbort")
    page.goto("/werkplek/logboek/")
    before = total_of(page)

    page.keyboard.press("n")
    for line in WEEK:
        expect(page.locator("#snel-regel")).to_be_focused()
        expect(page.locator("#snel-regel")).to_have_value("")
        page.keyboard.type(line)
        page.keyboard.press("Enter")
        expect(page.locator(".quick-add__done")).to_contain_text("Bewaard", timeout=15_000)

    expect(page.locator(".page-body").get_by_text(f"{before + len(WEEK)} momenten,").first).to_be_visible(
        timeout=15_000
    )
    assert [one for one in complaints if not one.startswith(taken_back)] == []
    keys = sum(map(keys_of, WEEK)) / len(WEEK)
    print(
        f"{keys:.1f} keys a line: {THINKING + SKILLED * keys:.1f} s to {THINKING + AVERAGE * keys:.1f} s by the model"
    )


def test_what_is_unclear_is_asked_answered_and_taken_back_by_keyboard(open_page):
    page = open_page("ambassadeur")
    page.goto("/werkplek/plan/")

    page.keyboard.press("n")
    page.keyboard.type("2u overleg 1u voorbereiding")
    page.keyboard.press("Enter")
    expect(page.locator("fieldset.quick-add__ask input").first).to_be_focused(timeout=15_000)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".quick-add__done")).to_contain_text("3 uur", timeout=15_000)
    page.locator(".quick-add__done button").press("Enter")

    expect(page.locator("#snel-regel")).to_have_value("2u overleg 1u voorbereiding", timeout=15_000)
    page.keyboard.press("Escape")
    expect(page.locator("#snel-regel")).to_be_hidden()


def test_a_chip_folds_out_to_correct_what_was_understood(open_page):
    page = open_page("ambassadeur")
    page.goto("/werkplek/")

    page.keyboard.press("n")
    page.keyboard.type("1u overleg flyer")
    page.locator("#chip-kind summary").press("Enter")
    page.locator("#chip-kind select").select_option("visit")
    page.locator("#snel-regel").focus()
    page.keyboard.press("End")
    page.keyboard.type(" gisteren")
    expect(page.locator("#chip-kind summary")).to_contain_text("Bezoek", timeout=15_000)
    page.keyboard.press("Enter")

    expect(page.locator(".quick-add__done")).to_contain_text("bezoek", timeout=15_000)


def test_the_key_is_an_ordinary_letter_in_a_field_and_can_be_switched_off(open_page):
    page = open_page("ambassadeur")
    page.goto("/werkplek/logboek/")

    page.locator("#q").press("n")
    assert page.locator("#q").input_value() == "n"
    expect(page.locator("#snel-regel")).to_be_hidden()

    page.locator("#q").blur()
    page.keyboard.press("n")
    page.get_by_role("button", name="Zet de toets n uit").click()
    page.reload()
    page.keyboard.press("n")
    expect(page.locator("#snel-regel")).to_be_hidden()


def test_without_script_the_line_gives_a_form_to_confirm(open_page):
    page = open_page("ambassadeur", script=False, width=390)
    page.goto("/werkplek/plan/")
    page.locator(".quick-bar__open").click()
    page.locator("#snel-regel").fill("2u overleg Hospice De Brug gisteren")
    page.locator("#snel-regel").press("Enter")
    page.wait_for_selector("h1:has-text('Klopt dit?')")

    assert page.locator("#snel_duration").input_value() == "2"
    assert page.locator("input[name=organisations]").first.input_value() == "Hospice De Brug (voorbeeld)"
    page.get_by_role("button", name="Bewaar", exact=True).click()
    page.wait_for_url("**/plan/**")
    expect(page.get_by_text("Bewaard: 2 uur")).to_be_visible()
    page.get_by_role("button", name="Maak ongedaan").click()

    expect(page.get_by_text("Bewaard: 2 uur")).to_be_hidden()


@pytest.mark.parametrize(("width", "dark"), [(320, False), (390, True), (1280, False), (1280, True)])
def test_the_open_line_with_chips_and_questions_has_no_violation(open_page, width, dark):
    page = open_page("ambassadeur", width=width, dark=dark)
    page.goto("/werkplek/logboek/")
    page.locator(".quick-bar__open").click()
    page.locator("#snel-regel").type("2u gebeld 1u @Onbekend Hospice De Brgu over raamwerk")
    page.wait_for_selector("fieldset.quick-add__ask")
    page.locator("#chip-purpose summary").click()

    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )

    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")
