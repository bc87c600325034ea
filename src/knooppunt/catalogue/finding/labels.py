"""The names of facet values, in the language of the reader. Read once and kept as long as the index stays the same."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from knooppunt.catalogue.content import Kind
from knooppunt.catalogue.finding.facets import BUCKET_LABELS, BY_NAME, Facet
from knooppunt.catalogue.finding.source import NATIONAL
from knooppunt.core.numbers import whole_number
from knooppunt.framework.models import Concept
from knooppunt.network.models import Hub
from knooppunt.search.api import state

KEEP_SECONDS = 30.0
MOST_SAID = 5_000


@dataclass
class KeptGroups:
    """The filters when nothing is chosen, as HTML, and the counts that they show."""

    counts: object
    drawn: SafeString | None = None


@dataclass(frozen=True)
class Names:
    """Scheme and code → (name, short name); slug → name of a hub; the order of the terms in their lists."""

    terms: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    order: dict[tuple[str, str], int] = field(default_factory=dict)
    hubs: dict[str, str] = field(default_factory=dict)
    _groups: list[KeptGroups] = field(default_factory=list)
    _said: dict[tuple[str, str], str] = field(default_factory=dict)  # facet and value → words, once looked up

    def term(self, scheme: str, code: str) -> str:
        """The name of a term; its code when it is gone."""
        return self.terms.get((scheme, code), (code, code))[0]

    def short(self, scheme: str, code: str) -> str:
        """The name of a term for narrow places."""
        return self.terms.get((scheme, code), (code, code))[1]

    def value(self, facet: str, value: str) -> str:
        """How a value of a facet is called."""
        found = self._said.get((facet, value))
        if found is None:
            if len(self._said) > MOST_SAID:
                self._said.clear()
            found = self._said[facet, value] = self._value(facet, value)
        return found

    def kept_groups(self, counts: object) -> KeptGroups:
        """Where to keep the filters as they are drawn with these counts. The index gives the same object for the empty
        question until it changes, and these names live half a minute, so nothing that is kept can be out of date."""
        if not self._groups or self._groups[0].counts is not counts:
            self._groups[:] = [KeptGroups(counts)]
        return self._groups[0]

    def kind(self, kind: str) -> str:
        """The name of a kind."""
        return self.value("kind", kind)

    def title(self, facet: Facet) -> str:
        """The name of a facet."""
        return self._said.get((facet.name, "")) or self._said.setdefault((facet.name, ""), str(facet.title))

    def _value(self, facet: str, value: str) -> str:
        known = BY_NAME[facet]
        if known.is_bucket:
            return str(BUCKET_LABELS[facet].get(value, value))
        if facet == "kind":
            return kind_name(value)
        if facet == "region":
            return gettext("National") if value == NATIONAL else self.hubs.get(value, value)
        if facet == "points":
            register, _colon, least = value.partition(":")
            sentence = ngettext(
                "%(register)s: at least %(points)s point",
                "%(register)s: at least %(points)s points",
                whole_number(least),
            )
            return sentence % {"register": self.short("registers", register), "points": least}
        return self.term(known.scheme, value) if known.scheme else value


def kind_name(kind: str) -> str:
    """The name of a kind, of other sources than the catalogue too."""
    if kind in Kind.values:
        return str(Kind(kind).label)
    return gettext("In the framework") if kind == "raamwerk" else kind.capitalize()


_kept: dict[str, tuple[object, Names]] = {}


def names() -> Names:
    """All names in the language of the reader. Two queries, at most every half minute."""
    language = get_language() or "nl"
    stamp = (state(), int(time.monotonic() / KEEP_SECONDS))
    found = _kept.get(language)
    if found is None or found[0] != stamp:
        found = _kept[language] = (stamp, _read(language == "en"))
    return found[1]


def _read(english: bool) -> Names:
    read = Names(hubs=dict(Hub.objects.values_list("slug", "name")))
    rows = Concept.objects.order_by("scheme__order", "position", "pk")
    columns = ("scheme__code", "code", "label_nl", "label_en", "data")
    for number, (scheme, code, nl, en, data) in enumerate(rows.values_list(*columns)):
        name = (en or nl) if english else nl
        read.terms[scheme, code] = name, name if english else str(data.get("short") or name)
        read.order[scheme, code] = number
    return read


def forget() -> None:
    """Read again at the next question (for tests)."""
    _kept.clear()
