"""Writing in a report while it is open: the stories, the order, what is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from knooppunt.core.versions import Conflict, check_versions, raise_versions, save_version
from knooppunt.reports.actions.refusals import Refused
from knooppunt.reports.models import LONGEST_TEXT, Report, Section

if TYPE_CHECKING:
    from knooppunt.accounts.models import User


def write_section(*, section: Section, text: str, seen: int, by: User) -> Section:
    """Keep an own story; an empty one is a choice too. It stays when the figures change.

    Raises ``Conflict`` when somebody else wrote in the meantime, ``Refused`` when the report is frozen or the text too long.
    """
    if len(text) > LONGEST_TEXT:
        raise Refused(_("A text holds at most %(most)d characters.") % {"most": LONGEST_TEXT})
    return _save(section, text.strip(), is_own=True, seen=seen, by=by)


def drop_story(*, section: Section, seen: int, by: User) -> Section:
    """Back to what the highlights say; the text stays in the history. Raises as ``write_section``."""
    return _save(section, "", is_own=False, seen=seen, by=by)


def _save(section: Section, text: str, *, is_own: bool, seen: int, by: User) -> Section:
    with transaction.atomic():
        refuse_when_frozen(section.report_id)
        section.text, section.is_own = text, is_own
        section._history_user = by  # type: ignore[attr-defined]  # simple-history reads it
        return save_version(section, seen=seen, fields=["text", "is_own"])


def arrange_sections(
    *, report: Report, order: Sequence[int], shown: set[int], seen: Mapping[int, int], by: User
) -> list[Section]:
    """Put the sections in this order and show only ``shown``. All or nothing.

    Raises ``Conflict`` with the first section that changed in the meantime, ``Refused`` when the report is frozen or
    when the sections are not those of the report.
    """
    with transaction.atomic():
        refuse_when_frozen(report.pk)
        rows = Section.objects.filter(report=report)
        sections = {section.pk: section for section in rows}
        if set(order) != set(sections) or len(order) != len(sections):
            raise Refused(_("The sections have changed. Look once more and try again."))
        changed = check_versions(rows, dict(seen))
        if changed:
            raise Conflict(mine=sections[changed[0].pk], current=changed[0])
        for place, pk in enumerate(order):
            section, is_shown = sections[pk], pk in shown
            if (section.order, section.is_shown) != (place, is_shown):
                raise_versions(rows.filter(pk=pk), order=place, is_shown=is_shown)
    return list(Section.objects.filter(report=report))


def refuse_when_frozen(report_id: int) -> None:
    """Raise ``Refused`` unless the report is open. Inside the transaction that writes: a page may have stood open."""
    report = Report.objects.select_for_update(of=("self",)).filter(pk=report_id).first()
    if report is None:
        raise Refused(_("This report was deleted in the meantime. You find it in the bin."))
    if not report.is_open:
        raise Refused(_("This report is frozen. Choose “Correct” first; then you make a new version."))
