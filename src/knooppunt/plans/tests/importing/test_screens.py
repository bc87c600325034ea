"""Reading a plan in the browser: choose, mend, see what changes, save; without script and with htmx."""

import datetime as dt
import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from knooppunt.network.models import Role
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_people import user_with
from knooppunt.plans.actions.drafts import clean_imports
from knooppunt.plans.models import ActionPlan, PlanImport, PlanItem
from knooppunt.plans.tests.factories import PlanFactory

SEED = Path(__file__).parents[2] / "importing" / "examples" / "plan_nhf_2023.txt"
SMALL = """Ontmoeten
Doelstelling
Mensen kennen elkaar.
Focus
1. Scholen weten ons te vinden. Op schema
2. Er is een lijst.
Activiteiten
We bellen alle scholen.
We maken een kaart.

Leren
Doelstelling
Iedereen leert.
Focus
1. Er is scholing.
Activiteiten
We geven scholing.
"""
HERE = "/werkplek/noord/plan/2024/importeren/"


def upload(client, text=SMALL, name="plan.txt"):
    data = text if isinstance(text, bytes) else text.encode()
    return client.post(HERE, {"file": SimpleUploadedFile(name, data)})


@pytest.fixture
def browser(hub, ambassador, signed_in):
    return signed_in(ambassador)


@pytest.fixture
def draft(browser):
    assert upload(browser).status_code == 302
    return PlanImport.objects.get()


def address(draft):
    return f"{HERE}{draft.pk}/"


def fields_of(draft):
    """What the page would send when nothing was touched."""
    tree = draft.tree["draft"]
    data = {"version": draft.version, "title": tree["title"], "introduction": tree["introduction"], "move": ""}
    for theme in tree["themes"]:
        data |= {f"title-{theme['id']}": theme["title"], f"goal-{theme['id']}": theme["goal"]}
        for row in theme["rows"]:
            number = row["id"]
            data |= {f"text-{number}": row["text"], f"kind-{number}": row["kind"], f"theme-{number}": theme["id"]}
            data |= {f"status-{number}": row["status"]} if row["kind"] in ("focus", "activity") else {}
    return data


def row_id(draft, text):
    return next(row["id"] for theme in draft.tree["draft"]["themes"] for row in theme["rows"] if row["text"] == text)


def texts(draft):
    draft.refresh_from_db()
    return [[row["text"] for row in theme["rows"]] for theme in draft.tree["draft"]["themes"]]


def test_the_first_page_asks_for_a_document_and_offers_the_template(browser):
    page = browser.get(HERE)

    assert page.status_code == 200
    assert f"{HERE}sjabloon.xlsx" in page.content.decode()
    book = openpyxl.load_workbook(BytesIO(browser.get(f"{HERE}sjabloon.xlsx").content))
    assert [cell.value for cell in book["Actieplan"][1]][:3] == ["Thema", "Doelstelling", "Soort"]


def test_a_document_becomes_a_draft_and_nothing_is_in_the_plan_yet(browser, draft):
    page = browser.get(address(draft)).content.decode()

    assert not ActionPlan.objects.exists()
    assert (draft.file_name, draft.year) == ("plan.txt", 2024)
    assert texts(draft)[0] == [
        "Scholen weten ons te vinden.",
        "Er is een lijst.",
        "We bellen alle scholen.",
        "We maken een kaart.",
    ]
    assert 'id="bron5"' in page
    assert f'href="#rij{row_id(draft, "Er is een lijst.")}"' in page
    assert "2 thema’s, 3 focuspunten, 3 activiteiten" in re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "plan.txt", "Dit bestand is leeg"),
        (b"Beste mensen", "plan.txt", "geen actieplan"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "plan.docx", "een plaatje"),
        (b"%PDF-1.7 kapot", "plan.pdf", "beschadigd"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 50, "plan.docx", "wachtwoord"),
    ],
)
def test_a_bad_file_gets_a_sentence_and_leaves_nothing_behind(browser, data, name, sentence):
    page = upload(browser, data, name)

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not PlanImport.objects.exists()


