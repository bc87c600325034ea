"""Data blocks for machines (JSON-LD) in our pages: data, no script."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

_SAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def data_block(data: dict[str, Any]) -> SafeString:
    """Data as the text of a data block. Nothing in it can end the element it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_SAFE))


def absolute(path: str) -> str:
    """The whole address of one of our pages."""
    return f"{settings.SITE_URL}{path}"
