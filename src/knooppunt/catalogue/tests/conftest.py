"""What the tests of the catalogue share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from knooppunt.framework.api import load_concepts
from knooppunt.framework.models import Concept, Framework, FrameworkItem


@pytest.fixture
def terms(db: None) -> None:
    """The lists of terms that come with the program."""
    load_concepts()


@pytest.fixture
def an_item(terms: None) -> Callable[..., FrameworkItem]:
    """Makes items of a published framework."""
    kind = Concept.objects.of("framework-kinds").first()
    framework = Framework.objects.create(slug="raamwerk", title="Raamwerk (voorbeeld)", kind=kind, state="published")

    def make(**more: Any) -> FrameworkItem:
        number = FrameworkItem.objects.count() + 1
        given = {"full_statement": f"Onderdeel {number}", "order": number, "last": number} | more
        return FrameworkItem.objects.create(framework=framework, **given)

    return make
