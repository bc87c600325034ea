"""Looking through a whole package before anything is saved: what is in it, what is wrong, and how its tree runs.

Keeps the identifiers and the shape of the tree (``layout``), never the texts: some 400 bytes per item.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, TypeGuard
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.framework.case import mapping
from knooppunt.framework.case.layout import Edges, Places
from knooppunt.framework.case.mapping import is_sequence
from knooppunt.framework.case.sources import Source
from knooppunt.framework.case.stream import BEGIN, CaseRefused

MOST_ITEMS = 150_000
MOST_ASSOCIATIONS = 600_000
SHOWN = 20  # sentences; the rest is counted
MOST_WORDS = 200  # of one list, that are no term
SHOWN_WORDS = 10
SAMPLE = 12  # items shown in a preview
CHILD_OF = "isChildOf"


@dataclass
class Survey:
    """A package looked through. Nothing of it is saved while there are ``errors``."""

    document: dict[str, Any] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)  # of the package, in its order
    rest: dict[str, Any] = field(default_factory=dict)  # what is neither document, items nor associations
    identifiers: dict[str, int] = field(default_factory=dict)  # of items → number in the file
    sample: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)  # of associations
    outside: int = 0  # associations with an end in another framework
    errors: list[str] = field(default_factory=list)
    more_errors: int = 0
    warnings: list[str] = field(default_factory=list)
    places: Places = field(default_factory=lambda: Places(0))
    in_tree: bytearray = field(default_factory=bytearray)  # by number: 1 for associations that give an item its place

    @property
    def title(self) -> str:
        """What the document is called."""
        return str(self.document.get("title") or "")

    @property
    def items_count(self) -> int:
        """How many items there are."""
        return len(self.identifiers)

    @property
    def associations_count(self) -> int:
        """How many associations there are."""
        return sum(self.kinds.values())

    @property
    def all_errors(self) -> int:
        """How many things are wrong, shown or not."""
        return len(self.errors) + self.more_errors

    def wrong(self, sentence: str) -> None:
        """Something that has to be mended first."""
        if len(self.errors) < SHOWN:
            self.errors.append(sentence)
        else:
            self.more_errors += 1


def survey(source: Source) -> Survey:
    """Look through all of it. Raises ``CaseRefused`` or ``TableRefused`` for a file that cannot be read at all; what can
    be read but not be right stands in ``errors``."""
    found = Survey(warnings=source.remarks())
    terms = mapping.finder()
    unknown: dict[str, Counter[str]] = {}
    edges = Edges()
    associations: set[str] = set()
    begun: set[str] = set()
    number = 0
    for key, value in source.events():
        if key not in begun or value is BEGIN or not isinstance(value, dict):
            _member(found, key, value, key in begun)
            begun |= {key} if value is BEGIN else set()
        elif key == "CFItems":
            _item(found, number, value)
            number += 1
            for scheme, word in mapping.unknown_terms(value, terms):
                if len(words := unknown.setdefault(scheme, Counter())) < MOST_WORDS or word in words:
                    words[word] += 1
        else:
            _association(found, edges, associations, value)
    _document(found)
    for scheme, words in unknown.items():
        found.warnings.append(
            _(
                "We do not know these words under “%(list)s”: %(words)s. The items keep them, but nobody can filter on them."
            )
            % {"list": _list_names()[scheme], "words": ", ".join(word[:60] for word in list(words)[:SHOWN_WORDS])}
        )
    if not found.errors:
        _lay_out(found, edges, source)
    return found


def _list_names() -> dict[str, str]:
    """What the lists of terms that tag an item are called, as in the columns of a table."""
    return {
        "levels": _("Levels"),
        "professions": _("Professions"),
        "canmeds": _("CanMEDS roles"),
        "domains": _("Domains"),
        "topics": _("Topics"),
        "disciplines": _("Disciplines"),
    }


def _member(found: Survey, key: str, value: Any, inside: bool) -> None:
    if inside and value is not BEGIN:
        found.wrong(_("In “%(part)s” stands something that is no object.") % {"part": key})
        return
    if key in {"CFItems", "CFAssociations"} and value is not BEGIN and value is not None:
        found.wrong(_("“%(part)s” should be a list.") % {"part": key})
    if key in found.keys:
        found.wrong(_("“%(part)s” stands in this file twice.") % {"part": key})
        return
    found.keys.append(key)
    if value is BEGIN:
        return
    if key == "CFDocument":
        found.document = value if isinstance(value, dict) else {}
    else:
        found.rest[key] = value


def _document(found: Survey) -> None:
    if "CFDocument" not in found.keys:
        raise CaseRefused(_("This is not a CASE package: it holds no CFDocument."))
    for name in ("identifier", "title"):
        if not _is_name(found.document.get(name), most=255 if name == "identifier" else 2000):
            found.wrong(_("The document has no good “%(field)s”.") % {"field": name})
    twice = found.kinds.pop("", 0)
    if twice:
        found.wrong(
            ngettext(
                "%(count)s association has an identifier that occurs before.",
                "%(count)s associations have an identifier that occurs before.",
                twice,
            )
            % {"count": twice}
        )


def _item(found: Survey, number: int, item: dict[str, Any]) -> None:
    identifier, text = item.get("identifier"), item.get("fullStatement")
    if not _is_name(identifier):
        found.wrong(_("Item %(number)s has no good identifier.") % {"number": number + 1})
        return
    if not isinstance(text, str) or not text.strip():
        found.wrong(_("Item %(number)s (%(identifier)s) has no text.") % _at(number, identifier))
    if identifier in found.identifiers:
        found.wrong(
            _("Item %(number)s has the same identifier as item %(first)s: %(identifier)s.")
            % {**_at(number, identifier), "first": found.identifiers[identifier] + 1}
        )
        return
    if len(found.identifiers) == MOST_ITEMS:
        raise CaseRefused(_("This framework has more than 150,000 items. Split it."))
    found.identifiers[identifier] = number
    if len(found.sample) < SAMPLE:
        code = item.get("humanCodingScheme")
        found.sample.append(f"{code}  {text}"[:200] if isinstance(code, str) and code else str(text)[:200])


def _at(number: int, identifier: object) -> dict[str, object]:
    return {"number": number + 1, "identifier": str(identifier)[:60]}


def _association(found: Survey, edges: Edges, seen: set[str], association: dict[str, Any]) -> None:
    identifier, kind = association.get("identifier"), association.get("associationType")
    ends = [association.get(name) for name in ("originNodeURI", "destinationNodeURI")]
    number = found.associations_count + 1
    good = all(isinstance(end, dict) and _is_name(end.get("identifier")) for end in ends)
    if not (_is_name(identifier) and _is_name(kind, most=100) and good):
        found.wrong(_("Association %(number)s lacks an identifier, a kind or an end.") % {"number": number})
        return
    if identifier in seen:
        found.kinds[""] += 1
        return
    if number > MOST_ASSOCIATIONS:
        raise CaseRefused(_("This framework has more than 600,000 associations. Split it."))
    seen.add(identifier)
    found.kinds[kind] += 1
    if kind == CHILD_OF:
        order = association.get("sequenceNumber")
        origin, destination = (end["identifier"] for end in ends if isinstance(end, dict))
        edges.add(number - 1, origin, destination, order if is_sequence(order) else None, found.identifiers)


def _is_name(value: object, most: int = 255) -> TypeGuard[str]:
    return isinstance(value, str) and len(value.strip()) > 0 and len(value) <= most


def _lay_out(found: Survey, edges: Edges, source: Source) -> None:
    """Work out where every item stands, or say which ones go round in a circle."""
    layout = edges.lay_out(found.identifiers, found.document["identifier"], found.associations_count)
    found.places, found.in_tree, found.outside = layout.places, layout.in_tree, layout.loose
    if layout.circle is not None:
        _say_round(found, layout.circle, source)
    if layout.without and found.items_count > 1:
        found.warnings.append(
            ngettext(
                "%(count)s item says nowhere where it belongs; it comes at the top.",
                "%(count)s items say nowhere where they belong; they come at the top.",
                layout.without,
            )
            % {"count": layout.without}
        )
    if layout.loose:
        found.warnings.append(
            ngettext(
                "%(count)s place in the tree points at something that is not in this file; it is kept as it is.",
                "%(count)s places in the tree point at something that is not in this file; they are kept as they are.",
                layout.loose,
            )
            % {"count": layout.loose}
        )


def _say_round(found: Survey, circle: list[int], source: Source) -> None:
    names = _called(source, circle[:6])
    shown = " → ".join(names[number] for number in circle[:6])
    found.wrong(
        _("Items stand under each other in a circle: %(circle)s.") % {"circle": shown}
        if shown
        else _("Items stand under each other in a circle.")
    )


def _called(source: Source, numbers: list[int]) -> dict[int, str]:
    """What people know these items by: the code, else the text where the identifier says nothing. Reads the file again."""
    items = (value for key, value in source.events() if key == "CFItems" and isinstance(value, dict))
    names = {}
    for number, item in enumerate(items):
        if number in numbers:
            code, text, identifier = (item.get(name) for name in ("humanCodingScheme", "fullStatement", "identifier"))
            is_random = _is_uuid(str(identifier))
            names[number] = str(code if isinstance(code, str) and code else text if is_random else identifier)[:40]
    return names


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
