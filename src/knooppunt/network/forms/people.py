"""Inviting, extending, handing over."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knooppunt.network.mandates import roles_of
from knooppunt.network.models import Half, Hub, Mandate, Organisation, Role
from knooppunt.network.rules import BY_AMBASSADOR, BY_COORDINATOR

EMAIL_ERRORS = {
    "required": _("Fill in the e-mail address."),
    "invalid": _("This is not a complete e-mail address. It looks like name@organisation.nl."),
}


class DateField(forms.DateField):
    """A day, chosen or typed; the browser's own picker, the value in ISO form."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        errors = {"invalid": _("This is not a date. It looks like 31-12-2027.")}
        super().__init__(
            widget=widget, input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"], error_messages=errors, **kwargs
        )


class InviteForm(forms.Form):
    """Whom, for what. ``hub`` fixes the hub; otherwise it is chosen."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254, error_messages=EMAIL_ERRORS)
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    role = forms.ChoiceField(
        label=_("Role"), widget=forms.RadioSelect, error_messages={"required": _("Choose a role.")}
    )
    hub = forms.ModelChoiceField(
        Hub.objects.none(), label=_("Hub"), required=False, help_text=_("For an ambassador or board reader.")
    )
    half = forms.ChoiceField(
        label=_("Half of the duo"),
        choices=[("", _("Not said")), *Half.choices],
        required=False,
        help_text=_("For an ambassador: from practice or from education."),
    )
    organisation = forms.CharField(
        label=_("Organisation"),
        max_length=200,
        required=False,
        help_text=_("For a provider: the name as in the register."),
    )
    ends_on = DateField(label=_("Until"), required=False, help_text=_("Empty: no end date."))

    def __init__(self, *args: Any, by: Any, hub_fixed: Hub | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = roles_of(by)
        offered = (
            set(Role.values)
            if Role.ADMINISTRATOR in roles
            else (BY_COORDINATOR if Role.COORDINATOR in roles else BY_AMBASSADOR)
        )
        if hub_fixed is not None:
            offered = BY_AMBASSADOR
            del self.fields["hub"], self.fields["organisation"]
        else:
            choice = self.fields["hub"]
            assert isinstance(choice, forms.ModelChoiceField)
            choice.queryset = Hub.objects.open()
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = [(value, label) for value, label in Role.choices if value in offered]
        self.hub_fixed = hub_fixed

    def clean_organisation(self) -> Organisation | None:
        """The organisation of that name, of which there must be one."""
        name = self.cleaned_data["organisation"].strip()
        if not name:
            return None
        found = list(Organisation.objects.filter(name__iexact=name)[:2])
        if len(found) != 1:
            raise forms.ValidationError(
                _("The register does not know one organisation of this name. Add it first, or copy its name.")
            )
        return found[0]

    def clean_ends_on(self) -> dt.date | None:
        """Not in the past."""
        day: dt.date | None = self.cleaned_data["ends_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("Choose a date in the future."))
        return day

    def clean(self) -> dict[str, Any]:
        """A role brings its hub or organisation."""
        cleaned = {**(super().clean() or {})}
        if self.hub_fixed is not None:
            cleaned["hub"], cleaned["organisation"] = self.hub_fixed, None
        elif cleaned.get("role") in BY_AMBASSADOR and not cleaned.get("hub") and "hub" not in self.errors:
            self.add_error("hub", _("Choose the hub that this role is for."))
        elif (
            cleaned.get("role") == Role.PROVIDER
            and not cleaned.get("organisation")
            and "organisation" not in self.errors
        ):
            self.add_error("organisation", _("Choose the organisation that this role is for."))
        return cleaned


class ExtendForm(forms.Form):
    """Until when a mandate runs."""

    valid_until = DateField(label=_("Until"), required=False, help_text=_("Empty: no end date."))


def _holder(obj: Any) -> str:
    return str(obj.user)


class HandoverForm(forms.Form):
    """Who stops, who comes, when."""

    leaving = forms.ModelMultipleChoiceField(
        Mandate.objects.none(),
        label=_("Who stops?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose who stops.")},
    )
    email = forms.EmailField(
        label=_("E-mail address of the successor"),
        max_length=254,
        error_messages=EMAIL_ERRORS,
        help_text=_("Somebody with an account, or somebody new: then we send an invitation."),
    )
    name = forms.CharField(label=_("Name of the successor"), max_length=200, required=False)
    on = DateField(
        label=_("On which day?"), help_text=_("On that day both can still work; the day after only the successor.")
    )
    note = forms.CharField(
        label=_("Note for the history"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, hub: Hub, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["leaving"]
        assert isinstance(choice, forms.ModelMultipleChoiceField)
        current = Mandate.objects.current_or_coming().filter(hub=hub, role=Role.AMBASSADOR)
        choice.queryset = current.select_related("user", "hub")
        choice.label_from_instance = _holder  # type: ignore[method-assign]

    def clean_on(self) -> dt.date:
        """Not in the past."""
        day: dt.date = self.cleaned_data["on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("Choose today or a later day."))
        return day


class AcceptForm(forms.Form):
    """One's own name, at accepting an invitation."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        error_messages={"required": _("Fill in your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
