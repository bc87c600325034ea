"""A collection, or a list of one's own, on paper: what PDF and Word show, gathered once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from importlib.resources import files

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from knooppunt.catalogue.models import Collection
from knooppunt.catalogue.queries.collections import Card, Part
from knooppunt.core.documents.docx import add_heading, add_page_numbers, add_text, new_document, to_bytes
from knooppunt.core.documents.kept import Kept
from knooppunt.core.documents.pdf import make_pdf
from knooppunt.core.linked_data import absolute

_kept = Kept(32)  # a PDF is some 50 kB


@dataclass(frozen=True)
class PaperPart:
    """A heading, a text, or an entry (then ``title`` is its name). ``level`` is that of its heading below the title."""

    title: str = ""
    text: str = ""
    level: int = 1
    kind: str = ""
    lines: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True)
class Paper:
    """A collection or a list as it is printed."""

    title: str
    over: str
    intro: str
    parts: tuple[PaperPart, ...]
    url: str
    dated: str


def paper_of(collection: Collection, parts: list[Part]) -> Paper:
    """The collection with its ``parts`` (``queries.collections.parts_of``) in words. No query."""
    found: list[PaperPart] = []
    below = 1  # an entry stands below the heading before it
    for part in parts:
        if part.heading or part.text:
            found.append(PaperPart(part.heading, part.text))
            below = 2 if part.heading else below
        if part.card:
            found.append(_entry_part(part.card, below))
    over = [collection.code, collection.hub.short_name if collection.hub else ""]
    over += [_("Example, made up")] if collection.is_example else []
    checked = collection.checked_on
    return Paper(
        title=collection.title,
        over=" · ".join(word for word in over if word),
        intro=collection.intro,
        parts=tuple(found),
        url=absolute(collection.get_absolute_url()),
        dated=_("Last checked on %(day)s") % {"day": date_format(checked, "j F Y")} if checked else "",
    )


def paper_of_list(cards: Sequence[Card], *, address: str) -> Paper:
    """What somebody keeps, in the order of the list; ``address`` is where that list stands. No query."""
    parts = tuple(_entry_part(card, 1) for card in cards)
    return Paper(title=_("My list"), over="", intro="", parts=parts, url=absolute(address), dated="")


def _entry_part(card: Card, level: int) -> PaperPart:
    points = [f"{point['register']} {point['number']}" for point in card.points]
    facts = [card.price, *(fact["text"] for fact in card.facts)]
    return PaperPart(
        title=card.title,
        text=card.text,
        level=level,
        kind=" · ".join(word for word in (card.kind, card.levels) if word),
        lines=tuple(line for line in (" · ".join(filter(None, facts)), ", ".join(points), card.checked) if line),
        url=absolute(reverse("catalogue:entry-short", args=[card.pk])),
    )


def paper_pdf(paper: Paper, *, language: str) -> bytes:
    """PDF/UA. Made once for the same content and day. Raises ``core.documents.pdf.PdfError``."""
    printed = _("Printed on %(day)s") % {"day": date_format(timezone.localdate(), "j F Y")}
    data = asdict(replace(paper, dated=", ".join(filter(None, (paper.dated, printed)))))
    template = files("knooppunt.catalogue.publishing") / "collection.typ"
    return _kept.get([language, data], lambda: make_pdf(template, data, title=paper.title, language=language))


def paper_docx(paper: Paper, *, language: str) -> bytes:
    """A Word file to go on working in."""
    word = new_document(title=paper.title, language=language)
    add_page_numbers(word, paper.title)
    add_text(word, paper.title, style="Title")
    for text in (paper.over, paper.dated, paper.intro):
        if text:
            add_text(word, text)
    for part in paper.parts:
        if part.title:
            add_heading(word, part.title, level=part.level)
        for text in (part.kind, part.text, *part.lines, part.url):
            if text:
                add_text(word, text)
    add_text(word, paper.url)
    return to_bytes(word)
