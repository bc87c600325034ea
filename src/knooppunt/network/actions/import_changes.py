"""What a list of organisations changes about those that are known already, five hundred at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from knooppunt.core import changes
from knooppunt.core.versions import Conflict, check_versions, raise_versions
from knooppunt.network.actions.import_rows import PlannedRow
from knooppunt.network.actions.organisations import DEEPEST, KIND, search_text
from knooppunt.network.models import Organisation, OrganisationAlias, OrganisationPlace, StakeholderRelation
from knooppunt.network.names import fold

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

BATCH = 500


def change_known(rows: Sequence[PlannedRow], made: Mapping[str, Organisation], *, by: User | None) -> None:
    """Change what the rows say of known organisations; cells that say nothing change nothing.

    ``made`` are the new organisations of the same list, which may be a parent, by folded name. Call inside the
    transaction of the import. Raises ``Conflict`` and ``ValidationError``, see ``save_import``.
    """
    parents = _parents(rows, made)
    _check_circles({row.known.pk: parents[fold(row.parent_name)] for row in _moved(rows) if row.known})
    for start in range(0, len(rows), BATCH):
        _change({row.known.pk: row for row in rows[start : start + BATCH] if row.known}, parents, by)


def new_places(places: Sequence[tuple[str, str]], now: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Places that are not there; one without a province is there when its name is."""
    have = {(fold(name), province) for name, province in now}
    names = {name for name, _province in have}
    return [
        (name, province)
        for name, province in dict.fromkeys(places)
        if (fold(name), province) not in have
        and not (fold(name) in names and (not province or (fold(name), "") in have))
    ]


def _moved(rows: Sequence[PlannedRow]) -> list[PlannedRow]:
    return [row for row in rows if "Onderdeel van" in row.changes]


def _parents(rows: Sequence[PlannedRow], made: Mapping[str, Organisation]) -> dict[str, int]:
    """The number of each organisation that a row makes a parent, by folded name; each is looked up once."""
    found: dict[str, int] = {}
    for wanted in dict.fromkeys(fold(row.parent_name) for row in _moved(rows)):
        parent = made.get(wanted) or Organisation.objects.named(wanted).order_by("pk").first()
        if parent is None:
            raise ValidationError(_("Somebody changed one of these organisations just now. Choose the file once more."))
        found[wanted] = parent.pk
    return found


def _check_circles(moved: Mapping[int, int]) -> None:
    """One query, none when nobody moves."""
    if not moved:
        return
    above = dict(Organisation.all_objects.exclude(parent=None).values_list("pk", "parent_id")) | dict(moved)
    for pk in moved:
        step: int | None = above[pk]
        for _level in range(DEEPEST):
            if step == pk:
                raise ValidationError(_("An organisation cannot be part of itself."))
            step = above.get(step) if step else None
        if step is not None:
            raise ValidationError(_("That is too many levels of “part of”."))


def _change(chunk: Mapping[int, PlannedRow], parents: Mapping[str, int], by: User | None) -> None:
    """Some ten queries, however many rows."""
    now = _unchanged(chunk)
    aliases, places = _names(chunk)
    fresh_aliases, fresh_places, relations = [], [], []
    changed: dict[str, list[Organisation]] = defaultdict(list)
    for pk, row in chunk.items():
        one, data, known = now[pk], row.data, row.known
        assert known is not None
        folded = {key for key, _name in aliases[pk]} | {one.sort_name, ""}
        more = {fold(name): name for name in data.aliases if fold(name) not in folded}
        fresh_aliases += [OrganisationAlias(organisation=one, name=name, folded=key) for key, name in more.items()]
        spots = new_places(data.places, places[pk])
        fresh_places += [OrganisationPlace(organisation=one, name=name, province=code) for name, code in spots]
        relations += [
            StakeholderRelation(organisation=one, hub=hub)
            for hub in dict.fromkeys(row.hubs)
            if hub.pk not in known.hubs
        ]
        name = data.name if fold(one.name) == fold(data.name) else one.name
        names = [*(name for _key, name in aliases[pk]), *more.values()]
        values: dict[str, Any] = {
            "name": name,
            "kind": data.kind,
            "website": data.website or one.website,
            "role_mailbox": data.role_mailbox or one.role_mailbox,
            "search_text": search_text(name, names, [place for place, _code in (*places[pk], *spots)]),
        }
        if "Onderdeel van" in row.changes:
            values["parent_id"] = parents[fold(row.parent_name)]
        for field in _set(one, values):
            changed[field].append(one)
    for field, those in changed.items():
        Organisation.objects.bulk_update(those, [field.removesuffix("_id")])
    raise_versions(Organisation.objects.filter(pk__in=list(chunk)))
    later = list(Organisation.objects.filter(pk__in=list(chunk)))
    Organisation.history.bulk_history_create(later, update=True, default_user=by, batch_size=BATCH)
    OrganisationAlias.objects.bulk_create(fresh_aliases, batch_size=BATCH)
    OrganisationPlace.objects.bulk_create(fresh_places, batch_size=BATCH)
    # Another hub of the list may have begun to work with it since.
    StakeholderRelation.objects.bulk_create(relations, batch_size=BATCH, ignore_conflicts=True)
    changes.record(KIND, list(chunk))


def _unchanged(chunk: Mapping[int, PlannedRow]) -> dict[int, Organisation]:
    """The organisations as the plan saw them."""
    seen = {pk: row.known.version for pk, row in chunk.items() if row.known}
    if stale := check_versions(Organisation.objects.all(), seen):
        raise Conflict(mine=stale[0], current=stale[0])
    rows = Organisation.objects.in_bulk(list(chunk))
    if len(rows) != len(chunk):
        raise ValidationError(_("Somebody changed one of these organisations just now. Choose the file once more."))
    return rows


def _names(
    chunk: Mapping[int, PlannedRow],
) -> tuple[dict[int, list[tuple[str, str]]], dict[int, list[tuple[str, str]]]]:
    """Other names (folded, as written) and places (name, province) of these organisations. Two queries."""
    aliases: dict[int, list[tuple[str, str]]] = defaultdict(list)
    places: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = OrganisationAlias.objects.filter(organisation__in=list(chunk)).order_by("pk")
    for pk, folded, name in rows.values_list("organisation_id", "folded", "name"):
        aliases[pk].append((folded, name))
    spots = OrganisationPlace.objects.filter(organisation__in=list(chunk)).order_by("pk")
    for pk, name, province in spots.values_list("organisation_id", "name", "province"):
        places[pk].append((name, province))
    return aliases, places


def _set(organisation: Organisation, values: Mapping[str, Any]) -> list[str]:
    """Set what differs; which fields those are."""
    fields = [name for name, value in values.items() if getattr(organisation, name) != value]
    for name in fields:
        setattr(organisation, name, values[name])
    return fields
