"""The shapes: an entry with everything in it, its runs, accreditations, links and files."""

# ruff: noqa: RUF009 (read_by is dataclasses.field under another name)
from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .reading import (
    Unreadable,
    plain_shape,
    read_address,
    read_by,
    read_choice,
    read_code,
    read_codes,
    read_concepts,
    read_date,
    read_degrees,
    read_flag,
    read_hours,
    read_list,
    read_mailbox,
    read_money,
    read_number,
    read_points,
    read_shape,
    read_text,
    read_texts,
    read_time,
    read_uuid,
)

MOST_RUNS, MOST_ROWS = 500, 50
SUMMARY = 200  # characters
_TOO_MANY_RUNS = _(
    "At most %(most)d dates fit with one training; this has %(has)d. Leave out those that are over, or make several"
    " trainings of it."
)


class Kind(TextChoices):
    """What sort of thing an entry is."""

    TRAINING = "training", _("Training")
    MATERIAL = "material", _("Teaching material")
    EXAMPLE = "example", _("Good example")
    RESEARCH = "research", _("Research or project")
    PERSON = "person", _("Guest lecturer")
    TOOL = "tool", _("Tool")
    SOURCE = "source", _("External source")


class RunState(TextChoices):
    """What the provider says of a run. That it is past follows from its dates."""

    OPEN = "open", _("Open for enrolment")
    PLANNED = "planned", _("Planned")
    FULL = "full", _("Full")
    CANCELLED = "cancelled", _("Cancelled")


class LinkKind(TextChoices):
    """Where a link leads."""

    SITE = "site", _("Page of the provider")
    ENROL = "enrol", _("Enrolment")
    DOWNLOAD = "download", _("Download")
    VIDEO = "video", _("Video")
    PUBLICATION = "publication", _("Publication")
    OTHER = "other", _("Other")


class Cost(TextChoices):
    """What it costs, for all kinds; the prices of a training stand at its runs."""

    FREE = "free", _("Free")
    PAID = "paid", _("Paid")
    ON_REQUEST = "on_request", _("Price on request")


KINDS = tuple(Kind.values)
# The schemes of framework.Concept that an entry may name. The licence and the register of points stand in own fields.
SCHEMES = ("audiences", "levels", "professions", "domains", "topics", "canmeds", "forms", "material-kinds")


@dataclass(frozen=True)
class Window:
    """When one group may enrol."""

    group: str = read_by(read_text(120))
    opens_on: dt.date | None = read_by(read_date, None)
    closes_on: dt.date | None = read_by(read_date, None)


@dataclass(frozen=True)
class Run:
    """A dated occurrence of a training. Prices are in cents."""

    key: str = read_by(read_uuid, lambda: str(uuid.uuid4()))
    starts_on: dt.date | None = read_by(read_date, None)
    ends_on: dt.date | None = read_by(read_date, None)
    starts_at: dt.time | None = read_by(read_time, None)
    ends_at: dt.time | None = read_by(read_time, None)
    schedule: str = read_by(read_text(300))  # in words: "drie dinsdagen"
    is_online: bool = read_by(read_flag, False)
    place: str = read_by(read_text(100))
    address: str = read_by(read_text(200))
    latitude: float | None = read_by(read_degrees(90), None)
    longitude: float | None = read_by(read_degrees(180), None)
    price_incl: int | None = read_by(read_money, None)  # including VAT
    price_excl: int | None = read_by(read_money, None)
    vat_exempt: bool = read_by(read_flag, False)
    price_per: str = read_by(read_choice("person", "group"), "person")
    price_note: str = read_by(read_text(200))
    seats: int | None = read_by(read_number(0, 100_000), None)
    seats_left: int | None = read_by(read_number(0, 100_000), None)
    state: str = read_by(read_choice(*RunState.values), RunState.OPEN.value)
    enrol_url: str = read_by(read_address)
    windows: tuple[Window, ...] = read_by(read_list(Window, 10), ())

    def __post_init__(self) -> None:
        """A form sends an empty key, price_per or state for a new row."""
        for name, value in (("key", str(uuid.uuid4())), ("price_per", "person"), ("state", RunState.OPEN.value)):
            if not getattr(self, name):
                object.__setattr__(self, name, value)


@dataclass(frozen=True)
class Accreditation:
    """Points in one register. Never added up over registers."""

    register: str = read_by(read_code)  # a code of the scheme "registers"
    points: Decimal | None = read_by(read_points, None)
    category: str = read_by(read_text(100))
    number: str = read_by(read_text(60))
    valid_from: dt.date | None = read_by(read_date, None)
    valid_until: dt.date | None = read_by(read_date, None)
    is_pending: bool = read_by(read_flag, False)  # "in aanvraag"
    run: str = read_by(read_uuid)  # the key of the run for which this differs; empty: all runs


@dataclass(frozen=True)
class Link:
    """A web address that belongs to the entry."""

    url: str = read_by(read_address)
    label: str = read_by(read_text(120))
    kind: str = read_by(read_choice(*LinkKind.values), LinkKind.SITE.value)


@dataclass(frozen=True)
class Attachment:
    """A stored file (``core.StoredFile``) by its UUID."""

    file: str = read_by(read_uuid)
    label: str = read_by(read_text(120))


def read_languages(value: Any) -> tuple[str, ...]:
    """Codes of languages, such as nl and en; Dutch when nothing is said."""
    items = value.replace(",", " ").split() if isinstance(value, str) else value
    codes = dict.fromkeys(code.lower().partition("-")[0] for code in read_codes(items))  # nl-NL is nl
    if not all(re.fullmatch("[a-z]{2,3}", code) for code in codes):
        raise Unreadable(_("Write codes of languages, such as nl or en."))
    return tuple(codes) or ("nl",)


