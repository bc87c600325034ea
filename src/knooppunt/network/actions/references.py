"""Everything in the database that points at a record: found from the models themselves, in whatever app.

A merge moves it all to the record that stays, and writes down what it moved. What cannot move because the other has
one already (a unique constraint) stays where it is: with the record in the bin, so that taking back finds it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.db import IntegrityError, models, transaction

Moved = dict[str, list[int]]  # "app.model.field" → rows


def pointers(model: type[models.Model], *, without: Collection[str] = ()) -> Iterator[tuple[Any, str]]:
    """(model, name of its ForeignKey) of everything that points at ``model``; not the tables of history."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)):
            continue
        other: Any = relation.related_model
        if hasattr(other, "history_type") or other._meta.label_lower in without:
            continue
        yield other, relation.field.name  # type: ignore[union-attr]  # a reverse relation has its field


def move_all(
    *, model: type[models.Model], gone: int, kept: int, hub_ids: Collection[int] | None = None, without: Collection[str]
) -> Moved:
    """Let everything that pointed at ``gone`` point at ``kept``; returns what moved.

    ``hub_ids``: only what belongs to these hubs, as far as the row (or what it links to) says so; the rest stays.
    """
    moved: Moved = {}
    for other, name in pointers(model, without=without):
        rows = other._base_manager.filter(**{f"{name}_id": gone})
        if hub_ids is not None:
            path = hub_path(other, name)
            if path is None:
                continue
            rows = rows.filter(**{f"{path}__in": list(hub_ids)})
        done = [pk for pk in rows.order_by("pk").values_list("pk", flat=True) if _point(other, pk, name, kept)]
        if done:
            moved[f"{other._meta.label_lower}.{name}"] = done
    return moved


def move_back(moved: Moved, *, gone: int, kept: int) -> None:
    """What was moved points at ``gone`` again, as far as it still points at ``kept``."""
    from django.apps import apps

    for label, pks in moved.items():
        path, _dot, name = label.rpartition(".")
        other: Any = apps.get_model(path)
        for pk in other._base_manager.filter(pk__in=pks, **{f"{name}_id": kept}).values_list("pk", flat=True):
            _point(other, pk, name, gone)


def hub_path(other: Any, name: str) -> str | None:
    """How a row leads to its hub: a field of its own, or (the row of a many-to-many) of what it links to."""
    fields = {field.name: field for field in other._meta.concrete_fields}
    if "hub" in fields:
        return "hub_id"
    for field in fields.values():
        if field.is_relation and field.name != name and other._meta.auto_created:
            target = field.related_model
            if any(one.name == "hub" for one in target._meta.concrete_fields):
                return f"{field.name}__hub_id"
    return None


def _point(other: Any, pk: int, name: str, at: int) -> bool:
    try:
        with transaction.atomic():
            other._base_manager.filter(pk=pk).update(**{f"{name}_id": at})
    except IntegrityError:
        return False
    return True
