"""Forms about organisations and contacts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knooppunt.network import vocabulary
from knooppunt.network.actions.contacts import FIELDS, FunctionData
from knooppunt.network.actions.organisations import OrganisationData
from knooppunt.network.forms.hubs import DATE, TidyCharField, VersionedForm
from knooppunt.network.models import Contact, Hub, Organisation
from knooppunt.network.names import tidy
from knooppunt.network.parsing import parse_place, shown_place
from knooppunt.network.queries.organisations import organisation_named

MOST_LINES = 50


def find_one(text: str) -> Organisation:
    """The organisation that bears this name. Raises ``ValidationError`` when there is none, or several."""
    found = organisation_named(text)
    if not found:
        raise ValidationError(
            gettext("We do not know “%(name)s”. Add that organisation first, or check the spelling.") % {"name": text}
        )
    if len(found) > 1:
        raise ValidationError(
            gettext("There are several organisations called “%(name)s”. Use another name for it.") % {"name": text}
        )
    return found[0]


class TermsField(forms.MultipleChoiceField):
    """Ticks for terms of a vocabulary."""

    def __init__(self, words: vocabulary.Vocabulary, **kwargs: Any) -> None:
        self.words = words
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **kwargs)
        self.choices = lambda: vocabulary.choices(words)  # in the reader's language


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line for line in (tidy(line) for line in text.splitlines()) if line))


class HubsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not subscriptable at run time
    """Ticks for hubs, by short name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Hub.objects.none(), widget=forms.CheckboxSelectMultiple, **kwargs)