@dataclass(frozen=True)
class EntryContent:
    """Everything that is said of an entry. Who owns it, its state and its freshness are no content."""

    kind: str = read_by(read_choice(*KINDS))
    title: str = read_by(read_text(200))
    summary: str = read_by(read_text(SUMMARY))
    description: str = read_by(read_text(10_000, lines=True))  # paragraphs, "- " lists; no markup of its own
    provider: str = read_by(read_uuid)  # UUID of a network.Organisation
    hub: str = read_by(read_code)  # slug of a network.Hub; empty: national
    contact: str = read_by(read_mailbox)  # a role mailbox, shown to everybody
    languages: tuple[str, ...] = read_by(read_languages, ("nl",))
    concepts: dict[str, tuple[str, ...]] = read_by(read_concepts(SCHEMES), dict)
    # Cost and rights
    cost: str = read_by(read_choice(*Cost.values))
    price_incl: int | None = read_by(read_money, None)  # cents; of what has no runs
    price_note: str = read_by(read_text(200))
    licence: str = read_by(read_code)  # a code of the scheme "licences"
    terms: str = read_by(read_text(1000, lines=True))
    # What it rests on
    guideline: str = read_by(read_text(200))
    guideline_version: str = read_by(read_text(60))
    # Links, files, image
    links: tuple[Link, ...] = read_by(read_list(Link, MOST_ROWS), ())
    files: tuple[Attachment, ...] = read_by(read_list(Attachment, MOST_ROWS), ())
    image: str = read_by(read_uuid)
    image_alt: str = read_by(read_text(200))
    # Training
    study_load: str = read_by(read_text(120))  # in words: "1 dag, 6 uur"
    study_hours: Decimal | None = read_by(read_hours, None)
    group_size: str = read_by(read_text(120))
    prior_knowledge: str = read_by(read_text(2000, lines=True))
    outcomes: tuple[str, ...] = read_by(read_texts(40, longest=400), ())
    programme_text: str = read_by(read_text(4000, lines=True))
    assessment: str = read_by(read_text(1000, lines=True))
    certificate: str = read_by(read_text(300))
    is_on_request: bool = read_by(read_flag, False)  # dates by arrangement
    is_always_open: bool = read_by(read_flag, False)  # start whenever you like
    runs: tuple[Run, ...] = read_by(read_list(Run, MOST_RUNS, too_many=_TOO_MANY_RUNS), ())
    accreditations: tuple[Accreditation, ...] = read_by(read_list(Accreditation, MOST_ROWS), ())
    # Material and tools
    material_version: str = read_by(read_text(60))
    duration_minutes: int | None = read_by(read_number(1, 100_000), None)
    # Research and projects
    question: str = read_by(read_text(2000, lines=True))
    period_from: dt.date | None = read_by(read_date, None)
    period_until: dt.date | None = read_by(read_date, None)
    funder: str = read_by(read_text(200))
    institutions: tuple[str, ...] = read_by(read_texts(40, longest=200), ())
    research_state: str = read_by(read_choice("planned", "running", "finished"))
    results: str = read_by(read_text(5000, lines=True))
    # Guest lecturers
    person_name: str = read_by(read_text(120))
    person_role: str = read_by(read_text(200))
    travels: str = read_by(read_text(200))  # how far, and whether online
    consent_on: dt.date | None = read_by(read_date, None)
    consent_note: str = read_by(read_text(300))  # how the person agreed

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> EntryContent:
        """Read what was handed in. Raises ``Problems`` with all unreadable fields at once; see also ``problems_of``."""
        return read_shape(cls, data)

    @classmethod
    def from_stored(cls, data: Mapping[str, Any]) -> EntryContent:
        """Read what ``to_dict`` once wrote, perhaps by an older program: what no longer fits is left out."""
        return read_shape(cls, data, strict=False)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON: dates as text, money in cents, empty fields left out. ``from_dict`` gives the same content back."""
        return plain_shape(self)

    def codes(self, scheme: str) -> tuple[str, ...]:
        """The codes of one scheme."""
        return self.concepts.get(scheme, ())


_COMMON = (
    "kind", "title", "summary", "description", "provider", "hub", "contact", "languages", "concepts", "cost",
    "price_incl", "price_note", "licence", "terms", "guideline", "guideline_version", "links", "files", "image",
    "image_alt",
)  # fmt: skip
_OWN: dict[str, tuple[str, ...]] = {
    Kind.TRAINING: (
        "study_load", "study_hours", "group_size", "prior_knowledge", "outcomes", "programme_text", "assessment",
        "certificate", "is_on_request", "is_always_open", "runs", "accreditations",
    ),
    Kind.MATERIAL: ("material_version", "duration_minutes", "outcomes"),
    Kind.EXAMPLE: ("period_from", "period_until", "institutions", "results"),
    Kind.RESEARCH: ("question", "period_from", "period_until", "funder", "institutions", "research_state", "results"),
    Kind.PERSON: ("person_name", "person_role", "travels", "consent_on", "consent_note"),
    Kind.TOOL: ("material_version", "duration_minutes"),
    Kind.SOURCE: (),
}  # fmt: skip
# Which fields a kind has; the others must be empty.
KIND_FIELDS: dict[str, tuple[str, ...]] = {str(kind): (*_COMMON, *own) for kind, own in _OWN.items()}
