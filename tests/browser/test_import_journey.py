"""From a document to a plan, with and without script; no axe violation on the way."""

from __future__ import annotations

from importlib.resources import files

import pytest
from playwright.sync_api import expect

from tests.browser.test_axe import problems

pytestmark = pytest.mark.browser

SEED = files("knooppunt.plans.importing") / "examples" / "plan_nhf_2023.txt"
HUB = "/werkplek/noord-holland-flevoland/plan"


def upload(page, year):
    page.goto(f"{HUB}/{year}/importeren/")
    page.get_by_label("Het document met je plan").set_input_files(str(SEED))
    page.get_by_role("button", name="Lees dit document").click()
    page.wait_for_url("**/importeren/*/")


def boxes(page):
    return page.locator("textarea[name^=text-]")


@pytest.mark.parametrize(("script", "year"), [(False, 2028), (True, 2029)], ids=["without script", "with script"])
def test_a_document_is_mended_and_saved(open_page, script, year):
    page = open_page("ambassadeur", script=script)
    upload(page, year)
    assert boxes(page).count() == 54  # 49 rows, 4 sub-results and a deliverable
    first = boxes(page).nth(0).input_value()

    boxes(page).nth(1).fill("Een andere tekst")
    page.locator("li.import-row").nth(1).get_by_role("button", name="Voeg bij de rij erboven").click()

    expect(boxes(page)).to_have_count(53)
    expect(boxes(page).nth(0)).to_have_value(f"{first} Een andere tekst")
    page.locator("button[value=undo]").click()
    expect(boxes(page)).to_have_count(54)
    page.get_by_role("button", name="Verder").click()
    page.wait_for_url("**/bewaren/")
    page.get_by_role("button", name="Maak het plan").click()
    page.wait_for_url(f"**{HUB}/{year}/")
    assert page.get_by_text("Opleveren een compact rapport van advies.").first.is_visible()

    upload(page, year)
    page.get_by_role("button", name="Verder").click()
    page.wait_for_url("**/bewaren/")
    assert page.get_by_text("Geen verschil.").first.is_visible()


def test_the_pages_of_an_import_have_no_violation(open_page):
    page = open_page("ambassadeur")
    page.goto(f"{HUB}/2027/importeren/")
    found = problems(page, "start")
    upload(page, 2027)
    page.locator("summary", has_text="Iets anders").first.click()
    found += problems(page, "mend")
    page.get_by_role("button", name="Verder").click()
    page.wait_for_url("**/bewaren/")
    found += problems(page, "check")

    assert not found, "\n".join(found)
