"""``knooppunt parse-moment LINE --hub SLUG``: what quick entry makes of a line. Nothing is saved."""

from __future__ import annotations

import datetime as dt
import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from knooppunt.journal.hours import hours_words
from knooppunt.journal.parsing import Names, ParsedMoment, parse_line
from knooppunt.journal.parsing.sentences import KINDS, as_data, sentence_of, shown_choice, shown_day
from knooppunt.journal.queries.names import names_for
from knooppunt.network.models import Hub


class Command(BaseCommand):
    """For support and tests: one line as argument, or many from a file ("-" is standard input)."""

    help = "Say what quick entry makes of a line. Nothing is saved."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("line", nargs="?", help='such as "2u overleg ROC Voorbeeld gisteren"')
        parser.add_argument("--hub", required=True, help="the short name of the hub in addresses")
        parser.add_argument("--now", default="", help="as if it were this day or moment (ISO, such as 2026-03-19)")
        parser.add_argument("--file", default="", help='a file with a line each, or "-"; gives a list')
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        if (options["line"] is None) == (not options["file"]):
            raise CommandError("Geef één regel, of met --file een bestand met regels.")
        now = _moment(options["now"])
        names = _names(options["hub"], now)
        if options["file"]:
            lines = list(_lines(options["file"]))
            found = [parse_line(line, now=now, names=names) for line in lines]
            data: Any = [{"line": line, **as_data(parsed)} for line, parsed in zip(lines, found, strict=True)]
        else:
            lines = [options["line"]]
            found = [parse_line(options["line"], now=now, names=names)]
            data = as_data(found[0])
        if options["format"] == "json":
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=1))
            return
        for line, parsed in zip(lines, found, strict=True):
            self.stdout.write("\n".join([*([line] if options["file"] else []), *_told(parsed)]))


def _names(slug: str, now: dt.date | dt.datetime) -> Names:
    hub = Hub.objects.filter(slug=slug).first() if "\x00" not in slug else None
    if hub is None:
        known = ", ".join(Hub.objects.order_by("order", "slug").values_list("slug", flat=True))
        raise CommandError(f"Er is geen knooppunt '{slug}'. Wel: {known or 'nog geen enkel'}.")
    return names_for(hub, year=now.year)


def _moment(text: str) -> dt.date | dt.datetime:
    if not text:
        return timezone.localdate()
    try:
        found = dt.date.fromisoformat(text) if len(text) == 10 else dt.datetime.fromisoformat(text)
        if not 1900 <= found.year <= 2200:
            raise ValueError("the calendar ends near there")
        return found
    except ValueError:
        raise CommandError(f"'{text[:40]}' is geen dag of moment. Schrijf 2026-03-19 of 2026-03-19T14:00.") from None


def _lines(name: str) -> Iterator[str]:
    """The lines that hold something."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "het is geen tekst in UTF-8"
        raise CommandError(f"Het bestand '{name}' is niet te lezen: {reason}.") from None
    return (line for line in text.split("\n") if line.strip())


def _told(parsed: ParsedMoment) -> Iterator[str]:
    """The moment in words, a line for each thing that was understood."""
    known = {
        "tijd": hours_words(parsed.minutes) if parsed.minutes else "?",
        "dag": shown_day(parsed.date) if parsed.date else "?",
        "soort": str(KINDS[parsed.kind]) if parsed.kind else "",
        "organisatie": ", ".join(one.name for one in parsed.organisations),
        "contact": ", ".join(one.name for one in parsed.contacts),
        "activiteit": parsed.activity.name if parsed.activity else "",
        "thema": parsed.theme.title if parsed.theme else "",
        "hoogtepunt": "ja" if parsed.highlight else "",
        "notitie": parsed.note,
    }
    yield from (f"  {name:<12}{value}" for name, value in known.items() if value)
    for question in parsed.questions:
        answers = " / ".join(shown_choice(question, choice) for choice in question.choices)
        yield f"  vraag       {sentence_of(question)}" + (f" ({answers})" if len(question.choices) > 1 else "")
