"""The texts of a row and of a theme."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from knooppunt.network.api import team_of
from knooppunt.plans.actions.rows import SubWish
from knooppunt.plans.models import ActionPlan, NationalTheme, PlanItem, Theme

LONGEST_TEXT = 4000  # characters; the longest row of a real plan has 400


class AreaField(forms.CharField):
    """A text of several lines, with a limit that is said in a sentence."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_TEXT)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class DateInput(forms.DateInput):
    """A day, as browsers ask for it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ItemForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Everything about a row but its status. ``version`` is what was on the screen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    text = AreaField(label=_("Text"), rows=3)
    deliverable = AreaField(label=_("Deliverable"), rows=2, required=False)
    note = AreaField(label=_("Note for the hub"), rows=2, required=False)

    class Meta:
        model = PlanItem
        fields = [
            "text",
            "deliverable",
            "owner",
            "owner_name",
            "planned_from",
            "planned_until",
            "hours",
            "handover_to",
            "note",
        ]
        localized_fields = ("hours",)  # people write 12,5
        widgets = {"planned_from": DateInput(), "planned_until": DateInput()}
        labels = {
            "owner": _("Owner"),
            "owner_name": _("Or somebody else"),
            "planned_from": _("Planned from"),
            "planned_until": _("Planned until"),
            "hours": _("Hours"),
            "handover_to": _("Could be handed over to"),
        }
        error_messages = {"hours": {"min_value": _("Hours are 0 or more.")}}

    def __init__(self, data: Any = None, *, instance: PlanItem) -> None:
        super().__init__(data, instance=instance)
        self.fields["version"].initial = instance.version
        self.fields["handover_to"].help_text = _("For instance a school. This helps to make the work last.")
        plan = instance.theme.plan
        if plan.hub is None:  # a template is nobody's
            for name in ("owner", "owner_name", "planned_from", "planned_until", "note"):
                del self.fields[name]
        else:
            team = list(team_of(plan.hub).values_list("user_id", flat=True))
            if instance.owner_id:
                team.append(instance.owner_id)  # who left the hub stays until somebody else takes over
            owner = cast("forms.ModelChoiceField[Any]", self.fields["owner"])
            owner.queryset = get_user_model().objects.filter(pk__in=team).order_by("name")
            owner.empty_label = _("nobody yet")
        self.order_fields(["version", "text", "deliverable"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        start, end = cleaned.get("planned_from"), cleaned.get("planned_until")
        if start and end and end < start:
            self.add_error("planned_until", _("The end lies before the start. Turn them round."))
        return cleaned


class SubResultForm(forms.Form):
    """One sub-result of an activity."""

    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(label=_("Sub-result"), max_length=1000, required=False)
    is_done = forms.BooleanField(label=_("done"), required=False)
    place = forms.IntegerField(
        label=_("position"),
        min_value=1,
        max_value=99,
        required=False,
        widget=forms.NumberInput(attrs={"class": "input--short"}),
    )


class _SubResultFormSet(forms.BaseFormSet):  # type: ignore[type-arg]  # not subscriptable at run time
    def wishes(self) -> list[SubWish]:
        """The sub-results in the order of their places; those without a place come last."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data]
        rows.sort(key=lambda row: row.get("place") or 100)
        return [SubWish(row.get("text", "").strip(), bool(row.get("is_done")), row.get("pk")) for row in rows]


SubResultFormSet = forms.formset_factory(SubResultForm, formset=_SubResultFormSet, extra=2, max_num=60, absolute_max=80)


def sub_result_forms(item: PlanItem, data: Any = None) -> _SubResultFormSet:
    """The sub-results of ``item`` and two empty lines. One query."""
    subs = list(item.sub_results.all()) if item.pk else []
    initial = [
        {"pk": sub.pk, "text": sub.text, "is_done": sub.is_done, "place": place}
        for place, sub in enumerate(subs, start=1)
    ]
    return cast(_SubResultFormSet, SubResultFormSet(data, prefix="sub", initial=initial))


class NewRowForm(forms.Form):
    """A new row: what it says, and whether it is a focus item or an activity."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=PlanItem.Kind.choices, widget=forms.RadioSelect, initial=PlanItem.Kind.ACTIVITY
    )
    text = AreaField(label=_("Text"), rows=2)


class PlaceForm(forms.Form):
    """Where a row stands."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    theme = forms.ModelChoiceField(label=_("Theme"), queryset=Theme.objects.none(), empty_label=None)
    kind = forms.ChoiceField(label=_("Kind"), choices=PlanItem.Kind.choices)

    def __init__(self, data: Any = None, *, item: PlanItem) -> None:
        super().__init__(data, initial={"version": item.version, "theme": item.theme_id, "kind": item.kind})
        self.fields["theme"].queryset = Theme.objects.filter(plan=item.theme.plan_id)  # type: ignore[attr-defined]


class ThemeForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Title, goal and the national theme by which plans are compared."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)
    goal = AreaField(label=_("Goal"), rows=3, required=False)

    class Meta:
        model = Theme
        fields = ["title", "goal", "national"]
        labels = {"title": _("Title"), "national": _("National theme")}
        help_texts = {
            "national": _("By this theme your plan is counted along nationally. Leave it open for a theme of your own.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["version"].initial = self.instance.version
        current = NationalTheme.objects.filter(is_current=True)
        if self.instance.national_id:
            current = current | NationalTheme.objects.filter(pk=self.instance.national_id)
        national = cast("forms.ModelChoiceField[Any]", self.fields["national"])
        national.queryset, national.empty_label = current, _("none: this theme is our own")


class PlanForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Title and introduction of a plan."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    introduction = AreaField(label=_("Introduction"), rows=6, required=False, max_length=20_000)

    class Meta:
        model = ActionPlan
        fields = ["title", "introduction"]
        labels = {"title": _("Title")}

    def __init__(self, data: Any = None, *, instance: ActionPlan) -> None:
        super().__init__(data, instance=instance)
        self.fields["version"].initial = instance.version
