"""The filters of a logbook as fields of a GET form: what is chosen stays chosen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from knooppunt.journal.models import Moment, MomentKind
from knooppunt.journal.queries.choices import FilterChoices
from knooppunt.journal.queries.listing import NO_THEME, MomentSearch


@dataclass(frozen=True)
class Option:
    """One choice."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Filter:
    """One select; its first, empty choice means "all"."""

    name: str
    label: str
    options: list[Option]

    @property
    def is_on(self) -> bool:
        """Whether it restricts."""
        return any(option.chosen for option in self.options)


def filter_fields(search: MomentSearch, choices: FilterChoices) -> list[Filter]:
    """The selects with something to choose; what is on is always there."""
    found = [
        _filter("soort", _("Kind"), [*MomentKind.choices, (NO_THEME, _("Not said"))], search.kind),
        _filter("thema", _("Theme"), [*choices.themes, (NO_THEME, _("Nothing of the plan"))], search.theme),
        _filter("activiteit", _("Activity"), choices.items, search.item),
        _filter("organisatie", _("Organisation"), choices.organisations, search.organisation),
        _filter("contact", _("Contact"), choices.contacts, search.contact),
        _filter("wie", _("Written by"), choices.authors, search.author),
        _filter("zichtbaar", _("Who may read it"), Moment.Visibility.choices, search.visibility),
    ]
    return [one for one in found if one.options]


def _filter(name: str, label: str, options: Iterable[tuple[Any, Any]], chosen: Any) -> Filter:
    wanted = str(chosen or "")
    return Filter(
        name,
        label,
        [
            Option(str(value), Truncator(" ".join(str(text).split())).chars(70), str(value) == wanted)
            for value, text in options
        ],
    )
