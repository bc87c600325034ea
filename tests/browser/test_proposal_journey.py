"""A stranger proposes a training; it is returned, mended, approved and found. With and without script."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_axe import problems
from tests.browser.test_recalibration_journey import Sink, _until, mailing_site, sink

__all__ = ["mailing_site", "sink"]
pytestmark = pytest.mark.browser
PROVIDER = "Academie De Linde (voorbeeld)"


def new_page(chromium: Any, site: str, *, script: bool, persona: str = "") -> Page:
    context = chromium.new_context(base_url=site, locale="nl-NL", java_script_enabled=script)
    page: Page = context.new_page()
    if persona:
        page.goto("/demo/")
        page.locator(f'button[name="persona"][value="{persona}"]').click()
        page.wait_for_url("**/werkplek/**")
    return page


def violations(page: Page, where: str, *, script: bool) -> list[str]:
    """What axe finds; it needs script itself."""
    return problems(page, where) if script else []


def propose(page: Page, title: str, mailbox: str, *, script: bool) -> list[str]:
    day = (dt.date.today() + dt.timedelta(days=30)).isoformat()
    page.goto("/aanbod/voorstellen/")
    page.get_by_role("link", name="Scholing", exact=True).last.click()
    page.get_by_label("Titel", exact=True).fill(title)
    page.get_by_label("Samenvatting", exact=True).fill("<b>Zingen</b> met wie niet meer kan praten.")
    page.locator('[name="runs-0-starts_on"]').fill(day)
    page.locator('[name="runs-0-place"]').fill("Zwolle")
    page.locator('[name="runs-0-price_incl"]').fill("1.000,50")
    page.locator('[name="accreditations-0-register"]').select_option("kr-vv")
    page.locator('[name="accreditations-0-points"]').fill("4")
    page.locator('[name="provider_name"]').fill(PROVIDER)
    found = violations(page, "propose", script=script)
    page.get_by_role("button", name="Stel het voor").click()
    expect(page.locator('[name="proposer_email"]')).to_be_visible()  # the address was missing: nothing is lost
    expect(page.get_by_label("Titel", exact=True)).to_have_value(title)
    page.locator('[name="proposer_email"]').fill(mailbox)
    page.get_by_role("button", name="Stel het voor").click()
    expect(page.get_by_role("heading", name="Kijk in je mailbox")).to_be_visible()
    return found


def test_a_stranger_proposes_and_it_is_found(chromium: Any, mailing_site: str, sink: tuple[Sink, int]) -> None:
    editor = new_page(chromium, mailing_site, script=True, persona="redacteur")
    for script, word in ((False, "Zangvogels"), (True, "Neuriekoor")):
        title, mailbox = f"{word} aan het bed", f"{word.lower()}@voorbeeld.example"
        guest = new_page(chromium, mailing_site, script=script)
        found = propose(guest, title, mailbox, script=script)
        assert _until(lambda to=mailbox: bool(sink[0].links.get(to))), "no mail came"  # type: ignore[misc]
        link = sink[0].links[mailbox][0]
        guest.goto(link)
        found += violations(guest, "confirm", script=script)
        guest.get_by_role("button", name="Ja, dit is van mij").click()
        expect(guest.get_by_text("Je voorstel is bij ons.")).to_be_visible()

        editor.goto("/werkplek/beoordelen/")
        editor.get_by_role("link", name=title).click()
        editor.get_by_label("Wat moet er beter?").fill("Noem de groepsgrootte.")
        editor.get_by_role("button", name="Terug naar de indiener").click()
        guest.goto(link)
        expect(guest.get_by_text("Noem de groepsgrootte.").first).to_be_visible()
        guest.get_by_role("link", name="Bekijk en pas aan").click()
        found += violations(guest, "mend", script=script)
        guest.get_by_label("Groepsgrootte").fill("6 tot 8")
        guest.get_by_role("button", name="Stuur het in").click()
        expect(guest.get_by_text("Je voorstel is bij ons.")).to_be_visible()

        editor.goto("/werkplek/beoordelen/")
        editor.get_by_role("link", name=title).click()
        found += problems(editor, "review")
        editor.get_by_role("button", name="Keur goed: in de catalogus").click()
        expect(editor.get_by_text("Het staat in de catalogus.").first).to_be_visible()

        began = time.monotonic()
        assert _until(lambda: _finds(guest, word, title), seconds=20), "search does not find it"  # noqa: B023
        print(f"found by search after {time.monotonic() - began:.1f} s ({'with' if script else 'without'} script)")
        hit = guest.locator(".result", has_text=title)
        for text in ("4", "1.000,50", "Zwolle", "Zingen"):
            expect(hit.get_by_text(text).first).to_be_visible()
        expect(guest.get_by_text("Waarom deze:").first).to_be_visible()
        assert _until(lambda to=mailbox: len(sink[0].links.get(to, [])) >= 4), "a step came without a mail"  # type: ignore[misc]
        assert all(one["name"] == "csrf" for one in guest.context.cookies())
        assert not found, "\n".join(found)


def _finds(page: Page, word: str, title: str) -> bool:
    page.goto(f"/aanbod/?q={word}")
    return page.locator(".result__title", has_text=title).count() == 1
