"""The layouts: what public pages never do, and what the workspace brings along. And the one stylesheet."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from tools import build_css

from knooppunt.core import navigation
from knooppunt.core.templatetags import components as tags

pytestmark = pytest.mark.urls("knooppunt.core.tests.urls_components")
TEMPLATES = Path(build_css.__file__).parent.parent / "src/knooppunt"


@pytest.fixture(autouse=True)
def _without_menus(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(navigation, "_items", [])
    with translation.override("nl"):
        yield


def draw(source: str, request: HttpRequest, **context: Any) -> str:
    return engines["django"].from_string(source).render(context, request)


PUBLIC = (
    '{% extends "layouts/public.html" %}{% block title %}Titel{% endblock %}{% block heading %}Kop{% endblock %}'
    "{% block content %}<p>Tekst</p>{% endblock %}"
)
WORK = PUBLIC.replace("public.html", "work.html")


def test_a_public_page_needs_no_session_no_user_and_no_script() -> None:
    request = RequestFactory().get("/")

    page = draw(PUBLIC, request)

    assert not hasattr(request, "session")
    assert not hasattr(request, "user")
    assert "<script" not in page
    assert "csrf" not in page.lower()
    assert "<title>Titel – Knooppunt</title>" in page
    assert page.index('class="skip-link"') < page.index("<header")
    assert 'href="/inloggen/"' in page


def test_a_public_page_asks_for_three_files_of_our_own() -> None:
    page = draw(PUBLIC, RequestFactory().get("/"))

    files = {address.split("#")[0] for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', page)}
    assert files == {
        "/static/knooppunt/css/knooppunt.css",
        "/static/knooppunt/img/mark.svg",
        "/static/knooppunt/img/sprite.svg",
    }


def test_the_language_link_leads_to_the_same_page_or_is_not_there() -> None:
    there = draw(PUBLIC, RequestFactory().get("/demo/onderdelen/?q=a"))
    only_one = draw(PUBLIC, RequestFactory().get("/refused/"))

    assert '<a href="/en/demo/onderdelen/?q=a" hreflang="en" lang="en">English</a>' in there
    assert "hreflang" not in only_one


def test_in_english_the_header_stays_in_english() -> None:
    with translation.override("en"):
        page = draw(PUBLIC, RequestFactory().get("/en/demo/onderdelen/"))

    assert 'href="/en/inloggen/"' in page
    assert '<a class="brand" href="/en/">' in page
    assert '<a href="/demo/onderdelen/" hreflang="nl" lang="nl">Nederlands</a>' in page


def test_menus_and_footer_show_what_is_given_and_nothing_else() -> None:
    link = navigation.Link("Knooppunten & meer", "/knooppunten/", True)
    column = navigation.Column("Over deze site", [navigation.Link("Privacy", "/privacy/")])

    page = draw(PUBLIC, RequestFactory().get("/"), nav_items=[link], footer_columns=[column])

    assert '<a href="/knooppunten/" aria-current="page">Knooppunten &amp; meer</a>' in page
    assert '<h2>Over deze site</h2><ul><li><a href="/privacy/">Privacy</a></li></ul>' in page


@pytest.fixture
def menu(monkeypatch: pytest.MonkeyPatch) -> None:
    """A menu of two entries that exist on any installation, one under the other, and one beside them."""
    monkeypatch.setattr(navigation, "_items", [])
    for order, label, name, permission, under in [
        (10, "Over", "portal:about", "may.read", ""),
        (20, "Toegankelijk", "portal:accessibility", "", "portal:about"),
        (30, "Privacy", "portal:privacy", "", ""),
    ]:
        navigation.register(navigation.NavItem("work", order, label, name, permission=permission, under=under))


class Reader:
    """Somebody who may open some entries."""

    def __init__(self, *permissions: str) -> None:
        self.permissions = permissions

    def has_perm(self, permission: str) -> bool:
        """Whether it was given."""
        return permission in self.permissions


def shown(reader: Reader, current: str) -> list[tuple[str, bool, list[tuple[str, bool]]]]:
    """The menu as ``reader`` sees it on the page at ``current``."""
    request = RequestFactory().get(current)
    request.user = reader  # type: ignore[assignment]
    return [
        (link.label, link.current, [(more.label, more.current) for more in link.more])
        for link in navigation.items("work", request, current)
    ]


@pytest.mark.usefixtures("menu")
@pytest.mark.urls("knooppunt.config.urls")
def test_an_entry_under_another_stands_in_its_second_row() -> None:
    reader = Reader("may.read")

    assert shown(reader, "/toegankelijkheid/") == [
        ("Over", True, [("Over", False), ("Toegankelijk", True)]),
        ("Privacy", False, []),
    ]
    assert shown(reader, "/privacy/")[0] == ("Over", False, [("Over", False), ("Toegankelijk", False)])


@pytest.mark.usefixtures("menu")
@pytest.mark.urls("knooppunt.config.urls")
def test_whoever_may_not_open_the_first_entry_finds_the_other_in_its_place() -> None:
    assert shown(Reader(), "/toegankelijkheid/") == [("Toegankelijk", True, []), ("Privacy", False, [])]


@pytest.fixture
def at_work(monkeypatch: pytest.MonkeyPatch) -> HttpRequest:
    monkeypatch.setattr(tags, "get_messages", lambda _request: [Message(25, "<b>Bewaard</b>")])
    request = RequestFactory().get("/werkplek/")
    request.user = "Ambassadeur Voorbeeld"  # type: ignore[assignment]
    return request


def test_the_workspace_brings_htmx_its_token_and_the_messages(at_work: HttpRequest) -> None:
    page = draw(WORK, at_work)

    assert re.search(r"""<body hx-headers='{"X-CSRFToken": "\w{64}"}'>""", page)
    assert '"allowEval":false,"allowScriptTags":false' in page
    assert page.index('name="htmx-config"') < page.index("django_htmx/htmx-2.min.js")
    assert '<div class="notice notice--ok">' in page
    assert "&lt;b&gt;Bewaard&lt;/b&gt;" in page


def test_the_workspace_header_names_the_hub_and_offers_the_others(at_work: HttpRequest) -> None:
    choices = [navigation.Link("Ligare", "/werkplek/ligare/"), navigation.Link("Septet", "/werkplek/septet/", True)]

    page = draw(WORK, at_work, hub="Septet", hub_choices=choices)

    assert "Werkplek Septet" in page
    assert '<a href="/werkplek/septet/" aria-current="true">Septet</a>' in page
    assert "Ander knooppunt" not in draw(WORK, at_work, hub="Septet", hub_choices=choices[:1])


def test_parts_that_a_page_leaves_out_are_really_empty_so_that_they_take_no_room(at_work: HttpRequest) -> None:
    page = draw(WORK, at_work)

    assert '<p class="lead"></p>' in page
    assert '<div class="button-set"></div>' in page
    assert '<aside class="stack stack--l"></aside>' in page


def test_the_stylesheet_is_current() -> None:
    assert build_css.RESULT.read_text(encoding="utf-8") == build_css.build()


def test_every_stylesheet_is_joined() -> None:
    joined = set(build_css.IMPORT.findall((build_css.CSS / "main.css").read_text(encoding="utf-8")))

    files = {str(path.relative_to(build_css.CSS)) for path in build_css.CSS.rglob("*.css")}
    assert files == joined | {"main.css", "knooppunt.css"}


def test_every_token_that_is_used_is_defined() -> None:
    sheet = build_css.build()

    used = set(re.findall(r"var\((--[\w-]+)\)", sheet))
    defined = set(re.findall(r"(--[\w-]+)\s*:", sheet))
    assert used - defined == set()


def test_every_class_in_the_components_has_a_style() -> None:
    sheet = build_css.build()
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", sheet))
    # Words that say what something is and need no look of their own.
    bare = {"choices", "is-done"}

    used = set()
    for path in TEMPLATES.glob("core/templates/**/*.html"):
        source = re.sub(r"{{.*?}}", "\0", re.sub(r"{%.*?%}", " ", path.read_text(encoding="utf-8")))
        for names in re.findall(r'class="([^"]*)"', source):
            used |= {name for name in names.split() if "\0" not in name}
    assert used - known - bare == set()


def test_a_kept_header_shows_the_menu_and_the_language_link_of_each_page() -> None:
    def header(path: str, current: bool, other: str) -> str:
        link = {"label": "Aanbod", "url": "/aanbod/", "current": current}
        return draw(PUBLIC, RequestFactory().get(path), nav_items=[link], other_language_url=other)

    here, elsewhere = header("/aanbod/", True, "/en/aanbod/"), header("/over/", False, "/en/over/?a=1&b=2")
    assert 'aria-current="page"' in here
    assert 'href="/en/aanbod/"' in here
    assert 'aria-current="page"' not in elsewhere
    assert 'href="/en/over/?a=1&amp;b=2"' in elsewhere
    assert 'href="/en/' not in header("/feeds/", False, "/feeds/")  # one address only