class OrganisationForm(VersionedForm):
    """An organisation, as the whole network shares it."""

    name = TidyCharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"))
    aliases = forms.CharField(
        label=_("Also known as"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Other names and abbreviations, one on each line. Searching finds these too."),
    )
    places = forms.CharField(
        label=_("Places"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "One on each line. Is there more than one place of that name? Add the province: Rijswijk (Zuid-Holland)."
        ),
    )
    parent = TidyCharField(
        label=_("Belongs to"),
        max_length=200,
        required=False,
        help_text=_("The name of an organisation that is in the register."),
        widget=forms.TextInput(attrs={"list": "organisaties", "autocomplete": "off"}),
    )
    website = forms.URLField(label=_("Website"), required=False, max_length=200, assume_scheme="https")
    role_mailbox = forms.EmailField(
        max_length=254,
        label=_("Role mailbox"),
        required=False,
        help_text=_("An address of the organisation, not of one person."),
    )
    levels = TermsField("levels", label=_("Which levels does it teach?"))
    hubs = HubsField(label=_("Which hubs work with it?"), required=False)

    def __init__(
        self, *args: Any, hubs: QuerySet[Hub], organisation: Organisation | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        kinds: Any = self.fields["kind"]
        kinds.choices = [("", gettext("Choose a kind")), *vocabulary.choices("organisation_kinds")]
        chosen: Any = self.fields["hubs"]
        chosen.queryset = hubs

    def clean_aliases(self) -> list[str]:
        names = _lines(self.cleaned_data["aliases"])
        if len(names) > MOST_LINES or any(len(name) > 200 for name in names):
            raise ValidationError(gettext("At most 50 names, of 200 characters each."))
        return names

    def clean_places(self) -> list[tuple[str, str]]:
        lines = _lines(self.cleaned_data["places"])
        if len(lines) > MOST_LINES:
            raise ValidationError(gettext("At most 50 places."))
        return list(dict.fromkeys(parse_place(line) for line in lines))

    def clean_parent(self) -> Organisation | None:
        text: str = self.cleaned_data["parent"]
        if not text:
            return None
        if self.organisation and self.organisation.parent and text == self.organisation.parent.name:
            return self.organisation.parent
        return find_one(text)

    def data_given(self) -> OrganisationData:
        """What was typed, for the actions."""
        data = self.cleaned_data
        names = ("name", "kind", "aliases", "places", "parent", "website", "role_mailbox", "levels")
        return OrganisationData(**{name: data[name] for name in names})

    @staticmethod
    def initial_of(organisation: Organisation) -> dict[str, Any]:
        """What the form shows at first."""
        return {
            "version": organisation.version,
            "name": organisation.name,
            "kind": organisation.kind,
            "aliases": "\n".join(alias.name for alias in organisation.aliases.all()),
            "places": "\n".join(shown_place(place.name, place.province) for place in organisation.places.all()),
            "parent": organisation.parent.name if organisation.parent else "",
            "website": organisation.website,
            "role_mailbox": organisation.role_mailbox,
            "levels": organisation.levels,
            "hubs": [relation.hub_id for relation in organisation.relations.all()],
        }


class NotesForm(forms.Form):
    """What a hub writes down for itself."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    notes = forms.CharField(
        label=_("Notes"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Only your hub sees these. Write nothing about patients."),
    )


class FunctionForm(forms.Form):
    """What somebody does at an organisation, and when."""

    organisation = TidyCharField(
        label=_("Organisation"),
        max_length=200,
        help_text=_("The name of an organisation that is in the register."),
        widget=forms.TextInput(attrs={"list": "organisaties", "autocomplete": "off"}),
    )
    function = forms.ChoiceField(label=_("Function"), required=False)
    title = TidyCharField(label=_("In own words"), max_length=120, required=False)
    levels = TermsField("levels", label=_("For which levels?"))
    from_date = forms.DateField(label=_("From"), required=False, widget=DATE)
    until_date = forms.DateField(label=_("Until"), required=False, widget=DATE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        functions: Any = self.fields["function"]
        functions.choices = [("", gettext("Choose a function")), *vocabulary.choices("contact_functions")]

    def clean_organisation(self) -> Organisation | None:
        text: str = self.cleaned_data["organisation"]
        return find_one(text) if text else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("from_date"), cleaned.get("until_date")
        if first and last and last < first:
            self.add_error("until_date", gettext("The last day lies before the first day."))
        return cleaned

    def function_given(self) -> FunctionData | None:
        """What was typed, for the actions; ``None`` without an organisation."""
        data = self.cleaned_data
        if data.get("organisation") is None:
            return None
        names = ("organisation", "function", "title", "levels", "from_date", "until_date")
        return FunctionData(**{name: data[name] for name in names})


class EndFunctionForm(forms.Form):
    """The last day in a function."""

    on = forms.DateField(label=_("Last day"), widget=DATE)


class ContactForm(VersionedForm):
    """A person whom a hub knows."""

    name = TidyCharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(
        max_length=254,
        label=_("E-mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    phone = TidyCharField(label=_("Telephone"), max_length=40, required=False)
    sector = forms.ChoiceField(label=_("Sector"), required=False)
    interests = TermsField("topics", label=_("Interests"))
    expertise = TermsField("topics", label=_("Expertise"))
    hubs = HubsField(
        label=_("Which hub does this contact belong to?"), help_text=_("Only the hubs you choose see this contact.")
    )

    def __init__(self, *args: Any, hubs: Sequence[Hub] | QuerySet[Hub], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sectors: Any = self.fields["sector"]
        sectors.choices = [("", gettext("Choose a sector")), *vocabulary.choices("sectors")]
        chosen: Any = self.fields["hubs"]
        chosen.queryset = hubs

    def contact_values(self) -> dict[str, Any]:
        """The fields of the contact itself."""
        return {name: self.cleaned_data[name] for name in FIELDS}

    @staticmethod
    def initial_of(contact: Contact, hubs: Sequence[int]) -> dict[str, Any]:
        """What the form shows at first; ``hubs`` are those that the reader may see."""
        return {name: getattr(contact, name) for name in (*FIELDS, "version")} | {"hubs": list(hubs)}


class NewContactForm(ContactForm, FunctionForm):
    """A contact with the first function, which may be left out."""

    field_order = (
        "name",
        "email",
        "phone",
        "organisation",
        "function",
        "title",
        "from_date",
        "sector",
        "hubs",
        "levels",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].required = False
        del self.fields["until_date"]

    def function_given(self) -> FunctionData | None:
        self.cleaned_data["until_date"] = None
        return super().function_given()


class ImportForm(forms.Form):
    """A list of organisations."""

    file = forms.FileField(
        label=_("Your list"),
        help_text=_("Excel (.xlsx) or CSV, at most 10 MB and 10,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class ContactImportForm(forms.Form):
    """A list of contacts."""

    file = forms.FileField(
        label=_("Your list"),
        help_text=_("Excel (.xlsx), CSV or an address book (.vcf), at most 10 MB and 25,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.vcf"}),
    )


class ConfirmForm(forms.Form):
    """Which file was looked at."""

    file = forms.UUIDField()
