"""What a machine can see in a content before a person looks: missing, late, dead, twice.

``stop`` findings must be mended before submitting; ``warn`` findings go along to the reviewer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, utils

from knooppunt.catalogue.actions.entries import check_content
from knooppunt.catalogue.content import EntryContent, Kind, RunState
from knooppunt.catalogue.models import Entry, EntryState
from knooppunt.catalogue.offering.labels import label_of
from knooppunt.catalogue.offering.models import LinkCheck

STOP, WARN = "stop", "warn"
ALIKE = 88  # of 100: titles that are probably the same (token_sort_ratio)
ALIKE_SAME_PROVIDER = 75
_MOST_CANDIDATES = 2000


@dataclass(frozen=True)
class Finding:
    """One thing that was noticed, with where, and the way to what it is about."""

    level: str
    code: str
    field: str
    text: str
    url: str = ""

    @property
    def label(self) -> str:
        """The name of the field."""
        return label_of(self.field)


@dataclass(frozen=True)
class Alike:
    """An entry that may be the same thing; ``score`` of 100."""

    entry: Entry
    score: int


def check(content: EntryContent, *, provider_name: str = "", entry: Entry | None = None) -> list[Finding]:
    """Everything noticed, what stops first. ``provider_name`` stands in for an organisation not known yet; ``entry`` is
    the one that the content is meant for. A constant number of queries.
    """
    found = [
        Finding(STOP, "problem", path, " ".join(texts))
        for path, texts in check_content(content).items()
        if not (path == "provider" and provider_name)
    ]
    found += _about_rights(content)
    found += _about_dates(content)
    found += _about_links(content)
    found += [
        Finding(
            WARN,
            "duplicate",
            "title",
            _("This looks like “%(title)s”, which is in the catalogue already.") % {"title": alike.entry.title},
            alike.entry.get_absolute_url(),
        )
        for alike in likely_duplicates(content, apart_from=entry)
        if alike.entry.is_published  # of the others a reviewer knows
    ]
    return found


def stops(findings: Iterable[Finding]) -> list[Finding]:
    """Those that must be mended first."""
    return [one for one in findings if one.level == STOP]


def as_data(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """The findings as they are kept with a submission: codes only, so that they can be said in any language."""
    return [{"level": one.level, "code": one.code, "field": one.field} for one in findings]


def _about_rights(content: EntryContent) -> list[Finding]:
    if content.kind in {Kind.MATERIAL, Kind.TOOL} and not content.licence:
        text = _("There is no licence. May others use and adapt it? Say so, or ask the maker.")
        return [Finding(WARN, "licence", "licence", text)]
    return []


def _about_dates(content: EntryContent) -> list[Finding]:
    today, found = timezone.localdate(), []
    if content.kind == Kind.TRAINING and not (content.is_on_request or content.is_always_open):
        coming = [
            run for run in content.runs if run.starts_on and run.starts_on >= today and run.state != RunState.CANCELLED
        ]
        if not coming:
            text = _("There is no date in the future. Add one, or say that dates are by arrangement.")
            found.append(Finding(WARN, "runs", "runs", text))
    for number, one in enumerate(content.accreditations):
        if one.valid_until and one.valid_until < today:
            text = _("This accreditation ended on %(day)s.") % {"day": date_format(one.valid_until, "j F Y")}
            found.append(Finding(WARN, "accreditation", f"accreditations.{number}", text))
    running = content.kind == Kind.RESEARCH and content.research_state == "running"
    if running and content.period_until and content.period_until < today - dt.timedelta(days=90):
        found.append(Finding(WARN, "period", "period_until", _("The period is over. Is there a result?")))
    return found


def addresses_in(content: EntryContent) -> dict[str, str]:
    """Web address → path, for all links and enrolment addresses."""
    found: dict[str, str] = {}
    for number, link in enumerate(content.links):
        if link.url:
            found.setdefault(link.url, f"links.{number}.url")
    for number, run in enumerate(content.runs):
        if run.enrol_url:
            found.setdefault(run.enrol_url, f"runs.{number}.enrol_url")
    return found


def _about_links(content: EntryContent) -> list[Finding]:
    places = addresses_in(content)
    dead = LinkCheck.objects.filter(url__in=list(places), outcome=LinkCheck.Outcome.DEAD).values_list("url", flat=True)
    return [
        Finding(WARN, "link", places[url], _("This link does not work: %(url)s") % {"url": url}, url) for url in dead
    ]


def likely_duplicates(content: EntryContent, *, apart_from: Entry | None = None, most: int = 3) -> list[Alike]:
    """Entries of the same kind that are probably the same thing, most alike first. Two queries.

    Titles are compared word by word, whatever their order; with the same provider less likeness is enough. Looked at
    are entries of that provider and those that share one of the two longest words of the title.
    """
    title = utils.default_process(content.title)
    words = sorted((word for word in title.split() if len(word) > 3), key=len, reverse=True)[:2]
    if not title:
        return []
    where = Q()
    for word in words or [content.title]:
        where |= Q(title__icontains=word)
    if content.provider:
        where |= Q(provider__uuid=content.provider)
    entries = Entry.objects.filter(where, kind=content.kind).exclude(state=EntryState.ARCHIVED)
    if apart_from is not None:
        entries = entries.exclude(pk=apart_from.pk)
    scores: list[tuple[float, int]] = []
    rows = entries.order_by("pk").values_list("pk", "title", "provider__uuid")
    for pk, other, provider in rows[:_MOST_CANDIDATES]:
        least = ALIKE_SAME_PROVIDER if provider is not None and str(provider) == content.provider else ALIKE
        score = fuzz.token_sort_ratio(title, utils.default_process(other), score_cutoff=least)
        if score:
            scores.append((score, pk))
    best = sorted(scores, key=lambda one: -one[0])[:most]
    found = Entry.objects.select_related("provider").defer("content", "summary").in_bulk([pk for _score, pk in best])
    return [Alike(found[pk], round(score)) for score, pk in best if pk in found]
