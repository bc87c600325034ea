"""The plan on one page: what it shows, to whom, and what saving does, with and without htmx."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from knooppunt.network.models import Role
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_people import user_with
from knooppunt.plans.actions.statuses import Wish, save_statuses
from knooppunt.plans.models import PlanItem
from knooppunt.plans.queries.history import recent_saves

from .factories import ItemFactory, SubResultFactory, ThemeFactory, plan_of

HTMX = {"HTTP_HX_REQUEST": "true"}


def address(plan):
    return reverse("plans:plan", args=[plan.hub.slug, plan.year])


def form_of(plan, **chosen):
    """What the page would send for ``plan`` as it is now, with ``status_<pk>`` and ``reason_<pk>`` on top."""
    data = {}
    for item in PlanItem.objects.filter(theme__plan=plan, archived_at=None):
        data[f"seen-{item.pk}"] = f"{item.version}:{item.status}"
        data[f"status-{item.pk}"] = item.status
        data[f"reason-{item.pk}"] = item.status_reason
    return data | {name.replace("_", "-"): value for name, value in chosen.items()}


def test_page_shows_every_row_with_its_number_and_a_picker(hub, ambassador, signed_in):
    plan = plan_of(hub, focus=2, activities=2)
    theme = ThemeFactory(plan=plan)
    ItemFactory(theme=theme, text="Onder het tweede thema")

    page = signed_in(ambassador).get(address(plan)).content.decode()

    assert re.findall(r'data-plan-row="([^"]+)"', page) == ["1.1", "1.2", "1.a", "1.b", "2.a"]
    assert page.count('type="radio"') == 5 * 5
    assert "Onder het tweede thema" in page


def test_rows_are_sent_with_the_version_and_status_that_were_shown(hub, ambassador, signed_in):
    plan = plan_of(hub)
    item = PlanItem.objects.get()
    PlanItem.objects.update(version=7, status="doorlopend")

    page = signed_in(ambassador).get(address(plan)).content.decode()

    assert f'name="seen-{item.pk}" value="7:doorlopend"' in page


@pytest.mark.parametrize("rows", [1, 49])
def test_page_costs_the_same_number_of_queries_for_one_row_and_forty_nine(
    hub, ambassador, signed_in, django_assert_num_queries, rows
):
    plan = plan_of(hub, activities=rows)
    for item in PlanItem.objects.all():
        SubResultFactory(item=item)
    browser = signed_in(ambassador)
    browser.get(address(plan))  # the first visit of a session is noted in the list of sessions

    with django_assert_num_queries(12):
        browser.get(address(plan))


def test_one_form_saves_what_changed_and_confirms_the_rest(hub, ambassador, signed_in):
    plan = plan_of(hub, activities=3)
    first = PlanItem.objects.earliest("pk")
    browser = signed_in(ambassador)

    answer = browser.post(address(plan), form_of(plan, **{f"status_{first.pk}": "behaald"}), follow=True)

    first.refresh_from_db()
    assert first.status == "behaald"
    assert PlanItem.objects.filter(confirmed_at__isnull=False).count() == 3
    page = answer.content.decode()
    assert "1 status gewijzigd, 2 gelijk gebleven" in page
    [undo] = set(re.findall(r'action="([^"]+/ongedaan/[^"]+)"', page))
    browser.post(undo)
    first.refresh_from_db()
    assert first.status == ""


def test_behind_schedule_without_a_reason_comes_back_with_everything_typed(hub, ambassador, signed_in):
    plan = plan_of(hub, activities=2)
    first, second = PlanItem.objects.order_by("pk")
    chosen = {f"status_{first.pk}": "achter_op_schema", f"status_{second.pk}": "doorlopend"}

    answer = signed_in(ambassador).post(address(plan), form_of(plan, **chosen))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("Schrijf in een paar woorden waarom dit achterloopt.") == 2  # in the summary and at the row
    for item, status in ((first, "achter_op_schema"), (second, "doorlopend")):
        assert re.search(rf'name="status-{item.pk}" value="{status}"[^>]* checked', page)
    assert set(PlanItem.objects.values_list("status", flat=True)) == {""}


def test_behind_schedule_with_a_reason_is_saved(hub, ambassador, signed_in):
    plan = plan_of(hub)
    item = PlanItem.objects.get()
    chosen = {f"status_{item.pk}": "achter_op_schema", f"reason_{item.pk}": "Pas in mei tijd."}

    signed_in(ambassador).post(address(plan), form_of(plan, **chosen))

    item.refresh_from_db()
    assert (item.status, item.status_reason) == ("achter_op_schema", "Pas in mei tijd.")


def test_an_imported_row_behind_without_reason_may_be_left_alone(hub, ambassador, signed_in):
    plan = plan_of(hub)
    PlanItem.objects.update(status="achter_op_schema")

    answer = signed_in(ambassador).post(address(plan), form_of(plan))

    assert answer.status_code == 302
    assert PlanItem.objects.get().confirmed_at is not None


def test_second_editor_gets_both_versions_and_saving_again_uses_their_choice(hub, ambassador, duo, signed_in):
    plan = plan_of(hub, activities=2)
    first, second = PlanItem.objects.order_by("pk")
    mine = form_of(plan, **{f"status_{first.pk}": "doorlopend", f"status_{second.pk}": "op_schema"})
    signed_in(duo).post(address(plan), form_of(plan, **{f"status_{first.pk}": "behaald"}))

    answer = signed_in(ambassador).post(address(plan), mine)

    page = answer.content.decode()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (answer.status_code, first.status, second.status) == (409, "behaald", "op_schema")
    assert f"{duo} wijzigde deze regel terwijl jij ernaar keek" in page
    assert f'name="seen-{first.pk}" value="{first.version}:behaald"' in page
    assert re.search(rf'name="status-{first.pk}" value="doorlopend"[^>]* checked', page)

    again = form_of(plan, **{f"status_{first.pk}": "doorlopend"})
    signed_in(ambassador).post(address(plan), again)
    first.refresh_from_db()
    assert first.status == "doorlopend"


def test_a_tap_answers_with_the_row_the_totals_and_a_way_back(hub, ambassador, signed_in):
    plan_of(hub, activities=2)
    item = PlanItem.objects.earliest("pk")
    data = {f"seen-{item.pk}": "1:", f"status-{item.pk}": "behaald"}

    answer = signed_in(ambassador).post(reverse("plans:status", args=[item.pk]), data, **HTMX)

    page = answer.content.decode()
    item.refresh_from_db()
    assert (answer.status_code, item.status) == (200, "behaald")
    assert f'name="seen-{item.pk}" value="2:behaald"' in page
    assert 'id="plan-bar"' in page
    assert f'id="t{item.theme_id}-bar"' in page
    assert "1.a staat nu op: Behaald" in page
    assert "/ongedaan/" in page
    assert PlanItem.objects.filter(confirmed_at__isnull=False).count() == 1  # a tap says nothing about the rest


def test_undoing_a_tap_brings_the_row_back_in_place(hub, ambassador, signed_in):
    plan_of(hub)
    item = PlanItem.objects.get()
    browser = signed_in(ambassador)
    tapped = browser.post(
        reverse("plans:status", args=[item.pk]), {f"seen-{item.pk}": "1:", f"status-{item.pk}": "behaald"}, **HTMX
    )
    [undo] = set(re.findall(r'action="([^"]+/ongedaan/[^"]+)"', tapped.content.decode()))

    answer = browser.post(undo, **HTMX)

    page = answer.content.decode()
    item.refresh_from_db()
    assert item.status == ""
    assert f'<li id="r{item.pk}" hx-swap-oob="outerHTML"' in page
    assert "1 regel is weer zoals die was." in page


def test_a_tap_on_behind_without_reason_opens_the_field_and_saves_nothing(hub, ambassador, signed_in):
    plan_of(hub)
    item = PlanItem.objects.get()
    data = {f"seen-{item.pk}": "1:", f"status-{item.pk}": "achter_op_schema"}

    answer = signed_in(ambassador).post(reverse("plans:status", args=[item.pk]), data, **HTMX)

    item.refresh_from_db()
    assert (answer.status_code, item.status) == (422, "")
    assert 'aria-invalid="true"' in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "value"),
    [("status", "klaar"), ("seen", "x:"), ("seen", "1"), ("seen", "99999999999999:"), ("status", "behaald\x07")],
)
def test_what_no_page_would_send_is_refused_with_a_sentence(hub, ambassador, signed_in, name, value):
    plan = plan_of(hub)
    item = PlanItem.objects.get()

    answer = signed_in(ambassador).post(address(plan), form_of(plan) | {f"{name}-{item.pk}": value})

    item.refresh_from_db()
    assert item.status == ""
    assert answer.status_code in {302, 422}


def test_a_locked_plan_is_readable_and_refuses_with_a_sentence(hub, ambassador, signed_in):
    plan = plan_of(hub)
    item = PlanItem.objects.get()
    data = form_of(plan, **{f"status_{item.pk}": "behaald"})
    type(plan).objects.update(locked_at=timezone.now())
    browser = signed_in(ambassador)

    page = browser.get(address(plan)).content.decode()
    answer = browser.post(address(plan), data, follow=True)

    item.refresh_from_db()
    assert 'type="radio"' not in page
    assert item.text in page
    assert "is afgesloten" in answer.content.decode()
    assert item.status == ""


def test_a_missing_plan_is_a_sentence_with_a_way_on(hub, ambassador, signed_in):
    answer = signed_in(ambassador).get(reverse("plans:plan", args=[hub.slug, 2031]))

    page = answer.content.decode()
    assert answer.status_code == 404
    assert "Nog geen plan voor 2031" in page
    assert reverse("plans:start", args=[hub.slug]) in page


def test_the_short_address_leads_to_the_own_hub_and_this_year(hub, ambassador, signed_in, year):
    answer = signed_in(ambassador).get("/werkplek/plan/")

    assert answer["Location"] == f"/werkplek/noord/plan/{year}/"


# ---- who sees what ---------------------------------------------------------------------------------------------------

READERS = [
    (Role.AMBASSADOR, True, True, True, True),
    (Role.BOARD, True, True, True, False),
    (Role.COORDINATOR, False, True, False, False),
    (Role.PROGRAMME, False, True, False, False),
    (Role.EDITOR, False, False, False, False),
]


def marked(hub):
    """A plan whose private parts carry markers."""
    plan = plan_of(hub)
    PlanItem.objects.update(
        status="achter_op_schema", status_reason="MERK-REDEN", note="MERK-NOTITIE", owner_name="MERK-EIGENAAR"
    )
    return plan


@pytest.mark.parametrize(("role", "own", "reasons", "notes", "sets"), READERS)
def test_who_sees_reasons_notes_and_pickers(hub, signed_in, role, own, reasons, notes, sets):
    plan = marked(hub)
    user = user_with(role, hub if own else None)

    page = signed_in(user).get(address(plan)).content.decode()

    seen = ("MERK-REDEN" in page, "MERK-NOTITIE" in page, "MERK-EIGENAAR" in page, 'type="radio"' in page)
    assert seen == (reasons, notes, notes, sets)


def test_ambassador_of_another_hub_reads_the_rows_and_changes_nothing(hub, signed_in):
    plan = marked(hub)
    item = PlanItem.objects.get()
    other = user_with(Role.AMBASSADOR, HubFactory())
    browser = signed_in(other)

    page = browser.get(address(plan)).content.decode()

    assert item.text in page
    assert not [mark for mark in ("MERK-REDEN", "MERK-NOTITIE", "MERK-EIGENAAR", 'type="radio"') if mark in page]
    assert browser.post(address(plan), form_of(plan)).status_code == 403
    for name in ("status", "row_edit", "row_archive", "row_delete", "row_place"):
        assert browser.post(reverse(f"plans:{name}", args=[item.pk])).status_code == 403
    row = browser.get(reverse("plans:row", args=[item.pk])).content.decode()
    assert not [mark for mark in ("MERK-REDEN", "MERK-NOTITIE", "MERK-EIGENAAR") if mark in row]


@pytest.mark.parametrize("role", [Role.MEMBER, Role.ADMINISTRATOR])
def test_who_is_not_of_the_network_sees_no_plan(hub, signed_in, role):
    plan = plan_of(hub)

    assert signed_in(user_with(role)).get(address(plan)).status_code == 403


def test_a_stranger_is_asked_to_sign_in(hub, client):
    assert client.get(address(plan_of(hub))).status_code == 302


def test_undo_of_another_hub_is_refused(hub, ambassador, signed_in):
    plan_of(hub)
    item = PlanItem.objects.get()
    tapped = signed_in(ambassador).post(
        reverse("plans:status", args=[item.pk]), {f"seen-{item.pk}": "1:", f"status-{item.pk}": "behaald"}, **HTMX
    )
    [undo] = set(re.findall(r'action="([^"]+/ongedaan/[^"]+)"', tapped.content.decode()))

    answer = signed_in(user_with(Role.AMBASSADOR, HubFactory())).post(undo)

    item.refresh_from_db()
    assert (answer.status_code, item.status) == (403, "behaald")


def test_the_menu_shows_that_one_is_at_the_plan_of_a_hub(hub, ambassador, signed_in):
    plan = plan_of(hub, focus=1)

    page = signed_in(ambassador).get(address(plan)).content.decode()

    assert re.search(r'href="/werkplek/plan/"[^>]*aria-current', page)


@pytest.mark.parametrize("rows", [1, 3])
def test_history_names_each_row_that_a_save_changed(hub, ambassador, signed_in, rows, django_assert_num_queries):
    plan = plan_of(hub, focus=rows)
    items = list(PlanItem.objects.filter(theme__plan=plan))
    wishes = [Wish(item.pk, item.version, item.status, "op_schema") for item in items]
    save_statuses(plan=plan, wishes=wishes, by=ambassador)

    with django_assert_num_queries(2):
        (save,) = recent_saves(plan.pk, since=timezone.now() - dt.timedelta(days=1))
    page = signed_in(ambassador).get(reverse("plans:history", args=[hub.slug, plan.year])).content.decode()

    assert {(row.text, row.old, row.new) for row in save.rows} == {(item.text, "", "op_schema") for item in items}
    assert all(item.text in page for item in items)
