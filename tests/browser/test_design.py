"""What only a real browser shows of the design system: the drawings, the small scripts, large text, paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser
OpenPage = Callable[..., Any]
COMPONENTS = "/demo/onderdelen/"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

# Elements are made by script, as htmx would: the modules must also see what was not there when the page opened.
ADD = """([html]) => {
    const made = new DOMParser().parseFromString(html, "text/html");
    document.querySelector("main").append(...made.body.children);
}"""
TWO_MENUS = (
    '<details data-menu id="m"><summary>Menu</summary><a href="/x/">x</a></details>'
    '<details data-menu id="n"><summary>Ander</summary></details>'
)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", [COMPONENTS, "/nergens/"], ids=["components", "error page"])
def test_axe_finds_nothing_and_nothing_runs_off_the_screen(
    path: str, width: int, dark: bool, open_page: OpenPage
) -> None:
    page = open_page(width=width, dark=dark)
    page.goto(path)

    found = Axe().run(page, options=RULES).response["violations"]

    assert [(one["id"], [node["html"][:140] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_the_strict_policy_lets_everything_through_that_a_page_needs(open_page: OpenPage) -> None:
    page = open_page()
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto(COMPONENTS)
    page.wait_for_load_state("networkidle")

    assert complaints == []


def test_icons_from_the_sprite_are_drawn_in_the_colour_of_their_words(open_page: OpenPage) -> None:
    page = open_page()
    page.goto(COMPONENTS)

    icon = page.locator("#status_chip .status.is-achter .icon").first
    icon.scroll_into_view_if_needed()
    before = icon.screenshot()
    icon.locator("use").evaluate(
        "(use) => use.setAttribute('href', use.getAttribute('href').split('#')[0] + '#nothing')"
    )

    assert icon.screenshot() != before
    assert icon.evaluate("(i) => getComputedStyle(i).stroke") == icon.evaluate(
        "(i) => getComputedStyle(i.closest('.status')).color"
    )


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_at_twice_the_text_size_nothing_runs_off_the_screen(width: int, open_page: OpenPage) -> None:
    page = open_page(width=width)
    page.goto(COMPONENTS)

    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_on_paper_menus_and_buttons_fall_away(open_page: OpenPage) -> None:
    page = open_page()
    page.goto(COMPONENTS)
    assert page.locator(".site-header").is_visible()

    page.emulate_media(media="print")

    assert not page.locator(".site-header").is_visible()
    assert not page.locator("#button_set .button-set").is_visible()
    assert page.locator("#status_bar .bar").first.is_visible()


def test_the_first_tab_stop_leads_to_the_content(open_page: OpenPage) -> None:
    page = open_page()
    page.goto(COMPONENTS)

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "inhoud"


def test_a_menu_closes_on_escape_and_gives_the_focus_back(open_page: OpenPage) -> None:
    page = open_page()
    page.goto(COMPONENTS)
    page.evaluate(ADD, [TWO_MENUS])

    page.locator("#m summary").click()
    page.locator("#m a").focus()
    page.keyboard.press("Escape")

    assert not page.locator("#m").evaluate("(menu) => menu.open")
    assert page.evaluate("document.activeElement.textContent") == "Menu"


def test_opening_one_menu_closes_the_other(open_page: OpenPage) -> None:
    page = open_page()
    page.goto(COMPONENTS)
    page.evaluate(ADD, [TWO_MENUS])

    page.locator("#m summary").click()
    page.locator("#n summary").click()

    assert page.locator("details[data-menu]").evaluate_all("(all) => all.map((menu) => menu.open)") == [False, True]


def test_a_choice_sends_its_form_when_the_form_says_so(open_page: OpenPage) -> None:
    page = open_page()
    page.goto(COMPONENTS)
    page.evaluate(
        ADD,
        [
            f'<form data-autosubmit action="{COMPONENTS}"><select name="jaar" id="jaar">'
            "<option>2025</option><option>2026</option></select></form>"
        ],
    )

    page.locator("#jaar").select_option("2026")

    page.wait_for_url("**/?jaar=2026")


@pytest.mark.parametrize(("typed", "asked"), [("Nieuwe tekst", ["beforeunload"]), ("", [])])
def test_leaving_asks_only_when_something_was_typed(typed: str, asked: list[str], open_page: OpenPage) -> None:
    page = open_page()
    page.goto(COMPONENTS)
    page.evaluate(ADD, ['<form data-confirm-leave><label>Tekst <textarea id="t"></textarea></label></form>'])
    dialogs: list[str] = []

    def accept(dialog: Any) -> None:
        dialogs.append(dialog.type)
        dialog.accept()

    page.on("dialog", accept)
    page.locator("#t").click()
    page.keyboard.type(typed)
    page.goto("/demo/onderdelen/?weg=1")

    assert dialogs == asked


def test_copying_says_that_it_was_done(open_page: OpenPage) -> None:
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(COMPONENTS)

    page.locator("#copy [data-copy]").click()

    page.locator("#copy [data-copy-status]", has_text="Gekopieerd").wait_for()
    assert "Plan afsluiten?" in page.evaluate("navigator.clipboard.readText()")


def test_without_script_nothing_is_offered_that_needs_it(open_page: OpenPage) -> None:
    page = open_page(script=False)
    page.goto(COMPONENTS)

    assert not page.locator("#copy [data-copy]").is_visible()
    assert page.locator("#dialog button[popovertarget]").first.is_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_picture_of_the_network_grows_and_begins_at_its_middle(width: int, open_page: OpenPage) -> None:
    page = open_page("ambassadeur", width=width)
    drawn = []
    for zoom in (1, 2, 4):
        page.goto(f"/werkplek/netwerk/beeld/?zoom={zoom}")
        page.wait_for_load_state("load")
        drawn.append(page.locator("svg.net").evaluate("one => one.getBoundingClientRect().width"))

    assert drawn[0] < drawn[1] < drawn[2]
    assert drawn[0] >= min(width, 1000)  # on a telephone one moves through it, for its words to be read
    frame = page.locator(".net-scroll")
    page.wait_for_function("document.querySelector('.net-scroll').scrollLeft > 0")
    middle = frame.evaluate("one => (one.scrollLeft + one.clientWidth / 2) / one.scrollWidth")
    assert 0.45 < middle < 0.55
