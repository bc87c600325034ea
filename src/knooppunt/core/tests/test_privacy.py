from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.utils import translation

from knooppunt.core import models, privacy
from knooppunt.core.privacy import Basis, Field
from knooppunt.core.tests.sample.models import Book, Shelf

NAME = Field("to find it", Basis.CONSENT, "a year", "everybody")


@pytest.fixture(autouse=True)
def _declarations() -> Iterator[None]:
    privacy._load()
    kept = dict(privacy._declarations)
    yield
    privacy._declarations.clear()
    privacy._declarations.update(kept)


def test_every_model_of_the_core_declares_its_personal_data() -> None:
    assert privacy.undeclared_models("knooppunt.core.") == []


def test_a_model_without_a_declaration_is_named() -> None:
    del privacy._declarations[models.OutboxMail]

    assert privacy.undeclared_models("knooppunt.core.") == ["core.OutboxMail"]


def test_every_field_in_the_core_that_points_at_a_user_is_declared() -> None:
    for model in apps.get_app_config("core").get_models():
        declared = privacy.declaration_of(model)
        assert declared is not None
        users = {column.name for column in model._meta.fields if column.related_model is get_user_model()}
        assert users <= set(declared.fields), model


def test_the_history_of_a_model_follows_its_declaration() -> None:
    assert privacy.declaration_of(Shelf.history.model) is None

    privacy.declare(Shelf, fields={"name": NAME}, subject="")

    assert privacy.declaration_of(Shelf.history.model) is privacy.declaration_of(Shelf)


def test_mistakes_in_a_declaration_are_found_at_once() -> None:
    with pytest.raises(FieldDoesNotExist):
        privacy.declare(Book, fields={"nme": NAME}, subject="")
    privacy.declare_none(Book, reason="Books.")

    with pytest.raises(LookupError, match="twice"):
        privacy.declare_none(Book, reason="Books.")


def test_the_register_has_a_row_for_each_declared_field() -> None:
    privacy.declare(Shelf, fields={"name": NAME}, subject="")

    with translation.override("en"):
        rows = [row for row in privacy.register() if row.model == "shelf"]

        assert [(row.field, row.purpose, str(row.basis), row.retention, row.recipients) for row in rows] == [
            ("Name", "to find it", "consent", "a year", "everybody")
        ]
