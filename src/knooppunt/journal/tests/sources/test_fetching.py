"""Getting a calendar over real connections: addresses, redirects, size, time."""

import dataclasses
import http.server
import threading
import time

import pytest

from knooppunt.core.fetching import is_public
from knooppunt.journal.calendars import CalendarProblem, Limits, fetch
from knooppunt.journal.calendars.fetching import checked_address

LOOSE = Limits(seconds=5.0, may_connect=lambda address: address == "127.0.0.1")
CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


class Server(http.server.BaseHTTPRequestHandler):
    """A server that does what the path says."""

    asked: list

    def do_GET(self):
        self.asked.append((self.path, dict(self.headers)))
        getattr(self, "on_" + self.path.strip("/").partition("/")[0].partition("?")[0])()

    def answer(self, status=200, body=CALENDAR, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def on_good(self):
        if self.headers.get("If-None-Match") == '"v1"':
            self.answer(304, b"")
        else:
            self.answer(ETag='"v1"')

    def on_big(self):
        self.answer(Content_Length=str(50 * 2**20), body=b"x")

    def on_endless(self):
        self.answer(body=CALENDAR)
        while True:
            self.wfile.write(b"x" * 100_000)

    def on_drip(self):
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(b"x")
            time.sleep(0.05)

    def on_drip_head(self):
        while True:
            self.wfile.write(b"H")
            time.sleep(0.05)

    def on_silent(self):
        time.sleep(3)

    def on_zip(self):
        self.answer(Content_Encoding="gzip")

    def on_once(self):
        self.answer(302, b"", Location="/good")

    def on_round(self):
        self.answer(302, b"", Location="/round")

    def on_inside(self):
        self.answer(302, b"", Location=self.path.partition("?")[2])

    def on_gone(self):
        self.answer(404)

    def on_closed(self):
        self.answer(401)

    def on_broken(self):
        self.answer(500)

    def on_cut(self):
        self.answer(body=b"BEGIN", Content_Length="5000")

    def log_message(self, *_args):
        pass


@pytest.fixture
def server():
    class Mine(Server):
        asked = []

    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Mine)
    made.daemon_threads = True
    made.handle_error = lambda *_args: None
    threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True).start()
    made.address = f"http://127.0.0.1:{made.server_port}"
    made.asked = Mine.asked
    yield made
    made.shutdown()
    made.server_close()


def problem_of(address, **changes):
    with pytest.raises(CalendarProblem) as problem:
        fetch(address, limits=dataclasses.replace(LOOSE, **changes))
    return problem.value.code


def test_a_calendar_comes_in_and_its_tag_saves_the_next_time(server):
    first = fetch(f"{server.address}/good", limits=LOOSE)
    again = fetch(f"{server.address}/good", entity_tag=first.entity_tag, limits=LOOSE)

    assert (first.data, first.entity_tag) == (CALENDAR, '"v1"')
    assert again.data is None


def test_a_redirect_is_followed_and_a_circle_is_not(server):
    assert fetch(f"{server.address}/once", limits=LOOSE).data == CALENDAR
    assert problem_of(f"{server.address}/round") == "redirects"
    assert len(server.asked) == 2 + 6


@pytest.mark.parametrize(
    ("path", "code"),
    [("gone", "gone"), ("closed", "closed"), ("broken", "answer"), ("zip", "answer"), ("cut", "unreachable")],
)
def test_each_answer_has_its_own_sentence(server, path, code):
    assert problem_of(f"{server.address}/{path}") == code


def test_fifty_megabytes_and_a_feed_without_end_are_cut_off(server):
    assert problem_of(f"{server.address}/big") == "big"
    assert problem_of(f"{server.address}/endless") == "big"


@pytest.mark.parametrize("path", ["drip", "drip_head", "silent"])
def test_a_server_that_takes_its_time_does_not_take_ours(server, path):
    assert problem_of(f"{server.address}/{path}", seconds=0.4) == "slow"


def test_the_usual_limits_never_reach_this_machine(server):
    port = server.server_port
    for host in ("127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"):
        with pytest.raises(CalendarProblem) as problem:
            fetch(f"http://{host}:{port}/good", limits=Limits(seconds=5.0))
        assert problem.value.code in {"not-public", "not-found"}, host

    assert server.asked == []


def test_a_redirect_into_a_private_network_is_not_followed(server):
    inside = f"http://[::1]:{server.server_port}/good"

    assert problem_of(f"{server.address}/inside?{inside}") == "not-public"
    assert problem_of(f"{server.address}/inside?file:///etc/passwd") == "address"
    assert all("good" not in path.partition("?")[0] for path, _headers in server.asked)


def test_a_name_with_one_private_address_is_refused_whole(server, monkeypatch):
    both = [(2, 1, 6, "", ("93.184.216.34", 80)), (2, 1, 6, "", ("10.0.0.5", 80))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_args, **_named: both)

    with pytest.raises(CalendarProblem) as problem:
        fetch("http://agenda.voorbeeld.example/", limits=Limits(seconds=2.0))

    assert problem.value.code == "not-public"


def test_a_name_is_resolved_once_and_that_address_is_used(server, monkeypatch):
    import socket

    asked, real = [], socket.getaddrinfo

    def resolve(host, *args, **named):
        asked.append(host)
        return real("127.0.0.1" if host == "agenda.voorbeeld.example" else host, *args, **named)

    monkeypatch.setattr("socket.getaddrinfo", resolve)

    assert fetch(f"http://agenda.voorbeeld.example:{server.server_port}/good", limits=LOOSE).data == CALENDAR
    assert asked.count("agenda.voorbeeld.example") == 1
    assert server.asked[0][1]["Host"] == f"agenda.voorbeeld.example:{server.server_port}"


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1", "172.16.5.5", "192.168.1.1", "169.254.169.254", "127.0.0.1", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:10.0.0.1", "2002:0a00:0001::1", "64:ff9b::a00:1", "2001:db8::1",
    ],
)  # fmt: skip
def test_what_is_not_the_public_internet_is_known(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2a00:1450:400e:811::200e"])
def test_the_public_internet_is_allowed(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "text",
    [
        "", "agenda", "ftp://agenda.example/a.ics", "file:///etc/passwd", "javascript:alert(1)", "https://",
        "https://a b/", "https://agenda.example/a\r\nHost: b", "https://piet:geheim@agenda.example/", "http://[::1",
        "https://agenda.example:99999/", "https://agenda.example:0/",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_calendar_is_refused(text):
    with pytest.raises(CalendarProblem):
        checked_address(text)


def test_an_address_as_calendar_programs_give_it_is_understood():
    assert checked_address(" webcal://agenda.example/a.ics ") == "https://agenda.example/a.ics"
