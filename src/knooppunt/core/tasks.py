"""The core's own jobs and when they come round."""

from __future__ import annotations

from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _

from knooppunt.core import bin as bins
from knooppunt.core import changes, files, grants, jobs, limits, once, outbox, retention
from knooppunt.core.schedules import daily, every


@jobs.job("core.empty_bin", lane=jobs.SLOW)
def empty_bin() -> str:
    """What has been in the bin for 30 days goes for good."""
    done = bins.empty_bin()
    return f"{done.deleted} rows, {len(done.kept)} batches kept"


@jobs.job("core.clean_files", lane=jobs.SLOW)
def clean_files() -> str:
    """Files that nobody points at go."""
    return f"{files.delete_unreferenced()} files"


@jobs.job("core.clean_up")
def clean_up() -> str:
    """Ended windows, links, forms, mails and jobs, and the old part of the change table go."""
    counts = {
        "limits": limits.clean(),
        "links": grants.clean(),
        "forms": once.clean(),
        "mails": outbox.clean(),
        "jobs": jobs.clean(),
        "changes": changes.clean(),
    }
    return ", ".join(f"{name} {count}" for name, count in counts.items())


@jobs.job("core.retention", lane=jobs.SLOW)
def keep_no_longer() -> str:
    """What is kept too long goes, after a warning where a rule asks one."""
    return ", ".join(f"{one.name} {one.done}" for one in retention.run() if one.due) or "nothing"


every("core.send_mail", timedelta(minutes=1), outbox.send_waiting, title=_("Send waiting mail"))
every("core.clean_up", timedelta(hours=1), clean_up, title=_("Clear away what has ended"))
daily("core.empty_bin", time(3, 10), empty_bin, title=_("Empty the bin after 30 days"))
daily("core.clean_files", time(3, 40), clean_files, title=_("Delete files that nobody uses"))
daily("core.retention", time(4, 20), keep_no_longer, title=_("Keep personal data no longer than needed"))
