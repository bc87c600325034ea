"""Puts one person into every column of every model that can hold a person, by looking at the models themselves.

A model that is added tomorrow is planted as well. Only when a row of it cannot be made by the rules below (a check
constraint, for instance) does ``VALUES`` need a line.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import uuid
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from knooppunt.core import privacy
from knooppunt.core.persons.finding import all_models, text_columns
from knooppunt.core.persons.person import rows_of
from knooppunt.network.models import Contact

NAME, EMAIL, PHONE = "Zoë Plantenga", "zoe.plant@planted.example", "06 9876 5432"
# Case-insensitive; nothing else in the tests holds these.
TRACES = ("plantenga", "planted.example", "9876 5432", "98765432")

# No text of people: names of models and permissions, and the session's own coding (planted apart).
LEFT_OUT = {ContentType, Permission, Group, Session}
PARENT = object()
# What a row needs besides, because a constraint asks it. PARENT: a row of the other model; None: stays empty.
VALUES: dict[str, dict[str, Any]] = {
    "core.schedule": {"every_seconds": 60},
    "core.changemark": {"id": 1},
    "network.tie": {
        "first_organisation": None,
        "first_hub": None,
        "second_contact": None,
        "second_hub": None,
        "second_organisation": PARENT,
        "hub": PARENT,
    },
    "network.hubmerge": {"moved": {"notes": f"{NAME} stopt"}},
}


def names_the_person(value: object) -> bool:
    """Whether a trace of the person stands in a value, however it is folded in JSON."""
    text = (
        json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list) else str(value)
    ).lower()
    return any(trace in text for trace in TRACES)


class Garden:
    """Plants rows, and remembers which marks stand in them."""

    def __init__(self) -> None:
        self._number = itertools.count(1)
        self.marks: dict[str, str] = {}  # mark → where
        self.skipped: list[str] = []
        self.planted: set[str] = set()  # columns that really hold the person now
        self._made: dict[type[models.Model], Any] = {}
        self._busy: list[type[models.Model]] = []  # being made: no circles
        users = get_user_model().objects
        self.user = users.create_user(EMAIL, NAME)
        self.other = users.create_user("iemand.anders@voorbeeld.example", "Iemand Anders")
        self.contact = Contact.objects.create(name=NAME, email=EMAIL, phone=PHONE, sort_name="zoe plantenga")
        self.other_contact = Contact.objects.create(name="Ook Anders", email="ook.anders@voorbeeld.example")
        for row in (self.user, self.contact):
            self._note_planted(row)
        self._persons: dict[Any, Any] = {type(self.user): self.user, Contact: self.contact}
        self._others: dict[Any, Any] = {type(self.user): self.other, Contact: self.other_contact}

    def plant_everywhere(self) -> None:
        """A row of each model that is the person's, and one of somebody else that names the person."""
        for model in all_models():
            points = any(column.related_model in self._persons for column in model._meta.concrete_fields)
            if model in LEFT_OUT or model in self._persons or not (points or text_columns(model)):
                continue  # nowhere to stand
            if model not in self._made:
                self._made[model] = self._plant(model, self._persons)
            if points:
                marks, made = dict(self.marks), dict(self._made)
                try:
                    with transaction.atomic():
                        self._plant(model, self._others)
                except IntegrityError as error:
                    self.marks, self._made = marks, made  # parents that were made for it went as well
                    self.skipped.append(f"{model._meta.label}: {error}")

    def _plant(self, model: type[models.Model], persons: dict[Any, Any]) -> Any:
        """With as few relations as the table allows; with all of them when a constraint asks more."""
        self._busy.append(model)
        try:
            return self._row(model, persons, fully=False)
        except IntegrityError:
            try:
                return self._row(model, persons, fully=True)
            except IntegrityError:
                if persons is self._persons and model in self._made:  # made on the way, as the parent of a parent
                    return self._made[model]
                raise
        finally:
            self._busy.pop()

    def _may_fill(self, column: Any) -> bool:
        return column.related_model not in self._busy and column.name not in {"bin_batch", "merged_into"}

    def _row(self, model: type[models.Model], persons: dict[Any, Any], *, fully: bool) -> Any:
        values: dict[str, Any] = {}
        marks: dict[str, str] = {}
        taken: set[Any] = set()  # of two relations to the same model the second gets a row of its own
        for column in model._meta.concrete_fields:
            given = VALUES.get(model._meta.label_lower, {})
            if column.name in given and given[column.name] is not PARENT:
                values[column.name] = given[column.name]
            elif column.primary_key and not column.is_relation:
                if isinstance(column, models.CharField):
                    values[column.name] = uuid.uuid4().hex
            elif column in text_columns(model):
                # Of what is secret an export says only that it is there.
                noted = {} if self._is_secret(model, column.name) else marks
                values[column.name] = self._text(model, column, noted)
            elif column.related_model in persons:
                values[column.attname] = persons[column.related_model].pk
            elif column.is_relation:
                if column.name in given or not column.null or (fully and self._may_fill(column)):
                    twice = column.related_model in taken and not column.unique and column.related_model not in LEFT_OUT
                    parent: Any = self._plant if twice else self._parent
                    values[column.attname] = parent(column.related_model, persons).pk
                    taken.add(column.related_model)
            elif not column.null and not column.has_default() and not getattr(column, "auto_now_add", False):
                values[column.name] = self._plain(column)
        row = model(**values)
        for column in model._meta.concrete_fields:
            if getattr(column, "auto_now", False) or getattr(column, "auto_now_add", False):
                setattr(row, column.attname, timezone.now())
        with transaction.atomic():
            made = rows_of(model).bulk_create([row])[0]
        self.marks |= marks
        self._note_planted(made)
        self._made.setdefault(model, made)
        return made

    def _note_planted(self, row: models.Model) -> None:
        """Which columns hold the person now, by looking at the row itself."""
        for column in row._meta.concrete_fields:
            if names_the_person(getattr(row, column.attname)):
                self.planted.add(f"{row._meta.label}.{column.name}")

    def _parent(self, model: Any, persons: dict[Any, Any]) -> Any:
        if model in LEFT_OUT:
            return model._base_manager.first() or (Group.objects.create(name="groep") if model is Group else None)
        if model in persons:
            return persons[model]
        if model not in self._made:
            self._made[model] = self._plant(model, persons)
        return self._made[model]

    @staticmethod
    def _is_secret(model: Any, name: str) -> bool:
        declared = privacy.declaration_of(model)
        return bool(declared and name in declared.fields and declared.fields[name].secret)

    def _text(self, model: Any, column: Any, marks: dict[str, str]) -> Any:
        mark = f"plek{next(self._number)}x"
        most = getattr(column, "max_length", None) or 500
        if isinstance(column, models.JSONField):
            where = {"who": NAME, "mark": f"{NAME} {mark}", "more": [{"mail": EMAIL}]}
            marks[mark] = f"{model._meta.label}.{column.name}"
            return where
        if type(column).__name__ == "CodesField":
            return column.get_default()
        if isinstance(column, models.EmailField):
            return EMAIL
        if isinstance(column, models.URLField):
            text = f"https://voorbeeld.example/zoe-plantenga/{mark}"
        elif isinstance(column, models.SlugField):
            text = f"zoe-plantenga-{mark}"
        else:
            text = f"{NAME} {mark}"
        if len(text) <= most:
            marks[mark] = f"{model._meta.label}.{column.name}"
            return text
        return NAME if len(NAME) <= most and not column.unique else uuid.uuid4().hex[:most]

    @staticmethod
    def _plain(column: Any) -> Any:
        if column.choices:
            return next(value for value, _label in column.flatchoices)
        match column:
            case models.DateTimeField():
                return timezone.now()
            case models.DateField():
                return timezone.localdate()
            case models.TimeField():
                return dt.time(9)
            case models.UUIDField():
                return uuid.uuid4()
            case models.BooleanField():
                return False
            case models.BinaryField():
                return b"x"
            case models.CharField() | models.TextField():
                return "x"
            case models.DurationField():
                return dt.timedelta(days=1)
            case _:
                return 1
