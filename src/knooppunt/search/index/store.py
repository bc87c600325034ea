"""The index on disk: one folder per generation, and a file that says which one is in use.

::

    <data>/search/current            the name of the generation in use
    <data>/search/<generation>/      tantivy's files, with beside them:
        about.json                   the signature, how many documents it was learned from, the columns of facets
        lexicon.json                 how compounds are cut, as long as this generation lives
        synonyms.json                groups of words for the same, as the editors have them now
        cursor                       how far the change table was followed

A generation is built beside the one in use and takes its place in one step. Whatever is missing or damaged is reason to
build another one; nothing here is the only copy of anything.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import uuid
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tantivy
from django.conf import settings

from knooppunt.search.index import schema
from knooppunt.search.text.compounds import Lexicon
from knooppunt.search.text.synonyms import Group

DAMAGED = "the index is damaged"


class Missing(Exception):
    """There is no index that this program can read; the text says why."""


def root() -> Path:
    """Where the index of this data folder stands."""
    return Path(settings.DATA) / "search"


def folder_of(generation: str) -> Path:
    """The folder of a generation."""
    return root() / generation


def new_generation() -> str:
    """A name that was not used before."""
    return f"index-{uuid.uuid4().hex[:12]}"


def current() -> str:
    """The generation in use. Raises ``Missing``."""
    global _current
    path = os.path.join(settings.DATA, "search", "current")
    try:
        stat = os.stat(path)
        # Every question asks this several times. The file is always replaced as a whole, so another one has another number.
        key = (path, stat.st_ino, stat.st_mtime_ns, stat.st_size)
        if _current is None or _current[0] != key:
            _current = (key, Path(path).read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError) as error:
        raise Missing("there is no index yet") from error
    name = _current[1]
    if (
        not name.startswith("index-")
        or "/" in name
        or not os.path.exists(f"{path.removesuffix('current')}{name}/meta.json")
    ):
        raise Missing("the index is not where it should be")
    return name


_current: tuple[tuple[object, ...], str] | None = None


def put_in_use(generation: str) -> None:
    """Let this generation take the place of the other one, which is taken away."""
    write_text(root() / "current", generation)
    clean_up(keep=generation)


def clean_up(*, keep: str) -> None:
    """Take away what is left of other generations. Readers that have them open can read on."""
    for entry in root().iterdir():
        if entry.is_dir() and entry.name != keep:
            shutil.rmtree(entry, ignore_errors=True)


def write_text(path: Path, text: str) -> None:
    """Write a small file so that a reader sees the old or the new text, and never half of it."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def ask_rebuild(why: str) -> None:
    """Leave word for the indexer that the index must be built anew."""
    with suppress(OSError):
        root().mkdir(parents=True, exist_ok=True)
        (root() / "rebuild").write_text(why, encoding="utf-8")


def rebuild_asked() -> str:
    """Why somebody asked for another index, and forget it; empty when nobody did."""
    path = root() / "rebuild"
    try:
        why = path.read_text(encoding="utf-8") or "asked"
    except OSError:
        return ""
    path.unlink(missing_ok=True)
    return why


@contextmanager
def writer_lock(*, wait: bool = False) -> Iterator[bool]:
    """Only one process writes. Gives False when another one does (and ``wait`` is not set)."""
    root().mkdir(parents=True, exist_ok=True)
    with (root() / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError:
            yield False
            return
        try:
            yield True
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)


@dataclass(frozen=True)
class About:
    """What a generation knows of itself."""

    signature: str
    learned_from: int
    columns: dict[str, int]  # that each facet is spread over

    def dump(self) -> str:
        """As text."""
        return json.dumps({"signature": self.signature, "learned_from": self.learned_from, "columns": self.columns})


def about(generation: str) -> About:
    """What a generation knows of itself. Raises ``Missing`` when that cannot be read."""
    try:
        data: dict[str, Any] = json.loads((folder_of(generation) / "about.json").read_text(encoding="utf-8"))
        columns = {str(facet): int(count) for facet, count in data["columns"].items()}
        return About(str(data["signature"]), int(data["learned_from"]), columns)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Missing("the index does not say which version it is") from error


def lexicon(generation: str) -> Lexicon:
    """How this generation cuts compounds. Raises ``Missing``."""
    try:
        return Lexicon.load((folder_of(generation) / "lexicon.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Missing("the word list of the index is damaged") from error


def synonyms(generation: str) -> list[Group]:
    """The groups of words for the same. Raises ``Missing``."""
    try:
        rows = json.loads((folder_of(generation) / "synonyms.json").read_text(encoding="utf-8"))
        return [Group(tuple(row[0]), tuple(row[1]), bool(row[2])) for row in rows]
    except (OSError, ValueError, IndexError, TypeError) as error:
        raise Missing("the synonyms of the index are damaged") from error


def write_synonyms(generation: str, groups: list[Group]) -> None:
    """Keep the groups beside the index; readers see the new file at their next question."""
    rows = [[list(group.ask), list(group.find), group.is_label] for group in groups]
    write_text(folder_of(generation) / "synonyms.json", json.dumps(rows, ensure_ascii=False))


def open_index(generation: str) -> tantivy.Index:
    """Open it for reading or writing. Raises ``Missing`` when it is damaged or of another version."""
    if about(generation).signature != schema.signature():
        raise Missing("the index is of another version")
    found: tantivy.Index = guarded(lambda: tantivy.Index(schema.schema(), str(folder_of(generation)), reuse=True))
    return found


def guarded(work: Any) -> Any:
    """Do something with tantivy; whatever goes wrong in it (its panics too) becomes ``Missing``."""
    try:
        return work()
    except (ValueError, OSError, RuntimeError) as error:
        raise Missing(f"{DAMAGED}: {error}"[:300]) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Missing(f"{DAMAGED}: {error}"[:300]) from None


def damaged_files(generation: str, checked: set[str]) -> list[str]:
    """The files whose contents no longer fit the checksum that tantivy wrote at their end.

    ``checked`` remembers what was looked at: segments never change. Reads every new file once (some 1 GB a second).
    """
    found: list[str] = []
    for path in folder_of(generation).iterdir():
        if path.suffix not in {".idx", ".pos", ".term", ".store", ".fast", ".fieldnorm"} or path.name in checked:
            continue
        with suppress(FileNotFoundError):  # merged away in the meantime
            if _is_sound(path):
                checked.add(path.name)
            else:
                found.append(path.name)
    return found


def _is_sound(path: Path) -> bool:
    """A file ends with a JSON footer (version and crc), its length and a magic number, four bytes each."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if size < 8:
            return False
        file.seek(size - 8)
        length = int.from_bytes(file.read(4), "little")
        if not 0 < length < min(size - 8, 4096) + 1:
            return False
        file.seek(size - 8 - length)
        try:
            expected = int(json.loads(file.read(length))["crc"])
        except (ValueError, KeyError, TypeError):
            return False
        file.seek(0)
        left, crc = size - 8 - length, 0
        while left > 0:
            block = file.read(min(left, 2**20))
            if not block:
                return False
            crc = zlib.crc32(block, crc)
            left -= len(block)
    return crc == expected
