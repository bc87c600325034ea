"""The home page and the pages about this site."""

import re

import pytest

from knooppunt.core.registries import PageBlock, home_blocks
from knooppunt.network.api import load_hubs
from knooppunt.network.tests.factories import HubFactory

pytestmark = pytest.mark.django_db
PAGES = ["/", "/over/", "/toegankelijkheid/", "/privacy/"]


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("url", [*PAGES, *(f"/en{page}" for page in PAGES)])
def test_public_pages_may_be_kept_by_caches_and_set_no_cookie(client, url):
    response = client.get(url)

    assert response.status_code == 200
    assert not response.cookies
    assert "public" in response["Cache-Control"]
    assert client.get(url, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_the_home_page_says_in_one_minute_what_a_hub_is_and_is_not(client):
    load_hubs()

    page = text(client.get("/"))

    for words in [
        "Een knooppunt in één minuut",
        "Voor wie?",
        "Wat doet een knooppunt?",
        "Wat doet een knooppunt niet?",
    ]:
        assert words in page
    assert "Praat met je eigen huisarts" in page
    assert 'href="https://overpalliatievezorg.nl"' in page
    assert page.count('href="/knooppunten/') >= 9


def test_english_is_english(client):
    page = text(client.get("/en/"))

    assert 'lang="en"' in page
    assert "What does a hub not do?" in page
    assert 'href="/en/knooppunten/"' in page


def test_an_empty_install_has_a_home_page(client):
    assert "Er zijn nog geen knooppunten ingevuld." in text(client.get("/"))


@pytest.mark.parametrize("url", PAGES)
def test_public_pages_ask_nothing_of_third_parties_and_link_nowhere_dead(client, url):
    load_hubs()
    page = text(client.get(url))

    assert not re.findall(r'(?:src|<link[^>]*href)="(?:https?:)?//', page)
    for path in set(re.findall(r'href="(/[^"#]*)', page)):
        if not path.startswith("/static/"):
            assert client.get(path).status_code in {200, 302}, path


@pytest.mark.parametrize("count", [1, 3])
def test_the_home_page_costs_the_same_for_one_hub_and_three(client, django_assert_num_queries, monkeypatch, count):
    HubFactory.create_batch(count)
    monkeypatch.setattr("knooppunt.portal.views.public.home_blocks", [])  # other apps count their own

    with django_assert_num_queries(3):
        client.get("/")


@pytest.mark.parametrize(("answer", "shown"), [({"title": "Nieuw blok"}, True), (None, False)])
def test_other_apps_add_blocks(client, answer, shown):
    home_blocks.register("test", PageBlock("components/notice.html", lambda: answer))
    try:
        page = text(client.get("/"))
    finally:
        home_blocks.unregister("test")

    assert ('class="notice' in page) is shown


def test_the_privacy_page_leads_a_contact_to_the_own_page(client):
    assert 'href="/eigen-pagina/"' in text(client.get("/privacy/"))
