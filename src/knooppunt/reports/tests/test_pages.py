"""The pages of reports, as each person meets them."""

import datetime as dt

import pytest
from django.urls import reverse

from knooppunt.network.models import Mandate
from knooppunt.reports.actions import states
from knooppunt.reports.actions.reports import start_report
from knooppunt.reports.models import Kind, Report, Section, Snapshot, State
from knooppunt.reports.spans import Span
from knooppunt.reports.tests.examples import fresh, moment, organisation, plan_with, set_status

pytestmark = pytest.mark.django_db


def frozen(report, by, until="frozen"):
    report = fresh(report)
    states.freeze_report(report=report, seen=report.version, by=by)
    if until in {"submitted", "approved", "published"}:
        states.submit_report(report=report, seen=report.version, by=by)
    if until in {"approved", "published"}:
        states.approve_report(report=report, seen=report.version, by=by)
    if until == "published":
        states.publish_report(report=report, seen=report.version, by=by)
    return report


def url(name, *args, **kwargs):
    return reverse(f"reports:{name}", args=args, kwargs=kwargs)


def test_the_short_address_leads_to_the_own_hub_or_to_all(signed_in, ambassador, board, coordinator, programme, hub):
    for person in (ambassador, board):
        assert signed_in(person).get(url("own"))["Location"] == url("hub", hub.slug)
    for person in (coordinator, programme):
        assert signed_in(person).get(url("own"))["Location"] == url("national")


def test_an_ambassador_makes_a_report_in_two_presses(signed_in, ambassador, hub):
    client = signed_in(ambassador)
    page = client.get(url("start", hub.slug))
    period = page.context["form"].fields["period"].choices[1][0]

    answer = client.post(url("start", hub.slug), {"kind": "half_year", "period": period}, follow=True)

    report = Report.objects.get()
    assert answer.redirect_chain == [(url("report", report.pk), 302)]
    assert b"Concept van" in answer.content
    again = client.post(url("start", hub.slug), {"kind": "half_year", "period": period})
    assert again["Location"] == url("report", report.pk)
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        {"kind": "half_year", "period": "onzin"},
        {"kind": "half_year", "first": "2026-06-30", "last": "2026-01-01"},
        {"kind": "update", "first": "1900-01-01", "last": "1900-02-01"},
        {"kind": "update", "first": "31-02-2026"},
        {"kind": "update", "first": "2099-01-01", "last": "2099-02-01"},
        {"kind": "partner", "organisation": "99999"},
        {"kind": "partner"},
        {"kind": "national"},
        {},
    ],
)
def test_odd_input_gets_a_sentence_and_keeps_what_was_typed(signed_in, ambassador, hub, typed):
    answer = signed_in(ambassador).post(url("start", hub.slug), typed)

    assert answer.status_code == 422
    assert b"error-summary" in answer.content
    if typed.get("first"):
        assert typed["first"].encode() in answer.content
    assert not Report.objects.exists()


def test_the_page_of_a_draft_lets_the_writer_write_and_the_board_read(signed_in, ambassador, board, report, hub):
    moment(hub, (3, 1), note="Alleen voor ons", is_highlight=True)
    section = Section.objects.get(report=report, code="highlights")

    mine = signed_in(ambassador).get(url("report", report.pk)).content.decode()
    theirs = signed_in(board).get(url("report", report.pk)).content.decode()

    assert url("section", report.pk, section.pk) in mine
    assert url("freeze", report.pk) in mine
    assert "Alleen voor ons" in theirs
    assert url("section", report.pk, section.pk) not in theirs
    assert url("freeze", report.pk) not in theirs


