"""The Word file in whose look reports come out."""

from __future__ import annotations

from typing import Any

from knooppunt.core import files
from knooppunt.core.models import StoredFile
from knooppunt.reports.models import WordTemplate


def current_template() -> WordTemplate | None:
    """The one in use. One query."""
    return WordTemplate.objects.filter(withdrawn_at__isnull=True).select_related("file", "by").first()


def template_bytes() -> bytes | None:
    """Its bytes; ``None`` when there is none, or when the data folder lost them."""
    template = current_template()
    if template is None:
        return None
    try:
        with files.open_file(template.file) as content:
            return content.read()
    except FileNotFoundError:
        return None


def may_read_template(user: Any, stored: StoredFile) -> bool:
    """Who makes reports may read the template."""
    return bool(user.has_perm("reports.view_reports")) and WordTemplate.objects.filter(file=stored).exists()
