"""Pieces of the pages of published versions, kept while those stand: a published version does not change any more.

A kept page (``core.public_cache``) goes with every commit, whatever it was about; the tree of a framework is still the same
then. Each process keeps what was asked last.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db import connection
from django.utils.translation import get_language

from knooppunt.framework.models import Framework
from knooppunt.framework.queries.selection import Terms

T = TypeVar("T")
MOST_CHARACTERS = 4_000_000  # of all pieces together
LARGEST = 200_000  # characters of one piece
_lock = threading.Lock()
_pieces: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
_total = 0


def kept(framework: Framework, terms: Terms, what: Hashable, make: Callable[[], T]) -> T:
    """``what`` of this version in the language of the reader: made once, until the version or the terms change.

    ``make`` may depend on nothing but the version, its items, the terms, the language and ``what``. Within a transaction
    nothing is kept: it may be taken back.
    """
    if terms.mark is None or not framework.is_public or connection.in_atomic_block:
        return make()
    key = (framework.uuid, framework.version, framework.changed_at, terms.mark, get_language(), what)
    with _lock:
        found = _pieces.get(key)
        if found is not None:
            _pieces.move_to_end(key)
            return found[0]  # type: ignore[no-any-return]  # what was put there under this key
    made = make()
    _keep(key, made, _size(made))
    return made


def _keep(key: Hashable, piece: Any, size: int) -> None:
    global _total
    if size > LARGEST:
        return
    with _lock:
        if key in _pieces:
            return
        _pieces[key] = (piece, size)
        _total += size
        while _total > MOST_CHARACTERS:
            _total -= _pieces.popitem(last=False)[1][1]


def _size(piece: Any) -> int:
    """About how many characters it holds, with something for what holds them."""
    parts = piece if isinstance(piece, tuple) else (piece,)
    return sum(len(part) if isinstance(part, str) else 50 for part in parts) + 500


def forget() -> None:
    """Keep nothing any more; for tests."""
    global _total
    with _lock:
        _pieces.clear()
        _total = 0
