import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Server
from django.core import mail as django_mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone

from knooppunt.core import file_types, files, outbox
from knooppunt.core.models import Job, OutboxMail

State = OutboxMail.State


class Sink:
    """A real mail server that keeps what it takes, and answers as the test tells it to."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.on_recipient: Callable[[str], str] = lambda address: "250 OK"
        self.on_message: Callable[[Any], str] = lambda message: "250 OK"
        self.hang_up_after_message = False

    async def handle_RCPT(self, server: Server, session: Any, envelope: Any, address: str, options: Any) -> str:
        answer = self.on_recipient(address)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Server, session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.taken.append(message)
        if self.hang_up_after_message:
            server.transport.abort()
        return self.on_message(message)


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    handler = Sink()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield handler
    controller.stop()


def queue(to: str = "anna@voorbeeld.example", **changes: Any) -> OutboxMail:
    values = {"subject": "Je weekbericht", "text": "Dag Anna,\n.\n.punt\n", "kind": "test"} | changes
    return outbox.queue_mail(to=to, **values)


def state_of(mail: OutboxMail) -> str:
    return OutboxMail.objects.get(pk=mail.pk).state


def make_due() -> None:
    OutboxMail.objects.filter(state=State.QUEUED).update(not_before=timezone.now() - timedelta(seconds=1))


# ---- queueing ----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_mail_is_queued_with_the_transaction_and_forgotten_with_it() -> None:
    with transaction.atomic():
        queue()
        assert OutboxMail.objects.exists()
        transaction.set_rollback(True)

    assert not OutboxMail.objects.exists()


@pytest.mark.django_db
def test_the_same_key_queues_once() -> None:
    first = queue(dedupe_key="week-12-anna")

    assert queue(dedupe_key="week-12-anna", subject="Anders") == first
    assert queue(dedupe_key="week-13-anna") != first


@pytest.mark.django_db
def test_an_address_that_is_none_is_refused_and_a_subject_stays_one_line() -> None:
    for wrong in ("geen adres", "a@voorbeeld.example\nBcc: b@voorbeeld.example", ""):
        with pytest.raises(ValidationError):
            queue(wrong)

    assert queue(subject="Een\r\nBcc: b@voorbeeld.example").subject == "Een Bcc: b@voorbeeld.example"


@pytest.mark.django_db
def test_without_a_mail_server_mails_stay_in_the_outbox(settings) -> None:
    settings.EMAIL_HOST = ""
    mail = queue()

    assert str(outbox.send_due()) == "sent 0, later 0, failed 0, uncertain 0"
    assert state_of(mail) == State.QUEUED
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_with_a_mail_server_one_waiting_job_serves_many_mails(sink: Sink) -> None:
    for _ in range(3):
        queue()

    assert [job.name for job in Job.objects.all()] == ["core.send_mail"]


@pytest.mark.django_db
def test_mail_of_libraries_goes_through_the_outbox_one_row_per_recipient(settings) -> None:
    settings.EMAIL_BACKEND = "knooppunt.core.mail_backend.OutboxBackend"
    message = django_mail.EmailMultiAlternatives(
        "Je code", "1234", to=["Anna Voorbeeld <anna@voorbeeld.example>", "bert@voorbeeld.example"]
    )
    message.attach_alternative("<p>1234</p>", "text/html")

    assert message.send() == 1

    rows = OutboxMail.objects.order_by("to").values_list("to", "subject", "text", "html", "urgent")
    assert list(rows) == [
        ("anna@voorbeeld.example", "Je code", "1234", "<p>1234</p>", True),
        ("bert@voorbeeld.example", "Je code", "1234", "<p>1234</p>", True),
    ]


# ---- handing over ------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_what_arrives_is_what_was_queued(sink: Sink, settings, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path
    pdf = files.store(
        SimpleUploadedFile("x", b"%PDF-1.7 x"),
        allowed_types={file_types.PDF},
        max_bytes=99,
        by=None,
        name="Verslag é.pdf",
    )
    mail = queue(
        subject="Voor Zoë",
        html="<p>Dag Zoë</p>",
        attachments=[pdf],
        headers={"List-Unsubscribe": "<https://k.example/l/x/>"},
    )

    assert outbox.send_due().sent == 1

    [message] = sink.taken
    assert (message["To"], message["Subject"]) == ("anna@voorbeeld.example", "Voor Zoë")
    assert message["Message-ID"] == mail.message_id
    assert message["List-Unsubscribe"] == "<https://k.example/l/x/>"
    assert message["Auto-Submitted"] == "auto-generated"
    text = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert text == "Dag Anna,\n.\n.punt\n"  # also lines that begin with a dot
    assert message.get_body(("html",)).get_content().strip() == "<p>Dag Zoë</p>"
    [attached] = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("Verslag é.pdf", b"%PDF-1.7 x")
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.last_error) == (State.SENT, 1, "")
    assert outbox.send_due().sent == 0
    assert len(sink.taken) == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_for_later_waits(sink: Sink) -> None:
    mail = queue(not_before=timezone.now() + timedelta(hours=1))
    assert outbox.send_due().sent == 0

    make_due()

    assert outbox.send_due().sent == 1
    assert state_of(mail) == State.SENT


@pytest.mark.django_db(transaction=True)
def test_a_final_refusal_fails_one_mail_and_the_others_go_on(sink: Sink) -> None:
    sink.on_recipient = lambda address: "550 No such user" if address.startswith("weg") else "250 OK"
    wrong, good = queue("weg@voorbeeld.example"), queue()

    delivery = outbox.send_due()

    assert (delivery.sent, delivery.failed, delivery.later) == (1, 1, 0)
    assert (state_of(wrong), state_of(good)) == (State.FAILED, State.SENT)
    assert "550 No such user" in OutboxMail.objects.get(pk=wrong.pk).last_error
    assert list(outbox.needing_attention()) == [wrong]


@pytest.mark.django_db(transaction=True)
def test_a_refusal_for_now_is_tried_again_with_growing_pauses_and_then_fails(sink: Sink) -> None:
    sink.on_message = lambda message: "451 Try later"
    mail = queue()
    pauses = []

    while state_of(mail) == State.QUEUED:
        make_due()
        before = timezone.now()
        outbox.send_due()
        pauses.append(round((OutboxMail.objects.get().not_before - before).total_seconds() / 60))

    assert pauses[:-1] == list(outbox.BACKOFF_MINUTES)
    assert state_of(mail) == State.FAILED


@pytest.mark.django_db(transaction=True)
def test_an_unreachable_server_costs_no_attempt(sink: Sink, settings) -> None:
    settings.EMAIL_PORT = 1
    mail = queue()

    delivery = outbox.send_due()

    assert "cannot be reached" in delivery.note
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (State.QUEUED, 0)


@pytest.mark.django_db(transaction=True)
def test_no_answer_after_the_mail_was_complete_is_uncertain_and_never_resent_by_itself(sink: Sink, user: Any) -> None:
    sink.hang_up_after_message = True
    mail = queue()

    assert outbox.send_due().uncertain == 1
    sink.hang_up_after_message = False
    make_due()
    assert outbox.send_due().sent == 0

    assert state_of(mail) == State.UNCERTAIN
    assert list(outbox.needing_attention()) == [mail]

    assert outbox.retry(mail, by=user)  # a person decides
    assert outbox.send_due().sent == 1

    assert [message["Message-ID"] for message in sink.taken] == [mail.message_id] * 2
    assert OutboxMail.objects.get().handled_by == user


@pytest.mark.django_db(transaction=True)
def test_what_a_dead_worker_was_handing_over_becomes_uncertain(sink: Sink) -> None:
    dying, busy = queue(), queue()
    now = timezone.now()
    OutboxMail.objects.filter(pk=dying.pk).update(state=State.SENDING, sending_at=now - timedelta(minutes=11))
    OutboxMail.objects.filter(pk=busy.pk).update(state=State.SENDING, sending_at=now - timedelta(minutes=9))

    assert outbox.send_due().uncertain == 1

    assert (state_of(dying), state_of(busy)) == (State.UNCERTAIN, State.SENDING)
    assert sink.taken == []


@pytest.mark.django_db(transaction=True)
def test_a_missing_attachment_fails_with_the_reason(sink: Sink) -> None:
    mail = queue()
    OutboxMail.objects.update(attachments=[999])

    assert outbox.send_due().failed == 1
    assert OutboxMail.objects.get(pk=mail.pk).last_error == "The attachment 999 is gone."


@pytest.mark.django_db(transaction=True)
def test_the_limit_per_hour_holds_up_all_but_urgent_mails_which_go_first(sink: Sink, settings) -> None:
    settings.MAIL_PER_HOUR = 2
    ordinary = [queue(f"lezer{number}@voorbeeld.example") for number in range(4)]
    queue("code@voorbeeld.example", urgent=True)

    assert outbox.send_due().sent == 2  # the urgent one counts, but is never held up
    queue("code2@voorbeeld.example", urgent=True)
    assert outbox.send_due().sent == 1
    OutboxMail.objects.filter(state=State.SENT).update(sending_at=timezone.now() - timedelta(hours=2))
    assert outbox.send_due().sent == 2

    names = [message["To"].partition("@")[0] for message in sink.taken]
    assert names == ["code", "lezer0", "code2", "lezer1", "lezer2"]
    assert state_of(ordinary[3]) == State.QUEUED


def test_two_senders_at_once_send_each_mail_once(shared_database: dict[str, str], sink: Sink) -> None:
    addresses = [f"lezer{number}@voorbeeld.example" for number in range(20)]
    for address in addresses:
        queue(address)

    def send() -> None:
        try:
            outbox.send_due()
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(message["To"] for message in sink.taken) == sorted(addresses)
    assert set(OutboxMail.objects.values_list("state", flat=True)) == {State.SENT}


@pytest.mark.slow
def test_killing_the_sender_between_hand_over_and_confirmation_sends_nothing_twice(
    shared_database: dict[str, str], sink: Sink, settings, start, wait_until
) -> None:
    hold = threading.Event()
    sink.on_message = lambda message: f"250 OK {hold.wait(20)}"  # taken, but the answer does not come
    mail = queue()
    worker = start(
        "worker", "--interval", "0.1", EMAIL_HOST="127.0.0.1", EMAIL_PORT=str(settings.EMAIL_PORT), EMAIL_USE_TLS="0"
    )
    wait_until(lambda: sink.taken)
    worker.kill()
    worker.wait()
    hold.set()

    assert state_of(mail) == State.SENDING
    assert outbox.send_due().sent == 0
    OutboxMail.objects.update(sending_at=timezone.now() - outbox.INTERRUPTED_AFTER)
    assert outbox.send_due().uncertain == 1
    assert outbox.send_due().sent == 0

    assert state_of(mail) == State.UNCERTAIN
    assert len(sink.taken) == 1


# ---- the administrator -------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "may_cancel", "may_retry"),
    [
        (State.QUEUED, True, False),
        (State.SENDING, False, False),
        (State.SENT, False, False),
        (State.FAILED, True, True),
        (State.UNCERTAIN, True, True),
        (State.CANCELLED, False, True),
    ],
)
def test_what_a_person_may_do_with_a_mail(user: Any, state: str, may_cancel: bool, may_retry: bool) -> None:
    mail = queue()
    OutboxMail.objects.update(state=state)
    assert outbox.cancel(mail, by=user) is may_cancel
    assert state_of(mail) == (State.CANCELLED if may_cancel else state)

    OutboxMail.objects.update(state=state)
    assert outbox.retry(mail, by=user) is may_retry
    assert state_of(mail) == (State.QUEUED if may_retry else state)


@pytest.mark.django_db
def test_texts_are_emptied_after_a_week_and_rows_go_after_ninety_days() -> None:
    ages = {"new": 6, "week": 8, "old": 91}
    for name, days in ages.items():
        mail = queue(f"{name}@voorbeeld.example")
        OutboxMail.objects.filter(pk=mail.pk).update(state=State.SENT, created_at=timezone.now() - timedelta(days=days))
    waiting = queue("wacht@voorbeeld.example")
    OutboxMail.objects.filter(pk=waiting.pk).update(created_at=timezone.now() - timedelta(days=91))

    assert outbox.clean() == 1

    kept = {mail.to.partition("@")[0]: bool(mail.text) for mail in OutboxMail.objects.all()}
    assert kept == {"new": True, "week": False, "wacht": True}


@pytest.mark.django_db(transaction=True)
def test_after_restoring_a_backup_nothing_leaves_by_itself(sink: Sink) -> None:
    """What waited when the backup was made has probably been sent since: a person decides."""
    waiting, sent = queue(), queue("bob@voorbeeld.example")
    OutboxMail.objects.filter(pk=sent.pk).update(state="sent")

    assert outbox.doubt_waiting() == 1
    outbox.send_due()

    assert (state_of(waiting), state_of(sent)) == ("uncertain", "sent")
    assert sink.taken == []
    assert list(outbox.needing_attention()) == [waiting]
