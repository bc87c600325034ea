"""Mail that is filed to a hub's log address: from a message to a proposal.

The address is ``<mailbox>+<hub>-<secret>@<domain>``; with ``+tekst`` behind the secret the words of the mail are kept
too. From somebody who runs the hub it becomes that person's proposal; from anybody else it waits for whoever runs the
hub, with a sentence that says so.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.journal.actions.proposals import Idea, propose, source_key
from knooppunt.journal.mails import MOST_BYTES, FiledMail, read_mail
from knooppunt.journal.models import HubLog, Proposal
from knooppunt.journal.parsing.privacy_warning import find_concerns
from knooppunt.network.api import team_of
from knooppunt.network.models import Hub

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

MINUTES = 15  # a proposal has to say something; a mail with its thinking takes about this
WITH_TEXT = "tekst"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that look alike
_ADDRESS = re.compile(rf"\+(?P<hub>[a-z0-9-]*-)?(?P<token>[{_LETTERS}]{{12}})(?P<text>[+.]{WITH_TEXT})?@")


class NotFiled(Exception):
    """The mail could not be filed; the text is a sentence. Nothing was kept, so its sender or mailbox still has it."""


@dataclass(frozen=True)
class Filed:
    """What became of a mail, as a sentence; ``proposal`` is ``None`` when it was filed before."""

    text: str
    proposal: Proposal | None = None


def hub_log(hub: Hub) -> HubLog:
    """The settings of this hub's logbook, made when asked for the first time."""
    found = HubLog.objects.filter(hub=hub).first()
    while found is None:
        try:
            with transaction.atomic():
                found = HubLog.objects.create(hub=hub, mail_token=_token(), token_made_at=timezone.now())
        except IntegrityError:  # made by another at this moment
            found = HubLog.objects.filter(hub=hub).first()
    return found


def renew_log_address(*, hub: Hub, by: User) -> HubLog:
    """A new secret; mail to the old address is refused from now on."""
    log = hub_log(hub)
    log.mail_token, log.token_made_at = _token(), timezone.now()
    log.save(update_fields=["mail_token", "token_made_at"])
    return log


def set_stale_days(*, hub: Hub, days: int, by: User) -> None:
    """After how many days the weekly mail asks whether the status of a row still holds."""
    log = hub_log(hub)
    log.stale_days = days
    log.save(update_fields=["stale_days"])


def log_address(log: HubLog, *, with_text: bool = False) -> str:
    """The address to which mail of this hub is filed; empty when this installation has no mailbox for it."""
    mailbox, at, domain = settings.LOG_ADDRESS.partition("@")
    if not at:
        return ""
    return f"{mailbox}+{log.hub.slug[:20].strip('-')}-{log.mail_token}{'+' + WITH_TEXT if with_text else ''}@{domain}"


def file_mail(*, data: bytes, recipient: str = "") -> Filed:
    """File one message. ``recipient`` is where the mail server took it for, when known. Raises ``NotFiled``.

    Doing it again with the same message does no harm.
    """
    if not data.strip():
        raise NotFiled(_("There is no message: standard input is empty."))
    if len(data) > MOST_BYTES:
        raise NotFiled(_("This message is larger than %(most)d MB.") % {"most": MOST_BYTES // 2**20})
    mail = read_mail(data)
    log, with_text = _log_of([recipient, *mail.delivered_to])
    if log is None:
        raise NotFiled(
            _(
                "No hub has this address (any more). You find the address of your hub in the workspace, at “Mail to the logbook”."
            )
        )
    author = _author(log.hub, mail.sender)
    made = propose(ideas=[_idea(mail, log.hub, author, with_text, data)])
    if not made:
        return Filed(_("This mail was filed before. It stays as it is."))
    if author is None:
        return Filed(_("Filed for %(hub)s, from an unknown sender: it waits for a check.") % {"hub": log.hub}, made[0])
    return Filed(_("Filed for %(hub)s.") % {"hub": log.hub}, made[0])


def _log_of(addresses: list[str]) -> tuple[HubLog | None, bool]:
    for address in addresses:
        match = _ADDRESS.search(address.strip().lower())
        if match is None:
            continue
        log = HubLog.objects.select_related("hub__merged_into").filter(mail_token=match["token"]).first()
        hub = _open_hub(log.hub) if log else None
        if log is not None and hub is not None:
            return log if hub.pk == log.hub_id else hub_log(hub), bool(match["text"])
    return None, False


def _open_hub(hub: Hub) -> Hub | None:
    """The hub that goes on with the work of ``hub``: itself, or the one into which it merged; ``None`` when closed."""
    seen: set[int] = set()
    found: Hub | None = hub
    while found is not None and found.closed_on is not None and found.pk not in seen:
        seen.add(found.pk)
        found = found.merged_into
    return found if found is not None and found.closed_on is None else None


def _author(hub: Hub, sender: str) -> User | None:
    if not sender:
        return None
    mandate = team_of(hub).filter(role="ambassador", user__email=sender).first()
    return mandate.user if mandate else None


def _idea(mail: FiledMail, hub: Hub, author: User | None, with_text: bool, data: bytes) -> Idea:
    remarks = []
    now = timezone.now()
    sent = mail.date
    if sent is None or sent > now or (now - sent).days > 366:
        remarks.append("mail-date")
        sent = now
    if author is None:
        remarks.append("mail-stranger")
    if mail.attachments:
        remarks.append("mail-attachments")
    subject, text = mail.subject, mail.text if with_text else ""
    if find_concerns(text):
        text = ""
        remarks.append("mail-text-patient")
    if find_concerns(subject):
        remarks.append("mail-subject-patient")
    key = source_key(hub.pk, mail.message_id or hashlib.sha256(data).hexdigest())
    ours = settings.LOG_ADDRESS.partition("@")[0].lower() + "+"
    recipients = [one for one in mail.recipients if not one.startswith(ours)]
    return Idea(
        source=Proposal.Source.MAIL,
        key=key,
        hub=hub,
        user_id=author.pk if author else None,
        date=timezone.localtime(sent).date(),
        starts_at=sent,
        minutes=MINUTES,
        title=subject or _("Mail without a subject"),
        addresses=[*recipients, mail.sender],
        sender=f"{mail.sender_name} <{mail.sender}>" if mail.sender_name else mail.sender,
        recipients="\n".join(recipients)[:20_000],
        text=text,
        remarks=remarks,
    )


def _token() -> str:
    return "".join(secrets.choice(_LETTERS) for _number in range(12))
