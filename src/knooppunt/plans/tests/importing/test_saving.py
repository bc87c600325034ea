"""Taking a plan that was read into the database: new, again, changed, refused; by action and by command."""

import json
import shutil
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from knooppunt.core.models import StatusChange
from knooppunt.plans.actions.importing import Take, import_parsed_plan
from knooppunt.plans.actions.refusals import PlanLocked, Refused
from knooppunt.plans.importing.compare import Ref
from knooppunt.plans.importing.read import read_file
from knooppunt.plans.importing.tree import ParsedItem, ParsedPlan, ParsedTheme
from knooppunt.plans.models import ActionPlan, PlanItem, Theme
from knooppunt.plans.tests.factories import ItemFactory, NationalThemeFactory, PlanFactory, ThemeFactory

SEED = Path(__file__).parents[2] / "importing" / "examples" / "plan_nhf_2023.txt"
GOLDEN = SEED.with_suffix(".json")


def plan_of(*themes, title="Plan", introduction="Vooraf"):
    return ParsedPlan(title=title, year=2024, introduction=introduction, themes=themes)


def small_plan():
    return plan_of(
        ParsedTheme(
            "Ontmoeten",
            "Mensen kennen elkaar.",
            (ParsedItem("Scholen weten ons te vinden", "op_schema"), ParsedItem("Er is een lijst")),
            (
                ParsedItem(
                    "We bellen alle scholen",
                    "achter_op_schema",
                    ("mbo", "hbo"),
                    "Een lijst",
                    reason="Geen tijd",
                    owner="Voorbeeld A.",
                ),
            ),
        ),
        ParsedTheme(
            "Leren",
            "Iedereen leert.",
            (ParsedItem("Er is scholing voor docenten"),),
            (ParsedItem("We geven scholing"),),
        ),
    )


def save(hub, parsed, by=None, **options):
    return import_parsed_plan(hub=hub, year=2024, parsed=parsed, by=by, **options)


def test_a_new_plan_is_made_with_everything_that_was_read(hub, ambassador):
    done = save(hub, small_plan(), ambassador)

    plan = ActionPlan.objects.get(hub=hub, year=2024)
    assert (done.is_new, done.saved, done.plan) == (True, True, plan)
    assert (plan.title, plan.introduction) == ("Plan", "Vooraf")
    assert list(plan.themes.values_list("title", "goal", "order")) == [
        ("Ontmoeten", "Mensen kennen elkaar.", 1),
        ("Leren", "Iedereen leert.", 2),
    ]
    activity = PlanItem.objects.get(text="We bellen alle scholen")
    assert (activity.status, activity.status_reason, activity.owner_name) == (
        "achter_op_schema",
        "Geen tijd",
        "Voorbeeld A.",
    )
    assert activity.deliverable == "Een lijst"
    assert list(activity.sub_results.values_list("text", flat=True)) == ["mbo", "hbo"]
    assert list(StatusChange.objects.order_by("subject_id").values_list("new", "act", "by")) == [
        ("op_schema", "imported", ambassador.pk),
        ("achter_op_schema", "imported", ambassador.pk),
    ]
    assert activity.history.get().history_user == ambassador


def test_a_theme_finds_its_national_theme_by_its_other_name(hub):
    national = NationalThemeFactory(title="Bijeenkomsten", aliases="Netwerken\nOntmoeten")

    save(hub, small_plan())

    assert Theme.objects.get(title="Ontmoeten").national == national
    assert Theme.objects.get(title="Leren").national is None


def test_the_same_plan_again_changes_nothing_at_all(hub):
    save(hub, small_plan())
    before = list(PlanItem.objects.values())

    done = save(hub, small_plan())

    assert done.comparison.is_equal
    assert not done.saved
    assert list(PlanItem.objects.values()) == before
    assert StatusChange.objects.count() == 2


def test_a_dry_run_saves_nothing_and_says_what_it_would_do(hub):
    done = save(hub, small_plan(), dry_run=True)

    assert not ActionPlan.objects.exists()
    assert done.comparison.counts() == {"new": 5}


def changed_plan():
    first, second = small_plan().themes
    return plan_of(
        replace(
            first,
            focus_items=(replace(first.focus_items[0], text="Scholen weten ons goed te vinden", status="behaald"),),
        ),
        replace(second, activities=(*second.activities, ParsedItem("Een nieuwe activiteit"))),
    )


def test_a_changed_plan_updates_texts_and_statuses_adds_rows_and_keeps_what_it_does_not_have(hub):
    save(hub, small_plan())
    first = PlanItem.objects.get(text="Scholen weten ons te vinden")

    done = save(hub, changed_plan())

    first.refresh_from_db()
    assert (first.text, first.status, first.version) == ("Scholen weten ons goed te vinden", "behaald", 2)
    assert done.comparison.counts() == {"equal": 3, "gone": 1, "new": 1, "status": 1, "text": 1}
    assert PlanItem.objects.filter(text="Er is een lijst").exists()
    assert PlanItem.objects.count() == 6
    assert list(StatusChange.objects.filter(subject_id=first.pk).values_list("old", "new").order_by("pk")) == [
        ("", "op_schema"),
        ("op_schema", "behaald"),
    ]


