import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from knooppunt.core import limits
from knooppunt.core.limits import Allowed, Refused
from knooppunt.core.models import LimitWindow


def hit(key: str = "k", *, limit: int = 3, cost: int = 1) -> Allowed | Refused:
    return limits.hit("test", key, limit=limit, window_seconds=600, cost=cost)


@pytest.mark.django_db
def test_as_many_pass_as_the_limit_says_and_then_one_hears_how_long() -> None:
    answers = [hit() for _ in range(5)]

    assert [answer.allowed for answer in answers] == [True, True, True, False, False]
    assert [answer.remaining for answer in answers] == [2, 1, 0, 0, 0]
    assert 595 <= answers[-1].retry_after <= 600
    assert hit("somebody else").allowed


@pytest.mark.django_db
def test_one_hit_is_one_statement(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        hit()


@pytest.mark.django_db
def test_being_refused_does_not_prolong_the_window_and_a_new_one_begins_afresh() -> None:
    for _ in range(5):
        hit()
    before = LimitWindow.objects.get().resets_at
    hit()
    assert LimitWindow.objects.get().resets_at == before

    LimitWindow.objects.update(resets_at=timezone.now() - timedelta(seconds=1))

    assert hit() == Allowed(2)
    assert LimitWindow.objects.get().resets_at > before - timedelta(seconds=5)


@pytest.mark.django_db
def test_a_dear_hit_counts_more_and_one_that_does_not_fit_is_refused() -> None:
    assert hit(cost=2) == Allowed(1)
    assert not hit(cost=2).allowed
    assert not hit("at once", cost=9).allowed


@pytest.mark.django_db
def test_peeking_counts_nothing_and_says_what_the_next_hit_would_hear() -> None:
    assert limits.peek("test", "k", limit=1) == Allowed(1)
    hit(limit=1)

    refused = limits.peek("test", "k", limit=1)

    assert not refused.allowed
    assert refused.retry_after > 0
    assert LimitWindow.objects.get().count == 1


@pytest.mark.django_db
def test_forgiving_and_cleaning() -> None:
    for key in ("a", "b"):
        hit(key)
    limits.forgive("test", "a")
    assert [window.key for window in LimitWindow.objects.all()] == ["b"]

    LimitWindow.objects.update(resets_at=timezone.now() - timedelta(seconds=1))
    hit("c")

    assert limits.clean() == 1
    assert [window.key for window in LimitWindow.objects.all()] == ["c"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("fe80::1%eth0", "fe80::2", True),
        ("rubbish", "", True),
    ],
)
def test_an_address_counts_as_ipv4_or_as_a_network_of_64_bits(one: str, other: str, same: bool) -> None:
    assert (limits.address_key(one) == limits.address_key(other)) is same


def test_keys_do_not_show_addresses_or_mailboxes() -> None:
    assert "192" not in limits.address_key("192.0.2.1")[:5]
    assert limits.mailbox_key("Anna@Voorbeeld.example ") == limits.mailbox_key("anna@voorbeeld.example")
    assert "anna" not in limits.mailbox_key("anna@voorbeeld.example")


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "192.0.2.1"),  # nobody may choose their own address
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 198.51.100.1", "203.0.113.9"),
        (2, "", "192.0.2.1"),
    ],
)
def test_the_address_is_what_our_own_proxies_saw(settings, proxies: int, forwarded: str, expected: str) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)

    assert limits.client_address(request) == expected
    assert limits.address_key(request) == limits.address_key(expected)


@pytest.mark.parametrize("start", ["new", "ended"])
def test_of_twenty_at_once_exactly_the_limit_passes(shared_database: dict[str, str], start: str) -> None:
    if start == "ended":
        hit(limit=7)
        LimitWindow.objects.update(resets_at=timezone.now() - timedelta(seconds=1))
    together = threading.Barrier(20)
    answers: list[bool] = []

    def one() -> None:
        try:
            together.wait(20)
            answers.append(hit(limit=7).allowed)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [False] * 13 + [True] * 7