def test_no_file_and_a_file_that_is_too_big_get_a_sentence(browser, monkeypatch):
    monkeypatch.setattr("knooppunt.plans.forms.importing.MAX_BYTES", 10)

    assert browser.post(HERE, {}).status_code == 422
    page = upload(browser)
    assert page.status_code == 422
    assert "We lezen bestanden tot" in page.content.decode()


def test_a_closed_plan_and_an_absurd_year_get_a_sentence(browser, hub):
    PlanFactory(hub=hub, year=2024, locked_at=timezone.now())

    assert "gesloten" in upload(browser).content.decode()
    page = browser.post(
        "/werkplek/noord/plan/1900/importeren/", {"file": SimpleUploadedFile("plan.txt", SMALL.encode())}
    )
    assert "Kies een jaar" in page.content.decode()


def test_texts_statuses_kinds_and_themes_are_mended_in_one_form(browser, draft):
    data = fields_of(draft)
    first, card = row_id(draft, "Er is een lijst."), row_id(draft, "We maken een kaart.")
    data |= {f"text-{first}": "Er is een goede lijst.", f"status-{first}": "behaald"}
    data |= {f"kind-{card}": "sub", "title": "Ons plan"}
    moved = row_id(draft, "Scholen weten ons te vinden.")
    data[f"theme-{moved}"] = draft.tree["draft"]["themes"][1]["id"]

    answer = browser.post(address(draft), data)

    assert answer.status_code == 302
    assert texts(draft) == [
        ["Er is een goede lijst.", "We bellen alle scholen.", "We maken een kaart."],
        ["Er is scholing.", "Scholen weten ons te vinden.", "We geven scholing."],
    ]
    rows = draft.tree["draft"]["themes"][0]["rows"]
    assert [(row["kind"], row["status"]) for row in rows] == [("focus", "behaald"), ("activity", ""), ("sub", "")]
    assert draft.tree["draft"]["title"] == "Ons plan"


def test_each_move_is_a_button_that_works_without_script_and_keeps_what_was_typed(browser, draft):
    data = fields_of(draft)
    second = row_id(draft, "Er is een lijst.")
    data |= {f"text-{second}": "Er is een lijst | en een kaart", "move": f"split:{second}"}

    answer = browser.post(address(draft), data)

    assert answer["Location"].endswith(f"#rij{second}")
    assert texts(draft)[0][:3] == ["Scholen weten ons te vinden.", "Er is een lijst", "en een kaart"]
    browser.post(address(draft), fields_of(draft) | {"move": f"up:{second}"})
    assert texts(draft)[0][:2] == ["Er is een lijst", "Scholen weten ons te vinden."]
    browser.post(address(draft), fields_of(draft) | {"move": "undo"})
    assert texts(draft)[0][:2] == ["Scholen weten ons te vinden.", "Er is een lijst"]
    browser.post(address(draft), fields_of(draft) | {"move": "reset"})
    assert texts(draft)[0][1] == "Er is een lijst."


def test_with_htmx_only_the_form_comes_back(browser, draft):
    data = fields_of(draft) | {"move": f"drop:{row_id(draft, 'Er is een lijst.')}"}

    answer = browser.post(address(draft), data, headers={"HX-Request": "true"})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.lstrip().startswith('<form class="stack stack--l" id="inlezen"')
    assert "Er is een lijst." not in re.sub(r"<section class=\"import-source.*", "", page, flags=re.S)


def test_a_move_that_cannot_be_made_says_why(browser, draft):
    data = fields_of(draft) | {"move": f"up:{row_id(draft, 'Scholen weten ons te vinden.')}"}

    assert "Dit kan niet verder" in browser.post(address(draft), data).content.decode()


@pytest.mark.parametrize("move", ["up:999", "up:x", "vlieg:1", "theme-up:", "drop:99999999999", "::::"])
def test_a_made_up_move_changes_nothing(browser, draft, move):
    before = texts(draft)

    assert browser.post(address(draft), fields_of(draft) | {"move": move}).status_code == 302
    assert texts(draft) == before


