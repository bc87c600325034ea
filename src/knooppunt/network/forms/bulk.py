"""One change to many records of the register."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knooppunt.network.actions.bulk import ONLY_ORGANISATIONS, Bulk
from knooppunt.network.cadence import months_later
from knooppunt.network.forms.hubs import TidyCharField
from knooppunt.network.models import Hub, Stage, Tag
from knooppunt.network.queries.facets import HubWords

SAME, NONE = "", "-"
CADENCES = [
    ("1", _("every month")),
    ("2", _("every two months")),
    ("3", _("every three months")),
    ("6", _("every half year")),
    ("12", _("every year")),
    ("24", _("every two years")),
]
SNOOZES = [("1", _("for a month")), ("3", _("for three months")), ("6", _("for half a year"))]


class BulkForm(forms.Form):
    """What is left alone stays as it is in each of them."""

    stage = forms.ChoiceField(label=_("Stage"), required=False)
    owner = forms.ChoiceField(label=_("Looked after by"), required=False)
    step = TidyCharField(label=_("Next step"), max_length=300, required=False)
    cadence = forms.ChoiceField(label=_("In touch"), required=False)
    snooze = forms.ChoiceField(label=_("Put off"), required=False)
    tag = TidyCharField(label=_("Add a tag"), max_length=60, required=False)
    untag = forms.ChoiceField(label=_("Take off a tag"), required=False)
    ours = forms.BooleanField(label=_("We work with these"), required=False)

    def __init__(self, data: Any = None, *, hub: Hub, subject: str, words: HubWords) -> None:
        super().__init__(data, auto_id="bulk_%s")
        self.hub, self.subject = hub, subject
        same, none = (SAME, _("Leave as it is")), (NONE, _("None"))
        choices: dict[str, list[Any]] = {
            "stage": [same, *Stage.choices],
            "owner": [same, none, *words.team],
            "cadence": [same, none, *CADENCES],
            "snooze": [same, none, *SNOOZES],
            "untag": [same, *words.tags],
        }
        for name, options in choices.items():
            field: Any = self.fields[name]
            field.choices = options
        if subject == "contacts":
            for name in ONLY_ORGANISATIONS:
                del self.fields[name]
        for field in self.fields.values():
            field.widget.attrs["form"] = "bulk"  # the ticks stand between other forms

    def changes_given(self) -> list[Bulk]:
        """What to do, one after the other; empty when everything was left alone."""
        data = self.cleaned_data
        found = []
        if data.get("ours"):
            found.append(Bulk(self.subject, "ours"))
        if data.get("stage"):
            found.append(Bulk(self.subject, "stage", data["stage"]))
        chosen = [(name, data[name]) for name in ("owner", "cadence") if data.get(name)]
        found += [Bulk(self.subject, name, None if value == NONE else int(value)) for name, value in chosen]
        if data.get("step"):
            found.append(Bulk(self.subject, "step", data["step"]))
        if data["snooze"]:
            until = None if data["snooze"] == NONE else months_later(timezone.localdate(), int(data["snooze"]))
            found.append(Bulk(self.subject, "snooze", until))
        if data["tag"]:
            found.append(Bulk(self.subject, "tag", data["tag"]))
        if data["untag"]:
            found.append(Bulk(self.subject, "untag", Tag.objects.get(pk=int(data["untag"]), hub=self.hub)))
        return found
