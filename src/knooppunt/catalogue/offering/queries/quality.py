"""What the working group still has to look at, and what it found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from knooppunt.catalogue.models import Entry, QualityMark
from knooppunt.catalogue.offering.actions.quality import LABEL
from knooppunt.catalogue.offering.models import Criterion, QualityReview
from knooppunt.catalogue.offering.models.quality import Dimension


def to_judge(user: Any) -> QuerySet[Entry]:
    """Published entries that ``user`` did not judge yet and that have no mark: those with one review first, then the newest.
    One's own entries are left out.
    """
    mine = QualityReview.objects.filter(entry=OuterRef("pk"), by=user)
    marked = QualityMark.objects.filter(entry=OuterRef("pk"), label__code=LABEL, withdrawn_on__isnull=True)
    rows = Entry.objects.published().filter(~Exists(mine), ~Exists(marked)).exclude(owner=user)
    good = Count("quality_reviews", filter=Q(quality_reviews__is_enough=True))
    rows = rows.annotate(reviews=good).order_by(F("reviews").desc(), "-published_at", "-pk")
    return rows.select_related("provider")


def judged_by(user: Any) -> QuerySet[QualityReview]:
    """What ``user`` judged, newest first."""
    return QualityReview.objects.filter(by=user, entry__binned_at__isnull=True).select_related("entry__provider")


@dataclass(frozen=True)
class Judgement:
    """One criterion and what each reviewer said of it."""

    criterion: Criterion
    verdicts: list[str]


def judgements_of(entry: Entry) -> tuple[list[QualityReview], list[Judgement]]:
    """The reviews of an entry, and their answers criterion by criterion. Two queries."""
    reviews = list(entry.quality_reviews.select_related("by").order_by("at"))
    words = dict(QualityReview.Verdict.choices)
    asked = {int(pk) for one in reviews for pk in one.answers}
    rows = [
        Judgement(one, [str(words.get(review.answers.get(str(one.pk), ""), "–")) for review in reviews])
        for one in Criterion.objects.filter(pk__in=asked)
    ]
    return reviews, rows


def criteria_by_dimension() -> list[tuple[str, list[Criterion]]]:
    """All criteria, also those no longer asked. One query."""
    rows = list(Criterion.objects.all())
    return [(str(label), [one for one in rows if one.dimension == code]) for code, label in Dimension.choices]
