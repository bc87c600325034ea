"""One change to many moments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knooppunt.journal.actions.bulk import BulkChange
from knooppunt.journal.forms.moments import PurposeField
from knooppunt.journal.models import Moment, MomentKind
from knooppunt.journal.queries.choices import plan_choices
from knooppunt.network.models import Hub

SAME, NONE = "", "-"


class BulkForm(forms.Form):
    """What is left alone stays as it is in each of them."""

    purpose = PurposeField(label=_("What was it for?"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    visibility = forms.ChoiceField(label=_("Who may read this?"), required=False)
    is_highlight = forms.ChoiceField(label=_("Highlight"), required=False)

    def __init__(self, data: Any = None, *, hub: Hub) -> None:
        super().__init__(data, auto_id="bulk_%s")
        same = (SAME, _("Leave as it is"))
        purpose: Any = self.fields["purpose"]
        purpose.offer(plan_choices(hub, timezone.localdate().year), years=False)
        purpose.choices = [same, (NONE, _("Nothing of the plan")), *list(purpose.choices)[1:]]
        self.fields["kind"].choices = [same, (NONE, _("Not said")), *MomentKind.choices]  # type: ignore[attr-defined]
        self.fields["visibility"].choices = [same, *Moment.Visibility.choices]  # type: ignore[attr-defined]
        self.fields["is_highlight"].choices = [same, ("1", _("yes")), ("0", _("no"))]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["form"] = "bulk"  # the ticks stand between other forms

    def change_given(self) -> BulkChange:
        """What should change. Only after ``is_valid``."""
        given = self.cleaned_data
        kind = given["kind"]
        return BulkChange(
            purpose=False if self.data.get("purpose") == NONE else given["purpose"],
            kind=None if kind == SAME else "" if kind == NONE else kind,
            visibility=given["visibility"] or None,
            is_highlight={"1": True, "0": False}.get(given["is_highlight"]),
        )
