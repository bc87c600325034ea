"""CASE in, CASE out: equal. Damaged and hostile files get a sentence."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from knooppunt.framework.actions.importing import Wishes, import_framework, remove_left_behind
from knooppunt.framework.case.export import items_table, package_object
from knooppunt.framework.case.sources import CaseFile, TableFile, source_of
from knooppunt.framework.case.stream import CaseRefused
from knooppunt.framework.case.survey import survey
from knooppunt.framework.models import Framework, FrameworkAssociation, FrameworkItem
from knooppunt.framework.tests.factories import make_framework, make_item

pytestmark = pytest.mark.django_db

NOW = "2026-11-22T10:00:00+00:00"
OTHERS = Path(os.environ.get("KNOOPPUNT_CASE_FILES", "/nonexistent"))


def link(identifier: str, title: str = "") -> dict[str, str]:
    return {"title": title, "identifier": identifier, "uri": f"urn:x:{identifier}"}


def item(identifier: str, text: str = "Tekst", **more: Any) -> dict[str, Any]:
    return {"identifier": identifier, "uri": f"urn:x:{identifier}", "fullStatement": text,
            "lastChangeDateTime": NOW, **more}  # fmt: skip


def child(origin: str, destination: str, number: int | None = None, kind: str = "isChildOf") -> dict[str, Any]:
    found: dict[str, Any] = {
        "identifier": f"a-{origin}-{kind}-{destination}",
        "uri": "urn:x:a",
        "associationType": kind,
        "originNodeURI": link(origin),
        "destinationNodeURI": link(destination),
        "lastChangeDateTime": NOW,
    }
    return found if number is None else found | {"sequenceNumber": number}


def package(items: list[Any], associations: list[Any] | None = None, **document: Any) -> dict[str, Any]:
    return {
        "CFDocument": {"identifier": "doc", "uri": "urn:x:doc", "title": "Eigen raamwerk", "creator": "Voorbeeld",
                       "lastChangeDateTime": NOW, **document},
        "CFItems": items,
        "CFAssociations": associations or [],
    }  # fmt: skip


def write(folder: Path, value: Any, name: str = "raamwerk.json") -> Path:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def take_in(path: Path, **wishes: Any) -> Framework:
    source = source_of(path, name=path.name)
    found = survey(source)
    assert found.errors == []
    return import_framework(source=source, found=found, wishes=Wishes(**wishes), by=None)


RICH = package(
    [
        item("a", "Bovenste", humanCodingScheme="A", CFItemType="Cluster", notes=None, statusEndDate="2030-01-01"),
        item("b", "Onder\r\nhet eerste 𝑑", educationLevel=["06", "mbo 3"], conceptKeywords=["rouw", ""], language="nl"),
        item("c", "", statusStartDate="2017-01-01T00:00:00", educationLevel="07") | {"fullStatement": "Derde", "notes": ""},
        item("d", "Vierde", onbekend={"diep": [1, 2.5, None, True]}, extensions={"ander": "iets"}, educationLevel=[]),
    ],
    [
        child("a", "doc", 2), child("d", "doc", 1), child("b", "a"), child("c", "a"), child("c", "d"),
        child("b", "elders", kind="exactMatchOf"), child("a", "b", kind="precedes"),
        child("b", "c", kind="ext:eigenSoort") | {"sequenceNumber": "drie", "notes": "eigen", "CFDocumentURI": None},
    ],
    caseVersion="1.1", frameworkType="Eigen soort", adoptionStatus="Draft", subject=["Zorg"], statusEndDate=None,
    extensions={"ander": [1]},
)  # fmt: skip


@pytest.mark.parametrize(
    "given",
    [
        RICH,
        package([]),
        {"CFDocument": RICH["CFDocument"]},
        {"CFItems": None, "CFDocument": RICH["CFDocument"], "CFAssociations": None, "CFRubrics": [{"x": 1}]},
        {"CFAssociations": RICH["CFAssociations"], "CFDefinitions": {"CFConcepts": []}, "CFItems": RICH["CFItems"],
         "extensions": {"y": 1}, "CFDocument": RICH["CFDocument"]},
    ],
    ids=["rich", "empty", "only-document", "nulls", "other-order"],
)  # fmt: skip
def test_what_came_in_goes_out_equal(tmp_path: Path, terms: None, given: dict[str, Any]) -> None:
    framework = take_in(write(tmp_path, given))

    assert package_object(framework) == given
    assert list(package_object(framework)) == list(given)


@pytest.mark.parametrize("path", sorted(OTHERS.glob("*.json")), ids=lambda path: path.name)
def test_files_of_others_go_out_equal(path: Path, terms: None) -> None:
    framework = take_in(path)

    assert package_object(framework) == json.loads(path.read_text(encoding="utf-8"))


def test_what_goes_out_of_here_comes_in_equal(tmp_path: Path, terms: None) -> None:
    framework = make_framework("Hier gemaakt", is_example=True)
    top = make_item(framework, "Deel", kind="group", domains=["stervensfase"])
    make_item(framework, "Kent de tekenen", top, kind="knowledge", levels=["mbo-3"], canmeds=["communicator"])
    first = package_object(framework)
    framework.delete()

    second = take_in(write(tmp_path, first))

    assert package_object(second) == first
    made = second.items.get(full_statement="Kent de tekenen")
    assert (made.kind and made.kind.code, made.tags) == (
        "knowledge", {"levels": ["mbo-3"], "canmeds": ["communicator"]}
    )  # fmt: skip
    assert sorted(made.concepts.values_list("code", flat=True)) == ["communicator", "mbo-3"]
    assert second.is_example is True


def test_the_older_version_of_case_gets_only_what_it_knows(tmp_path: Path, terms: None) -> None:
    framework = take_in(write(tmp_path, RICH))

    found = package_object(framework, version="1.0")

    assert {one["associationType"] for one in found["CFAssociations"]} == {
        "isChildOf", "exactMatchOf", "precedes", "isRelatedTo",
    }  # fmt: skip
    assert not any("notes" in one for one in found["CFAssociations"])

    assert not {"caseVersion", "frameworkType", "extensions"} & set(found["CFDocument"])
    assert not {"subject", "extensions"} & {key for one in found["CFItems"] for key in one}


def test_the_tree_follows_sequence_numbers_and_then_the_file(tmp_path: Path, terms: None) -> None:
    framework = take_in(write(tmp_path, RICH))

    rows = framework.items.order_by("order").values_list("identifier", "depth", "order", "last", "parent__identifier")

    assert list(rows) == [("d", 0, 1, 1, None), ("a", 0, 2, 4, None), ("b", 1, 3, 3, "a"), ("c", 1, 4, 4, "a")]


def test_levels_that_we_know_become_filters(tmp_path: Path, terms: None) -> None:
    framework = take_in(write(tmp_path, RICH))

    assert framework.items.get(identifier="b").tags == {"levels": ["mbo-3"], "domains": ["verlies-en-rouw"]}


def test_an_end_in_another_framework_is_found_whichever_came_first(tmp_path: Path, terms: None) -> None:
    elsewhere = package([item("elders")], identifier="ander")

    first = take_in(write(tmp_path, RICH))
    other = take_in(write(tmp_path, elsewhere))

    tie = FrameworkAssociation.objects.get(framework=first, kind="exactMatchOf")
    assert tie.destination == other.items.get()


def nested(depth: int) -> str:
    """A package with one item that holds objects in objects."""
    deep = '{"a":' * depth + "1" + "}" * depth
    start = json.dumps({"CFDocument": RICH["CFDocument"], "CFItems": [item("a")]})
    return f'{start[:-3]}, "x": {deep}}}]}}'


SENTENCES = {
    "empty": ("", "leeg"),
    "blank": (" \n ", "leeg"),
    "list": ("[]", "één JSON-object"),
    "word": ("{raamwerk}", "beschadigd"),
    "cut in a string": ('{"CFDocument": {"identifier": "d', "houdt te vroeg op"),
    "cut in the items": (json.dumps(RICH)[:900], "houdt te vroeg op"),
    "cut before the end": (json.dumps(RICH)[:-1], "houdt te vroeg op"),
    "twice": (json.dumps(RICH) * 2, "achter het einde"),
    "no document": ('{"CFItems": []}', "geen CFDocument"),
    "nothing": ("{}", "geen CFDocument"),
    "deep": ('{"CFDocument": ' + "[" * 100_000 + "]" * 100_000 + "}", "te diep"),
    "deep in an item": (nested(100_000), "te diep"),
    "as deep as can be read": (nested(300), "te diep"),
    "nul": ('{"CFDocument": {"identifier": "d", "title": "a\\u0000b"}}', "NUL"),
    "half a character": ('{"CFDocument": {"identifier": "d", "title": "a\\ud800b"}}', "beschadigd"),
    "not a number": ('{"CFDocument": {"identifier": "d", "title": "a", "x": NaN}}', "beschadigd"),
}


@pytest.mark.parametrize(("text", "sentence"), SENTENCES.values(), ids=SENTENCES.keys())
def test_a_file_that_cannot_be_read_gets_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(CaseRefused, match=sentence):
        survey(CaseFile(write(tmp_path, text)))


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_letters_of_another_encoding_get_a_sentence(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "raamwerk.json"
    path.write_bytes('{"CFDocument": {"title": "coördinatie"}}'.encode(encoding))

    with pytest.raises(CaseRefused):
        survey(CaseFile(path))


WRONG = {
    "same identifier": (package([item("a"), item("b"), item("a")]), "zelfde identificatie als onderdeel 1: a"),
    "no identifier": (package([{"fullStatement": "x"}]), "geen goede identificatie"),
    "number as identifier": (package([item("a") | {"identifier": 5}]), "geen goede identificatie"),
    "long identifier": (package([item("a" * 300)]), "geen goede identificatie"),
    "no text": (package([item("a", " ")]), "geen tekst"),
    "no object": (package([item("a"), 5]), "geen object"),
    "items no list": ({"CFDocument": RICH["CFDocument"], "CFItems": {"a": 1}}, "hoort een lijst te zijn"),
    "document without title": (package([], title=None), "geen goede ‘title’"),
    "association without ends": (package([], [{"identifier": "x", "associationType": "precedes"}]), "mist een"),
    "same association": (package([item("a")], [child("a", "doc"), child("a", "doc")]), "al eerder voorkomt"),
    "circle": (package([item("a"), item("b")], [child("a", "b"), child("b", "a")]), "in een kring"),
    "under itself": (package([item("a")], [child("a", "a")]), "in een kring"),
    "circle by second parents": (
        package([item("a"), item("b")], [child("a", "doc"), child("b", "doc"), child("a", "b"), child("b", "a")]),
        "in een kring",
    ),
}


@pytest.mark.parametrize(("given", "sentence"), WRONG.values(), ids=WRONG.keys())
def test_a_file_that_is_not_right_says_what_and_where(
    tmp_path: Path, terms: None, given: dict[str, Any], sentence: str
) -> None:
    path = write(tmp_path, given)
    source = CaseFile(path)
    found = survey(source)

    assert any(sentence in error for error in found.errors), found.errors
    with pytest.raises(ValueError, match="errors"):
        import_framework(source=source, found=found, by=None)
    with pytest.raises(CommandError):
        call_command("import_framework", str(path))
    assert Framework.all_objects.count() == 0


def test_a_circle_names_who_is_in_it(tmp_path: Path) -> None:
    items = [item(name) for name in "abcd"]
    ring = [child("b", "c"), child("c", "d"), child("d", "b"), child("a", "doc")]

    found = survey(CaseFile(write(tmp_path, package(items, ring))))

    assert found.errors == ["Onderdelen staan in een kring onder elkaar: b → c → d."]


def test_a_deep_line_of_items_is_no_problem(tmp_path: Path, terms: None) -> None:
    items = [item(f"i{number}") for number in range(300)]
    line = [child("i0", "doc"), *(child(f"i{number}", f"i{number - 1}") for number in range(1, 300))]

    framework = take_in(write(tmp_path, package(items, line)))

    assert framework.items.order_by("-depth").values_list("depth", "order", "last")[0] == (299, 300, 300)


def test_one_bad_element_far_on_leaves_nothing_behind(tmp_path: Path, terms: None, monkeypatch: Any) -> None:
    from knooppunt.framework.actions import importing

    monkeypatch.setattr(importing, "CHUNK", 2)
    path = write(tmp_path, package([item(f"i{number}") for number in range(5)]))
    source, found = CaseFile(path), survey(CaseFile(path))
    write(tmp_path, package([item(f"i{number}") for number in range(4)]))

    with pytest.raises(CaseRefused):
        import_framework(source=source, found=found, by=None)

    assert Framework.all_objects.count() == FrameworkItem.all_objects.count() == 0


def test_an_import_that_was_interrupted_is_seen_by_nobody_and_goes(terms: None) -> None:
    framework = make_framework("Half")
    make_item(framework, "Een")
    Framework.objects.filter(pk=framework.pk).update(
        state=Framework.State.IMPORTING, created_at="2020-01-01T00:00:00+00:00"
    )

    assert not Framework.objects.complete().exists()
    assert remove_left_behind() == 1
    assert FrameworkItem.all_objects.count() == 0


def test_the_memory_of_a_survey_does_not_hold_the_texts(tmp_path: Path) -> None:
    import tracemalloc

    long_text = "x" * 20_000
    path = write(tmp_path, package([item(f"i{number}", long_text) for number in range(400)]))

    tracemalloc.start()
    survey(CaseFile(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert path.stat().st_size > 8_000_000
    assert peak < 3_000_000


def test_the_memory_of_saving_does_not_hold_the_texts(
    tmp_path: Path, terms: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tracemalloc

    from knooppunt.framework.actions import importing

    monkeypatch.setattr(importing, "HEAVY", 400_000)
    items = [item(f"i{number}", "x" * 20_000, extensions={"ander": ["y" * 1_000]}) for number in range(400)]
    path = write(tmp_path, package(items, [child("i0", "doc")]))
    del items
    source = CaseFile(path)
    found = survey(source)

    tracemalloc.start()
    framework = import_framework(source=source, found=found, by=None)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert framework.items.count() == 400
    assert path.stat().st_size > 8_000_000
    assert peak < 4_000_000


def test_places_are_the_same_in_every_order_of_the_file(tmp_path: Path, terms: None) -> None:
    """Children before their parents, associations before items, and a chunk of two rows."""
    items = [item(name) for name in "abcdef"]
    ties = [child("a", "b", 2), child("c", "b", 1), child("b", "doc"), child("d", "c"), child("e", "doc", 1),
            child("f", "e")]  # fmt: skip
    given = package(items, ties)
    other = {key: given[key] for key in ("CFAssociations", "CFDocument", "CFItems")}
    other["CFItems"] = items[::-1]

    def rows(framework: Framework) -> list[Any]:
        fields = ("identifier", "parent__identifier", "position", "order", "last", "depth")
        return list(framework.items.order_by("order").values_list(*fields))

    expected = [
        ("e", None, 0, 1, 2, 0), ("f", "e", 0, 2, 2, 1),
        ("b", None, 1, 3, 6, 0), ("c", "b", 0, 4, 5, 1), ("d", "c", 0, 5, 5, 2), ("a", "b", 1, 6, 6, 1),
    ]  # fmt: skip
    assert rows(take_in(write(tmp_path, given))) == expected
    framework = take_in(write(tmp_path, other, "andersom.json"))
    assert rows(framework) == expected
    assert framework.associations.filter(is_tree=True, origin__isnull=False).count() == 6


def test_a_mark_of_byte_order_is_no_problem(tmp_path: Path, terms: None) -> None:
    path = tmp_path / "raamwerk.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(RICH).encode())

    assert package_object(take_in(path)) == RICH


CSV = """Code;Tekst;Hoort onder;Soort;Niveaus;Beroepen;Domeinen
A;Stervensfase;;groep;;;Stervensfase
A.1;Meldt wat verandert;A;gedrag;mbo 2, mbo 3;helpende;stervensfase
A.2;=1+1;Stervensfase;kennis;;;
"""


def test_a_table_becomes_a_tree_with_terms(tmp_path: Path, terms: None) -> None:
    framework = take_in(write(tmp_path, CSV, "lijst.csv"), title="Uit een lijst")

    rows = list(framework.items.order_by("order"))
    assert [(row.code, row.depth) for row in rows] == [("A", 0), ("A.1", 1), ("A.2", 1)]
    assert rows[1].tags == {"levels": ["mbo-2", "mbo-3"], "professions": ["helpende"], "domains": ["stervensfase"]}
    assert rows[1].kind is not None
    assert rows[1].kind.code == "behaviour"
    assert (framework.title, framework.state) == ("Uit een lijst", Framework.State.DRAFT)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_comes_back_as_it_went_out(tmp_path: Path, terms: None, kind: str) -> None:
    from knooppunt.core.documents.tables import csv_lines
    from knooppunt.core.documents.xlsx import make_xlsx

    first = take_in(write(tmp_path, CSV, "lijst.csv"))
    table = items_table(first)
    path = tmp_path / f"terug.{kind}"
    path.write_bytes(b"".join(csv_lines(table.columns, table.rows)) if kind == "csv" else make_xlsx([table], title="x"))

    second = take_in(path)

    def content(framework: Framework) -> list[Any]:
        return list(
            framework.items.order_by("order").values_list(
                "identifier", "code", "full_statement", "tags", "kind__code", "parent__identifier", "keywords"
            )
        )

    assert content(second) == content(first)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Naam;Soort\na;b\n", "Tekst"),
        ("Tekst\n", "geen rijen"),
        ("Tekst;Hoort onder\na;nergens\n", "nergens"),
        ("Code;Tekst;Hoort onder\na;Een;\na;Twee;\nb;Drie;a\n", "rij 2 en rij 3 heten allebei zo"),
        ("Code;Tekst\na;Een\nb;#FORMULE?\n", "Rij 3"),
    ],
)
def test_a_table_that_is_not_right_says_so(tmp_path: Path, terms: None, text: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("import_framework", str(write(tmp_path, text, "lijst.csv")))


def test_one_thing_is_told_as_one(tmp_path: Path) -> None:
    parts = {**RICH, "CFItems": [*RICH["CFItems"], {"identifier": "x", "uri": "x", "fullStatement": None}]}

    with pytest.raises(CommandError, match=r"^1 ding moet eerst"):
        call_command("import_framework", str(write(tmp_path, parts)))


def test_rows_in_a_circle_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "Code;Tekst;Hoort onder\na;Een;b\nb;Twee;a\n", "lijst.csv")

    assert "kring" in survey(TableFile(path, path.name)).errors[0]


def test_the_commands_say_what_they_do(tmp_path: Path, terms: None, capsys: Any) -> None:
    path = write(tmp_path, RICH)

    call_command("import_framework", str(path), "--dry-run")
    assert "4 onderdelen, 8 verbanden" in capsys.readouterr().out
    assert not Framework.objects.exists()

    call_command("import_framework", str(path))
    assert "eigen-raamwerk" in capsys.readouterr().out
    call_command("export_framework", "doc", "--output", str(tmp_path / "uit.json"))
    call_command("export_framework", "doc", "--format", "csv")
    assert not sys.stdout.closed  # the command line still has to flush it
    assert json.loads((tmp_path / "uit.json").read_text(encoding="utf-8")) == RICH
    with pytest.raises(CommandError, match="geen raamwerk"):
        call_command("export_framework", "bestaat-niet")


def test_an_empty_framework_is_not_published_and_not_taken_in_halfway(tmp_path: Path, terms: None) -> None:
    path = write(tmp_path, {**RICH, "CFItems": [], "CFAssociations": []})

    with pytest.raises(CommandError, match="nog niets in dit raamwerk"):
        call_command("import_framework", str(path), "--publish")

    assert not Framework.all_objects.exists()


def test_an_export_that_breaks_off_leaves_the_file_that_was_there(
    tmp_path: Path, terms: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "in.json"
    path.write_text(json.dumps(RICH), encoding="utf-8")
    call_command("import_framework", str(path))
    output = tmp_path / "uit.json"
    output.write_text("van gisteren", encoding="utf-8")

    def full(*_args: object, **_options: object) -> Iterator[str]:
        yield "{"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("knooppunt.framework.management.commands.export_framework.package_text", full)
    with pytest.raises(OSError, match="No space"):
        call_command("export_framework", "doc", "--output", str(output))

    assert output.read_text(encoding="utf-8") == "van gisteren"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["in.json", "uit.json"]


def test_the_same_file_twice_is_two_versions(tmp_path: Path, terms: None) -> None:
    path = write(tmp_path, RICH)

    first, second = take_in(path), take_in(path)

    assert [first.slug, second.slug] == ["eigen-raamwerk", "eigen-raamwerk-2"]
    assert package_object(first) == package_object(second) == RICH
