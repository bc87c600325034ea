"""Everything about one moment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knooppunt.journal.actions.moments import MomentData
from knooppunt.journal.actions.refusals import Refused, refuse_odd_date
from knooppunt.journal.forms.names import NamesField
from knooppunt.journal.hours import LONGEST_TEXT, NotHours, read_minutes, shown_hours
from knooppunt.journal.models import Moment, MomentKind
from knooppunt.journal.queries.choices import (
    ThemeChoice,
    known_contacts,
    labelled_contacts,
    labelled_organisations,
    organisations_of,
    plan_choices,
)
from knooppunt.journal.sensitive import sensitive_reasons
from knooppunt.network.models import Contact, Hub, Organisation
from knooppunt.network.names import fold
from knooppunt.plans.models import PlanItem, Theme

LONGEST_NOTE = 5000
MOST_ATTACHMENTS = 10  # of one moment; a file store is kept beside this


class HoursField(forms.CharField):
    """How long, in any notation; gives minutes."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_TEXT, **kwargs)
        self.widget.attrs |= {"class": "input--short", "autocomplete": "off", "inputmode": "text"}

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_minutes(text)
        except NotHours as error:
            raise ValidationError(str(error)) from error


class NoteField(forms.CharField):
    """A text of several lines, with a limit that is said in a sentence."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_NOTE, required=False, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class DayField(forms.DateField):
    """A day that has been."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None:
            try:
                refuse_odd_date(day)
            except Refused as refusal:
                raise ValidationError(str(refusal)) from refusal
        return day


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Several files; each may be refused by itself."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        one = super().clean
        return [one(upload, initial) for upload in data or []]


class PurposeField(forms.ChoiceField):
    """What it was for: an activity of the plan, a theme, or nothing of the plan. Gives a ``PlanItem`` or ``Theme``."""

    def offer(self, groups: list[ThemeChoice], *, years: bool, also: PlanItem | Theme | None = None) -> None:
        """Fill the choices; ``also`` is what the moment has now, should it have left the plan."""
        choices: list[Any] = [("", _("Nothing of the plan"))]
        for group in groups:
            title = f"{group.year} · {group.title}" if years else group.title
            rows = [(f"t{group.pk}", gettext("The whole theme: %(title)s") % {"title": group.title})]
            choices.append((title, rows + [(f"i{item.pk}", _short(str(item))) for item in group.items]))
        known = {value for group in choices[1:] for value, _label in group[1]}
        if also is not None and purpose_value(also) not in known:
            choices.append((gettext("No longer in the plan"), [(purpose_value(also), _short(str(also)))]))
        self.choices = choices

    def clean(self, value: Any) -> PlanItem | Theme | None:
        chosen = super().clean(value)
        if chosen[:1] not in {"i", "t"}:  # nothing, in one of the ways in which forms say that
            return None
        if chosen.startswith("i"):
            found: PlanItem | None = (
                PlanItem.all_objects.select_related("theme__plan").filter(pk=int(chosen[1:])).first()
            )
            return found
        theme: Theme | None = Theme.all_objects.select_related("plan").filter(pk=int(chosen[1:])).first()
        return theme


def purpose_value(purpose: PlanItem | Theme | None) -> str:
    """How a form names an activity or theme."""
    if purpose is None:
        return ""
    return f"i{purpose.pk}" if isinstance(purpose, PlanItem) else f"t{purpose.pk}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 90 else f"{line[:88]}…"


