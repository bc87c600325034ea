"""Every component is shown, documented, whole HTML, and safe against hostile text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

from knooppunt.core import components, navigation
from knooppunt.core.views import components as showcase

pytestmark = pytest.mark.urls("knooppunt.core.tests.urls_components")

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&"
# Inputs that choose a look or a template; everything else may come from people.
CHOICES = {"status", "state", "body", "counts", "wrap"}
VOID = {"area", "br", "circle", "hr", "img", "input", "line", "link", "meta", "path", "rect", "use"}


@pytest.fixture(autouse=True)
def _without_menus(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The menus are other apps' business; and a page in English leaves its language behind in the thread."""
    monkeypatch.setattr(navigation, "_items", [])
    with translation.override("nl"):
        yield


class Tree(HTMLParser):
    """Notes elements left open or closed twice, and everything one could look for."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()
        self.wrong += [f"never closed: {tag}" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"closed out of turn: {tag} at {self.getpos()}")

    def values(self, attribute: str) -> list[str | None]:
        return [attrs[attribute] for _tag, attrs in self.elements if attribute in attrs]


def draw(component: str, /, **inputs: Any) -> str:
    return render_to_string(f"components/{component}.html", inputs, RequestFactory().get("/lijst/?q=rouw"))


def hostile(value: Any) -> Any:
    """The same inputs, with every text replaced by one that tries to break out."""
    if isinstance(value, str):
        return HOSTILE
    if isinstance(value, dict):
        return {key: item if key in CHOICES else hostile(item) for key, item in value.items()}
    if isinstance(value, list):
        return [hostile(item) for item in value]
    return value


class TestShowcase:
    def test_every_component_is_shown_or_part_of_another(self) -> None:
        assert sorted({*showcase.samples(), *showcase.SHOWN_ELSEWHERE}) == showcase.component_names()

    @pytest.mark.parametrize("name", showcase.component_names())
    def test_every_component_says_what_it_is_for_and_what_it_takes(self, name: str) -> None:
        documentation = showcase.documentation_of(name)

        assert len(documentation) > 40
        assert any(word in documentation for word in ("Inputs", "No inputs", "Takes", "Reads"))

    def test_the_page_is_whole_html_with_each_id_once(self, client: Client) -> None:
        page = client.get("/demo/onderdelen/")

        tree = Tree(page.content.decode())
        ids = tree.values("id")
        assert page.status_code == 200
        assert tree.wrong == []
        assert sorted(ids) == sorted(set(ids))

    def test_the_page_exists_in_english(self, client: Client) -> None:
        page = client.get("/en/demo/onderdelen/").content.decode()

        assert '<html lang="en">' in page
        assert "Behind schedule" in page
        assert "Achter op schema" not in page

    @pytest.mark.parametrize("name", showcase.samples())
    def test_hostile_text_stays_text(self, name: str) -> None:
        for sample in showcase.samples()[name]:
            tree = Tree(draw(name, **hostile(sample.inputs)))

            assert tree.wrong == []
            assert not {tag for tag, _attrs in tree.elements} & {"script", "img"}
            assert tree.values("onerror") == []


class TestStatus:
    def test_a_picker_offers_five_statuses_and_marks_the_one_that_is(self) -> None:
        tree = Tree(draw("status_picker", name="row-3", value="op_schema", label="focus 1.2"))

        radios = [attrs for tag, attrs in tree.elements if tag == "input"]
        assert [radio["value"] for radio in radios] == ["behaald", "op_schema", "doorlopend", "achter_op_schema", ""]
        assert {radio["name"] for radio in radios} == {"row-3"}
        assert [radio["value"] for radio in radios if "checked" in radio] == ["op_schema"]

    @pytest.mark.parametrize("value", ["", None])
    def test_without_a_status_the_picker_stands_on_none(self, value: str | None) -> None:
        tree = Tree(draw("status_picker", name="x", value=value, label="focus 1.2"))

        assert [attrs["value"] for _tag, attrs in tree.elements if "checked" in attrs] == [""]

    def test_a_status_that_does_not_exist_is_a_mistake_and_not_drawn_as_none(self) -> None:
        with pytest.raises(KeyError):
            draw("status_chip", status="klaar")

    def test_a_bar_is_as_wide_as_the_counts_and_says_them_in_words(self) -> None:
        parts = components.bar_parts({"behaald": 1, "achter_op_schema": 1, "": 2})

        assert [(part.look.code, part.x, part.width) for part in parts] == [
            ("behaald", "0.00", "24.20"),
            ("achter_op_schema", "25.00", "24.20"),
            ("", "50.00", "50.00"),
        ]
        assert [part.text for part in parts] == ["1 behaald", "1 achter op schema", "2 nog geen status"]

    def test_one_status_fills_the_bar_and_no_rows_draw_none(self) -> None:
        assert [part.width for part in components.bar_parts({"behaald": 3})] == ["100.00"]
        assert components.bar_parts({}) == []

    @pytest.mark.parametrize(
        ("well", "total", "step"), [(9, 9, 5), (7, 7, 4), (8, 9, 3), (5, 7, 2), (11, 20, 1), (0, 4, 1), (0, 0, 0)]
    )
    def test_a_cell_is_darker_where_more_goes_well(self, well: int, total: int, step: int) -> None:
        assert components.heat_step(well, total) == step


class TestAgo:
    TODAY = dt.date(2026, 11, 22)

    @pytest.mark.parametrize(
        ("days", "dutch"),
        [
            (-3, "over 3 dagen"),
            (-1, "morgen"),
            (0, "vandaag"),
            (1, "gisteren"),
            (13, "13 dagen geleden"),
            (14, "2 weken geleden"),
            (60, "8 weken geleden"),
            (61, "2 maanden geleden"),
            (729, "24 maanden geleden"),
            (730, "2 jaar geleden"),
        ],
    )
    def test_days_weeks_months_and_years_in_dutch_words(self, days: int, dutch: str) -> None:
        assert components.ago(self.TODAY - dt.timedelta(days=days), today=self.TODAY) == dutch

    def test_in_english_words(self) -> None:
        with translation.override("en"):
            assert components.ago(self.TODAY - dt.timedelta(days=21), today=self.TODAY) == "3 weeks ago"

    def test_the_day_is_the_one_in_the_netherlands(self) -> None:
        just_before_midnight_utc = dt.datetime(2026, 11, 21, 23, 30, tzinfo=dt.UTC)

        assert components.ago(just_before_midnight_utc, today=self.TODAY) == "vandaag"

    def test_the_tag_carries_the_full_date_and_is_silent_without_one(self) -> None:
        template = Template("{% load components %}{% ago day %}")

        assert 'datetime="2020-02-29" title="29 februari 2020"' in template.render(
            Context({"day": dt.date(2020, 2, 29)})
        )
        assert template.render(Context({"day": None})) == ""


class ContactForm(forms.Form):
    name = forms.CharField(label="Naam", help_text="Zoals je <b>heet</b>.")
    mail = forms.EmailField(label="E-mail", required=False)
    text = forms.CharField(label="Tekst", widget=forms.Textarea)
    role = forms.ChoiceField(label="Rol", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="Akkoord")
    version = forms.IntegerField(widget=forms.HiddenInput)


class TestForm:
    def test_label_explanation_and_error_are_tied_to_the_box_in_that_order(self) -> None:
        html = draw("field", field=ContactForm({})["name"])

        order = ["<label", 'id="id_name_helptext"', 'id="id_name_error"', "<input"]
        assert [html.index(part) for part in order] == sorted(html.index(part) for part in order)
        assert 'aria-describedby="id_name_helptext id_name_error"' in html
        assert 'aria-invalid="true"' in html
        assert 'class="input"' in html
        assert "Vul dit nog in." in html

    def test_the_explanation_is_text_and_no_html(self) -> None:
        assert "Zoals je &lt;b&gt;heet&lt;/b&gt;." in draw("field", field=ContactForm()["name"])

    def test_only_a_field_that_may_stay_empty_says_so(self) -> None:
        assert "(mag leeg blijven)" in draw("field", field=ContactForm()["mail"])
        assert "(mag leeg blijven)" not in draw("field", field=ContactForm()["name"])

    def test_choices_stand_in_a_fieldset_that_the_summary_can_lead_to(self) -> None:
        html = draw("field", field=ContactForm({})["role"])

        assert '<fieldset class="field field--error" id="id_role" aria-describedby="id_role_error">' in html
        assert html.count('class="check"') == 2
        assert 'class="input"' not in html

    def test_a_hidden_field_has_no_label_and_no_class(self) -> None:
        assert draw("field", field=ContactForm()["version"]).strip() == (
            '<input type="hidden" name="version" id="id_version">'
        )

    def test_a_text_box_starts_small_unless_the_form_says_otherwise(self) -> None:
        class Long(forms.Form):
            text = forms.CharField(widget=forms.Textarea(attrs={"rows": 12}))

        assert 'rows="4"' in draw("field", field=ContactForm()["text"])
        assert 'rows="12"' in draw("field", field=Long()["text"])

    def test_printing_a_form_draws_our_fields_and_the_summary(self) -> None:
        html = str(ContactForm({"name": "A", "text": "b"}))

        tree = Tree(html)
        assert tree.wrong == []
        assert '<a href="#id_role">Rol: Vul dit nog in.</a>' in html
        assert '<a href="#id_agree">' in html
        assert html.count("<label") == 3 + 2 + 1
        assert 'name="version"' in html

    def test_a_form_without_errors_has_no_summary(self) -> None:
        assert draw("error_summary", form=ContactForm()).strip() == ""


class TestPagination:
    def test_other_pages_keep_the_rest_of_the_address(self) -> None:
        tree = Tree(draw("pagination", page=Paginator(range(95), 10).page(2)))

        links = [attrs["href"] for tag, attrs in tree.elements if tag == "a"]
        assert links[0] == "?q=rouw&page=1"
        assert links[-1] == "?q=rouw&page=3"
        assert [attrs["href"] for _tag, attrs in tree.elements if attrs.get("aria-current")] == ["?q=rouw&page=2"]

    def test_a_single_page_needs_no_links(self) -> None:
        assert draw("pagination", page=Paginator(range(5), 10).page(1)).strip() == ""


def test_a_table_row_with_too_few_cells_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="longer"):
        draw("table", caption="x", columns=[{"label": "a"}, {"label": "b"}], rows=[["1"]])


def test_a_number_zero_in_a_table_is_printed() -> None:
    assert ">0</td>" in draw("table", caption="x", columns=[{"label": "a"}, {"label": "b"}], rows=[["rij", 0]])
