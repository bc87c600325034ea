"""Garbage in every parameter and every part of every address, and in every field of every form that a page shows: never a fall.

Each route is tried as the first persona that may open it. What stands on a page comes back escaped or not at all.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django import forms
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse

import knooppunt
from knooppunt.core import access
from tests.access.conftest import user_of
from tests.access.subjects import subjects

pytestmark = pytest.mark.django_db

PROBE = "\"'><probe onx=1>"
GARBAGE = {
    "nothing a person types": f"a\x00b\u202e🐸{PROBE}",
    "a number beyond any": "9" * 30,
    "an address elsewhere, and a digit that is none": "//evil.example/\\²",
}
WHO = ["anoniem", "ambassadeur", "redacteur", "coordinator", "beheerder", "aanbieder", "contactpersoon"]
# These end the session, say that no worker runs in a test, or lead elsewhere by their nature.
LEFT_ALONE = {"account_logout", "account_end_everywhere", "demo:sign_in", "readyz", "catalogue:follow"}
_READ = re.compile(
    r'(?:GET|POST|query|asked|params|data|given)(?:\.get|\.getlist)\(\s*"([a-z_-]+)"|"([a-z_]+)" in request\.'
)


def names_that_are_read() -> list[str]:
    """Every name that our code asks an address for."""
    texts = [path.read_text() for path in Path(knooppunt.__path__[0]).rglob("*.py") if "tests" not in path.parts]
    return sorted({first or second for text in texts for first, second in _READ.findall(text)})


class Forms(HTMLParser):
    """The forms of a page: address and names of fields."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url, self.found = url, []  # type: ignore[var-annotated]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and (given.get("method") or "").lower() == "post":
            self.found.append((urljoin(self.url, given.get("action") or ""), {}))
        elif tag in {"input", "select", "textarea", "button"} and given.get("name") and self.found:
            is_file = given.get("type") == "file"
            self.found[-1][1].update({} if is_file else {given["name"]: given.get("value") or ""})


def outcome(client: Client, send: Callable[[], Any]) -> tuple[Any, str]:
    """The answer, or what broke; rolled back, still signed in."""
    cookies = copy.deepcopy(client.cookies)
    answer, broken = None, ""
    try:
        with transaction.atomic():
            answer = send()
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            transaction.set_rollback(True)
    except Exception as error:
        return None, f"{type(error).__name__}: {error}"[:300]
    finally:
        client.cookies = cookies
    if answer.status_code >= 500:
        broken = str(answer.status_code)
    elif b"<probe" in content:
        broken = "shows what was typed as HTML"
    elif urlsplit(answer.get("Location", "")).netloc or answer.get("Location", "").startswith(("//", "/\\")):
        broken = f"leads away to {answer['Location'][:100]}"
    return answer, broken


def opened(client_of: Callable[[str], Client]) -> Iterator[tuple[Client, str, str, Any]]:
    """(client, route, address, answer) of every route that answers a GET, for the first persona that may see it."""
    clients = {persona: client_of(persona) for persona in WHO}
    users = {persona: user_of(client) for persona, client in clients.items()}
    for name, _pattern, _view, declared in access.routes():
        if declared is None or "GET" not in declared.methods or name in LEFT_ALONE:
            continue
        subject = subjects(name)[0]
        url = reverse(name, kwargs=subject.kwargs)
        for persona, client in clients.items():
            if declared.kind is access.Kind.NEEDS and not users[persona].has_perm(
                declared.permission, subject.rule_object()
            ):
                continue
            answer, _broken = outcome(client, lambda client=client, url=url: client.get(url))  # type: ignore[misc]
            if answer is not None and answer.status_code == 200:
                yield client, name, url, answer
                break


def forms_on(url: str, answer: Any) -> list[tuple[str, str, dict[str, str]]]:
    """(route, address, fields) of the forms of a page that change something."""
    if answer.streaming or "html" not in answer["Content-Type"]:
        return []
    reader = Forms(url)
    reader.feed(answer.content.decode())
    return [(resolve(urlsplit(action).path).view_name, action, fields) for action, fields in reader.found]


def test_garbage_in_every_parameter_and_field_of_every_page_breaks_none(client_of: Callable[[str], Client]) -> None:
    names, wrong, tried = names_that_are_read(), [], 0
    seen: set[tuple[str, ...]] = set()
    for client, name, url, answer in opened(client_of):
        tried += 1
        for what, garbage in GARBAGE.items():
            _, broken = outcome(client, lambda: client.get(url, dict.fromkeys(names, garbage)))  # noqa: B023
            wrong += [f"{name} with {what}: {broken}"] if broken else []
        for route, action, fields in forms_on(url, answer):
            key = (route, *sorted({re.sub(r"\d+", "#", field) for field in fields}))
            if key in seen or route in LEFT_ALONE:
                continue
            seen.add(key)
            for what, garbage in [("nothing at all", ""), *GARBAGE.items()]:
                # The version stays: with a wrong one many forms stop before they look at the rest.
                sent = {field: old if field == "version" else garbage for field, old in fields.items() if garbage}
                _, broken = outcome(client, lambda: client.post(action, sent))  # noqa: B023
                wrong += [f"the form to {route} with {what}: {broken}"] if broken else []
    assert not wrong, "\n".join(wrong)
    assert tried > 200
    assert len(seen) > 100
    assert len(names) > 60


def test_a_number_beyond_any_in_the_path_of_an_address_breaks_none(client_of: Callable[[str], Client]) -> None:
    """SQLite knows no numbers of 65 bits: a written query that is given one falls."""
    wrong, tried = [], 0
    clients = {persona: client_of(persona) for persona in WHO}
    users = {persona: user_of(client) for persona, client in clients.items()}
    for name, _pattern, _view, declared in access.routes():
        subject = subjects(name)[0]
        numbers = [key for key, value in subject.kwargs.items() if isinstance(value, int)]
        if declared is None or not numbers:
            continue
        try:
            url = reverse(name, kwargs={**subject.kwargs, **dict.fromkeys(numbers, 10**30)})
        except NoReverseMatch:  # the address itself says how long a number may be
            continue
        tried += 1
        may = [who for who in WHO if declared.kind is access.Kind.NEEDS and users[who].has_perm(declared.permission)]
        client = clients[may[0] if may else "ambassadeur" if declared.kind is access.Kind.SIGNED_IN else "anoniem"]
        for method in {"GET", "POST"} & set(declared.methods):
            _, broken = outcome(client, lambda: getattr(client, method.lower())(url))  # noqa: B023
            wrong += [f"{method} {url} ({name}): {broken}"] if broken else []
    assert not wrong, "\n".join(wrong)
    assert tried > 50


def test_no_form_takes_a_longer_mailbox_than_the_database_holds() -> None:
    """Django's own field takes 320 characters; PostgreSQL refuses what is longer than the column, SQLite keeps it."""
    [*access.routes()]  # the forms of every view are there

    def below(kind: type) -> Iterator[type]:
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    ours = [form for form in below(forms.BaseForm) if form.__module__.startswith("knooppunt.")]
    too_long = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in ours
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.EmailField) and (field.max_length or 999) > 254
    ]
    assert too_long == []
    assert len(ours) > 60
