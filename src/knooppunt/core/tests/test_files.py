import io
import os
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import RequestFactory
from django.utils import translation

from knooppunt.core import file_types, files
from knooppunt.core.models import StoredFile
from knooppunt.core.registries import FileOwner, file_owners
from knooppunt.core.tables import TableRefused, read_table
from knooppunt.core.tests.sample.models import Book, Shelf

PDF = b"%PDF-1.7\n" + b"x" * 100
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def root(settings, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path / "files"


def store(content: bytes = PDF, name: str = "Plan 2023.pdf", **changes: Any) -> StoredFile:
    values = {"allowed_types": {file_types.PDF}, "max_bytes": 1000, "by": None} | changes
    return files.store(SimpleUploadedFile("x", content), name=name, **values)


def zipped(**entries: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in entries.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return packed.getvalue()


def age(path: Path) -> None:
    long_ago = time.time() - 2 * files.GRACE.total_seconds()
    os.utime(path, (long_ago, long_ago))


def age_all() -> None:
    from datetime import timedelta

    from django.db.models import F

    StoredFile.objects.update(at=F("at") - timedelta(days=2))
    for row in StoredFile.objects.all():
        age(files.path_of(row.sha256))


def everything_in(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file() and path.name != ".lock"]


def test_a_file_stands_under_its_hash_and_can_be_read_back(root: Path, user: Any) -> None:
    stored = store(by=user)

    path = root / stored.sha256[:2] / stored.sha256[2:4] / stored.sha256
    assert everything_in(root) == [path]
    assert (stored.size, stored.content_type, stored.name, stored.uploaded_by) == (
        len(PDF),
        "application/pdf",
        "Plan 2023.pdf",
        user,
    )
    with files.open_file(stored) as content:
        assert content.read() == PDF


def test_equal_bytes_stand_there_once_for_two_rows(root: Path) -> None:
    first, second = store(name="a.pdf"), store(name="b.pdf")

    assert first.sha256 == second.sha256
    assert len(everything_in(root)) == 1
    assert StoredFile.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "leeg.pdf", "This file is empty."),
        (PDF * 10, "groot.pdf", "This file is too large: at most 1 MB."),
        (b"<html><script>", "plan.pdf", "This file is not of a kind that can be used here."),
        (b"MZ\x90\x00program", "plan.pdf", "This file is not of a kind that can be used here."),
    ],
)
def test_what_is_refused_gets_a_sentence_and_leaves_nothing(
    root: Path, content: bytes, name: str, sentence: str
) -> None:
    with translation.override("en"), pytest.raises(files.FileRefused) as refused:
        store(content, name)

    assert str(refused.value) == sentence
    assert everything_in(root) == []
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\anna\\plan.pdf", "plan.pdf"),
        ("a\x00b\r\nSet-Cookie: x.pdf", "abSet-Cookie: x.pdf"),
        ("", "bestand"),
        ("..", "bestand"),
        ("a" * 300 + ".pdf", "a" * 196 + ".pdf"),
    ],
)
def test_names_lose_paths_and_control_characters(name: str, kept: str) -> None:
    assert files._safe_name(name) == kept


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"\xef\xbb\xbf%PDF-1.4", "x", file_types.PDF),
        (b"\x89PNG\r\n\x1a\n..", "x.jpg", file_types.PNG),
        (b"\xff\xd8\xff\xe0", "x", file_types.JPEG),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "x", file_types.WEBP),
        (zipped(word__document_dot_xml="<w/>"), "x", file_types.DOCX),
        (zipped(xl__workbook_dot_xml="<w/>"), "x.docx", file_types.XLSX),
        (zipped(word__document_dot_xml="<w/>", word__vbaProject_dot_bin="x"), "x.docx", file_types.MACROS),
        (zipped(mimetype=file_types.ODT), "x", file_types.ODT),
        (zipped(iets_dot_txt="x"), "x.docx", file_types.ZIP),
        (b"PK\x03\x04 broken", "x.docx", file_types.UNKNOWN),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "x.doc", file_types.OLD_OFFICE),
        ("naam;plaats\nAnna;Zoë".encode("cp1252"), "x.csv", file_types.CSV),
        ("naam".encode("utf-16"), "x.txt", file_types.TEXT),
        (b"GIF89a", "x.html", file_types.GIF),
        (b"abc\x00def", "x.txt", file_types.UNKNOWN),
    ],
)
def test_a_file_is_what_its_content_says(tmp_path: Path, content: bytes, name: str, kind: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)

    assert file_types.sniff(path, name) == kind


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    from django.core.files import File

    large = tmp_path / "large"
    with large.open("wb") as out:
        out.write(PDF)
        out.truncate(60 * 2**20)
    tracemalloc.start()
    try:
        with large.open("rb") as handle:
            files.store(File(handle), allowed_types={file_types.PDF}, max_bytes=2**30, by=None, name="large.pdf")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 5 * 2**20


