"""What one says about an organisation, level by level."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knooppunt.framework.actions.statuses import StatusData
from knooppunt.framework.models import Concept, FrameworkStatus


class StatusForm(forms.Form):
    """One level. Empty: nothing is said."""

    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("not said")), *FrameworkStatus.Status.choices]
    )
    as_of = forms.DateField(
        label=_("Date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    said_by = forms.CharField(label=_("Who said so"), max_length=200, required=False)
    note = forms.CharField(label=_("Note"), max_length=1_000, required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, level: Concept, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.level = level

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("status") and not given.get("as_of") and "as_of" not in self.errors:
            self.add_error("as_of", _("Since when?"))
        return given

    def data_given(self) -> StatusData | None:
        """What is said, or ``None`` when nothing is said or nothing changed."""
        given = self.cleaned_data
        if not given["status"] or not self.has_changed():
            return None
        return StatusData(
            self.level, given["status"], given["as_of"], given["said_by"], given["note"], given["seen"] or 0
        )


def status_forms(levels: Iterable[Concept], known: Iterable[FrameworkStatus], data: Any = None) -> list[StatusForm]:
    """One form per level."""
    by_level = {row.level_id: row for row in known}
    forms_made = []
    for level in levels:
        row = by_level.get(level.pk)
        initial: dict[str, Any] = {"as_of": timezone.localdate(), "seen": 0}
        if row is not None:
            initial = {
                "status": row.status, "as_of": row.as_of, "said_by": row.said_by, "note": row.note, "seen": row.version,
            }  # fmt: skip
        forms_made.append(StatusForm(data, prefix=level.code, initial=initial, level=level))
    return forms_made
