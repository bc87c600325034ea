"""Two records of the register turn out to be one: merging them, and taking that back.

Organisations are shared: what every hub keeps about them moves along, unseen by whoever merges. Contacts are not: what
one's own hubs know moves, and when another hub knows the second record too, that hub keeps it as it was.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.core import bin as core_bin
from knooppunt.core import changes
from knooppunt.core.versions import Conflict, check_versions, save_version
from knooppunt.network.actions.contacts import restore_contact
from knooppunt.network.actions.organisations import DEEPEST, restore_organisation, search_text
from knooppunt.network.actions.references import move_all, move_back
from knooppunt.network.actions.touches import refresh_touches
from knooppunt.network.models import (
    Contact,
    ContactFunction,
    Hub,
    HubContact,
    NotTheSame,
    Organisation,
    OrganisationAlias,
    OrganisationPlace,
    RegisterMerge,
    StakeholderRelation,
    SupportedActivity,
)
from knooppunt.network.names import fold
from knooppunt.network.signing import signed

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

Subject = RegisterMerge.Subject
ORGANISATION_FIELDS = ("name", "kind", "website", "role_mailbox", "parent")
CONTACT_FIELDS = ("name", "email", "phone", "sector")
_FILLED = ("needs", "brings", "influence", "interest", "next_step", "next_step_on", "owner_id", "cadence_months")
# Moved by hand, or never.
_APART = ("network.organisationalias", "network.organisationplace", "network.stakeholderrelation", "network.hubcontact")
_PERSONAL = ("network.contactfunction", "network.consent")


def merge_organisations(
    *, kept: Organisation, gone: Organisation, seen: Mapping[int, int], take: Collection[str], by: User | None
) -> RegisterMerge:
    """``gone`` goes on as ``kept``; fields in ``take`` come from ``gone``. Its names, places and levels are added.

    Raises ``ValidationError`` when the two cannot be one, ``Conflict`` when somebody changed one of them meanwhile.
    """
    with transaction.atomic():
        _check(kept, gone, seen)
        if _is_above(gone, kept) or _is_above(kept, gone):
            raise ValidationError(_("One is part of the other. Change that first."))
        moved: dict[str, Any] = {"before": {name: _plain(kept, name) for name in ORGANISATION_FIELDS}}
        moved["before"]["levels"] = kept.levels
        moved["names"], moved["places"] = _take_names(kept, gone, take)
        moved["pointers"] = move_all(
            model=Organisation, gone=gone.pk, kept=kept.pk, without=[*_APART, "network.registermerge"]
        )
        moved["relations"], moved["filled"] = _take_relations(kept, gone)
        for name in take:
            setattr(kept, name, getattr(gone, name))
        kept.levels = [*kept.levels, *gone.levels]
        _name(kept)
        fields = [*ORGANISATION_FIELDS, "levels", "sort_name", "search_text"]
        save_version(signed(kept, by), seen=seen[kept.pk], fields=fields)
        core_bin.bin_objects(objects=[gone], by=by, label=str(gone))
        moved["version"] = kept.version
        changes.record("network.organisation", [kept.pk])
        changes.record("network.organisation", [gone.pk], deleted=True)
        _refresh_organisation(kept)
        return RegisterMerge.objects.create(
            subject=Subject.ORGANISATION, kept_id=kept.pk, gone_id=gone.pk, by=by, moved=moved
        )


def merge_contacts(
    *,
    kept: Contact,
    gone: Contact,
    seen: Mapping[int, int],
    take: Collection[str],
    hubs: Collection[Hub],
    by: User | None,
) -> RegisterMerge:
    """``gone`` goes on as ``kept``, for ``hubs`` (those of whoever merges). Raises as ``merge_organisations`` does."""
    mine = sorted(hub.pk for hub in hubs)
    with transaction.atomic():
        _check(kept, gone, seen)
        if len({row for one in (kept, gone) for row in one.hub_contacts.filter(hub_id__in=mine)[:1]}) < 2:
            raise ValidationError(_("One of these contacts is not among the contacts of your hub."))
        others = HubContact.objects.filter(contact=gone).exclude(hub_id__in=mine).exists()
        moved: dict[str, Any] = {"before": {name: getattr(kept, name) for name in CONTACT_FIELDS}, "hubs": mine}
        moved["topics"] = [kept.interests, kept.expertise]
        without = [*_APART, *(_PERSONAL if others else ())]
        moved["pointers"] = move_all(
            model=Contact, gone=gone.pk, kept=kept.pk, hub_ids=mine if others else None, without=without
        )
        moved["functions"] = _copy_functions(kept, gone) if others else []
        _leave_what_says_nothing_new(moved["pointers"], kept, gone)
        moved["links"], moved["filled"] = _take_links(kept, gone, mine)
        for name in take:
            setattr(kept, name, getattr(gone, name))
        kept.interests = [*kept.interests, *gone.interests]
        kept.expertise = [*kept.expertise, *gone.expertise]
        kept.sort_name = fold(kept.name)[:200]
        fields = [*CONTACT_FIELDS, "interests", "expertise", "sort_name"]
        save_version(signed(kept, by), seen=seen[kept.pk], fields=fields)
        moved["stays"] = others
        if others:
            HubContact.objects.filter(contact=gone, hub_id__in=mine).delete()
        else:
            core_bin.bin_objects(objects=[gone], by=by, label=_("A contact"))
            changes.record("network.contact", [gone.pk], deleted=True)
        moved["version"] = kept.version
        changes.record("network.contact", [kept.pk, gone.pk] if others else [kept.pk])
        for hub_id in mine:
            refresh_touches(hub_id, organisation_ids=[], contact_ids=[kept.pk, gone.pk])
        return RegisterMerge.objects.create(
            subject=Subject.CONTACT, kept_id=kept.pk, gone_id=gone.pk, by=by, moved=moved
        )


def undo_record_merge(*, merge: RegisterMerge, by: User | None) -> Organisation | Contact:
    """Both records are there again, each with what was its own. Fields that were changed since stay as they are.

    Raises ``ValidationError`` when it was taken back already or the second record is gone for good.
    """
    with transaction.atomic():
        merge = RegisterMerge.objects.get(pk=merge.pk)
        if merge.undone_at is not None:
            raise ValidationError(_("This merge was taken back already."))
        model: Any = Organisation if merge.subject == Subject.ORGANISATION else Contact
        gone = model.all_objects.filter(pk=merge.gone_id).first()
        kept = model.all_objects.filter(pk=merge.kept_id).first()
        if gone is None or kept is None:
            raise ValidationError(_("One of the two is gone for good, so this can no longer be taken back."))
        if gone.bin_batch is not None:
            core_bin.restore(gone.bin_batch, by=by)
        move_back(merge.moved["pointers"], gone=gone.pk, kept=kept.pk)
        if merge.subject == Subject.ORGANISATION:
            _undo_organisation(merge.moved, kept, gone, by)
        else:
            _undo_contact(merge.moved, kept, gone, by)
        merge.undone_at = timezone.now()
        merge.save(update_fields=["undone_at"])
        changes.record(f"network.{merge.subject}", [kept.pk, gone.pk])
    found: Organisation | Contact = model.objects.get(pk=gone.pk)
    return found


def bring_back(*, record: Organisation | Contact, by: User | None) -> Organisation | Contact:
    """Out of the bin again; what was merged comes back with all that went to the other record. Raises
    ``core.bin.RestoreRefused``, and ``ValidationError`` when the other record is gone for good.
    """
    is_contact = isinstance(record, Contact)
    merges = RegisterMerge.objects.filter(subject=Subject.CONTACT if is_contact else Subject.ORGANISATION)
    merge = merges.filter(gone_id=record.pk, undone_at__isnull=True).first()
    if merge is not None:
        return undo_record_merge(merge=merge, by=by)
    if isinstance(record, Contact):
        return restore_contact(contact=record, by=by)
    return restore_organisation(organisation=record, by=by)


def not_the_same(*, subject: str, one: int, other: int, by: User | None) -> None:
    """Somebody looked: do not offer these two again."""
    low, high = sorted((one, other))
    NotTheSame.objects.get_or_create(subject=subject, low_id=low, high_id=high, defaults={"by": by})


def _check(kept: Any, gone: Any, seen: Mapping[int, int]) -> None:
    if kept.pk == gone.pk:
        raise ValidationError(_("This is one and the same record."))
    wanted = {kept.pk: seen[kept.pk], gone.pk: seen[gone.pk]}
    changed = check_versions(type(kept).all_objects.all(), wanted)
    if changed:
        raise Conflict(mine=kept, current=changed[0])
    if type(kept).objects.filter(pk__in=list(wanted)).count() < len(wanted):
        raise ValidationError(_("One of the two has been deleted in the meantime."))


def _is_above(upper: Organisation, lower: Organisation) -> bool:
    step = lower.parent
    for _level in range(DEEPEST):
        if step is None:
            return False
        if step.pk == upper.pk:
            return True
        step = step.parent
    return True


def _plain(row: Any, name: str) -> Any:
    return row.parent_id if name == "parent" else getattr(row, name)


def _take_names(kept: Organisation, gone: Organisation, take: Collection[str]) -> tuple[list[int], list[int]]:
    """Names and places of ``gone`` become those of ``kept`` too; the rows that were made."""
    shown = gone.name if "name" in take else kept.name
    have = {fold(shown), *kept.aliases.values_list("folded", flat=True)}
    wanted = {fold(name): name for name in (kept.name, gone.name, *gone.aliases.values_list("name", flat=True))}
    names = [
        OrganisationAlias.objects.create(organisation=kept, name=name, folded=folded).pk
        for folded, name in wanted.items()
        if folded and folded not in have
    ]
    there = set(kept.places.values_list("name", "province"))
    places = [
        OrganisationPlace.objects.create(organisation=kept, name=name, province=province).pk
        for name, province in gone.places.values_list("name", "province")
        if (name, province) not in there
    ]
    return names, places


def _name(organisation: Organisation) -> None:
    organisation.sort_name = fold(organisation.name)[:200]
    organisation.search_text = search_text(
        organisation.name,
        organisation.aliases.values_list("name", flat=True),
        organisation.places.values_list("name", flat=True),
    )


def _take_relations(kept: Organisation, gone: Organisation) -> tuple[list[int], list[dict[str, Any]]]:
    """Relations move to ``kept``; where a hub has both, the one that stays is filled up from the other."""
    there = {row.hub_id: row for row in kept.relations.all()}
    moved, filled = [], []
    for row in gone.relations.all():
        same = there.get(row.hub_id)
        if same is None:
            moved.append(row.pk)
            continue
        before = {name: _json(getattr(same, name)) for name in (*_FILLED, "notes", "is_supporting", "stage")}
        for name in _FILLED:
            if not getattr(same, name) and getattr(row, name):
                setattr(same, name, getattr(row, name))
        same.notes = _together(same.notes, row.notes)
        same.is_supporting = same.is_supporting or row.is_supporting
        if same.stage == "unknown":
            same.stage = row.stage
        same.version += 1
        same.save()
        have = set(same.supported.values_list("lineage", flat=True))
        copies = [
            SupportedActivity(relation=same, lineage=one.lineage, label=one.label, kind=one.kind)
            for one in row.supported.all()
            if one.lineage not in have
        ]
        SupportedActivity.objects.bulk_create(copies)
        filled.append({"pk": same.pk, "version": same.version, "before": before, "made": [one.pk for one in copies]})
    StakeholderRelation.objects.filter(pk__in=moved).update(organisation=kept)
    return moved, filled


def _take_links(kept: Contact, gone: Contact, mine: Collection[int]) -> tuple[list[int], list[dict[str, Any]]]:
    there = {row.hub_id: row for row in kept.hub_contacts.filter(hub_id__in=mine)}
    moved, filled = [], []
    for row in gone.hub_contacts.filter(hub_id__in=mine):
        same = there.get(row.hub_id)
        if same is None:
            moved.append(row.pk)
            continue
        before = {"notes": same.notes, "cadence_months": same.cadence_months}
        same.notes = _together(same.notes, row.notes)
        same.cadence_months = same.cadence_months or row.cadence_months
        same.save()
        filled.append({"pk": same.pk, "before": before, "after": same.notes, "hub": row.hub_id, "notes": row.notes})
    HubContact.objects.filter(pk__in=moved).update(contact=kept)
    return moved, filled


def _copy_functions(kept: Contact, gone: Contact) -> list[int]:
    have = set(kept.functions.values_list("organisation_id", "function", "title"))
    made = []
    for row in gone.functions.all():
        if (row.organisation_id, row.function, row.title) not in have:
            copy = ContactFunction.objects.get(pk=row.pk)
            copy.pk, copy.contact = None, kept
            copy._state.adding = True
            copy.save()
            made.append(copy.pk)
    return made


def _leave_what_says_nothing_new(pointers: dict[str, list[int]], kept: Contact, gone: Contact) -> None:
    """A function that says no more than one that is there already stays with the record in the bin."""
    label = "network.contactfunction.contact"
    rows = list(kept.functions.order_by("pk"))
    for row in [one for one in rows if one.pk in pointers.get(label, [])]:
        said = [one for one in rows if one.pk != row.pk and one.organisation_id == row.organisation_id]
        if any(_says_no_more(row, one) for one in said):
            ContactFunction.objects.filter(pk=row.pk).update(contact=gone)
            pointers[label].remove(row.pk)
            rows.remove(row)


def _says_no_more(row: ContactFunction, than: ContactFunction) -> bool:
    return (
        (row.function, row.title) in {("", ""), (than.function, than.title)}
        and set(row.levels) <= set(than.levels)
        and row.from_date in {None, than.from_date}
        and row.until_date in {None, than.until_date}
    )


def _undo_organisation(moved: Mapping[str, Any], kept: Organisation, gone: Organisation, by: User | None) -> None:
    OrganisationAlias.objects.filter(pk__in=moved["names"], organisation=kept).delete()
    OrganisationPlace.objects.filter(pk__in=moved["places"], organisation=kept).delete()
    StakeholderRelation.objects.filter(pk__in=moved["relations"], organisation=kept).update(organisation=gone)
    for one in moved["filled"]:
        rows = StakeholderRelation.objects.filter(pk=one["pk"], version=one["version"])
        rows.update(**one["before"], version=one["version"] + 1)
        SupportedActivity.objects.filter(pk__in=one["made"]).delete()
    if kept.version == moved["version"]:
        before = dict(moved["before"])
        kept.parent_id = before.pop("parent")
        for name, value in before.items():
            setattr(kept, name, value)
    _name(kept)
    fields = [*ORGANISATION_FIELDS, "levels", "sort_name", "search_text"]
    save_version(signed(kept, by), seen=kept.version, fields=fields)
    _refresh_organisation(kept)
    _refresh_organisation(gone)


def _undo_contact(moved: Mapping[str, Any], kept: Contact, gone: Contact, by: User | None) -> None:
    ContactFunction.objects.filter(pk__in=moved["functions"], contact=kept).delete()
    HubContact.objects.filter(pk__in=moved["links"], contact=kept).update(contact=gone)
    for one in moved["filled"]:
        HubContact.objects.filter(pk=one["pk"], notes=one["after"]).update(**one["before"])
        if moved["stays"]:
            HubContact.objects.get_or_create(hub_id=one["hub"], contact=gone, defaults={"notes": one["notes"]})
    if kept.version == moved["version"]:
        for name, value in moved["before"].items():
            setattr(kept, name, value)
        kept.interests, kept.expertise = moved["topics"]
    kept.sort_name = fold(kept.name)[:200]
    fields = [*CONTACT_FIELDS, "interests", "expertise", "sort_name"]
    save_version(signed(kept, by), seen=kept.version, fields=fields)
    for hub_id in moved["hubs"]:
        refresh_touches(hub_id, organisation_ids=[], contact_ids=[kept.pk, gone.pk])


def _refresh_organisation(organisation: Organisation) -> None:
    for hub_id in organisation.relations.values_list("hub_id", flat=True):
        refresh_touches(hub_id, organisation_ids=[organisation.pk], contact_ids=[])


def _together(one: str, other: str) -> str:
    return one if other.strip() in one else f"{one}\n\n{other}".strip()


def _json(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
