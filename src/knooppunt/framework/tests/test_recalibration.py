"""The question of the recalibration about the framework: asked by default, taken over after a look, taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from knooppunt.framework.models import Concept, ConceptScheme, FrameworkStatus
from knooppunt.network.api import recalibration_questions
from knooppunt.network.models import ContactFunction, RecalibrationReply
from knooppunt.network.recalibration.deciding import decide, undo_decision
from knooppunt.network.recalibration.forms import RoundForm
from knooppunt.network.recalibration.tests.conftest import World, answer, world  # noqa: F401 (fixtures)


@pytest.fixture
def level(db: None) -> Concept:
    """Mbo level 4, as the list of levels has it."""
    scheme, _new = ConceptScheme.objects.get_or_create(code="levels", defaults={"title_nl": "Niveaus"})
    found: Concept = Concept.objects.get_or_create(scheme=scheme, code="mbo-4", defaults={"label_nl": "mbo niveau 4"})[
        0
    ]
    return found


def test_a_new_round_asks_the_framework_what_to_share_and_what_support_by_default(world: World) -> None:  # noqa: F811
    assert recalibration_questions.names()[:3] == ["framework", "share", "support"]
    assert RoundForm(hub=world.hub).initial["asked"] == ["framework", "share", "support"]


def test_the_answer_goes_to_the_schools_of_the_contact_after_a_look_and_back(
    world: World,  # noqa: F811
    answer: Any,  # noqa: F811
    client: Client,
    level: Concept,
) -> None:
    contact = world.contact("Kim Voorbeeld")
    ContactFunction.objects.filter(contact=contact).update(levels="|mbo-4|")
    world.start(asked=["framework", "share", "support"])
    page = client.get(world.link(contact)).content.decode()
    assert "heeft een plek in het curriculum" in page

    answer(world.link(contact), q__framework="kent")
    assert not FrameworkStatus.objects.exists()
    reply = decide(reply=world.reply(contact), decision=RecalibrationReply.Decision.CHANGE, by=world.by)

    (known,) = FrameworkStatus.objects.all()
    assert (known.status, known.level, known.said_by, known.recorded_by) == ("kent", level, "Kim Voorbeeld", world.by)
    undo_decision(reply=reply, by=world.by)
    known.refresh_from_db()
    assert (known.status, known.said_by) == ("onbekend", "")

    again = decide(reply=world.reply(contact), decision=RecalibrationReply.Decision.CHANGE, by=world.by)
    FrameworkStatus.objects.filter(pk=known.pk).update(status="deelt", version=99)  # somebody wrote on
    undo_decision(reply=again, by=world.by)
    known.refresh_from_db()
    assert known.status == "deelt"
