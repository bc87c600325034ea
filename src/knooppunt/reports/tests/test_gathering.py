"""What a report gathers, and what it leaves out."""

import datetime as dt

import pytest

from knooppunt.core import bin
from knooppunt.journal.tests.factories import contact
from knooppunt.reports.actions.reports import start_report
from knooppunt.reports.models import Kind
from knooppunt.reports.queries.gathering import content_of
from knooppunt.reports.spans import Span, due_half_year, half_year, half_years_until
from knooppunt.reports.tests.examples import fresh, live, moment, organisation, plan_with, section_of, set_status, words

pytestmark = pytest.mark.django_db


def figures(report):
    return {row.code: (row.value, row.before) for row in content_of(fresh(report)).figures}


@pytest.mark.parametrize(
    ("first", "last", "before", "code"),
    [
        ((2026, 1, 1), (2026, 6, 30), ((2025, 7, 1), (2025, 12, 31)), "2026-H1"),
        ((2026, 7, 1), (2026, 12, 31), ((2026, 1, 1), (2026, 6, 30)), "2026-H2"),
        ((2026, 1, 1), (2026, 12, 31), ((2025, 1, 1), (2025, 12, 31)), "2026"),
        ((2024, 2, 1), (2024, 2, 29), ((2024, 1, 1), (2024, 1, 31)), "2024-02-01-2024-02-29"),
        ((2026, 3, 5), (2026, 3, 14), ((2026, 2, 23), (2026, 3, 4)), "2026-03-05-2026-03-14"),
    ],
)
def test_the_period_before_is_as_long(first, last, before, code):
    span = Span(dt.date(*first), dt.date(*last))

    assert (span.before.first, span.before.last) == tuple(dt.date(*day) for day in before)
    assert span.code == code


def test_half_years_are_offered_until_three_months_after_their_end():
    assert due_half_year(dt.date(2026, 9, 30)) == half_year(dt.date(2026, 3, 1))
    assert due_half_year(dt.date(2026, 10, 2)) == half_year(dt.date(2026, 10, 2))
    assert [span.code for span in half_years_until(dt.date(2026, 2, 1), count=3)] == ["2026-H1", "2025-H2", "2025-H1"]


def test_a_period_without_data_says_so_and_is_still_a_report(report):
    document = live(report)

    assert section_of(document, "summary").blocks[0].text == "In deze periode is niets vastgelegd."
    assert section_of(document, "plan").blocks[0].text == "Er is geen plan voor 2026."
    assert section_of(document, "hours") is None


def test_figures_stand_beside_those_of_the_period_before(report, hub):
    school, hospice = organisation("ROC Voorbeeld"), organisation("Hospice Voorbeeld", "hospice")
    person = contact("Voorbeeld Persoon", hub)
    moment(hub, (1, 1), minutes=60, kind="meeting", organisations=[school], contacts=[person], result="Klaar")
    moment(hub, (6, 30), minutes=30, organisations=[school, hospice])
    moment(hub, dt.date(2025, 12, 31), minutes=90, organisations=[hospice])
    moment(hub, (7, 1), minutes=999 % 960)  # after the period

    assert figures(report) == {
        "moments": (2, 1),
        "meetings": (1, 0),
        "organisations": (2, 1),
        "contacts": (1, 0),
        "results": (1, 0),
        "minutes": (90, 90),
    }


def test_moments_of_another_hub_and_in_the_bin_do_not_count(report, hub, other_hub, ambassador):
    moment(other_hub, (3, 1), note="Van een ander")
    gone = moment(hub, (3, 1), note="Weggegooid")
    bin.bin_objects(objects=[gone], by=ambassador, label="weg")

    assert figures(report)["moments"] == (0, 0)


def test_a_deleted_contact_and_organisation_still_count_because_the_moment_took_place(report, hub, ambassador):
    school, person = organisation("ROC Voorbeeld"), contact("Voorbeeld Persoon", hub)
    moment(hub, (3, 1), organisations=[school], contacts=[person], visibility="network")
    bin.bin_objects(objects=[school], by=ambassador, label="weg")
    bin.bin_objects(objects=[person], by=ambassador, label="weg")

    document = live(report)

    assert figures(report)["contacts"] == (1, 0)
    assert "ROC Voorbeeld" in words(document)
    assert "Voorbeeld Persoon" not in words(document)  # names of contacts never leave the logbook

    person.delete()

    assert figures(report)["contacts"] == (0, 0)
    assert "ROC Voorbeeld" in words(live(report))


def test_organisations_are_new_or_lapsed(report, hub):
    old, new, gone = organisation("Oud"), organisation("Nieuw"), organisation("Gebleven weg")
    moment(hub, dt.date(2025, 3, 1), organisations=[old])
    moment(hub, dt.date(2025, 9, 1), organisations=[gone])
    moment(hub, (3, 1), organisations=[old, new])

    content = content_of(fresh(report))

    assert [row.name for row in content.spoken] == ["Nieuw", "Oud"]
    assert [row.name for row in content.new] == ["Nieuw"]
    assert [row.name for row in content.lapsed] == ["Gebleven weg"]


