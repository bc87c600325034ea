"""The picture that other sites show with a link to an entry or a collection. Made by us; nothing of what people upload."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from importlib.resources import files

from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from knooppunt.catalogue.models import Collection
from knooppunt.catalogue.queries.pages import EntryPage
from knooppunt.core.documents.kept import Kept
from knooppunt.core.documents.pdf import make_picture

_kept = Kept(64)  # a picture is some 40 kB


@dataclass(frozen=True)
class ShareCard:
    """What stands on a picture."""

    kind: str
    title: str
    lines: tuple[str, ...]

    @property
    def version(self) -> str:
        """Differs when the picture does: stands in its address, as other sites keep pictures for long."""
        text = json.dumps([asdict(self), get_language()])
        return hashlib.sha256(text.encode()).hexdigest()[:10]

    @property
    def words(self) -> str:
        """The picture for who cannot see it."""
        return ", ".join((self.kind, self.title, *self.lines))


def card_of_entry(page: EntryPage) -> ShareCard:
    """Kind, title, the next date with its place, the provider."""
    entry, coming = page.entry, [run for run in page.runs if not run.is_off]
    when = date_format(coming[0].starts_on, "l j F Y") if coming else ""
    lines = [", ".join(filter(None, (when, coming[0].place if coming else ""))), page.levels if not coming else ""]
    lines.append(entry.provider.name if entry.provider else "")
    return ShareCard(entry.get_kind_display(), entry.title, tuple(line for line in lines if line))


def card_of_collection(collection: Collection) -> ShareCard:
    """The title, and how many entries it holds. Takes one of ``queries.collections.listed_collections``."""
    shown: int = collection.shown  # type: ignore[attr-defined]  # an annotation
    count = ngettext("%(count)d part", "%(count)d parts", shown) % {"count": shown}
    lines = [count, collection.hub.short_name if collection.hub else ""]
    return ShareCard(_("Collection"), collection.title, tuple(line for line in lines if line))


def picture_of(card: ShareCard, *, site: str, tagline: str, language: str) -> bytes:
    """A PNG of 1200 × 630 pixels. Raises ``core.documents.pdf.PdfError``, also when others are being made."""
    size = 68 if len(card.title) <= 48 else 56 if len(card.title) <= 90 else 44
    data = {**asdict(card), "site": site, "tagline": tagline, "size": size}
    template = files("knooppunt.catalogue.publishing") / "share.typ"
    return _kept.get([language, data], lambda: make_picture(template, data, title=card.title, language=language))
