"""When a thread may begin with a request."""

from __future__ import annotations

import socket
import tempfile
from contextlib import closing

import pytest
from gunicorn.http.body import LengthReader

from knooppunt.operations.web import BODY_BYTES, HEAD_BYTES, Unreader, arrival

HEAD = b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n"


def test_waits_for_the_whole_head() -> None:
    assert arrival(b"GET / HTTP/1.1\r\nHost: a\r\n").missing is None
    assert arrival(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").complete


def test_waits_for_the_whole_body() -> None:
    assert arrival(HEAD % 5 + b"\r\n123").missing == 2
    assert arrival(HEAD % 5 + b"\r\n12345").complete
    assert arrival(HEAD % 5 + b"\r\n12345GET /").complete


def test_notices_a_client_that_waits_for_us() -> None:
    assert arrival(HEAD % 5 + b"Expect: 100-continue\r\n\r\n").expects
    assert not arrival(HEAD % 5 + b"\r\nExpect: 100-continue\r\n").expects


@pytest.mark.parametrize(
    ("received", "status"),
    [
        (b"GET / HTTP/1.1\r\nX: " + b"y" * HEAD_BYTES, 431),
        (HEAD % (BODY_BYTES + 1) + b"\r\n", 413),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
    ],
)
def test_refuses_what_has_no_end_in_sight(received: bytes, status: int) -> None:
    assert arrival(received).refuse == status


def test_content_length_in_the_body_is_not_believed() -> None:
    assert arrival(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n\r\nContent-Length: 50\r\n").complete


def test_large_body_is_read_in_pieces() -> None:
    """All at once would be copied with every piece that Django takes: a minute of work for one upload."""
    size = 5_000_000
    ours, theirs = socket.socketpair()
    with closing(ours), closing(theirs), tempfile.TemporaryFile() as upload:
        upload.write(b"x" * size)
        upload.seek(0)
        unreader = Unreader(ours)
        unreader.upload = upload
        reader = LengthReader(unreader, size)
        taken = held = 0
        while piece := reader.read(65536):
            taken += len(piece)
            held = max(held, len(unreader.buf.getvalue()))

    assert taken == size
    assert held <= 2**20
