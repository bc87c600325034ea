"""Mail to the log address: what is kept, whose it is, and everything that mail can be."""

import datetime as dt
import io
from email.message import EmailMessage

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from knooppunt.journal.actions.filing import NotFiled, file_mail, hub_log, log_address, renew_log_address
from knooppunt.journal.mails import read_mail
from knooppunt.journal.models import Proposal
from knooppunt.journal.tests.factories import contact, organisation


@pytest.fixture
def address(hub):
    """The log address of the hub."""
    return log_address(hub_log(hub))


def mail_from(sender, *to, subject="Gastles ROC Voorbeeld", text="Dag Kim, tot dinsdag.", **more):
    message = EmailMessage()
    message["From"] = sender
    message["To"] = ", ".join(to)
    message["Subject"] = subject
    message["Date"] = timezone.now() - dt.timedelta(days=1)
    message["Message-ID"] = more.pop("message_id", "<een@voorbeeld.example>")
    for name, value in more.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def filed(message, **named):
    data = message if isinstance(message, bytes) else message.as_bytes()
    return file_mail(data=data, **named).proposal


def test_a_mail_of_an_ambassador_becomes_a_proposal_without_its_text(hub, ambassador, address):
    kim = contact("Kim Voorbeeld", hub)
    kim.email = "kim@school.example"
    kim.save()
    school = organisation("ROC Voorbeeld", hub)

    proposal = filed(mail_from(ambassador.email.upper(), "Kim <KIM@school.example>", address))

    assert (proposal.hub, proposal.user, proposal.kind) == (hub, ambassador, "mail")
    assert (proposal.title, proposal.text) == ("Gastles ROC Voorbeeld", "")
    assert proposal.date == timezone.localdate() - dt.timedelta(days=1)
    assert list(proposal.contacts.all()) == [kim]
    assert list(proposal.organisations.all()) == [school]
    assert proposal.recipients == "kim@school.example"  # not the secret address
    assert proposal.remarks == []


def test_the_text_is_kept_only_when_asked_for_and_not_when_it_is_about_a_patient(hub, ambassador):
    with_text = log_address(hub_log(hub), with_text=True)

    kept = filed(mail_from(ambassador.email, with_text))
    left_out = filed(mail_from(ambassador.email, with_text, text="BSN 123456782", message_id="<twee@x.example>"))

    assert kept.text == "Dag Kim, tot dinsdag."
    assert (left_out.text, left_out.remarks) == ("", ["mail-text-patient"])


def test_mail_of_somebody_else_waits_for_whoever_runs_the_hub(hub, ambassador, stranger, address):
    for number, sender in enumerate((stranger.email, "onbekend@voorbeeld.example", "")):
        proposal = filed(mail_from(sender, address, message_id=f"<{number}@x.example>"))

        assert proposal.user is None
        assert "mail-stranger" in proposal.remarks


def test_the_same_mail_twice_is_one_proposal(hub, ambassador, address):
    message = mail_from(ambassador.email, address)

    filed(message)
    again = file_mail(data=message.as_bytes())

    assert again.proposal is None
    assert Proposal.objects.count() == 1


def test_the_address_is_found_in_bcc_headers_of_servers_and_on_the_command_line(hub, ambassador, address):
    for number, more in enumerate(({"Delivered_To": address}, {"X_Original_To": f"<{address}>"}, {"Cc": address})):
        assert filed(mail_from(ambassador.email, "kim@x.example", message_id=f"<{number}@x.example>", **more))
    bare = mail_from(ambassador.email, "kim@x.example", message_id="<los@x.example>")
    assert filed(bare, recipient=address.upper())


def test_an_old_or_invented_address_is_refused_with_a_sentence_and_keeps_nothing(hub, ambassador, address):
    renew_log_address(hub=hub, by=ambassador)

    for to in (address, "logboek+noord-aaaaaaaaaaaa@knooppunt.example", "kim@x.example"):
        with pytest.raises(NotFiled, match="Geen enkel knooppunt"):
            filed(mail_from(ambassador.email, to))

    assert not Proposal.objects.exists()


