"""Record once: ten lines by keyboard alone; each stands in logbook, hours, contact timeline and plan without more typing."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

CONTACT = "Hanna Voorbeeld"
MINUTES = [60, 45, 90, 30, 90, 15, 150, 90, 45, 60]
SAID = ["1u", "45m", "1,5 uur", "30 min", "anderhalf uur", "kwartier", "2u30", "1:30", "3 kwartier", "1u"]
DAYS = [
    "",
    "gisteren",
    "eergisteren",
    "vorige maandag",
    "vorige dinsdag",
    "vandaag",
    "gisteren",
    "",
    "vorige vrijdag",
    "",
]
KINDS = ["overleg", "gebeld", "bezoek", "mail", "verslag", "gesprek", "reis", "scholing", "overleg", "kennismaking"]


def used_hours(page):
    """What the page of hours counts per theme, activity, kind and person, and the hours of the hub in two years."""
    page.goto("/werkplek/uren/")
    year = page.locator("section[aria-labelledby=maanden] td.num:nth-child(2)").all_inner_texts()
    total = sum(float(text.replace(".", "").replace(",", ".")) for text in year)
    page.goto(f"{page.url.partition('?')[0]}?periode={int(time.strftime('%Y')) - 1}")
    before = page.locator("section[aria-labelledby=maanden] td.num:nth-child(2)").all_inner_texts()
    return total + sum(float(text.replace(".", "").replace(",", ".")) for text in before)


def test_a_week_of_ten_lines_is_everywhere_without_further_typing(open_page):
    page = open_page("ambassadeur")
    hours = used_hours(page)
    mark = f"proefweek{int(time.time())}"

    page.goto("/werkplek/")
    page.keyboard.press("n")
    for said, kind, day in zip(SAID, KINDS, DAYS, strict=True):
        expect(page.locator("#snel-regel")).to_be_focused()
        expect(page.locator("#snel-regel")).to_have_value("")
        page.keyboard.type(" ".join(f"{said} {kind} @{CONTACT} {mark} #1.a {day}".split()))
        page.keyboard.press("Enter")
        expect(page.locator(".quick-add__done")).to_contain_text("Bewaard", timeout=15_000)

    # The logbook.
    page.goto("/werkplek/logboek/")
    logbook = page.url.partition("?")[0]
    page.goto(f"{logbook}?q={mark}")
    expect(page.locator(".page-body").get_by_text("10 momenten,").first).to_be_visible()
    assert page.locator(".moments > li").count() == 10

    # The hours.
    assert used_hours(page) - hours == pytest.approx(sum(MINUTES) / 60, abs=0.3)

    # The contact's own page.
    page.goto(f"{logbook}?q={mark}")
    page.locator(".moments > li a").first.click()
    page.get_by_role("link", name=CONTACT).first.click()
    assert page.locator("main").inner_text().count(mark) == 10

    # The row of the plan.
    page.goto(f"{logbook}?q={mark}")
    page.locator(".moments > li a").first.click()
    page.locator(".facts a[href*='/plan/']").first.click()
    assert page.locator("main").inner_text().count(mark) == 10


def test_proposals_are_confirmed_dismissed_and_taken_back_by_keyboard(open_page):
    page = open_page("ambassadeur-2")
    page.goto("/werkplek/logboek/voorstellen/")
    first = page.locator("main li.proposal").first
    title = first.locator("b").inner_text()

    first.get_by_role("button", name="Bevestig").press("Enter")
    done = page.locator("main li.proposal.is-done")
    expect(done).to_contain_text(title, timeout=15_000)
    expect(done.get_by_role("button")).to_be_focused()
    # In the 20 ms in which htmx lets what is new settle, Enter would send the form without it, and open the page anew.
    expect(page.locator(".htmx-added, .htmx-settling")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator("main li.proposal.is-done")).to_have_count(0, timeout=15_000)
    expect(page.locator("main li.proposal").first.get_by_role("button", name="Bevestig")).to_be_focused()
    page.keyboard.press("Enter")
    expect(done).to_contain_text(title, timeout=15_000)

    page.reload()
    expect(page.locator("main li.proposal b", has_text=title)).to_have_count(0)
    expect(page.get_by_role("heading", name="Beslist in de laatste week")).to_be_visible()


def test_a_proposal_is_confirmed_without_script_and_taken_back(open_page):
    page = open_page("ambassadeur-2", script=False, width=390)
    page.goto("/werkplek/logboek/voorstellen/")
    title = page.locator("main li.proposal b").last.inner_text()

    page.locator("main li.proposal").last.get_by_role("button", name="Deze niet").click()
    expect(page.get_by_text(f"Niet voor het logboek: {title}")).to_be_visible()
    page.locator("main section").get_by_role("button", name=re.compile(re.escape(title))).first.click()

    expect(page.locator("main li.proposal b", has_text=title)).to_have_count(1)
