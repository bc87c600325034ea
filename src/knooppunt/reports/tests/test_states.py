"""From draft to published, and what stays as it was."""

import pytest

from knooppunt.core import bin
from knooppunt.core.models import AppendOnly, StatusChange
from knooppunt.core.versions import Conflict
from knooppunt.journal.models import Moment
from knooppunt.reports.actions import states
from knooppunt.reports.actions.refusals import Refused
from knooppunt.reports.actions.reports import AlreadyThere, delete_report, restore_report, start_report
from knooppunt.reports.actions.sections import arrange_sections, drop_story, write_section
from knooppunt.reports.models import Kind, Report, Section, Snapshot, State
from knooppunt.reports.queries.history import history_of_report
from knooppunt.reports.queries.reading import read
from knooppunt.reports.spans import Span
from knooppunt.reports.tests.examples import (
    HUB_READER,
    NETWORK_READER,
    PUBLIC_READER,
    fresh,
    live,
    moment,
    organisation,
    plan_with,
    section_of,
    set_status,
    words,
)

pytestmark = pytest.mark.django_db


def freeze(report, by):
    report = fresh(report)
    return states.freeze_report(report=report, seen=report.version, by=by)


def step(action, report, by, **more):
    report = fresh(report)
    return action(report=report, seen=report.version, by=by, **more)


def test_a_frozen_version_stays_equal_whatever_changes_afterwards(report, hub, ambassador):
    (row,) = plan_with(hub, "Een activiteit", is_public=True)
    set_status(row, "op_schema", (2, 1))
    school = organisation("ROC Voorbeeld")
    one = moment(
        hub,
        (3, 1),
        item=row,
        theme=row.theme,
        organisations=[school],
        note="Mooi gesprek",
        result="Eerste les",
        is_highlight=True,
        visibility="public",
    )
    story = Section.objects.get(report=report, code="outlook")
    write_section(section=story, text="Wat komt", seen=story.version, by=ambassador)
    snapshot = freeze(report, ambassador)
    readers = (HUB_READER, NETWORK_READER, PUBLIC_READER)
    before = [read(fresh(report), Snapshot.objects.get(pk=snapshot.pk), reader) for reader in readers]

    Moment.objects.filter(pk=one.pk).update(note="Iets heel anders", result="Weg", minutes=5, visibility="hub")
    school.name = "Andere naam"
    school.save()
    row.text, row.theme.title = "Andere activiteit", "Ander thema"
    row.save()
    set_status(row, "behaald", (6, 1))
    row.theme.national.short_title = "Nog anders"
    row.theme.national.save()
    moment(hub, (3, 2), note="Erbij", is_highlight=True, visibility="public")
    Section.objects.filter(report=report).update(text="Herschreven", is_own=True)
    hub.name = "Nieuwe naam"
    hub.save()
    bin.bin_objects(objects=[school], by=ambassador, label="weg")

    after = [read(fresh(report), Snapshot.objects.get(pk=snapshot.pk), reader) for reader in readers]
    assert after == before
    assert "Eerste les" in words(after[0])
    assert "Nieuwe naam" in words(live(report))
    assert "Weg." in words(live(report))


def test_a_snapshot_cannot_be_edited(report, ambassador):
    snapshot = freeze(report, ambassador)

    with pytest.raises(AppendOnly):
        Snapshot.objects.filter(pk=snapshot.pk).update(number=9)
    snapshot.number = 9
    with pytest.raises(AppendOnly):
        snapshot.save()


def test_a_correction_makes_a_new_version_and_the_old_one_stays(report, hub, ambassador):
    first = freeze(report, ambassador)
    step(states.correct_report, report, ambassador)
    moment(hub, (3, 1))

    second = freeze(report, ambassador)

    assert (first.number, second.number) == (1, 2)
    value = {one.number: one.content["figures"][0]["value"] for one in Snapshot.objects.filter(report=report)}
    assert value == {1: 0, 2: 1}


def test_the_whole_way_is_in_the_history(report, ambassador, board, coordinator):
    freeze(report, ambassador)
    step(states.submit_report, report, ambassador)
    step(states.return_report, report, coordinator, reason="Zeg ook wat lastig was.")
    freeze(report, ambassador)
    step(states.submit_report, report, ambassador)
    step(states.approve_report, report, board)
    step(states.publish_report, report, ambassador)

    report = fresh(report)

    assert (report.state, report.shared.number, report.approved.number, report.published.number) == (
        State.APPROVED,
        2,
        2,
        2,
    )
    changes = StatusChange.objects.filter(subject_kind="reports.report", subject_id=report.pk).order_by("pk")
    assert [change.new for change in changes] == [
        "frozen",
        "submitted",
        "returned",
        "frozen",
        "submitted",
        "approved",
        "published",
    ]
    assert [event.why for event in history_of_report(report) if event.why] == ["Zeg ook wat lastig was."]


@pytest.mark.parametrize(
    ("state", "action"),
    [
        ("frozen", states.freeze_report),
        ("draft", states.submit_report),
        ("draft", states.approve_report),
        ("approved", states.approve_report),
        ("draft", states.publish_report),
        ("submitted", states.publish_report),
        ("draft", states.correct_report),
        ("draft", states.unpublish_report),
    ],
)
def test_a_step_out_of_turn_is_refused(report, ambassador, state, action):
    Report.objects.filter(pk=report.pk).update(state=state)

    with pytest.raises(Refused):
        step(action, report, ambassador)

    assert fresh(report).state == state


