"""Making, changing, closing and reopening hubs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knooppunt.core import changes, files
from knooppunt.core.file_types import DOCX, PDF
from knooppunt.core.registries import hub_renames
from knooppunt.core.versions import save_version
from knooppunt.network.models import Hub, HubAddress, HubArea, HubNetwork
from knooppunt.network.signing import signed
from knooppunt.network.slugs import free_slug, validate_hub_slug

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

MANDATE_TYPES = frozenset({PDF, DOCX})


@dataclass(frozen=True)
class HubRegion:
    """Where a hub works: areas as province → (part, not certain), networks as (name, around)."""

    areas: Mapping[str, tuple[str, bool]] = field(default_factory=dict)
    networks: Sequence[tuple[str, str]] = ()


def create_hub(*, values: Mapping[str, Any], region: HubRegion, by: User | None) -> Hub:
    """Make a hub; without a ``slug`` its address follows from its short name. Raises ``ValidationError``."""
    with transaction.atomic():
        slug = values.get("slug") or free_slug(values["short_name"])
        validate_hub_slug(slug)
        hub = signed(Hub(**{**values, "slug": slug}), by)
        hub.save()
        _set_region(hub, region, by)
        changes.record("network.hub", [hub.pk])
    return hub


def update_hub(
    *, hub: Hub, seen: int, values: Mapping[str, Any], by: User | None, region: HubRegion | None = None
) -> Hub:
    """Change a hub; with another ``slug`` the old address leads to the new one from then on.

    Raises ``ValidationError`` for an address that cannot be, ``core.versions.Conflict`` when somebody was first.
    ``region`` left out leaves the region as it is.
    """
    with transaction.atomic():
        old_slug = Hub.objects.values_list("slug", flat=True).get(pk=hub.pk)
        new_slug = values.get("slug", old_slug)
        if new_slug != old_slug:
            validate_hub_slug(new_slug, hub=hub)
        for name, value in values.items():
            setattr(hub, name, value)
        save_version(signed(hub, by), seen=seen, fields=list(values))
        if new_slug != old_slug:
            HubAddress.objects.filter(slug=new_slug, hub=hub).delete()  # it goes back to a former address
            HubAddress.objects.update_or_create(slug=old_slug, defaults={"hub": hub, "since": timezone.now()})
            for follow in hub_renames:
                follow(hub.pk)
        if region is not None:
            _set_region(hub, region, by)
        changes.record("network.hub", [hub.pk])
    return hub


def update_agreements(
    *,
    hub: Hub,
    seen: int,
    values: Mapping[str, Any],
    by: User | None,
    document: File[Any] | None = None,
    drop: bool = False,
) -> Hub:
    """Record commissioner, mandate, hours, effort agreement; ``document`` replaces the kept one, ``drop`` removes it.

    Raises ``core.files.FileRefused`` (a sentence) for a document that is no PDF or Word file, and ``Conflict``.
    """
    with transaction.atomic():
        changed = dict(values)
        if document is not None:
            most: int = settings.UPLOAD_MAX_BYTES
            changed["mandate_file"] = files.store(document, allowed_types=MANDATE_TYPES, max_bytes=most, by=by)
        elif drop:
            changed["mandate_file"] = None
        return update_hub(hub=hub, seen=seen, values=changed, by=by)


def close_hub(*, hub: Hub, seen: int, by: User | None) -> Hub:
    """From today the hub is closed: it leaves the lists and stays readable. Closing twice changes nothing."""
    if hub.closed_on is None:
        update_hub(hub=hub, seen=seen, values={"closed_on": timezone.localdate()}, by=by)
    return hub


def reopen_hub(*, hub: Hub, seen: int, by: User | None) -> Hub:
    """Open a closed hub again. Raises ``ValidationError`` for one that was merged: take the merge back instead."""
    if hub.merged_into_id:
        raise ValidationError(_("This hub merged into another one. Take the merge back instead."))
    if hub.closed_on is not None:
        update_hub(hub=hub, seen=seen, values={"closed_on": None}, by=by)
    return hub


def _set_region(hub: Hub, region: HubRegion, by: User | None) -> None:
    """Write only what differs, so that the history shows what really changed."""
    have = {area.province: area for area in hub.areas.all()}
    for province, area in have.items():
        if province not in region.areas:
            signed(area, by).delete()
    for province, (part, unsure) in region.areas.items():
        area = have.get(province) or HubArea(hub=hub, province=province)
        if area.pk is None or (area.part, area.is_inferred) != (part, unsure):
            if area.part != part:
                area.near = ""  # the place in the middle of another part
            area.part, area.is_inferred = part, unsure
            signed(area, by).save()
    networks = {network.name: network for network in hub.networks.all()}
    wanted = dict(region.networks)
    for name, network in networks.items():
        if name not in wanted:
            signed(network, by).delete()
    for name, near in wanted.items():
        network = networks.get(name) or HubNetwork(hub=hub, name=name)
        if network.pk is None or network.near != near:
            network.near = near
            signed(network, by).save()
    hub._prefetched_objects_cache = {}  # type: ignore[attr-defined]
