"""Adding, changing, deleting and restoring organisations, and which hub works with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from knooppunt.core import bin as core_bin
from knooppunt.core import changes
from knooppunt.core.models import BinBatch
from knooppunt.core.versions import save_version
from knooppunt.network.models import Hub, Organisation, OrganisationAlias, OrganisationPlace, StakeholderRelation
from knooppunt.network.names import fold
from knooppunt.network.signing import signed

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

KIND = "network.organisation"  # in the change table
DEEPEST = 10  # levels of "part of"


@dataclass(frozen=True)
class OrganisationData:
    """Everything about an organisation that the whole network shares. Places are (name, province code or "")."""

    name: str
    kind: str
    aliases: Sequence[str] = ()
    places: Sequence[tuple[str, str]] = ()
    parent: Organisation | None = None
    website: str = ""
    role_mailbox: str = ""
    levels: Sequence[str] | None = None  # ``None`` leaves them as they are

    @property
    def search_text(self) -> str:
        """All names and places as ``OrganisationQuerySet.matching`` looks for them."""
        return search_text(self.name, self.aliases, [name for name, _province in self.places])


def search_text(name: str, aliases: Iterable[str], places: Iterable[str]) -> str:
    """Names and places of an organisation, folded, one per line."""
    return "\n".join(dict.fromkeys(fold(text) for text in (name, *aliases, *places)))


def create_organisation(*, data: OrganisationData, hubs: Collection[Hub], by: User | None) -> Organisation:
    """Add an organisation and say which hubs work with it."""
    with transaction.atomic():
        organisation = _filled(Organisation(), data)
        signed(organisation, by).save()
        _set_names(organisation, data)
        StakeholderRelation.objects.bulk_create(
            [StakeholderRelation(hub=hub, organisation=organisation) for hub in hubs]
        )
        changes.record(KIND, [organisation.pk])
    return organisation


def update_organisation(
    *,
    organisation: Organisation,
    seen: int,
    data: OrganisationData,
    hubs: Collection[Hub],
    among: Collection[Hub],
    by: User | None,
) -> Organisation:
    """Change an organisation. ``hubs`` work with it now; of the others only those in ``among`` stop doing so.

    Raises ``ValidationError`` when it would become part of itself, ``core.versions.Conflict`` when somebody was first.
    """
    with transaction.atomic():
        _check_parent(organisation, data.parent)
        fields = ["name", "kind", "parent", "website", "role_mailbox", "levels", "sort_name", "search_text"]
        save_version(signed(_filled(organisation, data), by), seen=seen, fields=fields)
        _set_names(organisation, data)
        wanted = {hub.pk for hub in hubs}
        gone = {hub.pk for hub in among} - wanted
        _check_nothing_kept(organisation, gone)
        StakeholderRelation.objects.filter(organisation=organisation, hub_id__in=gone).delete()
        have = set(StakeholderRelation.objects.filter(organisation=organisation).values_list("hub_id", flat=True))
        new = [StakeholderRelation(hub_id=pk, organisation=organisation) for pk in sorted(wanted - have)]
        StakeholderRelation.objects.bulk_create(new)
        changes.record(KIND, [organisation.pk])
    return organisation


def work_with(*, organisation: Organisation, hub: Hub, by: User | None) -> StakeholderRelation:
    """Note that ``hub`` works with the organisation. Doing it twice changes nothing."""
    with transaction.atomic():
        relation, made = StakeholderRelation.objects.get_or_create(hub=hub, organisation=organisation)
        if made:
            changes.record(KIND, [organisation.pk])
    return relation


def write_notes(*, relation: StakeholderRelation, seen: int, notes: str) -> StakeholderRelation:
    """Change what a hub notes about an organisation, for itself. Raises ``Conflict``."""
    relation.notes = notes
    return save_version(relation, seen=seen, fields=["notes"])


def delete_organisation(*, organisation: Organisation, by: User | None) -> BinBatch:
    """Put an organisation into the bin, for 30 days. Its parts, and the functions people had there, keep naming it."""
    with transaction.atomic():
        batch = core_bin.bin_objects(objects=[organisation], by=by, label=str(organisation))
        changes.record(KIND, [organisation.pk], deleted=True)
    return batch


def restore_organisation(*, organisation: Organisation, by: User | None) -> Organisation:
    """Bring an organisation back. Raises ``core.bin.RestoreRefused`` with reasons."""
    with transaction.atomic():
        if organisation.bin_batch is not None:
            core_bin.restore(organisation.bin_batch, by=by)
            changes.record(KIND, [organisation.pk])
    return Organisation.objects.get(pk=organisation.pk)


def _filled(organisation: Organisation, data: OrganisationData) -> Organisation:
    organisation.name, organisation.kind, organisation.parent = data.name, data.kind, data.parent
    organisation.website, organisation.role_mailbox = data.website, data.role_mailbox
    if data.levels is not None:
        organisation.levels = list(data.levels)
    organisation.sort_name, organisation.search_text = fold(data.name)[:200], data.search_text
    return organisation


def _set_names(organisation: Organisation, data: OrganisationData) -> None:
    """Write other names and places anew where they differ."""
    aliases = {fold(name): name for name in data.aliases if fold(name) not in {"", organisation.sort_name}}
    if aliases != dict(organisation.aliases.values_list("folded", "name")):
        organisation.aliases.all().delete()
        rows = [OrganisationAlias(organisation=organisation, name=name, folded=key) for key, name in aliases.items()]
        OrganisationAlias.objects.bulk_create(rows)
    places = list(dict.fromkeys(data.places))
    if places != list(organisation.places.values_list("name", "province")):
        organisation.places.all().delete()
        OrganisationPlace.objects.bulk_create(
            [OrganisationPlace(organisation=organisation, name=name, province=province) for name, province in places]
        )


def _check_nothing_kept(organisation: Organisation, hub_ids: Collection[int]) -> None:
    """A hub that keeps something about an organisation does not lose it by an unticked box."""
    rows = StakeholderRelation.objects.filter(organisation=organisation, hub_id__in=hub_ids)
    for relation in rows.exclude(notes="", needs="", brings="", supported__isnull=True).select_related("hub"):
        raise ValidationError(
            _("%(hub)s keeps notes about this organisation. Make the relation “dormant” instead.")
            % {"hub": relation.hub},
            code="kept",
        )


def _check_parent(organisation: Organisation, parent: Organisation | None) -> None:
    """At most ``DEEPEST`` queries: one per level."""
    above = parent
    for _level in range(DEEPEST):
        if above is None:
            return
        if above.pk == organisation.pk:
            raise ValidationError(_("An organisation cannot be part of itself."))
        above = above.parent
    raise ValidationError(_("That is too many levels of “part of”."))