def test_returning_asks_for_a_reason(report, ambassador, coordinator):
    freeze(report, ambassador)
    step(states.submit_report, report, ambassador)

    for reason in ("  ", "x" * 2001):
        with pytest.raises(Refused):
            step(states.return_report, report, coordinator, reason=reason)

    assert fresh(report).state == State.SUBMITTED


def test_two_people_who_freeze_at_once_make_one_version(report, ambassador, duo):
    seen, mine, theirs = report.version, fresh(report), fresh(report)
    states.freeze_report(report=mine, seen=seen, by=ambassador)

    with pytest.raises(Conflict):
        states.freeze_report(report=theirs, seen=seen, by=duo)

    assert Snapshot.objects.filter(report=report).count() == 1


def test_taking_a_submitted_report_back_hides_it_from_the_coordinator(report, ambassador):
    freeze(report, ambassador)
    step(states.submit_report, report, ambassador)

    step(states.correct_report, report, ambassador)

    assert fresh(report).shared is None


def test_an_approved_version_stays_readable_while_the_hub_corrects(report, ambassador, board):
    freeze(report, ambassador)
    step(states.submit_report, report, ambassador)
    step(states.approve_report, report, board)

    step(states.correct_report, report, ambassador)

    assert fresh(report).approved.number == 1


def test_the_national_report_is_approved_by_freezing(span, coordinator):
    report = start_report(hub=None, kind=Kind.NATIONAL, span=span, by=coordinator)

    snapshot = freeze(report, coordinator)

    assert (fresh(report).state, fresh(report).approved) == (State.APPROVED, snapshot)


def test_a_story_survives_new_figures_and_leaving_out(report, hub, ambassador):
    section = Section.objects.get(report=report, code="highlights")
    write_section(section=section, text="Ons verhaal", seen=section.version, by=ambassador)
    moment(hub, (3, 1), note="Hoogtepunt", is_highlight=True)

    assert section_of(live(report), "highlights").text == "Ons verhaal"
    assert section_of(live(report), "highlights").blocks == []

    rows = list(Section.objects.filter(report=report))
    seen = {row.pk: row.version for row in rows}
    order = [row.pk for row in rows]
    arrange_sections(report=report, order=order, shown=set(), seen=seen, by=ambassador)
    assert live(report).sections == []

    arrange_sections(
        report=report,
        order=order[::-1],
        shown=set(order),
        seen={row.pk: row.version for row in Section.objects.filter(report=report)},
        by=ambassador,
    )
    codes = [one.code for one in live(report).sections]
    assert section_of(live(report), "highlights").text == "Ons verhaal"
    assert codes.index("highlights") > codes.index("partners") if "partners" in codes else codes[-1] == "summary"


def test_without_an_own_story_the_highlights_speak(report, hub, ambassador):
    moment(hub, (3, 1), note="Een mooie les", result="Twee scholen doen mee", is_highlight=True)
    section = Section.objects.get(report=report, code="highlights")
    write_section(section=section, text="", seen=section.version, by=ambassador)
    assert section_of(live(report), "highlights") is None  # emptied on purpose

    section = Section.objects.get(pk=section.pk)
    drop_story(section=section, seen=section.version, by=ambassador)

    (block,) = section_of(live(report), "highlights").blocks
    assert block.items[0].text == "Een mooie les. Twee scholen doen mee."


def test_two_writers_meet_a_conflict(report, ambassador, duo):
    section = Section.objects.get(report=report, code="summary")
    seen = section.version
    write_section(section=Section.objects.get(pk=section.pk), text="Van mij", seen=seen, by=ambassador)

    with pytest.raises(Conflict):
        write_section(section=section, text="Van jou", seen=seen, by=duo)

    assert Section.objects.get(pk=section.pk).text == "Van mij"


def test_a_frozen_report_takes_no_text(report, ambassador):
    section = Section.objects.get(report=report, code="summary")
    freeze(report, ambassador)

    with pytest.raises(Refused):
        write_section(section=section, text="Nog iets", seen=section.version, by=ambassador)


def test_a_text_has_an_end(report, ambassador):
    section = Section.objects.get(report=report, code="summary")

    with pytest.raises(Refused):
        write_section(section=section, text="x" * 5001, seen=section.version, by=ambassador)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ((2026, 6, 30), (2026, 1, 1)),
        ((2025, 1, 1), (2026, 12, 31)),
        ((1900, 1, 1), (1900, 6, 30)),
        ((2090, 1, 1), (2090, 6, 30)),
    ],
)
def test_odd_periods_are_refused_with_a_sentence(hub, ambassador, first, last):
    import datetime as dt

    with pytest.raises(Refused):
        start_report(hub=hub, kind=Kind.HALF_YEAR, span=Span(dt.date(*first), dt.date(*last)), by=ambassador)

    assert not Report.objects.exists()


def test_a_second_report_about_the_same_period_is_the_first_one(report, hub, span, ambassador):
    with pytest.raises(AlreadyThere) as there:
        start_report(hub=hub, kind=Kind.HALF_YEAR, span=span, by=ambassador)

    assert there.value.report == report


def test_deleting_is_reversible_and_a_shared_report_stays(report, hub, span, ambassador):
    batch = delete_report(report=report, by=ambassador)
    assert not Report.objects.exists()
    again = start_report(hub=hub, kind=Kind.HALF_YEAR, span=span, by=ambassador)
    with pytest.raises(Refused):
        restore_report(batch=batch, hub=hub, by=ambassador)
    delete_report(report=again, by=ambassador)

    assert restore_report(batch=batch, hub=hub, by=ambassador) == report

    freeze(report, ambassador)
    step(states.submit_report, report, ambassador)
    with pytest.raises(Refused):
        delete_report(report=fresh(report), by=ambassador)
