"""What machines find of frameworks: sitemap, one address per page, linked data."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.test import Client

from knooppunt.framework.actions.frameworks import make_new_version
from knooppunt.framework.actions.publishing import publish_framework
from knooppunt.framework.models import FrameworkItem
from knooppunt.framework.tests.factories import make_framework, make_item, make_published

pytestmark = pytest.mark.django_db


def paths_of(client: Client, section: str) -> list[str]:
    """The paths in the first file of a section of the sitemap."""
    root = ET.fromstring(client.get(f"/sitemap-{section}-1.xml").content)
    return ["/" + (place.text or "").split("/", 3)[3] for place in root.iter() if place.tag.endswith("}loc")]


def linked(page: str) -> dict[str, Any]:
    """The data block of a page."""
    found = re.search(r'<script type="application/ld\+json">(.+?)</script>', page)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


@pytest.mark.parametrize("items", [1, 3])
def test_the_sitemap_names_what_is_in_force_and_nothing_else(
    client: Client, terms: None, items: int, django_assert_num_queries: Any
) -> None:
    old = make_published("Raamwerk", items=items)
    new = make_new_version(framework=old, edition="2", by=None)
    publish_framework(framework=new, by=None)
    draft = make_framework("Nog niet klaar")
    make_item(draft, "Geheim")

    assert paths_of(client, "frameworks") == [new.get_absolute_url(), "/raamwerk/verankering/"]
    with django_assert_num_queries(1):
        found = paths_of(client, "framework-items")

    assert sorted(found) == sorted(item.get_absolute_url() for item in new.items.all())
    assert len(found) == items


def test_a_page_has_one_address_and_an_older_version_is_left_to_people(client: Client, terms: None) -> None:
    old = make_published("Raamwerk")
    address = f'<link rel="canonical" href="{settings.SITE_URL}{old.get_absolute_url()}">'

    for page, indexed in (("/raamwerk/", True), (old.get_absolute_url(), True), ("/raamwerk/?niveau=mbo-3", False)):
        text = client.get(page).content.decode()
        assert address in text, page
        assert ('<meta name="robots" content="noindex">' not in text) is indexed, page

    publish_framework(framework=make_new_version(framework=old, edition="2", by=None), by=None)
    for page in (old.get_absolute_url(), old.items.get().get_absolute_url()):
        text = client.get(page).content.decode()
        assert '<meta name="robots" content="noindex">' in text
        assert "ld+json" not in text


@pytest.mark.parametrize(("demo", "is_example", "listed"), [
    (True, True, True), (False, True, False), (False, False, True),
])  # fmt: skip
def test_only_a_demo_asks_search_engines_to_list_made_up_sentences(
    client: Client, terms: None, settings: Any, demo: bool, is_example: bool, listed: bool
) -> None:
    framework = make_published("Voorbeeldraamwerk", is_example=is_example)
    settings.DEMO = demo
    item = framework.items.get()

    assert (paths_of(client, "frameworks") != []) is listed
    assert (paths_of(client, "framework-items") == [item.get_absolute_url()]) is listed
    for page in (framework.get_absolute_url(), item.get_absolute_url(), "/raamwerk/verankering/"):
        text = client.get(page).content.decode()
        assert ('<meta name="robots" content="noindex">' not in text) is listed, page


def test_an_item_is_a_term_in_its_set(client: Client, terms: None) -> None:
    framework = make_framework("Raamwerk", edition="1")
    top = make_item(framework, "Het deel")
    item = make_item(framework, "Kent </script><script>alert(1)", top, kind="knowledge", levels=["mbo-3"])
    publish_framework(framework=framework, by=None)
    item = FrameworkItem.objects.get(pk=item.pk)

    page = client.get(item.get_absolute_url()).content.decode()
    term = linked(page)
    whole = linked(client.get(framework.get_absolute_url()).content.decode())

    assert "<script>alert" not in page
    assert (term["@type"], term["description"]) == ("DefinedTerm", "Kent </script><script>alert(1)")
    assert term["isPartOf"][0]["name"] == "Het deel"
    assert term["inDefinedTermSet"]["@id"] == whole["@id"] == framework.uri
    assert (whole["@type"], whole["version"]) == ("DefinedTermSet", "1")
