"""Reading one typed line as a moment. Pure: no Django, no database, no clock; names come in as plain data.

``parse_line("2u overleg ROC Voorbeeld over raamwerk gisteren", now=…, names=…)`` → ``ParsedMoment``. What it promises:

* it never raises on text, whatever the text, and takes time in proportion to its length;
* every character is either understood (in a span) or in the note: no word is lost;
* it never guesses silently: what has several readings, or none that can be, comes back as a question.

``text`` cuts the line in words, ``durations``, ``dates``, ``people``, ``topics`` and ``kinds`` each find their own part,
``parser`` puts them together. The sentences that belong to the questions stand in ``sentences`` (which does use Django).
"""

from knooppunt.journal.parsing.model import (
    Activity,
    Choice,
    Contact,
    Names,
    Organisation,
    ParsedMoment,
    Question,
    Span,
    Theme,
)
from knooppunt.journal.parsing.parser import parse_line

__all__ = [
    "Activity",
    "Choice",
    "Contact",
    "Names",
    "Organisation",
    "ParsedMoment",
    "Question",
    "Span",
    "Theme",
    "parse_line",
]
