"""PDF: what a screen reader is told, and what typed text cannot do."""

import os
import threading
import time

import pytest

from knooppunt.core.documents import pdf as pdf_module
from knooppunt.core.documents.glyphs import LONGEST_WORD, MISSING, printable
from knooppunt.core.documents.pdf import PdfError, make_pdf
from knooppunt.core.tests.documents.reading import read_pdf

TEMPLATE = b"""
= #data._title
#typed(data.text)
== Cijfers
#table(columns: 2, table.header[Wat][Hoeveel], ..data.rows.flatten())
"""


def make(
    text: str = "Gewone tekst.", *, title: str = "Bericht", language: str = "nl", template: bytes = TEMPLATE
) -> bytes:
    return make_pdf(template, {"text": text, "rows": [["scholen", "3"]]}, title=title, language=language)


def test_a_pdf_tells_its_title_its_language_and_its_structure() -> None:
    read = read_pdf(make())

    assert (read.title, read.shows_title, read.language, read.tagged) == ("Bericht", True, "nl-NL", True)
    assert read.outline == ["Bericht", "Cijfers"]
    assert read.tables == [["TH", "TH"]]
    assert {"H1", "H2", "P", "Table"} <= set(read.tags)


def test_an_english_pdf_says_that_it_is_english() -> None:
    assert read_pdf(make(language="en")).language == "en-GB"


def test_only_our_font_is_used_and_it_travels_along() -> None:
    read = read_pdf(make(template=TEMPLATE + b"\n*vet* en _schuin_"))

    assert read.fonts
    assert all(embedded for embedded in read.fonts.values())
    assert all(name.startswith("SourceSansPro") for name in read.fonts)


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd") #eval("1 + 1") #import "x.typ"',
        "= Kop $x^2$ <label> @ref `code` *vet* // weg \\ ",
        "<w:p/> & < > &amp; ]]>",
        '"); #panic() //',
        "=1+1",
    ],
)
def test_typed_text_is_printed_and_never_run(text: str) -> None:
    read = read_pdf(make(text, title=text))

    assert "".join(text.split()) in "".join(read.text.replace("\u200b", "").split())
    assert read.outline[0] == text
    assert "root:" not in read.text


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("klaar \U0001f600\U0001f389!", f"klaar {MISSING}!"),
        ("\u05e9\u05dc\u05d5\u05dd", MISSING),
        ("\u202eomgekeerd", "omgekeerd"),
        ("nul\x00bel\x07", "nulbel"),
        ("half \ud800 paar", "half  paar"),
        ("\u2460 \ufb01jn", "1 ﬁjn"),
        ("e\u0301\u00e9n", "één"),
        ("een\r\ntwee", "een\ntwee"),
        ("hartje \u2764\ufe0f", f"hartje {MISSING}"),
    ],
)
def test_what_the_font_cannot_draw_is_said_instead_of_failing(text: str, printed: str) -> None:
    assert printable(text) == printed
    assert make(text, title=text or "x")


def test_every_character_is_either_printed_or_replaced() -> None:
    everything = "".join(chr(code) for code in [*range(0x3000), *range(0xE000, 0x10400), *range(0x1F300, 0x1FA00)])

    assert read_pdf(make(" ".join(everything[start : start + 20] for start in range(0, len(everything), 20)))).pages > 0


def test_a_word_of_twenty_thousand_letters_breaks_over_lines_and_pages() -> None:
    read = read_pdf(make("x" * 20_000))

    assert read.text.replace("\u200b", "").count("x") == 20_000
    assert read.pages > 2
    assert max(len(part) for part in printable("x" * 1000).split("\u200b")) == LONGEST_WORD


@pytest.mark.parametrize(
    "address",
    [
        "https://www.knooppunt.example/aanbod/123456/een-heel-lange-naam-van-een-training/",
        "https://knooppunt.example/?q=" + "/".join(["x" * 32] * 200),
        "https://knooppunt.example/" + "x" * 5000,
    ],
)
def test_a_long_address_leads_where_it_says_and_breaks_over_lines(address: str) -> None:
    read = read_pdf(make(address, template=b"= Kop\n#address(data.text)\n\n#typed(data.text)"))

    assert set(read.links) == {address}
    assert max(map(len, read.text.split("\n"))) < 120
    if "xxx" not in address:
        assert "".join(read.text.split()).count(address) == 2, "whoever copies it gets something else"


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        (b"= Kop\n#table(columns: 1, [a])", "table.header"),
        (b'= Kop\n#text(font: "Comic Sans")[a]', "font"),
        (b"=== Te diep", "heading"),
        (b"= Kop\n#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>\"))", "alt"),
        (b'= Kop\n#read("/etc/hostname")', "not found"),
        (b'= Kop\n#read("../../etc/hostname")', ""),
        (b"#unknown", "unknown"),
    ],
)
def test_a_template_that_would_give_a_bad_pdf_is_refused(template: bytes, reason: str) -> None:
    with pytest.raises(PdfError, match=f"(?s).*{reason}"):
        make(template=template)


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(PdfError, match="'xx'"):
        make(language="xx")


def test_a_report_that_takes_too_long_is_stopped() -> None:
    endless = b"= Kop\n#for i in range(100000) { for j in range(100000) { let k = i + j } }"
    before = time.monotonic()

    with pytest.raises(PdfError):
        make_pdf(endless, {}, title="x", language="nl", seconds=1)

    assert time.monotonic() - before < 20  # it ended; how quickly is not the point


def test_a_report_that_takes_too_much_memory_is_stopped_and_the_next_one_works() -> None:
    greedy = b"= Kop\n#let a = range(100000000)\n#a.len()"

    with pytest.raises(PdfError):
        make_pdf(greedy, {}, title="x", language="nl", memory_mb=400)

    assert make().startswith(b"%PDF")


def test_waiting_for_other_reports_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    full = threading.BoundedSemaphore(1)
    full.acquire()
    monkeypatch.setattr(pdf_module, "_slots", full)

    with pytest.raises(PdfError, match="waiting"):
        make_pdf(TEMPLATE, {"text": "", "rows": []}, title="x", language="nl", seconds=1)


def test_making_a_pdf_needs_nothing_from_the_environment_and_leaves_no_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("PYTHONPATH", "/nonexistent")

    assert make().startswith(b"%PDF")

    assert os.listdir(str(tmp_path)) == []