def test_no_stranger_gets_near(signed_in, ambassador, stranger, coordinator, programme, member, report, hub):
    section = Section.objects.get(report=report, code="highlights")
    pages = [
        url("report", report.pk),
        url("short", report.pk),
        url("export", pk=report.pk, kind="pdf"),
        url("section", report.pk, section.pk),
        url("arrange", report.pk),
        url("history", report.pk),
        url("publish", report.pk),
        url("ask", report.pk),
    ]
    for person in (stranger, coordinator, programme, member):
        client = signed_in(person)
        assert {client.get(page).status_code for page in pages} <= {403, 404}
    assert signed_in(stranger).get(url("report", report.pk)).status_code == 404
    assert signed_in(stranger).get(url("hub", hub.slug)).status_code == 403
    for action in ("freeze", "submit", "decide", "correct", "unpublish", "delete"):
        assert signed_in(stranger).post(url(action, report.pk), {"version": report.version}).status_code in {403, 404}
    assert fresh(report).state == State.DRAFT


def test_the_coordinator_reads_what_was_submitted_without_what_the_hub_keeps(
    signed_in, ambassador, coordinator, report, hub
):
    moment(hub, (3, 1), note="Alleen voor ons", is_highlight=True, result="Geheim")
    moment(hub, (3, 2), note="Voor alle knooppunten", is_highlight=True, visibility="network")
    frozen(report, ambassador, "submitted")

    page = signed_in(coordinator).get(url("report", report.pk)).content.decode()
    docx = signed_in(coordinator).get(url("export", pk=report.pk, kind="docx"))

    assert "Voor alle knooppunten" in page
    assert "Alleen voor ons" not in page
    assert "Geheim" not in page
    assert url("decide", report.pk) in page
    assert docx["Content-Disposition"] == 'attachment; filename="rapport-noord-2026-H1.docx"'


def test_approving_and_returning(signed_in, ambassador, board, coordinator, report):
    report = frozen(report, ambassador, "submitted")
    client = signed_in(board)

    client.post(url("decide", report.pk), {"return": "1", "reason": " ", "version": report.version})
    assert fresh(report).state == State.SUBMITTED
    client.post(url("decide", report.pk), {"return": "1", "reason": "Zeg meer over rouw", "version": report.version})
    assert fresh(report).state == State.RETURNED
    page = signed_in(ambassador).get(url("report", report.pk)).content.decode()
    assert "Zeg meer over rouw" in page

    again = frozen(report, ambassador, "submitted")
    signed_in(coordinator).post(url("decide", again.pk), {"approve": "1", "version": again.version})
    assert fresh(again).state == State.APPROVED


def test_an_old_version_number_changes_nothing(signed_in, ambassador, report):
    client = signed_in(ambassador)

    for version in ("0", "99", "onzin", ""):
        answer = client.post(url("freeze", report.pk), {"version": version}, follow=True)
        assert answer.status_code == 200
        assert "Kijk nog eens" in answer.content.decode()

    assert not Snapshot.objects.exists()


def test_writing_a_section_begins_with_the_highlights(signed_in, ambassador, report, hub):
    moment(hub, (3, 1), note="Een mooie les", is_highlight=True, visibility="network")
    section = Section.objects.get(report=report, code="highlights")
    client = signed_in(ambassador)

    form = client.get(url("section", report.pk, section.pk)).context["form"]
    assert form.initial["text"] == "Een mooie les."
    saved = client.post(
        url("section", report.pk, section.pk), {"text": "Ons <b>verhaal</b>", "version": section.version}
    )

    assert saved.status_code == 302
    page = client.get(url("report", report.pk)).content.decode()
    assert "Ons &lt;b&gt;verhaal&lt;/b&gt;" in page
    assert "Ons &lt;b&gt;" in client.get(url("history", report.pk)).content.decode()


def test_a_conflict_shows_both_texts_and_one_press_settles_it(signed_in, ambassador, duo, report):
    section = Section.objects.get(report=report, code="summary")
    address = url("section", report.pk, section.pk)
    signed_in(duo).post(address, {"text": "Van de ander", "version": section.version})
    client = signed_in(ambassador)

    answer = client.post(address, {"text": "Van mij", "version": section.version})

    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Van de ander" in text
    assert "Van mij" in text
    client.post(address, {"text": "Van mij", "version": answer.context["version"]})
    assert Section.objects.get(pk=section.pk).text == "Van mij"


