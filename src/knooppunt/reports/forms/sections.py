"""Writing one section, and arranging all of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knooppunt.reports.models import LONGEST_TEXT, Section
from knooppunt.reports.sections import TITLES


class SectionForm(forms.Form):
    """The story of one section."""

    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": "12"}),
        help_text=_("Who may read the report reads this too. Once it is published, that is everybody."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class ArrangeForm:
    """Order and choice of all sections: plain fields, because it is one table."""

    def __init__(self, sections: list[Section], data: Any = None) -> None:
        self.sections = sections
        self.data = data
        self.error = ""

    @property
    def rows(self) -> list[dict[str, Any]]:
        """For the template: each section with its place and whether it is in."""
        return [
            {
                "section": section,
                "title": str(TITLES[section.code]),
                "place": place,
                "shown": section.is_shown,
            }
            for place, section in enumerate(self.sections, start=1)
        ]

    def is_valid(self) -> bool:
        """Whether the form names places and versions that are numbers."""
        self.seen: dict[int, int] = {}
        self.shown: set[int] = set()
        places: list[tuple[int, int, int]] = []
        for number, section in enumerate(self.sections):
            place = self._number(f"place-{section.pk}")
            version = self._number(f"version-{section.pk}")
            if place is None or version is None:
                self.error = gettext("Give each section a place: a number from 1.")
                return False
            # Of two with the same place the one that was moved goes first.
            places.append((place, 0 if place != number + 1 else 1, section.pk))
            self.seen[section.pk] = version
            if self.data.get(f"shown-{section.pk}"):
                self.shown.add(section.pk)
        self.order = [pk for _place, _moved, pk in sorted(places)]
        return True

    def _number(self, name: str) -> int | None:
        text = str(self.data.get(name, "")).strip()
        return int(text) if text.isdecimal() and text.isascii() and len(text) < 6 else None
