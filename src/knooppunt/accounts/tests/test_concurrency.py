"""The limits hold when everything comes at once."""

import threading

import pytest
from django.db import connection
from django.test import RequestFactory

from knooppunt.accounts import codes
from knooppunt.core.models import OutboxMail

from .factories import UserFactory
from .test_signing_in import last_code

pytestmark = pytest.mark.usefixtures("shared_database")


def at_once(count, work):
    """What ``work(number)`` returns in ``count`` threads that start together."""
    found, gate = [], threading.Barrier(count)

    def run(number):
        gate.wait()
        try:
            found.append(work(number))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == count
    return found


def request_from(address="192.0.2.7"):
    return RequestFactory(REMOTE_ADDR=address).post("/inloggen/code/")


def test_twenty_at_once_get_exactly_five_codes():
    user = UserFactory()

    answers = at_once(20, lambda number: codes.issue_code(email=user.email))

    assert sum(answer.ok for answer in answers) == 5
    assert OutboxMail.objects.filter(to=user.email).count() == 5


def test_of_twenty_who_use_one_code_at_once_exactly_one_gets_in():
    user = UserFactory()
    codes.issue_code(email=user.email)
    code = last_code(user.email)

    users = at_once(20, lambda number: codes.spend_code(email=user.email, code=code))

    assert [found for found in users if found] == [user]


def test_of_thirty_wrong_tries_at_once_from_one_64_exactly_twenty_are_looked_at():
    user = UserFactory()

    tries = at_once(
        30,
        lambda number: codes.try_code(
            email=user.email,
            code="BBBB-BBBB",
            attempt=f"browser {number}",
            request=request_from(f"2001:db8::{number + 1:x}"),
        ),
    )

    assert sum(one.retry_after == 0 for one in tries) == 20


def test_of_ten_wrong_tries_at_once_in_one_browser_only_three_are_looked_at_and_then_the_right_code_is_too_late():
    user = UserFactory()
    codes.issue_code(email=user.email)

    tries = at_once(
        10,
        lambda number: codes.try_code(email=user.email, code="BBBB-BBBB", attempt="one", request=request_from()),
    )
    late = codes.try_code(email=user.email, code=last_code(user.email), attempt="one", request=request_from())

    assert sum(not one.ended for one in tries) == 2  # the third and all after it end the attempt
    assert late.user is None
    assert late.ended