def test_a_text_that_is_too_long_stays_in_the_form(signed_in, ambassador, report):
    section = Section.objects.get(report=report, code="summary")

    answer = signed_in(ambassador).post(
        url("section", report.pk, section.pk), {"text": "lang " * 4000, "version": section.version}
    )

    assert answer.status_code == 422
    assert b"lang lang lang" in answer.content
    assert not Section.objects.get(pk=section.pk).is_own


def test_sections_are_ordered_and_left_out_in_one_save(signed_in, ambassador, report, hub):
    moment(hub, (3, 1), result="Klaar")
    rows = list(Section.objects.filter(report=report))
    data = {f"version-{row.pk}": row.version for row in rows}
    data |= {f"place-{row.pk}": place for place, row in enumerate(rows, start=1)}
    data |= {f"shown-{row.pk}": "1" for row in rows if row.code != "plan"}
    data[f"place-{rows[-1].pk}"] = 1
    client = signed_in(ambassador)

    assert client.post(url("arrange", report.pk), data).status_code == 302

    codes = list(Section.objects.filter(report=report, is_shown=True).values_list("code", flat=True))
    assert codes[0] == "outlook"
    assert codes[1] == "summary"
    assert "plan" not in codes
    stale = client.post(url("arrange", report.pk), data, follow=True)
    assert "Kijk nog eens" in stale.content.decode()
    data[f"place-{rows[0].pk}"] = "eerst"
    assert client.post(url("arrange", report.pk), data).status_code == 422


def test_publishing_shows_first_and_then_acts(signed_in, client, ambassador, report, hub):
    moment(hub, (3, 1), note="Voor iedereen", is_highlight=True, visibility="public")
    moment(hub, (3, 2), note="Alleen voor ons", is_highlight=True)
    report = frozen(report, ambassador)
    mine = signed_in(ambassador)
    assert client.get(url("public", report.pk)).status_code == 404

    preview = mine.get(url("publish", report.pk)).content.decode()
    assert "Voor iedereen" in preview
    assert "Alleen voor ons" not in preview
    assert client.get(url("public", report.pk)).status_code == 404

    mine.post(url("publish", report.pk), {"version": report.version})
    page = client.get(url("public", report.pk))
    assert "Voor iedereen" in page.content.decode()
    assert "Alleen voor ons" not in page.content.decode()
    assert not page.cookies
    assert "Halfjaarbericht" in client.get(url("public-list")).content.decode()
    assert "Halfjaarbericht" in client.get(f"/knooppunten/{hub.slug}/").content.decode()
    assert client.get(url("public-pdf", report.pk)).content.startswith(b"%PDF")
    assert url("public", report.pk) in mine.get(url("short", report.pk)).content.decode()

    mine.post(url("unpublish", report.pk), {"version": fresh(report).version})
    assert client.get(url("public", report.pk)).status_code == 404
    assert "Halfjaarbericht" not in client.get(f"/knooppunten/{hub.slug}/").content.decode()


def test_every_file_opens_and_an_old_version_keeps_its_own(signed_in, ambassador, report, hub):
    frozen(report, ambassador)
    client = signed_in(ambassador)
    client.post(url("correct", report.pk), {"version": fresh(report).version})
    moment(hub, (3, 1), note="Later erbij", is_highlight=True)

    for kind, start in (("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")):
        assert client.get(url("export", pk=report.pk, kind=kind)).content.startswith(start)
    assert "Later erbij" in client.get(url("report", report.pk)).content.decode()
    assert "Later erbij" not in client.get(url("report", report.pk) + "?versie=1").content.decode()
    for odd in ("2", "x", "-1", "99999999999999999999"):
        assert client.get(url("report", report.pk) + f"?versie={odd}").status_code == 404


def test_deleting_offers_to_take_it_back(signed_in, ambassador, report, hub):
    client = signed_in(ambassador)

    answer = client.post(url("delete", report.pk), follow=True)

    assert "Het rapport is weggegooid." in answer.content.decode()
    assert client.get(url("report", report.pk)).status_code == 404
    batch = Report.all_objects.get(pk=report.pk).bin_batch_id
    client.post(url("restore", hub.slug, batch))
    assert client.get(url("report", report.pk)).status_code == 200


