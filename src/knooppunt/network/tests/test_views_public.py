"""The public pages about hubs."""

import pytest
from django.utils import timezone

from knooppunt.core.registries import PageBlock, hub_sections
from knooppunt.network.actions.hubs import update_hub
from knooppunt.network.actions.load import load_hubs
from knooppunt.network.models import Hub, Role

from .factories import HubFactory
from .factories_people import MandateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def hubs():
    load_hubs()


def text(response):
    return response.content.decode()


@pytest.mark.parametrize(
    "url", ["/knooppunten/", "/knooppunten/?q=Almere", "/knooppunten/zuidwest/", "/en/knooppunten/"]
)
def test_public_pages_may_be_kept_by_caches_and_set_no_cookie(client, hubs, url):
    response = client.get(url)

    assert response.status_code == 200
    assert not response.cookies
    assert "public" in response["Cache-Control"]
    assert client.get(url, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_the_list_shows_every_open_hub_and_leaves_closed_ones_out(client, hubs):
    Hub.objects.filter(slug="septet").update(closed_on=timezone.localdate())

    page = text(client.get("/knooppunten/"))

    assert "/knooppunten/ligare/" in page
    assert "/knooppunten/septet/" not in page
    assert "Landelijk Onderwijsknooppunt Palliatieve Zorg" in page


def test_almere_is_answered_in_one_sentence_with_the_children_beside_it(client, hubs):
    page = text(client.get("/knooppunten/?q=Almere"))

    assert "Noord-Holland en Flevoland is het knooppunt voor Almere" in page
    assert "Gaat het over kinderen? Kinderpalliatieve Zorg werkt in heel Nederland." in page


def test_a_shared_province_is_answered_without_false_certainty(client, hubs):
    page = text(client.get("/knooppunten/?q=Gouda"))

    assert "2 knooppunten kunnen in Gouda werken" in page
    assert "is het knooppunt voor Gouda" not in page


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "%00", "x" * 9000, "🙂"])
def test_nasty_searches_get_an_answer(client, hubs, typed):
    response = client.get("/knooppunten/", {"q": typed})

    assert response.status_code == 200
    assert "<script>alert" not in text(response)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_number_of_queries_for_one_hub_and_three(client, django_assert_num_queries, count):
    HubFactory.create_batch(count)

    with django_assert_num_queries(4):
        client.get("/knooppunten/?q=Almere")


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_hub_costs_the_same_with_one_ambassador_and_three(
    client, django_assert_num_queries, monkeypatch, count
):
    hub = HubFactory()
    MandateFactory.create_batch(count, hub=hub, public_consent_at=timezone.now())
    monkeypatch.setattr("knooppunt.network.views.public.hub_sections", [])  # other apps count their own

    with django_assert_num_queries(8):
        client.get(f"/knooppunten/{hub.slug}/")


def test_ambassadors_are_named_only_with_their_consent(client):
    hub = HubFactory(slug="hier")
    MandateFactory(hub=hub, user__name="Wel Voorbeeld", public_consent_at=timezone.now())
    MandateFactory(hub=hub, user__name="Niet Voorbeeld")
    MandateFactory(hub=hub, user__name="Bestuur Voorbeeld", role=Role.BOARD, public_consent_at=timezone.now())
    MandateFactory(
        hub=hub,
        user__name="Vroeger Voorbeeld",
        public_consent_at=timezone.now(),
        valid_from="2020-01-01",
        valid_until="2021-01-01",
    )

    page = text(client.get("/knooppunten/hier/"))

    assert "Wel Voorbeeld" in page
    for name in ["Niet Voorbeeld", "Bestuur Voorbeeld", "Vroeger Voorbeeld"]:
        assert name not in page


def test_agreements_never_show_in_public(client):
    HubFactory(slug="hier", commissioner="Opdrachtgever X", mandate_text="Mandaat X", agreed_hours=12)

    page = text(client.get("/knooppunten/hier/"))

    assert "Opdrachtgever X" not in page
    assert "Mandaat X" not in page


def test_an_old_address_leads_to_the_new_one(client):
    hub = HubFactory(slug="oud")
    update_hub(hub=hub, seen=hub.version, values={"slug": "nieuw-adres"}, by=None)

    response = client.get("/knooppunten/oud/")

    assert (response.status_code, response["Location"]) == (301, "/knooppunten/nieuw-adres/")
    assert client.get("/knooppunten/nieuw-adres/").status_code == 200
    assert client.get("/knooppunten/nooit/").status_code == 404


def test_a_merged_hub_stays_readable_and_leads_on(client):
    target = HubFactory(slug="doel", short_name="Doelstreek")
    HubFactory(slug="weg", short_name="Wegstreek", closed_on=timezone.localdate(), merged_into=target)

    page = text(client.get("/knooppunten/weg/"))

    assert "Wegstreek" in page
    assert 'href="/knooppunten/doel/"' in page


@pytest.mark.parametrize(("answer", "shown"), [({"title": "Iets van een ander"}, True), (None, False)])
def test_other_apps_add_sections_to_the_page_of_a_hub(client, answer, shown):
    hub = HubFactory(slug="hier")
    asked = []
    hub_sections.register("test", PageBlock("components/notice.html", lambda one: asked.append(one) or answer))
    try:
        page = text(client.get("/knooppunten/hier/"))
    finally:
        hub_sections.unregister("test")

    assert asked == [hub]
    assert (page.count('class="notice') == 1) is shown
