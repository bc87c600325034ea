"""Reading a PDF back, to see what a screen reader would be told."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject


@dataclass
class Read:
    """What stands in a PDF."""

    language: str
    title: str
    shows_title: bool
    tagged: bool
    outline: list[str]
    fonts: dict[str, bool]  # name → embedded
    tags: list[str]  # of the structure tree, in reading order
    tables: list[list[str]] = field(default_factory=list)  # tags of the cells in the first row of each table
    text: str = ""
    pages: int = 0
    links: list[str] = field(default_factory=list)  # where they lead


def read_pdf(pdf: bytes) -> Read:
    """Open the file and collect what the tests look at."""
    reader = PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    read = Read(
        language=str(root.get("/Lang", "")),
        title=str((reader.metadata or {}).get("/Title", "")),
        shows_title=bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)),
        tagged=bool(root.get("/MarkInfo", {}).get("/Marked", False)),
        outline=_titles(reader.outline),
        fonts={},
        tags=[],
        text="\n".join(page.extract_text() for page in reader.pages),
        pages=len(reader.pages),
    )
    for page in reader.pages:
        for font in (page.get("/Resources", {}).get("/Font") or {}).values():
            _note_font(font.get_object(), read.fonts)
        for note in page.get("/Annots") or []:
            action = note.get_object().get("/A")
            read.links += [str(action.get_object()["/URI"])] if action else []
    if "/StructTreeRoot" in root:
        _walk(root["/StructTreeRoot"], read)
    return read


def _titles(outline: list[Any]) -> list[str]:
    found: list[str] = []
    for entry in outline:
        found += _titles(entry) if isinstance(entry, list) else [str(entry.title)]
    return found


def _note_font(font: Any, fonts: dict[str, bool]) -> None:
    inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    descriptor = inner["/FontDescriptor"]
    embedded = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    fonts[str(inner["/BaseFont"]).split("+")[-1].lstrip("/")] = embedded


def _walk(node: Any, read: Read) -> None:
    node = node.get_object()
    if isinstance(node, ArrayObject):
        for kid in node:
            _walk(kid, read)
        return
    if not isinstance(node, DictionaryObject):
        return
    tag = str(node.get("/S", "")).lstrip("/")
    if tag:
        read.tags.append(tag)
    if tag == "Table":
        read.tables.append(_first_row(node))
    if "/K" in node:
        _walk(node["/K"], read)


def _first_row(node: Any) -> list[str]:
    for kid in _kids(node):
        tag = str(kid.get("/S", ""))
        if tag == "/TR":
            return [str(cell.get("/S", "")).lstrip("/") for cell in _kids(kid)]
        if tag in {"/THead", "/TBody", "/Table"}:
            return _first_row(kid)
    return []


def _kids(node: Any) -> list[Any]:
    kids = node.get("/K", [])
    kids = kids if isinstance(kids, list) else [kids]
    return [kid.get_object() for kid in kids if isinstance(kid.get_object(), DictionaryObject)]
