"""Work of the framework that takes longer than a page may."""

from __future__ import annotations

from datetime import time

from knooppunt.accounts.models import User
from knooppunt.core import files, jobs
from knooppunt.core.models import StoredFile
from knooppunt.core.schedules import daily
from knooppunt.framework.actions.frameworks import make_new_version
from knooppunt.framework.actions.importing import Wishes, import_framework, remove_left_behind
from knooppunt.framework.actions.publishing import publish_framework
from knooppunt.framework.actions.refusals import Refused
from knooppunt.framework.case.sources import source_of
from knooppunt.framework.case.survey import survey
from knooppunt.framework.models import Framework
from knooppunt.framework.queries.concepts import concept


@jobs.job("framework.import_framework", lane=jobs.SLOW, max_attempts=2)
def import_large(file: str, title: str, kind: str, is_example: bool, previous: int | None, by: int) -> str:
    """Take in a large file that was looked at; all or nothing. A second attempt begins anew."""
    stored = StoredFile.objects.get(uuid=file)
    source = source_of(files.path_of(stored.sha256), name=stored.name, title=title)
    wishes = Wishes(
        title=title,
        kind=concept("framework-kinds", kind),
        is_example=is_example,
        previous=Framework.objects.filter(pk=previous).first() if previous else None,
    )
    made = import_framework(source=source, found=survey(source), wishes=wishes, by=User.objects.filter(pk=by).first())
    return f"{made.slug}: {made.items_count} items"


@jobs.job("framework.make_new_version", lane=jobs.SLOW, max_attempts=2)
def copy_large(framework: int, edition: str, by: int) -> str:
    """Copy a large version into a draft. A second attempt begins anew; a draft that is there already stays the only one."""
    try:
        made = make_new_version(
            framework=Framework.objects.get(pk=framework), edition=edition, by=User.objects.filter(pk=by).first()
        )
    except Refused as refused:
        return str(refused)
    return f"{made.slug}: {made.items_count} items"


@jobs.job("framework.publish_framework", lane=jobs.SLOW, max_attempts=2)
def publish_large(framework: int, by: int) -> str:
    """Publish a large draft: what became of each item of the version before is worked out first."""
    try:
        moved = publish_framework(framework=Framework.objects.get(pk=framework), by=User.objects.filter(pk=by).first())
    except Refused as refused:
        return str(refused)
    return f"{moved} alignments moved along"


@jobs.job("framework.remove_left_behind")
def clean_up() -> str:
    """Imports that were interrupted go."""
    return f"{remove_left_behind()} frameworks"


daily("framework.remove_left_behind", time(3, 50), clean_up)
