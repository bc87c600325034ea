"""The statuses of one row or of a whole plan, as a page sends them.

Three names per row: ``status-12`` (the choice), ``reason-12``, and ``seen-12`` with the version and the status that were on
the screen ("3:op_schema"), so that a row that was left alone can be told from one that was changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from knooppunt.plans.actions.statuses import Wish
from knooppunt.plans.models import Status
from knooppunt.plans.queries.tree import Row

LONGEST_REASON = 2000  # characters
CODES = frozenset({*Status.values, ""})


@dataclass
class StatusInput:
    """What was sent: a wish per known row, and a sentence for each row that cannot be saved like this."""

    wishes: list[Wish] = field(default_factory=list)
    errors: dict[int, str] = field(default_factory=dict)


def read_statuses(data: Mapping[str, str], rows: Mapping[int, Row]) -> StatusInput:
    """Read the rows that ``data`` names. Rows that are not in ``rows`` are kept as wishes: the action counts them as gone.

    A reason is asked only at "behind schedule". A row that was behind without a reason already (an imported plan) may
    stay so while nobody touches it.
    """
    found = StatusInput()
    for name, seen in data.items():
        if not name.startswith("seen-") or not name[5:].isdecimal() or len(name) > 20:
            continue
        pk = int(name[5:])
        wish = _wish(pk, seen, data)
        if wish is None:
            found.errors[pk] = _("We could not read what you chose here. Choose a status once more.")
            continue
        found.wishes.append(wish)
        error = _reason_error(wish, rows.get(pk))
        if error:
            found.errors[pk] = error
    return found


def _wish(pk: int, seen: str, data: Mapping[str, str]) -> Wish | None:
    version, _colon, seen_status = seen.partition(":")
    chosen = data.get(f"status-{pk}", seen_status)
    if not version.isdecimal() or len(version) > 9 or seen_status not in CODES or chosen not in CODES:
        return None
    reason = data.get(f"reason-{pk}", "").replace("\x00", "").strip()
    return Wish(pk, int(version), seen_status, chosen, reason)


def _reason_error(wish: Wish, row: Row | None) -> str:
    if wish.status != Status.BEHIND:
        return ""
    if len(wish.reason) > LONGEST_REASON:
        return _("Keep it shorter: at most %(count)d characters.") % {"count": LONGEST_REASON}
    was_like_this = row is not None and row.is_behind and not row.reason and not wish.touched
    if not wish.reason and not was_like_this:
        return _("Write in a few words why this is behind schedule. Then others can help.")
    return ""
