"""The quality mark: criteria, the working group, reviews, and the mark itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.catalogue.actions.entries import Refused
from knooppunt.catalogue.actions.storing import KIND
from knooppunt.catalogue.models import Entry, QualityLabel, QualityMark
from knooppunt.catalogue.offering.models import Criterion, QualityReview, Reviewer
from knooppunt.catalogue.offering.models.quality import Dimension
from knooppunt.core import changes
from knooppunt.core.versions import save_version

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

LABEL = "knooppunt"  # the mark that two reviews make
NEEDED = 2
Verdict = QualityReview.Verdict


@dataclass(frozen=True)
class CriterionData:
    """One question of the review."""

    dimension: str
    text: str
    is_must: bool
    order: int = 0
    is_asked: bool = True


def add_criterion(*, data: CriterionData) -> Criterion:
    """Ask one thing more in every review from now on."""
    return Criterion.objects.create(**data.__dict__)


def change_criterion(*, criterion: Criterion, seen: int, data: CriterionData) -> Criterion:
    """Change a question, or no longer ask it. Marks that were given stay. Raises ``Conflict``."""
    for name, value in data.__dict__.items():
        setattr(criterion, name, value)
    return save_version(criterion, seen=seen, fields=list(data.__dict__))


def add_reviewer(*, user: User, perspective: str, by: User) -> Reviewer:
    """Take somebody into the working group. Raises ``Refused`` when that person sits in it already."""
    with transaction.atomic():
        if Reviewer.objects.select_for_update(of=("self",)).filter(user=user, until__isnull=True).exists():
            raise Refused(_("%(person)s is in the working group already.") % {"person": user})
        return Reviewer.objects.create(user=user, perspective=perspective, added_by=by)


def end_reviewer(*, reviewer: Reviewer) -> Reviewer:
    """Somebody leaves the working group; what was reviewed stays."""
    reviewer.until = timezone.localdate()
    reviewer.save(update_fields=["until"])
    return reviewer


def review_entry(*, entry: Entry, answers: Mapping[str, str], remarks: str, by: User) -> QualityReview:
    """Judge an entry, criterion by criterion (number → verdict); a later judgement replaces one's own earlier one.

    When two people found everything necessary, the entry gets the mark; when one of them takes that back, it goes.
    Raises ``PermissionDenied`` for one's own entry, ``Refused`` when a question has no answer.
    """
    if entry.owner_id == by.pk:
        raise PermissionDenied("nobody judges an own entry")
    asked = list(Criterion.objects.filter(is_asked=True))
    if not asked:
        raise Refused(_("There are no criteria yet. An editor makes them first."))
    given = {str(one.pk): answers.get(str(one.pk), "") for one in asked}
    if any(verdict not in Verdict.values for verdict in given.values()):
        raise Refused(_("Answer every question. “Does not apply” is an answer too."))
    enough = all(given[str(one.pk)] != Verdict.NO for one in asked if one.is_must)
    seat = Reviewer.objects.filter(user=by, until__isnull=True).first()
    with transaction.atomic():
        Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
        review, _made = QualityReview.objects.update_or_create(
            entry=entry,
            by=by,
            defaults={
                "answers": given,
                "is_enough": enough,
                "remarks": remarks,
                "at": timezone.now(),
                "perspective": seat.perspective if seat else "",
            },
        )
        _give_or_take_mark(entry)
    return review


def _give_or_take_mark(entry: Entry) -> None:
    label = QualityLabel.objects.filter(code=LABEL).first() or QualityLabel.objects.create(
        code=LABEL, name="Bekeken door Knooppunt", labeller="Werkgroep van de onderwijsknooppunten"
    )
    good = list(QualityReview.objects.filter(entry=entry, is_enough=True).order_by("pk"))
    marks = QualityMark.objects.filter(entry=entry, label=label, withdrawn_on__isnull=True)
    if len(good) >= NEEDED:
        marks.update_or_create(
            defaults={"review": public_review(good)},
            create_defaults={
                "entry": entry, "label": label, "given_on": timezone.localdate(), "review": public_review(good),
            },
        )  # fmt: skip
    elif not marks.update(withdrawn_on=timezone.localdate()):
        return
    changes.record(KIND, [entry.pk])


def public_review(reviews: Sequence[QualityReview]) -> str:
    """What everybody may read of the judgements behind a mark: from where people looked, and what they all found good. In
    the language of the site, without names and without their remarks.
    """
    with translation.override(settings.LANGUAGE_CODE):
        given = dict.fromkeys(review.perspective for review in reviews)
        seats = [str(label).lower() for code, label in Reviewer.Perspective.choices if code in given]
        count = ngettext("%(count)d person looked at it.", "%(count)d people looked at it.", len(reviews))
        first = count % {"count": len(reviews)}
        if seats:
            first += " " + _("They come from: %(seats)s.") % {"seats": ", ".join(seats)}
        parts = [first, _("All of them found this good:")]
        agreed: dict[str, list[str]] = defaultdict(list)
        for one in Criterion.objects.order_by("order", "pk"):
            if all(review.answers.get(str(one.pk)) == Verdict.YES for review in reviews):
                agreed[one.dimension].append(f"- {one.text}")
        parts += ["\n".join([f"{label}:", *agreed[code]]) for code, label in Dimension.choices if agreed[code]]
    return "\n\n".join(parts)[:5000]
