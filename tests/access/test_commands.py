"""Hub isolation outside the pages: what a command prints for one hub holds nothing that another keeps for itself."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from knooppunt.network.models import Contact, Hub
from knooppunt.search.api import Request, search
from tests.access.markers import MARKS
from tests.access.subjects import OTHER, OWN

pytestmark = pytest.mark.django_db


def printed(*args: str, **options: Any) -> str:
    """What a command writes."""
    out = io.StringIO()
    call_command(*args, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def strangers() -> list[Contact]:
    """Contacts whom only the other hub knows."""
    found = Contact.objects.filter(hubs__slug=OTHER).exclude(hubs__slug=OWN).filter(name__startswith=MARKS[OTHER])
    assert found
    return list(found)


@pytest.mark.parametrize("kind", ["text", "json"])
def test_taking_in_a_list_does_not_tell_whom_another_hub_knows(
    strangers: list[Contact], tmp_path: Path, kind: str
) -> None:
    lists = tmp_path / "lijst.csv"
    rows = "\n".join(f"{one.name};{one.email}" for one in strangers)
    lists.write_text(f"Naam;E-mail\n{rows}\n", encoding="utf-8")

    mine = printed("import_contacts", str(lists), hub=OWN, dry_run=True, format=kind)
    theirs = printed("import_contacts", str(lists), hub=OTHER, dry_run=True, format=kind)

    phones = [one.phone for one in strangers if one.phone]
    assert not [phone for phone in phones if phone in mine]
    if kind == "json":
        counts = [json.loads(text)["duplicates"] for text in (mine, theirs)]
        assert [bool(one) for one in counts] == [False, True]  # the hub itself recognises them, so the test can fail
    assert Hub.objects.get(slug=OWN).contacts.filter(name__startswith=MARKS[OTHER]).count() == 0


@pytest.mark.parametrize("kind", ["text", "json"])
def test_a_line_for_the_logbook_of_one_hub_does_not_know_the_contacts_of_another(
    strangers: list[Contact], kind: str
) -> None:
    line = f"2u overleg met {strangers[0].name} gisteren"

    mine = printed("parse_moment", line, hub=OWN, format=kind)
    theirs = printed("parse_moment", line, hub=OTHER, format=kind)

    if kind == "json":
        assert [bool(json.loads(text)["contacts"]) for text in (mine, theirs)] == [False, True]
    assert strangers[0].email not in mine


def test_the_search_of_everybody_finds_nothing_that_a_hub_keeps() -> None:
    for mark in MARKS.values():
        told = printed("search", mark, format="json")
        assert json.loads(told)["total"] == 0
        assert search(Request(text=mark)).hits == []
