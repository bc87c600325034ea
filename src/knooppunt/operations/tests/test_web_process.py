"""The web child with an application of five lines: clients that are slow, large or in the way."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from knooppunt.operations.tests.processes import until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("DATABASE_URL" in os.environ, reason="processes are tried once, on SQLite"),
]

PROGRAM = """
import os, socket, sys, time
from knooppunt.operations import serving, web
from knooppunt.operations.supervisor import ChildSpec, Supervisor
web.ARRIVE_SECONDS = 1.0
def application(environ, start_response):
    body = environ["wsgi.input"].read()
    if environ["PATH_INFO"] == "/slow":
        time.sleep(1)
    text = b"%d bytes" % len(body)
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(text)))])
    return [text]
listener = serving.listen("127.0.0.1", 0)
print(listener.getsockname()[1], flush=True)
parent = os.getpid()
def run(stop, beat):
    web.serve(application, [listener], 2, parent, stop, beat)
sys.exit(Supervisor([ChildSpec("web", run, 30)]).run())
"""


@contextmanager
def web_process() -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A web child with two threads; what takes longer than a second to arrive is dropped."""
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(PROGRAM)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    try:
        yield process, int(process.stdout.readline())
    finally:
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=10)
        process.stdout.close()


@pytest.fixture(scope="module")
def web() -> Iterator[tuple[subprocess.Popen[str], int]]:
    """One for all tests that leave it as it was."""
    with web_process() as started:
        yield started


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def read_until(client: socket.socket, ending: bytes) -> bytes:
    """Read until the answer ends so, or the server closes."""
    answer = b""
    while not answer.endswith(ending) and (piece := client.recv(65536)):
        answer += piece
    return answer


def ask(port: int, request: bytes) -> bytes:
    """Send and read until the server closes."""
    with closing(connect(port)) as client:
        client.sendall(request)
        answer = b""
        while piece := client.recv(65536):
            answer += piece
        return answer


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode()


def test_clients_that_dribble_do_not_keep_others_out(web: tuple[subprocess.Popen[str], int]) -> None:
    _process, port = web
    dribblers = [connect(port) for _ in range(10)]
    for client in dribblers:
        client.sendall(b"GET / HTTP/1.1\r\nHo")
    half = [connect(port) for _ in range(10)]
    for client in half:
        client.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345")

    assert b"200 OK" in ask(port, get("/"))  # two threads, twenty in the way

    for client in [*dribblers, *half]:
        assert b"408" in client.recv(1000)
        client.close()


def test_request_in_small_pieces_is_understood(web: tuple[subprocess.Popen[str], int]) -> None:
    _process, port = web
    with closing(connect(port)) as client:
        for piece in (
            b"POST / HT",
            b"TP/1.1\r\nHost: a\r\nConnection: close\r\nContent-",
            b"Length: 4\r\n\r",
            b"\nab",
            b"cd",
        ):
            client.sendall(piece)
            time.sleep(0.05)
        answer = b""
        while more := client.recv(1000):
            answer += more

    assert answer.endswith(b"4 bytes")


def test_large_body_arrives_whole(web: tuple[subprocess.Popen[str], int]) -> None:
    _process, port = web
    size = 3_000_000
    head = b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % size

    assert ask(port, head + b"x" * size).endswith(b"3000000 bytes")


def test_several_requests_on_one_connection(web: tuple[subprocess.Popen[str], int]) -> None:
    _process, port = web
    one = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"

    with closing(connect(port)) as client:
        for _ in range(3):
            client.sendall(one)
            assert read_until(client, b"3 bytes").endswith(b"3 bytes")
        client.sendall(one + get("/"))  # the second comes along with the first
        answer = b""
        while more := client.recv(1000):
            answer += more

    assert answer.count(b"200 OK") == 2


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", b" 431 "),
        (b"GET /?q=" + b"a" * 10_000 + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", b" 200 "),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 9000 + b"\r\n\r\n", b" 431 "),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(200)) + b"\r\n", b" 431 "),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 200_000, b" 431 "),
        (b"nonsense\r\n\r\n", b" 400 "),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc", b" 400 "),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\nabc", b" 400 "),
    ],
)
def test_oversized_and_malformed_requests_are_refused_and_long_questions_are_not(
    web: tuple[subprocess.Popen[str], int], request_bytes: bytes, status: bytes
) -> None:
    _process, port = web

    assert status in ask(port, request_bytes).split(b"\r\n")[0]


@pytest.mark.parametrize(
    ("header", "status", "words"),
    [
        (b"Content-Length: 2147483648", b" 413 ", "Dit is te groot om te versturen."),
        (b"Transfer-Encoding: chunked", b" 411 ", "niet hoe groot dit is"),
    ],
)
def test_two_gigabytes_are_refused_in_a_sentence_before_they_are_sent(
    web: tuple[subprocess.Popen[str], int], header: bytes, status: bytes, words: str
) -> None:
    _process, port = web

    head, _blank, body = ask(port, b"POST / HTTP/1.1\r\nHost: a\r\n" + header + b"\r\n\r\n").partition(b"\r\n\r\n")

    assert status in head.split(b"\r\n")[0]
    assert b"Content-Type: text/plain; charset=utf-8" in head
    assert words in body.decode()


def test_client_that_waits_for_permission_to_send_gets_it(web: tuple[subprocess.Popen[str], int]) -> None:
    _process, port = web
    with closing(connect(port)) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
        assert b"100 Continue" in client.recv(1000)
        client.sendall(b"abcd")

        assert read_until(client, b"4 bytes").endswith(b"4 bytes")


def test_running_request_is_finished_when_told_to_stop() -> None:
    with web_process() as (process, port):
        finish_while_stopping(process, port)


def finish_while_stopping(process: subprocess.Popen[str], port: int) -> None:
    with closing(connect(port)) as client, closing(connect(port)):  # the second is idle: it must not hold up the end
        client.sendall(get("/slow"))
        time.sleep(0.3)

        process.send_signal(signal.SIGTERM)

        assert read_until(client, b"0 bytes").endswith(b"0 bytes")
    began = time.monotonic()
    assert until(lambda: process.poll() is not None, 8), time.monotonic() - began
    assert process.returncode == 0
