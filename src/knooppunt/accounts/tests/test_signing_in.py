"""Signing in by a mailed code: happy path, refusals, limits."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from knooppunt.accounts import codes
from knooppunt.accounts.models import SignInCode
from knooppunt.core.models import LimitWindow, OutboxMail

from .factories import UserFactory

pytestmark = pytest.mark.django_db


def last_code(email):
    """The code in the newest mail to ``email``."""
    mail = OutboxMail.objects.filter(to=email).latest("pk")
    found = re.search(r"[A-Z]{4}-[A-Z]{4}", mail.text)
    return found.group(0) if found else ""


def ask(client, email, **extra):
    return client.post("/inloggen/", {"email": email, **extra})


def enter(client, code, **extra):
    return client.post("/inloggen/code/", {"code": code, **extra})


def is_in(client):
    return "_auth_user_id" in client.session


def test_a_code_from_the_mail_signs_in_and_leads_to_where_one_was_going(client):
    user = UserFactory()

    asked = ask(client, user.email.upper(), next="/mijn/?x=1")
    entered = enter(client, last_code(user.email).lower().replace("-", " "))

    assert (asked.status_code, asked["Location"]) == (302, "/inloggen/code/")
    assert (entered.status_code, entered["Location"]) == (302, "/mijn/?x=1")
    assert client.get("/mijn/").status_code == 200


def test_next_never_leads_to_another_site(client):
    user = UserFactory()

    ask(client, user.email, next="https://elders.example/")
    entered = enter(client, last_code(user.email))

    assert entered["Location"] == "/werkplek/"


def test_the_mail_is_one_row_text_and_html_in_the_readers_language_and_goes_first(client):
    user = UserFactory(language="en", name="Ann Example")

    ask(client, user.email)

    mail = OutboxMail.objects.get()
    assert (mail.to, mail.urgent, mail.kind) == (user.email, True, "accounts.code")
    assert mail.subject.startswith("Your code for Knooppunt: ")
    assert last_code(user.email) in mail.html
    assert '<html lang="en">' in mail.html


def test_unknown_and_inactive_mailboxes_get_the_same_answer_and_as_many_queries(client, django_assert_num_queries):
    known, closed = UserFactory(), UserFactory(is_active=False)
    answers = []
    for email in [known.email, closed.email, "niemand@voorbeeld.example"]:
        browser = Client()
        browser.get("/inloggen/")
        with django_assert_num_queries(11):
            answer = ask(browser, email)
        page = browser.get("/inloggen/code/").content.decode().replace(email, "…")
        page = re.sub(r'value="[A-Za-z0-9]{64}"', "", page)
        answers.append((answer.status_code, answer["Location"], page))

    assert answers[0] == answers[1] == answers[2]
    assert last_code(closed.email) == last_code("niemand@voorbeeld.example") == ""
    assert SignInCode.objects.filter(user__isnull=True).count() == 2


def test_a_code_works_once(client):
    user = UserFactory()
    ask(client, user.email)
    code = last_code(user.email)
    enter(client, code)

    other = Client()
    ask(other, user.email)
    again = enter(other, code)

    assert again.status_code == 422
    assert not is_in(other)


def test_a_code_of_eleven_minutes_old_is_refused(client):
    user = UserFactory()
    ask(client, user.email)
    SignInCode.objects.update(expires_at=timezone.now() - dt.timedelta(minutes=1))

    assert enter(client, last_code(user.email)).status_code == 422
    assert not is_in(client)


def test_a_code_of_another_mailbox_is_refused(client):
    user, other = UserFactory(), UserFactory()
    ask(Client(), other.email)
    ask(client, user.email)

    assert enter(client, last_code(other.email)).status_code == 422
    assert not is_in(client)


def test_three_wrong_codes_end_the_attempt_and_the_right_one_comes_too_late(client):
    user = UserFactory()
    ask(client, user.email)
    code = last_code(user.email)

    statuses = [enter(client, "BBBB-BBBB").status_code for _ in range(3)]
    late = enter(client, code)

    assert statuses == [422, 422, 302]
    assert late["Location"] == "/inloggen/"
    assert not is_in(client)
    assert "derde verkeerde code" in client.get("/inloggen/").content.decode()


def test_the_sixth_code_of_an_hour_is_refused_with_a_sentence_and_earlier_ones_still_work(client):
    """An outsider who asks five codes for an owner cannot lock the owner out."""
    owner, outsider = UserFactory(), Client()
    for _ in range(5):
        ask(outsider, owner.email)
    code = last_code(owner.email)

    refused = ask(client, owner.email)

    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert 'name="code"' in refused.content.decode()
    assert OutboxMail.objects.count() == 5
    assert enter(client, code).status_code == 302
    assert is_in(client)


def test_wrong_codes_of_an_outsider_do_not_spend_the_codes_of_the_owner(client):
    owner, outsider = UserFactory(), Client(REMOTE_ADDR="192.0.2.1")
    ask(outsider, owner.email)
    code = last_code(owner.email)
    for _ in range(3):
        enter(outsider, "BBBB-BBBB")

    ask(client, owner.email)

    assert enter(client, code).status_code == 302
    assert is_in(client)


def test_the_twenty_first_failed_try_of_an_hour_from_one_address_is_refused_also_within_a_64(client):
    user = UserFactory()
    codes_asked = 0
    for number in range(20):
        browser = Client(REMOTE_ADDR=f"2001:db8:1:2::{number + 1:x}")
        if codes_asked < 5:
            ask(browser, user.email)
            codes_asked += 1
        else:
            LimitWindow.objects.filter(scope="sign-in-codes").delete()
            ask(browser, user.email)
        assert enter(browser, "BBBB-BBBB").status_code == 422
    LimitWindow.objects.filter(scope="sign-in-codes").delete()
    same_house, other_house = Client(REMOTE_ADDR="2001:db8:1:2:ffff::1"), Client(REMOTE_ADDR="2001:db8:1:3::1")
    ask(same_house, user.email)
    ask(other_house, user.email)

    refused = enter(same_house, last_code(user.email))

    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert not is_in(same_house)
    assert enter(other_house, last_code(user.email)).status_code == 302


def test_right_codes_do_not_count_as_failed_tries(client):
    for _ in range(25):
        user, browser = UserFactory(), Client()
        ask(browser, user.email)
        assert enter(browser, last_code(user.email)).status_code == 302


def test_an_account_that_is_closed_between_asking_and_entering_stays_out(client):
    user = UserFactory()
    ask(client, user.email)
    user.is_active = False
    user.save()

    assert enter(client, last_code(user.email)).status_code == 422
    assert not is_in(client)


def test_the_code_page_without_an_attempt_leads_to_the_start(client):
    assert client.get("/inloggen/code/")["Location"] == "/inloggen/"
    assert enter(client, "BBBB-BBBB")["Location"] == "/inloggen/"


@pytest.mark.parametrize("email", ["", "geen adres", "a" * 300 + "@voorbeeld.example", "x\x07y@voorbeeld.example"])
def test_a_bad_address_gets_a_sentence_and_keeps_what_was_typed(client, email):
    answer = ask(client, email)

    assert answer.status_code == 422
    assert "field--error" in answer.content.decode()
    assert OutboxMail.objects.count() == 0


def test_remembering_the_device_keeps_the_session_thirty_days_and_else_until_the_browser_closes(client):
    user, other = UserFactory(), Client()
    ask(client, user.email)
    enter(client, last_code(user.email), remember="on")
    ask(other, user.email)
    enter(other, last_code(user.email))

    assert client.session.get_expiry_age() == 30 * 24 * 3600
    assert other.session.get_expire_at_browser_close()


def test_signing_out_is_a_post_and_ends_the_session(client):
    user = UserFactory()
    client.force_login(user)

    assert client.get(reverse("account_logout")).status_code == 405
    assert client.post(reverse("account_logout"))["Location"] == "/"
    assert not is_in(client)


@pytest.mark.parametrize(
    "path",
    [
        "/account/signup/",
        "/accounts/signup/",
        "/account/password/reset/",
        "/account/password/change/",
        "/account/login/",
        "/account/email/",
        "/account/3rdparty/",
    ],
)
def test_there_is_no_sign_up_and_there_are_no_passwords(client, path):
    assert client.get(path).status_code == 404


def test_codes_have_no_vowels_and_are_all_different():
    made = {codes.new_code() for _ in range(200)}

    assert len(made) == 200
    assert all(re.fullmatch(r"[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}", code) for code in made)


def test_the_database_holds_neither_code_nor_mailbox_in_clear(client):
    user = UserFactory()
    ask(client, user.email)

    row = SignInCode.objects.get()
    assert user.email not in row.mailbox
    assert last_code(user.email).replace("-", "") not in row.code_hash


def test_old_codes_are_cleaned_away():
    UserFactory()
    for age in [0, 2]:
        SignInCode.objects.create(mailbox="m", code_hash="x", expires_at=timezone.now() - dt.timedelta(days=age))

    assert codes.clean() == 1


@pytest.mark.parametrize(("door", "goal"), [("/inloggen/", "/werkplek/"), ("/en/inloggen/", "/en/werkplek/")])
def test_who_is_signed_in_already_goes_on_in_the_same_language(client, door, goal):
    client.force_login(UserFactory())

    assert client.get(door).url == goal
