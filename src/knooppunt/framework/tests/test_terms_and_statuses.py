"""Lists of terms as editors keep them, and how far organisations are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from knooppunt.accounts.models import User
from knooppunt.core.models import Change, StatusChange
from knooppunt.core.versions import Conflict
from knooppunt.framework import api
from knooppunt.framework.actions.concepts import (
    ConceptData,
    add_concept,
    change_concept,
    move_concept,
    retire_concept,
)
from knooppunt.framework.actions.refusals import Refused
from knooppunt.framework.actions.statuses import StatusData, set_statuses
from knooppunt.framework.models import Concept, ConceptScheme, FrameworkStatus
from knooppunt.framework.queries.statuses import levels_for, statuses_visible_to
from knooppunt.framework.tests.factories import term
from knooppunt.network.tests.factories_register import OrganisationFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def scheme(db: None) -> ConceptScheme:
    """A list with three terms."""
    made = ConceptScheme.objects.create(code="proef", title_nl="Proeflijst")
    for place, name in enumerate(("een", "twee", "drie")):
        Concept.objects.create(scheme=made, code=name, label_nl=name, position=place)
    return made


def test_a_new_term_gets_a_code_of_its_own_and_searching_hears_of_it(scheme: ConceptScheme, editor: User) -> None:
    made = add_concept(scheme=scheme, data=ConceptData("Vier!", also_nl=["4", "quattro"]), by=editor)

    scheme.refresh_from_db()
    assert (made.code, made.position, scheme.version) == ("vier", 3, 2)
    assert ["Vier!", "4", "quattro"] in api.synonym_groups()
    assert Change.objects.filter(kind="framework.concept", key=str(made.pk)).exists()


def test_a_name_occurs_once_in_a_list(scheme: ConceptScheme, editor: User) -> None:
    with pytest.raises(Refused):
        add_concept(scheme=scheme, data=ConceptData("TWEE"), by=editor)


def test_the_code_of_a_term_stays_when_its_name_changes(scheme: ConceptScheme, editor: User) -> None:
    one = scheme.concepts.get(code="een")

    change_concept(concept=one, data=ConceptData("eerste"), seen=1, by=editor)

    assert scheme.concepts.get(code="een").label_nl == "eerste"
    with pytest.raises(Conflict):
        change_concept(concept=Concept.objects.get(pk=one.pk), data=ConceptData("anders"), seen=1, by=editor)


def test_a_term_cannot_stand_under_itself(scheme: ConceptScheme, editor: User) -> None:
    one, two = scheme.concepts.get(code="een"), scheme.concepts.get(code="twee")
    change_concept(concept=two, data=ConceptData("twee", parent=one), seen=1, by=editor)

    with pytest.raises(Refused):
        change_concept(concept=one, data=ConceptData("een", parent=two), seen=1, by=editor)


def test_a_retired_term_is_not_offered_and_comes_back(scheme: ConceptScheme, editor: User) -> None:
    one = scheme.concepts.get(code="een")

    retire_concept(concept=one, is_retired=True, by=editor)
    assert [found.code for found in api.concepts("proef")] == ["twee", "drie"]

    retire_concept(concept=one, is_retired=False, by=editor)
    assert [found.code for found in api.concepts("proef")] == ["een", "twee", "drie"]


def test_terms_change_places_but_not_over_the_edge(scheme: ConceptScheme, editor: User) -> None:
    for _again in range(3):
        move_concept(concept=scheme.concepts.get(code="drie"), up=True, by=editor)

    assert list(scheme.concepts.order_by("position").values_list("code", flat=True)) == ["drie", "een", "twee"]


def test_an_editor_keeps_a_term_on_the_page(scheme: ConceptScheme, editor: User, signed_in: SignIn) -> None:
    client, one = signed_in(editor), scheme.concepts.get(code="een")
    address = reverse("framework:concept", args=[one.uuid])

    client.post(address, {"version": "1", "label_nl": "een", "also_nl": "eentje\n\n  uno \neentje", "hidden_nl": "1"})
    one.refresh_from_db()
    assert (one.also_nl, one.hidden_nl) == (["eentje", "uno"], ["1"])
    clash = client.post(address, {"version": "1", "label_nl": "iets anders"})
    assert clash.status_code == 409
    assert "iets anders" in clash.content.decode()
    again = client.post(reverse("framework:concept-add", args=["proef"]), {"label_nl": "twee"})
    assert again.status_code == 422
    assert "heeft al een begrip" in again.content.decode()
    client.post(reverse("framework:concept-retire", args=[one.uuid]))
    one.refresh_from_db()
    assert one.is_retired()


def test_only_editors_keep_terms(scheme: ConceptScheme, ambassador: User, signed_in: SignIn) -> None:
    assert signed_in(ambassador).get(reverse("framework:scheme", args=["proef"])).status_code == 403


def test_a_list_costs_the_same_however_long(
    scheme: ConceptScheme, editor: User, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(editor)
    client.get(reverse("framework:schemes"))  # the first page of a session costs more
    short = ConceptScheme.objects.create(code="kort", title_nl="Kort")
    Concept.objects.create(scheme=short, code="een", label_nl="een")

    costs = set()
    for code in ("kort", "proef"):
        with django_assert_max_num_queries(30) as queries:
            client.get(reverse("framework:scheme", args=[code]))
        costs.add(len(queries))

    assert len(costs) == 1


# ---- How far organisations are --------------------------------------------------------------------------------------
def said(status: str = "kent", level: str = "mbo-3", **more: Any) -> StatusData:
    values: dict[str, Any] = {"as_of": timezone.localdate(), "said_by": "opleidingscoördinator", **more}
    return StatusData(level=term("levels", level), status=status, **values)


def test_a_status_keeps_who_said_so_and_what_was_said_before(terms: None, ambassador: User) -> None:
    school = OrganisationFactory(kind="mbo")

    first = set_statuses(organisation=school, rows=[said("kent")], by=ambassador)[0]
    set_statuses(organisation=school, rows=[said("heeft_plek", seen=first.version)], by=ambassador)

    now = FrameworkStatus.objects.get()
    assert (now.status, now.said_by, now.recorded_by) == ("heeft_plek", "opleidingscoördinator", ambassador)
    changes = StatusChange.objects.filter(subject_kind="framework.status").order_by("id")
    assert list(changes.values_list("old", "new")) == [("", "kent"), ("kent", "heeft_plek")]


def test_somebody_who_was_first_is_not_overwritten(terms: None, ambassador: User) -> None:
    school = OrganisationFactory(kind="mbo")
    set_statuses(organisation=school, rows=[said("deelt")], by=ambassador)

    for seen in (0, 99):
        with pytest.raises(Conflict):
            set_statuses(organisation=school, rows=[said("kent", "hbo"), said("kent", seen=seen)], by=ambassador)

    assert list(FrameworkStatus.objects.values_list("status", flat=True)) == ["deelt"]


@pytest.mark.parametrize("days", [1, -365 * 30])
def test_an_odd_day_is_refused(terms: None, ambassador: User, days: int) -> None:
    with pytest.raises(Refused):
        set_statuses(
            organisation=OrganisationFactory(kind="mbo"),
            rows=[said(as_of=timezone.localdate() + dt.timedelta(days=days))],
            by=ambassador,
        )


def test_a_school_is_asked_about_its_own_levels(terms: None) -> None:
    assert [level.code for level in levels_for(OrganisationFactory(kind="mbo"))] == ["mbo-2", "mbo-3", "mbo-4"]
    assert "wo-7" in [level.code for level in levels_for(OrganisationFactory(kind="hospice"))]


def test_the_network_sees_statuses_and_nobody_else(terms: None, reader: User, editor: User) -> None:
    from django.contrib.auth.models import AnonymousUser

    set_statuses(organisation=OrganisationFactory(kind="mbo"), rows=[said()], by=editor)

    assert statuses_visible_to(reader).count() == 1
    assert statuses_visible_to(AnonymousUser()).count() == 0


def test_an_ambassador_writes_it_down_and_sees_it_on_the_page_of_the_school(
    terms: None, ambassador: User, reader: User, signed_in: SignIn
) -> None:
    school = OrganisationFactory(kind="mbo", name="ROC Proef (voorbeeld)")
    client, address = signed_in(ambassador), reverse("framework:status", args=[school.pk])
    today = timezone.localdate().isoformat()

    assert "ROC Proef" in client.get(address).content.decode()
    client.post(
        address, {"mbo-3-status": "past_aan", "mbo-3-as_of": today, "mbo-3-said_by": "docent", "mbo-3-seen": "0"}
    )

    assert FrameworkStatus.objects.get().level.code == "mbo-3"
    page = client.get(reverse("network:organisation", args=[school.pk])).content.decode()
    assert "past het curriculum aan" in page
    assert "past het curriculum aan" in client.get(reverse("framework:statuses")).content.decode()
    assert signed_in(reader).get(address).status_code == 403
    assert signed_in(reader).get(reverse("framework:statuses")).status_code == 200


def test_what_is_wrong_with_a_status_is_said_and_what_was_typed_stays(
    terms: None, ambassador: User, signed_in: SignIn
) -> None:
    school = OrganisationFactory(kind="mbo")
    client, address = signed_in(ambassador), reverse("framework:status", args=[school.pk])

    tomorrow = (timezone.localdate() + dt.timedelta(days=1)).isoformat()
    for data in (
        {"mbo-3-status": "kent", "mbo-3-as_of": "31-02-2026"},
        {"mbo-3-status": "kent", "mbo-3-as_of": tomorrow},
        {"mbo-3-status": "bestaat niet", "mbo-3-as_of": tomorrow},
        {"mbo-3-status": "kent"},
    ):
        response = client.post(address, {**data, "mbo-3-said_by": "mijn bron"})
        assert response.status_code == 422
        assert "mijn bron" in response.content.decode()

    assert not FrameworkStatus.objects.exists()


def test_a_clash_of_statuses_gets_a_sentence(terms: None, ambassador: User, signed_in: SignIn) -> None:
    school = OrganisationFactory(kind="mbo")
    set_statuses(organisation=school, rows=[said("deelt")], by=ambassador)

    response = signed_in(ambassador).post(
        reverse("framework:status", args=[school.pk]),
        {"mbo-3-status": "kent", "mbo-3-as_of": timezone.localdate().isoformat(), "mbo-3-seen": "7"},
    )

    assert response.status_code == 422
    assert "deelt het met anderen" in response.content.decode()
    assert FrameworkStatus.objects.get().status == "deelt"


def test_the_overview_and_its_workbook_cost_the_same_however_many(
    terms: None, ambassador: User, signed_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(ambassador)
    client.get(reverse("framework:statuses"))  # the first page of a session costs more
    costs = set()
    for count in (1, 3):
        while FrameworkStatus.objects.count() < count:
            set_statuses(organisation=OrganisationFactory(kind="mbo"), rows=[said()], by=ambassador)
        with django_assert_max_num_queries(60) as queries:
            client.get(reverse("framework:statuses"))
            assert client.get(reverse("framework:statuses-export")).content[:2] == b"PK"
        costs.add(len(queries))

    assert len(costs) == 1