def test_two_people_mending_the_second_sees_what_they_typed(browser, draft, duo, client, hub):
    data = fields_of(draft)
    number = row_id(draft, "Er is een lijst.")
    browser.post(address(draft), data | {f"text-{number}": "De eerste was sneller."})

    answer = browser.post(address(draft), data | {f"text-{number}": "De tweede typte dit."})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "De tweede typte dit." in page
    assert "De eerste was sneller." in page
    assert texts(draft)[0][1] == "De eerste was sneller."


def save(browser, draft, **more):
    page = browser.get(f"{address(draft)}bewaren/").content.decode()
    data = {
        "version": re.search(r'name="version" value="(\d+)"', page)[1],
        "seen": re.search(r'name="seen" value="(\w+)"', page)[1],
    }
    data["row"] = re.findall(r'name="row" value="(\d+)"', page)
    data["take"] = re.findall(r'name="take" value="(\d+)" checked', page)
    return browser.post(f"{address(draft)}bewaren/", data | more)


def test_saving_makes_the_plan_and_drops_the_draft(browser, draft, hub, ambassador):
    assert browser.post(address(draft), fields_of(draft) | {"move": "check"})["Location"].endswith("/bewaren/")

    answer = save(browser, draft)

    assert answer["Location"] == "/werkplek/noord/plan/2024/"
    plan = ActionPlan.objects.get(hub=hub)
    assert list(plan.themes.values_list("title", flat=True)) == ["Ontmoeten", "Leren"]
    assert PlanItem.objects.get(text="Scholen weten ons te vinden.").status == "op_schema"
    assert not PlanImport.objects.exists()


def test_the_same_document_again_shows_no_difference(browser, draft):
    save(browser, draft)
    upload(browser)
    again = PlanImport.objects.get()

    page = browser.get(f"{address(again)}bewaren/").content.decode()

    assert "Geen verschil" in page
    save(browser, again)
    assert PlanItem.objects.count() == 6


def test_rows_that_were_merged_are_not_offered_as_new_again(browser, draft):
    save(browser, draft)
    first, second = PlanItem.objects.get(text="We geven scholing."), PlanItem.objects.get(text="We maken een kaart.")
    PlanItem.objects.filter(pk=first.pk).update(text="We geven scholing. We maken een kaart.")
    second.delete()
    upload(browser)
    again = PlanImport.objects.get()

    page = browser.get(f"{address(again)}bewaren/").content.decode()
    save(browser, again, take=re.findall(r'name="take" value="(\d+)" checked', page))

    assert "staan al in het plan" in page, re.findall(r"<b>.*?</span></label>", page)
    assert PlanItem.objects.count() == 5
    assert PlanItem.objects.filter(text="We geven scholing. We maken een kaart.").exists()


def test_differences_are_shown_and_chosen_one_by_one(browser, draft):
    save(browser, draft)
    kept, gone = PlanItem.objects.get(text="We geven scholing."), PlanItem.objects.get(text="We maken een kaart.")
    changed = (
        SMALL.replace("We geven scholing.", "We geven vaak scholing.")
        .replace("We maken een kaart.\n", "")
        .replace("Er is een lijst.", "Er is een lijst met scholen. Behaald")
    )
    upload(browser, changed)
    again = PlanImport.objects.get()
    page = browser.get(f"{address(again)}bewaren/").content.decode()
    assert "<del>We geven scholing.</del>" in page
    assert f'name="delete" value="{gone.pk}"' in page
    untick = str(row_id(again, "We geven vaak scholing."))

    take = [value for value in re.findall(r'name="take" value="(\d+)" checked', page) if value != untick]
    save(browser, again, take=take, delete=[gone.pk])

    kept.refresh_from_db()
    assert kept.text == "We geven scholing."
    assert PlanItem.objects.get(text="Er is een lijst met scholen.").status == "behaald"
    assert not PlanItem.objects.filter(pk=gone.pk).exists()


