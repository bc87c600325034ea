"""The form of the page behind the link, and the form that starts a round."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knooppunt.core.registries import PlanActivity
from knooppunt.network import vocabulary
from knooppunt.network.consent_texts import ASKED
from knooppunt.network.forms.relations import activities_of
from knooppunt.network.models import (
    Consent,
    ContactFunction,
    Hub,
    Organisation,
    RecalibrationReply,
    Segment,
    StakeholderRelation,
)
from knooppunt.network.recalibration.answering import Answered
from knooppunt.network.recalibration.questions import MOST, OWN, Question, questions

HERE = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No, not any more"))]


class AnswerForm(forms.Form):
    """Everything on one page, filled in with what we know. Fields are made for the record at hand."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    elsewhere = forms.CharField(label=gettext_lazy("I also work at"), max_length=200, required=False)
    elsewhere_title = forms.CharField(label=gettext_lazy("As what"), max_length=120, required=False)
    successor_name = forms.CharField(label=gettext_lazy("Name of the successor"), max_length=200, required=False)
    successor_email = forms.EmailField(
        max_length=254, label=gettext_lazy("E-mail address of the successor"), required=False
    )
    # What stood when the page was made: only what somebody changes on it is given or withdrawn.
    stood = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    remark = forms.CharField(
        label=gettext_lazy("Anything else?"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any = None, *, replies: Sequence[RecalibrationReply]) -> None:
        self.replies = list(replies)
        newest = max((reply.contact for reply in self.replies if reply.contact), key=lambda one: one.changed_at)
        self.contact = newest
        people = [reply.contact_id for reply in self.replies]
        self.functions = list(
            ContactFunction.objects.current().filter(contact__in=people).select_related("organisation").order_by("pk")
        )
        hubs = [reply.round.hub_id for reply in self.replies]
        works_with = StakeholderRelation.objects.filter(hub__in=hubs).values("organisation_id")
        at = {row.organisation_id for row in self.functions}
        self.organisations = list(Organisation.objects.filter(pk__in=at).filter(pk__in=works_with))
        standing = Consent.objects.standing().filter(contact__in=people)
        self.standing = set(standing.values_list("purpose", flat=True))
        start = {"name": newest.name, "email": newest.email, "phone": newest.phone}
        super().__init__(data, initial={**start, "stood": ",".join(sorted(self.standing))})
        self._add_topics()
        self._add_functions()
        self._add_organisations()
        self._add_questions()
        for asked in ASKED:
            self.fields[f"consent-{asked.purpose}"] = forms.BooleanField(
                label=str(asked.text), required=False, initial=asked.purpose in self.standing
            )

    def _add_topics(self) -> None:
        for name, label in (("interests", _("What I am interested in")), ("expertise", _("What I know about"))):
            self.fields[name] = forms.MultipleChoiceField(
                label=label,
                required=False,
                choices=vocabulary.choices("topics"),
                initial=getattr(self.contact, name),
                widget=forms.CheckboxSelectMultiple,
            )

    def _add_functions(self) -> None:
        for row in self.functions:
            self.fields[f"f{row.pk}-here"] = forms.ChoiceField(
                label=_("Do you still work at %(organisation)s?") % {"organisation": row.organisation},
                choices=HERE,
                initial="yes",
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"f{row.pk}-title"] = forms.CharField(
                label=_("Your function at %(organisation)s") % {"organisation": row.organisation},
                max_length=120,
                required=False,
                initial=row.title,
            )

    def _add_organisations(self) -> None:
        for one in self.organisations:
            self.fields[f"o{one.pk}-website"] = forms.URLField(
                label=_("Website of %(organisation)s") % {"organisation": one},
                required=False,
                max_length=200,
                initial=one.website,
                assume_scheme="https",
            )
            self.fields[f"o{one.pk}-role_mailbox"] = forms.EmailField(
                max_length=254,
                label=_("General e-mail address of %(organisation)s") % {"organisation": one},
                required=False,
                initial=one.role_mailbox,
            )

    def _add_questions(self) -> None:
        """Those of each hub; a question that two hubs ask is asked once, and both get the answer."""
        self.asked: dict[str, list[tuple[int, str]]] = {}  # field → (round, code)
        for reply in self.replies:
            asked: list[tuple[str, Question | str]] = []
            asked += [(code, one) for code in reply.round.questions if (one := questions.get(code))]
            if reply.round.own_question:
                asked.append((OWN, reply.round.own_question))
            for code, question in asked:
                name = f"q-{code}" if code != OWN else f"q{reply.round_id}-{OWN}"
                self.asked.setdefault(name, []).append((reply.round_id, code))
                if name in self.fields:
                    continue
                label = question if isinstance(question, str) else str(question.text)
                choices = None if isinstance(question, str) else question.choices
                if choices is not None:
                    self.fields[name] = forms.ChoiceField(
                        label=label, required=False, choices=[("", _("Choose an answer")), *choices()]
                    )
                else:
                    self.fields[name] = forms.CharField(
                        label=label, required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
                    )

    def pick(self, *prefixes: str) -> list[Any]:
        """The bound fields whose names begin like this, in order (for the template)."""
        return [self[name] for name in self.fields if name.startswith(prefixes)]

    @property
    def question_fields(self) -> list[Any]:
        """The questions of the hubs."""
        return [self[name] for name in self.asked]

    @property
    def own_fields(self) -> list[Any]:
        """Who somebody is and where they work."""
        own = [self[name] for name in ("name", "email", "phone")]
        return [*own, *self.pick("f"), self["elsewhere"], self["elsewhere_title"], *self.pick("interests", "expertise")]

    @property
    def organisation_fields(self) -> list[Any]:
        """Details of organisations."""
        return self.pick(*[f"o{one.pk}-" for one in self.organisations]) if self.organisations else []

    @property
    def consent_fields(self) -> list[Any]:
        """What somebody agrees to."""
        return self.pick("consent-")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("successor_email") and not data.get("successor_name"):
            self.add_error("successor_name", _("Give the name of the successor too."))
        return data

    def answered(self) -> Answered:
        """The clean form as the action wants it."""
        data = self.cleaned_data
        answers: dict[int, dict[str, str]] = {}
        for name, places in self.asked.items():
            for round_id, code in places:
                answers.setdefault(round_id, {})[code] = data.get(name, "").strip()
        return Answered(
            fields={name: data[name] for name in ("name", "email", "phone", "interests", "expertise")},
            functions={
                row.pk: (data[f"f{row.pk}-here"] != "no", data[f"f{row.pk}-title"])
                for row in self.functions
                if f"f{row.pk}-title" in self.data  # one that came since the page was made was not asked about
            },
            elsewhere={"organisation": data["elsewhere"].strip(), "title": data["elsewhere_title"].strip()},
            successor={"name": data["successor_name"], "email": data["successor_email"]},
            organisations={
                one.pk: {name: data[f"o{one.pk}-{name}"] for name in ("website", "role_mailbox")}
                for one in self.organisations
                if f"o{one.pk}-website" in self.data
            },
            answers=answers,
            consents=self._changed_consents(),
            remark=data["remark"],
        )

    def _changed_consents(self) -> dict[str, bool]:
        stood = set(self.cleaned_data["stood"].split(","))
        ticked = {asked.purpose: bool(self.cleaned_data[f"consent-{asked.purpose}"]) for asked in ASKED}
        return {purpose: wanted for purpose, wanted in ticked.items() if wanted != (purpose in stood)}


class RoundForm(forms.Form):
    """Who is asked, what, and until when."""

    title = forms.CharField(label=gettext_lazy("Name of the round"), max_length=120)
    segment = forms.ChoiceField(
        label=gettext_lazy("Who do you ask?"),
        required=False,
        help_text=gettext_lazy("Save a filter in the list of contacts or organisations to ask only these."),
    )
    asked = forms.MultipleChoiceField(
        label=gettext_lazy("Questions on the same page"), required=False, widget=forms.CheckboxSelectMultiple
    )
    own_question = forms.CharField(
        label=gettext_lazy("A question of your own"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Three questions at most, together."),
    )
    activity = forms.ChoiceField(
        label=gettext_lazy("For which activity of your plan is this?"),
        required=False,
        help_text=gettext_lazy(
            "When the round ends we propose a moment in your logbook with the result, at this activity."
        ),
    )
    closes_on = forms.DateField(
        label=gettext_lazy("Answers until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any = None, *, hub: Hub) -> None:
        today = timezone.localdate()
        start = {
            "title": _("Recalibration %(year)s") % {"year": today.year},
            "closes_on": today + timedelta(days=42),
            "asked": [code for code in questions.names() if (one := questions.get(code)) and one.by_default][:MOST],
        }
        self.activities = {str(one.lineage): one for one in activities_of(hub)}
        start["activity"] = self._likely()
        super().__init__(data, initial=start)
        self.hub = hub
        self.fields["activity"].choices = [  # type: ignore[attr-defined]
            ("", _("None")),
            *[(key, one.label) for key, one in self.activities.items()],
        ]
        if not self.activities:
            del self.fields["activity"]
        self.segments = {str(one.pk): one for one in Segment.objects.filter(hub=hub)}
        choices = [("", _("All contacts of my hub")), *[(pk, one.name) for pk, one in self.segments.items()]]
        self.fields["segment"].choices = choices  # type: ignore[attr-defined]
        offered = [(code, str(one.text)) for code in questions.names() if (one := questions.get(code))]
        self.fields["asked"].choices = offered  # type: ignore[attr-defined]

    def _likely(self) -> str:
        """The activity that says so itself: to recalibrate, or else to know one's stakeholders."""
        for word in ("herijk", "stakeholder"):
            for key, one in self.activities.items():
                if word in one.label.lower():
                    return key
        return ""

    @property
    def chosen_activity(self) -> PlanActivity | None:
        """The activity that was chosen, if any."""
        return self.activities.get(self.cleaned_data.get("activity", ""))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if len(data.get("asked", [])) + bool(data.get("own_question", "").strip()) > MOST:
            self.add_error("asked", _("Ask three questions at most."))
        return data
