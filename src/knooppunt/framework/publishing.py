"""Frameworks for search engines and other machines: in the sitemap, and in the words of schema.org."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from knooppunt.core.linked_data import absolute, data_block
from knooppunt.core.sitemap import SitemapPage, SitemapSection
from knooppunt.framework.models import Concept, Framework, FrameworkItem, FrameworkQuerySet


def listed_frameworks() -> FrameworkQuerySet:
    """The versions that search engines may list: in force, and not made up. A demo lists its examples; nobody mistakes
    that for a source."""
    found = Framework.objects.current()
    return found if settings.DEMO else found.filter(is_example=False)


def is_listed(framework: Framework) -> bool:
    """Whether search engines may list this version and its items. No query."""
    return framework.state == Framework.State.PUBLISHED and (settings.DEMO or not framework.is_example)


def framework_pages(offset: int, limit: int) -> list[SitemapPage]:
    """The versions that may be listed, and where they are anchored. One query."""
    found = [SitemapPage(one.get_absolute_url(), one.changed_at) for one in listed_frameworks().order_by("pk")]
    if found:
        found.append(SitemapPage(reverse("framework:anchoring")))
    return found[offset : offset + limit]


def _items() -> Any:
    return FrameworkItem.objects.filter(framework__in=listed_frameworks()).order_by("pk")


def item_pages(offset: int, limit: int) -> Iterator[SitemapPage]:
    """Items of the versions that may be listed, in an order that does not change. One query."""
    rows = _items().values_list("uuid", "changed_at")[offset : offset + limit]
    return (SitemapPage(reverse("framework:item", args=[uuid]), changed) for uuid, changed in rows.iterator())


framework_section = SitemapSection(lambda: len(framework_pages(0, 10_000)), framework_pages)
item_section = SitemapSection(lambda: _items().count(), item_pages)


def linked_framework(framework: Framework) -> SafeString:
    """A version of a framework as a DefinedTermSet."""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "DefinedTermSet",
        "@id": _id(framework),
        "url": absolute(framework.get_absolute_url()),
        "name": framework.title,
        "description": framework.description,
        "version": framework.edition,
        "inLanguage": framework.language,
        "identifier": framework.identifier,
        "isBasedOn": framework.source_url,
        "creator": _organisation(framework.creator),
        "publisher": _organisation(framework.publisher),
        "datePublished": framework.published_at.date().isoformat() if framework.published_at else "",
        "encoding": {
            "@type": "MediaObject",
            "encodingFormat": "application/json",
            "contentUrl": absolute(reverse("framework:export", args=[framework.slug, "json"])),
        },
    }
    return data_block(_filled(found))


def linked_item(
    item: FrameworkItem, above: Collection[FrameworkItem], tags: Collection[tuple[str, list[Concept]]]
) -> SafeString:
    """An item of a framework as a DefinedTerm, with the terms it carries."""
    framework = item.framework
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "DefinedTerm",
        "@id": _id(item),
        "url": absolute(item.get_absolute_url()),
        "name": item.title,
        "description": item.full_statement,
        "termCode": item.code,
        "identifier": item.identifier,
        "inLanguage": item.language or framework.language,
        "additionalType": item.kind.label if item.kind else item.item_type,
        "keywords": [term.both for _scheme, terms in tags for term in terms] + list(item.keywords),
        "isPartOf": [{"@type": "DefinedTerm", "name": one.title, "url": absolute(one.get_absolute_url())}
                     for one in list(above)[-1:]],
        "inDefinedTermSet": {
            "@type": "DefinedTermSet",
            "@id": _id(framework),
            "name": framework.title,
            "version": framework.edition,
            "url": absolute(framework.get_absolute_url()),
        },
    }  # fmt: skip
    return data_block(_filled(found))


def _id(row: Framework | FrameworkItem) -> str:
    """Its own address in CASE when it has one, else a URN."""
    return row.uri if row.uri.startswith(("http://", "https://", "urn:")) else f"urn:uuid:{row.uuid}"


def _organisation(name: str) -> dict[str, str]:
    return {"@type": "Organization", "name": name} if name else {}


def _filled(found: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if value}
