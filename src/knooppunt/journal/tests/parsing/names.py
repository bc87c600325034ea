"""The fictional names and lines that the tests of the parser share."""

import datetime as dt
import json
from pathlib import Path

from knooppunt.journal.parsing import Activity, Contact, Names, Organisation, Theme

TABLE = json.loads((Path(__file__).parent / "lines.json").read_text(encoding="utf-8"))
THURSDAY = dt.date.fromisoformat(TABLE["now"])


def names_of(data):
    """``Names`` from the table's own notation."""
    return Names(
        organisations=tuple(
            Organisation(one["id"], one["name"], tuple(one.get("aliases", ())), one.get("hint", ""))
            for one in data["organisations"]
        ),
        contacts=tuple(Contact(**one) for one in data["contacts"]),
        activities=tuple(Activity(**one) for one in data["activities"]),
        themes=tuple(Theme(**one) for one in data["themes"]),
    )


NAMES = names_of(TABLE["names"])
