"""The form of an entry, as visitors and providers fill it in.

It is made from the fields of ``EntryContent`` for one kind, takes text as people write it, and leaves the reading to the
content: what that says of a path (``runs.2.starts_on``) stands at the field (``runs-2-starts_on``). What the form does not
show (files, pictures, coordinates, dates that are over) stays as it was. Everything works without script: a button adds
empty rows, an emptied row falls away.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knooppunt.catalogue.content import (
    KIND_FIELDS,
    SUMMARY,
    Cost,
    EntryContent,
    LinkKind,
    Problems,
    RunState,
    problems_of,
)
from knooppunt.catalogue.offering.labels import LABELS
from knooppunt.framework.api import concepts_of
from knooppunt.network.models import Hub

LONG = 12_000
MOST_ROWS_SHOWN = 40
MOST_ROWS = MOST_ROWS_SHOWN + 20  # of one group on one form
BLANK_ROWS = {"runs": 2, "accreditations": 1, "links": 1}
_SCHEMES = {
    "training": ("audiences", "levels", "professions", "domains", "topics", "forms"),
    "material": ("audiences", "levels", "professions", "domains", "topics", "material-kinds"),
}
_OTHER_SCHEMES = ("audiences", "levels", "professions", "domains", "topics")
_SCHEME_LABELS = {
    "audiences": _("For whom?"),
    "levels": _("Levels"),
    "professions": _("Professions"),
    "domains": _("Domains"),
    "topics": _("Topics"),
    "canmeds": _("CanMEDS roles"),
    "forms": _("Form"),
    "material-kinds": _("Kind of material"),
}
_LINES = frozenset(
    [
        "description",
        "terms",
        "prior_knowledge",
        "outcomes",
        "programme_text",
        "assessment",
        "question",
        "institutions",
        "results",
    ]
)
_FLAGS = frozenset({"is_on_request", "is_always_open"})
_DAYS = frozenset({"period_from", "period_until", "consent_on"})
_HELP: dict[str, Any] = {
    "title": _("As short and as clear as you can."),
    "summary": _("One or two sentences, at most 200 characters. This is what people read in the list."),
    "description": _("An empty line makes a new paragraph, a dash (-) at the beginning of a line makes a list."),
    "contact": _("An address of the organisation, not of one person. Everybody sees it."),
    "outcomes": _("One on each line."),
    "institutions": _("One on each line."),
    "study_load": _("In words, such as “1 day, 6 hours”."),
    "price_incl": _("In euros, including VAT, such as 195 or 1.000,50. Free is 0."),
    "guideline": _("Only when it rests on one. Does that guideline get a new version? Then we ask you."),
}
_BASICS = ("title", "summary", "description")
_PRACTICAL = (
    "study_load", "study_hours", "group_size", "prior_knowledge", "outcomes", "programme_text", "assessment",
    "certificate", "material_version", "duration_minutes", "question", "period_from", "period_until", "funder",
    "institutions", "research_state", "results", "person_name", "person_role", "travels", "consent_on",
    "consent_note", "is_on_request", "is_always_open",
)  # fmt: skip
_COSTS = ("cost", "price_incl", "price_note", "licence", "terms", "guideline", "guideline_version")
_ROW_FIELDS = {
    "runs": ("key", "starts_on", "ends_on", "starts_at", "ends_at", "place", "is_online", "price_incl", "seats_left",
             "state", "enrol_url"),
    "accreditations": ("register", "points", "valid_until", "is_pending", "number"),
    "links": ("url", "label", "kind"),
}  # fmt: skip
ROW_LABELS: dict[str, Any] = {
    "starts_on": _("First day"),
    "ends_on": _("Last day"),
    "starts_at": _("From (time)"),
    "ends_at": _("Until (time)"),
    "place": _("Place"),
    "is_online": _("Online"),
    "price_incl": _("Price in euros"),
    "seats_left": _("Seats left"),
    "state": _("State"),
    "enrol_url": _("Web address to enrol"),
    "register": _("Which register?"),
    "points": _("Points"),
    "valid_until": _("Valid until"),
    "is_pending": _("Applied for"),
    "number": _("Number of the accreditation"),
    "url": _("Web address"),
    "label": _("What is there?"),
    "kind": _("Kind"),
}


@dataclass(frozen=True)
class Section:
    """A part of the form: its heading and fields, or rows of fields."""

    title: str
    fields: list[BoundField]
    rows: list[list[BoundField]]
    more: str = ""  # the name of the rows that a button adds to


class EntryContentForm(forms.Form):
    """The content of one kind. ``base`` is what is there already; ``rows`` how many rows were asked for."""

    row_fields: Mapping[str, tuple[str, ...]] = _ROW_FIELDS
    most_rows = MOST_ROWS_SHOWN

    @property
    def schemes(self) -> tuple[str, ...]:
        """The lists of terms that this form offers."""
        return _SCHEMES.get(self.kind, _OTHER_SCHEMES)

    def __init__(self, data: Any = None, *, base: EntryContent, blank: Mapping[str, int] | None = None) -> None:
        super().__init__(data)
        self.base, self.kind = base, base.kind
        self.plain = base.to_dict()
        self.allowed = set(KIND_FIELDS[self.kind])
        self.choices = self._choices()
        for name in (*_BASICS, *_PRACTICAL, *_COSTS, "contact", "hub"):
            if name in self.allowed:
                self.fields[name] = self._field(name, LABELS[name], self.plain.get(name))
        for scheme in self.schemes:
            self.fields[f"concepts-{scheme}"] = forms.MultipleChoiceField(
                label=_SCHEME_LABELS[scheme],
                choices=self.choices[scheme],
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=list(base.codes(scheme)),
            )
        self.shown: dict[str, list[dict[str, Any]]] = {}
        for group in ("runs", "accreditations", "links"):
            if group in self.allowed:
                self._add_rows(group, (blank or {}).get(group, 0))

    def _choices(self) -> dict[str, list[tuple[str, str]]]:
        wanted = (*self.schemes, "licences", "registers")
        found: dict[str, list[tuple[str, str]]] = {
            scheme: [(one.code, one.label) for one in terms] for scheme, terms in concepts_of(*wanted).items()
        }
        none = [("", gettext("not said"))]
        found["licence"] = [*none, *found["licences"]]
        found["register"] = [*none, *found["registers"]]
        found["cost"] = [*none, *((code, str(label)) for code, label in Cost.choices)]
        found["state"] = [(code, str(label)) for code, label in RunState.choices]
        found["kind"] = [(code, str(label)) for code, label in LinkKind.choices]
        found["research_state"] = [
            *none, ("planned", gettext("Planned")), ("running", gettext("Running")), ("finished", gettext("Finished")),
        ]  # fmt: skip
        # The hub that it has stays among the choices when it closed: saving something else must not change the region.
        hubs = Hub.objects.working() | Hub.objects.filter(slug=self.base.hub)
        found["hub"] = [("", gettext("the whole country")), *hubs.values_list("slug", "short_name")]
        return found

    def _field(self, name: str, label: Any, value: Any) -> forms.Field:
        if name in _FLAGS or name in {"is_online", "is_pending"}:
            return forms.BooleanField(label=label, required=False, initial=bool(value))
        if name in self.choices and name != "languages":
            return forms.ChoiceField(
                label=label,
                choices=self.choices[name],
                required=False,
                initial=value or "",
                help_text=_HELP.get(name, ""),
            )
        widget: forms.Widget = forms.TextInput()
        if name in _LINES:
            widget = forms.Textarea(attrs={"rows": 6 if name == "description" else 3})
        elif name in _DAYS or name in {"starts_on", "ends_on", "valid_until"}:
            widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        elif name == "key":
            widget = forms.HiddenInput()
        if name == "summary":
            widget.attrs["maxlength"] = SUMMARY
        return forms.CharField(
            label=label,
            required=name in {"title", "summary"},
            max_length=LONG,
            widget=widget,
            initial=_typed(name, value),
            help_text=_HELP.get(name, "") if name in LABELS else "",
        )

    # ---- Rows ------------------------------------------------------------------------------------------------------
    def _add_rows(self, group: str, blank: int) -> None:
        rows: list[dict[str, Any]] = self.plain.get(group, [])
        if group == "runs":
            today = timezone.localdate().isoformat()
            rows = [one for one in rows if (one.get("ends_on") or one.get("starts_on", "9")) >= today]
        self.shown[group] = rows[:MOST_ROWS_SHOWN]
        asked = self._asked(group)
        count = asked if asked is not None else len(self.shown[group]) + BLANK_ROWS[group]
        count = min(count + blank, MOST_ROWS)
        self.fields[f"{group}-count"] = forms.IntegerField(widget=forms.HiddenInput, initial=count, required=False)
        for number in range(count):
            given = self.shown[group][number] if number < len(self.shown[group]) else {}
            for name in self.row_fields[group]:
                field = self._field(name, ROW_LABELS.get(name, name), given.get(name))
                field.help_text = ""
                # In the summary of what is wrong the label alone would not say which row.
                field.summary_label = f"{LABELS[group]} {number + 1}, {str(field.label).lower()}"  # type: ignore[attr-defined]
                if name == "key":
                    field.initial = given.get("key") or str(uuid.uuid4())
                self.fields[f"{group}-{number}-{name}"] = field
            if given:
                self.fields[f"{group}-{number}-drop"] = forms.BooleanField(
                    label=_("Take this row away"), required=False
                )
        self._counts = {**getattr(self, "_counts", {}), group: count}

    def _asked(self, group: str) -> int | None:
        text = str(self.data.get(f"{group}-count", "")) if self.is_bound else ""
        return min(int(text[:9]), MOST_ROWS) if text.isascii() and text.isdigit() else None

    def count_of(self, group: str) -> int:
        """How many rows of this group are on the form."""
        found: int = self._counts.get(group, 0)
        return found

    def _read_rows(self, group: str) -> tuple[list[dict[str, Any]], list[int]]:
        """The rows that hold something, and the number of each on the form."""
        rows, numbers = [], []
        for number in range(self.count_of(group)):
            values = {name: self.cleaned_data.get(f"{group}-{number}-{name}") for name in self.row_fields[group]}
            told = {name: value for name, value in values.items() if value not in ("", None, False)}
            # What a browser sends of a row that nobody touched: lists always have a choice.
            empty = not set(told) - {"key", "state", "kind", "price_per"}
            if empty or self.cleaned_data.get(f"{group}-{number}-drop"):
                continue
            before = self.shown[group][number] if number < len(self.shown[group]) else {}
            kept = {name: value for name, value in before.items() if name not in self.row_fields[group]}
            rows.append(kept | told)
            numbers.append(number)
        return rows, numbers

    # ---- Reading ---------------------------------------------------------------------------------------------------
    def clean(self) -> dict[str, Any]:
        """Nothing is passed over in silence: more rows than a form has are told."""
        data = super().clean() or {}
        for group in self.shown:
            if any(f"{group}-{MOST_ROWS}-{name}" in self.data for name in self.row_fields[group]):
                words = gettext(
                    "At most %(most)d rows of one sort fit on this form. Save these first, then add the others."
                )
                raise ValidationError(words % {"most": MOST_ROWS})
        return data

    def content(self, *, complete: bool, lacks: frozenset[str] = frozenset()) -> EntryContent | None:
        """What was typed. ``None`` when it cannot be read, or lacks something that ``complete`` asks for (``lacks``: fields
        that may); the errors stand at their fields.
        """
        if not complete:  # a draft may be saved half
            self.fields["summary"].required = False
        if not self.is_valid():
            return None
        data, numbers = self._gathered()
        try:
            content = EntryContent.from_dict(data)
        except Problems as problems:
            self._tell(problems.by_path, numbers)
            return None
        wrong = {path: texts for path, texts in problems_of(content, complete=complete).items() if path not in lacks}
        self._tell(wrong, numbers)
        return None if wrong else content

    def _gathered(self) -> tuple[dict[str, Any], dict[str, list[int]]]:
        data = dict(self.plain)
        for name in self.fields:
            if name in self.allowed:
                data[name] = self.cleaned_data.get(name)
        concepts = dict(data.get("concepts", {}))
        for scheme in self.schemes:
            concepts[scheme] = self.cleaned_data.get(f"concepts-{scheme}", [])
        data["concepts"] = {scheme: codes for scheme, codes in concepts.items() if codes}
        numbers: dict[str, list[int]] = {}
        for group, shown in self.shown.items():
            rows, numbers[group] = self._read_rows(group)
            untouched = [one for one in self.plain.get(group, []) if one not in shown]
            data[group] = [*rows, *untouched]
        return data, numbers

    def _tell(self, wrong: Mapping[str, list[str]], numbers: Mapping[str, list[int]]) -> None:
        for path, texts in wrong.items():
            field = self.field_of(path, numbers)
            for text in texts:
                self.add_error(field, text)

    def field_of(self, path: str, numbers: Mapping[str, list[int]] | None = None) -> str | None:
        """The field that stands for a path of the content; ``None`` when the form does not show it."""
        parts = path.split(".")
        if parts[0] in self.shown and len(parts) > 2 and parts[1].isdigit():
            on_form = (numbers or {}).get(parts[0], [])
            number = on_form[int(parts[1])] if int(parts[1]) < len(on_form) else int(parts[1])
            parts = [parts[0], str(number), parts[2]]
        for name in ("-".join(parts), f"{parts[0]}-0-{self.row_fields.get(parts[0], ('', ''))[1]}"):
            if name in self.fields:
                return name
        return None

    # ---- Showing ---------------------------------------------------------------------------------------------------
    def sections(self) -> Iterator[Section]:
        """The parts of the form, in the order in which people fill them in."""
        titles = {
            "runs": gettext("Dates and places"),
            "accreditations": gettext("Points for a register"),
            "links": gettext("Links"),
        }
        yield self._section(gettext("What is it?"), _BASICS)
        for group in ("runs",):
            if group in self.shown:
                yield self._rows_section(titles[group], group, ("is_on_request", "is_always_open"))
        yield self._section(gettext("For whom and about what"), [f"concepts-{one}" for one in self.schemes])
        practical = [name for name in _PRACTICAL if name not in _FLAGS]
        if any(name in self.fields for name in practical):
            yield self._section(gettext("More about it"), practical)
        for group in ("accreditations", "links"):
            if group in self.shown:
                yield self._rows_section(titles[group], group)
        yield self._section(gettext("Cost and rights"), _COSTS)
        yield self._section(gettext("Where and how to reach it"), ("hub", "contact"))

    def _section(self, title: str, names: Any) -> Section:
        return Section(title, [self[name] for name in names if name in self.fields], [])

    def _rows_section(self, title: str, group: str, names: tuple[str, ...] = ()) -> Section:
        rows = [
            [self[name] for name in self.fields if name.startswith(f"{group}-{number}-")]
            for number in range(self.count_of(group))
        ]
        fields = [self[f"{group}-count"], *(self[name] for name in names if name in self.fields)]
        return Section(title, fields, rows, group)


def _typed(name: str, value: Any) -> Any:
    """A plain value as people type it."""
    if value in (None, ""):
        return ""
    if name == "price_incl":
        euros, cents = divmod(int(value), 100)
        return f"{euros},{cents:02d}" if cents else str(euros)
    if isinstance(value, list):
        return "\n".join(value)
    return value


class VisitorFields(forms.Form):
    """What a visitor says besides the content."""

    provider_name = forms.CharField(
        label=_("Who offers it?"), max_length=200, help_text=_("The name of the organisation.")
    )
    proposer_name = forms.CharField(label=_("Your name"), max_length=200, required=False)
    proposer_email = forms.EmailField(
        max_length=254,
        label=_("Your e-mail address"),
        help_text=_("We mail you a link, to confirm and to follow your proposal. Visitors do not see this address."),
    )
    achternaam = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    @property
    def is_machine(self) -> bool:
        """Whether something was filled in where people see nothing."""
        return bool(self.data.get("achternaam"))
