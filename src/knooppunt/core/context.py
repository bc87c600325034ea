"""What the layouts need on every page."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_urlconf, translate_url
from django.utils.translation import get_language

from knooppunt.core import access, navigation, registries


def site(request: HttpRequest) -> dict[str, Any]:
    """Names, menus and language links. On public pages the user is never looked at."""
    declared: access.Access | None = getattr(request, "access", None)
    private = declared is not None and declared.kind in {access.Kind.SIGNED_IN, access.Kind.NEEDS}
    section: navigation.Section = "work" if private else "public"
    language = get_language() or "nl"
    return {
        "site_name": settings.SITE_NAME,
        "support_mail": settings.SUPPORT_MAIL,
        "demo_mode": settings.DEMO,
        "language": language,
        "other_language": "en" if language == "nl" else "nl",
        "other_language_url": _in_other_language(request, language),
        "nav_items": navigation.items(section, request if private else None, current=request.path),
        "footer_columns": navigation.footer(),
        "account_items": navigation.items("account", request) if private else [],
        # A function, so that only a page that shows them works them out.
        "work_extras": partial(registries.blocks_for, registries.work_extras, request) if private else [],
        **(navigation.workplace(request) if private else {}),
    }


def _in_other_language(request: HttpRequest, language: str) -> str:
    query = request.META.get("QUERY_STRING", "")
    path = _path_in("en" if language == "nl" else "nl", request.path, language, get_urlconf() or settings.ROOT_URLCONF)
    return f"{path}?{query}" if query else path


@lru_cache(maxsize=2_000)
def _path_in(other: str, path: str, _language: str, _urlconf: str) -> str:
    """Resolving and reversing an address costs more than half a millisecond, on every page."""
    return translate_url(path, other)
