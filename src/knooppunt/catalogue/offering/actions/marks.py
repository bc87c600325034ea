"""Quality marks that somebody else gives: recorded by an editor, with who gives it and where the review can be read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from knooppunt.catalogue.actions.entries import Refused
from knooppunt.catalogue.actions.storing import KIND
from knooppunt.catalogue.models import Entry, QualityLabel, QualityMark
from knooppunt.catalogue.offering.actions.quality import LABEL
from knooppunt.core import changes, status

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

SUBJECT = "catalogue.qualitymark"


@dataclass(frozen=True)
class MarkData:
    """What an editor knows of a mark: its name, who gives it, since and until when, and where the review stands."""

    name: str
    labeller: str
    given_on: dt.date
    valid_until: dt.date | None = None
    review_url: str = ""


def record_mark(*, entry: Entry, data: MarkData, by: User) -> QualityMark:
    """Say that an entry has the mark of somebody else. Raises ``Refused`` when it has that mark already, and for the mark
    that comes from two judgements here.
    """
    with transaction.atomic():
        Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
        label = _label(data)
        _refuse_second(entry, label)
        mark = QualityMark.objects.create(
            entry=entry,
            label=label,
            given_on=data.given_on,
            valid_until=data.valid_until,
            review_url=data.review_url,
        )
        _note(mark, old="", new="given", by=by)
    return mark


def withdraw_mark(*, mark: QualityMark, by: User) -> QualityMark:
    """The mark no longer counts; ``restore_mark`` brings it back. Twice is once. Raises ``Refused`` for our own mark."""
    if mark.label.code == LABEL:
        raise Refused(_("This mark comes from two judgements here. Who changes a judgement takes it away."))
    with transaction.atomic():
        if QualityMark.objects.filter(pk=mark.pk, withdrawn_on__isnull=True).update(withdrawn_on=timezone.localdate()):
            _note(mark, old="given", new="withdrawn", by=by)
    mark.refresh_from_db()
    return mark


def restore_mark(*, mark: QualityMark, by: User) -> QualityMark:
    """Take a withdrawal back. Raises ``Refused`` when the entry was given the mark anew, and for our own mark."""
    if mark.label.code == LABEL:
        raise Refused(_("This mark comes from two judgements here. Who changes a judgement takes it away."))
    with transaction.atomic():
        Entry.all_objects.select_for_update(of=("self",)).get(pk=mark.entry_id)
        if QualityMark.objects.filter(pk=mark.pk, withdrawn_on__isnull=False).exists():
            _refuse_second(mark.entry, mark.label)
            QualityMark.objects.filter(pk=mark.pk).update(withdrawn_on=None)
            _note(mark, old="withdrawn", new="given", by=by)
    mark.refresh_from_db()
    return mark


def _label(data: MarkData) -> QualityLabel:
    """The label of that name and labeller, made when nobody named it before."""
    found = QualityLabel.objects.filter(name__iexact=data.name, labeller__iexact=data.labeller).first()
    if found is not None and found.code == LABEL:
        raise Refused(_("This mark comes from two judgements here: judge the entry."))
    if found is not None:
        return found
    stem = slugify(f"{data.name} {data.labeller}")[:50] or "keurmerk"
    taken = set(QualityLabel.objects.filter(code__startswith=stem).values_list("code", flat=True)) | {LABEL}
    code = next(one for one in (stem, *(f"{stem}-{number}" for number in range(2, 10_000))) if one not in taken)
    return QualityLabel.objects.create(code=code, name=data.name, labeller=data.labeller)


def _refuse_second(entry: Entry, label: QualityLabel) -> None:
    if QualityMark.objects.filter(entry=entry, label=label, withdrawn_on__isnull=True).exists():
        raise Refused(_("The entry has this mark already. Withdraw that one first."))


def _note(mark: QualityMark, *, old: str, new: str, by: User) -> None:
    status.record(subject_kind=SUBJECT, subject_id=mark.pk, old=old, new=new, by=by)
    changes.record(KIND, [mark.entry_id])
