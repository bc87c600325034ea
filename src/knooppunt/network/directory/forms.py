"""The forms of one's own record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knooppunt.network import vocabulary
from knooppunt.network.consent_texts import ASKED
from knooppunt.network.models import Consent, Contact

OWN_FIELDS = ("name", "phone", "interests", "expertise")


class OwnForm(forms.Form):
    """Who I am. The address itself is what proves who I am, so that one is changed by the hub.

    ``seen``: the version of the record when the page was made.
    """

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    name = forms.CharField(label=_("Name"), max_length=200)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    interests = forms.MultipleChoiceField(
        label=_("What I am interested in"), required=False, widget=forms.CheckboxSelectMultiple
    )
    expertise = forms.MultipleChoiceField(
        label=_("What I know about"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, contact: Contact) -> None:
        start = {name: getattr(contact, name) for name in OWN_FIELDS}
        super().__init__(data, initial={**start, "seen": contact.version})
        for name in ("interests", "expertise"):
            self.fields[name].choices = vocabulary.choices("topics")  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What goes into the record."""
        return {name: self.cleaned_data[name] for name in OWN_FIELDS}

    def saw(self, contact: Contact) -> bool:
        """Whether nobody changed the record since the page was made."""
        return self.cleaned_data.get("seen") in {None, contact.version}


class ConsentForm(forms.Form):
    """What others may see; one tick each."""

    def __init__(self, data: Any = None, *, contact: Contact) -> None:
        super().__init__(data)
        standing = set(Consent.objects.standing().filter(contact=contact).values_list("purpose", flat=True))
        for asked in ASKED:
            self.fields[f"consent-{asked.purpose}"] = forms.BooleanField(
                label=str(asked.text), required=False, initial=asked.purpose in standing
            )

    def wanted(self) -> set[str]:
        """The purposes that are ticked."""
        return {asked.purpose for asked in ASKED if self.cleaned_data[f"consent-{asked.purpose}"]}


class SuccessorForm(forms.Form):
    """Who takes over."""

    successor_name = forms.CharField(label=_("Name of the successor"), max_length=200)
    successor_email = forms.EmailField(max_length=254, label=_("E-mail address of the successor"), required=False)


class LinkForm(forms.Form):
    """To which mailbox the link goes."""

    email = forms.EmailField(
        label=_("Your e-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
