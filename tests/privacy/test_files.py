"""What stands inside files when somebody is erased: cleaned where that is safe, listed for a person where it is not."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from knooppunt.accounts.tests.factories import UserFactory
from knooppunt.catalogue.models import Entry, EntryFile
from knooppunt.catalogue.tests.factories import an_entry
from knooppunt.core import files, persons
from knooppunt.core.documents.tables import Column, Table
from knooppunt.core.documents.xlsx import make_xlsx
from knooppunt.core.file_types import CSV, DOCX, PDF, PNG, TEXT, XLSX
from knooppunt.core.models import PrivacyAct, StoredFile
from knooppunt.network.models import Contact
from knooppunt.network.tests.factories import HubFactory
from knooppunt.network.tests.factories_people import MandateFactory
from knooppunt.reports.models import WordTemplate

pytestmark = pytest.mark.django_db
NAME, EMAIL = "Zoe Plantenga", "zoe.plant@planted.example"


@pytest.fixture
def contact(tmp_path: Path, settings: Any) -> Contact:
    """The person, and an empty folder for files."""
    settings.FILES_ROOT = tmp_path / "files"
    return Contact.objects.create(name=NAME, email=EMAIL, sort_name="zoe plantenga")


def keep(name: str, content: bytes, **values: Any) -> StoredFile:
    """A stored file that nobody points at yet."""
    return files.store(
        ContentFile(content, name=name),
        allowed_types={PDF, DOCX, TEXT, PNG, CSV, XLSX},
        max_bytes=10**6,
        by=None,
        **values,
    )


def pdf(text: str) -> bytes:
    """The smallest PDF with a line of text."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode() if text else b""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(made)
    return made + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        table,
        start,
    )


