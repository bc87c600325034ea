"""Forms about hubs."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knooppunt.network.actions.hubs import HubRegion
from knooppunt.network.models import Hub, Province
from knooppunt.network.names import tidy
from knooppunt.network.places import place_named
from knooppunt.network.slugs import validate_hub_slug

_NETWORK = re.compile(r"^(?P<name>.+?)\s*(?:\((?P<near>[^()]+)\))?$")
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class TidyCharField(forms.CharField):
    """One line without control characters and double spaces."""

    def clean(self, value: Any) -> Any:
        return super().clean(tidy(value) if isinstance(value, str) else value)


class VersionedForm(forms.Form):
    """A form that knows which version was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def values(self, *, without: tuple[str, ...] = ()) -> dict[str, Any]:
        """What was typed, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version" and name not in without}


class PublicTextForm(VersionedForm):
    """What visitors read about a hub."""

    motto = TidyCharField(
        label=_("In one sentence"),
        max_length=200,
        required=False,
        help_text=_("Stands below the name on the page of the hub."),
    )
    description = forms.CharField(
        label=_("What this hub does"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("A few short paragraphs. Left empty, the page says what every hub does."),
    )
    role_mailbox = forms.EmailField(
        max_length=254,
        label=_("Role mailbox"),
        required=False,
        help_text=_("An address of the hub, not of one person. Visitors see it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    @staticmethod
    def initial_of(hub: Hub) -> dict[str, Any]:
        """What the form shows at first."""
        return {name: getattr(hub, name) for name in ("motto", "description", "role_mailbox", "version")}


class AgreementsForm(VersionedForm):
    """What was agreed about a hub (seed: preconditions of the ambassador's role)."""

    commissioner = TidyCharField(
        label=_("Commissioner"),
        max_length=200,
        required=False,
        help_text=_("Who gives the assignment: mostly the regional consortium."),
    )
    mandate_text = TidyCharField(
        label=_("Mandate"),
        max_length=300,
        required=False,
        help_text=_("In one sentence: what the hub may decide by itself."),
    )
    mandate_upload = forms.FileField(
        label=_("Document of the mandate"),
        required=False,
        help_text=_("PDF or Word (.docx), 20 MB at most. Visitors cannot open it."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx"}),
    )
    remove_document = forms.BooleanField(label=_("Remove the present document"), required=False)
    mandate_until = forms.DateField(label=_("The mandate is valid until"), required=False, widget=DATE)
    agreed_hours = forms.DecimalField(
        label=_("Agreed hours"),
        required=False,
        min_value=0,
        max_value=10_000,
        max_digits=6,
        decimal_places=1,
        localize=True,
    )
    hours_period = forms.ChoiceField(
        label=_("Per"), required=False, choices=[("", _("Choose a period")), *Hub.HoursPeriod.choices]
    )
    effort_agreed_on = forms.DateField(label=_("Effort agreement signed on"), required=False, widget=DATE)

    FIELDS = (
        "commissioner", "mandate_text", "mandate_until", "agreed_hours", "hours_period", "effort_agreed_on",
    )  # fmt: skip

    def __init__(self, *args: Any, has_document: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_document:
            del self.fields["remove_document"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("agreed_hours") is not None and not cleaned.get("hours_period"):
            self.add_error("hours_period", gettext("Choose for which period these hours are."))
        return cleaned

    def agreements(self) -> dict[str, Any]:
        """The fields of the hub, without the document."""
        return {name: self.cleaned_data[name] for name in self.FIELDS}

    @classmethod
    def initial_of(cls, hub: Hub) -> dict[str, Any]:
        """What the form shows at first."""
        return {name: getattr(hub, name) for name in (*cls.FIELDS, "version")}


class HubForm(PublicTextForm):
    """Everything of a hub that the coordinator keeps: name, address, kind, region and what visitors read."""

    field_order = ("name", "short_name", "slug", "kind", "order", "motto", "description", "role_mailbox")
    name = TidyCharField(
        label=_("Name"), max_length=200, help_text=_("The full name, for instance “Onderwijsknooppunt Ligare”.")
    )
    short_name = TidyCharField(label=_("Short name"), max_length=80, help_text=_("As lists and the map show it."))
    slug = forms.SlugField(
        label=_("Address"),
        max_length=80,
        required=False,
        help_text=_(
            "The last part of the address of its page. Small letters, digits and dashes. The old address keeps working."
        ),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Hub.Kind.choices)
    order = forms.IntegerField(
        label=_("Place in lists"), min_value=0, max_value=999, help_text=_("A lower number comes first.")
    )
    consortium = TidyCharField(label=_("Consortium"), max_length=200, required=False)
    academic_centre = TidyCharField(label=_("Academic centre"), max_length=200, required=False)
    networks = forms.CharField(
        label=_("Networks"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "One on each line. A place in brackets helps visitors find the nearest one: Haaglanden (Den Haag)."
        ),
    )
    networks_count = forms.IntegerField(
        label=_("Number of networks"),
        required=False,
        min_value=0,
        max_value=500,
        help_text=_("When you do not know all names."),
    )

    def __init__(self, *args: Any, hub: Hub | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hub = hub
        for code, label in Province.choices:
            self.fields[f"area_{code}"] = forms.BooleanField(label=label, required=False)
            part = forms.CharField(
                label=gettext("Which part of %(province)s") % {"province": label}, max_length=100, required=False
            )
            self.fields[f"part_{code}"] = part
            unsure = gettext("%(province)s is not certain") % {"province": label}
            self.fields[f"unsure_{code}"] = forms.BooleanField(label=unsure, required=False)

    @property
    def area_rows(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        """For each province: whether the hub works there, in which part, and whether that is certain."""
        return [(self[f"area_{code}"], self[f"part_{code}"], self[f"unsure_{code}"]) for code in Province.values]

    @property
    def plain_fields(self) -> list[BoundField]:
        """The fields that are not about provinces, as they are drawn one below the other."""
        return [
            field for field in self if not field.is_hidden and not field.name.startswith(("area_", "part_", "unsure_"))
        ]

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug:
            validate_hub_slug(slug, hub=self.hub)
        elif self.hub:
            raise ValidationError(gettext("Give an address."))
        return slug

    def clean_networks(self) -> list[tuple[str, str]]:
        found: dict[str, str] = {}
        for line in self.cleaned_data["networks"].splitlines():
            match = _NETWORK.match(tidy(line))
            if match is None:
                continue
            name, near = match["name"][:120], match["near"] or ""
            if near and place_named(near) is None:
                words = gettext(
                    "We do not know the place “%(place)s” of %(network)s. Name a larger place nearby, or leave it out."
                )
                raise ValidationError(words % {"place": near, "network": name})
            found[name] = near
        return list(found.items())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for code, label in Province.choices:
            if cleaned.get(f"part_{code}") and not cleaned.get(f"area_{code}"):
                words = gettext("You named a part of %(province)s, but did not tick the province.") % {
                    "province": label
                }
                self.add_error(f"area_{code}", words)
        return cleaned

    def region(self) -> HubRegion:
        """Provinces and networks."""
        data = self.cleaned_data
        areas = {
            code: (tidy(data[f"part_{code}"]), data[f"unsure_{code}"])
            for code in Province.values
            if data[f"area_{code}"]
        }
        return HubRegion(areas, data["networks"])

    def hub_values(self) -> dict[str, Any]:
        """The fields of the hub itself."""
        names = (
            "name", "short_name", "slug", "kind", "order", "motto", "description", "role_mailbox", "consortium",
            "academic_centre", "networks_count",
        )  # fmt: skip
        return {name: self.cleaned_data[name] for name in names}

    @classmethod
    def initial_of(cls, hub: Hub) -> dict[str, Any]:
        """What the form shows at first."""
        names = ("name", "short_name", "slug", "kind", "order", "consortium", "academic_centre", "networks_count")
        initial = PublicTextForm.initial_of(hub) | {name: getattr(hub, name) for name in names}
        initial["networks"] = "\n".join(
            f"{one.name} ({one.near})" if one.near else one.name for one in hub.networks.all()
        )
        for area in hub.areas.all():
            initial |= {
                f"area_{area.province}": True,
                f"part_{area.province}": area.part,
                f"unsure_{area.province}": area.is_inferred,
            }
        return initial


class MergeForm(VersionedForm):
    """Into which hub."""

    target = forms.ModelChoiceField(label=_("Merge into"), queryset=Hub.objects.none(), empty_label=_("Choose a hub"))
    sure = forms.BooleanField(label=_("I have read what happens, and want to merge these hubs"))

    def __init__(self, *args: Any, hub: Hub, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others: Any = self.fields["target"]
        others.queryset = Hub.objects.open().exclude(pk=hub.pk)
