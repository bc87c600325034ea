"""Taking in a file on the page: look first, then everything or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from knooppunt.accounts.models import User
from knooppunt.core import jobs
from knooppunt.core.models import Job, StoredFile
from knooppunt.core.tables import TableRefused
from knooppunt.framework.case.sources import source_of
from knooppunt.framework.case.survey import Survey, survey
from knooppunt.framework.models import Framework, FrameworkItem
from knooppunt.framework.tests.factories import make_published
from knooppunt.framework.tests.test_case_files import RICH, item, package

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path / "files"


def upload(client: Client, content: Any, name: str = "raamwerk.json") -> Any:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return client.post(reverse("framework:import"), {"file": SimpleUploadedFile(name, data)})


def confirm(client: Client, **more: str) -> Any:
    data = {"file": str(StoredFile.objects.get().uuid), "title": "Mijn raamwerk", "kind": "elective", **more}
    return client.post(reverse("framework:import-confirm"), data)


def test_looking_saves_nothing_and_saving_saves_everything(terms: None, editor: User, signed_in: SignIn) -> None:
    client = signed_in(editor)

    preview = upload(client, RICH)
    page = preview.content.decode()
    assert preview.status_code == 200
    assert "4 onderdelen, 8 verbanden" in page
    assert "Bovenste" in page
    assert not Framework.objects.exists()

    answer = confirm(client, is_example="on")
    framework = Framework.objects.get()
    assert answer["Location"] == reverse("framework:edit", args=[framework.slug])
    assert (framework.title, framework.kind.code, framework.is_example) == ("Mijn raamwerk", "elective", True)
    assert framework.items.count() == 4


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "leeg"),
        (b'{"CFDocument": {', "houdt te vroeg op"),
        (json.dumps(package([item("a"), item("a")])).encode(), "zelfde identificatie"),
        (b"\x00\x01\x02" * 50, "CFDocument"),
        (b"%PDF-1.7 geen raamwerk", "kind"),
    ],
    ids=["empty", "cut off", "twice", "rubbish", "pdf"],
)
def test_a_bad_file_gets_a_sentence_and_saves_nothing(
    terms: None, editor: User, signed_in: SignIn, content: bytes, sentence: str
) -> None:
    response = upload(signed_in(editor), content)

    assert response.status_code == 422
    assert "error" in response.content.decode()
    assert not Framework.objects.exists()


def test_a_file_of_somebody_else_is_not_taken(terms: None, editor: User, signed_in: SignIn) -> None:
    from knooppunt.network.models import Role
    from knooppunt.network.tests.factories_people import user_with

    upload(signed_in(editor), RICH)

    confirm(signed_in(user_with(Role.EDITOR)))  # type: ignore[no-untyped-call]

    assert not Framework.objects.exists()


def test_a_large_file_is_left_to_the_worker(
    terms: None, editor: User, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from knooppunt.framework.views import imports

    monkeypatch.setattr(imports, "AT_ONCE", 3)
    client = signed_in(editor)
    upload(client, RICH)

    confirm(client)
    assert not Framework.objects.exists()
    job = Job.objects.get(name="framework.import_framework")
    definition = jobs.definition_of(job.name)
    assert definition is not None
    definition(**job.args)

    assert Framework.objects.get().items.count() == 4


def test_a_new_version_of_what_is_there_maps_its_items(terms: None, editor: User, signed_in: SignIn) -> None:
    first = make_published("Eerst", items=2)
    old = first.items.order_by("order")[0]
    client = signed_in(editor)
    upload(client, package([item(old.identifier, old.full_statement), item("nieuw", "Iets nieuws")]))

    confirm(client, previous=str(first.pk))

    second = Framework.objects.get(previous=first)
    mapped = dict(second.mappings.values_list("old__full_statement", "state"))
    assert mapped[old.full_statement] == "certain"
    assert len(mapped) == 2
    assert FrameworkItem.objects.count() == 4


@pytest.mark.parametrize("data", [{"file": "geen uuid"}, {"title": ""}, {"kind": "bestaat niet"}, {"previous": "9999"}])
def test_a_tampered_confirmation_gets_a_sentence(
    terms: None, editor: User, signed_in: SignIn, data: dict[str, str]
) -> None:
    client = signed_in(editor)
    upload(client, RICH)

    response = confirm(client, **data)

    assert response.status_code in {302, 422}
    assert not Framework.objects.exists()


def looked_through(tmp_path: Path, table: str) -> Survey:
    path = tmp_path / "raamwerk.csv"
    path.write_text(table, encoding="utf-8")
    return survey(source_of(path, name=path.name))


def test_columns_in_another_order_are_the_same_and_unknown_ones_are_named(tmp_path: Path, terms: None) -> None:
    found = looked_through(tmp_path, "Kleur;Niveaus;Tekst;Beroepen;\nrood;mbo 3, mbo 9;Kent rouw;tovenaar;\n")

    assert found.errors == []
    assert found.warnings == [
        "Deze kolommen nemen we niet over: Kleur.",
        "Deze woorden bij ‘Niveaus’ kennen we niet: mbo 9. De onderdelen houden ze, maar niemand kan erop filteren.",
        "Deze woorden bij ‘Beroepen’ kennen we niet: tovenaar. De onderdelen houden ze, maar niemand kan erop filteren.",
    ]


def test_a_column_that_stands_there_twice_is_refused(tmp_path: Path, terms: None) -> None:
    with pytest.raises(TableRefused, match="De kolommen ‘Tekst’ en ‘Omschrijving’ betekenen hetzelfde"):
        looked_through(tmp_path, "Tekst;Omschrijving\nKent rouw;Kent verlies\n")


def test_rows_under_each_other_in_a_circle_are_named_as_people_know_them(tmp_path: Path, terms: None) -> None:
    found = looked_through(tmp_path, "Code;Tekst;Hoort onder\nA;Het ene;B\nB;Het andere;A\n;Zonder code;Zonder code\n")

    assert found.errors == ["Onderdelen staan in een kring onder elkaar: A → B."]
