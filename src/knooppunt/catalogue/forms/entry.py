"""The form of an entry for those who keep the catalogue: everything that a content holds.

It is the form of proposals with the rest added: the provider, all terms, pictures and files, and of a run and an
accreditation every field.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knooppunt.accounts.models import User
from knooppunt.catalogue.content import SCHEMES, EntryContent
from knooppunt.catalogue.offering.forms.entry import Section
from knooppunt.catalogue.offering.forms.files import FilesForm
from knooppunt.core.models import StoredFile
from knooppunt.framework.api import concepts_of
from knooppunt.network.api import organisation_named, place_named
from knooppunt.network.models import Organisation

_FLAGS = frozenset({"vat_exempt"})
RUN_LABELS: dict[str, Any] = {
    "schedule": gettext_lazy("Schedule in words"),
    "address": gettext_lazy("Address"),
    "latitude": gettext_lazy("Latitude"),
    "longitude": gettext_lazy("Longitude"),
    "price_excl": gettext_lazy("Price without VAT"),
    "vat_exempt": gettext_lazy("Free of VAT"),
    "price_per": gettext_lazy("Price is"),
    "price_note": gettext_lazy("Note with the price"),
    "seats": gettext_lazy("Seats in all"),
    "windows": gettext_lazy("Who may enrol when?"),
    "category": gettext_lazy("Category"),
    "valid_from": gettext_lazy("Valid from"),
    "run": gettext_lazy("Only for the run"),
}
_HELP: dict[str, Any] = {
    "latitude": gettext_lazy("Empty: those of the place."),
    "windows": gettext_lazy("One group on each line: group; from; until. For instance: members; 1-10-2026; 1-12-2026."),
}


class EntryForm(FilesForm):
    """All of a content. ``uploads``: what was handed in with this very request and is stored already."""

    row_fields = {
        "runs": (
            "key", "starts_on", "ends_on", "starts_at", "ends_at", "place", "is_online", "state", "price_incl", "seats_left",
            "enrol_url", "schedule", "address", "latitude", "longitude", "price_excl", "vat_exempt", "price_per",
            "price_note", "seats", "windows",
        ),
        "accreditations": (
            "register", "points", "valid_until", "is_pending", "category", "number", "valid_from", "run",
        ),
        "links": ("url", "label", "kind"),
    }  # fmt: skip

    def __init__(
        self,
        data: Any = None,
        *,
        base: EntryContent,
        by: User,
        blank: Mapping[str, int] | None = None,
        uploads: list[StoredFile] | None = None,
        image: StoredFile | None = None,
    ) -> None:
        super().__init__(data, base=base, by=by, blank=blank, uploads=uploads, image=image)
        provider = Organisation.objects.filter(uuid=base.provider).first() if base.provider else None
        self.fields["provider"] = forms.CharField(
            label=_("Provider"),
            required=False,
            max_length=200,
            initial=provider.name if provider else "",
            help_text=_("The name as it stands in the register of organisations."),
        )
        self.fields["languages"] = forms.MultipleChoiceField(
            label=_("Languages"),
            choices=[(one.code, one.label) for one in concepts_of("languages")["languages"]],
            initial=list(base.languages),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.provider: Organisation | None = None
        self._before = provider

    @property
    def schemes(self) -> tuple[str, ...]:
        return tuple(one for one in SCHEMES if one not in _NOT_OF.get(self.kind, ("forms", "material-kinds")))

    def _choices(self) -> dict[str, list[tuple[str, str]]]:
        found = super()._choices()
        runs = [(run.key, f"{run.starts_on or '?'} {run.place}") for run in self.base.runs]
        found["run"] = [("", _("all runs")), *runs]
        found["price_per"] = [("person", _("per person")), ("group", _("per group"))]
        return found

    def _field(self, name: str, label: Any, value: Any) -> forms.Field:
        label = RUN_LABELS.get(name, label) if label == name else label
        if name in _FLAGS:
            return forms.BooleanField(label=label, required=False, initial=bool(value))
        if name == "price_excl":
            field = super()._field("price_incl", label, value)
        elif name == "windows":
            field = forms.CharField(
                label=label,
                required=False,
                initial=windows_text(value or []),
                widget=forms.Textarea(attrs={"rows": 2}),
                max_length=2000,
            )
        else:
            field = super()._field(name, label, value)
        if name in {"valid_from"}:
            field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        field.help_text = _HELP.get(name, field.help_text)
        return field

    def clean_provider(self) -> str:
        """The UUID of the organisation with this name."""
        name = self.cleaned_data["provider"].strip()
        if not name:
            return ""
        if self._before is not None and self._before.name == name:  # there may be another one with this name
            return str(self._before.uuid)
        found = organisation_named(name)
        if not found:
            raise ValidationError(_("No organisation has this name. Add it to the register first, or mend the name."))
        self.provider = found[0]
        return str(found[0].uuid)

    def clean_languages(self) -> list[str]:
        """Dutch when nothing is chosen."""
        return self.cleaned_data["languages"] or ["nl"]

    def _read_rows(self, group: str) -> tuple[list[dict[str, Any]], list[int]]:
        rows, numbers = super()._read_rows(group)
        for row in rows:
            if isinstance(row.get("windows"), str):
                row["windows"] = windows_of(row["windows"])
            if group == "runs" and row.get("place") and not (row.get("latitude") or row.get("longitude")):
                found = place_named(str(row["place"]))
                if found:
                    row["latitude"], row["longitude"] = found.latitude, found.longitude
        return rows, numbers

    def sections(self) -> Any:
        """The parts of the form, with the provider at the beginning and the picture at the end."""
        parts = list(super().sections())
        parts[0] = Section(parts[0].title, [parts[0].fields[0], self["provider"], *parts[0].fields[1:]], [])
        parts[-1] = Section(parts[-1].title, [*parts[-1].fields, self["languages"]], [])
        return parts


_NOT_OF = {"training": ("material-kinds",), "material": ("forms",)}


def windows_text(windows: list[dict[str, Any]]) -> str:
    """Windows as lines."""
    return "\n".join(
        "; ".join(str(window.get(name, "")) for name in ("group", "opens_on", "closes_on")).rstrip("; ")
        for window in windows
    )


def windows_of(text: str) -> list[dict[str, str]]:
    """Lines as windows; what stands there is read by the content."""
    found = []
    for line in text.splitlines():
        if line.strip():
            group, opens, closes = (*(part.strip() for part in line.split(";", 2)), "", "")[:3]
            found.append({"group": group, "opens_on": opens, "closes_on": closes})
    return found
