"""Field by field: what a proposal changes, and what changed meanwhile in the entry it is about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from knooppunt.catalogue.offering.labels import LABELS, label_of, shown

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """One field. ``is_conflict``: both the proposal and somebody else changed it, and not to the same."""

    field: str
    label: str
    before: str  # when the proposal began
    now: str  # in the entry, today
    proposed: str
    is_proposed: bool
    is_changed_meanwhile: bool

    @property
    def is_conflict(self) -> bool:
        """Whether a person must choose."""
        return self.is_proposed and self.is_changed_meanwhile and self.now != self.proposed


def differences(base: Content, now: Content, proposed: Content, names: Mapping[str, str]) -> list[Difference]:
    """The fields that the proposal or somebody else changed since ``base``, in the order of the form."""
    found = []
    for field in LABELS:
        was, is_, will = base.get(field), now.get(field), proposed.get(field)
        by_proposal, meanwhile = not same(was, will), not same(was, is_)
        if by_proposal or meanwhile:
            before, today, wanted = (shown(field, value, names) for value in (was, is_, will))
            found.append(Difference(field, label_of(field), before, today, wanted, by_proposal, meanwhile))
    return found


def conflicts(base: Content, now: Content, proposed: Content) -> list[str]:
    """The fields about which a person must choose."""
    return [
        field
        for field in LABELS
        if not same(base.get(field), now.get(field))
        and not same(base.get(field), proposed.get(field))
        and not same(now.get(field), proposed.get(field))
    ]


def merged(base: Content, now: Content, proposed: Content, *, keep: Collection[str] = ()) -> dict[str, Any]:
    """What the entry holds today with the changes of the proposal, except for the fields in ``keep``."""
    result = dict(now)
    for field in LABELS:
        if field in keep or same(base.get(field), proposed.get(field)):
            continue
        if field in proposed:
            result[field] = proposed[field]
        else:
            result.pop(field, None)
    return result


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same; nothing and an empty value do."""
    return bool(_plain(one) == _plain(other))


def _plain(value: Any) -> Any:
    return None if (value in ("", [], {}, False) and value != 0) or value is False else value