def test_two_hundred_attachments_are_counted_and_not_kept(hub, ambassador, address):
    message = mail_from(ambassador.email, address)
    for number in range(200):
        message.add_attachment(b"%PDF-1.7 " * 50, maintype="application", subtype="pdf", filename=f"{number}.pdf")

    proposal = filed(message)

    assert proposal.remarks == ["mail-attachments"]
    assert read_mail(message.as_bytes()).attachments == 200


BROKEN = [
    b"\r\n\r\n",
    b"geen kop\n\ntekst",
    b"\xff\xfe\x00\x01" * 1000,
    b"Subject: =?utf-8?b?" + b"A" * 50 + b"?= =?onbestaand?q?=ff?=\n\nx",
    b"Date: 32 Foo 20266 25:99:99 +9999\n\nx",
    b"Date: Thu, 01 Jan 1970 00:00:00 +0000\n\nx",
    b"Date: Fri, 01 Jan 2100 00:00:00 +0000\n\nx",
    b'Content-Type: multipart/mixed; boundary="x"\n\n--x\nContent-Type: text/plain; charset=klingon\n\n\xe9\xe9\n--x',
    b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n%%%geen base64%%%",
    b"Content-Type: multipart/mixed\n\n--geen grens\n",
    b"To: " + b"a@b.example, " * 20_000 + b"\n\nx",
    b"Subject: " + b"x" * 20_000 + b"\n\nx",
    b"Content-Type: text/html\n\n<p>Dag<style>p{}</style><script>alert(1)</script><br>Kim",
    b"From: \x00<\x00@\x00>\nSubject: a\x00b\n\n\x00",
    b"Content-Type: message/rfc822\n\n" * 50,
    b"From: <<<>>>@@@\nTo: ;;;,,,\n\nx",
]


@pytest.mark.parametrize("data", BROKEN, ids=range(len(BROKEN)))
def test_whatever_a_mail_is_it_is_filed_or_refused_with_a_sentence(hub, address, data):
    delivered = b"Delivered-To: " + address.encode() + b"\n"

    made = filed(delivered + data)

    assert made.user is None
    assert 0 < len(made.title) <= 300
    assert made.date <= timezone.localdate()
    assert "\x00" not in made.title + made.text + made.sender + made.recipients


def test_html_without_plain_text_gives_its_words():
    read = read_mail(b"Content-Type: text/html\n\n<p>Dag<style>p{}</style><script>alert(1)</script><br>Kim &amp; co")

    assert read.text.split() == ["Dag", "Kim", "&", "co"]


def test_a_reply_is_proposed_under_its_subject(hub, ambassador, address):
    assert filed(mail_from(ambassador.email, address, subject="RE: FW: Antw: Gastles")).title == "Gastles"


def test_the_command_reads_one_message_from_standard_input(hub, ambassador, address, monkeypatch, capsys):
    def given(data):
        monkeypatch.setattr("sys.stdin", type("In", (), {"buffer": io.BytesIO(data)}))

    given(mail_from(ambassador.email, address).as_bytes())
    call_command("mail_in")
    assert "Noord" in capsys.readouterr().out

    given(b"")
    with pytest.raises(CommandError) as refused:
        call_command("mail_in")
    assert refused.value.returncode == 67


def test_a_mail_with_an_endless_row_of_spaces_is_read_at_once():
    """A pattern for spaces before a line end took minutes for half a megabyte of them."""
    mail = EmailMessage()
    mail["From"] = "iemand@voorbeeld.example"
    mail.set_content("Gesproken met de school.  \n\n\n\nTot ziens" + " " * 60_000 + "x", cte="8bit")

    read = read_mail(mail.as_bytes())

    assert read.text.startswith("Gesproken met de school.\n\nTot ziens")
