"""From a messy list of 300 to a snapshot: taken in, doubles made one, a round on a real mail server with answers of all
kinds by link, the look by keyboard, and the difference with last year.
"""

from __future__ import annotations

import email
import os
import re
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import expect

from tests.browser.test_axe import problems
from tests.conftest import KNOOPPUNT, _wait_for

pytestmark = pytest.mark.browser
HUB = "/werkplek/ligare/herijking/"
REFUSED = "mens3@"  # the mail server knows nobody of that name


@dataclass
class Sink:
    """A mail server that keeps what it gets: address → links, and the mails themselves."""

    links: dict[str, list[str]] = field(default_factory=dict)
    mails: dict[str, list[EmailMessage]] = field(default_factory=dict)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take a mail in, and remember the links in its text."""
        message = email.message_from_bytes(envelope.content, policy=policy.default)
        part = message.get_body(("plain",))
        assert part is not None
        if any(to.startswith(REFUSED) for to in envelope.rcpt_tos):
            return "550 5.1.1 no such user"
        for to in envelope.rcpt_tos:
            self.links.setdefault(to, []).extend(re.findall(r"https?://\S+/l/\S+", part.get_content()))
            self.mails.setdefault(to, []).append(message)
        return "250 OK"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def sink() -> Iterator[tuple[Sink, int]]:
    """A mail server on a loopback port."""
    kept, port = Sink(), _free_port()
    controller = Controller(kept, hostname="127.0.0.1", port=port)
    controller.start()
    yield kept, port
    controller.stop()


@pytest.fixture
def mailing_site(sink: tuple[Sink, int], tmp_path: Path) -> Iterator[str]:
    """The example site, with mail that really goes out."""
    port = _free_port()
    url = f"http://localhost:{port}"
    kept = {key: value for key, value in os.environ.items() if key not in {"DJANGO_SETTINGS_MODULE", "SECRET_KEY"}}
    kept |= {
        "KNOOPPUNT_DATA": str(tmp_path / "data"),
        "PORT": str(port),
        "KNOOPPUNT_URL": url,
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(sink[1]),
    }
    log = tmp_path / "demo.log"
    with log.open("wb") as out:
        process = subprocess.Popen([str(KNOOPPUNT), "demo"], env=kept, stdout=out, stderr=out)
    try:
        _wait_for(f"{url}/healthz", process, log, seconds=240)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)


def _until(what: Callable[[], bool], seconds: int = 90) -> bool:
    for _ in range(seconds * 4):
        if what():
            return True
        time.sleep(0.25)
    return what()


def messy_list() -> bytes:
    """Three hundred rows as a hub keeps them: odd titles, an old encoding, spaces in addresses, people twice."""
    rows = ["Lijst van de regio, oud;;;;", "E-mail;naam ;School ;Tel nr;sinds"]
    for number in range(1, 296):
        school = f"Voorbeeldschool {number % 40}"
        rows.append(f" mens{number}@lijst.example ;Mens{number} Lijst{number};{school};06-{10000000 + number};1-9-2024")
    rows += [
        "mens7@lijst.example;Mens7 Lijst7;Voorbeeldschool 7;;",  # the same person again
        "zoë@;Zoë Lijsters;Voorbeeldschool 8;;",  # no address
        "=2+3@lijst.example;Formule Lijsters;Voorbeeldschool 9;=1+1;31-31-2024",
        "r.twijfel@lijst.example;Renée Twijfel;Voorbeeldschool 10;;1-9-2024",
        "renee@thuis.example;Renée Twijfel;Voorbeeldschool 11;;",  # the same name, another address and school
    ]
    return "\r\n".join(rows).encode("cp1252")


def take_in(page: Any) -> None:
    """Take the list in, look, leave out what is not right, and make the double one."""
    page.goto("/werkplek/netwerk/contacten/invoeren/")
    page.locator("input[type=file]").set_input_files(
        {"name": "oude lijst.csv", "mimeType": "text/csv", "buffer": messy_list()}
    )
    page.get_by_role("button", name="Bekijk de lijst").click()
    expect(page.get_by_text("300 rijen")).to_be_visible()
    leave_out = page.locator("input[name=zonder]")
    if leave_out.count():
        leave_out.check()
    page.get_by_role("button", name="Bewaar alles").click()
    expect(page.get_by_text(re.compile(r"Bewaard: 29\d nieuw"))).to_be_visible()
    page.goto("/werkplek/netwerk/dubbel/contacten/")
    page.get_by_role("link", name="Renée Twijfel").first.click()
    page.get_by_role("button", name="Voeg samen").click()
    page.goto("/werkplek/netwerk/dubbel/contacten/")
    expect(page.get_by_role("link", name="Renée Twijfel")).to_have_count(0)


def test_a_round_from_mail_to_snapshot(chromium: Any, mailing_site: str, sink: tuple[Sink, int]) -> None:
    context = chromium.new_context(base_url=mailing_site, locale="nl-NL")
    page = context.new_page()
    page.goto("/demo/")
    page.locator('button[name="persona"][value="ambassadeur-2"]').click()
    page.wait_for_url("**/werkplek/**")
    take_in(page)
    page.goto(f"{HUB}nieuw/")
    page.get_by_role("button", name="Kijk wie mail krijgt").click()
    expect(page.get_by_text("mensen krijgen een mail")).to_be_visible()
    page.get_by_role("button", name="Verstuur de mails").click()
    page.wait_for_url(re.compile(rf"{HUB}\d+/"))
    round_url = page.url

    mails = sink[0].links
    wanted = ("jolien@", "karim@", "lotte@", "mees@", "mens1@", "mens2@", "mens4@")
    assert _until(lambda: all(any(to.startswith(who) for to in mails) for who in wanted)), mails.keys()
    assert _until(lambda: sum(to.endswith("@lijst.example") for to in mails) > 290), len(mails)
    assert {len(links) for to, links in mails.items() if to.endswith("@lijst.example")} == {
        1
    }  # also who stood there twice
    link = {who: next(links[0] for to, links in mails.items() if to.startswith(who)) for who in wanted}

    reader = chromium.new_context(locale="nl-NL", java_script_enabled=False, viewport={"width": 390, "height": 800})
    guest = reader.new_page()
    guest.goto(link["jolien@"])
    guest.get_by_role("button", name="Alles klopt").click()
    expect(guest.get_by_text("Je gegevens kloppen")).to_be_visible()
    guest.goto(link["karim@"])
    guest.get_by_text("Er klopt iets niet").click()
    guest.get_by_role("textbox", name=re.compile("^Telefoon")).fill("038 555 0102")
    guest.get_by_role("button", name="Verstuur mijn wijzigingen").click()
    expect(guest.get_by_text("Je antwoord is bewaard")).to_be_visible()
    guest.goto(link["lotte@"])
    guest.get_by_text("Iemand anders neemt het over").click()
    guest.get_by_role("textbox", name=re.compile("^Naam van de opvolger")).fill("Noor Voorbeeld")
    guest.get_by_role("button", name="Draag over aan mijn opvolger").click()
    expect(guest.get_by_text("Je antwoord is bewaard")).to_be_visible()
    guest.goto(link["mees@"])
    guest.locator("summary", has_text="Ik wil eruit").click()
    guest.get_by_role("button", name="Ik wil eruit").click()
    expect(guest.get_by_role("button", name="Neem mijn antwoord terug")).to_be_visible()
    guest.goto(link["mens1@"])
    guest.get_by_role("button", name="Dit ben ik niet").click()
    expect(guest.get_by_text("Deze link werkt niet meer")).to_be_visible()
    guest.goto(link["mens2@"])
    guest.get_by_role("textbox", name=re.compile("^Wat wil je met anderen delen")).fill("Een les over rouw")
    guest.get_by_text("Wat anderen van mij mogen zien").click()
    guest.get_by_label("Leden mogen mij vinden met mijn naam").check()
    guest.get_by_role("button", name="Alles klopt").click()
    expect(guest.get_by_text("Je antwoord is bewaard")).to_be_visible()
    guest.goto(link["mens4@"])
    guest.get_by_text("Er klopt iets niet").click()
    guest.get_by_label("gastlessen").first.check()
    guest.get_by_role("button", name="Verstuur mijn wijzigingen").click()
    expect(guest.get_by_text("Je antwoord is bewaard")).to_be_visible()
    assert not reader.cookies()

    page.goto("/leden/?q=Lijst2")
    expect(page.get_by_role("heading", name="Mens2 Lijst2", exact=True)).to_be_visible()  # a consent holds at once
    page.goto(f"{round_url}bellen/")
    expect(page.get_by_role("heading", name="Mens1 Lijst1", exact=True)).to_be_visible()
    called = page.locator("section.card", has=page.get_by_role("heading", name="Mens3 Lijst3", exact=True))
    expect(called.get_by_text("de mail is geweigerd")).to_be_visible()
    called.get_by_role("button", name=re.compile("^Gebeld: alles klopt")).click()
    expect(page.get_by_role("heading", name="Mens3 Lijst3", exact=True)).to_have_count(0)

    page.goto(f"{round_url}nalopen/")
    assert problems(page, "nalopen") == []
    expect(page.get_by_role("heading", name="Karim Voorbeeld")).to_be_visible()
    page.keyboard.press("a")  # a telephone number, an interest, an answer: these can do no harm
    expect(page.get_by_text("3 antwoorden zijn overgenomen")).to_be_visible()
    expect(page.get_by_role("heading", name="Lotte Voorbeeld")).to_be_visible()
    page.keyboard.press("w")
    expect(page.get_by_role("heading", name="Mees Voorbeeld")).to_be_visible()
    page.keyboard.press("u")
    expect(page.get_by_text("Er is niets meer om te bekijken")).to_be_visible()
    page.goto(round_url)
    page.get_by_role("button", name="Sluit de ronde af").click()
    expect(
        page.get_by_role("heading", name=re.compile(r"Nieuw \(\d{3}\)"))
    ).to_be_visible()  # the list, since last year
    expect(page.get_by_text("Wat er veranderde sinds")).to_be_visible()
    page.get_by_text(re.compile(r"Toon \d{3} namen")).click()
    expect(page.get_by_role("link", name="Noor Voorbeeld")).to_be_visible()
    guest.goto(link["jolien@"])
    expect(guest.get_by_role("button", name="Alles klopt")).to_have_count(0)
    assert problems(page, "afgerond") == []
    reader.close()
    context.close()
