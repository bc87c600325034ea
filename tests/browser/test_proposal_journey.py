"""A stranger proposes a training; it is returned, mended, approved, found, and mailed to who asked. With and without script."""

from __future__ import annotations

import datetime as dt
import sqlite3
import time
import urllib.request
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from django.utils.formats import date_format
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


def propose(page: Page, title: str, mailbox: str, days: list[dt.date], *, script: bool) -> list[str]:
    page.goto("/aanbod/voorstellen/")
    page.get_by_role("link", name="Scholing", exact=True).last.click()
    page.get_by_label("Titel", exact=True).fill(title)
    page.get_by_label("Samenvatting", exact=True).fill("<b>Zingen</b> met wie niet meer kan praten.")
    for number, day in enumerate(days):
        page.locator(f'[name="runs-{number}-starts_on"]').fill(day.isoformat())
        page.locator(f'[name="runs-{number}-place"]').fill("Zwolle")
        page.locator(f'[name="runs-{number}-price_incl"]').fill("1.000,50")
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


def follow(page: Page, word: str, mailbox: str, sink: Sink, *, script: bool) -> list[str]:
    """Somebody who finds nothing asks for mail about it, and confirms that from the mailbox."""
    page.goto(f"/aanbod/?q={word}")
    page.get_by_role("link", name="Mail me als er iets nieuws komt").click()
    page.get_by_label("Je e-mailadres").fill(mailbox)
    page.get_by_role("button", name="Mail me", exact=True).click()
    expect(page.get_by_role("heading", name="Kijk in je mailbox")).to_be_visible()
    found = violations(page, "asked for mail", script=script)
    assert _until(lambda: bool(sink.links.get(mailbox))), "no question came"
    page.goto(sink.links[mailbox][0])
    expect(page.get_by_role("heading", name="Is dit jouw adres?")).to_be_visible()  # looking changes nothing
    page.get_by_role("button", name="Ja, mail me").click()
    expect(page.get_by_role("heading", name="Je krijgt mail over wat er nieuw is")).to_be_visible()
    return found


def a_week_passes(data: Path) -> None:
    """Put the clock of the mails back in the database of the running site: the worker does the rest by itself."""
    with closing(sqlite3.connect(data / "knooppunt.sqlite3", timeout=30)) as database, database:
        database.execute("UPDATE catalogue_savedsearch SET looked_at = datetime(looked_at, '-8 days')")
        database.execute(
            "UPDATE core_schedule SET next_run = datetime('now', '-1 minute') WHERE name = 'catalogue.send_alerts'"
        )


def stop_with_one_press(mail: EmailMessage) -> str:
    """What a mail program does (RFC 8058): no cookie, no page, one POST. Gives the address."""
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail["List-Unsubscribe"].strip().strip("<>")
    with urllib.request.urlopen(address, data=b"List-Unsubscribe=One-Click", timeout=30) as answer:
        assert answer.status == 200
    return str(address)


def test_a_stranger_proposes_and_it_is_found(
    chromium: Any, mailing_site: str, sink: tuple[Sink, int], tmp_path: Path
) -> None:
    editor = new_page(chromium, mailing_site, script=True, persona="redacteur")
    today = dt.date.today()
    later, first = today + dt.timedelta(days=61), today + dt.timedelta(days=31)
    with translation.override("nl"):
        next_day = date_format(first, "j F Y")
    for script, word in ((False, "Zangvogels"), (True, "Neuriekoor")):
        title, mailbox, reader = (
            f"{word} aan het bed",
            f"{word.lower()}@voorbeeld.example",
            f"{word.lower()}@lees.example",
        )
        guest = new_page(chromium, mailing_site, script=script)
        found = follow(guest, word, reader, sink[0], script=script)
        found += propose(guest, title, mailbox, [later, first], script=script)
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
        found += violations(editor, "review", script=script)
        editor.get_by_role("button", name="Keur goed: in de catalogus").click()
        expect(editor.get_by_text("Het staat in de catalogus.").first).to_be_visible()

        began = time.monotonic()
        assert _until(lambda: _finds(guest, word, title), seconds=20), "search does not find it"  # noqa: B023
        print(f"found by search after {time.monotonic() - began:.1f} s ({'with' if script else 'without'} script)")
        hit = guest.locator(".result", has_text=title)
        expect(hit.locator(".points")).to_contain_text("4")
        expect(hit.locator(".result__side")).to_contain_text(f"2 data, eerste: {next_day}")
        expect(hit.locator(".why")).to_contain_text(
            f"Waarom deze: “{word.lower()}” in de titel; je kunt je nu aanmelden"
        )
        for text in ("1.000,50", "Zwolle", "Zingen"):
            expect(hit.get_by_text(text).first).to_be_visible()
        assert _until(lambda to=mailbox: len(sink[0].links.get(to, [])) >= 4), "a step came without a mail"  # type: ignore[misc]

        a_week_passes(tmp_path / "data")
        assert _until(lambda to=reader: len(sink[0].mails.get(to, [])) == 2), "no mail of what is new"  # type: ignore[misc]
        news = sink[0].mails[reader][1]
        assert news["Subject"] == f"Nieuw voor jou: {title}"
        assert f"{title} – {next_day}: {mailing_site}/aanbod/" in _text_of(news)
        guest.goto(stop_with_one_press(news))
        expect(guest.get_by_text("Je adres is verwijderd.")).to_be_visible()
        assert all(one["name"] == "csrf" for one in guest.context.cookies())
        assert not found, "\n".join(found)


def _finds(page: Page, word: str, title: str) -> bool:
    page.goto(f"/aanbod/?q={word}")
    return page.locator(".result__title", has_text=title).count() == 1


def _text_of(mail: EmailMessage) -> str:
    """The text of a mail on one line; long lines travel in pieces."""
    part = mail.get_body(("plain",))
    assert part is not None
    return " ".join(str(part.get_content()).split())
