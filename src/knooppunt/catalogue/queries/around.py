"""What stands around an entry: quality marks, relations, alignments, collections.

Four short lists that every page of an entry asks for. Django would spend more time on writing four queries than the
database on answering them, so this is one of the few places with a query written by hand.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from functools import cache

from django.db import connection
from django.utils.translation import gettext as _

from knooppunt.catalogue.models import (
    Alignment,
    Collection,
    CollectionItem,
    Entry,
    EntryRelation,
    QualityLabel,
    QualityMark,
)
from knooppunt.framework.models import Framework, FrameworkItem


@dataclass(frozen=True)
class Mark:
    """A quality mark as the page shows it."""

    name: str
    labeller: str
    given_on: dt.date
    valid_until: dt.date | None
    review: str
    review_url: str


@dataclass(frozen=True)
class AlignedItem:
    """An item of a framework, and what the entry does with it."""

    type: str
    how: str
    depth: str
    evidence: str
    title: str
    url: str


@dataclass(frozen=True)
class Related:
    """Another entry and how it stands to this one."""

    how: str
    title: str
    url: str
    kind: str


@dataclass
class Around:
    """All of it. ``collections``: (title, address)."""

    marks: list[Mark] = field(default_factory=list)
    relations: list[Related] = field(default_factory=list)
    confirmed: list[AlignedItem] = field(default_factory=list)
    suggested: list[AlignedItem] = field(default_factory=list)
    collections: list[tuple[str, str]] = field(default_factory=list)


def around_entry(pk: int, today: dt.date, *, with_suggestions: bool = False) -> Around:
    """What everybody may see around an entry; suggested alignments only when asked for. One query."""
    states = ("confirmed", "suggested" if with_suggestions else "confirmed")
    parameters: list[int | str] = [pk, today.isoformat(), *[pk] * 4, pk, *states, pk]
    with connection.cursor() as cursor:
        cursor.execute(_sql(), parameters)
        rows = sorted(cursor.fetchall(), key=lambda row: (row[0], row[1]))
    found = Around()
    for part, _order, *columns in rows:
        _ADD[part](found, *columns)
    return found


def _add_mark(found: Around, *row: str) -> None:
    name, labeller, given, until, review, url = row[:6]
    valid_until = dt.date.fromisoformat(until) if until else None
    found.marks.append(Mark(name, labeller, dt.date.fromisoformat(given), valid_until, review, url))


def _add_relation(found: Around, *row: str) -> None:
    how, direction, pk, title, kind = row[:5]
    there = Entry(pk=int(pk), title=title, kind=kind)
    words = str(EntryRelation.Type(how).label) if direction == "out" else _back(how)
    found.relations.append(Related(words, title, there.get_absolute_url(), there.get_kind_display()))


def _add_alignment(found: Around, *row: str) -> None:
    how, depth, evidence, state, key, short, text = row[:7]
    item = FrameworkItem(uuid=uuid.UUID(key), abbreviated=short, full_statement=text)
    one = AlignedItem(
        type=how,
        how=str(Alignment.Type(how).label),
        depth=str(Alignment.Depth(depth).label) if depth else "",
        evidence=evidence,
        title=item.title,
        url=item.get_absolute_url(),
    )
    (found.confirmed if state == Alignment.State.CONFIRMED else found.suggested).append(one)


def _add_collection(found: Around, *row: str) -> None:
    there = Collection(pk=int(row[0]), title=row[1])
    found.collections.append((there.title, there.get_absolute_url()))


_ADD = {1: _add_mark, 2: _add_relation, 3: _add_alignment, 4: _add_collection}


def _back(how: str) -> str:
    """A relation as the other side says it."""
    return {
        EntryRelation.Type.PART_OF: _("has as part"),
        EntryRelation.Type.VERSION_OF: _("has as other version"),
        EntryRelation.Type.REPLACES: _("is replaced by"),
        EntryRelation.Type.RELATED: _("goes with"),
    }[EntryRelation.Type(how)]


@cache
def _sql() -> str:
    """The four lists under each other: which list, the order in it, and seven columns of text."""
    tables = {
        model.__name__: model._meta.db_table
        for model in (
            Alignment, Collection, CollectionItem, Entry, EntryRelation, Framework, FrameworkItem, QualityLabel, QualityMark
        )
    }  # fmt: skip
    # Only names of our own tables are filled in; what comes from outside goes as a parameter.
    return """
    SELECT 1, -m.id, l.name, l.labeller, CAST(m.given_on AS text), CAST(m.valid_until AS text), m.review, m.review_url, ''
      FROM {QualityMark} m JOIN {QualityLabel} l ON l.id = m.label_id
     WHERE m.entry_id = %s AND m.withdrawn_on IS NULL
       AND (m.valid_until IS NULL OR CAST(m.valid_until AS text) >= %s)
    UNION ALL
    SELECT 2, r.id, r.type, CASE WHEN r.entry_id = %s THEN 'out' ELSE 'back' END, CAST(o.id AS text), o.title, o.kind, '', ''
      FROM {EntryRelation} r
      JOIN {Entry} o ON o.id = CASE WHEN r.entry_id = %s THEN r.other_id ELSE r.entry_id END
     WHERE (r.entry_id = %s OR r.other_id = %s) AND o.state = 'gepubliceerd' AND o.binned_at IS NULL
    UNION ALL
    SELECT 3, i."order", a.type, a.depth, a.evidence, a.state, CAST(i.uuid AS text), i.abbreviated, i.full_statement
      FROM {Alignment} a
      JOIN {FrameworkItem} i ON i.id = a.item_id
      JOIN {Framework} f ON f.id = i.framework_id
     WHERE a.entry_id = %s AND a.state IN (%s, %s) AND i.binned_at IS NULL AND f.binned_at IS NULL
       AND f.state IN ('published', 'replaced')
    UNION ALL
    SELECT 4, c.id, CAST(c.id AS text), c.title, '', '', '', '', ''
      FROM {CollectionItem} p JOIN {Collection} c ON c.id = p.collection_id
     WHERE p.entry_id = %s AND c.state = 'gepubliceerd' AND c.binned_at IS NULL
    """.format(**tables)  # noqa: S608
