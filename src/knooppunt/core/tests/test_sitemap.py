"""The sitemap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from knooppunt.core import sitemap
from knooppunt.core.sitemap import SitemapPage, SitemapSection

pytestmark = pytest.mark.django_db
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A section of five pages, two on each file."""
    monkeypatch.setattr(sitemap, "PER_FILE", 2)
    paths = [SitemapPage(f"/pagina/{number}/") for number in range(5)]
    sitemap.sections.register("veel", SitemapSection(lambda: 5, lambda start, most: paths[start : start + most]))
    yield
    sitemap.sections.unregister("veel")


def _places(content: bytes) -> list[str]:
    return [place.text or "" for place in ET.fromstring(content).iter(f"{SPACE}loc")]


def test_the_index_names_every_file_and_the_files_every_page_once(client: Client, many: None) -> None:
    files = [place for place in _places(client.get("/sitemap.xml").content) if "-veel-" in place]
    assert [file.rsplit("/", 1)[1] for file in files] == [f"sitemap-veel-{number}.xml" for number in (1, 2, 3)]

    pages = [place for file in files for place in _places(client.get(f"/{file.rsplit('/', 1)[1]}").content)]

    assert [page.split("/", 3)[3] for page in pages] == [f"pagina/{number}/" for number in range(5)]


@pytest.mark.parametrize("path", ["/sitemap-onzin-1.xml", "/sitemap-pages-0.xml", "/sitemap-pages-999999.xml"])
def test_other_files_do_not_exist(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_robots_are_told_where_it_is(client: Client, settings: Any) -> None:
    settings.DEMO = False

    assert "/sitemap.xml" in client.get("/robots.txt").content.decode()
