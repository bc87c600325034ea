"""A field for several names, each on a line of its own with suggestions: works by keyboard, and without script."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from knooppunt.network.names import fold, tidy

EMPTY_LINES = 2
MOST_NAMES = 30


class NamesWidget(forms.Widget):
    """Boxes of one name each, with one list of suggestions."""

    template_name = "journal/names_widget.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.suggestions: Iterable[str] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        names = [text for text in value or [] if text]
        context["widget"]["lines"] = [*names, *[""] * EMPTY_LINES]
        context["widget"]["suggestions"] = self.suggestions
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return [tidy(str(value)) for value in values if tidy(str(value))]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data


class NamesField(forms.Field):
    """Names of things that exist. ``labels`` (pk → name) are suggested; ``find`` looks further for an exact name."""

    widget = NamesWidget

    def offer(
        self, labels: Mapping[int, str], *, find: Callable[[str], Sequence[tuple[int, str]]] | None = None
    ) -> None:
        """Say which names there are."""
        self.labels = dict(labels)
        self.find = find
        self.widget.suggestions = list(self.labels.values())

    def clean(self, value: Any) -> list[int]:
        """The numbers of what was named, in order. One sentence per name that is unknown or has two meanings."""
        names = list(dict.fromkeys(value or []))
        if len(names) > MOST_NAMES:
            raise ValidationError(_("At most %(most)d names.") % {"most": MOST_NAMES})
        found: list[int] = []
        errors = []
        for name in names:
            try:
                found.append(self._one(name))
            except ValidationError as error:
                errors.append(error)
        if errors:
            raise ValidationError(errors)
        return list(dict.fromkeys(found))

    def _one(self, name: str) -> int:
        wanted = fold(name)
        exact = [pk for pk, label in self.labels.items() if label == name]
        same = exact or [
            pk for pk, label in self.labels.items() if wanted in (fold(label), fold(label.rpartition(",")[0]))
        ]
        if not same and self.find is not None:
            same = [pk for pk, _label in self.find(name)]
        if len(same) == 1:
            return same[0]
        if same:
            raise ValidationError(
                _("There are several called “%(name)s”. Choose one from the list.") % {"name": name[:80]}
            )
        near = [
            label
            for label, _score, _key in process.extract(name, self.labels, scorer=fuzz.WRatio, score_cutoff=75, limit=3)
        ]
        if near:
            raise ValidationError(
                _("We do not know “%(name)s”. Did you mean %(near)s?") % {"name": name[:80], "near": " / ".join(near)}
            )
        raise ValidationError(
            _("We do not know “%(name)s”. Add it in the network first, or check the spelling.") % {"name": name[:80]}
        )
