"""The jobs of the logbook and when they come round. Each can run twice without harm."""

from __future__ import annotations

from datetime import time, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from knooppunt.accounts.models import User
from knooppunt.core import jobs
from knooppunt.core.schedules import daily, every
from knooppunt.journal.actions import calendars, mailbox, proposals, weekly
from knooppunt.journal.models import CalendarFeed


@jobs.job("journal.collect_proposals")
def collect_proposals() -> str:
    """Propose what came round, and what other parts of the platform know."""
    return f"{proposals.collect_proposals()} new"


@jobs.job("journal.read_calendars")
def read_calendars() -> str:
    """Ask for each calendar whose time has come, as a job of its own: one that hangs holds up no other."""
    due = list(calendars.due_calendars())
    for feed in due:
        calendars.ask_to_read(feed)
    return f"{len(due)} calendars"


@jobs.job("journal.read_calendar", lane=jobs.SLOW, max_attempts=3)
def read_calendar(feed_id: int) -> str:
    """Read one calendar. What is wrong with it is told to its owner, not to the administrator."""
    feed = CalendarFeed.objects.select_related("user", "hub").filter(pk=feed_id).first()
    return calendars.read_feed(feed=feed) if feed else "gone"


@jobs.job("journal.read_mailbox", lane=jobs.SLOW, max_attempts=3)
def read_mailbox() -> str:
    """File the mail in the mailbox of the log addresses."""
    return str(mailbox.read_mailbox())


@jobs.job("journal.send_weekly_mails")
def send_weekly_mails() -> str:
    """Ask for the mail of each ambassador whose hour has come."""
    due = weekly.due_users()
    for user in due:
        send_weekly_mail.enqueue_with({"user_id": user.pk}, dedupe_key=f"journal.weekly:{user.pk}")
    return f"{len(due)} ambassadors"


@jobs.job("journal.send_weekly_mail")
def send_weekly_mail(user_id: int) -> str:
    """This week's mail of one ambassador."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    return "queued" if user and weekly.send_weekly_mail(user=user) else "nothing to decide"


@jobs.job("journal.clean_proposals")
def clean_proposals() -> str:
    """Empty old proposals but their keys."""
    return f"{proposals.clean_proposals()} proposals"


every("journal.collect_proposals", timedelta(hours=1), collect_proposals, title=_("Propose recurring moments"))
every("journal.read_calendars", timedelta(minutes=15), read_calendars, title=_("Read the calendars of ambassadors"))
every("journal.send_weekly_mails", timedelta(minutes=10), send_weekly_mails, title=_("Send the weekly mail"))
daily("journal.clean_proposals", time(3, 50), clean_proposals, title=_("Empty old proposals"))
if settings.IMAP_HOST:
    every("journal.read_mailbox", timedelta(minutes=5), read_mailbox, title=_("Read mail to the logbooks"))
