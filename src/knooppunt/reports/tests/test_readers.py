"""Who reads what: rights are those of the reader, never of the author."""

import pytest

from knooppunt.network.models import Role
from knooppunt.network.tests.factories_people import user_with
from knooppunt.reports.actions import states
from knooppunt.reports.actions.reports import start_report
from knooppunt.reports.document import suggestion
from knooppunt.reports.models import Kind, Report
from knooppunt.reports.queries.gathering import content_of
from knooppunt.reports.queries.visible import reader_of, reports_visible_to, version_for, versions_visible_to
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
PRIVATE, SHARED, OPEN = "Alleen voor ons", "Voor de knooppunten", "Voor iedereen"


@pytest.fixture
def filled(report, hub):
    """A report with something of each audience."""
    shown, hidden = plan_with(hub, "Openbare regel", "Interne regel")
    shown.is_public = True
    shown.save()
    set_status(shown, "achter_op_schema", (2, 1), reason="Geheime reden")
    set_status(hidden, "op_schema", (2, 1))
    for visibility, text in (("hub", PRIVATE), ("network", SHARED), ("public", OPEN)):
        moment(
            hub,
            (3, 1),
            minutes=60,
            note=text,
            result=f"Opbrengst: {text}",
            is_highlight=True,
            visibility=visibility,
            organisations=[organisation(f"School van {text}")],
        )
    return report


def test_the_hub_reads_everything(filled):
    text = words(live(filled, HUB_READER))

    for part in (PRIVATE, SHARED, OPEN, f"School van {PRIVATE}", "Geheime reden", "Interne regel"):
        assert part in text


def test_others_in_the_network_read_what_is_shared_and_the_totals(filled):
    document = live(filled, NETWORK_READER)
    text = words(document)

    assert PRIVATE not in text
    for part in (SHARED, OPEN, f"School van {SHARED}", "Geheime reden", "Interne regel"):
        assert part in text
    figures = {one.code: one.number for one in section_of(document, "summary").blocks[0].figures}
    assert (figures["moments"], figures["minutes"], figures["organisations"]) == ("3", "3", "3")
    assert "1 organisatie staat hier niet" in text


def test_the_public_reads_only_what_is_public(filled):
    document = live(filled, PUBLIC_READER)
    text = words(document)

    for part in (PRIVATE, SHARED, "School van", "Geheime reden", "Interne regel"):
        assert part not in text
    assert OPEN in text
    assert "Openbare regel" in text
    assert section_of(document, "hours") is None
    assert section_of(document, "organisations") is None
    assert "minutes" not in {one.code for one in section_of(document, "summary").blocks[0].figures}


def test_an_editor_begins_with_highlights_that_others_may_read(filled):
    assert suggestion(content_of(fresh(filled)), "highlights").count("\n") == 1
    assert PRIVATE not in suggestion(content_of(fresh(filled)), "highlights")
    assert suggestion(content_of(fresh(filled)), "outlook") == ""


def test_a_national_report_never_holds_what_a_hub_keeps_for_itself(filled, span, coordinator):
    national = start_report(hub=None, kind=Kind.NATIONAL, span=span, by=coordinator)

    content = str(content_of(fresh(national)))

    assert PRIVATE not in content
    assert SHARED in content
    assert "Interne regel" not in content


def test_who_sees_which_report_follows_its_state(
    report, ambassador, board, stranger, coordinator, programme, member, db
):
    editor = user_with(Role.EDITOR)
    everybody = {
        "ambassador": ambassador,
        "board": board,
        "stranger": stranger,
        "coordinator": coordinator,
        "programme": programme,
        "member": member,
        "editor": editor,
    }

    def seeing():
        return {
            name
            for name, user in everybody.items()
            if reports_visible_to(user).exists() and user.has_perm("reports.view_report", fresh(report))
        }

    assert seeing() == {"ambassador", "board"}

    states.freeze_report(report=report, seen=report.version, by=ambassador)
    assert seeing() == {"ambassador", "board"}

    states.submit_report(report=report, seen=report.version, by=ambassador)
    assert seeing() == {"ambassador", "board", "coordinator"}

    states.approve_report(report=report, seen=report.version, by=board)
    assert seeing() == {"ambassador", "board", "coordinator", "programme"}


def test_each_reader_opens_the_version_that_is_theirs(report, hub, ambassador, board, coordinator, programme):
    states.freeze_report(report=report, seen=report.version, by=ambassador)
    states.submit_report(report=report, seen=report.version, by=ambassador)
    states.approve_report(report=report, seen=report.version, by=coordinator)
    states.correct_report(report=report, seen=report.version, by=ambassador)
    assert version_for(ambassador, report) is None  # live
    states.freeze_report(report=report, seen=report.version, by=ambassador)

    assert version_for(ambassador, report).number == 2
    assert version_for(board, report).number == 2
    assert version_for(coordinator, report).number == 1
    assert version_for(programme, report).number == 1
    assert [one.number for one in versions_visible_to(programme, report)] == [1]
    assert [one.number for one in versions_visible_to(board, report)] == [2, 1]
    assert reader_of(board, report).audience == "hub"
    assert reader_of(coordinator, report).audience == "network"


def test_who_may_write_and_decide(report, ambassador, board, stranger, coordinator, programme, span):
    national = start_report(hub=None, kind=Kind.NATIONAL, span=span, by=coordinator)
    Report.objects.filter(pk=report.pk).update(state="submitted")

    def holders(permission, subject):
        people = {"a": ambassador, "b": board, "s": stranger, "c": coordinator, "p": programme}
        return "".join(name for name, user in people.items() if user.has_perm(permission, subject))

    assert holders("reports.write_report", report) == "a"
    assert holders("reports.write_report", national) == "c"
    assert holders("reports.decide_report", report) == "b"  # nothing was shared with the coordinator yet
    states.freeze_report(report=fresh(national), seen=national.version, by=coordinator)
    assert holders("reports.view_report", fresh(national)) == "cp"
    assert holders("reports.ask_quote", report) == "a"
    assert holders("reports.manage_word_template", None) == "c"
