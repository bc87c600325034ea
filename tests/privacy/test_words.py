"""What somebody reads about themselves is in their own language."""

from __future__ import annotations

from django.db.models import DateField
from django.utils import translation

from knooppunt.core import privacy
from knooppunt.core.models import OutboxMail
from knooppunt.core.persons.finding import all_models
from knooppunt.core.persons.reading import text_of
from knooppunt.core.privacy_words import WORDS, word_for

SAME = {"expertise", "sector"}  # the Dutch word is the English one


def test_every_field_that_register_and_archive_show_has_a_dutch_word() -> None:
    without = set()
    with translation.override("nl"):
        for model in all_models():
            declared = privacy.declaration_of(model)
            if declared is None:
                continue
            days = {column.name for column in model._meta.concrete_fields if isinstance(column, DateField)}
            without |= {
                (model._meta.label, name)
                for name in {*declared.fields, *days} - SAME
                if word_for(model, name).lower() == name.replace("_", " ").lower() and not _is_dutch(name)
            }
    assert without == set()


def _is_dutch(name: str) -> bool:
    """Whether somebody wrote a word for it, that happens to be the name: "type"."""
    return name in WORDS


def test_a_mail_is_not_shown_as_markup() -> None:
    with translation.override("nl"):
        assert "<" not in text_of(OutboxMail, "html", "<!doctype html>\n<p>Dag")
