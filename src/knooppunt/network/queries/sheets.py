"""The register as tables, to take along and to bring back in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from knooppunt.core.documents.tables import Column, Table, Value
from knooppunt.network import vocabulary
from knooppunt.network.models import (
    Contact,
    Organisation,
    OrganisationAlias,
    OrganisationPlace,
    Role,
    StakeholderRelation,
    Tag,
)
from knooppunt.network.parsing import shown_place
from knooppunt.network.queries.contacts import with_functions
from knooppunt.network.rules_hubs import hub_ids_with

# The columns of an import (docs/guides): the same words in both directions, Dutch in both languages.
COLUMNS = (
    Column("Naam", 40),
    Column("Soort", 28),
    Column("Ook bekend als", 30),
    Column("Plaats(en)", 30),
    Column("Onderdeel van", 30),
    Column("Website", 30),
    Column("E-mail", 30),
    Column("Knooppunten", 40),
)
CHUNK = 500


def organisation_table(organisations: QuerySet[Organisation]) -> Table:
    """Organisations in the columns of the import. Read in chunks of plain values: memory stays flat."""
    return Table(_("Organisations"), COLUMNS, _organisation_rows(organisations))


def _organisation_rows(organisations: QuerySet[Organisation]) -> Iterator[list[Value]]:
    labels = {term.code: term.nl for term in vocabulary.terms("organisation_kinds")}
    fields = ("pk", "name", "kind", "parent__name", "website", "role_mailbox")
    rows = organisations.values_list(*fields).iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        pks = [row[0] for row in chunk]
        aliases = _grouped(OrganisationAlias.objects.order_by("pk"), pks, "name")
        places = _grouped(OrganisationPlace.objects.order_by("pk"), pks, "name", "province")
        hubs = _grouped(StakeholderRelation.objects.order_by("hub__order", "pk"), pks, "hub__short_name")
        for pk, name, kind, parent, website, mailbox in chunk:
            where = "; ".join(shown_place(place, province) for place, province in places[pk])
            known_as, with_whom = "; ".join(row[0] for row in aliases[pk]), "; ".join(row[0] for row in hubs[pk])
            yield [name, labels.get(kind, kind), known_as, where, parent or "", website, mailbox, with_whom]


def _grouped(rows: QuerySet[Any], pks: list[int], *fields: str) -> dict[int, list[tuple[Any, ...]]]:
    """The values of ``fields`` by organisation. One query."""
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for pk, *values in rows.filter(organisation_id__in=pks).values_list("organisation_id", *fields):
        found[pk].append(tuple(values))
    return found


# The same for contacts: what goes out can come in again.
CONTACT_COLUMNS = (
    Column("Naam", 30),
    Column("E-mail", 30),
    Column("Telefoon", 18),
    Column("Organisatie", 40),
    Column("Functie", 30),
    Column("Niveaus", 24),
    Column("Van", 12),
    Column("Tot", 12),
    Column("Sector", 18),
    Column("Tags", 24),
    Column("Knooppunten", 30),
)


def contact_table(contacts: QuerySet[Contact], user: Any) -> Table:
    """Contacts that ``user`` sees (``contacts_visible_to``): a row for each present function, in the import's columns."""
    return Table(_("Contacts"), CONTACT_COLUMNS, _contact_rows(with_functions(contacts, user), user))


def _contact_rows(contacts: QuerySet[Contact], user: Any) -> Iterator[list[Value]]:
    mine = hub_ids_with(user, Role.AMBASSADOR, Role.BOARD)
    own_tags = Prefetch("tags", Tag.objects.filter(hub_id__in=mine))
    functions = {term.code: term.nl for term in vocabulary.terms("contact_functions")}
    levels = {term.code: term.nl for term in vocabulary.terms("levels")}
    sectors = {term.code: term.nl for term in vocabulary.terms("sectors")}
    for one in contacts.prefetch_related(own_tags).iterator(chunk_size=CHUNK):
        tags = ", ".join(tag.name for tag in one.tags.all())
        hubs = "; ".join(row.hub.short_name for row in one.hub_contacts.all())
        tail: list[Value] = [sectors.get(one.sector, one.sector), tags, hubs]
        head: list[Value] = [one.name, one.email, one.phone]
        held = [function for function in one.functions.all() if function.is_current]
        for row in held:
            words = row.title or functions.get(row.function, row.function)
            which = ", ".join(levels.get(code, code) for code in row.levels)
            yield [*head, row.organisation.name, words, which, row.from_date, row.until_date, *tail]
        if not held:
            yield [*head, "", "", "", None, None, *tail]