def test_the_national_report_is_made_by_the_coordinator_and_read_by_the_programme(
    signed_in, coordinator, programme, ambassador
):
    client = signed_in(coordinator)
    period = client.get(url("start-national")).context["form"].fields["period"].choices[1][0]
    client.post(url("start-national"), {"kind": "national", "period": period})
    report = Report.objects.get()
    reader = signed_in(programme)
    assert reader.get(url("report", report.pk)).status_code == 404

    client.post(url("freeze", report.pk), {"version": report.version})

    assert "Landelijk bericht" in reader.get(url("report", report.pk)).content.decode()
    assert "Landelijk bericht" in reader.get(url("national")).content.decode()
    assert signed_in(ambassador).get(url("report", report.pk)).status_code == 404


def test_the_word_template_is_for_the_national_office(signed_in, ambassador, coordinator):
    assert signed_in(ambassador).get(url("word-template")).status_code == 403
    client = signed_in(coordinator)

    answer = client.post(url("word-template"), {})
    assert answer.status_code == 422
    assert client.get(url("word-template-file")).status_code == 404


def test_the_page_is_english_where_the_reader_is(signed_in, ambassador, report):
    page = signed_in(ambassador).get("/en" + url("report", report.pk)).content.decode()

    assert "Half-year report, January – June 2026" in page
    assert "Freeze" in page


def test_what_waits_asks_for_attention(signed_in, ambassador, board, coordinator, stranger, report):
    from knooppunt.core.registries import attention

    provider = attention.get("reports")
    report = frozen(report, ambassador, "submitted")

    assert [item.kind for item in provider.for_user(board)] == ["report-waits"]
    assert [item.kind for item in provider.for_user(coordinator)] == ["report-waits"]
    assert provider.for_user(stranger) == []
    states.return_report(report=report, reason="Zeg meer", seen=report.version, by=board)
    assert [item.kind for item in provider.for_user(ambassador)] == ["report-returned"]


def test_a_half_year_that_is_over_is_due_for_three_months(ambassador, hub, monkeypatch):
    from django.utils import timezone

    from knooppunt.core.registries import attention

    provider = attention.get("reports")
    Mandate.objects.update(valid_from=dt.date(2026, 1, 1))
    moment(hub, (3, 1))
    for day, kinds in (((2026, 8, 1), ["report-due"]), ((2026, 10, 20), [])):
        monkeypatch.setattr(timezone, "localdate", lambda day=day: dt.date(*day))
        assert [item.kind for item in provider.for_user(ambassador)] == kinds


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_report_and_three(signed_in, ambassador, hub, count, django_assert_num_queries):
    for month in range(1, count + 1):
        start_report(
            hub=hub,
            kind=Kind.PARTNER,
            organisation=organisation(f"School {month}"),
            span=Span(dt.date(2026, month, 1), dt.date(2026, month, 28)),
            by=ambassador,
        )
    client = signed_in(ambassador)
    client.get(url("hub", hub.slug))

    with django_assert_num_queries(5):
        client.get(url("hub", hub.slug))


@pytest.mark.parametrize("count", [1, 3])
def test_the_national_list_costs_the_same_for_one_report_and_three(
    signed_in, coordinator, count, span, django_assert_num_queries
):
    from knooppunt.network.tests.factories import HubFactory

    for hub in HubFactory.create_batch(count):
        frozen(start_report(hub=hub, kind=Kind.HALF_YEAR, span=span, by=coordinator), coordinator, "submitted")
    client = signed_in(coordinator)
    client.get(url("national"))

    with django_assert_num_queries(4):
        client.get(url("national"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_report_costs_the_same_for_one_row_and_three(
    signed_in, ambassador, report, hub, count, django_assert_num_queries
):
    for row in plan_with(hub, *[f"Regel {n}" for n in range(count)]):
        set_status(row, "op_schema", (2, 1))
        moment(hub, (3, 1), item=row, theme=row.theme, organisations=[organisation(f"S {row.pk}")], result="Klaar")
    client = signed_in(ambassador)
    client.get(url("report", report.pk))

    with django_assert_num_queries(21):
        client.get(url("report", report.pk))
