"""The mails of this app: what a template says, in the reader's language, into the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from knooppunt.core import outbox


def queue(
    *,
    to: str,
    template: str,
    language: str,
    kind: str,
    context: dict[str, Any],
    urgent: bool = False,
    headers: Mapping[str, str] | None = None,
) -> None:
    """Put one mail to one recipient in the outbox: ``<template>.txt`` and ``<template>.html``.

    The text template's first line is the subject. ``urgent`` mails go first: somebody is waiting for them. ``headers``
    such as ``List-Unsubscribe`` for mails that come round.
    """
    subject, text, html = written(template=template, language=language, context=context)
    outbox.queue_mail(kind=kind, to=to, subject=subject, text=text, html=html, urgent=urgent, headers=headers)


def written(*, template: str, language: str, context: dict[str, Any]) -> tuple[str, str, str]:
    """Subject, text and HTML of a mail, as ``queue`` would send it; also to show it beforehand."""
    with translation.override(language):
        context = {
            "site_name": settings.SITE_NAME,
            "site_url": settings.SITE_URL,
            "support_mail": settings.SUPPORT_MAIL,
            **context,
        }
        subject, _line, text = render_to_string(f"{template}.txt", context).partition("\n")
        html = render_to_string(f"{template}.html", {**context, "language": language, "subject": subject})
    return subject.strip(), text.strip() + "\n", html


def device_of(user_agent: str) -> str:
    """A browser in words its owner recognises, such as "Firefox on Linux". Never the whole user agent."""
    browsers = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]
    systems = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]
    browser = next((name for mark, name in browsers if mark in user_agent), "")
    system = next((name for mark, name in systems if mark in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown device")
