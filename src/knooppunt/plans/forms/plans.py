"""Starting a new plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knooppunt.plans.actions.plans import Along
from knooppunt.plans.models import FIRST_YEAR, ActionPlan


def _years() -> list[tuple[str, str]]:
    this = timezone.localdate().year
    return [(str(year), str(year)) for year in range(this + 1, max(FIRST_YEAR, this - 8) - 1, -1)]


class StartForm(forms.Form):
    """The year, and what to begin with. Sent with GET: nothing is made yet."""

    year = forms.TypedChoiceField(label=_("For which year?"), coerce=int, choices=_years)
    source = forms.ChoiceField(label=_("What do you begin with?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, plans: list[ActionPlan], taken: set[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = taken
        self.plans = {str(plan.pk): plan for plan in plans}
        choices = [(key, self._label(plan)) for key, plan in self.plans.items()]
        self.fields["source"].choices = [*choices, ("leeg", _("An empty plan"))]  # type: ignore[attr-defined]

    @staticmethod
    def _label(plan: ActionPlan) -> Any:
        if plan.is_template:
            return _("The national template of %(year)s") % {"year": plan.year}
        return _("Your plan of %(year)s") % {"year": plan.year}

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if year in self.taken:
            raise ValidationError(
                _("There is a plan for %(year)s already. Choose another year, or open that plan.") % {"year": year}
            )
        return year

    @property
    def chosen_plan(self) -> ActionPlan | None:
        """The plan to begin with, or ``None`` for an empty one. Only after ``is_valid``."""
        return self.plans.get(self.cleaned_data["source"])


class CopyForm(forms.Form):
    """What goes along to the new plan."""

    title = forms.CharField(label=_("Title"), max_length=200)
    statuses = forms.BooleanField(label=_("Take the statuses along"), required=False)
    owners = forms.BooleanField(label=_("Take the owners along"), required=False, initial=True)
    details = forms.BooleanField(
        label=_("Take deliverables, sub-results and hours along"), required=False, initial=True
    )
    notes = forms.BooleanField(label=_("Take the notes along"), required=False)

    @property
    def along(self) -> Along:
        """The choices, as the action takes them. Only after ``is_valid``."""
        data = self.cleaned_data
        return Along(statuses=data["statuses"], owners=data["owners"], details=data["details"], notes=data["notes"])
