"""The web child: gunicorn's threaded worker, run by our own supervisor and hardened against slow clients.

gunicorn's master process is left out: it would be a second supervisor and one more copy of the application. Its
threaded worker gives a thread to a connection before the request has arrived, so a handful of clients that send a
byte now and then would keep everybody out; and it waits in its main loop for clients that are slow to close. Here the
loop that accepts connections also collects the request, head and a small body, and only then a thread begins. Larger
bodies are read by a thread, against a deadline. What these limits are about is written in docs/operations.md.
"""

from __future__ import annotations

import re
import selectors
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import structlog
from gunicorn.config import Config
from gunicorn.glogging import Logger as GunicornLogger
from gunicorn.workers.gthread import TConn, ThreadWorker

log = structlog.get_logger(__name__)

HEAD_BYTES = 32 * 1024
BODY_AHEAD = 64 * 1024
ARRIVE_SECONDS = 15.0  # for the head and a small body together
PIECE_SECONDS = 30.0  # for each piece that a thread reads or writes
HANDLE_SECONDS = 300.0  # for a whole request, a large upload over a slow line included
LINGER_SECONDS = 2.0
CONNECTIONS = 400
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,12})[ \t]*\r\n", re.IGNORECASE)
_TIMEOUT_ANSWER = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


def has_arrived(received: bytes | bytearray) -> bool:
    """Whether a thread can begin: head and small body are here, or waiting longer makes no sense."""
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return len(received) >= HEAD_BYTES  # gunicorn will refuse it
    head = bytes(received[: end + 4])
    length = _LENGTH.search(head)
    wanted = int(length[1]) if length else 0
    if not wanted or wanted > BODY_AHEAD or b"\r\nexpect:" in head.lower():
        return True
    return len(received) >= end + 4 + wanted


class PatientSocket(socket.socket):
    """A socket on which "blocking" means: wait for at most ``PIECE_SECONDS``."""

    def setblocking(self, flag: bool) -> None:
        """Blocking with an end, or not blocking."""
        self.settimeout(PIECE_SECONDS if flag else 0.0)


class Connection(TConn):  # type: ignore[misc]
    """A client's connection, with what has arrived of its next request."""

    def __init__(self, worker: Worker, client: socket.socket, address: Any, server: Any) -> None:
        super().__init__(worker.cfg, PatientSocket(fileno=client.detach()), address, server)
        self.worker = worker
        self.received = bytearray()
        self.deadline = 0.0

    def close(self, graceful: bool = False) -> None:
        """Close; gracefully means that the client gets two seconds to read the answer, in the background."""
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
        conn.received += piece
        if not piece:
            self._drop(conn)
        elif has_arrived(conn.received):
            self._dispatch(conn)

    def _dispatch(self, conn: Connection) -> None:
        self.poller.unregister(conn.sock)
        self._arriving.discard(conn)
        conn.init()
        conn.parser.unreader.unread(bytes(conn.received))
        conn.received.clear()
        conn.data_ready = True
        self.enqueue_req(conn)

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
        for conn in [one for one in self._arriving if one.deadline < now or not (self.alive or one.received)]:
            with suppress(OSError):
                if conn.received:
                    conn.sock.send(_TIMEOUT_ANSWER)
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
        "limit_request_line": 4094,
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
