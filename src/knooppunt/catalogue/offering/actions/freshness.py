""" "Is this still right?": who is asked when, what an answer does, and what silence does.

Day 0 the owner is asked; after 14 days once more; after 30 the entry is marked as unverified; after 90 it is hidden. Every
step looks at the row as it is, so that running a job twice does nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from knooppunt.catalogue.actions.entries import (
    confirm_entry,
    hide_entry,
    mark_unverified,
    publish_entry,
    restore_check,
)
from knooppunt.catalogue.content import Kind, RunState
from knooppunt.catalogue.models import Accreditation, Entry, EntryLink, EntryState, Run
from knooppunt.catalogue.offering import mail
from knooppunt.catalogue.offering.models import CheckRound, LinkCheck
from knooppunt.core import grants

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

REMIND, UNVERIFIED, HIDDEN = timedelta(days=14), timedelta(days=30), timedelta(days=90)
NOT_AGAIN = timedelta(days=120)  # after an answer nobody is asked again that soon for another reason
A_DAY = 200  # questions a day, so that an import of thousands does not flood its owner
Reason, Answer = CheckRound.Reason, CheckRound.Answer


def start_rounds(*, most: int = A_DAY) -> dict[str, int]:
    """Ask about everything that gives reason to; reason → how many. The oldest first, ``most`` in all."""
    asked: dict[str, int] = {}
    for reason, entries in _reasons():
        room = most - sum(asked.values())
        if room <= 0:
            break
        rows = list(entries.select_related("provider", "owner").order_by("review_by", "pk")[:room])
        for entry in rows:
            ask(entry=entry, reason=reason)
        if rows:
            asked[reason] = len(rows)
    return asked


def ask(*, entry: Entry, reason: str, detail: str = "") -> CheckRound | None:
    """Ask the owner of one entry; ``None`` when a question is open already."""
    if CheckRound.objects.filter(entry=entry, answered_at__isnull=True).exists():
        return None
    to, language = _whom(entry)
    with transaction.atomic():
        question = CheckRound.objects.create(entry=entry, reason=reason, detail=detail, asked_to=to)
        if to:
            _mail(question, to, language)
    return question


def new_guideline_version(*, guideline: str, version: str) -> int:
    """A guideline has a new version: ask about every published entry that rests on an older one. Returns how many were
    asked; entries with an open question are not asked twice.
    """
    asked = [
        ask(entry=entry, reason=Reason.GUIDELINE, detail=f"{guideline} {version}"[:200])
        for entry in resting_on_older(guideline, version).select_related("provider", "owner").order_by("pk")
    ]
    return sum(one is not None for one in asked)


def resting_on_older(guideline: str, version: str) -> QuerySet[Entry]:
    """About which entries a new version of a guideline asks."""
    return _askable(soon=True).filter(guideline=guideline).exclude(guideline_version=version)


def answer_round(*, question: CheckRound, answer: str, by: User | None) -> CheckRound:
    """The answer of the owner. *Still right*: checked today (and back on the site if it was hidden for silence). *Gone*:
    off the site, where an editor can bring it back. Answering twice changes nothing.
    """
    with transaction.atomic():
        held = CheckRound.objects.select_for_update(of=("self",)).select_related("entry").get(pk=question.pk)
        if held.answered_at is not None:
            return held
        entry = held.entry
        held.answered_at, held.answer = timezone.now(), answer
        held.save(update_fields=["answered_at", "answer"])
        if answer == Answer.GONE and entry.state == EntryState.PUBLISHED:
            hide_entry(entry=entry, by=by, reason=_("The owner says that it no longer exists."))
        elif answer == Answer.CONFIRMED:
            if held.hidden_at is not None and entry.state == EntryState.HIDDEN:
                publish_entry(entry=entry, by=by)
            else:
                confirm_entry(entry=entry, by=by)
    return held


def take_back_answer(*, question: CheckRound) -> CheckRound:
    """The owner pressed the wrong button: the question is open again, and the entry is as it was before the answer (checked,
    marked, on the site or not), unless somebody did more to it since.
    """
    with transaction.atomic():
        held = CheckRound.objects.select_for_update(of=("self",)).select_related("entry").get(pk=question.pk)
        if held.answered_at is None or held.answer == Answer.CHANGED:
            return held
        restore_check(entry=held.entry, before=held.answered_at)
        other = CheckRound.objects.filter(entry=held.entry, answered_at__isnull=True)
        if not other.exists():
            held.answered_at, held.answer = None, ""
            held.save(update_fields=["answered_at", "answer"])
    return held


def follow_rounds() -> dict[str, int]:
    """What silence does: remind, mark, hide. Returns how many of each. What is off the site already waits."""
    now, done = timezone.now(), {"reminded": 0, "unverified": 0, "hidden": 0}
    open_rounds = CheckRound.objects.filter(
        answered_at__isnull=True, entry__state=EntryState.PUBLISHED, entry__binned_at__isnull=True
    ).select_related("entry__provider", "entry__owner")
    for question in open_rounds.filter(asked_at__lte=now - HIDDEN, hidden_at__isnull=True)[:A_DAY]:
        with transaction.atomic():
            hide_entry(entry=question.entry, by=None, reason=_("Nobody answered whether this is still right."))
            CheckRound.objects.filter(pk=question.pk).update(hidden_at=now)
        done["hidden"] += 1
    for question in open_rounds.filter(asked_at__lte=now - UNVERIFIED, unverified_at__isnull=True)[:A_DAY]:
        with transaction.atomic():
            mark_unverified(entries=[question.entry])
            CheckRound.objects.filter(pk=question.pk).update(unverified_at=now)
        done["unverified"] += 1
    for question in open_rounds.filter(
        asked_at__lte=now - REMIND, reminded_at__isnull=True, unverified_at__isnull=True
    )[:A_DAY]:
        with transaction.atomic():
            CheckRound.objects.filter(pk=question.pk).update(reminded_at=now)
            to, language = _whom(question.entry)
            if to:
                _mail(question, to, language)
                done["reminded"] += 1
    return done


def _reasons() -> Iterable[tuple[str, QuerySet[Entry]]]:
    today = timezone.localdate()
    yield Reason.REVIEW, _askable(soon=True).filter(review_by__lte=today)
    coming = Run.objects.filter(entry=OuterRef("pk"), ends_on__gte=today).exclude(state=RunState.CANCELLED)
    over = Run.objects.filter(entry=OuterRef("pk"), ends_on__lt=today)
    # A content leaves out what is not so: the key alone says yes.
    no_dates = Q(content__has_any_keys=["is_on_request", "is_always_open"])
    yield (
        Reason.RUNS,
        _askable().filter(Exists(over), ~Exists(coming), kind=Kind.TRAINING).exclude(no_dates),
    )
    ended = Accreditation.objects.filter(entry=OuterRef("pk"), valid_until__lt=today)
    valid = Accreditation.objects.filter(entry=OuterRef("pk")).exclude(valid_until__lt=today)
    yield Reason.ACCREDITATION, _askable().filter(Exists(ended), ~Exists(valid))
    dead = LinkCheck.objects.filter(outcome=LinkCheck.Outcome.DEAD, url=OuterRef("url"))
    broken = EntryLink.objects.filter(Exists(dead), entry=OuterRef("pk"))
    yield Reason.LINK, _askable().filter(Exists(broken))


def _askable(*, soon: bool = False) -> QuerySet[Entry]:
    """Published entries about which nobody is being asked; unless ``soon`` also not asked lately."""
    rounds = CheckRound.objects.filter(entry=OuterRef("pk"))
    lately = rounds.filter(Q(answered_at__isnull=True) | Q(asked_at__gte=timezone.now() - NOT_AGAIN))
    return Entry.objects.published().filter(~Exists(rounds.filter(answered_at__isnull=True) if soon else lately))


def _whom(entry: Entry) -> tuple[str, str]:
    """The mailbox that looks after an entry, and its language: of the provider first, so that a person who leaves is no
    gap.
    """
    if entry.contact:
        return entry.contact, "nl"
    if entry.provider is not None and entry.provider.role_mailbox:
        return entry.provider.role_mailbox, "nl"
    if entry.owner is not None and entry.owner.is_active:
        return entry.owner.email, entry.owner.language
    return "", "nl"


def _mail(question: CheckRound, to: str, language: str) -> None:
    token = grants.issue(
        scope=mail.STILL_RIGHT,
        expires_in=mail.ANSWER_WITHIN + HIDDEN,
        subject_kind=mail.STILL_RIGHT,
        subject_id=question.pk,
        email=to,
        single_use=False,
    )
    with translation.override(language):
        why = reason_in_words(question)
    url = grants.link_url(token, language)
    mail.ask_still_right(question.entry, to=to, language=language, why=why, url=url)


def reason_in_words(question: CheckRound) -> str:
    """Why somebody is asked, as a sentence."""
    words: dict[Any, str] = {
        Reason.REVIEW: _("We ask because it was agreed to look again by now."),
        Reason.RUNS: _("We ask because all its dates are over."),
        Reason.ACCREDITATION: _("We ask because an accreditation has ended."),
        Reason.LINK: _("We ask because a link no longer works."),
        Reason.GUIDELINE: _("We ask because there is a new version of what it rests on: %(detail)s.")
        % {"detail": question.detail},
    }
    return words.get(question.reason, "")
