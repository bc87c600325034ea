"""A mark in every field that belongs to one hub alone; whoever has no right to that hub must never meet it.

``FIELDS`` names them. A model with a hub and texts that stands neither there nor in ``SHARED`` fails a test, so that
somebody decides.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import CharField, JSONField, Model, Q, TextField
from pdfminer.high_level import extract_text

from tests.access.subjects import OTHER, OWN

MARKS = {OWN: "merkteken-eigen", OTHER: "merkteken-ander"}
# Who may see what a hub keeps for itself: its ambassadors and board readers, and nobody else.
MAY_SEE = {"ambassadeur": {OWN}, "bestuur": {OWN}, "ambassadeur-2": {OTHER}}
# A person sees the own record, and whoever agreed is found by members: no marks on these.
_STRANGERS = Q(consents__isnull=True) & ~Q(email="contactpersoon@demo.example")


@dataclass(frozen=True)
class Private:
    """Fields of one model that only a hub sees, the path to the hub, and which rows."""

    model: str
    fields: tuple[str, ...]
    hub: str = "hub"
    rows: Q = field(default_factory=Q)


FIELDS = [
    # Who asks what is kept also gets what hubs noted about that person.
    Private("network.HubContact", ("notes",), rows=~Q(contact__email="contactpersoon@demo.example")),
    Private("network.Contact", ("name", "email", "phone", "sort_name"), "hub_contacts__hub", _STRANGERS),
    Private(
        "network.ContactFunction",
        ("title",),
        "contact__hub_contacts__hub",
        Q(contact__consents__isnull=True) & ~Q(contact__email="contactpersoon@demo.example"),
    ),
    Private("network.SupportedActivity", ("label",), "relation__hub"),
    Private("network.StakeholderRelation", ("notes", "needs", "brings", "next_step")),
    Private("network.Segment", ("name",)),
    Private("network.Tag", ("name",)),
    Private("network.Tie", ("note",)),
    Private("network.ResearchApplication", ("title", "hub_part"), rows=Q(visibility="hub")),
    Private("network.RecalibrationRound", ("title", "about", "own_question", "activity_label")),
    Private("network.Succession", ("name", "email")),
    Private("network.RecalibrationReply", ("remark", "answers"), "round__hub"),
    Private("journal.Moment", ("note", "result"), rows=Q(visibility="hub")),
    Private("journal.Proposal", ("title", "text")),
    Private("journal.RecurringMoment", ("title",)),
    Private("journal.CalendarFeed", ("only_with",)),
    Private("reports.Quote", ("email",)),
    Private("plans.PlanItem", ("note",), "theme__plan__hub"),
]
# Seen by the whole network or by everybody, or (files of a draft, mail sources) never shown with text of people.
SHARED = {
    "network.HubAddress", "network.HubArea", "network.HubNetwork", "network.Mandate", "network.Invitation",
    "network.HubHandover", "network.FactsheetText", "network.ColumnMap", "network.RecalibrationSnapshot",
    "network.Touch", "plans.ActionPlan", "plans.PlanImport", "plans.JointOffer",
    "catalogue.Collection", "catalogue.Entry", "catalogue.ProviderRegistration", "catalogue.Submission",
    "journal.HubLog", "reports.Report",
}  # fmt: skip


def plant() -> None:
    """Write the marks of both hubs into their own rows."""
    for private in FIELDS:
        model = apps.get_model(private.model)
        rows: Any = getattr(model, "all_objects", model._default_manager)
        for slug, mark in MARKS.items():
            mine = rows.filter(private.rows, **{f"{private.hub}__slug": slug})
            other_hubs = Q(hub_contacts__hub__slug__in=[one for one in MARKS if one != slug])
            if private.model == "network.Contact":
                mine = mine.exclude(other_hubs)
            if private.model == "network.ContactFunction":
                others = [one for one in MARKS if one != slug]
                mine = mine.exclude(contact__hub_contacts__hub__slug__in=others)
            for row in mine.distinct():
                values = {name: _marked(model, name, mark, row.pk) for name in private.fields}
                rows.filter(pk=row.pk).update(**values)


def _marked(model: type[Model], name: str, mark: str, pk: int) -> Any:
    column: Any = model._meta.get_field(name)
    if isinstance(column, JSONField):
        return {"own": f"{mark} {pk}"}
    return f"{mark}-{pk}@voorbeeld.example" if name == "email" else f"{mark} {name} {pk}"[: column.max_length or 200]


def undecided() -> list[str]:
    """Models with a hub and texts of which nobody said whether these are private."""
    decided = {private.model for private in FIELDS} | SHARED
    return sorted(
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("knooppunt.")
        and not model.__name__.startswith("Historical")
        and any(column.name == "hub" and column.is_relation for column in model._meta.fields)
        and any(isinstance(column, TextField | CharField) and not column.choices for column in model._meta.fields)
        and model._meta.label not in decided
    )


def leaks(persona: str, answer: Any) -> list[str]:
    """The marks in an answer that this persona may not see; workbooks and archives are opened."""
    wanted = [mark for slug, mark in MARKS.items() if slug not in MAY_SEE.get(persona, set())]
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"".join(archive.read(one) for one in archive.namelist())
    if content[:5] == b"%PDF-":
        text = _words_of_pdf(content)
        wanted_there = {mark: mark.replace("-", "") for mark in wanted}  # a line may end within the mark
        return [mark for mark, letters in wanted_there.items() if letters in text]
    text = content.decode("utf-8", "ignore") + str(answer.headers)
    return [mark for mark in wanted if mark in text]


@cache
def _words_of_pdf(content: bytes) -> str:
    """The letters of a PDF, without spaces, hyphens and ends of lines."""
    return re.sub(r"[\W_]+", "", extract_text(io.BytesIO(content)))
