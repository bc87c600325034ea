"""What the tests of the framework share."""

from __future__ import annotations

import pytest

from knooppunt.framework.actions.load import load_concepts
from knooppunt.framework.alignments import alignment_sources


@pytest.fixture
def terms(db: None) -> None:
    """The shipped lists of terms."""
    load_concepts()


@pytest.fixture(autouse=True)
def _no_higher_apps(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the catalogue registered is not counted here; a test that needs a source registers its own."""
    monkeypatch.setattr(alignment_sources, "_items", {})
