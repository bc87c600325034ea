"""Where a framework comes from: a CASE package, or a table in our columns. Both give the same pieces, as often as asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from knooppunt.core import file_types
from knooppunt.framework.case import stream, tables


class Source(Protocol):
    """Something that can be read as a package, more than once."""

    def events(self) -> Iterator[stream.Event]:
        """The pieces; raises ``CaseRefused`` or ``TableRefused``."""

    def remarks(self) -> list[str]:
        """What a person should know before it is saved; raises as ``events`` does."""


@dataclass(frozen=True)
class CaseFile:
    """A CFPackage in JSON."""

    path: Path

    def events(self) -> Iterator[stream.Event]:
        """See ``stream.read_package``."""
        return stream.read_package(self.path)

    def remarks(self) -> list[str]:
        """Nothing: what we do not know is kept, and given back."""
        return []


@dataclass(frozen=True)
class TableFile:
    """A table of items in CSV or XLSX."""

    path: Path
    name: str
    title: str = ""

    def events(self) -> Iterator[stream.Event]:
        """See ``tables.read_items``."""
        return tables.read_items(self.path, name=self.name, title=self.title)

    def remarks(self) -> list[str]:
        """See ``tables.remarks_on``."""
        return tables.remarks_on(self.path, name=self.name)


def source_of(path: Path, *, name: str, title: str = "") -> Source:
    """The right kind of source, by what is in the file: JSON begins with a brace."""
    if file_types.sniff(path, name) == file_types.XLSX:
        return TableFile(path, name, title)
    with path.open("rb") as handle:
        head = handle.read(200).removeprefix(b"\xef\xbb\xbf").lstrip()
    if head[:1] in {b"{", b"["} or name.lower().endswith(".json"):
        return CaseFile(path)
    return TableFile(path, name, title)
