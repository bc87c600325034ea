"""What the tests of the catalogue share."""

import pytest

from knooppunt.framework.api import load_concepts


@pytest.fixture
def terms(db: None) -> None:
    """The lists of terms that come with the program."""
    load_concepts()
