"""Addresses for machines: is it alive, is it ready, whom to tell about a leak, what may be crawled."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from knooppunt.core import access
from knooppunt.operations import health

log = structlog.get_logger(__name__)

# Renewed by itself; RFC 9116 advises less than a year, and a date that moves once a month can be cached.
SECURITY_TXT_DAYS = 180


@access.machine
def healthz(request: HttpRequest) -> JsonResponse:
    """Whether this process answers. Touches no database, so that a slow database does not restart healthy processes."""
    return _uncached(JsonResponse({"status": "ok"}))


@access.machine
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether this machine can do its work: every registered check, by name and yes or no. Why not is in the log."""
    found = health.run_checks()
    for name, result in found.items():
        if not result.ok:
            log.warning("not ready", check=name, detail=result.detail)
    results = {name: result.ok for name, result in found.items()}
    ready = all(results.values())
    answer = {"status": "ok" if ready else "unavailable", "checks": results}
    return _uncached(JsonResponse(answer, status=200 if ready else 503))


@access.machine
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell about a vulnerability (RFC 9116)."""
    lines = [
        f"Contact: mailto:{settings.SUPPORT_MAIL}",
        f"Expires: {security_txt_expires(timezone.now()):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    return _text(lines)


def security_txt_expires(now: datetime) -> datetime:
    """The first day of a month, between 180 and 212 days after ``now``: always ahead, always less than a year."""
    far = (now.astimezone(UTC) + timedelta(days=SECURITY_TXT_DAYS)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (far.replace(day=1) + timedelta(days=32)).replace(day=1)


@access.machine
def robots_txt(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: the public pages. A demo is not for search engines."""
    if settings.DEMO:
        return _text(["User-agent: *", "Disallow: /"])
    closed = ["/werkplek/", "/mijn/", "/account/", "/l/", "/inloggen/", "/en/werkplek/", "/en/mijn/", "/en/account/"]
    closed.append("/aanbod/*/naar/")  # links to elsewhere; they are counted when a person follows them
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    with suppress(NoReverseMatch):  # a part of the portal that may not be there yet
        lines.append(f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}")
    return _text(lines)


def _text(lines: list[str]) -> HttpResponse:
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "public, max-age=86400"
    return response


def _uncached(response: JsonResponse) -> JsonResponse:
    response["Cache-Control"] = "no-store"
    return response
