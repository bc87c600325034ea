"""Reading tables that people hand in, good and bad."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from knooppunt.core.documents.tables import Column, csv_lines
from knooppunt.core.tables import NO_OUTCOME, TableRefused, read_table

TEXT = "Naam;Soort\nHospice Zoë;hospice\n\nROC;mbo\n"


@pytest.fixture
def file(tmp_path):
    def write(content, name="lijst.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def cells(table):
    return [(row.number, row.cells) for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_csv_is_read_in_every_usual_encoding(file, encoding):
    table = read_table(file(TEXT.encode(encoding)))

    assert table.header.cells == ("Naam", "Soort")
    assert cells(table) == [(2, ("Hospice Zoë", "hospice")), (4, ("ROC", "mbo"))]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_csv_is_read_with_every_usual_separator(file, separator):
    table = read_table(file(f'Naam{separator}Soort\n"a{separator}b"{separator}"twee\nregels"\n'.encode()))

    assert table.rows[0].cells == (f"a{separator}b", "twee\nregels")


def workbook(rows, **sheets):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_is_read_as_text(file):
    content = workbook([["Naam", "Jaar", None], [None, None, None], ["Zoë", 2024, 1.5], [True, None, None]])

    table = read_table(file(content, "lijst.xlsx"))

    assert table.header.cells == ("Naam", "Jaar")
    assert cells(table) == [(3, ("Zoë", "2024", "1.5")), (4, ("1",))]


def test_cells_merged_downwards_are_meant_for_every_row(file):
    book = Workbook()
    sheet = book.active
    for row in (
        ["Alle contacten"],
        ["School", "Naam"],
        ["ROC Voorbeeld", "Kim"],
        [None, "Sam"],
        [],
        ["Hospice", "Noor"],
    ):
        sheet.append(row)
    sheet.append([None, "Loes"])
    sheet.merge_cells("A1:B1")  # a title across: not repeated
    sheet.merge_cells("A3:A5")  # the empty row stays no row
    out = io.BytesIO()
    book.save(out)

    read = read_table(file(out.getvalue(), "lijst.xlsx"))

    assert read.header.cells == ("Alle contacten",)
    assert [row.cells for row in read.rows] == [
        ("School", "Naam"),
        ("ROC Voorbeeld", "Kim"),
        ("ROC Voorbeeld", "Sam"),
        ("Hospice", "Noor"),
        ("", "Loes"),
    ]


def test_a_formula_without_its_outcome_is_shown_as_one(file):
    book = Workbook()
    for row in (["Naam", "Aantal"], ["Kim", "=1+1"], ["=A2", None]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)

    read = read_table(file(out.getvalue(), "lijst.xlsx"))

    assert [row.cells for row in read.rows] == [("Kim", NO_OUTCOME), (NO_OUTCOME,)]


def test_a_line_of_words_above_the_titles_does_not_say_what_separates(file):
    read = read_table(file(b"Contacten, regio Noord, oud\nNaam;Plaats\nKim;Assen\nSam;Zwolle, Deventer\n"))
    assert [row.cells for row in read.rows] == [("Naam", "Plaats"), ("Kim", "Assen"), ("Sam", "Zwolle, Deventer")]


def test_the_kind_of_file_follows_from_its_content_not_its_name(file):
    assert read_table(file(workbook([["Naam"], ["x"]]), "lijst.csv")).rows[0].cells == ("x",)
    assert read_table(file(TEXT.encode(), "lijst.xlsx")).header.cells == ("Naam", "Soort")


def test_what_we_write_comes_back_as_it_was(file):
    rows = [["=1+1", "-5"], ["@x", "'gewoon"], ["tekst", "+31 6"]]

    written = b"".join(csv_lines([Column("A"), Column("B")], rows))

    assert b"\n=" not in written
    assert [list(row.cells) for row in read_table(file(written)).rows] == rows


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
BAD = {
    "empty": (b"", "leeg"),
    "only spaces": (b"  \n \n", "leeg"),
    "pdf": (b"%PDF-1.7 ...", "Excel"),
    "picture": (b"\x89PNG\r\n\x1a\n....", "Excel"),
    "old office or password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "oud Excelbestand"),
    "control characters": (b"Naam;Soort\n\x01\x02;x\n", "niet als tekst lezen"),
    "undecodable": (b"Naam;Soort\n\x81\x8d;x\n", "letters"),
    "half utf-16": (b"\xff\xfeN\x00a", "letters"),
    "open quotation mark": (b'Naam;Soort\n"Hospice;x\n', "aanhalingsteken"),
    "cut off workbook": (workbook([["Naam"], ["x"]])[:900], "beschadigd"),
    "zip without a workbook": (zipped(niets="x"), "Excel"),
    "zip bomb": (zipped(xl__workbook="x", xl__worksheets__sheet1=b"0" * 160_000_000), "groter"),
    "entities": (zipped(xl__workbook=ENTITY), "verwijst"),
    "workbook in name only": (zipped(xl__workbook="<x/>"), "beschadigd"),
    "too many rows": (b"Naam\n" + b"x\n" * 10_001, "10.000 rijen"),
    "too many columns": (b"Naam\n" + b";x" * 101, "100 kolommen"),
    "a huge cell": (b"Naam\n" + b"x" * 10_001, "te lang"),
    "a huge file": (b"Naam\n" + b"x;" * 6_000_000, "te groot"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_refused_with_a_sentence(file, what):
    content, words = BAD[what]

    with pytest.raises(TableRefused, match=words):
        read_table(file(content, "lijst.xlsx"))


def test_a_sheet_that_lies_far_below_is_not_walked_for_ever(file):
    book = Workbook()
    book.active["A1"] = "Naam"
    book.active["A1048576"] = "ver weg"
    out = io.BytesIO()
    book.save(out)

    assert read_table(file(out.getvalue(), "lijst.xlsx"), most_rows=100).rows == []
