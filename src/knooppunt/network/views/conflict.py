"""Somebody else was first: both versions beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.choices import flatten_choices
from django.utils.formats import localize
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Row:
    """One field that differs."""

    label: str
    mine: str
    theirs: str


class Pairs:
    """What was posted, for hidden fields: names may repeat."""

    def __init__(self, request: HttpRequest) -> None:
        self._lists = [
            (name, values) for name, values in request.POST.lists() if name not in {"csrfmiddlewaretoken", "version"}
        ]

    def items(self) -> Iterable[tuple[str, str]]:
        """Every name with each of its values."""
        return [(name, str(value)) for name, values in self._lists for value in values]


def show_conflict(
    request: HttpRequest, *, form: forms.Form, theirs: Mapping[str, Any], title: str, keep_url: str, who: Any = None
) -> HttpResponse:
    """Answer 409 with the fields in which ``form`` differs from ``theirs`` (initial values of the row as it is now)."""
    rows = []
    for field in form.visible_fields():
        mine, other = form[field.name].value(), theirs.get(field.name)
        mine_text, other_text = _shown(form.fields[field.name], mine), _shown(form.fields[field.name], other)
        if mine_text != other_text:
            rows.append(Row(str(field.label), mine_text, other_text))
    context = {
        "title": title,
        "rows": rows,
        "hidden": Pairs(request),
        "version": theirs["version"],
        "keep_url": keep_url,
        "who": who,
        "has_files": form.is_multipart(),
    }
    return render(request, "network/conflict.html", context, status=409)


def _shown(field: forms.Field, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(field, forms.BooleanField):
        return _("yes") if value else ""
    if isinstance(field, forms.FileField):
        return ""
    if isinstance(field, forms.ModelMultipleChoiceField | forms.ModelChoiceField):
        values = value if isinstance(value, list | tuple | set) else [value]
        wanted = {str(getattr(one, "pk", one)) for one in values}
        return ", ".join(str(one) for one in field.queryset.all() if str(one.pk) in wanted)  # type: ignore[union-attr]
    if isinstance(field, forms.ChoiceField):
        names: dict[Any, Any] = dict(flatten_choices(field.choices))  # type: ignore[arg-type]  # groups and pairs alike
        values = value if isinstance(value, list | tuple | set) else [value]  # several ticks, or one choice
        return ", ".join(str(names.get(one, one)) for one in values)
    if isinstance(value, str):
        with suppress(forms.ValidationError):  # then it is shown as it was typed
            value = field.to_python(value)
    return str(localize(value)).replace("\r\n", "\n").strip()
