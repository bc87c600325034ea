"""Making, changing, closing and merging hubs."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from knooppunt.core.versions import Conflict
from knooppunt.network.actions.hubs import HubRegion, close_hub, create_hub, reopen_hub, update_hub
from knooppunt.network.actions.merge import merge_hubs, undo_merge
from knooppunt.network.models import Half, Hub, HubAddress, HubContact, Invitation, Mandate, Role, StakeholderRelation
from knooppunt.network.queries.history import history_of_hub

from .factories import HubFactory
from .factories_people import MandateFactory, user_with
from .factories_register import ContactFactory, HubContactFactory, OrganisationFactory, RelationFactory

pytestmark = pytest.mark.django_db
YESTERDAY = dt.timedelta(days=1)


def values(**extra):
    return {"name": "Onderwijsknooppunt Oost", "short_name": "Oost", "slug": "", **extra}


def test_a_new_hub_gets_an_address_of_its_name():
    HubFactory(slug="oost")

    assert create_hub(values=values(), region=HubRegion(), by=None).slug == "oost-2"


@pytest.mark.parametrize("slug", ["beheer", "bestaat", "was-van-een-ander"])
def test_an_address_that_would_mislead_is_refused(slug):
    HubFactory(slug="bestaat")
    HubAddress.objects.create(hub=HubFactory(), slug="was-van-een-ander")

    with pytest.raises(ValidationError):
        create_hub(values=values(slug=slug), region=HubRegion(), by=None)

    assert Hub.objects.filter(short_name="Oost").count() == 0


def test_renaming_keeps_every_old_address_and_may_go_back():
    hub = HubFactory(slug="een")
    for slug in ["twee", "drie", "een"]:
        update_hub(hub=hub, seen=hub.version, values={"slug": slug}, by=None)

    assert hub.slug == "een"
    assert set(HubAddress.objects.values_list("slug", "hub")) == {("twee", hub.pk), ("drie", hub.pk)}


def test_the_second_of_two_editors_meets_a_conflict_and_nothing_is_lost():
    first, second = HubFactory(slug="hier"), Hub.objects.get(slug="hier")
    update_hub(hub=first, seen=1, values={"motto": "van mij"}, by=None, region=HubRegion({"utrecht": ("", False)}))

    with pytest.raises(Conflict):
        update_hub(hub=second, seen=1, values={"motto": "van jou"}, by=None, region=HubRegion({"limburg": ("", False)}))

    now = Hub.objects.get(slug="hier")
    assert now.motto == "van mij"
    assert [area.province for area in now.areas.all()] == ["utrecht"]


def test_history_says_who_changed_what():
    by = user_with(Role.COORDINATOR)
    hub = create_hub(values=values(), region=HubRegion({"gelderland": ("oost", False)}, [("Achterhoek", "")]), by=by)
    update_hub(
        hub=hub, seen=1, values={"short_name": "Achterland"}, by=by, region=HubRegion({"gelderland": ("", False)})
    )

    lines = [(line.who, line.what) for line in history_of_hub(hub)]

    assert (str(by), "Korte naam: Oost → Achterland") in lines
    assert (str(by), "Netwerk toegevoegd: Achterhoek") in lines
    assert (str(by), "Netwerk weggehaald: Achterhoek") in lines
    assert (str(by), "Provincie gewijzigd: Gelderland") in lines


def test_history_costs_the_same_however_long(django_assert_num_queries):
    hub = HubFactory()
    for number in range(5):
        update_hub(hub=hub, seen=hub.version, values={"motto": str(number)}, by=user_with(Role.COORDINATOR))

    with django_assert_num_queries(4):
        assert len(history_of_hub(hub)) == 6


def test_closing_and_opening_again():
    hub = HubFactory()

    close_hub(hub=hub, seen=hub.version, by=None)
    assert hub.closed_on == timezone.localdate()
    assert not Hub.objects.open().exists()

    reopen_hub(hub=hub, seen=hub.version, by=None)
    assert Hub.objects.open().get() == hub


@pytest.fixture
def two():
    return HubFactory(slug="van"), HubFactory(slug="naar")


def merged(hub, target):
    return merge_hubs(hub=hub, target=target, seen=hub.version, by=None)


def test_merging_moves_people_organisations_and_contacts(two):
    old, new = two
    mandate = MandateFactory(hub=old, half=Half.PRACTICE, valid_from="2024-01-01", public_consent_at=timezone.now())
    relation = RelationFactory(hub=old, notes="van de oude")
    contact = HubContactFactory(hub=old)

    merged(old, new)

    old.refresh_from_db()
    assert (old.closed_on, old.merged_into) == (timezone.localdate(), new)
    moved = Mandate.objects.current().get(hub=new)
    assert (moved.user, moved.role, moved.half) == (mandate.user, Role.AMBASSADOR, Half.PRACTICE)
    assert moved.public_consent_at is None, "consent was for the page of the other hub"
    assert not Mandate.objects.current().filter(hub=old).exists()
    assert StakeholderRelation.objects.get().hub == new
    assert StakeholderRelation.objects.get().pk == relation.pk
    assert HubContact.objects.get(pk=contact.pk).hub == new


def test_merging_joins_what_both_hubs_have(two):
    old, new = two
    organisation, contact, user = OrganisationFactory(), ContactFactory(), user_with(Role.MEMBER)
    for hub, words in [(old, "oud"), (new, "nieuw")]:
        RelationFactory(hub=hub, organisation=organisation, notes=words)
        HubContactFactory(hub=hub, contact=contact, notes=words)
        MandateFactory(hub=hub, user=user, valid_from="2024-01-01")

    merged(old, new)

    assert StakeholderRelation.objects.get().notes == "nieuw\n\noud"
    assert HubContact.objects.get().notes == "nieuw\n\noud"
    assert Mandate.objects.current().filter(user=user, role=Role.AMBASSADOR).count() == 1


def test_undoing_a_merge_brings_everything_back(two):
    old, new = two
    organisation = OrganisationFactory()
    RelationFactory(hub=old, organisation=organisation, notes="oud")
    RelationFactory(hub=new, organisation=organisation, notes="nieuw")
    only_old = HubContactFactory(hub=old)
    until = timezone.localdate() + dt.timedelta(days=300)
    mandate = MandateFactory(hub=old, valid_from="2024-01-01", valid_until=until)
    today = MandateFactory(hub=old, valid_from=timezone.localdate())

    undo_merge(merge=merged(old, new), by=None)

    old.refresh_from_db()
    assert (old.closed_on, old.merged_into) == (None, None)
    assert set(StakeholderRelation.objects.values_list("hub__slug", "notes")) == {("van", "oud"), ("naar", "nieuw")}
    assert HubContact.objects.get(pk=only_old.pk).hub == old
    mandates = Mandate.objects.current()
    assert set(mandates.values_list("pk", "hub__slug", "valid_until")) == {
        (mandate.pk, "van", until),
        (today.pk, "van", None),
    }


def test_undoing_leaves_alone_what_was_written_since(two):
    old, new = two
    organisation = OrganisationFactory()
    RelationFactory(hub=old, organisation=organisation, notes="oud")
    RelationFactory(hub=new, organisation=organisation, notes="nieuw")
    merge = merged(old, new)
    StakeholderRelation.objects.update(notes="door iemand herschreven")

    undo_merge(merge=merge, by=None)

    assert StakeholderRelation.objects.get(hub=new).notes == "door iemand herschreven"
    assert StakeholderRelation.objects.get(hub=old).notes == "oud"


def test_what_cannot_merge_is_refused(two):
    old, new = two
    with pytest.raises(ValidationError, match="zichzelf"):
        merged(old, old)
    merge = merged(old, new)
    with pytest.raises(ValidationError, match="open"):
        merged(old, new)
    with pytest.raises(ValidationError, match="Draai"):
        reopen_hub(hub=old, seen=old.version, by=None)
    undo_merge(merge=merge, by=None)
    with pytest.raises(ValidationError, match="al teruggedraaid"):
        undo_merge(merge=merge, by=None)


def test_a_merge_that_meets_a_conflict_moves_nothing(two):
    old, new = two
    RelationFactory(hub=old)

    with pytest.raises(Conflict):
        merge_hubs(hub=old, target=new, seen=old.version - 1, by=None)

    assert StakeholderRelation.objects.get().hub == old
    assert Hub.objects.open().count() == 2


def test_waiting_invitations_go_along_and_come_back(two):
    old, new = two
    waiting, used = (
        Invitation.objects.create(
            email=f"{name}@voorbeeld.example",
            role=Role.AMBASSADOR,
            hub=old,
            expires_at=timezone.now() + YESTERDAY,
            withdrawn_at=withdrawn,
        )
        for name, withdrawn in (("een", None), ("twee", timezone.now()))
    )
    merge = merged(old, new)
    waiting.refresh_from_db()
    used.refresh_from_db()
    assert (waiting.hub, used.hub) == (new, old)

    undo_merge(merge=merge, by=None)
    waiting.refresh_from_db()
    assert waiting.hub == old


def test_another_address_is_told_to_whoever_names_hubs_by_it_and_another_name_is_not(monkeypatch):
    told = []
    monkeypatch.setattr("knooppunt.network.actions.hubs.hub_renames", [told.append])
    hub = HubFactory(slug="oost")

    update_hub(hub=hub, seen=hub.version, values={"short_name": "Oosten"}, by=None)
    assert told == []
    update_hub(hub=hub, seen=hub.version, values={"slug": "oosten"}, by=None)

    assert told == [hub.pk]
