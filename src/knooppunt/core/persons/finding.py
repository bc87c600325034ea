"""Where a person occurs in the tables: rows that are theirs, rows that point at them, and texts that name them.

Goes by the models themselves, so a model that somebody adds tomorrow is looked through as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, EmailField, JSONField, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from knooppunt.core import privacy
from knooppunt.core.persons.person import Person, history_of, rows_of
from knooppunt.core.privacy import Declaration, OnErase

CHUNK = 500


@dataclass(frozen=True)
class Mention:
    """A row of which some texts name the person."""

    model: type[Model]
    pk: Any
    texts: dict[str, Any]  # field → whole value


@dataclass
class Found:
    """What one model holds about the person."""

    declared: Declaration | None
    model: type[Model]
    own: int = 0
    points: int = 0
    mentions: int = 0

    @property
    def total(self) -> int:
        """Rows, whatever ties them to the person (a row can count twice)."""
        return self.own + self.points + self.mentions

    @property
    def title(self) -> Any:
        """What people call these rows."""
        return title_of(self.model)


@dataclass
class Overview:
    """Before exporting or erasing: what there is, model by model, and what needs a person's eye."""

    person: Person
    found: list[Found] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All rows."""
        return sum(one.total for one in self.found)


@cache
def all_models() -> tuple[type[Model], ...]:
    """Every table of this installation that is a model, history and link tables too."""
    return tuple(
        model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy and model._meta.managed
    )


def title_of(model: type[Model]) -> Any:
    """The declared title of a model, else its own name. Of the past of a model it says so; a link table is called after
    both sides.
    """
    declared = privacy.declaration_of(model)
    if declared is None and model._meta.auto_created:
        sides = [column.related_model for column in model._meta.concrete_fields if column.is_relation]
        return " – ".join(str(title_of(side)) for side in sides if isinstance(side, type))
    title = (declared and declared.title) or model._meta.verbose_name
    return _("%(what)s, as it was before") % {"what": title} if model in history_models() else title


@cache
def text_columns(model: type[Model]) -> tuple[Any, ...]:
    """The columns in which people can have typed a name: text and JSON, without lists of choices."""
    return tuple(
        column
        for column in model._meta.concrete_fields
        if isinstance(column, CharField | TextField | JSONField) and not column.choices and not column.primary_key
    )


@cache
def pointers(model: type[Model]) -> tuple[Any, ...]:
    """The foreign keys of a model to models whose rows are persons."""
    persons = {declared.model for declared in privacy.identities()}
    return tuple(column for column in model._meta.concrete_fields if column.related_model in persons)


def own_rows(person: Person, model: type[Model]) -> Q | None:
    """Which rows of ``model`` are the person's own, by its declaration; ``None`` when it has none."""
    declared = privacy.declaration_of(model)
    if declared is None:
        return None
    if declared.identity is not None:
        # The number of the row, which a history table repeats under the same name.
        return Q(**{f"{declared.model._meta.pk.name}__in": person.pks(declared.model)})
    wanted = Q()
    if declared.subject:
        target = _end_of(declared.model, declared.subject)
        if target is not None and person.pks(target):
            wanted |= Q(**{f"{declared.subject}__in": person.pks(target)})
    for name in declared.fields:
        if isinstance(declared.model._meta.get_field(name), EmailField):
            for email in person.emails:
                wanted |= Q(**{f"{name}__iexact": email})
    if declared.on_erase is OnErase.DELETE:
        wanted |= _by_kind(person, model)
    return wanted or None


def pointing_rows(person: Person, model: type[Model]) -> Q | None:
    """Which rows of ``model`` point at the person in any way."""
    wanted = _by_kind(person, model)
    for column in pointers(model):
        pks = person.pks(column.related_model)
        if pks:
            wanted |= Q(**{f"{column.attname}__in": pks})
    return wanted or None


def _by_kind(person: Person, model: type[Model]) -> Q:
    names = {column.name for column in model._meta.concrete_fields}
    wanted = Q()
    if {"subject_kind", "subject_id"} <= names:
        for declared in privacy.identities():
            assert declared.identity is not None
            kinds = {declared.label, declared.model._meta.label, *declared.identity.kinds}
            if person.pks(declared.model):
                wanted |= Q(subject_kind__in=kinds, subject_id__in=person.pks(declared.model))
    return wanted


def _end_of(model: type[Model], path: str) -> type[Model] | None:
    """The model at the end of ``contact`` or ``answer__contact``."""
    for part in path.split("__"):
        try:
            found = model._meta.get_field(part).related_model
        except FieldDoesNotExist:
            return None
        if not isinstance(found, type):
            return None
        model = found
    return model


def mentions_in(person: Person, model: type[Model], rows: QuerySet[Any] | None = None) -> Iterator[Mention]:
    """The rows of ``model`` of which a text names the person. One query; the database only hands over likely rows."""
    columns, needles = text_columns(model), person.needles
    if not columns or not needles:
        return
    found = rows_of(model) if rows is None else rows
    likely, casts = Q(), {}
    for number, column in enumerate(columns):
        name = column.name
        if isinstance(column, JSONField):
            name = f"_text{number}"
            casts[name] = Cast(column.name, TextField())
        for fragment in needles.fragments:
            likely |= Q(**{f"{name}__icontains": fragment}) if fragment else Q()
    if "" not in needles.fragments:
        found = found.annotate(**casts).filter(likely)
    names = [column.name for column in columns]
    for pk, *values in found.order_by().values_list("pk", *names).iterator(chunk_size=CHUNK):
        texts = {name: value for name, value in zip(names, values, strict=True) if needles.found_in(value)}
        if texts:
            yield Mention(model, pk, texts)


def overview_of(person: Person) -> Overview:
    """What is kept about somebody, counted. A few queries per model."""
    overview = Overview(person)
    for model in all_models():
        one = Found(privacy.declaration_of(model), model)
        own, points = own_rows(person, model), pointing_rows(person, model)
        if own is not None:
            one.own = rows_of(model).filter(own).distinct().count()
        if points is not None:
            rest = rows_of(model).filter(points)
            one.points = (rest.exclude(own) if own is not None else rest).distinct().count()
        rest = rows_of(model).exclude(own) if own is not None else rows_of(model)
        one.mentions = sum(1 for _mention in mentions_in(person, model, rest))
        if one.total:
            overview.found.append(one)
    return overview


@cache
def history_models() -> set[type[Model]]:
    """The tables that keep the past of others."""
    return {history for model in apps.get_models() if (history := history_of(model)) is not None}
