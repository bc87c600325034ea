"""Numbers that no row can have find nothing, in whatever way one asks."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

from knooppunt.core.models import LinkGrant

User = get_user_model()
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**30])
@pytest.mark.parametrize("lookup", ["pk", "pk__in", "user", "user_id", "user__in", "user_id__in", "user__pk__in"])
def test_impossible_number_finds_nothing_and_breaks_nothing(lookup: str, number: int) -> None:
    user = User.objects.create(email="piet@voorbeeld.example")
    LinkGrant.objects.create(user=user, token_hash="x", scope="x", expires_at="2030-01-01T00:00:00Z")

    asked = [number] if lookup.endswith("__in") else number

    assert not LinkGrant.objects.filter(**{lookup: asked}).exists()
    assert LinkGrant.objects.exclude(**{lookup: asked}).count() == 1


def test_possible_numbers_beside_an_impossible_one_are_still_found() -> None:
    user = User.objects.create(email="piet@voorbeeld.example")
    LinkGrant.objects.create(user=user, token_hash="x", scope="x", expires_at="2030-01-01T00:00:00Z")

    assert User.objects.filter(pk__in=[user.pk, 10**30]).get() == user
    assert LinkGrant.objects.filter(user__in=[user.pk, 10**30]).count() == 1