def test_results_are_grouped_by_theme_and_by_partner(report, hub):
    row = plan_with(hub, "Activiteit")[0]
    school, hospice = organisation("ROC Voorbeeld"), organisation("Hospice Voorbeeld", "hospice")
    moment(hub, (2, 1), item=row, theme=row.theme, organisations=[school], result="Eerste les")
    moment(hub, (2, 2), organisations=[school, hospice], result="Samen een les")
    moment(hub, (2, 3), organisations=[organisation("Lectoraat Voorbeeld", "lectoraat")], result="Onderzoek begint")

    content = content_of(fresh(report))

    assert {group.title: [line.text for line in group.results] for group in content.themes} == {
        "Raamwerk": ["Eerste les."],
        "": ["Samen een les.", "Onderzoek begint."],
    }
    assert {group.title: [line.text for line in group.results] for group in content.partners} == {
        "education": ["Eerste les."],
        "research": ["Onderzoek begint."],
        "together": ["Samen een les."],
    }


def test_statuses_are_those_at_the_end_of_the_period(report, hub):
    steady, moved, later = plan_with(hub, "Blijft", "Verandert", "Later")
    set_status(steady, "op_schema", (1, 5))
    set_status(moved, "op_schema", (1, 5))
    set_status(moved, "achter_op_schema", (5, 1), reason="Twee scholen hebben pas later tijd")
    set_status(moved, "behaald", (8, 1))
    set_status(later, "behaald", (8, 2))

    (theme,) = content_of(fresh(report)).plan

    assert [(row.text, row.status, row.was, row.reason) for row in theme.rows] == [
        ("Blijft", "op_schema", "", ""),
        ("Verandert", "achter_op_schema", "", "Twee scholen hebben pas later tijd"),
        ("Later", "", "", ""),
    ]


def test_what_was_set_before_the_period_did_not_change_in_it(hub, ambassador):
    (row,) = plan_with(hub, "Loopt")
    set_status(row, "op_schema", (2, 1))
    report = start_report(
        hub=hub, kind=Kind.UPDATE, span=Span(dt.date(2026, 3, 1), dt.date(2026, 3, 31)), by=ambassador
    )

    (theme,) = content_of(fresh(report)).plan

    assert (theme.rows[0].status, theme.rows[0].was) == ("op_schema", "op_schema")


def test_the_report_about_one_organisation_has_only_that_and_fits_on_a_page(hub, span, ambassador):
    school, other = organisation("ROC Voorbeeld"), organisation("Ander College")
    moment(hub, (3, 1), organisations=[school], result="Samen een les")
    moment(hub, (3, 2), organisations=[other], result="Iets anders")
    report = start_report(hub=hub, kind=Kind.PARTNER, span=span, by=ambassador, organisation=school)

    document = live(report)

    assert document.one_page
    assert document.title == "Wat leverde onze samenwerking op: ROC Voorbeeld"
    assert "Samen een les" in words(document)
    assert "Iets anders" not in words(document)


def test_a_report_about_an_organisation_that_is_gone_for_good_keeps_its_name(hub, span, ambassador):
    school = organisation("ROC Voorbeeld")
    report = start_report(hub=hub, kind=Kind.PARTNER, span=span, by=ambassador, organisation=school)
    school.delete()

    assert live(report).title == "Wat leverde onze samenwerking op: ROC Voorbeeld"


@pytest.mark.parametrize("count", [1, 3])
def test_gathering_costs_the_same_for_one_moment_and_three(report, hub, count, django_assert_num_queries):
    for row in plan_with(hub, *[f"Activiteit {n}" for n in range(count)]):
        set_status(row, "op_schema", (2, 1))
        moment(
            hub,
            (3, 1),
            item=row,
            theme=row.theme,
            organisations=[organisation(f"School {row.pk}")],
            contacts=[contact(f"Persoon {row.pk}", hub)],
            result="Klaar",
        )
    report = fresh(report)

    with django_assert_num_queries(15):
        content_of(report)


@pytest.mark.parametrize("count", [1, 3])
def test_the_national_report_costs_the_same_for_one_hub_and_three(span, coordinator, count, django_assert_num_queries):
    from knooppunt.network.tests.factories import HubFactory

    for hub in HubFactory.create_batch(count):
        (row,) = plan_with(hub, "Activiteit")
        moment(hub, (3, 1), item=row, theme=row.theme, is_highlight=True, visibility="network")
    report = fresh(start_report(hub=None, kind=Kind.NATIONAL, span=span, by=coordinator))

    with django_assert_num_queries(10):
        content = content_of(report)

    assert len(content.hubs) == count
    assert len(content.highlights) == count


def test_what_the_hub_added_to_the_catalogue_in_the_period_is_named(report, hub, other_hub):
    from django.utils import timezone

    from knooppunt.catalogue.models import Entry, EntryState

    provider = organisation("Aanbieder Voorbeeld")

    def entry(title, owner, day, state=EntryState.PUBLISHED):
        at = timezone.make_aware(dt.datetime(2026, *day, 12))
        return Entry.objects.create(
            title=title, hub=owner, provider=provider, state=state, published_at=at, kind="training"
        )

    entry("Cursus in de periode", hub, (3, 1))
    entry("Cursus erna", hub, (7, 1))
    entry("Cursus van een ander", other_hub, (3, 1))
    entry("Verborgen cursus", hub, (3, 1), EntryState.HIDDEN)

    assert [line.text for line in content_of(fresh(report)).entries] == ["Cursus in de periode"]


def test_an_empty_section_waits_for_a_text_where_somebody_writes(report):
    from knooppunt.reports.queries.reading import read
    from knooppunt.reports.tests.examples import HUB_READER

    assert section_of(live(report), "outlook") is None
    assert section_of(read(fresh(report), None, HUB_READER, keep_empty=True), "outlook") is not None