def test_a_document_without_statuses_takes_none_away(hub):
    save(hub, small_plan())
    first, second = small_plan().themes

    done = save(
        hub, plan_of(replace(first, focus_items=tuple(replace(item, status="") for item in first.focus_items)), second)
    )

    assert done.comparison.is_equal
    assert PlanItem.objects.get(text="Scholen weten ons te vinden").status == "op_schema"


def test_what_was_set_aside_by_a_person_stays_as_it_was(hub):
    save(hub, small_plan())

    save(hub, changed_plan(), mend=Take(skip=frozenset({Ref(0, "focus", 0), Ref(1, "activity", 1)})))

    assert PlanItem.objects.filter(text="Scholen weten ons te vinden", status="op_schema").exists()
    assert not PlanItem.objects.filter(text="Een nieuwe activiteit").exists()


def test_rows_that_are_gone_go_to_the_bin_only_when_asked(hub, ambassador):
    save(hub, small_plan())

    save(hub, changed_plan(), ambassador, mend=Take(delete=frozenset({Ref(0, "focus", 1)})))

    assert not PlanItem.objects.filter(text="Er is een lijst").exists()
    assert PlanItem.all_objects.get(text="Er is een lijst").bin_batch is not None


def test_rows_that_moved_are_moved_and_not_copied(hub):
    save(hub, small_plan())
    first, second = small_plan().themes
    moved = plan_of(
        replace(second, activities=(*first.activities, *second.activities)),
        replace(first, focus_items=tuple(reversed(first.focus_items)), activities=()),
    )

    save(hub, moved)

    assert PlanItem.objects.count() == 5
    assert list(Theme.objects.values_list("title", flat=True)) == ["Leren", "Ontmoeten"]
    row = PlanItem.objects.get(text="We bellen alle scholen")
    assert (row.theme.title, row.order, row.status) == ("Leren", 1, "achter_op_schema")
    assert list(PlanItem.objects.filter(theme__title="Ontmoeten", kind="focus").values_list("text", flat=True)) == [
        "Er is een lijst",
        "Scholen weten ons te vinden",
    ]
    assert save(hub, moved).comparison.is_equal


def test_sub_results_that_are_done_stay_done(hub):
    save(hub, small_plan())
    sub = PlanItem.objects.get(text="We bellen alle scholen").sub_results.get(text="hbo")
    sub.is_done = True
    sub.save()
    first, second = small_plan().themes

    save(hub, plan_of(replace(first, activities=(replace(first.activities[0], sub_items=("wo", "hbo")),)), second))

    rows = PlanItem.objects.get(text="We bellen alle scholen").sub_results.values_list("text", "is_done")
    assert list(rows) == [("wo", False), ("hbo", True)]


def test_an_archived_row_is_not_added_once_more(hub):
    save(hub, small_plan())
    PlanItem.objects.filter(text="We geven scholing").update(archived_at=timezone.now())

    assert save(hub, small_plan()).comparison.is_equal
    assert PlanItem.objects.count() == 5


def test_what_does_not_fit_its_field_goes_to_the_note(hub):
    parsed = plan_of(ParsedTheme("Leren", "", (), (ParsedItem("Rij", "behaald", owner="x" * 130, reason="Klaar"),)))

    save(hub, parsed)

    row = PlanItem.objects.get()
    assert len(row.owner_name) == 120
    assert row.note == "x" * 130 + "\nKlaar"
    assert save(hub, parsed).comparison.is_equal


@pytest.mark.parametrize("year", [1023, 2017, 2099, 999_999])
def test_an_absurd_year_is_refused(hub, year):
    with pytest.raises(Refused, match="2018"):
        import_parsed_plan(hub=hub, year=year, parsed=small_plan(), by=None)

    assert not ActionPlan.objects.exists()


def test_a_locked_plan_is_refused_and_stays_as_it_was(hub):
    plan = PlanFactory(hub=hub, year=2024, locked_at=timezone.now())
    ItemFactory(theme=ThemeFactory(plan=plan), text="Blijft")

    with pytest.raises(PlanLocked):
        save(hub, small_plan())

    assert list(PlanItem.objects.values_list("text", flat=True)) == ["Blijft"]


