"""Forms about what a hub keeps for itself: its relation with an organisation, how it knows a contact, ties."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knooppunt.core.registries import PlanActivity, plan_activities
from knooppunt.network import vocabulary
from knooppunt.network.actions.stakeholders import FIELDS, seal_of_known
from knooppunt.network.actions.ties import TieData
from knooppunt.network.forms.bulk import CADENCES
from knooppunt.network.forms.hubs import DATE, TidyCharField, VersionedForm
from knooppunt.network.models import (
    Contact,
    Hub,
    Organisation,
    Stage,
    StakeholderRelation,
    SupportedActivity,
    Weight,
)
from knooppunt.network.names import fold, tidy
from knooppunt.network.queries.contacts import contacts_visible_to
from knooppunt.network.queries.facets import hub_words
from knooppunt.network.queries.organisations import organisation_named

_TEXT = {"widget": forms.Textarea(attrs={"rows": 3}), "max_length": 5000, "required": False}


def tags_field() -> TidyCharField:
    """Tags as one types them."""
    return TidyCharField(
        label=_("Tags"),
        max_length=600,
        required=False,
        help_text=_("Your own words, with a comma between them. Only your hub sees them."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def split_tags(text: str) -> list[str]:
    """The tags in a text. Raises ``ValidationError`` for more than twenty."""
    names = [name for name in (tidy(part) for part in text.split(",")) if fold(name)]
    if len(names) > 20:
        raise ValidationError(gettext("At most 20 tags."))
    return names


class CadenceField(forms.TypedChoiceField):
    """How often a hub wants to be in touch."""

    def __init__(self) -> None:
        super().__init__(
            label=_("How often do you want to be in touch?"),
            required=False,
            choices=[("", _("No agreement")), *CADENCES],
            coerce=int,
            empty_value=None,
            help_text=_("We warn you when it is nearly time. Any contact counts, wherever it is recorded."),
        )


class RelationForm(VersionedForm):
    """What a hub keeps about an organisation it works with."""

    stage = forms.ChoiceField(label=_("Stage"), choices=Stage.choices)
    since = forms.DateField(label=_("Since"), widget=DATE)
    owner = forms.TypedChoiceField(label=_("Looked after by"), required=False, coerce=int, empty_value=None)
    cadence_months = CadenceField()
    next_step = TidyCharField(label=_("Next step"), max_length=300, required=False)
    next_step_on = forms.DateField(label=_("On"), required=False, widget=DATE)
    needs = forms.CharField(label=_("What do they need?"), **_TEXT)  # type: ignore[arg-type]
    brings = forms.CharField(label=_("What do they bring?"), **_TEXT)  # type: ignore[arg-type]
    influence = forms.TypedChoiceField(label=_("Influence"), required=False, coerce=int, empty_value=None)
    interest = forms.TypedChoiceField(label=_("Interest"), required=False, coerce=int, empty_value=None)
    tags = tags_field()
    is_supporting = forms.BooleanField(
        label=_("This is a supporting structure"),
        required=False,
        help_text=_("It helps with activities of your plan, or could take some over."),
    )

    def __init__(self, *args: Any, hub: Hub, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["owner"].choices = [("", gettext("Nobody in particular")), *hub_words(hub.pk).team]
        for name in ("influence", "interest"):
            fields[name].choices = [("", gettext("Not said")), *Weight.choices]
        self.activities = activities_of(hub)
        for activity in self.activities:
            fields[self.name_of(activity.lineage)] = forms.ChoiceField(
                label=activity.label,
                required=False,
                choices=[("", gettext("nothing")), *SupportedActivity.Kind.choices],
            )

    @staticmethod
    def name_of(lineage: UUID) -> str:
        """The name of the field for an activity."""
        return f"activity-{lineage}"

    @property
    def activity_fields(self) -> list[Any]:
        """The fields for the activities of the plan; those that it is about already come first."""
        found = [self[self.name_of(activity.lineage)] for activity in self.activities]
        return sorted(found, key=lambda field: not (field.value() or field.errors))

    @property
    def own_fields(self) -> list[Any]:
        """All other fields."""
        return [field for field in self.visible_fields() if not field.name.startswith("activity-")]

    def clean_tags(self) -> list[str]:
        return split_tags(self.cleaned_data["tags"])

    def values_given(self) -> dict[str, Any]:
        """The fields of the relation."""
        data = {name: value for name, value in self.cleaned_data.items() if not name.startswith("activity-")}
        data["owner_id"] = data.pop("owner")
        return {name: value for name, value in data.items() if name not in {"version", "tags"}}

    def supported_given(self) -> list[tuple[UUID, str, str]]:
        """(lineage, words, kind) of each activity that was chosen."""
        found = [(one, self.cleaned_data[self.name_of(one.lineage)]) for one in self.activities]
        return [(one.lineage, one.label, kind) for one, kind in found if kind]

    @staticmethod
    def initial_of(relation: StakeholderRelation, tags: Sequence[str]) -> dict[str, Any]:
        """What the form shows at first. One query."""
        names = [*FIELDS, "version"]
        found = {name: getattr(relation, name) for name in names if name not in {"owner_id", "snoozed_until"}}
        supported = {RelationForm.name_of(one.lineage): one.kind for one in relation.supported.all()}
        return {**found, **supported, "owner": relation.owner_id, "tags": ", ".join(tags)}


def activities_of(hub: Hub) -> list[PlanActivity]:
    """The activities of this year's plan, or else of last year's."""
    year = timezone.localdate().year
    for one in (year, year - 1):
        found = [activity for provider in plan_activities for activity in provider(hub.pk, one)]
        if found:
            return found
    return []


class KnownForm(VersionedForm):
    """How a hub knows a contact."""

    cadence_months = CadenceField()
    tags = tags_field()

    def clean_tags(self) -> list[str]:
        return split_tags(self.cleaned_data["tags"])

    @staticmethod
    def initial_of(months: int | None, tags: Sequence[str]) -> dict[str, Any]:
        """What the form shows at first."""
        return {"version": seal_of_known(months, tags), "cadence_months": str(months or ""), "tags": ", ".join(tags)}


class TieForm(forms.Form):
    """This record belongs with another one in some way."""

    kind = forms.ChoiceField(label=_("Relation"))
    other = TidyCharField(
        label=_("With whom?"),
        max_length=200,
        help_text=_("The name of an organisation, of a hub, or of one of your contacts."),
        widget=forms.TextInput(attrs={"list": "organisaties", "autocomplete": "off"}),
    )
    turned = forms.BooleanField(label=_("The other way round: the other one does it"), required=False)
    private = forms.BooleanField(
        label=_("Only for our own hub"), required=False, help_text=_("A relation with a person always is.")
    )
    from_date = forms.DateField(label=_("From"), required=False, widget=DATE)
    until_date = forms.DateField(label=_("Until"), required=False, widget=DATE)
    note = TidyCharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, subject: Organisation | Contact, hub: Hub, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject, self.hub, self.user = subject, hub, user
        kinds: Any = self.fields["kind"]
        kinds.choices = vocabulary.choices("tie_kinds")

    def clean_other(self) -> Organisation | Contact | Hub:
        text: str = self.cleaned_data["other"]
        organisations = organisation_named(text)
        hubs = [hub for hub in Hub.objects.open() if fold(text) in {fold(hub.short_name), fold(hub.name)}]
        people = list(contacts_visible_to(self.user).filter(sort_name=fold(text), hub_contacts__hub=self.hub)[:2])
        found: list[Any] = [*organisations, *hubs, *people]
        if not found:
            raise ValidationError(
                gettext("We do not know “%(name)s”. Add it first, or check the spelling.") % {"name": text}
            )
        if len(found) > 1:
            raise ValidationError(gettext("There are several called “%(name)s”.") % {"name": text})
        return found[0]  # type: ignore[no-any-return]  # one of the three

    def data_given(self) -> TieData:
        """What was typed, for the action."""
        data = self.cleaned_data
        ends = [self.subject, data["other"]]
        if data["turned"]:
            ends.reverse()
        personal = any(isinstance(end, Contact) for end in ends)
        return TieData(
            kind=data["kind"],
            first=ends[0],
            second=ends[1],
            hub=self.hub if data["private"] or personal else None,
            from_date=data["from_date"],
            until_date=data["until_date"],
            note=data["note"],
        )
