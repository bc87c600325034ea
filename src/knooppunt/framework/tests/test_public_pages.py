"""Frameworks as everybody sees them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from knooppunt.framework.actions.examples import load_example_frameworks
from knooppunt.framework.actions.publishing import publish_framework
from knooppunt.framework.actions.ties import associate
from knooppunt.framework.alignments import Aligned, AlignmentSource, alignment_sources
from knooppunt.framework.models import Framework, FrameworkItem
from knooppunt.framework.tests.factories import make_framework, make_item, make_published

pytestmark = pytest.mark.django_db


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_without_a_framework_the_page_says_so(client: Client, terms: None) -> None:
    response = client.get(reverse("framework:home"))

    assert response.status_code == 200
    assert "Er is hier nog geen raamwerk" in text_of(response)


def test_the_real_framework_comes_before_a_made_up_one(client: Client, terms: None) -> None:
    make_published("Aardig voorbeeld", is_example=True)
    make_published("Zeker echt")

    page = text_of(client.get(reverse("framework:home")))

    assert "<h1>Zeker echt</h1>" in page
    assert "Aardig voorbeeld" in page


def test_a_draft_is_seen_by_nobody(client: Client, terms: None) -> None:
    draft = make_framework("Geheim")
    item = make_item(draft, "Nog niet af")

    assert client.get(reverse("framework:framework", args=[draft.slug])).status_code == 404
    assert client.get(reverse("framework:item", args=[item.uuid])).status_code == 404
    assert client.get(reverse("framework:export", args=[draft.slug, "json"])).status_code == 404
    assert "Geheim" not in text_of(client.get(reverse("framework:home")))


def test_a_made_up_framework_says_so_on_every_page(client: Client) -> None:
    load_example_frameworks()
    item = FrameworkItem.objects.get(framework__identifier__isnull=False, code="ST.3")

    for address in (reverse("framework:home"), item.get_absolute_url(), reverse("framework:anchoring")):
        assert "erzonnen voorbeeld" in text_of(client.get(address)), address


def test_the_tree_shows_two_levels_and_leads_to_the_rest(client: Client, terms: None) -> None:
    framework = make_framework("Boom")
    top = make_item(framework, "Bovenste")
    middle = make_item(framework, "Middelste", top)
    make_item(framework, "Onderste", middle)
    publish_framework(framework=framework, by=None)

    whole = text_of(client.get(framework.get_absolute_url()))
    part = text_of(client.get(framework.get_absolute_url(), {"onder": str(middle.uuid)}))

    assert "Middelste" in whole
    assert "Onderste" not in whole
    assert f"?onder={middle.uuid}" in whole
    assert "Onderste" in part


def test_levels_stand_side_by_side(client: Client, terms: None) -> None:
    framework = make_framework("Niveaus")
    top = make_item(framework, "Stervensfase")
    make_item(framework, "Meldt wat verandert", top, levels=["mbo-2"])
    make_item(framework, "Legt het beleid uit", top, levels=["wo-7"])
    publish_framework(framework=framework, by=None)

    counts = text_of(client.get(framework.get_absolute_url(), {"beeld": "tabel"}))
    board = text_of(client.get(framework.get_absolute_url(), {"beeld": "tabel", "onder": str(top.uuid)}))

    assert counts.index("mbo 2") < counts.index("wo 7")
    assert f"onder={top.uuid}&amp;niveau=mbo-2" in counts
    assert board.index("<h3>mbo 2</h3>") < board.index("Meldt wat verandert") < board.index("<h3>wo 7</h3>")
    assert board.index("<h3>wo 7</h3>") < board.index("Legt het beleid uit")


def test_filters_are_or_within_and_and_across_and_a_facet_ignores_itself(client: Client, terms: None) -> None:
    framework = make_framework("Filters")
    top = make_item(framework, "Deel")
    make_item(framework, "Kennis voor mbo 3", top, kind="knowledge", levels=["mbo-3"], canmeds=["communicator"])
    make_item(framework, "Houding voor mbo 4", top, kind="attitude", levels=["mbo-4"], canmeds=["communicator"])
    make_item(framework, "Kennis voor hbo", top, kind="knowledge", levels=["hbo"])
    publish_framework(framework=framework, by=None)

    response = client.get(
        framework.get_absolute_url(), {"niveau": ["mbo-3", "hbo"], "soort": "knowledge", "rol": "communicator"}
    )

    page = response.context["page"]
    assert [node.item.full_statement for node in page] == ["Kennis voor mbo 3"]
    assert [one.full_statement for one in next(iter(page)).above] == ["Deel"]
    found = {
        facet.name: {option.value: option.count for option in facet.options} for facet in response.context["facets"]
    }
    assert found["niveau"] == {"mbo-3": 1, "hbo": 0}
    counted = '<span class="facet__count">{}<span class="visually-hidden"> {}</span>'
    assert counted.format(1, "onderdeel") in text_of(response)
    assert counted.format(0, "onderdelen") in text_of(response)
    assert found["soort"] == {"knowledge": 1}
    wider = client.get(framework.get_absolute_url(), {"niveau": "mbo-3"}).context["facets"]
    assert {option.value: option.count for option in wider[0].options} == {"mbo-3": 1, "mbo-4": 1, "hbo": 1}


@pytest.mark.parametrize(
    "query", ["onder=abc", "niveau=bestaat-niet", "page=9999", "page=x", "beeld=<script>", "onder=", "niveau=%00"]
)
def test_an_odd_address_shows_the_framework(client: Client, terms: None, query: str) -> None:
    framework = make_published()

    response = client.get(f"{framework.get_absolute_url()}?{query}")

    assert response.status_code in {200, 400}
    assert "<script>" not in text_of(response)


def test_an_item_leads_to_what_stands_around_it(client: Client, terms: None) -> None:
    framework = make_framework("Rondom")
    top = make_item(framework, "Het deel")
    first = make_item(framework, "De eerste stap", top)
    second = make_item(framework, "De tweede stap", top)
    associate(origin=first, kind="precedes", destination=second, by=None)
    publish_framework(framework=framework, by=None)

    page = text_of(client.get(second.get_absolute_url()))

    assert f'href="{first.get_absolute_url()}" rel="prev"' in page
    assert f"{framework.get_absolute_url()}?onder={top.uuid}" in page
    assert "Komt na" in page


def test_an_item_shows_what_teaches_it(client: Client, terms: None) -> None:
    item = make_published().items.get()
    source = AlignmentSource(
        of_items=lambda items, most: {pk: [Aligned("Cursus nabij zijn", "/aanbod/1/", "leert aan")] for pk in items},
        counts=lambda items: dict.fromkeys(items, 1),
    )
    alignment_sources.register("test", source)
    try:
        page = text_of(client.get(item.get_absolute_url()))
    finally:
        alignment_sources.unregister("test")

    assert "Cursus nabij zijn" in page
    assert "leert aan" in page


def test_scripts_in_a_framework_are_shown_as_text(client: Client, terms: None) -> None:
    framework = make_framework("<script>alert(1)</script>")
    item = make_item(framework, "<img src=x onerror=alert(2)>")
    publish_framework(framework=framework, by=None)

    for address in (framework.get_absolute_url(), item.get_absolute_url(), reverse("framework:home")):
        page = text_of(client.get(address))
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_a_published_version_goes_out_in_three_forms(client: Client, terms: None) -> None:
    framework = make_published()

    files = {
        kind: client.get(reverse("framework:export", args=[framework.slug, kind])) for kind in ("json", "csv", "xlsx")
    }

    package = json.loads(b"".join(files["json"].streaming_content))
    assert package["CFDocument"]["title"] == framework.title
    assert b"Onderdeel 1 van" in b"".join(files["csv"].streaming_content)
    assert b"".join(files["xlsx"].streaming_content)[:2] == b"PK"
    assert client.get(reverse("framework:export", args=[framework.slug, "exe"])).status_code == 404


def test_formulas_in_an_export_stay_text(client: Client, terms: None) -> None:
    framework = make_framework("Formules")
    make_item(framework, "=1+1")
    publish_framework(framework=framework, by=None)

    csv = b"".join(client.get(reverse("framework:export", args=[framework.slug, "csv"])).streaming_content).decode()

    assert "'=1+1" in csv


def test_anchoring_counts_items_that_stand_in_a_dossier_and_shows_those_that_do_not(
    client: Client, terms: None
) -> None:
    framework = make_framework("Raamwerk")
    top = make_item(framework, "Rouw")
    anchored, loose = make_item(framework, "Wel verankerd", top), make_item(framework, "Niet verankerd", top)
    dossier = make_framework("Dossier", kind="qualification-dossier")
    associate(origin=make_item(dossier, "Werkproces"), kind="isRelatedTo", destination=anchored, by=None)
    for one in (framework, dossier):
        publish_framework(framework=one, by=None)

    found = client.get(reverse("framework:anchoring")).context["anchoring"]
    part = client.get(reverse("framework:anchoring"), {"onder": str(top.uuid)})

    assert [(line.total, line.anchored, [cell.count for cell in line.cells]) for line in found.lines] == [(2, 1, [1])]
    assert {row.item.pk: len(row.where) for row in part.context["rows"]} == {anchored.pk: 1, loose.pk: 0}
    assert "Nog nergens verankerd" in text_of(part)


@pytest.mark.parametrize("view", ["boom", "tabel", "alles", "filter", "bord"])
def test_each_view_costs_the_same_however_many_items(
    client: Client,
    terms: None,
    django_assert_num_queries: Any,
    view: str,
) -> None:
    costs = {"boom": 9, "tabel": 8, "alles": 8, "filter": 10, "bord": 8}  # one of them asks whether anything changed
    for count in (1, 3):
        framework = make_framework(f"Aantal {view} {count}")
        top = make_item(framework, "Deel", kind="group")
        for number in range(count):
            make_item(framework, f"Onderdeel {number}", top, kind="skill", levels=["mbo-3"])
        publish_framework(framework=framework, by=None)
        query = {"beeld": view}
        if view == "filter":
            query = {"niveau": "mbo-3"}
        if view == "bord":
            query = {"beeld": "tabel", "onder": str(top.uuid)}
        with django_assert_num_queries(costs[view]):
            response = client.get(framework.get_absolute_url(), query)
        assert response.status_code == 200


def test_an_item_page_costs_the_same_however_much_hangs_on_it(
    client: Client, terms: None, django_assert_num_queries: Any
) -> None:
    for count in (1, 3):
        framework = make_framework(f"Aantal {count}")
        top = make_item(framework, "Deel")
        for number in range(count):
            child = make_item(framework, f"Kind {number}", top)
            associate(origin=top, kind="isRelatedTo", destination=child, by=None)
        publish_framework(framework=framework, by=None)
        with django_assert_num_queries(8):  # two of them for the terms, which nobody keeps within a transaction
            assert client.get(top.get_absolute_url()).status_code == 200


def test_published_versions_and_their_items_are_visible_and_nothing_else(terms: None) -> None:
    from django.contrib.auth.models import AnonymousUser

    from knooppunt.framework.queries.browse import framework_items_visible_to, frameworks_visible_to

    published = make_published()
    make_item(make_framework("Concept"), "Verborgen")
    Framework.objects.filter(title="Concept").update(description="geheim")

    assert list(frameworks_visible_to(AnonymousUser())) == [published]
    assert [item.framework_id for item in framework_items_visible_to(AnonymousUser())] == [published.pk]


def test_items_say_in_which_language_they_are_when_the_page_is_in_another(client: Client, terms: None) -> None:
    framework = make_framework("Raamwerk")
    top = make_item(framework, "Deel")
    make_item(framework, "Kent de signalen", top, kind="knowledge", levels=["mbo-3"])
    publish_framework(framework=framework, by=None)
    address = framework.get_absolute_url()

    for query in ("", "?beeld=tabel", f"?beeld=tabel&onder={top.uuid}", "?beeld=alles", "?niveau=mbo-3"):
        assert text_of(client.get(f"/en{address}{query}")).count('lang="nl"') >= 3, query
        assert 'lang="' not in text_of(client.get(f"{address}{query}")).partition("<main")[2].partition("</main>")[0]
    Framework.objects.filter(pk=framework.pk).update(language="en-GB")
    assert '<span lang="en">Deel</span>' in text_of(client.get(top.get_absolute_url()))
    assert 'lang="en">Kent de signalen</a>' in text_of(client.get(top.get_absolute_url()))
