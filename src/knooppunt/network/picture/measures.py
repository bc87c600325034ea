"""What the picture says, in plain words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.network.models import Stage
from knooppunt.network.picture.graph import Graph

ORDER = {Stage.DORMANT: 0, Stage.UNKNOWN: 1, Stage.FIRST_CONTACT: 2, Stage.COOPERATING: 3, Stage.PARTNER: 4}


@dataclass(frozen=True)
class Sentence:
    """One measure: a number, and what it means."""

    code: str
    number: int
    text: str


def measures_of(graph: Graph) -> list[Sentence]:
    """The measures of a picture; those that count nothing are left out, but for how many there are."""
    nodes = list(graph.nodes.values())
    stages = Counter(node.stage for node in nodes)
    only = Counter(next(iter(node.people)) for node in nodes if len(node.people) == 1)
    clusters = graph.clusters()
    together = sum(map(len, clusters))
    largest = len(clusters[0]) if clusters else 0
    found = [
        _say("all", len(nodes), ngettext("organisation in the picture", "organisations in the picture", len(nodes))),
        _say("partners", stages[Stage.PARTNER] + stages[Stage.COOPERATING], _("of them cooperate with you")),
        _say(
            "single",
            sum(only.values()),
            ngettext(
                "organisation hangs on one contact person",
                "organisations hang on one contact person",
                sum(only.values()),
            ),
        ),
        _say(
            "doors",
            sum(count > 1 for count in only.values()),
            ngettext(
                "person is the only way in at more than one organisation",
                "persons are the only way in at more than one organisation",
                sum(count > 1 for count in only.values()),
            ),
        ),
        _say("nobody", sum(not node.people for node in nodes), _("where you know nobody")),
        _say(
            "silent",
            sum(not node.is_recent and node.stage != Stage.DORMANT for node in nodes),
            _("not in touch for a year"),
        ),
        _say(
            "clusters",
            len(clusters),
            ngettext(
                "cluster of organisations that also know each other, %(largest)d in all",
                "clusters of organisations that also know each other; the largest has %(largest)d",
                len(clusters),
            )
            % {"largest": largest},
        ),
        _say("alone", len(nodes) - together, _("are connected through your hub only, as far as is recorded")),
        _say("supporting", sum(node.is_supporting for node in nodes), _("could support or take over activities")),
    ]
    return [one for one in found if one.number or one.code == "all"]


def _say(code: str, number: int, text: str) -> Sentence:
    return Sentence(code, number, text)


@dataclass(frozen=True)
class Difference:
    """What changed between two days."""

    new: list[str]
    closer: list[str]
    further: list[str]


def difference(before: Graph, now: Graph) -> Difference:
    """Names of those that came, came closer, or drifted away."""
    new, closer, further = [], [], []
    for pk, node in now.nodes.items():
        was = before.nodes.get(pk)
        if was is None:
            new.append(node.name)
        elif ORDER[Stage(node.stage)] > ORDER[Stage(was.stage)]:
            closer.append(node.name)
        elif ORDER[Stage(node.stage)] < ORDER[Stage(was.stage)]:
            further.append(node.name)
    return Difference(sorted(new), sorted(closer), sorted(further))
