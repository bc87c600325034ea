"""Two people make the mark, one can take it away; and who may do what."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from knooppunt.catalogue.actions.entries import Refused
from knooppunt.catalogue.models import Entry, QualityMark
from knooppunt.catalogue.offering.actions import quality
from knooppunt.catalogue.offering.actions.quality import CriterionData
from knooppunt.catalogue.offering.models import Criterion, QualityReview, Reviewer
from knooppunt.catalogue.offering.queries.quality import to_judge
from knooppunt.catalogue.tests.factories import an_entry
from knooppunt.catalogue.tests.offering.factories import a_hub, a_proposal, a_user
from knooppunt.core.versions import Conflict

pytestmark = pytest.mark.django_db


@pytest.fixture
def criteria() -> list[Criterion]:
    """One that is necessary and one that is nice to have."""
    return [
        quality.add_criterion(data=CriterionData("content", "De inhoud klopt.", True)),
        quality.add_criterion(data=CriterionData("form", "Er is ondertiteling.", False)),
    ]


def verdicts(criteria: list[Criterion], *given: str) -> dict[str, str]:
    return {str(one.pk): verdict for one, verdict in zip(criteria, given, strict=True)}


def marks(entry: Entry) -> int:
    return QualityMark.objects.filter(entry=entry, withdrawn_on__isnull=True).count()


def test_two_people_make_the_mark_and_a_changed_mind_takes_it_away(criteria: list[Criterion]) -> None:
    entry, one, two = an_entry(), a_user("editor"), a_user("editor")

    quality.review_entry(entry=entry, answers=verdicts(criteria, "yes", "no"), remarks="", by=one)
    quality.review_entry(entry=entry, answers=verdicts(criteria, "yes", "no"), remarks="", by=one)
    assert marks(entry) == 0
    quality.review_entry(entry=entry, answers=verdicts(criteria, "yes", "na"), remarks="", by=two)
    assert marks(entry) == 1
    quality.review_entry(entry=entry, answers=verdicts(criteria, "no", "yes"), remarks="", by=one)
    assert marks(entry) == 0
    quality.review_entry(entry=entry, answers=verdicts(criteria, "yes", "yes"), remarks="", by=one)
    assert marks(entry) == 1
    assert QualityReview.objects.count() == 2


def test_every_question_is_answered_and_nobody_judges_an_own_entry(criteria: list[Criterion]) -> None:
    user = a_user("editor")

    with pytest.raises(Refused):
        quality.review_entry(entry=an_entry(), answers={str(criteria[0].pk): "yes"}, remarks="", by=user)
    with pytest.raises(PermissionDenied):
        quality.review_entry(entry=an_entry(owner=user), answers=verdicts(criteria, "yes", "yes"), remarks="", by=user)


def test_everybody_reads_what_both_found_good_and_never_who_or_what_they_remarked(
    client: Client, criteria: list[Criterion]
) -> None:
    entry, one, two = an_entry(), a_user("member"), a_user("editor")
    quality.add_reviewer(user=one, perspective="patients", by=two)
    for by in (one, two):
        quality.review_entry(entry=entry, answers=verdicts(criteria, "yes", "no"), remarks="Geheim.", by=by)

    mark = QualityMark.objects.get(entry=entry)
    page = client.get(entry.get_absolute_url()).content.decode()

    assert "2 mensen bekeken het. Ze kijken vanuit: patiënten en naasten." in mark.review
    assert (criteria[0].text in mark.review, criteria[1].text in mark.review) == (True, False)
    assert "Lees de beoordeling" in page
    assert [word for word in ("Geheim", str(one), str(two)) if word in page + mark.review] == []
    quality.review_entry(entry=entry, answers=verdicts(criteria, "yes", "yes"), remarks="", by=one)
    quality.review_entry(entry=entry, answers=verdicts(criteria, "yes", "yes"), remarks="", by=two)
    mark.refresh_from_db()
    assert criteria[1].text in mark.review  # a later judgement is told as well


def test_what_one_judged_is_no_longer_to_be_judged_by_that_person(criteria: list[Criterion]) -> None:
    first, second, one, two = an_entry(), an_entry(), a_user("editor"), a_user("editor")
    quality.review_entry(entry=first, answers=verdicts(criteria, "yes", "yes"), remarks="", by=one)

    assert list(to_judge(one)) == [second]
    assert list(to_judge(two)) == [first, second]  # the one that lacks only one judgement stands on top


def test_a_member_of_the_working_group_judges_and_nothing_else(client: Client, criteria: list[Criterion]) -> None:
    entry, member, editor = an_entry(), a_user("member"), a_user("editor")
    assert not member.has_perm("catalogue.give_quality_review")
    boss = Client()
    boss.force_login(editor)
    add = "/werkplek/beoordelen/kwaliteit/werkgroep/"
    assert boss.post(add, {"email": "niemand@voorbeeld.example", "perspective": "practice"}).status_code == 422
    assert boss.post(add, {"email": member.email, "perspective": "practice"}).status_code == 302
    with pytest.raises(Refused):
        quality.add_reviewer(user=member, perspective="education", by=editor)

    client.force_login(member)
    assert entry.title in client.get("/werkplek/beoordelen/kwaliteit/").content.decode()
    url = f"/werkplek/beoordelen/kwaliteit/{entry.pk}/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"remarks": ""}).status_code == 422
    filled = {f"c{one.pk}": "yes" for one in criteria} | {"remarks": "Goed"}
    assert client.post(url, filled).status_code == 302
    assert QualityReview.objects.get().perspective == "practice"
    assert client.get("/werkplek/beoordelen/kwaliteit/criteria/").status_code == 403
    assert client.get("/werkplek/beoordelen/").status_code == 403
    boss.post(f"{add}{Reviewer.objects.get().pk}/")
    assert client.get("/werkplek/beoordelen/kwaliteit/").status_code == 403


def test_an_editor_changes_the_criteria(client: Client, criteria: list[Criterion]) -> None:
    client.force_login(a_user("editor"))
    base = "/werkplek/beoordelen/kwaliteit/criteria"
    new = {"dimension": "rights", "text": "De licentie klopt.", "is_must": "on", "order": "1", "is_asked": "on"}

    assert client.post(f"{base}/nieuw/", new).status_code == 302
    assert client.post(f"{base}/nieuw/", new | {"text": ""}).status_code == 422
    assert client.get(f"{base}/{criteria[0].pk}/").status_code == 200
    changed = new | {"version": criteria[0].version, "dimension": "content", "text": "De inhoud is actueel."}
    assert client.post(f"{base}/{criteria[0].pk}/", changed).status_code == 302
    with pytest.raises(Conflict):
        quality.change_criterion(criterion=criteria[0], seen=99, data=CriterionData("form", "x", True))

    assert Criterion.objects.get(pk=criteria[0].pk).text == "De inhoud is actueel."


@pytest.mark.parametrize(
    ("permission", "allowed"),
    [
        ("catalogue.review_submission", {"editor", "ambassador"}),
        ("catalogue.offer_entries", {"provider"}),
        ("catalogue.invite_to_offer", {"editor", "coordinator", "ambassador"}),
        ("catalogue.check_providers", {"editor", "coordinator", "ambassador"}),
        ("catalogue.manage_quality", {"editor"}),
        ("catalogue.give_quality_review", {"editor"}),
        ("catalogue.handle_report", {"editor", "ambassador"}),
        ("catalogue.view_freshness", {"editor", "coordinator"}),
        ("catalogue.manage_freshness", {"editor"}),
    ],
)
def test_who_may_what(permission: str, allowed: set[str]) -> None:
    from knooppunt.catalogue.tests.factories import ProviderFactory

    hub, provider = a_hub(), ProviderFactory()
    where = {"ambassador": {"hub": hub}, "board": {"hub": hub}, "provider": {"organisation": provider}}
    roles = ["editor", "coordinator", "ambassador", "board", "programme", "member", "provider", "administrator"]

    assert {role for role in roles if a_user(role, **where.get(role, {})).has_perm(permission)} == allowed


def test_a_hub_reviews_what_is_its_own() -> None:
    north, south = a_hub("noord"), a_hub("zuid")
    submission = a_proposal(hub="noord")

    assert a_user("ambassador", hub=north).has_perm("catalogue.review_submission", submission)
    assert not a_user("ambassador", hub=south).has_perm("catalogue.review_submission", submission)
    assert not a_user("ambassador", hub=north).has_perm("catalogue.review_submission", a_proposal())


def test_two_editors_of_one_criterion_see_what_the_other_made_of_it(client: Client, criteria: list[Criterion]) -> None:
    client.force_login(a_user("editor"))
    url = f"/werkplek/beoordelen/kwaliteit/criteria/{criteria[0].pk}/"
    typed = {"dimension": "content", "order": "0", "is_asked": "on", "version": criteria[0].version}
    client.post(url, typed | {"text": "De eerste schreef dit."})

    second = client.post(url, typed | {"text": "De tweede schreef dit."})
    page = second.content.decode()
    assert (second.status_code, "De eerste schreef" in page, "De tweede schreef" in page) == (409, True, True)
    version = second.context["form"]["version"].value()
    assert client.post(url, typed | {"text": "De tweede schreef dit.", "version": version}).status_code == 302
    assert Criterion.objects.get(pk=criteria[0].pk).text == "De tweede schreef dit."
