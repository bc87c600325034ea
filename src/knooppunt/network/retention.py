"""How long the network keeps things (rules of ``core.retention``)."""

from __future__ import annotations

import datetime as dt
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knooppunt.core import retention
from knooppunt.core.retention import Rule

IDLE = timedelta(days=730)
SEVEN_YEARS = timedelta(days=7 * 365 + 2)


def register() -> None:
    """Called once, when all models are ready."""
    from knooppunt.accounts.models import Consent
    from knooppunt.network.actions.looks import KEPT
    from knooppunt.network.models import (
        ContactLook,
        HubHandover,
        Invitation,
        Mandate,
        RecalibrationRound,
        Succession,
    )

    def invitations() -> QuerySet[Any]:
        year_ago = timezone.now() - timedelta(days=365)
        ended = Q(accepted_at__lt=year_ago) | Q(withdrawn_at__lt=year_ago) | Q(expires_at__lt=year_ago)
        return Invitation.objects.filter(ended)

    rules = retention.rules
    rules.register(
        "network.looks",
        Rule(
            _("Who looked at a contact"),
            _("six months"),
            lambda: ContactLook.objects.filter(at__lt=timezone.now() - KEPT),
            retention.delete,
        ),
    )
    rules.register(
        "network.invitations",
        Rule(_("Invitations for a role"), _("a year after they ended"), invitations, retention.delete),
    )
    rules.register(
        "network.recalibration",
        Rule(
            _("Answers and mails of the recalibration"),
            _("two years after the round; the counts stay"),
            old_replies,
            empty_replies,
        ),
    )
    rules.register(
        "network.recalibration_work",
        Rule(
            _("Who held a recalibration, and its own question"),
            _("two years after the round; the counts stay"),
            lambda: RecalibrationRound.objects.filter(ended_at__lt=timezone.now() - IDLE).exclude(
                started_by__isnull=True, ended_by__isnull=True, own_question=""
            ),
            lambda rows: rows.update(started_by=None, ended_by=None, own_question=""),
        ),
    )
    rules.register(
        "network.mandates",
        Rule(
            _("Roles that ended"),
            _("seven years after the role"),
            lambda: Mandate.objects.filter(valid_until__lt=_seven_years_ago()),
            delete_with_past,
        ),
    )
    rules.register(
        "network.handovers",
        Rule(
            _("Hand-overs of a hub"),
            _("seven years after the role"),
            lambda: HubHandover.objects.filter(on__lt=_seven_years_ago()),
            retention.delete,
        ),
    )
    rules.register(
        "network.successions",
        Rule(
            _("Successors that contacts named"),
            _("two years after it was said"),
            lambda: Succession.objects.filter(at__lt=timezone.now() - IDLE),
            retention.delete,
        ),
    )
    rules.register(
        "accounts.consents",
        Rule(
            _("Consents that were withdrawn"),
            _("five years after withdrawing"),
            lambda: Consent.objects.filter(withdrawn_at__lt=timezone.now() - timedelta(days=5 * 365)),
            retention.delete,
        ),
    )
    rules.register(
        "accounts.idle",
        Rule(
            _("Accounts without a role that nobody uses"),
            _("two years; the person gets a mail a month before"),
            idle_accounts,
            erase_accounts,
            warn=warn_accounts,
        ),
    )


def _seven_years_ago() -> dt.date:
    return timezone.localdate() - SEVEN_YEARS


def delete_with_past(rows: QuerySet[Any]) -> int:
    """The rows, and what their history keeps of them. Returns how many rows went."""
    pks = list(rows.values_list("pk", flat=True))
    rows.model.objects.filter(pk__in=pks).delete()
    rows.model.history.filter(id__in=pks).delete()  # last: deleting writes a line there too
    return len(pks)


def old_replies() -> QuerySet[Any]:
    """Replies of rounds that ended two years ago and still say what somebody answered, or to which address."""
    from knooppunt.network.models import RecalibrationReply

    rows = RecalibrationReply.objects.filter(round__ended_at__lt=timezone.now() - IDLE)
    return rows.exclude(ask__isnull=True, proposed={}, answers={}, remark="", undo={}, decided_by__isnull=True)


def empty_replies(rows: QuerySet[Any]) -> int:
    """That there was an answer, and of which kind, stays for the counts."""
    from knooppunt.network.models import RecalibrationAsk

    asks = list(rows.exclude(ask__isnull=True).values_list("ask_id", flat=True))
    pks = list(rows.values_list("pk", flat=True))
    done: int = rows.model.objects.filter(pk__in=pks).update(
        proposed={}, answers={}, remark="", undo={}, ask=None, decided_by=None
    )
    RecalibrationAsk.objects.filter(pk__in=asks, replies__isnull=True).delete()
    return done


def idle_accounts() -> QuerySet[Any]:
    """Accounts that hold no role (any more) and were not used for two years."""
    from knooppunt.accounts.models import User
    from knooppunt.network.models import Mandate

    limit = timezone.now() - IDLE
    holds = Mandate.objects.current_or_coming().filter(user=OuterRef("pk"))
    lately = Mandate.objects.filter(user=OuterRef("pk"), valid_until__gte=timezone.localdate(limit))
    idle = Q(last_login__lt=limit) | Q(last_login__isnull=True, joined_at__lt=limit)
    known = User.objects.exclude(email__endswith="@anoniem.invalid")
    return known.filter(idle).exclude(Exists(holds)).exclude(Exists(lately))


def warn_accounts(users: list[Any]) -> None:
    """Signing in once is enough to keep the account."""
    from knooppunt.accounts import api as accounts

    for user in users:
        accounts.queue_mail(
            to=user.email,
            template="network/mail/idle_account",
            language=user.language,
            kind="network.idle-account",
            context={"name": user.name},
        )


def erase_accounts(users: QuerySet[Any]) -> int:
    """The whole person goes, as when they had asked for it; a record at a hub with the same mailbox too."""
    from knooppunt.core import persons

    done = 0
    for user in list(users):
        persons.erase_person(persons.person_of_row(user), by=None, note="retention")
        done += 1
    return done
