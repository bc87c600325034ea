"""Offering and accepting joint activities."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knooppunt.network.models import Hub
from knooppunt.plans.models import ActionPlan, Theme


class OfferForm(forms.Form):
    """To which hubs an activity is offered."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    hubs = forms.ModelMultipleChoiceField(
        label=_("With which hubs?"), queryset=Hub.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, hubs: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hubs"].queryset = hubs  # type: ignore[attr-defined]


class AcceptForm(forms.Form):
    """Under which theme of the own plan a joint activity comes."""

    theme = forms.ModelChoiceField(label=_("Under which theme?"), queryset=Theme.objects.none(), empty_label=None)

    def __init__(self, *args: Any, plan: ActionPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = plan.themes.select_related("plan__hub")  # type: ignore[attr-defined]
