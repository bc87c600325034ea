"""What the layouts need on every page."""

from __future__ import annotations

import re
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
    other = "en" if language == "nl" else "nl"
    urlconf = get_urlconf() or settings.ROOT_URLCONF
    match = request.resolver_match
    if match is None or not _PLAIN.fullmatch(request.path):
        path = _path_in(other, request.path, language, urlconf)
    elif not _has_other(match.view_name, language, urlconf, request.path):
        path = request.path
    else:  # only the prefix differs, whatever else stands in the address
        path = f"/en{request.path}" if other == "en" else request.path.removeprefix("/en")
    return f"{path}?{query}" if query else path


_PLAIN = re.compile(r"[A-Za-z0-9/_.\-]*")  # in an address these stand for themselves
_in_both: dict[tuple[str, str, str], bool] = {}


def _has_other(route: str, language: str, urlconf: str, path: str) -> bool:
    """Whether the pages of a route have an address in the other language: found out with the first one that comes by.

    Resolving and reversing each address took 0.6 ms, a tenth of the page of an entry.
    """
    key = (route, language, urlconf)
    found = _in_both.get(key)
    if found is None:
        found = _in_both[key] = _path_in("en" if language == "nl" else "nl", path, language, urlconf) != path
    return found


@lru_cache(maxsize=2_000)
def _path_in(other: str, path: str, _language: str, _urlconf: str) -> str:
    return translate_url(path, other)
