"""Every page that a link leads to has no axe violation and no sideways scroll, at 320 and 1280 px, light and dark.

A walk from the first pages along all links, one page per route, as the personas that see most. It finds dead links too.
``make check-all`` walks as every persona.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter, deque
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import Resolver404, resolve
from playwright.sync_api import Error

from knooppunt.core import access

pytestmark = pytest.mark.browser
FAST = {"resultTypes": ["violations"], "preload": False}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], **FAST}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}, **FAST}
# In the dark only the colours differ, so only those are looked at again.
LOOKS = [(320, "light", RULES), (320, "dark", COLOURS), (1280, "light", RULES), (1280, "dark", COLOURS)]
CROSS = bool(os.environ.get("KNOOPPUNT_AXE_ALL"))
# In this order: a page is looked at as the first persona that meets it.
WALKERS = ["ambassadeur", "redacteur", "coordinator", "aanbieder", "beheerder", ""]
EVERYBODY = [*WALKERS, "ambassadeur-2", "bestuur", "programma", "contactpersoon", "docent"]
START = [
    "/werkplek/", "/mijn/", "/werkplek/beheer/", "/werkplek/landelijk/", "/werkplek/netwerk/", "/", "/inloggen/", "/demo/", "/en/",
    f"/werkplek/noord-holland-flevoland/plan/nieuw/{dt.date.today().year + 1}/?bron=leeg",  # follows a form, no link
]  # fmt: skip
# Pages of which another one may have other links: an activity can be carried together, a focus item cannot.
SEVERAL = {"plans:row": 12, "framework:edit": 6, "catalogue:work-entry": 4, "catalogue:work-runs": 4}
FILES = (".pdf", ".docx", ".xlsx", ".csv", ".json", ".txt", ".ics", ".xml", ".odt", ".svg", ".png", ".vcf", ".atom")
# Pages that no link of the example data leads to, and why.
WITHOUT_LINK = {
    "account_enter_code": "only after asking for a code (journey: signing in)",
    "account_short": "a short address that leads to the own page",
    "account_inactive": "only for a closed account",
    "account_reauthenticate": "only before a change of sign-in methods",
    "mfa_authenticate": "only in the second step of signing in",
    "mfa_reauthenticate": "only before a change of sign-in methods",
    "mfa_reauthenticate_webauthn": "only with a passkey",
    "mfa_login_webauthn": "answers the script of the sign-in page",
    "mfa_edit_webauthn": "only with a passkey",
    "mfa_remove_webauthn": "only with a passkey",
    "mfa_deactivate_totp": "only with an app",
    "mfa_view_recovery_codes": "only with a second factor",
    "mfa_generate_recovery_codes": "only with a second factor",
    "mfa_download_recovery_codes": "a file",
    "mfa_list_webauthn": "only with a passkey",
    "core:components": "every state of every component has its own test",
    "demo:sign_in": "a press on /demo/",
    "link": "only from a mail (journey: invitation)",
    "framework:export": "files",
    "framework:edit-export": "files",
    "framework:statuses-export": "a file",
    "journal:quick": "answers the line on every page (journey: quick entry)",
    "journal:own-add": "a short address to type",
    "journal:own-week": "a short address to type",
    "journal:attachment": "a file",
    "journal:export": "a file",
    "network:hub_mandate": "a file",
    "network:recalibration_start": "only while no round runs (journey: recalibration)",
    "network:organisation_suggest": "answers the script of a form",
    "plans:row_show": "answers the script of the plan page",
    "portal:mail": "only when mail was sent",
    "reports:export": "files",
    "catalogue:examples": "a short address that leads to the examples",
    "catalogue:entry-short": "a short address that leads to the page",
    "catalogue:run-calendar": "a file",
    "catalogue:file": "a file; the examples hold none",
    "catalogue:image": "a picture; the examples hold none",
    "catalogue:work-image": "a picture; the examples hold none",
    "catalogue:follow": "leads away from the site (own tests: catalogue/tests/offering/test_counts)",
    "catalogue:counts-export": "a file",
    "catalogue:preview-file": "a file; the examples hold none",
    "catalogue:push-one": "answers other systems, with a key",
    "catalogue:work-merge-with": "only for two that look alike (own tests: catalogue/tests/test_merging)",
    "catalogue:collection-paper": "files",
    "catalogue:kept-paper": "files",
    "catalogue:proposed": "only after proposing (journey: proposal)",
    "catalogue:registered": "only after registering; the same page as after proposing",
    "catalogue:my-list-template": "a file",
    "catalogue:suggest": "answers the search box while one types",
    "catalogue:alert-asked": "only after asking for mail (own tests: catalogue/tests/finding)",
    "catalogue:search-feed": "a file",
    "catalogue:search-calendar": "a file",
    "reports:publish": "only with a frozen report; the walk meets one report per persona (own tests: reports)",
    "reports:ask": "only with a report about one organisation; the same",
    "plans:import_mend": "only with a document (journey: import)",
    "plans:import_check": "only with a document (journey: import)",
}


def test_no_page_has_a_violation(open_page: Callable[..., Any]) -> None:
    seen: set[str] = set()
    found: list[str] = []
    for persona in EVERYBODY if CROSS else WALKERS:
        found += walk(open_page(persona), set() if CROSS else seen, persona or "nobody", seen)

    assert not found, "\n".join(found)
    assert sorted(missing(seen)) == []


def walk(page: Any, tried: set[str], who: str, seen: set[str]) -> list[str]:
    """Follow all links from the first pages, one page per route; gives what is wrong on pages not yet ``tried``."""
    waiting, queued, found = deque(START), set(START), []
    visited: Counter[str] = Counter()  # by this persona: a page shows each persona other links
    visited.update(name for name in seen & public_routes() if name not in SEVERAL)  # but a public page the same ones
    while waiting:
        path = waiting.popleft()
        name = route_of(urlsplit(path).path)
        if name is None:
            found.append(f"{who}: the link {path} leads nowhere")
            continue
        if visited[name] >= SEVERAL.get(name, 1) or path.endswith(FILES) or name == "catalogue:follow":
            continue
        try:
            answer = page.goto(path)
        except Error as error:
            if "Download is starting" not in str(error):
                raise
            visited[name] += 1  # a file, which is a good answer
            seen.add(name)
            continue
        if answer.status in {403, 404} and path in START:
            continue
        visited[name] += 1
        if answer.status >= 400:
            found.append(f"{who}: {path} answers {answer.status}")
            continue
        if name not in tried:
            found += [f"{who}: {problem}" for problem in problems(page, path)]
        tried.add(name)
        seen.add(name)
        if name in {"portal:mail", "demo:post"}:
            continue  # it leads whoever it was sent to, and they are walked themselves
        for link in page.evaluate(
            "[...document.querySelectorAll('a[href]')].map(a => new URL(a.getAttribute('href'), document.baseURI).href)"
        ):
            parts = urlsplit(link)
            if parts.netloc == urlsplit(page.url).netloc and parts.path not in queued:
                queued.add(parts.path)
                waiting.append(parts.path)
    return found


def problems(page: Any, path: str) -> list[str]:
    """Violations of the open page in the four looks, and sideways scrolling."""
    found = []
    page.evaluate(AXE_SCRIPT)
    for width, scheme, rules in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        # Only what is wrong comes back: all that is right takes ten times as long to hand over.
        for violation in page.evaluate("rules => axe.run(document, rules).then(found => found.violations)", rules):
            where = f"{path} {width} {scheme}: {violation['id']}"
            found += [f"{where} {node['target']} {node['html'][:140]}" for node in violation["nodes"][:3]]
        if scheme == "light" and page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
        ):
            found.append(f"{path} {width}: scrolls sideways")
    return found


def route_of(path: str) -> str | None:
    """The name of the route that serves a path; static files and English pages count as known."""
    if path.startswith("/static/"):
        return "static"
    try:
        return resolve(path.removeprefix("/en")).view_name
    except Resolver404:
        return None


def public_routes() -> set[str]:
    """Pages that never depend on who asks."""
    return {name for name, _pattern, _view, declared in access.routes() if declared is not None and declared.is_public}


def missing(seen: set[str]) -> set[str]:
    """Routes with a page that nobody met on the walk."""
    pages = {
        name
        for name, pattern, _view, declared in access.routes()
        if declared is not None and "GET" in declared.methods and declared.kind is not access.Kind.MACHINE
        if not pattern.rstrip("$").endswith(FILES) and "csv|xlsx" not in pattern
    }
    return pages - seen - set(WITHOUT_LINK)
