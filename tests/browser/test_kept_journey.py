"""A list of one's own: in the browser, shared by its address, taken along to an account; and all of it without script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_axe import problems

pytestmark = pytest.mark.browser


def entries(page: Page, count: int) -> list[tuple[str, str]]:
    """Address and title of the first things that are found."""
    page.goto("/aanbod/")
    found = page.locator(".result__title a")
    return [(str(one.get_attribute("href")), one.inner_text()) for one in found.all()[:count]]


def stored(page: Page) -> list[int]:
    found: list[int] = page.evaluate("JSON.parse(localStorage.getItem('bewaard') || '[]')")
    return found


def numbers_of(entries: list[tuple[str, str]]) -> list[int]:
    return [int(address.split("/")[2].partition("-")[0]) for address, _title in entries]


def titles(page: Page) -> list[str]:
    return [text.strip() for text in page.locator("main .result__title").all_inner_texts()]


def keep(page: Page, address: str) -> None:
    page.goto(address)
    button = page.locator("a[data-kept-label]")
    expect(button).to_have_text("Bewaar")
    button.click()
    expect(button).to_have_text("Bewaard. Bekijk je lijst")
    expect(button).to_be_focused()


def take_off(page: Page, title: str) -> None:
    page.locator("main .results > li", has_text=title).get_by_role("button", name="Haal van de lijst").click()


def test_a_list_grows_in_the_browser_is_shared_and_goes_along_to_an_account(open_page: Callable[..., Any]) -> None:
    page, friend = open_page(), open_page(width=390, dark=True)
    three = entries(page, 3)
    wanted = numbers_of(three)
    page.goto("/bewaard/")
    expect(page.get_by_role("heading", name="Nog niets")).to_be_visible()

    for address, _title in three[:2]:
        keep(page, address)
    page.reload()
    expect(page.locator("a[data-kept-label]")).to_have_text("Bewaard. Bekijk je lijst")  # it remembers
    page.goto("/bewaard/")  # and without numbers in the address it shows what is kept
    expect(page.locator("main .result")).to_have_count(2)
    assert titles(page) == [title for _address, title in three[:2]]
    expect(page.locator("[data-kept-shared]")).to_be_hidden()
    found = problems(page, "/bewaard/")

    take_off(page, three[0][1])
    expect(page.locator("main .result")).to_have_count(1)
    assert stored(page) == wanted[1:2]

    # Somebody else opens the address: it changes nothing there until asked for.
    friend.goto(three[2][0])
    friend.locator("a[data-kept-label]").click()
    friend.goto(page.locator("#adres").input_value())
    expect(friend.get_by_role("heading", name="Dit is niet de lijst van deze browser")).to_be_visible()
    assert stored(friend) == wanted[2:]
    found += problems(friend, "/bewaard/ of somebody else")
    friend.get_by_role("button", name="Zet deze op mijn lijst").click()
    expect(friend.locator("main .result")).to_have_count(2)
    expect(friend.locator("[data-kept-shared]")).to_be_hidden()
    assert stored(friend) == [wanted[2], wanted[1]]

    # Signed in, what this browser keeps is offered, and then belongs to the account.
    friend.goto("/demo/")
    friend.locator('button[name="persona"][value="docent"]').click()
    friend.wait_for_url("**/werkplek/**")
    friend.goto("/mijn/bewaard/")
    expect(friend.get_by_role("heading", name="Deze bewaren bij je account?")).to_be_visible()
    found += problems(friend, "/mijn/bewaard/")
    friend.get_by_role("button", name="Bewaar bij mijn account").click()
    expect(friend.locator("main .result")).to_have_count(2)
    take_off(friend, three[2][1])
    expect(friend.locator("main .result")).to_have_count(1)
    assert stored(friend) == []  # so that what was taken off does not come back
    assert titles(friend) == [three[1][1]]
    assert not found, "\n".join(found)


def test_a_list_of_three_hundred_is_full_and_broken_storage_is_an_empty_list(open_page: Callable[..., Any]) -> None:
    page = open_page()
    ((address, _title),) = entries(page, 1)
    page.goto(address)
    page.evaluate("localStorage.setItem('bewaard', JSON.stringify([...Array(300).keys()].map(n => n + 100000)))")
    page.reload()
    page.locator("a[data-kept-label]").click()
    expect(page.locator("a[data-kept-label]")).to_have_text("Je lijst is vol. Bekijk je lijst")
    assert len(stored(page)) == 300

    page.evaluate("localStorage.setItem('bewaard', '{niet te lezen')")
    keep(page, address)
    assert len(stored(page)) == 1


def test_a_list_without_script_stands_in_the_address(open_page: Callable[..., Any]) -> None:
    page = open_page(script=False, width=390)
    (address, first), (_address, second) = entries(page, 2)
    page.goto(address)
    page.get_by_role("link", name="Bewaar", exact=True).click()
    assert titles(page) == [first]

    page.get_by_label("Woorden uit de titel").fill(second)
    page.get_by_role("button", name="Zoeken").click()
    page.get_by_role("button", name=second).click()
    assert titles(page) == [first, second]
    take_off(page, first)
    assert titles(page) == [second]

    page.emulate_media(media="print")
    expect(page.locator("main .result")).to_be_visible()
    for what in ("#adres", "#zoek", "header nav", "main button"):
        expect(page.locator(what).first).to_be_hidden()
