"""An index of its own for every test of finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from knooppunt.catalogue.finding import labels
from knooppunt.search.index import reading, writing


@pytest.fixture
def index(tmp_path: Path, settings, terms: None) -> Iterator[Callable[[], None]]:
    """Call it when the entries are there."""
    settings.DATA = tmp_path
    reading.forget()
    labels.forget()
    yield lambda: writing.build() and None
    reading.forget()
    labels.forget()
