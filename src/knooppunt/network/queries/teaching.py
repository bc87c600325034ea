"""At which levels contacts teach."""

from __future__ import annotations

from knooppunt.network.models import Contact, ContactFunction


def levels_taught(contact: Contact) -> dict[int, list[str]]:
    """Organisation → codes of levels, for what a contact does today. One query."""
    rows = ContactFunction.objects.current().filter(contact=contact)
    found: dict[int, list[str]] = {}
    for organisation, levels in rows.values_list("organisation_id", "levels"):
        found.setdefault(organisation, []).extend(levels)
    return {pk: list(dict.fromkeys(levels)) for pk, levels in found.items() if levels}
