"""Entries for tests, made by the same action as everywhere."""

from __future__ import annotations

import datetime as dt
from typing import Any

import factory
from django.utils import timezone

from knooppunt.catalogue.actions.entries import NewEntry, create_entries
from knooppunt.catalogue.content import EntryContent
from knooppunt.catalogue.models import Entry, EntryState
from knooppunt.core.models import StoredFile
from knooppunt.network.models import Organisation


class ProviderFactory(factory.django.DjangoModelFactory[Organisation]):
    """An organisation that offers entries."""

    name = factory.Sequence(lambda n: f"Academie Voorbeeld {n}")
    kind = "aanbieder bij- en nascholing"
    sort_name = factory.LazyAttribute(lambda made: made.name.lower())

    class Meta:
        model = Organisation


class StoredFileFactory(factory.django.DjangoModelFactory[StoredFile]):
    """A row of a file; its bytes do not exist."""

    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    size = 1000
    content_type = "application/pdf"
    name = "les.pdf"

    class Meta:
        model = StoredFile


def a_run(days: int = 20, **more: Any) -> dict[str, Any]:
    """A run that many days from now."""
    return {"starts_on": (timezone.localdate() + dt.timedelta(days=days)).isoformat(), **more}


def a_content(provider: Organisation | None = None, /, **more: Any) -> EntryContent:
    """A complete content; a training unless ``kind`` says otherwise."""
    data: dict[str, Any] = {
        "kind": "training",
        "title": "Zorg in de laatste dagen",
        "summary": "Je leert de stervensfase op tijd herkennen.",
    }
    if provider:
        data["provider"] = str(provider.uuid)
    return EntryContent.from_dict(data | more)


def an_entry(state: str = EntryState.PUBLISHED, *, provider: Organisation | None = None, **more: Any) -> Entry:
    """A stored entry. What ``NewEntry`` knows (owner, source …) goes there, the rest into the content."""
    beside = {name: more.pop(name) for name in list(more) if name in NewEntry.__dataclass_fields__}
    content = a_content(provider or ProviderFactory(), **more)
    return create_entries(rows=[NewEntry(content, state=state, **beside)], by=beside.get("owner"))[0]
