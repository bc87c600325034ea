"""Kinds of organisations in a few groups, for pictures and figures."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SCHOOLS = frozenset({"mbo", "hbo", "wo", "nascholing"})
CARE = frozenset({"ziekenhuis", "verpleeghuis", "thuiszorg", "hospice", "huisartsenpraktijk"})
RESEARCH = frozenset({"lectoraat", "practoraat", "onderzoek"})

# code, words, kinds; the last one takes what is left. The order is the order around the circle.
GROUPS: tuple[tuple[str, str | Promise, frozenset[str]], ...] = (
    ("onderwijs", _("Education"), SCHOOLS),
    ("praktijk", _("Care practice"), CARE),
    ("netwerken", _("Networks and expertise"), frozenset({"netwerk", "expertisecentrum", "consortium"})),
    ("onderzoek", _("Research"), RESEARCH),
    ("samenleving", _("Patients and volunteers"), frozenset({"patienten", "vrijwilligers"})),
    ("overig", _("Tables and others"), frozenset()),
)
_BY_KIND = {kind: code for code, _words, kinds in GROUPS for kind in kinds}


def group_of(kind: str) -> str:
    """The code of the group to which a kind of organisation belongs."""
    return _BY_KIND.get(kind, "overig")