def test_serving_shows_only_what_may_be_shown_and_downloads_the_rest() -> None:
    request, stored = RequestFactory().get("/"), store(name="Plan “x”.pdf")

    shown = files.serve(request, stored, inline_types={file_types.PDF})
    saved = files.serve(request, stored)

    assert b"".join(shown.streaming_content) == PDF
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert saved.headers["Content-Disposition"].startswith("attachment")
    for response in (shown, saved):
        assert response.headers["Content-Type"] == "application/pdf"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; object-src 'self'"
        response.close()


def test_a_picture_is_shown_in_a_sandbox() -> None:
    stored = store(b"\x89PNG\r\n\x1a\n..", allowed_types={file_types.PNG})

    shown = files.serve(RequestFactory().get("/"), stored, inline_types=file_types.IMAGES)

    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    shown.close()


def test_serving_a_file_whose_bytes_are_gone_is_a_404() -> None:
    stored = store()
    files.path_of(stored.sha256).unlink()

    with pytest.raises(Http404):
        files.serve(RequestFactory().get("/"), stored)


@pytest.fixture
def owner() -> Iterator[dict[str, Any]]:
    state: dict[str, Any] = {"readers": set(), "references": set()}
    files.register_file_owner(
        "test", FileOwner(lambda user, stored: id(user) in state["readers"], lambda: set(state["references"]))
    )
    yield state
    file_owners.unregister("test")


def test_only_whom_an_owner_lets_may_read(owner: dict[str, Any]) -> None:
    anna, bert = AnonymousUser(), AnonymousUser()
    owner["readers"].add(id(anna))

    assert files.may_read(anna, store())
    assert not files.may_read(bert, store())


def test_what_nobody_points_at_goes_after_a_day(owner: dict[str, Any], root: Path) -> None:
    by_key, by_hook, binned, loose = (store(PDF + str(number).encode()) for number in range(4))
    shelf = Shelf.objects.create(name="x")
    Book.objects.create(shelf=shelf, title="x", scan=by_key)
    Book.objects.create(shelf=shelf, title="y", scan=binned, binned_at="2026-01-01T00:00Z")
    owner["references"].add(by_hook.pk)
    age_all()
    fresh = store(PDF + b"fresh")

    assert files.delete_unreferenced() == 1

    assert set(StoredFile.objects.all()) == {by_key, by_hook, binned, fresh}
    assert not files.path_of(loose.sha256).exists()
    assert len(everything_in(root)) == 4


def test_bytes_that_another_row_shares_stay(owner: dict[str, Any]) -> None:
    loose, kept = store(), store()
    owner["references"].add(kept.pk)
    age_all()

    files.delete_unreferenced()

    assert [row.pk for row in StoredFile.objects.all()] == [kept.pk]
    assert files.path_of(loose.sha256).exists()


def test_bytes_whose_row_is_still_being_written_stay(root: Path) -> None:
    stored = store()
    age(files.path_of(stored.sha256))
    store()  # stored again: marks the bytes as in use …
    StoredFile.objects.all().delete()  # … while its row is not committed yet

    files.delete_unreferenced()

    assert files.path_of(stored.sha256).exists()
    age(files.path_of(stored.sha256))
    files.delete_unreferenced()
    assert everything_in(root) == []


def test_what_a_killed_process_left_behind_is_swept(root: Path) -> None:
    (root / "incoming").mkdir(parents=True)
    for name in ("old", "new"):
        (root / "incoming" / name).write_bytes(b"x")
    age(root / "incoming" / "old")

    files.delete_unreferenced()

    assert [path.name for path in everything_in(root)] == ["new"]


def damaged(name: str) -> bytes:
    """An archive of which the packed bytes of one part cannot be unpacked."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, "<worksheet/>" * 10)
    content = bytearray(target.getvalue())
    at = content.find(name.encode()) + len(name)
    content[at : at + 3] = b"\xff\xff\xff"
    return bytes(content)


def test_an_archive_whose_insides_cannot_be_unpacked_is_a_file_of_no_known_kind(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(damaged("mimetype"))

    assert file_types.sniff(path, "x.odt") == file_types.UNKNOWN


def test_a_workbook_whose_insides_cannot_be_unpacked_is_refused_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(damaged("xl/workbook.xml"))

    with pytest.raises(TableRefused, match=r"beschadigd|damaged"):
        read_table(path, name="x.xlsx")
