"""Finding a contact by name and place, for a request about personal data of somebody without an e-mail address."""

from __future__ import annotations

from knooppunt.core.persons import Namesake
from knooppunt.network.models import Contact, Hub, Organisation
from knooppunt.network.names import fold

MOST = 20


def contacts_named(name: str, where: str) -> list[Namesake]:
    """The contacts who bear exactly this name (capitals and accents aside) and work, or worked, at an organisation or
    with a hub that is called ``where``, wholly or in part; in the bin too. A constant number of queries.
    """
    last, comma, first = name.partition(",")
    wanted, place = fold(f"{first} {last}" if comma else name), fold(where)
    if len(wanted.split()) < 2 or len(place) < 2:
        return []
    rows = Contact.all_objects.filter(sort_name__contains=wanted).prefetch_related(
        "hubs", "functions__organisation__parent", "functions__organisation__aliases"
    )
    found = []
    for row in rows[: 10 * MOST]:
        if f" {wanted} " not in f" {row.sort_name} ":
            continue
        organisations = list(dict.fromkeys(held.organisation for held in row.functions.all()))
        hubs = list(row.hubs.all())
        places: list[Organisation | Hub] = [*organisations, *hubs]
        names = [one.name for one in [*places, *(one.parent for one in organisations if one.parent)]]
        names += [alias.name for one in organisations for alias in one.aliases.all()]
        if any(place in fold(one) for one in names):
            seen = ", ".join(one.name for one in places)
            found.append(Namesake(row, row.name, seen, bool(row.email)))
    return found[:MOST]