class MomentForm(forms.Form):
    """One moment. ``version`` is what was on the screen; a new one has 0."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    date = DayField(label=_("Date"))
    duration = HoursField(label=_("How long?"), help_text=_("For instance 1,5 or 1:30 or 90m."))
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    purpose = PurposeField(label=_("What was it for?"), required=False)
    organisations = NamesField(label=_("With which organisations?"), required=False)
    contacts = NamesField(
        label=_("With whom?"), required=False, help_text=_("Contacts of your hub. Only your own hub sees their names.")
    )
    note = NoteField(label=_("What did you do?"), rows=3)
    result = NoteField(
        label=_("What did it yield?"),
        rows=2,
        help_text=_("An agreement, a plan, something that goes on. This comes into the half-year report."),
    )
    is_highlight = forms.BooleanField(
        label=_("This is a highlight"),
        required=False,
        help_text=_("Highlights come first in the half-year report and the newsletter."),
    )
    visibility = forms.ChoiceField(
        label=_("Who may read this?"), widget=forms.RadioSelect, initial=Moment.Visibility.HUB
    )
    uploads = FilesField(
        label=_("Attachments"),
        required=False,
        help_text=_("Only your own hub sees these. At most ten, of 10 MB each: PDF, Word, Excel, pictures."),
    )
    keep = forms.MultipleChoiceField(label=_("Attached now"), required=False, widget=forms.CheckboxSelectMultiple)
    is_sure = forms.BooleanField(label=_("I looked again: no patient can be recognised in this"), required=False)

    def __init__(
        self, *args: Any, hub: Hub, contacts: QuerySet[Contact], moment: Moment | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.hub = hub
        self.moment = moment
        self.warnings: list[str] = []
        self._offer(contacts)

    def _offer(self, contacts: QuerySet[Contact]) -> None:
        today = timezone.localdate()
        years = {today.year, today.year - 1} if today.month <= 3 else {today.year}
        if self.moment is not None:
            years.add(self.moment.date.year)
        self.plans = {year: plan_choices(self.hub, year) for year in sorted(years, reverse=True)}
        groups = [group for plan in self.plans.values() for group in plan]
        now = (self.moment.item or self.moment.theme) if self.moment else None
        self.fields["purpose"].offer(groups, years=len(years) > 1, also=now)  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("Not said")), *MomentKind.choices]  # type: ignore[attr-defined]
        self.fields["visibility"].choices = visibility_choices()  # type: ignore[attr-defined]
        self.known_contacts = known_contacts(contacts)
        organisations = labelled_organisations(organisations_of(self.hub))
        people = labelled_contacts(self.known_contacts)
        self.fields["organisations"].offer(organisations, find=_organisations_named)  # type: ignore[attr-defined]
        self.fields["contacts"].offer(people)  # type: ignore[attr-defined]
        if self.moment is not None and (attached := list(self.moment.attachments.all())):
            self.fields["keep"].choices = [(str(one.pk), one.name) for one in attached]  # type: ignore[attr-defined]
            self.fields["keep"].help_text = gettext("Take the tick away to remove an attachment.")
        else:
            del self.fields["keep"]
        if self.moment is not None:  # somebody who left the hub stays with what they did
            people |= {pk: name for pk, name in self.moment.contacts.values_list("pk", "name") if pk not in people}
            self.fields["contacts"].offer(people)  # type: ignore[attr-defined]
        if not self.is_bound:
            for name, labels in (("organisations", organisations), ("contacts", people)):
                self.initial[name] = [labels.get(pk, text) for pk, text in self.initial.get(name, {}).items()]

    @staticmethod
    def initial_of(moment: Moment) -> dict[str, Any]:
        """What the form shows of a moment at first. Three queries."""
        return {
            "version": moment.version,
            "date": moment.date,
            "duration": shown_hours(moment.minutes),
            "kind": moment.kind,
            "purpose": purpose_value(moment.item or moment.theme),
            "organisations": dict(moment.organisations.values_list("pk", "name")),
            "contacts": dict(moment.contacts.values_list("pk", "name")),
            "note": moment.note,
            "result": moment.result,
            "is_highlight": moment.is_highlight,
            "visibility": moment.visibility,
            "keep": [str(pk) for pk in moment.attachments.values_list("pk", flat=True)],
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.warnings = sensitive_reasons(cleaned.get("note", ""), cleaned.get("result", ""))
        if self.warnings and not cleaned.get("is_sure"):
            text = " ".join([*self.warnings, gettext("Leave it out, or tick below that it may stay.")])
            self.add_error("is_sure", text)
        if len(cleaned.get("uploads") or ()) + len(cleaned.get("keep") or ()) > MOST_ATTACHMENTS:
            text = gettext(
                "A moment holds at most %(most)d attachments. Leave some out, or put them on another moment."
            )
            self.add_error("uploads", text % {"most": MOST_ATTACHMENTS})
        return cleaned

    @property
    def asks_twice(self) -> bool:
        """Whether the text looks like data of a patient, so that the tick is shown."""
        return bool(self.warnings)

    def data_given(self) -> MomentData:
        """What was typed. Attachments are the caller's: storing them can fail. Two queries."""
        given = self.cleaned_data
        purpose = given["purpose"]
        return MomentData(
            date=given["date"],
            minutes=given["duration"],
            kind=given["kind"],
            item=purpose if isinstance(purpose, PlanItem) else None,
            theme=purpose if isinstance(purpose, Theme) else None,
            organisations=list(Organisation.objects.filter(pk__in=given["organisations"]))
            if given["organisations"]
            else [],
            contacts=list(Contact.objects.filter(pk__in=given["contacts"])) if given["contacts"] else [],
            note=given["note"],
            result=given["result"],
            is_highlight=given["is_highlight"],
            visibility=given["visibility"],
        )


def visibility_choices() -> list[tuple[str, Any]]:
    """Who may read it, in plain words."""
    return [
        (Moment.Visibility.HUB, _("Only our own hub: ambassadors and board")),
        (
            Moment.Visibility.NETWORK,
            _("All hubs and the national coordination; without the names of contacts, without attachments"),
        ),
        (Moment.Visibility.PUBLIC, _("Everybody: it becomes a highlight on the public page of the hub, only the text")),
    ]


def _organisations_named(name: str) -> list[tuple[int, str]]:
    """Living organisations anywhere in the register that bear this name or alias."""
    return list(Organisation.objects.named(fold(name)).values_list("pk", "name")[:2])
