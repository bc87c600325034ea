"""Signing in, in a real browser: code by mail, passkey, app, recovery code, ending a session; with and without script."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def newest_code(page: Any, email: str) -> str:
    """The code in the newest mail to ``email``, as the demo's post shows it."""
    reader = page.context.new_page()
    reader.goto("/demo/post/")
    mail = reader.locator("article", has_text=email).first.inner_text()
    reader.close()
    found = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", mail)
    assert found, mail
    return found.group(0)


def sign_in_by_mail(page: Any, email: str, path: str = "/inloggen/") -> None:
    page.goto(path)
    page.fill("input[name=email]", email)
    page.get_by_role("button", name="Stuur mij een code").click()
    page.wait_for_url("**/inloggen/code/")
    page.fill("input[name=code]", newest_code(page, email))
    page.get_by_role("button", name="Inloggen").click()


def app_code(secret: str, at: float | None = None) -> str:
    """What an authenticator app would show (RFC 6238), computed here without the code under test."""
    counter = struct.pack(">Q", int((at or time.time()) // 30))
    digest = hmac.new(base64.b32decode(secret + "=" * (-len(secret) % 8)), counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def give_authenticator(page: Any) -> Any:
    """A passkey device inside the browser; returns a function that counts its passkeys."""
    client = page.context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    device = client.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )["authenticatorId"]
    return lambda: len(client.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"])


def sign_out(page: Any) -> None:
    page.context.clear_cookies()


@pytest.mark.parametrize("script", [True, False])
def test_a_member_signs_in_with_a_code_with_and_without_script(open_page: Callable[..., Any], script: bool) -> None:
    page = open_page(script=script)

    sign_in_by_mail(page, "docent@demo.example", "/mijn/")
    page.wait_for_url("**/mijn/")

    assert page.locator("h1").inner_text() == "Mijn account"


def test_a_passkey_is_made_and_signs_in_alone(open_page: Callable[..., Any]) -> None:
    page, troubles = open_page(), []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    passkeys = give_authenticator(page)

    sign_in_by_mail(page, "bestuur@demo.example", "/werkplek/")
    page.wait_for_url("**/account/inlogmanieren/")  # reads personal data, so a second step is asked first
    page.get_by_role("link", name="Een passkey toevoegen").click()
    page.get_by_role("button", name="De passkey maken").click()
    page.wait_for_url("**/account/herstelcodes/")
    codes = page.locator("li code").count()
    page.get_by_role("link", name="Ik heb ze bewaard").click()
    page.get_by_role("link", name="Verder naar waar je heen ging").click()
    page.wait_for_url("**/werkplek/")
    sign_out(page)
    page.goto("/inloggen/")
    page.get_by_role("button", name="Inloggen met een passkey").click()
    page.wait_for_url("**/werkplek/")

    assert (passkeys(), codes) == (1, 10)
    assert troubles == []


def test_an_app_is_connected_and_asked_and_a_recovery_code_gets_in_too(open_page: Callable[..., Any]) -> None:
    page, email = open_page(), "redacteur@demo.example"

    sign_in_by_mail(page, email, "/werkplek/")
    page.wait_for_url("**/account/inlogmanieren/")
    page.get_by_role("link", name="Een app koppelen").click()
    secret = page.locator("form code").inner_text()
    page.fill("input[name=code]", app_code(secret))
    page.get_by_role("button", name="Koppelen").click()
    page.wait_for_url("**/account/herstelcodes/")
    recovery = page.locator("li code").first.inner_text()
    sign_out(page)

    sign_in_by_mail(page, email)
    page.wait_for_url("**/account/tweede-stap/")
    page.fill("input[name=code]", "000000")
    page.get_by_role("button", name="Inloggen").click()
    page.locator(".field--error").wait_for()
    page.fill("input[name=code]", recovery)
    page.get_by_role("button", name="Inloggen").click()
    page.wait_for_url("**/werkplek/")
    sign_out(page)

    sign_in_by_mail(page, email)
    page.wait_for_url("**/account/tweede-stap/")
    page.fill("input[name=code]", app_code(secret, time.time() + 30))  # the code of now was used at connecting
    page.get_by_role("button", name="Inloggen").click()
    page.wait_for_url("**/werkplek/")


def test_another_browser_is_signed_out_from_the_own_page(open_page: Callable[..., Any]) -> None:
    here, there = open_page("docent"), open_page("docent")
    there.goto("/mijn/")
    here.goto("/mijn/")

    others = here.locator("tr", has_not_text="deze").locator("button")
    for left in reversed(range(others.count())):
        others.first.click()
        expect(others).to_have_count(left)

    there.goto("/mijn/")
    assert "/inloggen/" in there.url
    here.goto("/mijn/")
    assert here.locator("h1").inner_text() == "Mijn account"


def test_an_invitation_is_sent_read_and_accepted(open_page: Callable[..., Any]) -> None:
    inviter, guest = open_page("coordinator"), open_page(width=390)
    inviter.goto("/werkplek/beheer/mensen/uitnodigen/")
    inviter.fill("input[name=email]", "nel@nieuw.example")
    inviter.fill("input[name=name]", "Nel Nieuw")
    inviter.get_by_label("Redacteur", exact=True).check()
    inviter.get_by_role("button", name="De uitnodiging sturen").click()
    inviter.wait_for_url("**/mensen/?show=invited")

    guest.goto("/demo/post/")
    link = guest.locator("article", has_text="nel@nieuw.example").first.locator("a[href*='/l/']").first
    guest.goto(link.get_attribute("href"))
    guest.get_by_role("button", name="Ja zeggen en verder").click()
    guest.wait_for_url("**/account/inlogmanieren/")

    assert "tweede stap" in guest.locator(".lead").inner_text()
    inviter.goto("/werkplek/beheer/mensen/?role=editor")
    assert "Nel Nieuw" in inviter.locator("table").inner_text()
