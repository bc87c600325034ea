"""Valid CASE packages, damaged by chance: each is shown or refused with a sentence, and saved all or nothing.

``KNOOPPUNT_DAMAGED=2000`` tries more of them.
"""

from __future__ import annotations

import copy
import json
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from knooppunt.accounts.models import User
from knooppunt.core.tables import TableRefused
from knooppunt.framework.actions.importing import import_framework
from knooppunt.framework.case.export import package_object
from knooppunt.framework.case.sources import source_of
from knooppunt.framework.case.stream import CaseRefused
from knooppunt.framework.case.survey import survey
from knooppunt.framework.models import Framework, FrameworkAssociation, FrameworkItem
from knooppunt.framework.tests.test_case_files import RICH

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
ROUNDS = int(os.environ.get("KNOOPPUNT_DAMAGED", "40"))
ODD: list[Any] = [
    None, 0, -1, 5, 1.5, 1e300, 10**400, True, "", " ", "x", "x" * 300, "é" * 5_000, "doc", "a",
    [], {}, ["a", 5, None], {"a": {"b": []}},
    [[]], [{}], "‮abc", "<script>", "2030-13-45", "\x7f", "9" * 50, -(2**31), 2**31, 2**63,
]  # fmt: skip


def places(value: Any) -> list[tuple[Any, Any]]:
    """Everything that can be changed: (holder, key)."""
    keys = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [(value, key) for key, _one in keys]
    for holder, key in list(found):
        found += places(holder[key])
    return found


def replace(package: Any, chance: random.Random) -> None:
    holder, key = chance.choice(places(package))
    holder[key] = copy.deepcopy(chance.choice(ODD))


def remove(package: Any, chance: random.Random) -> None:
    holder, key = chance.choice(places(package))
    del holder[key]


def repeat(package: Any, chance: random.Random) -> None:
    holder, key = chance.choice(places(package))
    if isinstance(holder, list):
        holder.insert(chance.randrange(len(holder) + 1), copy.deepcopy(holder[key]))


def swap(package: Any, chance: random.Random) -> None:
    one, other = chance.choice(places(package)), chance.choice(places(package))
    one[0][one[1]] = copy.deepcopy(other[0][other[1]])


def cut(text: bytes, chance: random.Random) -> bytes:
    return text[: chance.randrange(len(text))]


def flip(text: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(text))
    return text[:at] + bytes([chance.randrange(256)]) + text[at + 1 :]


def double(text: bytes, chance: random.Random) -> bytes:
    begin, end = sorted(chance.randrange(len(text)) for _end in range(2))
    return text[:end] + text[begin:end] + text[end:]


def recode(text: bytes, chance: random.Random) -> bytes:
    return text.decode().encode(chance.choice(["utf-16", "utf-32", "latin-1", "utf-8-sig", "cp1252"]), "replace")


def damaged(seed: int) -> bytes:
    """The package of the tests with one to four things wrong, in what it says or in how it is written."""
    chance = random.Random(seed)
    package = copy.deepcopy(RICH)
    for _time in range(chance.randrange(0, 4)):
        chance.choice([replace, replace, replace, remove, repeat, swap])(package, chance)
    text = json.dumps(package, ensure_ascii=chance.random() < 0.5).encode()
    if chance.random() < 0.4 and len(text) > 1:
        text = chance.choice([cut, flip, double, recode])(text, chance)
    return text


def test_a_damaged_package_is_looked_through_or_refused_with_a_sentence(tmp_path: Path, terms: None) -> None:
    path, shown = tmp_path / "raamwerk.json", 0
    for seed in range(ROUNDS):
        path.write_bytes(damaged(seed))
        try:
            source = source_of(path, name=path.name)
            found = survey(source)
        except (CaseRefused, TableRefused) as refused:
            sentences = [str(refused)]
        else:
            sentences = found.errors
        if sentences:
            assert all(sentence.endswith((".", ")")) for sentence in sentences), (seed, sentences)
            continue
        shown += 1
        framework = import_framework(source=source, found=found, by=None)
        assert package_object(framework) == json.loads(path.read_bytes().decode("utf-8-sig")), seed
        for rows in (FrameworkAssociation.all_objects, FrameworkItem.all_objects, Framework.all_objects):
            rows.all().delete()
    assert ROUNDS / 8 < shown < ROUNDS * 7 / 8


@pytest.mark.parametrize("seed", [0, 3, 5, 11, 17, 23])
def test_the_page_shows_or_refuses_a_damaged_package(seed: int, terms: None, editor: User, signed_in: SignIn) -> None:
    client, content = signed_in(editor), damaged(seed)

    answer = client.post(reverse("framework:import"), {"file": SimpleUploadedFile("raamwerk.json", content)})

    if answer.status_code == 422:
        page = answer.content.decode()
        assert 'class="error-summary"' in page or 'class="field__error"' in page
        return
    assert answer.status_code == 200
    form = answer.context["form"]
    wishes = {name: form.initial.get(name) or "" for name in ("file", "kind", "previous")}
    assert client.post(reverse("framework:import-confirm"), wishes | {"title": "Beschadigd"}).status_code == 302
    assert Framework.objects.get().is_draft
