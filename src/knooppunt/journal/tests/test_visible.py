"""Nobody reads what is not meant for them: the things that could leak are there, marked."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from knooppunt.journal.queries.visible import moments_visible_to, sight_of, whole_logbook_of
from knooppunt.journal.tests.factories import MomentFactory, contact, organisation

MARK = "GEHEIM-MERKTEKEN"


@pytest.fixture
def three(hub):
    """A moment for the hub, one for the network, one for everybody."""
    return {
        "hub": MomentFactory(hub=hub, note=f"{MARK} hub", visibility="hub"),
        "network": MomentFactory(hub=hub, note="voor alle knooppunten", visibility="network"),
        "public": MomentFactory(hub=hub, note="voor iedereen", visibility="public", is_highlight=True),
    }


def seen_by(user):
    return set(moments_visible_to(user).values_list("visibility", flat=True))


def test_the_own_hub_reads_everything(three, ambassador, board):
    assert seen_by(ambassador) == {"hub", "network", "public"}
    assert seen_by(board) == {"hub", "network", "public"}


def test_the_network_reads_what_was_shared(three, stranger, coordinator):
    assert seen_by(stranger) == {"network", "public"}
    assert seen_by(coordinator) == {"network", "public"}


def test_others_read_highlights_for_everybody_only(three, member):
    assert seen_by(member) == {"public"}
    assert seen_by(AnonymousUser()) == {"public"}


def test_moments_in_the_bin_are_read_by_nobody(three, ambassador):
    from knooppunt.core.bin import bin_objects

    bin_objects(objects=[three["hub"]], by=ambassador, label="weg")

    assert seen_by(ambassador) == {"network", "public"}


def test_contacts_and_attachments_stay_with_the_hub_even_of_a_shared_moment(three, stranger, ambassador, member):
    assert sight_of(ambassador, three["network"]).people
    assert not sight_of(stranger, three["network"]).people
    assert sight_of(stranger, three["network"]).work
    assert not sight_of(member, three["public"]).work


def test_the_whole_logbook_is_that_of_own_hubs(three, ambassador, stranger, coordinator):
    assert whole_logbook_of(ambassador).count() == 3
    assert whole_logbook_of(stranger).count() == 0
    assert whole_logbook_of(coordinator).count() == 0


@pytest.mark.parametrize("address", ["", "?q=GEHEIM", "logboek.csv", "?contact={contact}"])
def test_planted_texts_of_the_hub_reach_no_other_reader(address, three, hub, coordinator, stranger, signed_in):
    somebody = contact(f"{MARK} Contact", hub)
    three["network"].contacts.add(somebody)
    three["network"].organisations.add(organisation("ROC Voorbeeld", hub))

    for user in (coordinator, stranger):
        answer = signed_in(user).get(f"/werkplek/noord/logboek/{address}".format(contact=somebody.pk))
        text = answer.getvalue().decode("utf-8-sig") if answer.streaming else answer.content.decode()

        assert answer.status_code == 200
        assert MARK not in text


def test_the_page_of_a_shared_moment_hides_contacts_from_other_hubs(three, hub, stranger, ambassador, signed_in):
    three["network"].contacts.add(contact(f"{MARK} Contact", hub))
    address = f"/werkplek/logboek/{three['network'].pk}/"

    assert MARK in signed_in(ambassador).get(address).content.decode()
    assert MARK not in signed_in(stranger).get(address).content.decode()


def test_the_page_of_a_moment_of_the_hub_does_not_exist_for_others(three, stranger, member, signed_in):
    address = f"/werkplek/logboek/{three['hub'].pk}/"

    assert signed_in(stranger).get(address).status_code == 404
    assert signed_in(member).get(address).status_code == 403


def test_another_hub_that_knows_the_same_contact_does_not_learn_that_we_do(three, hub, other_hub, stranger, signed_in):
    from knooppunt.network.models import HubContact

    shared = contact("Anna Voorbeeld", hub)
    HubContact.objects.create(hub=other_hub, contact=shared)
    three["network"].contacts.add(shared)

    page = signed_in(stranger).get("/werkplek/noord/logboek/").content.decode()

    assert "voor alle knooppunten" in page
    assert "Anna Voorbeeld" not in page


def test_a_merged_hub_is_read_from_the_hub_it_went_into(three, hub, stranger, coordinator):
    into = stranger.mandates.get().hub
    hub.closed_on, hub.merged_into = timezone.localdate(), into
    hub.save()
    theirs = three["hub"]
    theirs.refresh_from_db()

    assert seen_by(stranger) == {"hub", "network", "public"}
    assert sight_of(stranger, theirs).people
    assert set(whole_logbook_of(stranger)) == set(three.values())
    assert not stranger.has_perm("journal.change_moment", theirs)
    assert seen_by(coordinator) == {"network", "public"}
