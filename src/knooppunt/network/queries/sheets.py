"""The register as tables, to take along and to bring back in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from knooppunt.core.documents.tables import Column, Table, Value
from knooppunt.network import vocabulary
from knooppunt.network.models import Contact, Organisation, OrganisationAlias, OrganisationPlace, StakeholderRelation
from knooppunt.network.parsing import shown_place
from knooppunt.network.queries.contacts import with_functions

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


def contact_table(contacts: QuerySet[Contact], user: Any) -> Table:
    """Contacts that ``user`` sees (``contacts_visible_to``), with their present functions."""
    columns = [
        Column(_("Name"), 30),
        Column(_("E-mail address"), 30),
        Column(_("Telephone"), 18),
        Column(_("Sector"), 18),
        Column(_("Functions"), 40),
        Column(_("Organisations"), 40),
        Column(_("Hubs"), 30),
    ]
    return Table(_("Contacts"), columns, _contact_rows(with_functions(contacts, user)))


def _contact_rows(contacts: QuerySet[Contact]) -> Iterator[list[Value]]:
    for one in contacts.iterator(chunk_size=CHUNK):
        held = [function for function in one.functions.all() if function.is_current]
        functions = [f.title or vocabulary.label_of("contact_functions", f.function) for f in held]
        yield [
            one.name,
            one.email,
            one.phone,
            vocabulary.label_of("sectors", one.sector) if one.sector else "",
            "; ".join(filter(None, functions)),
            "; ".join(function.organisation.name for function in held),
            "; ".join(row.hub.short_name for row in one.hub_contacts.all()),
        ]
