"""Adding, changing, deleting and bringing back moments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.core import bin, changes
from knooppunt.core.models import BinBatch, StoredFile
from knooppunt.core.versions import save_version
from knooppunt.journal.actions.refusals import Refused, refuse_odd_date, refuse_odd_minutes, refuse_when_closed
from knooppunt.journal.actions.touches import refresh_for
from knooppunt.journal.models import Moment
from knooppunt.network.api import refresh_touches
from knooppunt.network.models import Contact, Hub, HubContact, Organisation
from knooppunt.plans.models import PlanItem, Theme

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

KIND = "journal.moment"  # in the change table
LONGEST_TEXT = 5000  # of note and result, as the model has it
OWN_FIELDS = ("date", "minutes", "kind", "item", "theme", "note", "result", "is_highlight", "visibility")


@dataclass(frozen=True)
class MomentData:
    """Everything a person says about a moment. ``theme`` only counts without ``item``, which has its own."""

    date: dt.date
    minutes: int
    kind: str = ""
    item: PlanItem | None = None
    theme: Theme | None = None
    organisations: Sequence[Organisation] = ()
    contacts: Sequence[Contact] = ()
    note: str = ""
    result: str = ""
    is_highlight: bool = False
    visibility: str = Moment.Visibility.HUB
    attachments: Sequence[StoredFile] = field(default=())


def add_moment(*, hub: Hub, data: MomentData, by: User | None, source: str = Moment.Source.TYPED) -> Moment:
    """Write down one moment of ``hub``; ``by`` is its author.

    Raises ``Refused`` (and ``MonthClosed``) with a sentence. Four queries, and one per kind of thing that goes along.
    """
    with transaction.atomic():
        _check(hub, data)
        refuse_when_closed(hub, [data.date])
        moment = Moment(hub=hub, author=by, source=source)
        _fill(moment, data)
        moment._history_user = by  # type: ignore[attr-defined]  # how django-simple-history is told who it was
        moment.save()
        _link(moment, data, is_new=True)
        if data.organisations or data.contacts:
            refresh_touches(
                hub.pk,
                organisation_ids={one.pk for one in data.organisations},
                contact_ids={one.pk for one in data.contacts},
            )
        changes.record(KIND, [moment.pk])
    return moment


def change_moment(*, moment: Moment, data: MomentData, seen: int, by: User) -> Moment:
    """Write all of ``data``. Raises ``Conflict`` when somebody was first, ``Refused`` and ``MonthClosed``.

    Both the month it stood in and the one it goes to must be open.
    """
    with transaction.atomic():
        organisations = set(moment.organisations.values_list("pk", flat=True))
        contacts = set(moment.contacts.values_list("pk", flat=True))
        _check(moment.hub, data, already=contacts)
        refuse_when_closed(moment.hub_id, [moment.date, data.date])
        _fill(moment, data)
        moment._history_user = by  # type: ignore[attr-defined]  # how django-simple-history is told who it was
        save_version(moment, seen=seen, fields=OWN_FIELDS)
        _link(moment, data, is_new=False)
        refresh_touches(
            moment.hub_id,
            organisation_ids=organisations | {one.pk for one in data.organisations},
            contact_ids=contacts | {one.pk for one in data.contacts},
        )
        changes.record(KIND, [moment.pk])
    return moment


def repeat_moment(*, moment: Moment, days: Collection[dt.date], by: User) -> list[Moment]:
    """The same moment on other days, for hub eyes and without result, highlight and attachments: those were of that day."""
    with transaction.atomic():
        refuse_when_closed(moment.hub_id, days)
        organisations, contacts = list(moment.organisations.all()), list(moment.contacts.all())
        return [
            add_moment(
                hub=moment.hub,
                data=MomentData(
                    day, moment.minutes, moment.kind, moment.item, moment.theme, organisations, contacts, moment.note
                ),
                by=by,
            )
            for day in sorted(set(days))
        ]


def delete_moments(*, moments: Iterable[Moment], by: User) -> BinBatch:
    """Into the bin as one batch, for 30 days. All of one hub. Raises ``MonthClosed``."""
    gone = list(moments)
    with transaction.atomic():
        refuse_when_closed(gone[0].hub_id, [one.date for one in gone])
        # The label is kept: short, and without the words of the note.
        day = date_format(min(one.date for one in gone), "j F Y")
        label = ngettext("%(count)d moment from %(day)s on", "%(count)d moments from %(day)s on", len(gone))
        return bin.bin_objects(objects=gone, by=by, label=label % {"count": len(gone), "day": day})


def restore_moments(*, batch: BinBatch, hub: Hub, by: User) -> list[Moment]:
    """Out of the bin again. Raises ``MonthClosed``, and ``Refused`` when the batch is not of this hub."""
    with transaction.atomic():
        rows = list(Moment.all_objects.filter(bin_batch=batch))
        if not rows or any(one.hub_id != hub.pk for one in rows):
            raise Refused(_("There is nothing left to bring back."))
        refuse_when_closed(hub, [one.date for one in rows])
        bin.restore(batch, by=by)
    return rows


def note_binned(rows: Sequence[Moment], binned: bool) -> None:
    """Tell the change table about moments that went into the bin or came back (listener of ``core.bin``)."""
    refresh_for(rows)
    changes.record(KIND, [row.pk for row in rows], deleted=binned)


def _fill(moment: Moment, data: MomentData) -> None:
    moment.date, moment.minutes, moment.kind = data.date, data.minutes, data.kind
    moment.item = data.item
    moment.theme = data.item.theme if data.item else data.theme
    moment.note, moment.result = data.note.strip(), data.result.strip()
    moment.visibility = data.visibility
    moment.is_highlight = data.is_highlight or data.visibility == Moment.Visibility.PUBLIC


def _link(moment: Moment, data: MomentData, *, is_new: bool) -> None:
    for manager, wanted in (
        (moment.organisations, data.organisations),
        (moment.contacts, data.contacts),
        (moment.attachments, data.attachments),
    ):
        if is_new and wanted:
            manager.add(*wanted)
        elif not is_new:
            manager.set(wanted)  # type: ignore[arg-type]  # each with its own


def _check(hub: Hub, data: MomentData, *, already: Collection[int] = ()) -> None:
    """``already``: contacts that the moment has; they may have left the hub since."""
    refuse_odd_date(data.date)
    refuse_odd_minutes(data.minutes)
    if len(data.note) > LONGEST_TEXT or len(data.result) > LONGEST_TEXT:
        raise Refused(_("A text holds at most %(most)d characters.") % {"most": LONGEST_TEXT})
    theme = data.item.theme if data.item else data.theme
    if theme is not None and theme.plan.hub_id != hub.pk:
        raise Refused(_("This activity is of another hub. Choose one of your own plan."))
    if data.contacts:
        known = HubContact.objects.filter(hub=hub, contact__in=data.contacts).values_list("contact_id", flat=True)
        if {contact.pk for contact in data.contacts} - set(known) - set(already):
            raise Refused(_("One of these contacts is not among the contacts of your hub."))
