"""When somebody hands over: the question of an open round goes along to the successor (``succession.moving.movers``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from knooppunt.core import grants
from knooppunt.network.models import Contact, Hub, RecalibrationAsk, RecalibrationReply, RecalibrationRound
from knooppunt.network.recalibration.actions import SCOPE, SUBJECT, ask_key, open_asks, send_ask

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

State = RecalibrationReply.State
Decision = RecalibrationReply.Decision


def move(hub: Hub, old: Contact, new: Contact, by: User | None) -> dict[str, Any]:
    """Settle what waits for ``old``, and ask ``new`` when nobody did so yet: a mail to whoever has an address."""
    open_round = RecalibrationRound.objects.filter(
        hub=hub, ended_at__isnull=True, closes_on__gte=timezone.localdate()
    ).first()
    mine = open_round.replies.filter(contact=old, decision="").first() if open_round else None
    if open_round is None or mine is None:
        return {}
    done: dict[str, Any] = {}
    if mine.state == State.WAITING:
        mine.state, mine.needs_look, mine.decision = State.SUCCESSOR, False, Decision.CHANGE
        mine.decided_by, mine.decided_at, mine.undo = by, timezone.now(), {"decision": {"looked": False}}
        mine.save()
        done["settled"] = mine.pk
    if open_round.replies.filter(contact=new).exists():
        return done
    key = ask_key(new)
    if key is None:
        made = RecalibrationReply.objects.create(round=open_round, contact=new, state=State.NO_ADDRESS, needs_look=True)
        return {**done, "asked": made.pk}
    waiting = open_asks().get(key)
    ask = waiting or RecalibrationAsk.objects.create(email=key[0])
    made = RecalibrationReply.objects.create(round=open_round, contact=new, ask=ask)
    if waiting is None:
        send_ask(ask, new, reminder=0)
        done["ask"] = ask.pk
    return {**done, "asked": made.pk}


def back(done: Any, hub: Hub) -> None:
    """The question waits for the first again; who answered meanwhile stays in the round."""
    if not done:
        return
    unanswered = {State.WAITING, State.NO_ADDRESS}
    gone = RecalibrationReply.objects.filter(pk=done.get("asked") or 0, state__in=unanswered, decision="").delete()[0]
    if gone and done.get("ask"):
        grants.revoke_all(scope=SCOPE, subject_kind=SUBJECT, subject_id=done["ask"])
        RecalibrationAsk.objects.filter(pk=done["ask"], replies__isnull=True).delete()
    RecalibrationReply.objects.filter(pk=done.get("settled") or 0, state=State.SUCCESSOR).update(
        state=State.WAITING, decision="", decided_by=None, decided_at=None, undo={}
    )
