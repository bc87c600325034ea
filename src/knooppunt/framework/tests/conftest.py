"""What the tests of the framework share."""

from __future__ import annotations

import pytest

from knooppunt.framework.actions.load import load_concepts


@pytest.fixture
def terms(db: None) -> None:
    """The shipped lists of terms."""
    load_concepts()
