"""The web child: gunicorn's threaded worker, run by our own supervisor and hardened against slow clients.

gunicorn's master process is left out: it would be a second supervisor and one more copy of the application. Its
threaded worker gives a thread to a connection before the request has arrived, so a handful of clients that send a
byte now and then would keep everybody out; and it waits in its main loop for clients that are slow to close. Here the
loop that accepts connections collects the whole request first (a large body on disk); only then a thread begins, and
that thread never waits for a client's bytes. docs/operations.md tells what the limits are for.
"""

from __future__ import annotations

import re
import selectors
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import IO, Any

import structlog
from gunicorn.config import Config
from gunicorn.glogging import Logger as GunicornLogger
from gunicorn.http.unreader import SocketUnreader
from gunicorn.http.wsgi import Response
from gunicorn.workers.gthread import TConn, ThreadWorker

log = structlog.get_logger(__name__)

HEAD_BYTES = 32 * 1024
IN_MEMORY_BYTES = 128 * 1024  # a larger body waits on disk
BODY_BYTES = 64 * 2**20  # above this nobody even reads it; forms refuse at settings.UPLOAD_MAX_BYTES, with a sentence
WAITING_BYTES = 512 * 2**20  # all bodies on disk together
ARRIVE_SECONDS = 15.0  # for the head and a small body together
UPLOAD_SECONDS = 300.0  # for a large body
PIECE_SECONDS = 30.0  # for each piece that a thread writes
HANDLE_SECONDS = 300.0  # for the answer
LINGER_SECONDS = 2.0
CONNECTIONS = 400
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,12})[ \t]*\r\n", re.IGNORECASE)
_EXPECT = re.compile(rb"\r\nexpect:", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
# What people read when nobody even looked at their request: no page can be drawn here, and no language is known.
_REASONS = {
    408: ("Request Timeout", "Het versturen duurde te lang. Probeer het nog eens."),
    411: ("Length Required", "Je programma zei niet hoe groot dit is. Dan lezen we het niet."),
    413: ("Content Too Large", "Dit is te groot om te versturen. Ga terug en kies een kleiner bestand."),
    431: ("Request Header Fields Too Large", "Dit adres is te lang. Ga terug en vraag iets korters."),
    503: ("Service Unavailable", "Het is nu erg druk. Probeer het over een minuut nog eens."),
}

_default_headers = Response.default_headers


def _headers(response: Any) -> list[str]:
    """gunicorn's own headers but its name: what serves is nobody's business, and it has no setting for that."""
    return [line for line in _default_headers(response) if not line.startswith("Server:")]


Response.default_headers = _headers


@dataclass(frozen=True)
class Arrival:
    """What has come in so far: is it all there, how much is still to come, or is it refused?"""

    missing: int | None = None  # bytes still to come; None: the head is not complete yet
    refuse: int = 0  # the status to refuse with
    expects: bool = False  # the client waits for "100 Continue"

    @property
    def complete(self) -> bool:
        """Whether a thread can begin."""
        return not self.refuse and self.missing == 0


def arrival(received: bytes | bytearray) -> Arrival:
    """Judge the bytes received on a connection."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return Arrival(refuse=431 if len(received) >= HEAD_BYTES else 0)
    if end > HEAD_BYTES:
        return Arrival(refuse=431)
    head = bytes(received[: end + 4])
    length = _LENGTH.search(head)
    if _CHUNKED.search(head) and not length:
        return Arrival(
            refuse=411
        )  # its end cannot be foreseen; browsers do not send it (both headers: gunicorn refuses)
    wanted = int(length[1]) if length else 0
    if wanted > BODY_BYTES:
        return Arrival(refuse=413)
    missing = max(0, end + 4 + wanted - len(received))
    return Arrival(missing=missing, expects=bool(_EXPECT.search(head)))


class PatientSocket(socket.socket):
    """A socket on which "blocking" means: wait for at most ``PIECE_SECONDS``."""

    def setblocking(self, flag: bool) -> None:
        """Blocking with an end, or not blocking."""
        self.settimeout(PIECE_SECONDS if flag else 0.0)


class Unreader(SocketUnreader):  # type: ignore[misc]
    """Where gunicorn's parser gets its bytes: from the body on disk first."""

    upload: IO[bytes] | None = None

    def chunk(self, size_hint: int | None = None) -> bytes:
        """The next piece."""
        if self.upload is not None and not self.upload.closed:
            # Never more than a MB: gunicorn asks for all that is missing, and copies what it holds with each piece.
            piece = self.upload.read(min(max(size_hint or 0, 65536), 2**20))
            if piece:
                return piece
        return bytes(super().chunk(size_hint))


class Connection(TConn):  # type: ignore[misc]
    """A client's connection, with what has arrived of its next request."""

    def __init__(self, worker: Worker, client: socket.socket, address: Any, server: Any) -> None:
        super().__init__(worker.cfg, PatientSocket(fileno=client.detach()), address, server)
        self.worker = worker
        self.received = bytearray()
        self.upload: IO[bytes] | None = None  # where a large body waits, with what came before it
        self.missing = 0
        self.deadline = 0.0

    def drop_upload(self) -> None:
        """Free the disk."""
        if self.upload is not None:
            self.worker.waiting_bytes -= self.upload.seek(0, 2)
            self.upload.close()
            self.upload = None

    def close(self, graceful: bool = False) -> None:
        """Close; gracefully means that the client gets two seconds to read the answer, in the background."""
        self.drop_upload()
        if graceful:
            self.worker.linger(self)
        else:
            super().close(graceful)


class QuietLogger(GunicornLogger):  # type: ignore[misc]
    """gunicorn's messages in our log, without the addresses and the query strings that it puts in them."""

    def setup(self, cfg: Config) -> None:
        """No handlers of gunicorn's own."""
        self.cfg = cfg
        self.error_log.propagate = True
        self._access_log_enabled = False

    def access(self, *args: object, **kwargs: object) -> None:
        """Requests are logged by ``operations.request_log``."""

    def warning(self, msg: str, *args: object, **kwargs: object) -> None:
        """A request that is not HTTP."""
        log.info("refused before Django")

    def exception(self, msg: str, *args: object, **kwargs: object) -> None:
        """An error that Django did not catch, or a connection that broke."""
        log.warning("error outside Django", exc_info=True)


class Worker(ThreadWorker):  # type: ignore[misc]
    """Collects each request before a thread begins with it."""

    def __init__(self, *args: Any, beat: Callable[[], None], stop: threading.Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._beat, self._stop_event = beat, stop
        self._arriving: set[Connection] = set()
        self._handling: set[Connection] = set()
        self._lingering: set[Connection] = set()
        self.waiting_bytes = 0

    def init_signals(self) -> None:
        """The supervisor has set them; SIGTERM reaches ``notify`` within a second, or at once through the poller."""

    def notify(self) -> None:
        """Once round the loop."""
        self._beat()
        if self._stop_event.is_set():
            self.alive = False

    # ---- Collecting -------------------------------------------------------------------------------------------------

    def accept(self, listener: socket.socket) -> None:
        """Take a connection in and begin to collect."""
        try:
            client, address = listener.accept()
        except OSError:
            return  # another worker was first, or the client has gone
        self.nr_conns += 1
        self._collect(Connection(self, client, address, listener.getsockname()))

    def on_client_socket_readable(self, conn: Connection, client: socket.socket) -> None:
        """A next request begins on a kept connection."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._collect(conn)

    def _collect(self, conn: Connection) -> None:
        conn.sock.setblocking(False)
        conn.received.clear()
        conn.deadline = time.monotonic() + ARRIVE_SECONDS
        self._arriving.add(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._on_bytes, conn))

    def _on_bytes(self, conn: Connection, client: socket.socket) -> None:
        try:
            piece = client.recv(65536)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            piece = b""
        if not piece:
            self._drop(conn)
        elif conn.upload is not None:
            self._take_upload(conn, piece)
        else:
            self._take(conn, piece)

    def _take(self, conn: Connection, piece: bytes) -> None:
        conn.received += piece
        state = arrival(conn.received)
        if state.complete:
            self._dispatch(conn)
        elif state.refuse:
            self._refuse(conn, state.refuse)
        elif state.missing is not None:
            if state.expects:
                with suppress(OSError):
                    conn.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")
            if state.missing + len(conn.received) > IN_MEMORY_BYTES or state.expects:
                conn.missing = state.missing
                conn.upload = tempfile.TemporaryFile()  # noqa: SIM115 - closed by drop_upload
                conn.deadline = time.monotonic() + UPLOAD_SECONDS
                self._write(conn, conn.received)
                conn.received.clear()

    def _take_upload(self, conn: Connection, piece: bytes) -> None:
        if not self._write(conn, piece):
            return
        conn.missing -= len(piece)
        if conn.missing <= 0:
            self._dispatch(conn)

    def _write(self, conn: Connection, piece: bytes | bytearray) -> bool:
        if conn.upload is None or self.waiting_bytes > WAITING_BYTES:
            self._refuse(conn, 503)
            return False
        try:
            conn.upload.write(piece)
        except OSError:  # the disk is full
            self._refuse(conn, 503)
            return False
        self.waiting_bytes += len(piece)
        return True

    def _dispatch(self, conn: Connection) -> None:
        self.poller.unregister(conn.sock)
        self._arriving.discard(conn)
        if not conn.initialized:
            conn.init()
            conn.parser.unreader = Unreader(conn.sock)
        if conn.upload is not None:
            conn.upload.seek(0)
            conn.parser.unreader.upload = conn.upload
        else:
            conn.parser.unreader.unread(bytes(conn.received))
            conn.received.clear()
        conn.data_ready = True
        self.enqueue_req(conn)

    def _refuse(self, conn: Connection, status: int) -> None:
        """Say no in one sentence, and let the client read it."""
        reason, sentence = _REASONS[status]
        body = f"{sentence} ({reason})\n".encode()
        head = f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n"
        answer = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
        with suppress(OSError):
            conn.sock.send(answer)
        self._arriving.discard(conn)
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close(graceful=True)

    def _drop(self, conn: Connection) -> None:
        self._arriving.discard(conn)
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()

    # ---- Handling ---------------------------------------------------------------------------------------------------

    def handle(self, conn: Connection) -> Any:
        """In a thread: the request itself."""
        conn.deadline = time.monotonic() + HANDLE_SECONDS
        self._handling.add(conn)
        try:
            return super().handle(conn)
        finally:
            self._handling.discard(conn)
            self.method_queue.defer(conn.drop_upload)

    def finish_request(self, conn: Connection, future: Future[Any]) -> None:
        """What a client sent along with its previous request is collected like any other."""
        if self.alive and not future.cancelled() and future.exception() is None and future.result() is True:
            ahead = conn.parser.unreader.take_buffered()
            if ahead:
                self._collect(conn)
                self._take(conn, ahead)
                return
        super().finish_request(conn, future)

    def linger(self, conn: Connection) -> None:
        """Close our side, let the client read what we sent, and throw away what it still sends."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
        except OSError:
            conn.close()
            return
        conn.deadline = time.monotonic() + LINGER_SECONDS
        self._lingering.add(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._on_farewell, conn))

    def _on_farewell(self, conn: Connection, client: socket.socket) -> None:
        try:
            more = client.recv(65536)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            more = b""
        if not more:
            self._end_linger(conn)

    def _end_linger(self, conn: Connection) -> None:
        self._lingering.discard(conn)
        self.poller.unregister(conn.sock)
        conn.close()

    def murder_pending(self) -> None:
        """Called at least once a second by gunicorn's loop: close what takes too long, and at the end what is idle."""
        super().murder_pending()
        now = time.monotonic()
        for conn in [
            one for one in self._arriving if one.deadline < now or not (self.alive or one.received or one.upload)
        ]:
            if conn.received or conn.upload:
                self._refuse(conn, 408)
            else:
                self._drop(conn)
        for conn in [one for one in self._lingering if one.deadline < now]:
            self._end_linger(conn)
        for conn in [one for one in tuple(self._handling) if one.deadline < now]:
            with suppress(OSError):
                conn.sock.shutdown(socket.SHUT_RDWR)  # the thread's next read or write ends


class Application:
    """What gunicorn's worker asks of its application object: the loaded WSGI callable."""

    def __init__(self, wsgi: Callable[..., Any]) -> None:
        self._wsgi = wsgi

    def wsgi(self) -> Callable[..., Any]:
        """The callable."""
        return self._wsgi


def configuration(threads: int) -> Config:
    """gunicorn's settings for one worker; what is not named keeps gunicorn's default."""
    config = Config()
    chosen = {
        "threads": threads,
        "worker_connections": CONNECTIONS,
        "keepalive": 5,
        "graceful_timeout": 20,
        "limit_request_line": 0,  # the head has its own limit; a question of 10,000 letters is answered with a sentence
        "limit_request_fields": 60,
        "limit_request_field_size": 8190,
        "logger_class": QuietLogger,
        "control_socket_disable": True,
        # Which proxy to believe is Django's decision (KNOOPPUNT_TRUSTED_PROXIES); gunicorn's own is switched off.
        "forwarded_allow_ips": "",
        "secure_scheme_headers": {},
    }
    for name, value in chosen.items():
        config.set(name, value)
    return config


def serve(
    wsgi: Callable[..., Any], sockets: list[socket.socket], threads: int, parent: int,
    stop: threading.Event, beat: Callable[[], None],
) -> None:  # fmt: skip
    """Answer requests on ``sockets`` until ``stop`` is set; then finish what is in hand."""
    config = configuration(threads)
    worker = Worker(
        1, parent, sockets, Application(wsgi), 30, config, QuietLogger(config), beat=beat, stop=stop
    )  # fmt: skip
    worker.init_process()
