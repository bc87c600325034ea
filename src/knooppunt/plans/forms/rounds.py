"""A status round: words, days, year."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knooppunt.plans.forms.rows import AreaField, DateInput
from knooppunt.plans.models import StatusRound


class RoundForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """For a new round and for changing one. ``version`` is what was on the screen (0: new)."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    year = forms.TypedChoiceField(label=_("Which plan year?"), coerce=int)
    message = AreaField(label=_("What do you ask?"), rows=3, required=False, max_length=2000)
    opens_on = forms.DateField(label=_("First day"), widget=DateInput())
    closes_on = forms.DateField(label=_("Last day"), widget=DateInput())
    remind_days = forms.IntegerField(
        label=_("Remind how many days before the end?"),
        help_text=_("Ambassadors of hubs that are not done get one mail. With 0 nobody gets mail."),
        min_value=0,
        max_value=60,
        initial=5,
    )

    class Meta:
        model = StatusRound
        fields = ["title", "year", "message", "opens_on", "closes_on", "remind_days"]
        labels = {"title": _("Title")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this = timezone.localdate().year
        years = sorted({this - 1, this, this + 1, *([self.instance.year] if self.instance.year else [])}, reverse=True)
        self.fields["year"].choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
        self.fields["version"].initial = self.instance.version if self.instance.pk else 0
        if not self.instance.pk:
            self.fields["year"].initial, self.fields["opens_on"].initial = this, timezone.localdate()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("opens_on"), cleaned.get("closes_on")
        if first and last and last < first:
            self.add_error("closes_on", ValidationError(_("The last day comes before the first. Choose a later day.")))
        elif last and not self.instance.pk and last < timezone.localdate():
            self.add_error("closes_on", ValidationError(_("This day is past. Choose today or a later day.")))
        return cleaned