def docx(*runs: str) -> bytes:
    """A Word file with one paragraph, its text in these pieces."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        body = "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs)
        archive.writestr(
            "word/document.xml", f"<w:document><w:p>{body}</w:p><w:p>Over iemand anders.</w:p></w:document>"
        )
    return target.getvalue()


def test_a_pdf_that_names_the_person_is_listed_with_where_it_is_used_and_stays(contact: Contact) -> None:
    content = pdf(f"Afspraken met {NAME}, maart")
    plan = keep("plan-2026.pdf", content)
    hub = HubFactory.create(mandate_file=plan)
    keep("ander.pdf", pdf("Niets over haar"))

    outcome = persons.erase_person(persons.person_of_row(contact), by=None)

    (sentence,) = outcome.check
    assert "plan-2026.pdf" in sentence
    assert "ander.pdf" not in sentence
    assert str(hub) in sentence
    with files.open_file(plan) as kept:
        assert kept.read() == content


def test_what_must_be_judged_stays_in_the_log_without_the_name(contact: Contact) -> None:
    keep("brief-zoe-plantenga.pdf", pdf(f"Beste {NAME}"))

    persons.erase_person(persons.person_of_row(contact), by=None)

    (act,) = PrivacyAct.objects.filter(kind="erased")
    assert "brief-" in json.dumps(act.counts)
    assert "plantenga" not in json.dumps(act.counts).lower()


def test_the_desk_shows_them(contact: Contact, client: Any) -> None:
    keep("plan-2026.pdf", pdf(f"Afspraken met {NAME}"))
    client.force_login(MandateFactory.create(role="administrator", hub=None).user)

    page = client.post("/werkplek/beheer/privacy/", {"email": EMAIL, "again": EMAIL, "act": "erase"}, follow=True)

    assert page.content.decode().count("plan-2026.pdf") >= 2  # said at once, and kept in the list


def test_the_archive_for_the_person_holds_the_lines_of_a_pdf_and_of_a_word_file_and_no_others(contact: Contact) -> None:
    keep("plan.pdf", pdf(f"Afspraken met {NAME}"))
    keep("verslag.docx", docx("Zoe", " Plantenga", " was er"))

    found = persons.everything_about(persons.person_of_row(contact))["elsewhere"]["core.files"]["found"]

    assert {one["name"]: one["lines"] for one in found} == {
        "plan.pdf": [f"Afspraken met {NAME}"],
        "verslag.docx": [f"{NAME} was er"],
    }


def test_a_word_file_is_cleaned_and_listed_when_the_name_is_in_pieces(contact: Contact) -> None:
    whole, pieces = keep("heel.docx", docx(f"Met {NAME}")), keep("stukken.docx", docx("Met Zoe", " Plantenga"))

    outcome = persons.erase_person(persons.person_of_row(contact), by=None)

    with files.open_file(StoredFile.objects.get(pk=whole.pk)) as kept, zipfile.ZipFile(kept) as archive:
        assert "Met [verwijderd]" in archive.read("word/document.xml").decode()
    (sentence,) = outcome.check
    assert "stukken.docx" in sentence
    assert "heel.docx" not in sentence
    assert StoredFile.objects.filter(pk=pieces.pk).exists()


def test_what_a_machine_cannot_read_is_listed(contact: Contact) -> None:
    user = UserFactory.create(email=EMAIL)
    keep("scan.pdf", pdf(""))
    keep("stuk.pdf", b"%PDF-1.7 dit is er geen")
    mine = keep("foto.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40)
    StoredFile.objects.filter(pk=mine.pk).update(uploaded_by=user)
    keep("andermans.png", b"\x89PNG\r\n\x1a\n" + b"\1" * 40)

    outcome = persons.erase_person(persons.person_of_row(contact), by=None, force=True)

    (sentence,) = outcome.check
    assert all(name in sentence for name in ("scan.pdf", "stuk.pdf", "foto.png"))
    assert "andermans" not in sentence


CARD = "BEGIN:VCARD\r\nVERSION:3.0\r\n{}\r\nEND:VCARD\r\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("namen.csv", b"voornaam;organisatie;achternaam\nZoe;MBO Voorbeeld;Plantenga\n"),
        ("kaart.vcf", CARD.format("FN:Z.P.\r\nEMAIL:zoe.plant@pla\r\n nted.example").encode()),
        ("oud.vcf", CARD.format("N;ENCODING=QUOTED-PRINTABLE:Pla=\r\nntenga;Zo=C3=AB;;;").encode()),
        ("unicode.csv", f"wie\r\n{NAME}\r\n".encode("utf-16")),
    ],
)
def test_a_list_that_waits_to_be_taken_in_goes_when_it_may_name_the_person_in_pieces(
    contact: Contact, name: str, content: bytes, django_capture_on_commit_callbacks: Any
) -> None:
    stored, other = keep(name, content), keep("ander.csv", b"voornaam;achternaam\nAnna;Voorbeeld\n")

    with django_capture_on_commit_callbacks(execute=True):
        outcome = persons.erase_person(persons.person_of_row(contact), by=None)

    assert not StoredFile.objects.filter(pk=stored.pk).exists()
    assert not files.path_of(stored.sha256).exists()
    assert files.path_of(other.sha256).exists()
    assert outcome.check == []


def test_a_workbook_with_first_names_and_surnames_in_columns_goes_too(contact: Contact) -> None:
    table = Table("Contacten", [Column("Voornaam"), Column("Achternaam")], [["Zoë", "Plantenga"]])
    stored = keep("lijst.xlsx", make_xlsx([table], title="x"))

    persons.erase_person(persons.person_of_row(contact), by=None)

    assert not StoredFile.objects.filter(pk=stored.pk).exists()


def test_a_text_in_the_utf_16_of_excel_is_cleaned_where_it_is_kept(contact: Contact) -> None:
    stored = keep("notitie.txt", f"Met {NAME} besproken".encode("utf-16"))
    HubFactory.create(mandate_file=stored)

    persons.erase_person(persons.person_of_row(contact), by=None)

    with files.open_file(StoredFile.objects.get(pk=stored.pk)) as kept:
        assert kept.read().decode("utf-16") == "Met [verwijderd] besproken"


def test_every_file_that_a_row_points_at_outlives_the_nightly_cleaning(contact: Contact) -> None:
    """Also where the way back from a file has no name (``related_name="+"``): a mandate, a template, a picture."""
    mandate, template, picture, sheet = (keep(f"{number}.pdf", pdf(str(number))) for number in range(4))
    HubFactory.create(mandate_file=mandate)
    WordTemplate.objects.create(file=template)
    entry = an_entry()
    Entry.objects.filter(pk=entry.pk).update(image=picture)
    EntryFile.objects.create(entry=entry, file=sheet)
    StoredFile.objects.update(at=timezone.now() - 2 * files.GRACE)

    assert files.delete_unreferenced() == 0

    assert Entry.objects.get(pk=entry.pk).image == picture


def locked(content: bytes) -> bytes:
    """The same archive, with every part marked as behind a password."""
    data = bytearray(content)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + flags] |= 1
    return bytes(data)


def test_files_that_are_damaged_or_behind_a_password_stop_neither_archive_nor_erasure(contact: Contact) -> None:
    """They are listed instead: somebody looks into them."""
    broken = bytearray(docx(f"Met {NAME} " * 50))
    at = broken.find(b"word/document.xml") + len(b"word/document.xml") + 2
    broken[at : at + 3] = b"\xff\xff\xff"
    for name, content in (("slot.docx", locked(docx(f"Met {NAME}"))), ("stuk.docx", bytes(broken))):
        keep(name, content)
    person = persons.person_of_row(contact)

    persons.archive_of(person)
    outcome = persons.erase_person(person, by=None)

    (sentence,) = outcome.check
    assert "slot.docx" in sentence
    assert "stuk.docx" in sentence
