"""Keeping the catalogue in the workspace: the list, the form, states, bin, history, relations."""

from __future__ import annotations

import io
import zipfile
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from knooppunt.catalogue.content import EntryContent
from knooppunt.catalogue.models import Entry, EntryRelation
from knooppunt.catalogue.queries.entries import content_of
from knooppunt.catalogue.tests.factories import ProviderFactory, a_run, an_entry
from knooppunt.core.models import StoredFile
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_people import user_with

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 20


@pytest.fixture
def editor(client: Client, terms: None) -> Client:
    """A browser in which an editor is signed in."""
    client.force_login(user_with("editor"))
    return client


@pytest.fixture
def linde(db: None) -> Any:
    """The provider that forms name."""
    return ProviderFactory(name="Academie De Linde (voorbeeld)", sort_name="academie de linde voorbeeld")


def _html(response: Any) -> str:
    return unescape(response.content.decode())


def _typed(**more: Any) -> dict[str, Any]:
    return {
        "kind": "training",
        "title": "Nieuwe training",
        "summary": "Kort gezegd.",
        "provider": "Academie De Linde (voorbeeld)",
        "languages": ["nl"],
        "runs-count": "1",
        "accreditations-count": "1",
        "links-count": "1",
        "act": "save",
    } | more


def test_an_editor_makes_a_training_with_everything(editor: Client, linde: Any, settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path
    data = _typed(
        **{
            "act": "publish",
            "concepts-levels": ["mbo-3", "mbo-4"],
            "runs-0-starts_on": "10-12-2030",
            "runs-0-starts_at": "9.30",
            "runs-0-place": "Haarlem",
            "runs-0-price_incl": "1.000,50",
            "runs-0-price_excl": "826,86",
            "runs-0-windows": "leden; 1-10-2030; 1-12-2030\nanderen",
            "accreditations-0-register": "kr-vv",
            "accreditations-0-points": "6,5",
            "links-0-url": "www.voorbeeld.example",
            "upload": SimpleUploadedFile("les.pdf", b"%PDF-1.4 les"),
            "picture": SimpleUploadedFile("klas.png", PNG),
            "image_alt": "Een klas",
        }
    )

    response = editor.post("/werkplek/aanbod/nieuw/", data)

    entry = Entry.objects.get()
    assert response.status_code == 302
    assert (entry.state, entry.provider) == ("gepubliceerd", linde)
    content = content_of(entry)
    assert content.concepts["levels"] == ("mbo-3", "mbo-4")
    run = content.runs[0]
    assert (run.price_incl, run.price_excl, run.place) == (100050, 82686, "Haarlem")
    assert run.latitude is not None  # the place gave the coordinates
    assert 52 < run.latitude < 53
    assert [(window.group, str(window.closes_on)) for window in run.windows] == [
        ("leden", "2030-12-01"),
        ("anderen", "None"),
    ]
    assert content.links[0].url == "https://www.voorbeeld.example"
    assert entry.files.get().file.name == "les.pdf"
    assert entry.image.content_type == "image/png"
    assert "les.pdf" in _html(editor.get(f"/werkplek/aanbod/{entry.pk}/wijzigen/"))


class _Sent(HTMLParser):
    """What a browser sends of the form with a title: a list without a choice sends its first."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = [{}]
        self.area = self.choosing = ""
        self.feed(html)
        self.found = next(form for form in self.forms if "title" in form)

    def _add(self, name: str, value: str) -> None:
        self.forms[-1].setdefault(name, []).append(value)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self.forms.append({})
        elif tag == "select":
            self.choosing = name
        elif tag == "option" and self.choosing:
            if "selected" in given:
                self.forms[-1][self.choosing] = [value]
            else:
                self.forms[-1].setdefault(self.choosing, [value])
        elif tag == "textarea":
            self.area = name
            self._add(name, "")
        elif tag == "input" and name and (given.get("type") not in {"checkbox", "radio", "file"} or "checked" in given):
            self._add(name, value or ("on" if given.get("type") == "checkbox" else ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in {"select", "textarea"}:
            self.choosing = self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area:
            self.forms[-1][self.area][-1] += data.removeprefix("\n")


@pytest.mark.parametrize("kind", ["training", "material", "example", "research", "person", "tool", "source"])
def test_a_form_that_nobody_touched_is_saved_as_a_browser_sends_it(editor: Client, linde: Any, kind: str) -> None:
    """With its empty rows, of which the lists always hold a choice."""
    needed: dict[str, dict[str, Any]] = {
        "training": {"runs": [a_run(20), a_run(30)]},
        "person": {"person_name": "V. Voorbeeld", "consent_on": "2026-01-05", "consent_note": "Per mail."},
        "source": {"links": [{"url": "https://voorbeeld.example/"}]},
    }
    entry = an_entry(kind=kind, title="Zoals het is", provider=linde, **needed.get(kind, {}))
    before = content_of(entry)
    url = f"/werkplek/aanbod/{entry.pk}/wijzigen/"

    sent = _Sent(editor.get(url).content.decode()).found
    answer = editor.post(url, sent | {"title": ["Nu anders"]})

    assert answer.status_code == 302, _html(answer)
    after = content_of(Entry.objects.get(pk=entry.pk))
    assert (after.title, after.runs, after.summary) == ("Nu anders", before.runs, before.summary)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("runs-0-price_incl", "-1", "nooit minder dan niets"),
        ("runs-0-price_incl", "1.00.0", "geen bedrag"),
        ("runs-0-starts_on", "31-2-2030", "geen datum"),
        ("links-0-url", "javascript:alert(1)", "geen webadres"),
        ("provider", "Niemand kent ons", "Geen organisatie heeft deze naam"),
        ("accreditations-0-points", "veel", "geen aantal punten"),
        ("runs-0-windows", "leden; ooit", "geen datum"),
        ("summary", "x" * 201, "hoogstens 200 tekens"),
        ("contact", "niet een adres", "geen e-mailadres"),
    ],
)
def test_what_is_wrong_gets_a_sentence_and_what_was_typed_stays(
    editor: Client, linde: Any, field: str, typed: str, sentence: str
) -> None:
    more = {"runs-0-starts_on": "2030-12-10", "accreditations-0-register": "kr-vv", "accreditations-0-points": "1"}

    response = editor.post("/werkplek/aanbod/nieuw/", _typed(**(more | {field: typed})))

    html = _html(response)
    assert response.status_code == 422
    assert sentence in html
    assert typed in html
    assert "Nieuwe training" in html
    assert not Entry.objects.exists()


def test_dates_the_wrong_way_round_are_told_at_their_row(editor: Client, linde: Any) -> None:
    data = _typed(**{"runs-count": "2", "runs-1-starts_on": "2030-12-10", "runs-1-ends_on": "2030-12-01"})

    response = editor.post("/werkplek/aanbod/nieuw/", data)

    assert response.status_code == 422
    assert 'href="#id_runs-1-ends_on"' in _html(response)


def _zip(names: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in names.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plaatje.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("macro.docx", _zip({"word/document.xml": b"x", "word/vbaProject.bin": b"x"})),
        ("bom.zip", _zip({"groot.txt": b"0" * 5_000_000})),
        ("les.pdf", b"MZ\x90\x00 a program"),
        ("leeg.pdf", b""),
    ],
)
def test_files_that_may_hold_programs_are_refused_and_the_rest_stays(
    editor: Client, linde: Any, settings: Any, tmp_path: Any, name: str, content: bytes
) -> None:
    settings.FILES_ROOT = tmp_path
    good = SimpleUploadedFile("goed.pdf", b"%PDF-1.4 goed")

    response = editor.post(
        "/werkplek/aanbod/nieuw/", _typed(upload=[good, SimpleUploadedFile(name, content)], act="publish")
    )

    html = _html(response)
    assert response.status_code == 422
    assert name in html
    assert "Nieuwe training" in html
    assert f'name="held" value="{StoredFile.objects.get().uuid}"' in html  # the good one is kept for the next try
    assert not Entry.objects.exists()


def test_an_svg_is_no_picture(editor: Client, linde: Any, settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path

    response = editor.post("/werkplek/aanbod/nieuw/", _typed(picture=SimpleUploadedFile("x.png", b"<svg></svg>")))

    assert response.status_code == 422
    assert not StoredFile.objects.exists()


def test_somebody_elses_file_cannot_be_published_by_knowing_its_number(
    editor: Client, linde: Any, settings: Any, tmp_path: Any
) -> None:
    from knooppunt.catalogue.tests.factories import StoredFileFactory

    secret = StoredFileFactory(uploaded_by=user_with("editor"))

    editor.post("/werkplek/aanbod/nieuw/", _typed(held=str(secret.uuid), image=str(secret.uuid), act="publish"))

    entry = Entry.objects.get()
    assert not entry.files.exists()
    assert entry.image is None


def test_more_rows_come_without_losing_what_was_typed(editor: Client, linde: Any) -> None:
    data = _typed(**{"more": "runs", "runs-0-place": "Almere"})

    html = _html(editor.post("/werkplek/aanbod/nieuw/", data))

    assert 'value="Almere"' in html
    assert 'name="runs-3-starts_on"' in html
    assert not Entry.objects.exists()


def test_ten_thousand_rows_are_not_a_page_of_ten_thousand_rows(editor: Client, linde: Any) -> None:
    response = editor.post("/werkplek/aanbod/nieuw/", _typed(**{"runs-count": "10000"}))

    assert response.status_code == 302
    assert Entry.objects.get().runs.count() == 0


def test_changing_keeps_what_the_form_does_not_show(editor: Client, linde: Any) -> None:
    runs = [a_run(-30, place="Voorbij"), a_run(30, place="Straks")]
    entry = an_entry(provider=linde, runs=runs)
    page = _html(editor.get(f"/werkplek/aanbod/{entry.pk}/wijzigen/"))
    assert "Straks" in page

    data = _typed(
        **{"title": "Anders", "version": "1", "runs-0-starts_on": runs[1]["starts_on"], "runs-0-place": "Elders"}
    )
    response = editor.post(f"/werkplek/aanbod/{entry.pk}/wijzigen/", data)

    entry.refresh_from_db()
    assert response.status_code == 302
    assert entry.title == "Anders"
    assert {run.place for run in content_of(entry).runs} == {"Voorbij", "Elders"}


def test_who_comes_second_sees_both_versions_and_can_choose(editor: Client, linde: Any) -> None:
    entry = an_entry(provider=linde, title="Eerst")
    editor.post(f"/werkplek/aanbod/{entry.pk}/wijzigen/", _typed(title="Van een ander", version="1"))

    late = _typed(title="Van mij", version="1")
    response = editor.post(f"/werkplek/aanbod/{entry.pk}/wijzigen/", late)

    html = _html(response)
    assert response.status_code == 409
    assert "Van een ander" in html
    assert "Van mij" in html
    editor.post(f"/werkplek/aanbod/{entry.pk}/wijzigen/", late | {"version": "2"})
    entry.refresh_from_db()
    assert entry.title == "Van mij"


def test_an_incomplete_draft_is_not_published_and_says_what_is_missing(editor: Client) -> None:
    entry = an_entry("concept", summary="")

    html = _html(editor.post(f"/werkplek/aanbod/{entry.pk}/stand/", {"act": "gepubliceerd"}, follow=True))

    entry.refresh_from_db()
    assert entry.state == "concept"
    assert "Zeg in één of twee zinnen wat het is" in html


def test_the_way_through_the_states_and_back_from_the_bin(editor: Client) -> None:
    entry = an_entry("concept")
    address = f"/werkplek/aanbod/{entry.pk}/"

    editor.post(f"{address}stand/", {"act": "gepubliceerd", "version": "1"})
    editor.post(f"{address}stand/", {"act": "verborgen", "reason": "klopt niet"})
    assert "klopt niet" in _html(editor.get(f"{address}geschiedenis/"))
    gone = editor.post(f"{address}weg/")
    assert editor.get(address).status_code == 404
    html = _html(editor.get(gone["Location"]))
    batch = Entry.all_objects.get().bin_batch_id
    assert f"/werkplek/aanbod/terug/{batch}/" in html
    editor.post(f"/werkplek/aanbod/terug/{batch}/")
    assert Entry.objects.get().state == "verborgen"


def test_a_stale_page_does_not_publish_over_somebody_elses_change(editor: Client, linde: Any) -> None:
    entry = an_entry("concept", provider=linde)
    editor.post(f"/werkplek/aanbod/{entry.pk}/wijzigen/", _typed(version="1"))

    editor.post(f"/werkplek/aanbod/{entry.pk}/stand/", {"act": "gepubliceerd", "version": "1"})

    entry.refresh_from_db()
    assert entry.state == "concept"


def test_an_ambassador_keeps_the_own_region_and_sees_no_other_drafts(client: Client, linde: Any, terms: None) -> None:
    hub, other = HubFactory(), HubFactory()
    own, foreign = (
        an_entry("concept", hub=hub.slug, title="Van ons"),
        an_entry("concept", hub=other.slug, title="Van hen"),
    )
    shown = an_entry(hub=other.slug, title="Van hen en zichtbaar")
    client.force_login(user_with("ambassador", hub))

    html = _html(client.get("/werkplek/aanbod/"))
    assert "Van ons" in html
    assert "Van hen" not in html
    assert client.get(f"/werkplek/aanbod/{own.pk}/wijzigen/").status_code == 200
    assert client.get(f"/werkplek/aanbod/{foreign.pk}/").status_code == 404
    assert client.get(f"/werkplek/aanbod/{shown.pk}/wijzigen/").status_code == 403
    moved = client.post("/werkplek/aanbod/nieuw/", _typed(hub=other.slug))
    assert moved.status_code == 422
    assert client.post("/werkplek/aanbod/nieuw/", _typed(hub=hub.slug)).status_code == 302


@pytest.mark.parametrize("role", ["member", "programme"])
def test_others_do_not_enter(client: Client, role: str) -> None:
    client.force_login(user_with(role))

    assert client.get("/werkplek/aanbod/").status_code == 403
    assert client.get("/werkplek/aanbod/nieuw/").status_code == 403


def test_the_list_costs_the_same_for_one_and_three_entries(editor: Client) -> None:
    an_entry(title="Rij 1", owner=user_with("member"))
    editor.get("/werkplek/aanbod/")  # what is worked out once for all pages
    with CaptureQueriesContext(connection) as one:
        editor.get("/werkplek/aanbod/")
    for number in (2, 3):
        an_entry(title=f"Rij {number}", owner=user_with("member"), hub=HubFactory().slug)

    with CaptureQueriesContext(connection) as three:
        html = _html(editor.get("/werkplek/aanbod/"))

    assert html.count("Rij ") == 3
    assert len(three) == len(one)


def test_the_list_can_be_searched_and_filtered(editor: Client) -> None:
    an_entry(title="Rouw op school", kind="material")
    an_entry("concept", title="Pijn meten")
    an_entry(title="Oud", checked_on=None)
    Entry.objects.filter(title="Oud").update(review_by="2020-01-01")

    def found(query: str) -> set[str]:
        html = _html(editor.get(f"/werkplek/aanbod/?{query}"))
        return {title for title in ("Rouw op school", "Pijn meten", "Oud") if f">{title}<" in html}

    assert found("q=rouw") == {"Rouw op school"}
    assert found("stand=concept") == {"Pijn meten"}
    assert found("soort=material") == {"Rouw op school"}
    assert found("wat=old") == {"Oud"}
    assert found("stand=onzin&soort=x&wat=y&page=99") == {"Rouw op school", "Pijn meten", "Oud"}


def test_entries_are_related_by_number_or_address_and_loosened_again(editor: Client) -> None:
    one, other = an_entry(title="Deel"), an_entry(title="Geheel")
    address = f"/werkplek/aanbod/{one.pk}/verbanden/"

    editor.post(address, {"type": "part_of", "other": f"http://testserver{other.get_absolute_url()}"})
    assert EntryRelation.objects.get().other == other
    for wrong in (
        {"type": "part_of", "other": str(one.pk)},
        {"type": "x", "other": str(other.pk)},
        {"type": "related", "other": "?"},
    ):
        editor.post(address, wrong)
    assert EntryRelation.objects.count() == 1
    answer = editor.post(address, {"drop": EntryRelation.objects.get().pk}, follow=True)
    assert not EntryRelation.objects.exists()
    assert "‘Geheel’ hoort niet meer bij dit aanbod." in answer.content.decode()
    editor.post(address, answer.context["loosened"]["hidden"])
    assert (EntryRelation.objects.get().other, EntryRelation.objects.get().type) == (other, "part_of")
    again = editor.get(f"/werkplek/aanbod/{one.pk}/", {"los": other.pk, "verband": "part_of"})
    assert again.context["loosened"] is None


def test_the_other_entry_is_offered_by_words(editor: Client) -> None:
    one, other = an_entry(title="Rouw, deel 1"), an_entry(title="Rouw, deel 2")
    address = f"/werkplek/aanbod/{one.pk}/verbanden/"

    asked = editor.post(address, {"type": "part_of", "other": "rouw deel"})
    html = editor.get(asked["Location"].partition("#")[0]).content.decode()
    editor.post(address, {"type": "part_of", "other": ["rouw deel", str(other.pk)]})

    assert 'value="part_of" selected' in html
    assert f'name="other" value="{other.pk}"' in html
    assert f'name="other" value="{one.pk}"' not in html  # not with itself
    assert EntryRelation.objects.get().other == other


@pytest.mark.parametrize("kind", ["training", "material", "example", "research", "person", "tool", "source"])
def test_every_kind_has_a_form_that_can_be_saved(editor: Client, linde: Any, kind: str) -> None:
    assert editor.get(f"/werkplek/aanbod/nieuw/?soort={kind}").status_code == 200

    response = editor.post("/werkplek/aanbod/nieuw/", _typed(kind=kind))

    assert response.status_code == 302
    assert content_of(Entry.objects.get()) == EntryContent.from_dict(
        {"kind": kind, "title": "Nieuwe training", "summary": "Kort gezegd.", "provider": str(linde.uuid)}
    )
