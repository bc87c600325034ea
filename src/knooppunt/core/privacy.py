"""What personal data each model holds, why, and how long: declared in code, so that register, export and erasure follow
it.

Each app has a ``privacy.py`` with ``declare(…)`` or ``declare_none(…)`` per model; a model without either fails a test.
The core's own are in ``core.privacy_declarations``. Models of libraries can be declared by the app that uses them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from knooppunt.core.privacy_words import word_for

Text = str | Promise


class Basis(StrEnum):
    """The grounds of article 6 AVG that occur here."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL = "legal obligation"
    PUBLIC_TASK = "public task"
    LEGITIMATE = "legitimate interest"

    @property
    def label(self) -> Text:
        """The words of the processing register."""
        return _BASIS_LABELS[self]


_BASIS_LABELS: dict[Basis, Text] = {
    Basis.CONSENT: _("consent"),
    Basis.CONTRACT: _("contract"),
    Basis.LEGAL: _("legal obligation"),
    Basis.PUBLIC_TASK: _("task in the public interest"),
    Basis.LEGITIMATE: _("legitimate interest"),
}


@dataclass(frozen=True)
class Field:
    """Why one field is kept, on what ground, how long, and who gets to see it; for the register."""

    purpose: Text
    basis: Basis
    retention: Text
    recipients: Text
    secret: bool = False  # named in an export, never shown: keys, codes
    # What sees to it when ``retention`` names a period: a rule of ``core.retention``, or a schedule.
    kept_by: str = ""


@dataclass(frozen=True)
class Identity:
    """Which fields of a model say who somebody is: its rows *are* persons (users, contacts).

    ``kinds`` are the words by which tables with a ``subject_kind`` name such a row, besides the model's label.
    """

    name: str
    email: str
    phone: str = ""
    kinds: tuple[str, ...] = ()


class OnErase(StrEnum):
    """What becomes of somebody's own rows when that person is erased. Free texts that name the person are always
    cleaned, wherever they stand.
    """

    KEEP = "keep"  # stays, so that counts stay right; the person it points at is anonymous from then on
    DELETE = "delete"


@dataclass(frozen=True)
class Declaration:
    """What one model declares. ``subject`` is the path from a row to its person (``""``: the row itself)."""

    model: type[Model]
    fields: Mapping[str, Field] = field(default_factory=dict)
    subject: str = ""
    title: Text = ""  # what the register and the export call these rows
    reason: str = ""  # why there is no personal data in it
    identity: Identity | None = None
    on_erase: OnErase = OnErase.KEEP
    change_kind: str = ""  # what the change table calls these rows, when not the model's label
    erase: Callable[[Any], int] | None = None  # persons.Person → how many rows were emptied, besides ``on_erase``

    @property
    def label(self) -> str:
        """The name of the model, as keys and the change table know it."""
        return self.model._meta.label_lower


@dataclass(frozen=True)
class RegisterRow:
    """One line of the processing register."""

    model: Text
    label: str
    name: str  # of the field, in the code
    field: Text
    purpose: Text
    basis: Text
    retention: Text
    recipients: Text


_declarations: dict[type[Model], Declaration] = {}


def declare(
    model: type[Model],
    *,
    fields: Mapping[str, Field],
    subject: str,
    title: Text = "",
    identity: Identity | None = None,
    on_erase: OnErase = OnErase.KEEP,
    change_kind: str = "",
    erase: Callable[[Any], int] | None = None,
) -> None:
    """Declare the personal data of a model. Raises ``FieldDoesNotExist`` for a field it does not have, ``LookupError``
    for a second declaration.

    Export and erasure (``core.persons``) follow from this; ``erase`` is only for what a rule cannot say, such as
    making an account anonymous.
    """
    for name in fields:
        model._meta.get_field(name)
    _keep(
        Declaration(
            model,
            fields,
            subject,
            title=title,
            identity=identity,
            on_erase=on_erase,
            change_kind=change_kind,
            erase=erase,
        )
    )


def declare_none(model: type[Model], *, reason: str, title: Text = "") -> None:
    """Declare that a model holds no personal data, and why that is so. ``title``: what an export calls its rows when
    somebody typed a name there all the same.
    """
    _keep(Declaration(model, reason=reason, title=title))


def declaration_of(model: type[Model]) -> Declaration | None:
    """What this model declares. History tables and proxies declare what their model declares."""
    _load()
    concrete = model._meta.concrete_model or model
    return _declarations.get(getattr(concrete, "instance_type", None) or concrete)


def undeclared_models(package: str = "knooppunt.") -> list[str]:
    """Labels of models under ``package`` that declare nothing (models of tests, proxies and link tables aside)."""
    return sorted(
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith(package) and ".tests." not in model.__module__
        if not model._meta.proxy and declaration_of(model) is None
    )


def register() -> list[RegisterRow]:
    """The processing register: one row per declared field, in the order of the models' names."""
    rows = []
    for declared in declarations():
        for name, kept in declared.fields.items():
            rows.append(
                RegisterRow(
                    model=declared.title or declared.model._meta.verbose_name or declared.model.__name__,
                    label=declared.model._meta.label,
                    name=name,
                    field=word_for(declared.model, name),
                    purpose=kept.purpose,
                    basis=kept.basis.label,
                    retention=kept.retention,
                    recipients=kept.recipients,
                )
            )
    return rows


def declarations() -> list[Declaration]:
    """Every declaration, in the order of the models' names."""
    _load()
    return sorted(_declarations.values(), key=lambda one: one.label)


def identities() -> list[Declaration]:
    """The declarations of models whose rows are persons."""
    return [one for one in declarations() if one.identity is not None]


def _keep(declared: Declaration) -> None:
    known = _declarations.setdefault(declared.model, declared)
    if known is not declared:
        raise LookupError(f"{declared.model._meta.label} declares its personal data twice.")


@cache
def _load() -> None:
    """Read every app's ``privacy`` module, once: looking whether each app has one takes longer than a question."""
    import_module("knooppunt.core.privacy_declarations")
    autodiscover_modules("privacy")
