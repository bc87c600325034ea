"""``knooppunt parse-moment``: what comes out, for whom, and how it refuses."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from knooppunt.journal.queries.names import names_for
from knooppunt.journal.tests.factories import contact
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_register import OrganisationFactory
from knooppunt.plans.models import PlanItem
from knooppunt.plans.tests.factories import ItemFactory, PlanFactory, ThemeFactory

pytestmark = pytest.mark.django_db
KEYS = {
    "minutes", "date", "organisations", "contacts", "activity", "theme", "kind", "highlight", "note", "ambiguous", "questions",
}  # fmt: skip


def said(*arguments):
    """What the command prints."""
    out = io.StringIO()
    with translation.override("nl"):
        call_command("parse_moment", *arguments, stdout=out)
    return out.getvalue()


def parsed(line, *more, hub="noord"):
    return json.loads(said(line, "--hub", hub, "--now", "2026-03-19", "--format", "json", *more))


@pytest.fixture
def plan(hub):
    """A plan of this hub: theme 1 with one focus item and one activity, theme 2 empty."""
    plan = PlanFactory(hub=hub, year=2026)
    theme = ThemeFactory(plan=plan, title="Onderwijsraamwerk", order=1)
    ItemFactory(theme=theme, kind=PlanItem.Kind.FOCUS, text="Scholen kennen het", order=1)
    ItemFactory(theme=theme, text="Een kennismarkt voor studenten", order=1)
    ThemeFactory(plan=plan, title="Communicatie", order=2)
    return plan


def test_the_first_line_of_the_issue_comes_out_as_data(plan):
    OrganisationFactory(name="ROC Voorbeeld")

    found = parsed("2u overleg ROC Voorbeeld over raamwerk gisteren !")

    assert set(found) == KEYS
    assert (found["minutes"], found["date"], found["kind"]) == (120, "2026-03-18", "meeting")
    assert (found["organisations"], found["theme"], found["activity"]) == (["ROC Voorbeeld"], "Onderwijsraamwerk", None)
    assert (found["highlight"], found["note"], found["ambiguous"]) == (True, "over raamwerk", False)
    assert [(one["field"], one["code"]) for one in found["questions"]] == [("theme", "topic_guess")]


def test_rows_of_the_plan_carry_the_numbers_of_the_plan(plan):
    assert parsed("1u #1.a")["activity"] == "1.a Een kennismarkt voor studenten"
    assert parsed("1u #1.1")["activity"] == "1.1 Scholen kennen het"
    assert parsed("1u #communicatie")["theme"] == "Communicatie"


def test_contacts_and_plans_of_another_hub_are_not_recognised(plan, other_hub):
    contact("Anna Voorbeeld", other_hub)
    ItemFactory(theme=ThemeFactory(plan=PlanFactory(hub=other_hub, year=2026)), text="Een toneelstuk")

    elsewhere = parsed("1u gebeld Anna Voorbeeld #toneelstuk", hub="zuid")
    here = parsed("1u gebeld Anna Voorbeeld #toneelstuk")

    assert (elsewhere["contacts"], elsewhere["activity"]) == (["Anna Voorbeeld"], "1.a Een toneelstuk")
    assert (here["contacts"], here["activity"], here["note"]) == ([], None, "Anna Voorbeeld #toneelstuk")


def test_organisations_in_the_bin_are_not_recognised_and_a_new_name_is_at_once(hub):
    gone = OrganisationFactory(name="Hospice Voorbeeld")
    assert parsed("1u Hospice Voorbeeld")["organisations"] == ["Hospice Voorbeeld"]

    gone.binned_at = timezone.now()
    gone.save()
    OrganisationFactory(name="Hospice Denkbeeldig")

    assert parsed("1u Hospice Voorbeeld")["organisations"] == []
    assert parsed("1u Hospice Denkbeeldig")["organisations"] == ["Hospice Denkbeeldig"]


@pytest.mark.parametrize("many", [1, 3])
def test_names_take_the_same_queries_however_many_there_are(hub, plan, many, django_assert_num_queries):
    for number in range(many):
        OrganisationFactory(name=f"Hospice Voorbeeld {number}")
        contact(f"Anna Voorbeeld {number}", hub)
    first = names_for(hub, year=2026)

    with django_assert_num_queries(6):
        again = names_for(hub, year=2026)

    assert len(first.organisations) >= many
    assert len(first.contacts) == many
    assert again.organisations is first.organisations


def test_a_file_gives_a_list_with_each_line(hub, tmp_path):
    path = tmp_path / "regels.txt"
    path.write_text("\ufeff1u overleg\n\n25u overleg\r\n", encoding="utf-8")

    found = json.loads(said("--file", str(path), "--hub", "noord", "--format", "json"))

    assert [(one["line"].strip(), one["minutes"]) for one in found] == [("1u overleg", 60), ("25u overleg", None)]


def test_the_text_says_what_was_understood_and_asks_in_dutch(hub):
    text = said("25u overleg gisteren", "--hub", "noord", "--now", "2026-03-19")

    assert "woensdag 18 maart 2026" in text
    assert "vraag" in text


@pytest.mark.parametrize(
    "arguments",
    [
        ("1u", "--hub", "nergens"),
        ("1u", "--hub", "nul\x00"),
        ("1u", "--hub", "noord", "--now", "gisteren"),
        ("1u", "--hub", "noord", "--now", "0001-01-01"),
        ("--hub", "noord"),
        ("1u", "--hub", "noord", "--file", "x"),
        ("--hub", "noord", "--file", "/nergens/regels.txt"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(hub, arguments):
    with pytest.raises(CommandError) as refused:
        said(*arguments)

    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)


def test_a_hub_without_plan_or_names_still_reads_a_line(db):
    HubFactory(slug="leeg")

    assert parsed("1u overleg over de flyer", hub="leeg")["minutes"] == 60
