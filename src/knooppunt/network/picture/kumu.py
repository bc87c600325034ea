"""The picture for Kumu: a workbook with the sheets ``Elements`` and ``Connections``, in Kumu's own titles.

Organisations and the hub only: no people, as what is uploaded elsewhere leaves our care.
"""

from __future__ import annotations

from collections.abc import Iterator

from knooppunt.core.documents.tables import Column, Table, Value
from knooppunt.core.documents.xlsx import make_xlsx
from knooppunt.network import vocabulary
from knooppunt.network.groups import GROUPS
from knooppunt.network.picture.graph import Graph

ELEMENTS = [Column("Label", 40), Column("Type", 24), Column("Stage", 18), Column("Group", 24), Column("Contacts", 12)]
CONNECTIONS = [Column("From", 40), Column("To", 40), Column("Direction", 12), Column("Type", 28), Column("Recent", 10)]


def kumu_workbook(graph: Graph) -> bytes:
    """The file. Labels are unique: two organisations with one name get their number behind it."""
    labels = _labels(graph)
    sheets = [
        Table("Elements", ELEMENTS, _elements(graph, labels)),
        Table("Connections", CONNECTIONS, _connections(graph, labels)),
    ]
    return make_xlsx(sheets, title=graph.hub.name)


def _labels(graph: Graph) -> dict[int, str]:
    seen: dict[str, int] = {}
    found = {}
    for pk, node in graph.nodes.items():
        found[pk] = f"{node.name} ({pk})" if node.name in seen else node.name
        seen[node.name] = pk
    return found


def _elements(graph: Graph, labels: dict[int, str]) -> Iterator[list[Value]]:
    groups = {code: str(label) for code, label, _kinds in GROUPS}
    yield [graph.hub.name, "onderwijsknooppunt", "", "", None]
    for pk, node in graph.nodes.items():
        kind = vocabulary.label_of("organisation_kinds", node.kind)
        yield [labels[pk], kind, node.stage_words, groups[node.group], len(node.people)]


def _connections(graph: Graph, labels: dict[int, str]) -> Iterator[list[Value]]:
    for pk, node in graph.nodes.items():
        yield [graph.hub.name, labels[pk], "undirected", node.stage_words, "1" if node.is_recent else "0"]
    for line in graph.lines:
        words = vocabulary.label_of("tie_kinds", line.kind) if line.kind else "zelfde contactpersoon"
        direction = "directed" if line.kind else "undirected"
        yield [labels[line.first], labels[line.second], direction, words, ""]
