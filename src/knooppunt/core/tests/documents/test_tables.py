"""Workbooks and CSV: nothing in them is worked out, and nothing is lost."""

import csv
import datetime as dt
import io
import tracemalloc
from collections.abc import Iterator
from decimal import Decimal

import openpyxl
import pytest

from knooppunt.core.documents.responses import download, download_json
from knooppunt.core.documents.tables import Column, Table, Value, csv_lines, neutralised, restored
from knooppunt.core.documents.text import file_stem
from knooppunt.core.documents.xlsx import CELL_LIMIT, make_xlsx, write_xlsx

FORMULAS = ["=1+1", "+31612345678", "-5", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","k")', "=cmd|' /C calc'!A0"]


def table(rows: list[list[Value]], *, name: str = "Blad", notes: tuple[str, ...] = ()) -> Table:
    return Table(name, [Column(f"kolom {number}") for number in range(len(rows[0]) if rows else 1)], rows, notes)


def sheet_of(content: bytes) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    cell = sheet_of(make_xlsx([table([[text]])], title="x"))["A2"]

    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    assert cell.quotePrefix


def test_a_workbook_holds_real_dates_numbers_and_truths() -> None:
    moment = dt.datetime(2026, 7, 1, 22, 30, tzinfo=dt.UTC)
    row: list[Value] = [dt.date(2026, 3, 1), 12, Decimal("1.5"), True, None, "", moment]

    cells = next(iter(sheet_of(make_xlsx([table([row])], title="x")).iter_rows(min_row=2, values_only=True)))

    assert cells == (dt.datetime(2026, 3, 1), 12, 1.5, True, None, None, dt.datetime(2026, 7, 2, 0, 30))


def test_the_header_stays_in_sight_below_the_notes() -> None:
    sheet = sheet_of(make_xlsx([table([["a"], ["b"]], notes=("Stand op 1 maart",))], title="x"))

    assert [cell.value for cell in sheet["A"]] == ["Stand op 1 maart", "kolom 0", "a", "b"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A3", "A2:A4", "$2:$2")


def test_names_of_sheets_are_made_acceptable_and_different() -> None:
    long = "a" * 40
    book = make_xlsx([table([["x"]], name=name) for name in ("een/twee", "", "", long, long.upper())], title="x")

    names = openpyxl.load_workbook(io.BytesIO(book)).sheetnames

    assert names == ["een twee", "Blad", "Blad 2", "a" * 31, "A" * 29 + " 2"]


def test_text_too_long_for_a_cell_is_visibly_cut() -> None:
    value = str(sheet_of(make_xlsx([table([["x" * 40_000 + "\x00"]])], title="x"))["A2"].value)

    assert (len(value), value.endswith("[…]")) == (CELL_LIMIT, True)


def test_a_large_workbook_is_written_row_by_row_in_little_memory() -> None:
    count, length = 3000, 3000

    def rows() -> Iterator[list[Value]]:
        for number in range(count):
            yield [f"{number} " + "x" * length]

    target = io.BytesIO()
    make_xlsx([table([["warm"]])], title="x")  # what loading the library takes does not count
    tracemalloc.start()
    write_xlsx(target, [Table("Veel", [Column("a")], rows())], title="x")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    sheet = openpyxl.load_workbook(io.BytesIO(target.getvalue()), read_only=True).worksheets[0]
    assert sum(1 for _ in sheet.iter_rows()) == count + 1
    assert peak < count * length / 3


@pytest.mark.parametrize("text", [*FORMULAS, "'s Avonds", "'=1", "gewoon", "a;b", 'c"d', "een\ntwee", ""])
def test_csv_reads_back_and_never_begins_like_a_formula(text: str) -> None:
    content = b"".join(csv_lines([Column("=titel")], [[text]]))

    header, row = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    assert content.startswith(b"\xef\xbb\xbf")
    assert not row[0].startswith(("=", "+", "-", "@", "\t"))
    assert restored(row[0]) == text
    assert header == ["'=titel"]


def test_numbers_and_dates_in_csv_are_for_a_dutch_spreadsheet() -> None:
    moment = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
    lines = list(csv_lines([Column("a")], [[Decimal("-1.5"), dt.date(2026, 3, 1), None, True, moment]]))

    assert lines[1] == b"-1,5;2026-03-01;;1;2026-01-01 13:00\r\n"


def test_a_carriage_return_hides_no_formula() -> None:
    assert neutralised("\r=1+1") == "'\n=1+1"


def test_a_download_has_a_harmless_name() -> None:
    response = download(b"x", name='../../etc/"passwd"\r\nX: y — é', kind="pdf")

    assert response["Content-Disposition"] == 'attachment; filename="etc-passwd-X-y-e.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert file_stem("") == "document"
    assert download_json({"a": "é"}, name="x").content.decode() == '{\n  "a": "é"\n}'
