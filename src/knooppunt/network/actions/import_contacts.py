"""Saving a list of contacts: everything that was planned, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from knooppunt.core import changes
from knooppunt.core.versions import Conflict, check_versions, raise_versions
from knooppunt.network.actions.contacts import KIND
from knooppunt.network.actions.organisations import KIND as ORGANISATION
from knooppunt.network.actions.organisations import search_text
from knooppunt.network.actions.tags import tag_all, tag_named
from knooppunt.network.importing.planning import ContactPlan, Person, Work, new_work
from knooppunt.network.models import (
    ColumnMap,
    Contact,
    ContactFunction,
    Hub,
    HubContact,
    Organisation,
    OrganisationPlace,
    StakeholderRelation,
)
from knooppunt.network.names import fold
from knooppunt.network.places import place_named

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

BATCH = 500
FILLED = ("email", "phone", "sector")  # fields that a list fills when they were empty


def save_contacts(plan: ContactPlan, *, by: User | None, without_refused: bool = False) -> dict[str, int]:
    """Save all people of the plan, or nothing. New organisations are made, and the hub works with all that are named.

    Raises ``ValueError`` for a plan with refused rows, unless those are left out on purpose, and ``Conflict`` when
    somebody changed one of the contacts since the plan was made. A known contact only gets what it had not.
    """
    if plan.refused and not without_refused:
        raise ValueError("A plan with refused rows is not saved.")
    counts = plan.counts
    with transaction.atomic():
        _make_places(plan, by)
        made = _make_people(plan, [person for person in plan.people if person.known is None], by)
        _change_people(plan, [person for person in plan.people if person.known and person.changes], by)
        _tag(plan, made)
        remember_columns(hub=plan.hub, digest=plan.columns.digest, columns=plan.columns.positions)
    return counts


def remember_columns(*, hub: Hub, digest: str, columns: Mapping[str, int]) -> None:
    """The next list with the same titles is read the same way."""
    ColumnMap.objects.update_or_create(hub=hub, titles=digest, defaults={"columns": dict(columns)})


def remembered_columns(hub: Hub, digest: str) -> dict[str, int] | None:
    """How a list with these titles was read before. One query."""
    found = ColumnMap.objects.filter(hub=hub, titles=digest).values_list("columns", flat=True).first()
    return {str(name): int(place) for name, place in found.items()} if found else None


def _make_places(plan: ContactPlan, by: User | None) -> None:
    new = [place for place in plan.places.values() if place.pk is None]
    rows = [
        Organisation(
            name=place.name,
            kind=place.kind,
            sort_name=fold(place.name)[:200],
            search_text=search_text(place.name, [], [place.place] if place.place else []),
        )
        for place in new
    ]
    made = bulk_create_with_history(rows, Organisation, batch_size=BATCH, default_user=by) if rows else []
    spots = []
    for place, one in zip(new, made, strict=True):
        place.pk, place.made = one.pk, one
        if place.place:
            known = place_named(place.place)
            spots.append(
                OrganisationPlace(organisation=one, name=place.place, province=known.province if known else "")
            )
    OrganisationPlace.objects.bulk_create(spots, batch_size=BATCH)
    pks = {place.pk for place in plan.places.values() if place.pk}
    have = StakeholderRelation.objects.filter(hub=plan.hub).values_list("organisation_id", flat=True)
    StakeholderRelation.objects.bulk_create(
        [StakeholderRelation(hub=plan.hub, organisation_id=pk) for pk in sorted(pks - set(have))], batch_size=BATCH
    )
    changes.record(ORGANISATION, sorted(pks))


def _make_people(plan: ContactPlan, people: list[Person], by: User | None) -> dict[int, Contact]:
    """New contacts by the first row they came from."""
    if not people:
        return {}
    rows = [
        Contact(
            name=person.name[:200],
            email=person.email,
            phone=person.phone,
            sector=person.sector,
            sort_name=fold(person.name)[:200],
        )
        for person in people
    ]
    made = bulk_create_with_history(rows, Contact, batch_size=BATCH, default_user=by)
    known = [
        HubContact(hub=plan.hub, contact=one, notes=person.notes) for person, one in zip(people, made, strict=True)
    ]
    HubContact.objects.bulk_create(known, batch_size=BATCH)
    ContactFunction.objects.bulk_create(
        [_function(plan, one, work) for person, one in zip(people, made, strict=True) for work in person.work],
        batch_size=BATCH,
    )
    changes.record(KIND, [one.pk for one in made])
    return {person.rows[0]: one for person, one in zip(people, made, strict=True)}


def _function(plan: ContactPlan, contact: Contact, work: Work) -> ContactFunction:
    place = plan.places[work.organisation].pk
    assert place is not None  # made just before
    return ContactFunction(
        contact=contact,
        organisation_id=place,
        function=work.function,
        title=work.title,
        levels=list(work.levels),
        from_date=work.from_date,
        until_date=work.until_date,
    )


def _change_people(plan: ContactPlan, people: Sequence[Person], by: User | None) -> None:
    """Known contacts get what they had not: some queries for each five hundred of them."""
    functions = []
    for start in range(0, len(people), BATCH):
        chunk = {person.known.pk: person for person in people[start : start + BATCH] if person.known}
        rows = _unchanged(chunk)
        filled = [row for row in rows if _fill(row, chunk[row.pk])]
        Contact.objects.bulk_update(filled, FILLED)
        raise_versions(Contact.objects.filter(pk__in=list(chunk)))
        now = list(Contact.objects.filter(pk__in=list(chunk)))
        Contact.history.bulk_history_create(now, update=True, default_user=by, batch_size=BATCH)
        _add_notes(plan.hub, chunk, now)
        functions += [_function(plan, row, work) for row in now for work in new_work(chunk[row.pk], plan)]
    ContactFunction.objects.bulk_create(functions, batch_size=BATCH)
    changes.record(KIND, [person.known.pk for person in people if person.known])


def _add_notes(hub: Hub, chunk: Mapping[int, Person], contacts: Sequence[Contact]) -> None:
    """Below what the hub noted already, as far as it is not there. Who was let go of meanwhile is known again."""
    have = {row.contact_id: row for row in HubContact.objects.filter(hub=hub, contact_id__in=list(chunk))}
    fresh = [HubContact(hub=hub, contact=row, notes=chunk[row.pk].notes) for row in contacts if row.pk not in have]
    HubContact.objects.bulk_create(fresh)
    longer = [row for pk, row in have.items() if chunk[pk].notes not in row.notes]
    for row in longer:
        row.notes = f"{row.notes}\n\n{chunk[row.contact_id].notes}".strip()
    if longer:
        HubContact.objects.bulk_update(longer, ["notes"], batch_size=BATCH)


def _unchanged(chunk: Mapping[int, Person]) -> list[Contact]:
    """The contacts as the plan saw them. Raises ``Conflict``, or ``ValidationError`` when one is gone."""
    seen = {pk: person.known.version for pk, person in chunk.items() if person.known}
    if changed := check_versions(Contact.objects.all(), seen):
        raise Conflict(mine=changed[0], current=changed[0])
    rows = list(Contact.objects.filter(pk__in=list(chunk)))
    if len(rows) != len(chunk):
        raise ValidationError(_("Somebody deleted one of these contacts just now. Choose the file once more."))
    return rows


def _fill(contact: Contact, person: Person) -> bool:
    """Fill what was empty; whether anything was."""
    given = {name: getattr(person, name) for name in FILLED if getattr(person, name) and not getattr(contact, name)}
    for name, value in given.items():
        setattr(contact, name, value)
    return bool(given)


def _tag(plan: ContactPlan, made: Mapping[int, Contact]) -> None:
    names: dict[str, list[int]] = {}
    shown: dict[str, str] = {}
    for person in plan.people:
        pk = person.known.pk if person.known else made[person.rows[0]].pk
        for tag in person.tags:
            names.setdefault(fold(tag), []).append(pk)
            shown.setdefault(fold(tag), tag)
    for folded, pks in names.items():
        tag_all(tag=tag_named(hub=plan.hub, name=shown[folded]), subject="contacts", pks=pks)
