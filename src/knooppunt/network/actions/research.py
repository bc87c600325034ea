"""Adding, changing, deleting and restoring research applications."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from knooppunt.core import bin as core_bin
from knooppunt.core import changes
from knooppunt.core.models import BinBatch
from knooppunt.core.versions import save_version
from knooppunt.network.models import Hub, Organisation, ResearchApplication
from knooppunt.network.signing import signed

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

KIND = "network.researchapplication"
FIELDS = (
    "title",
    "funder",
    "programme",
    "state",
    "hub_part",
    "lead",
    "deadline",
    "submitted_on",
    "decided_on",
    "from_date",
    "until_date",
    "website",
    "visibility",
)


def add_research(
    *, hub: Hub, values: Mapping[str, Any], partners: Collection[Organisation], by: User | None
) -> ResearchApplication:
    """Add an application that ``hub`` keeps. Raises ``ValidationError`` when it ends before it begins."""
    _check(values)
    with transaction.atomic():
        made = ResearchApplication(hub=hub, **{name: values[name] for name in FIELDS if name in values})
        signed(made, by).save()
        made.partners.set(partners)
        changes.record(KIND, [made.pk])
    return made


def change_research(
    *,
    application: ResearchApplication,
    seen: int,
    values: Mapping[str, Any],
    partners: Collection[Organisation],
    by: User | None,
) -> ResearchApplication:
    """Change an application. Raises ``ValidationError``, ``Conflict``."""
    _check(values)
    fields = [name for name in FIELDS if name in values]
    with transaction.atomic():
        for name in fields:
            setattr(application, name, values[name])
        save_version(signed(application, by), seen=seen, fields=fields)
        application.partners.set(partners)
        changes.record(KIND, [application.pk])
    return application


def delete_research(*, application: ResearchApplication, by: User | None) -> BinBatch:
    """Into the bin, for 30 days."""
    with transaction.atomic():
        changes.record(KIND, [application.pk], deleted=True)
        return core_bin.bin_objects(objects=[application], by=by, label=_("A research application"))


def restore_research(*, application: ResearchApplication, by: User | None) -> None:
    """Out of the bin. Raises ``core.bin.RestoreRefused``."""
    with transaction.atomic():
        if application.bin_batch is not None:
            core_bin.restore(application.bin_batch, by=by)
            changes.record(KIND, [application.pk])


def _check(values: Mapping[str, Any]) -> None:
    first, last = values.get("from_date"), values.get("until_date")
    if first and last and last < first:
        raise ValidationError(_("It ends before it begins."))
