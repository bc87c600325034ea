"""The mailbox over IMAP, on a small server of our own."""

import imaplib
import re
import socketserver
import threading

import pytest

from knooppunt.journal.actions.filing import hub_log, log_address
from knooppunt.journal.actions.mailbox import read_mailbox
from knooppunt.journal.models import Proposal
from knooppunt.journal.tests.sources.test_filing import mail_from


class Handler(socketserver.StreamRequestHandler):
    """As much of IMAP as the job speaks."""

    def handle(self):
        self.say("* OK ready")
        for raw in self.rfile:
            tag, word, rest = (raw.decode().strip() + "  ").split(" ", 2)
            getattr(self, "on_" + word.lower())(tag, rest.strip())
            if word.upper() == "LOGOUT":
                return

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def on_capability(self, tag, _rest):
        self.say("* CAPABILITY IMAP4rev1")
        self.say(f"{tag} OK done")

    def on_login(self, tag, rest):
        self.say(f"{tag} OK done" if "geheim" in rest else f"{tag} NO wrong")

    def on_select(self, tag, _rest):
        self.say(f"* {len(self.server.box)} EXISTS")
        self.say(f"{tag} OK [READ-WRITE]")

    def on_uid(self, tag, rest):
        word, rest = rest.split(" ", 1)
        if word == "SEARCH":
            assert rest == "UNSEEN UNFLAGGED"
            found = [str(pk) for pk, one in self.server.box.items() if not one["flags"]]
            self.say(f"* SEARCH {' '.join(found)}")
        elif word == "FETCH":
            pk = int(rest.split(" ")[0])
            if self.server.cut_at == pk:
                self.connection.close()
                raise ConnectionError
            data = self.server.box[pk]["data"]
            assert "PEEK" in rest
            self.wfile.write(f"* {pk} FETCH (UID {pk} BODY[]<0> {{{len(data)}}}\r\n".encode() + data + b")\r\n")
        elif word == "STORE":
            pk = int(rest.split(" ")[0])
            self.server.box[pk]["flags"] |= set(re.findall(r"\\\w+", rest))
        self.say(f"{tag} OK done")

    def on_logout(self, tag, _rest):
        self.say("* BYE")
        self.say(f"{tag} OK done")


@pytest.fixture
def box(settings):
    """A mailbox: number → data and flags."""

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address, daemon_threads = True, True
        box, cut_at = {}, None

        def handle_error(self, *_args):
            pass

    server = Server(("127.0.0.1", 0), Handler)
    server.box = {}
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    settings.IMAP_HOST, settings.IMAP_PORT, settings.IMAP_TLS = "127.0.0.1", server.server_address[1], False
    settings.IMAP_USER, settings.IMAP_PASSWORD, settings.IMAP_FOLDER = "logboek", "geheim", "INBOX"
    yield server
    server.shutdown()
    server.server_close()


def put(box, number, message):
    box.box[number] = {"data": message if isinstance(message, bytes) else message.as_bytes(), "flags": set()}


def test_unread_mail_is_filed_once_and_what_cannot_be_filed_stays_flagged(box, hub, ambassador):
    address = log_address(hub_log(hub))
    put(box, 1, mail_from(ambassador.email, address, message_id="<a@x.example>"))
    put(box, 2, mail_from(ambassador.email, "logboek@knooppunt.example", message_id="<b@x.example>"))
    put(box, 3, b"\xff\xfe kapot")
    put(box, 4, mail_from("iemand@x.example", address, message_id="<c@x.example>"))

    assert str(read_mailbox()) == "filed 2, left 2"
    assert [one["flags"] for one in box.box.values()] == [{"\\Seen"}, {"\\Flagged"}, {"\\Flagged"}, {"\\Seen"}]
    assert str(read_mailbox()) == "filed 0, left 0"
    assert Proposal.objects.count() == 2


def test_a_lost_connection_loses_nothing(box, hub, ambassador):
    address = log_address(hub_log(hub))
    for number in (1, 2):
        put(box, number, mail_from(ambassador.email, address, message_id=f"<{number}@x.example>"))
    box.cut_at = 2

    with pytest.raises((OSError, imaplib.IMAP4.error)):
        read_mailbox()
    assert Proposal.objects.count() == 1
    box.cut_at = None
    read_mailbox()

    assert Proposal.objects.count() == 2


def test_a_wrong_password_is_an_error_of_the_job(box, settings):
    settings.IMAP_PASSWORD = "anders"

    with pytest.raises(imaplib.IMAP4.error):
        read_mailbox()
