"""``knooppunt search QUERY``: what the search box finds, for people and for tests."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from knooppunt.search.documents import facet_called, facet_names, located, named_buckets, number_names
from knooppunt.search.index import store, writing
from knooppunt.search.query.searching import search
from knooppunt.search.requests import DISTANCE, MOST_HITS, Hit, Near, Request, Results

PLACE, KM = ("near", "plaats"), ("radius", "straal")
RADIUS, FAR = 25.0, 500
SHOWN_VALUES = 8  # of a facet, for people


class Command(BaseCommand):
    """One question as argument, or a file with a question a line."""

    help = "Search as the public search box does; builds the index first when there is none."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("query", nargs="?", help='such as "pijn bij dementie"; empty finds everything')
        parser.add_argument("--filter", action="append", default=[], metavar="NAME=VALUE", help="may be repeated")
        parser.add_argument(
            "--sort", default="", metavar="NAME", help="a number, such as price or -published; or distance"
        )
        parser.add_argument("--limit", type=int, default=20, help=f"at most {MOST_HITS}")
        parser.add_argument("--file", default="", help='a file with a question a line, or "-"; gives a list')
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        if (options["query"] is None) == (not options["file"]):
            raise CommandError(_("Give one question, or with --file a file with questions."))
        if not 1 <= options["limit"] <= MOST_HITS:
            raise CommandError(_("--limit goes from 1 to %(most)d.") % {"most": MOST_HITS})
        buckets = named_buckets()
        filters, near = _filters(options["filter"], [*facet_names(), *buckets])
        if (
            (sort := options["sort"])
            and sort.removeprefix("-") not in number_names()
            and not (sort == DISTANCE and near)
        ):
            raise CommandError(
                _("--sort cannot be '%(sort)s'. Choose one of %(known)s; 'distance' needs --filter near=PLACE.")
                % {"sort": sort[:60], "known": ", ".join([*number_names(), DISTANCE])}
            )
        _make_ready()
        texts = _lines(options["file"]) if options["file"] else [options["query"]]
        answers = [
            (
                text,
                search(
                    Request(
                        text=text,
                        filters={name: values for name, values in filters.items() if name not in buckets},
                        buckets=buckets,
                        bucket_filters={name: values for name, values in filters.items() if name in buckets},
                        near=near,
                        sort=sort,
                        limit=options["limit"],
                        snippets=False,
                    )
                ),
            )
            for text in texts
        ]
        if options["format"] == "json":
            rows = [_data(text, results) for text, results in answers]
            self.stdout.write(json.dumps(rows if options["file"] else rows[0], ensure_ascii=False, indent=1))
            return
        for text, results in answers:
            self.stdout.write(_told(text, results))


def _filters(pairs: list[str], known: list[str]) -> tuple[dict[str, list[str]], Near | None]:
    found: dict[str, list[str]] = defaultdict(list)
    place, radius = "", RADIUS
    for pair in pairs:
        name, equals, value = pair.partition("=")
        name = facet_called(name)
        if equals and name in PLACE:
            place, radius = _place(value, radius)
        elif equals and name in KM:
            radius = _km(value)
        elif not equals or name not in known:
            raise CommandError(
                _("'%(pair)s' is no filter. Write name=value; the names are %(known)s.")
                % {"pair": pair[:60], "known": ", ".join([*known, *PLACE, *KM])}
            )
        else:
            found[name].append(value)
    return dict(found), _near(place, radius) if place else None


def _place(value: str, radius: float) -> tuple[str, float]:
    """ "Haarlem", or with kilometres behind it: "Haarlem,10"."""
    place, comma, km = value.rpartition(",")
    return (place.strip(), _km(km)) if comma and any(letter.isdigit() for letter in km) else (value.strip(), radius)


def _km(text: str) -> float:
    bare = text.strip().removesuffix("km").strip()
    if not (bare.isascii() and bare.isdigit() and 0 < int(bare[:6]) <= FAR):
        raise CommandError(
            _("'%(km)s' is no number of kilometres. Write a whole number such as 25.") % {"km": text[:40]}
        )
    return float(bare[:6])


def _near(place: str, radius: float) -> Near:
    spot = located(place)
    behind = place.rpartition(",")[2].strip()
    if spot is None and behind != place and located(place.rpartition(",")[0]):
        raise CommandError(
            _("'%(behind)s' behind the place is neither a number of kilometres, such as 25, nor its province.")
            % {"behind": behind[:40]}
        )
    if spot is None:
        raise CommandError(
            _("The place '%(place)s' is not known. Try a larger place nearby, or the digits of a postcode.")
            % {"place": place[:60]}
        )
    return Near(*spot, radius)


def _make_ready() -> None:
    """Bring the index up to date when no server does that, and build it when there is none that can be read."""
    with store.writer_lock() as mine:
        if not mine:
            return
        try:
            follower = writing.Follower(store.current())
            while follower.follow():
                pass
            follower.close()
        except store.Missing:
            writing.build()


def _lines(name: str) -> list[str]:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "UTF-8"
        raise CommandError(_("The file '%(name)s' cannot be read: %(why)s.") % {"name": name, "why": why}) from None
    return [line.strip() for line in text.splitlines() if line.strip()]


def _data(text: str, results: Results) -> dict[str, Any]:
    return {
        "query": text,
        "state": str(results.state),
        "total": results.total,
        "suggestion": results.suggestion,
        "corrected": dict(results.corrected),
        "loosened": results.loosened,
        "wordless": results.wordless,
        "hits": [_hit(hit) for hit in results.hits],
        "alternatives": [_hit(hit) for hit in results.alternatives],
        "facets": {
            name: [{"value": row.value, "count": row.count, "selected": row.selected} for row in rows]
            for name, rows in results.facets.items()
        },
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "source": hit.source,
        "id": hit.key,
        "source_id": hit.own_id,
        "title": hit.title,
        "url": hit.url,
        "score": hit.score,
        "distance_km": hit.distance_km and round(hit.distance_km, 1),
        "reasons": [reason.words for reason in hit.reasons],
    }


def _told(text: str, results: Results) -> str:
    lines = [f"{text}: {results.total}"]
    if results.suggestion:
        lines.append("  " + _("Did you mean: %(text)s") % {"text": results.suggestion})
    if not results.hits and results.alternatives:
        lines.append("  " + _("Nothing has this. The nearest are:"))
    for hit in results.hits or results.alternatives:
        lines.append(f"  {hit.score:8.3f}  {hit.key:>6}  {hit.title}")
        lines.append("            " + "; ".join(reason.words for reason in hit.reasons))
    for name, rows in results.facets.items():
        if shown := [f"{row.value} {row.count}" for row in rows if row.count][:SHOWN_VALUES]:
            lines.append(f"  {name}: {', '.join(shown)}")
    return "\n".join(lines)
