"""Forms about research applications."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knooppunt.network.actions.research import FIELDS
from knooppunt.network.forms.hubs import DATE, TidyCharField, VersionedForm
from knooppunt.network.forms.register import find_one
from knooppunt.network.models import Organisation, ResearchApplication
from knooppunt.network.names import tidy

NAMES = tuple(name for name in FIELDS if name != "lead")


class ResearchForm(VersionedForm):
    """A research application in which the hub has a part."""

    title = TidyCharField(label=_("Title"), max_length=300)
    funder = TidyCharField(label=_("Funder"), max_length=200, required=False)
    programme = TidyCharField(label=_("Programme of the funder"), max_length=200, required=False)
    state = forms.ChoiceField(label=_("How far is it?"), choices=ResearchApplication.State.choices)
    lead = TidyCharField(
        label=_("Who leads it?"),
        max_length=200,
        required=False,
        help_text=_("The name of an organisation that is in the register."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    partners = forms.CharField(
        label=_("Partners"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Names of organisations in the register, one on each line."),
    )
    hub_part = forms.CharField(
        label=_("What is the part of your hub?"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    deadline = forms.DateField(label=_("Deadline"), required=False, widget=DATE)
    submitted_on = forms.DateField(label=_("Submitted on"), required=False, widget=DATE)
    decided_on = forms.DateField(label=_("Decided on"), required=False, widget=DATE)
    from_date = forms.DateField(label=_("Runs from"), required=False, widget=DATE)
    until_date = forms.DateField(label=_("Runs until"), required=False, widget=DATE)
    website = forms.URLField(label=_("Website"), required=False, max_length=200, assume_scheme="https")
    visibility = forms.ChoiceField(label=_("Who may read this?"), choices=ResearchApplication.Visibility.choices)

    def clean_lead(self) -> Organisation | None:
        return find_one(self.cleaned_data["lead"]) if self.cleaned_data["lead"] else None

    def clean_partners(self) -> list[Organisation]:
        lines = [tidy(line) for line in self.cleaned_data["partners"].splitlines()]
        names = list(dict.fromkeys(line for line in lines if line))
        if len(names) > 40:
            raise ValidationError(gettext("At most 40 partners."))
        return [find_one(name) for name in names]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("from_date"), cleaned.get("until_date")
        if first and last and last < first:
            self.add_error("until_date", gettext("It ends before it begins."))
        return cleaned

    @staticmethod
    def initial_of(application: ResearchApplication) -> dict[str, Any]:
        """What the form shows at first."""
        return {
            **{name: getattr(application, name) for name in (*NAMES, "version")},
            "lead": application.lead.name if application.lead else "",
            "partners": "\n".join(one.name for one in application.partners.order_by("sort_name")),
        }
