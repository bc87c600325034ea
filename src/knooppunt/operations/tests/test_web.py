"""When a thread may begin with a request."""

from __future__ import annotations

from knooppunt.operations.web import BODY_AHEAD, HEAD_BYTES, has_arrived

HEAD = b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n"


def test_waits_for_the_whole_head() -> None:
    assert not has_arrived(b"GET / HTTP/1.1\r\nHost: a\r\n")
    assert has_arrived(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")


def test_waits_for_a_small_body_only() -> None:
    small = HEAD % 5 + b"\r\n"
    assert not has_arrived(small + b"1234")
    assert has_arrived(small + b"12345")
    assert has_arrived(HEAD % (BODY_AHEAD + 1) + b"\r\n")


def test_does_not_wait_for_a_client_that_waits_for_us() -> None:
    assert has_arrived(HEAD % 5 + b"Expect: 100-continue\r\n\r\n")


def test_endless_head_is_handed_on_to_be_refused() -> None:
    assert has_arrived(b"GET / HTTP/1.1\r\nX: " + b"y" * HEAD_BYTES)


def test_content_length_in_the_body_is_not_believed() -> None:
    assert has_arrived(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n\r\nContent-Length: 50\r\n")
