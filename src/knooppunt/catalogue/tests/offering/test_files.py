"""Files and pictures of providers, and the preview of what is not public yet."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from knooppunt.accounts.models import User
from knooppunt.catalogue.models import Entry
from knooppunt.catalogue.offering.actions import review
from knooppunt.catalogue.offering.actions.offering import offer_content
from knooppunt.catalogue.offering.models import Submission
from knooppunt.catalogue.tests.factories import ProviderFactory, StoredFileFactory, a_content, an_entry
from knooppunt.catalogue.tests.offering.factories import a_draft, a_hub, a_proposal, a_user
from knooppunt.core import files
from knooppunt.core.models import OutboxMail, StoredFile
from knooppunt.network.models import Organisation

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32


@pytest.fixture
def provider() -> Organisation:
    return ProviderFactory()


@pytest.fixture
def teacher(client: Client, provider: Organisation) -> User:
    user = a_user("provider", organisation=provider)
    client.force_login(user)
    return user


def fill_in(client: Client, submission: Submission, **more: Any) -> Any:
    submission.refresh_from_db()
    typed = {
        "title": submission.title,
        "summary": "Vijf lessen.",
        "version": submission.version,
        "act": "save",
    }
    return client.post(f"/werkplek/ons-aanbod/voorstel/{submission.uuid}/invullen/", typed | more)


def upload(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def archive(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return made.getvalue()


def test_a_provider_adds_a_file_and_a_picture_and_they_are_published_after_review(
    client: Client, provider: Organisation, teacher: User, terms: None
) -> None:
    draft = a_draft(provider, teacher, kind="material", runs=[], title="Lespakket")

    answer = fill_in(
        client,
        draft,
        upload=upload(PDF, "les.pdf"),
        picture=upload(PNG, "les.png"),
        image_alt="Een hand op een schouder",
    )

    assert answer.status_code == 302
    draft.refresh_from_db()
    stored = StoredFile.objects.get(name="les.pdf")
    assert draft.content["files"] == [{"file": str(stored.uuid)}]
    label = fill_in(client, draft, held=str(stored.uuid), **{f"held-{stored.uuid}-label": "Lesbrief"}, act="submit",
                    image=draft.content["image"], image_alt="Een hand op een schouder")  # fmt: skip
    assert label.status_code == 302
    entry = review.approve_submission(submission=Submission.objects.get(), by=a_user("editor"))
    page = Client().get(entry.get_absolute_url()).content.decode()
    assert "Lesbrief" in page
    assert 'alt="Een hand op een schouder"' in page
    assert Client().get(f"/aanbod/{entry.pk}/bestand/{stored.uuid}/").getvalue() == PDF


@pytest.mark.parametrize(
    ("field", "content", "name"),
    [
        ("upload", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "plaatje.svg"),
        ("picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "plaatje.png"),
        ("upload", archive({"word/document.xml": b"x", "word/vbaProject.bin": b"x"}), "les.docx"),
        ("upload", archive({"a.txt": b"x"}), "les.zip"),
        ("upload", b"MZ\x90\x00\x03" * 20, "les.pdf"),
        ("upload", b"", "leeg.pdf"),
        ("picture", PDF, "les.png"),
    ],
)
def test_what_is_not_what_it_says_is_refused_with_a_sentence_and_what_was_typed_stays(
    client: Client, provider: Organisation, teacher: User, terms: None, field: str, content: bytes, name: str
) -> None:
    draft = a_draft(provider, teacher, kind="material", runs=[])

    answer = fill_in(client, draft, title="Nieuwe titel", **{field: upload(content, name)})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert name in page or "leeg" in page
    assert "Nieuwe titel" in page
    draft.refresh_from_db()
    assert "files" not in draft.content


def test_an_archive_that_is_far_larger_inside_is_refused(
    client: Client, provider: Organisation, teacher: User, terms: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knooppunt.catalogue.views.uploads.MOST_UNPACKED", 10_000)
    draft = a_draft(provider, teacher, kind="material", runs=[])
    bomb = archive({"word/document.xml": b"0" * 50_000})

    answer = fill_in(client, draft, upload=upload(bomb, "les.docx"))

    assert answer.status_code == 422
    assert not StoredFile.objects.exists()


def test_a_file_too_large_is_refused(
    client: Client, provider: Organisation, teacher: User, terms: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("knooppunt.catalogue.views.uploads.MOST_BYTES", 2 * 2**20)
    draft = a_draft(provider, teacher, kind="material", runs=[])

    answer = fill_in(client, draft, upload=upload(PDF + b"0" * 3 * 2**20, "les.pdf"))

    assert "hoogstens 2 MB" in answer.content.decode()


def test_the_file_of_somebody_else_does_not_come_along_by_knowing_its_number(
    client: Client, provider: Organisation, teacher: User, terms: None
) -> None:
    draft, strange = a_draft(provider, teacher, kind="material", runs=[]), StoredFileFactory()

    fill_in(client, draft, held=str(strange.uuid), image=str(strange.uuid), image_alt="x")

    draft.refresh_from_db()
    assert str(strange.uuid) not in str(draft.content)
    assert client.get(f"/werkplek/aanbod/voorbeeld/{draft.uuid}/bestand/{strange.uuid}/").status_code == 404


def test_files_of_a_proposal_stay_while_it_is_open_and_go_afterwards(provider: Organisation, teacher: User) -> None:
    stored = StoredFileFactory()
    draft = a_draft(provider, teacher, kind="material", runs=[], files=[{"file": str(stored.uuid)}])
    StoredFile.objects.update(at=timezone.now() - 2 * files.GRACE)

    files.delete_unreferenced()
    assert StoredFile.objects.filter(pk=stored.pk).exists()
    Submission.objects.filter(pk=draft.pk).update(state="ingetrokken")
    files.delete_unreferenced()

    assert not StoredFile.objects.filter(pk=stored.pk).exists()


def test_what_a_system_sends_leaves_the_files_of_the_draft_where_they_are(
    provider: Organisation, teacher: User
) -> None:
    stored = StoredFileFactory()
    content = a_content(provider, kind="material")
    offered = offer_content(
        organisation=provider, source_id="K-1", content=content, by=None, origin="api", send_in=False
    ).submission
    assert offered is not None
    Submission.objects.filter(pk=offered.pk).update(content=offered.content | {"files": [{"file": str(stored.uuid)}]})

    again = a_content(provider, kind="material", summary="Nieuw.")
    offer_content(organisation=provider, source_id="K-1", content=again, by=None, origin="api", send_in=False)

    offered.refresh_from_db()
    assert (offered.content["summary"], offered.content["files"]) == ("Nieuw.", [{"file": str(stored.uuid)}])


def test_a_visitor_cannot_send_files_and_is_told_what_to_do(client: Client, terms: None) -> None:
    page = client.get("/aanbod/voorstellen/?soort=material").content.decode()

    assert 'type="file"' not in page
    assert "Zonder account kun je dat niet meesturen" in page


# ---- Preview --------------------------------------------------------------------------------------------------------
def preview(client: Client, submission: Submission) -> Any:
    return client.get(f"/werkplek/aanbod/voorbeeld/{submission.uuid}/")


def test_the_preview_is_drawn_like_the_public_page_and_stays_private(
    client: Client, provider: Organisation, teacher: User, terms: None
) -> None:
    draft = a_draft(provider, teacher, description="Alinea een.\n\n- punt", concepts={"levels": ["mbo-4"]})

    answer = preview(client, draft)

    page = answer.content.decode()
    for text in ("Voorbeeld", "<ul><li>punt</li></ul>", "mbo 4", "Haarlem", provider.name, f"<h1>{draft.title}</h1>"):
        assert text in page, text
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert "application/ld+json" not in page
    assert not Entry.objects.exists()


def test_the_preview_shows_a_change_before_it_is_public(
    client: Client, provider: Organisation, teacher: User, terms: None
) -> None:
    entry = an_entry(provider=provider, title="Oud")
    client.post(f"/werkplek/ons-aanbod/{entry.pk}/wijzigen/")
    draft = Submission.objects.get()
    fill_in(client, draft, title="Nieuw")

    assert "<h1>Nieuw</h1>" in preview(client, draft).content.decode()
    assert "<h1>Oud</h1>" in Client().get(entry.get_absolute_url(), follow=True).content.decode()


def test_only_who_offers_or_reviews_it_sees_the_preview(client: Client, provider: Organisation, terms: None) -> None:
    hub, other = a_hub(), a_hub("zuid")
    proposal = a_proposal(hub="noord")
    answers = {}
    for name, user in [
        ("editor", a_user("editor")),
        ("own hub", a_user("ambassador", hub=hub)),
        ("other hub", a_user("ambassador", hub=other)),
        ("provider", a_user("provider", organisation=provider)),
        ("member", a_user("member")),
    ]:
        client.force_login(user)
        answers[name] = preview(client, proposal).status_code

    assert answers == {"editor": 200, "own hub": 200, "other hub": 404, "provider": 404, "member": 403}
    assert preview(Client(), proposal).status_code == 302


def test_who_follows_a_link_from_a_mail_sees_the_preview_too(client: Client, terms: None) -> None:
    proposal = a_proposal(confirmed=False)
    mail = OutboxMail.objects.get(kind="catalogue.confirm")
    link = mail.text[mail.text.index("/l/") :].split()[0]

    answer = client.get(f"{link}?voorbeeld=1")

    assert (answer.status_code, f"<h1>{proposal.title}</h1>" in answer.content.decode()) == (200, True)
    assert "Academie De Linde (voorbeeld)" in answer.content.decode()
