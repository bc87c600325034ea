"""Documents as answers."""

from __future__ import annotations

import json
import unicodedata
from typing import Any, Literal

from django.http import HttpResponse

from knooppunt.core.documents.text import file_stem

Kind = Literal["pdf", "docx", "xlsx", "json", "csv"]
CONTENT_TYPES: dict[Kind, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}


def download(content: bytes, *, name: str, kind: Kind) -> HttpResponse:
    """An answer that browsers save as ``name`` (without extension; made safe)."""
    headers = {
        "Content-Disposition": f'attachment; filename="{_ascii(name)}.{kind}"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=CONTENT_TYPES[kind], headers=headers)


def download_json(value: Any, *, name: str) -> HttpResponse:
    """The same for data; readable for people too."""
    return download(json.dumps(value, ensure_ascii=False, indent=2).encode(), name=name, kind="json")


def _ascii(name: str) -> str:
    """The name in letters that every browser and disk takes: "één plan" becomes "een-plan"."""
    return file_stem(unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode())