def test_a_plan_that_changed_meanwhile_is_not_overwritten_unseen(browser, draft):
    save(browser, draft)
    upload(browser, SMALL.replace("We geven scholing.", "We geven vaak scholing."))
    again = PlanImport.objects.get()
    page = browser.get(f"{address(again)}bewaren/").content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    PlanItem.objects.filter(text="We geven scholing.").update(text="We geven soms scholing.", version=2)

    browser.post(f"{address(again)}bewaren/", {"version": again.version, "seen": seen, "row": [], "take": []})

    assert PlanItem.objects.filter(text="We geven soms scholing.").exists()
    assert PlanImport.objects.filter(pk=again.pk).exists()


def test_a_draft_that_was_mended_meanwhile_is_not_saved(browser, draft):
    browser.post(address(draft), fields_of(draft) | {"title": "Anders"})

    browser.post(f"{address(draft)}bewaren/", {"version": 1, "seen": ""})

    assert not ActionPlan.objects.exists()


def test_a_draft_with_an_empty_row_says_so_and_is_not_saved(browser, draft):
    browser.post(address(draft), fields_of(draft) | {f"text-{row_id(draft, 'Er is een lijst.')}": " "})

    page = browser.get(f"{address(draft)}bewaren/").content.decode()

    assert "zonder tekst" in page
    browser.post(f"{address(draft)}bewaren/", {"version": 2})
    assert not ActionPlan.objects.exists()


def test_a_draft_is_thrown_away_by_hand_and_after_a_week(browser, draft):
    assert browser.post(f"{address(draft)}weg/").status_code == 302
    assert not PlanImport.objects.exists()

    upload(browser)
    upload(browser)
    PlanImport.objects.filter(pk=PlanImport.objects.first().pk).update(changed_at=timezone.now() - dt.timedelta(days=8))
    assert clean_imports() == 1
    assert PlanImport.objects.count() == 1


PAGES = ["", "sjabloon.xlsx", "{pk}/", "{pk}/bewaren/"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.PROGRAMME, Role.BOARD, "elsewhere"])
def test_only_the_ambassadors_of_the_hub_may_import(draft, hub, signed_in, role, page):
    user = (
        user_with(Role.AMBASSADOR, HubFactory())
        if role == "elsewhere"
        else user_with(role, *([hub] if role == Role.BOARD else []))
    )

    assert signed_in(user).get(HERE + page.format(pk=draft.pk)).status_code == 403


def test_the_duo_partner_mends_along_and_another_year_or_hub_has_no_such_draft(draft, duo, signed_in):
    client = signed_in(duo)

    assert client.get(address(draft)).status_code == 200
    assert client.get(address(draft).replace("2024", "2025")).status_code == 404


@pytest.mark.parametrize("page", PAGES[2:])
def test_a_page_costs_the_same_number_of_queries_for_one_row_and_many(
    browser, hub, page, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    upload(browser, "Titel\nDoelstelling\nDoel.\nFocus\n1. Een\n")
    upload(browser, SEED.read_bytes())
    counts = []
    for one in PlanImport.objects.order_by("pk"):
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(HERE + page.format(pk=one.pk)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12


def test_the_real_plan_passes_through_all_pages(browser, hub):
    upload(browser, SEED.read_bytes())
    one = PlanImport.objects.get()
    assert browser.post(address(one), fields_of(one)).status_code == 302
    one.refresh_from_db()

    save(browser, one)

    assert PlanItem.objects.count() == 49
    assert PlanItem.objects.get(deliverable="Opleveren een compact rapport van advies.").sub_results.count() == 4


@pytest.mark.parametrize(("title", "is_said"), [("Actieplan 2023", True), ("Actieplan 2024", False)])
def test_a_document_about_another_year_is_noticed_before_saving(browser, draft, title, is_said):
    browser.post(address(draft), fields_of(draft) | {"title": title, "move": "check"})

    page = browser.get(f"{address(draft)}bewaren/").content.decode()

    assert ("Dit document gaat over 2023. Je leest het in voor 2024." in page) is is_said
