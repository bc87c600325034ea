"""Forms of organisations that want to offer, of who checks them, of visitors who report, and of keys."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knooppunt.catalogue.offering.models import ApiKey, Report
from knooppunt.network import vocabulary
from knooppunt.network.models import Hub, Organisation


class Honeypot(forms.Form):
    """A field that people do not see and machines fill in. Whoever does is thanked, and nothing happens."""

    achternaam = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    @property
    def is_machine(self) -> bool:
        """Whether something was filled in there."""
        return bool(self.data.get(self.add_prefix("achternaam")))


def _short_name(hub: Hub) -> str:
    return hub.short_name


class RegistrationForm(Honeypot):
    """An organisation that wants to keep its own entries."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind of organisation"))
    website = forms.URLField(
        label=_("Website"),
        required=False,
        max_length=200,
        assume_scheme="https",
        error_messages={"invalid": _("This is not a web address. It begins with https://.")},
    )
    role_mailbox = forms.EmailField(
        max_length=254,
        label=_("Role mailbox"),
        required=False,
        help_text=_("An address of the organisation, not of one person."),
    )
    person_name = forms.CharField(label=_("Your name"), max_length=200)
    person_email = forms.EmailField(
        max_length=254,
        label=_("Your e-mail address"),
        help_text=_("With this address you sign in later. You need no password."),
    )
    hub = forms.ModelChoiceField(
        label=_("In which region do you work?"),
        queryset=Hub.objects.none(),
        required=False,
        empty_label=_("in the whole country, or we do not know"),
        help_text=_("Then the hub of that region looks at it too."),
    )
    message = forms.CharField(
        label=_("What do you want to offer?"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["kind"]
        region: Any = self.fields["hub"]
        region.queryset, region.label_from_instance = Hub.objects.working(), _short_name
        chosen.choices = [("", gettext("Choose a kind")), *vocabulary.choices("organisation_kinds")]
        self.order_fields([*(name for name in self.fields if name != "achternaam"), "achternaam"])


class DecideForm(forms.Form):
    """Admit a provider, as an organisation that is known or as a new one; or not."""

    decision = forms.ChoiceField(label=_("Who is this?"), widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("Your answer"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Goes along in the mail. Needed when you refuse."),
    )

    def __init__(self, *args: Any, alike: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known: dict[str, Organisation] = {str(one.organisation.pk): one.organisation for one in alike}
        chosen: Any = self.fields["decision"]
        chosen.choices = [
            *((str(one.organisation.pk), f"{one.organisation.name} ({one.why})") for one in alike),
            ("new", gettext("A new organisation: add it to the register and admit it")),
            ("refuse", gettext("Do not admit")),
        ]

    @property
    def organisation(self) -> Organisation | None:
        """The known organisation that was chosen; ``None`` for a new one."""
        return self.known.get(self.cleaned_data["decision"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") == "refuse" and not data.get("answer", "").strip():
            raise ValidationError({"answer": gettext("Say why, so that they understand.")})
        return data


class ReportForm(Honeypot):
    """Something about an entry is not right."""

    kind = forms.ChoiceField(label=_("What is not right?"), choices=Report.Kind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Can you tell more?"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    email = forms.EmailField(
        max_length=254,
        label=_("Your e-mail address"),
        required=False,
        help_text=_("Only if you want to hear what we did. Afterwards we delete it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["kind", "text", "email", "achternaam"])


class KeyForm(forms.Form):
    """A new key for another system."""

    organisation = forms.ModelChoiceField(label=_("For which organisation?"), queryset=Organisation.objects.none())
    name = forms.CharField(
        label=_("What is it for?"), max_length=100, help_text=_("For instance the name of your course system.")
    )
    scope = forms.ChoiceField(label=_("What may it do?"), choices=ApiKey.Scope.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["organisation"]
        chosen.queryset = Organisation.objects.filter(pk__in=[one.pk for one in organisations])
        if len(organisations) == 1:
            chosen.initial, chosen.empty_label = organisations[0], None
        self.fields["scope"].initial = ApiKey.Scope.SUBMIT