@pytest.mark.parametrize(
    "themes",
    [
        [ParsedTheme("x" * 201)],
        [ParsedTheme(" ")],
        [ParsedTheme(str(number)) for number in range(41)],
        [ParsedTheme("Vol", focus_items=tuple(ParsedItem(str(number)) for number in range(201)))],
    ],
    ids=["long title", "no title", "many themes", "many rows"],
)
def test_a_plan_beyond_all_measure_is_refused_and_nothing_is_saved(hub, themes):
    with pytest.raises(Refused):
        save(hub, plan_of(*themes))

    assert not ActionPlan.objects.exists()


def test_a_failure_halfway_leaves_nothing_behind(hub, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("knooppunt.plans.actions.importing.changes.record", fail)
    with pytest.raises(RuntimeError):
        save(hub, small_plan())

    assert (ActionPlan.objects.count(), Theme.objects.count(), PlanItem.objects.count()) == (0, 0, 0)


def test_saving_costs_the_same_number_of_queries_for_one_row_and_three(hub, django_assert_num_queries):
    for year, count in ((2023, 1), (2024, 3)):
        rows = tuple(ParsedItem(f"Rij {number}", "behaald") for number in range(count))
        with django_assert_num_queries(14):
            import_parsed_plan(hub=hub, year=year, parsed=plan_of(ParsedTheme("Leren", "", (), rows)), by=None)


# The command -------------------------------------------------------------------------------------------------------------


def run(*arguments):
    out = StringIO()
    call_command("import_plan", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_command_reads_the_real_plan_and_the_second_time_finds_no_difference(hub):
    first = run(SEED, "--hub", hub.slug, "--year", 2023)
    again = run(SEED, "--hub", hub.slug, "--year", 2023)

    assert "6 thema" in first
    assert "26 focuspunten" in first
    assert "23 activiteiten" in first
    assert "Opleveren een compact rapport van advies." in first
    assert first.rstrip().endswith("Bewaard.")
    assert again.rstrip().endswith("Geen verschil.")
    plan = ActionPlan.objects.get()
    assert (plan.year, plan.hub, plan.themes.count()) == (2023, hub, 6)
    assert PlanItem.objects.count() == 49


def test_command_prints_json_with_the_keys_of_the_golden_file(hub):
    answer = json.loads(run(SEED, "--hub", hub.slug, "--year", 2023, "--dry-run", "--format", "json"))
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))

    for found, wanted in zip(answer["themes"], golden["themes"], strict=True):
        assert set(found) == {"title", "goal", "focus_items", "activities"}
        for kind in ("focus_items", "activities"):
            assert [row["text"] for row in found[kind]] == [row["text"] for row in wanted[kind]]
    assert answer["counts"] == golden["counts"]
    assert answer["saved"] is False
    assert not ActionPlan.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--hub", "onbekend", "--year", 2023], "Er is geen onderwijsknooppunt"),
        (["--hub", "noord", "--year", 12], "Kies een jaar"),
    ],
)
def test_command_refuses_in_one_sentence(hub, arguments, sentence):
    with pytest.raises(CommandError, match=sentence) as no:
        run(SEED, *arguments)

    assert "\n" not in str(no.value)
    assert not ActionPlan.objects.exists()


def test_command_refuses_a_file_that_is_not_there_or_no_plan(hub, tmp_path):
    nonsense = tmp_path / "plan.txt"
    nonsense.write_text("Beste mensen")

    for path in (tmp_path / "weg.txt", tmp_path, nonsense):
        with pytest.raises(CommandError) as no:
            run(path, "--hub", hub.slug, "--year", 2023)
        assert str(no.value).endswith(".")


def test_command_refuses_fifty_megabytes_without_reading_them(hub, tmp_path):
    big = tmp_path / "plan.txt"
    with big.open("wb") as file:
        file.truncate(50 * 1024 * 1024)

    with pytest.raises(CommandError, match="50 MB"):
        run(big, "--hub", hub.slug, "--year", 2023)


def test_command_says_what_a_changed_file_changes(hub, tmp_path):
    path = tmp_path / "plan.txt"
    shutil.copy(SEED, path)
    run(path, "--hub", hub.slug, "--year", 2023)
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("gaan inrichten en uitvoeren", "gaan inrichten, uitvoeren en evalueren"), encoding="utf-8"
    )

    said = run(path, "--hub", hub.slug, "--year", 2023)

    assert "andere tekst: 1" in said
    assert "ongewijzigd: 48" in said
    assert read_file(path).counts() == {"themes": 6, "focus_items": 26, "activities": 23}


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Actieplan 2023 Noord", "Actieplan 2024 Noord"),
        ("Actieplan 2024", "Actieplan 2024"),
        ("Plan 2023-2025", "Plan 2023-2025"),
        ("Samen verder", "Samen verder"),
        ("Gebouw 120234", "Gebouw 120234"),
    ],
)
def test_the_title_names_the_year_it_is_read_in_for(hub, title, kept):
    save(hub, replace(small_plan(), title=title))

    assert ActionPlan.objects.get(hub=hub).title == kept
