"""Forms of reviewers: notes, decisions, criteria, reports, invitations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knooppunt.accounts.models import User
from knooppunt.catalogue.offering.models import Criterion, QualityReview, Report, Reviewer
from knooppunt.catalogue.offering.models.quality import Dimension
from knooppunt.network.api import holders_of, organisation_named
from knooppunt.network.models import Hub, Organisation, Role


class NoteForm(forms.Form):
    """A note among reviewers, or one that the proposer reads too."""

    text = forms.CharField(label=_("Note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    audience = forms.ChoiceField(
        label=_("Who reads it?"),
        choices=[("internal", _("only reviewers")), ("provider", _("the proposer too, by mail"))],
        widget=forms.RadioSelect,
        initial="internal",
    )


class ReasonForm(forms.Form):
    """Why it goes back; the proposer reads it."""

    reason = forms.CharField(
        label=_("What is to be mended?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The proposer reads this, in the mail and with the proposal."),
    )


class DeclineForm(forms.Form):
    """Why it will not come into the catalogue; empty for spam."""

    reason = forms.CharField(
        label=_("Why not?"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The proposer reads this. Is it spam? Leave it empty: then nobody gets a mail."),
    )


class RouteForm(forms.Form):
    """Who looks at it instead."""

    hub = forms.ModelChoiceField(
        label=_("To which hub?"), queryset=Hub.objects.none(), required=False, empty_label=_("National: the editors")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["hub"]
        chosen.queryset = Hub.objects.working()


class AssignForm(forms.Form):
    """Into whose hands."""

    to = forms.ModelChoiceField(
        label=_("Who looks at it?"), queryset=User.objects.none(), empty_label=_("Choose somebody")
    )

    def __init__(self, *args: Any, hub: Hub | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = holders_of(Role.EDITOR)
        people = set(held.values_list("user_id", flat=True))
        if hub is not None:
            people |= set(holders_of(Role.AMBASSADOR).filter(hub=hub).values_list("user_id", flat=True))
        chosen: Any = self.fields["to"]
        chosen.queryset = User.objects.filter(pk__in=people, is_active=True).order_by("name")


class ApproveForm(forms.Form):
    """The provider when it was named in words, and which fields stay as they are."""

    organisation = forms.CharField(
        label=_("Provider"),
        max_length=200,
        required=False,
        help_text=_("The name of an organisation in the register. Is it not there? Tick the box below."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    make_new = forms.BooleanField(label=_("Add this organisation to the register"), required=False)
    kind = forms.ChoiceField(label=_("Kind of organisation"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    entry_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, asks_provider: bool, kinds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks_provider = asks_provider
        self.found: Organisation | None = None
        if not asks_provider:
            for name in ("organisation", "make_new", "kind"):
                del self.fields[name]
        else:
            chosen: Any = self.fields["kind"]
            chosen.choices = kinds
            provider = self.fields["organisation"]
            provider.required, provider.error_messages["required"] = True, gettext("Fill in who offers it.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.asks_provider:
            return data
        name = data.get("organisation") or ""
        if not name:  # told already
            return data
        found = organisation_named(name)
        if data.get("make_new"):
            if found:
                text = gettext("There is an organisation with this name already. Take the tick away.")
                raise ValidationError({"make_new": text})
            if not data.get("kind"):
                raise ValidationError({"kind": gettext("Choose what kind of organisation it is.")})
        elif len(found) != 1:
            text = (
                gettext("There are several organisations with this name. Use another name for it.")
                if found
                else gettext("We do not know this organisation yet. Tick the box to add it.")
            )
            raise ValidationError({"organisation": text})
        else:
            self.found = found[0]
        return data


class HandleReportForm(forms.Form):
    """What was done about a report."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label=_("What is the outcome?"),
        choices=[one for one in Report.State.choices if one[0] != Report.State.OPEN],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("What did you do?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who reported it gets this by mail, if there is an address."),
    )
    hide = forms.BooleanField(label=_("Take the entry off the site for now"), required=False)


class CriterionForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """One question of the quality review."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Criterion
        fields = ["dimension", "text", "is_must", "order", "is_asked"]


class ReviewerForm(forms.Form):
    """Somebody for the working group."""

    email = forms.EmailField(
        max_length=254,
        label=_("E-mail address"),
        help_text=_("Of somebody who has an account here, for instance a member."),
    )
    perspective = forms.ChoiceField(
        label=_("From which perspective?"), choices=Reviewer.Perspective.choices, widget=forms.RadioSelect
    )

    def clean_email(self) -> User:
        found = User.objects.filter(email=self.cleaned_data["email"].lower(), is_active=True).first()
        if found is None:
            raise ValidationError(gettext("Nobody has an account with this address. Invite that person first."))
        return found


class QualityForm(forms.Form):
    """A question per criterion, and room for remarks."""

    remarks = forms.CharField(
        label=_("Remarks"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, criteria: list[Criterion], mine: QualityReview | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        given = mine.answers if mine else {}
        for one in criteria:
            self.fields[f"c{one.pk}"] = forms.ChoiceField(
                label=one.text,
                choices=QualityReview.Verdict.choices,
                widget=forms.RadioSelect,
                initial=given.get(str(one.pk)),
                help_text=gettext("Necessary for the mark.") if one.is_must else gettext("Nice to have."),
            )
        if mine:
            self.fields["remarks"].initial = mine.remarks
        self.order_fields([*(f"c{one.pk}" for one in criteria), "remarks"])

    def groups(self) -> list[tuple[str, list[Any]]]:
        """(dimension, its questions)."""
        return [
            (str(label), [self[f"c{one.pk}"] for one in self.criteria if one.dimension == code])
            for code, label in Dimension.choices
            if any(one.dimension == code for one in self.criteria)
        ]

    def answers(self) -> dict[str, str]:
        """Number of the criterion → verdict."""
        return {str(one.pk): self.cleaned_data[f"c{one.pk}"] for one in self.criteria}


class GuidelineForm(forms.Form):
    """A guideline that has a new version."""

    guideline = forms.ChoiceField(label=_("Which guideline?"))
    version = forms.CharField(label=_("The new version"), max_length=60)

    def __init__(self, *args: Any, guidelines: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["guideline"]
        chosen.choices = [(one, one) for one in guidelines]
