"""Writing the texts of the factsheet: the national ones, and those of a hub."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction

from knooppunt.core import changes
from knooppunt.core.versions import save_version
from knooppunt.network.models import FactsheetText, Hub
from knooppunt.network.signing import signed

if TYPE_CHECKING:
    from knooppunt.accounts.models import User


def write_factsheet(*, hub: Hub | None, texts: Mapping[str, str], seen: Mapping[str, int], by: User | None) -> None:
    """Keep these texts (part → words; empty: the words from above). Raises ``Conflict`` when somebody was first."""
    with transaction.atomic():
        # Two people who write the first words at once wait for each other: there is no row yet to have a version.
        list(Hub.objects.select_for_update().filter(**({"pk": hub.pk} if hub else {})).values_list("pk"))
        rows = {row.part: row for row in FactsheetText.objects.filter(hub=hub)}
        for part, text in texts.items():
            row = rows.get(part)
            if row is None and text.strip():
                signed(FactsheetText(hub=hub, part=part, text=text.strip()), by).save()
            elif row is not None and row.text != text.strip():
                row.text = text.strip()
                save_version(signed(row, by), seen=seen.get(part, 0), fields=["text"])
        changes.record("network.hub", [hub.pk] if hub else [])
