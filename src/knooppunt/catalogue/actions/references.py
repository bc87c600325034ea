"""From what a content names (an organisation, a hub, terms, files) to the rows themselves, for many contents at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from knooppunt.catalogue.content import SCHEMES, EntryContent
from knooppunt.catalogue.queries.hubs import HubNow, hubs_now
from knooppunt.core.models import StoredFile
from knooppunt.framework.models import Concept
from knooppunt.network.models import Organisation

_MANY = 500  # names in one query


@dataclass
class References:
    """What is known of everything that some contents name. Four queries per 500 names, none per content."""

    providers: dict[str, int] = field(default_factory=dict)
    hubs: dict[str, HubNow] = field(default_factory=dict)  # by any address they ever had
    concepts: dict[tuple[str, str], int] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, contents: Iterable[EntryContent]) -> References:
        """Look up everything that these contents name."""
        found, providers, hubs, files = cls(), set(), set(), set()
        for content in contents:
            providers.add(content.provider)
            hubs.add(content.hub)
            files.update([content.image, *(one.file for one in content.files)])
        for part in _parts(providers):
            organisations = Organisation.objects.filter(uuid__in=part).values_list("uuid", "pk")
            found.providers.update((str(uuid), pk) for uuid, pk in organisations)
        for part in _parts(hubs):
            found.hubs.update(hubs_now(part))
        for part in _parts(files):
            rows = StoredFile.objects.filter(uuid__in=part).values_list("uuid", "pk")
            found.files.update((str(uuid), pk) for uuid, pk in rows)
        terms = Concept.objects.of(*SCHEMES, "licences", "registers", "languages")
        found.concepts = {(scheme, code): pk for scheme, code, pk in terms.values_list("scheme__code", "code", "pk")}
        return found

    def problems_of(self, content: EntryContent) -> dict[str, list[str]]:
        """Path → sentences about names that lead to nothing."""
        wrong: dict[str, list[str]] = defaultdict(list)
        if content.provider and content.provider not in self.providers:
            wrong["provider"].append(_("This organisation is not known here."))
        if content.hub and content.hub not in self.hubs:
            wrong["hub"].append(_("This hub is not known here."))
        for scheme, codes in content.concepts.items():
            unknown = [code for code in codes if (scheme, code) not in self.concepts]
            if unknown:
                wrong[f"concepts.{scheme}"].append(self._not_in_the_list(unknown))
        strange = [code for code in content.languages if ("languages", code) not in self.concepts]
        if strange and strange != ["nl"]:  # Dutch is what everything is in when nobody says anything
            wrong["languages"].append(self._not_in_the_list(strange))
        if content.licence and ("licences", content.licence) not in self.concepts:
            wrong["licence"].append(self._not_in_the_list([content.licence]))
        for number, one in enumerate(content.accreditations):
            if one.register and ("registers", one.register) not in self.concepts:
                wrong[f"accreditations.{number}.register"].append(self._not_in_the_list([one.register]))
        for path, file in [
            ("image", content.image),
            *((f"files.{n}.file", one.file) for n, one in enumerate(content.files)),
        ]:
            if file and file not in self.files:
                wrong[path].append(_("This file is no longer there. Choose it again."))
        return dict(wrong)

    def concept_ids(self, content: EntryContent) -> list[int]:
        """The terms of a content that has no problems."""
        return [self.concepts[scheme, code] for scheme, codes in content.concepts.items() for code in codes]

    def _not_in_the_list(self, codes: Sequence[str]) -> str:
        return _("Not in the list: %(codes)s.") % {"codes": ", ".join(codes)}


def _parts(names: set[str]) -> Iterable[list[str]]:
    wanted = sorted(name for name in names if name)
    return (wanted[start : start + _MANY] for start in range(0, len(wanted), _MANY))
