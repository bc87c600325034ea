"""Ask the index."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from tantivy import DocAddress, Occur, Order, Query

from knooppunt.search.documents import facet_names, number_names, sources
from knooppunt.search.index import reading, schema, store
from knooppunt.search.index.reading import Reader
from knooppunt.search.index.schema import place_token
from knooppunt.search.query import building, explaining
from knooppunt.search.query.facets import Clauses, count_facets
from knooppunt.search.query.parsing import Question, parse
from knooppunt.search.query.understanding import Meaning, eased, relaxed, understand, unnamed
from knooppunt.search.requests import DISTANCE, MOST_HITS, Hit, Piece, Request, Results, State

log = logging.getLogger(__name__)

FEW = 1  # with fewer than this, other readings of the question are tried, in which not all words need to be there
MOST_ALTERNATIVES = 3
MOST_KEPT = 200  # answers to the empty question: pages, sortings


def search(request: Request) -> Results:
    """Find what is asked. Never raises because of what was typed, or because of the index.

    Without an index the answer comes from the database (``Source.fallback``), and its ``state`` says so.
    """
    try:
        reader = reading.reader()
        return store.guarded(lambda: _search(request, reader))  # type: ignore[no-any-return]
    except store.Missing as reason:
        return _without_index(request, reason)


def _search(request: Request, reader: Reader) -> Results:
    question = parse(request.text)
    meaning = understand(question, reader, request.audience)
    fixed = [*building.fixed_filters(request, reader), *building.unwanted_queries(meaning, reader)]
    choices = building.choice_filters(request)
    strict, loosened = building.text_query(meaning, reader), False
    everything = reader.kept if _asks_everything(request, question) else None
    total, found = _kept_or(
        everything,
        ("hits", *_who(request), request.sort, request.offset, request.limit),
        lambda: _hits(request, [*_base(strict, fixed), *choices.values()], reader, has_text=strict is not None),
    )
    is_loose = False
    for other, way in _looser(question, meaning, reader, request.audience) if total < FEW else ():
        loose = _base(building.text_query(other, reader, loose=way), fixed)
        more, hits = _hits(request, [*loose, *choices.values()], reader)
        if more > total:
            loosened = other.corrected == meaning.corrected  # a mended word is told as such
            is_loose, meaning, total, found = way, other, more, hits
            break
    facets = facet_names() if request.facets is None else request.facets
    known = set(facet_names())
    base = _base(building.counting_query(meaning, reader, loose=is_loose), fixed)
    names = [name for name in facets if name in known]
    counts = _kept_or(
        everything,
        ("counts", *_who(request), *names, request.facets is None, repr(request.buckets)),
        lambda: count_facets(names, request, base, choices, reader),
    )
    marker = explaining.Marker(meaning, reader.analyser)
    shown = _shown(found, request, reader, marker, meaning)
    nearest = () if total else _alternatives(request, meaning, fixed, choices, reader, marker)
    return Results(
        total=total,
        hits=shown,
        facets=counts,
        suggestion=_suggestion(request.text, meaning.corrected, reader)
        if shown or nearest
        else _guess(request, reader),
        corrected=meaning.corrected,
        loosened=loosened,
        alternatives=nearest,
        ignored=question.cut,
        wordless=question.is_empty and bool(request.text.strip()),
        words=_asked_words(question),
    )


def _looser(
    question: Question, meaning: Meaning, reader: Reader, audience: Collection[str]
) -> Iterator[tuple[Meaning, bool]]:
    """Other ways to read a question that finds nothing, the strictest first, and whether two thirds of the words are
    enough.
    """
    if other := unnamed(meaning):
        yield other, False
        meaning = other
    if other := relaxed(meaning, reader):
        yield other, False
    doubted = understand(question, reader, audience, doubting=True)
    if doubted.corrected != meaning.corrected:
        yield doubted, False
    guessed = understand(question, reader, audience, guessing=True)
    if guessed.corrected != meaning.corrected:
        yield guessed, False
    if other := eased(meaning):
        yield other, False
        if len(other.needed) >= building.LOOSE_FROM:
            yield other, True
    if len(meaning.needed) >= building.LOOSE_FROM:
        yield meaning, True


def _asks_everything(request: Request, question: Question) -> bool:
    """Whether nothing was asked or chosen: the commonest question of all, with the same answer until the index changes."""
    chosen = any(request.filters.values()) or any(request.bucket_filters.values())
    return question.is_empty and not chosen and not request.ranges and request.near is None


def _who(request: Request) -> tuple[str, ...]:
    return (*sorted(request.audience), "|", *sorted(request.sources), "|")


Answer = TypeVar("Answer")


def _kept_or(kept: dict[object, Any] | None, key: object, work: Callable[[], Answer]) -> Answer:
    """The answer that is kept with this state of the index, or a new one."""
    if kept is None:
        return work()
    answer: Answer | None = kept.get(key)
    if answer is None:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        answer = kept[key] = work()
    return answer


def _base(text: Query | None, fixed: Clauses) -> Clauses:
    return [(Occur.Must, Query.all_query() if text is None else text), *fixed]


Found = list[tuple[float, DocAddress]]


def _hits(request: Request, clauses: Clauses, reader: Reader, *, has_text: bool = True) -> tuple[int, Found]:
    query = Query.boolean_query(clauses)
    if not has_text:  # filters score nothing; what is bookable and fresh must still come first
        query = Query.const_score_query(query, 1.0)
    limit, offset = min(max(request.limit, 0), MOST_HITS), max(request.offset, 0)
    number, order = _sort(request.sort)
    if request.sort == DISTANCE and request.near:
        rings = building.nearest_first(request.near, reader)
        query = Query.boolean_query([building.only(query), (Occur.Must, rings)])
        result = reader.searcher.search(query, max(limit, 1), count=True, offset=offset)
    elif number:
        result = reader.searcher.search(
            query, max(limit, 1), count=True, order_by_field=f"n_{number}", offset=offset, order=order
        )
    else:
        result = reader.searcher.search(query, max(limit, 1), count=True, offset=offset, weight_by_field="weight")
    hits: Found = [(float(score or 0), address) for score, address in result.hits]
    return int(result.count), hits[:limit]  # type: ignore[attr-defined]


def _sort(sort: str) -> tuple[str, Order]:
    name = sort.removeprefix("-")
    if name not in number_names():
        return "", Order.Desc
    return name, Order.Desc if sort.startswith("-") else Order.Asc


def _shown(found: Found, request: Request, reader: Reader, marker: explaining.Marker, meaning: Meaning) -> list[Hit]:
    near = building.places_near(request.near, reader) if request.near else {}
    return [_hit(score, _kept(reader, address), request, near, marker, meaning) for score, address in found]


def _kept(reader: Reader, address: DocAddress) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(bytes(reader.searcher.doc(address)["doc"][0]))
    return kept


def _hit(
    score: float,
    kept: dict[str, Any],
    request: Request,
    near: dict[str, float],
    marker: explaining.Marker,
    meaning: Meaning,
) -> Hit:
    distances = [near[token] for place in kept["places"] if (token := place_token(*place)) in near]
    distance = min(distances) if distances else None
    title_pieces: Sequence[Piece] = ()
    snippet: Sequence[Piece] = ()
    if request.snippets:
        title_pieces = explaining.pieces(kept["title"], marker.spans(kept["title"]))
        snippet = explaining.snippet([kept["summary"], kept["body"]], marker)
    return Hit(
        source=kept["source"],
        key=kept["key"],
        own_id=kept["own_id"],
        title=kept["title"],
        url=kept["url"],
        summary=kept["summary"],
        score=round(score, 4),
        card=kept["card"],
        distance_km=distance,
        reasons=explaining.reasons(kept, marker, meaning, distance),
        title_pieces=title_pieces,
        snippet=snippet,
    )


def _alternatives(
    request: Request,
    meaning: Meaning,
    fixed: Clauses,
    choices: dict[str, tuple[Occur, Query]],
    reader: Reader,
    marker: explaining.Marker,
) -> Sequence[Hit]:
    """The nearest there is: some of the words, and if need be without the filters that were chosen."""
    few = replace(request, limit=MOST_ALTERNATIVES, offset=0, sort="")
    freely = replace_phrases(relaxed(meaning, reader, any_head=True) or meaning)
    any_word = building.text_query(freely, reader, any_word=True)
    for clauses in (
        [*_base(any_word, fixed), *choices.values()],
        _base(building.text_query(meaning, reader), fixed),
        _base(any_word, fixed),
    ):
        if any_word is None and not choices:
            break
        total, found = _hits(few, clauses, reader, has_text=any_word is not None)
        if total:
            return _shown(found, few, reader, marker, meaning)
    return ()


def replace_phrases(meaning: Meaning) -> Meaning:
    """The same words, without the demand that some stand next to each other."""
    return Meaning(meaning.units, meaning.corrected, [], meaning.unwanted)


def _guess(request: Request, reader: Reader) -> str:
    """For a question that finds nothing: the same with a short word that differs by a letter, if that finds anything."""
    guesses = {
        word.folded: guess
        for word in parse(request.text).wanted
        if not reader.frequency(schema.EXACT, word.folded) and (guess := reader.speller().guess(word.folded))
    }
    if not guesses:
        return ""
    text = _suggestion(request.text, guesses, reader)
    return text if search(replace(request, text=text, facets=(), limit=1, offset=0)).total else ""


def _suggestion(text: str, corrected: Mapping[str, str], reader: Reader) -> str:
    """The question as it was probably meant; empty when nothing was corrected."""
    if not corrected:
        return ""
    suggestion = text
    corrected = {wrong: reader.analyser.lexicon.written.get(right, right) for wrong, right in corrected.items()}
    for wrong, right in corrected.items():
        suggestion = re.sub(
            rf"(?<!\w){re.escape(wrong)}(?!\w)", right.replace("\\", ""), suggestion, flags=re.IGNORECASE
        )
    return suggestion if suggestion != text else " ".join(corrected.values())


def _asked_words(question: Question) -> list[str]:
    rows = [(word,) for word in question.wanted] + list(question.phrases)
    return ["-".join(piece for piece in word.pieces) for row in rows for word in row]


def _without_index(request: Request, reason: store.Missing) -> Results:
    text = str(reason)
    if text.startswith(store.DAMAGED):
        reading.forget()
        store.ask_rebuild(text)
    log.warning("searching without the index: %s", text)
    for source in sources:
        if source.fallback is not None and (not request.sources or source.name in request.sources):
            return replace(source.fallback(request), state=State.BUILDING)
    return Results(state=State.UNAVAILABLE)
