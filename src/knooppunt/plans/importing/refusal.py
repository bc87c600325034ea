"""Saying no to a file, and noting doubt, in sentences that can be translated.

The sentences are English message ids. They are translated when shown, so that a refusal can cross the border of the
reading process as plain data (see ``child.py``), where Django is not loaded.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Value = str | int


def _(message: str) -> str:
    """Mark ``message`` for translation and leave it as it is."""
    return message


@dataclass(frozen=True)
class Sentence:
    """A sentence with its values; ``str()`` gives it in the language of the reader."""

    message: str
    values: dict[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        from django.utils.translation import gettext  # inline: the reading process runs without Django

        text = gettext(self.message)
        return text % self.values if self.values else text

    def to_dict(self) -> dict[str, object]:
        """The sentence as JSON."""
        return {"message": self.message, "values": self.values}


class ImportRefused(Exception):
    """This file is not taken in. ``sentence`` says why and what to do; nothing was saved."""

    def __init__(self, message: str, **values: Value) -> None:
        self.sentence = Sentence(message, values)
        super().__init__(message)

    def __str__(self) -> str:
        return str(self.sentence)


EMPTY = _("This file is empty. Choose the file with your action plan.")
TOO_BIG = _("This file is %(size)s MB. We read files up to %(limit)s MB. Leave out the pictures, or save it as text.")
TOO_LONG = _("This text is too long for an action plan (%(count)s lines). We read up to %(limit)s lines.")
BINARY = _("We cannot read this file as text. Save your plan as Word (.docx), PDF, Excel (.xlsx) or plain text.")
UNDECODABLE = _("Line %(line)s holds characters that we cannot read. Save the file once more as text in UTF-8.")
WRONG_TYPE = _(
    "The name of this file ends in %(extension)s, but inside it is %(found)s. Choose the right file, or mend its name."
)
OTHER_TYPE = _(
    "This is %(found)s. We read Word (.docx), PDF, Excel (.xlsx) and plain text. Save your plan as one of these."
)
OLD_OFFICE = _(
    "This is an old Office file, or one with a password. Take the password off and save it as .docx, .xlsx or PDF."
)
PDF_PASSWORD = _("This PDF is locked with a password. Save it without a password and try again.")
PDF_SCANNED = _(
    "This PDF holds pictures of pages and no text, so we cannot read it. Use the Word file it was made from."
)
PDF_BROKEN = _("This PDF is damaged, so we cannot read it. Save it once more, or use the Word file.")
PDF_LONG = _("This PDF has %(count)s pages. We read action plans of up to %(limit)s pages.")
MACROS = _("This file holds macros (small programs). Save it without macros, as .docx or .xlsx, and try again.")
ENTITIES = _(
    "This file refers to things outside itself in a way that is not safe. Save it once more from Word or Excel."
)
ZIP_BOMB = _(
    "This file is far larger inside than it looks, so we do not open it. Save it once more from Word or Excel."
)
ZIP_BROKEN = _("This file is damaged, so we cannot open it. Save it once more and try again.")
TOO_MANY_ROWS = _("This sheet has %(count)s rows. We read up to %(limit)s. Is this the right file?")
TOO_HEAVY = _("Reading this file takes too long or too much memory. Save it once more, or use plain text.")
NO_THEMES = _(
    "We found no action plan in this file. We look for themes with a “Doelstelling”, a “focus” and “Activiteiten”. "
    "You can also use our Excel template."
)
TEMPLATE_ROW = _("Row %(row)s, column “%(column)s”: “%(value)s” is not possible here. %(hint)s")
