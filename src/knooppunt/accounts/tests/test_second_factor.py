"""The second factor: the gate, the app end to end, recovery codes, limits, freshness."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import override_settings

from knooppunt.accounts import hooks
from knooppunt.core.models import OutboxMail

from .factories import UserFactory
from .test_signing_in import ask, enter, is_in, last_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def required():
    """Let everybody need a second factor, as network does for roles that see personal data."""
    hooks.second_factor_rules.register("test", lambda user: True)
    yield
    hooks.second_factor_rules.unregister("test")


def sign_in_by_mail(client, user, **extra):
    ask(client, user.email, **extra)
    return enter(client, last_code(user.email))


def app_code(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def connect_app(client):
    page = client.get("/account/app/koppelen/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]{16,})</code>", page).group(1)
    return secret, client.post("/account/app/koppelen/", {"code": app_code(secret)})


def make_stale(client, seconds):
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - seconds
    session.save()


@pytest.mark.django_db(transaction=True)  # allauth tells of a new factor after the commit
def test_the_gate_sends_to_the_set_up_page_and_afterwards_to_where_one_was_going(client, required):
    user = UserFactory()
    sign_in_by_mail(client, user)

    stopped = client.get("/mijn/?x=1")
    explained = client.get("/account/inlogmanieren/").content.decode()
    _secret, connected = connect_app(client)
    codes_page = client.get(connected["Location"])
    ready = client.get("/account/inlogmanieren/").content.decode()

    assert stopped["Location"] == "/account/inlogmanieren/"
    assert "herstelcodes" in explained
    assert connected["Location"] == "/account/herstelcodes/"
    assert codes_page.status_code == 200  # without being asked for the brand-new factor
    assert len(re.findall(r"<code>[0-9a-f-]{6,}</code>", codes_page.content.decode())) == 10
    assert 'href="/mijn/?x=1"' in ready
    assert client.get("/mijn/").status_code == 200


def test_who_needs_no_second_factor_passes(client):
    user = UserFactory()
    sign_in_by_mail(client, user)

    assert client.get("/mijn/").status_code == 200


def test_a_post_behind_the_gate_changes_nothing(client, required):
    user = UserFactory(name="Eerst")
    sign_in_by_mail(client, user)

    assert client.post("/mijn/", {"name": "Daarna", "language": "nl"}).status_code == 302
    user.refresh_from_db()
    assert user.name == "Eerst"


def test_the_app_is_asked_at_the_next_sign_in_and_a_wrong_code_is_refused(client, required):
    user = UserFactory()
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")

    first = sign_in_by_mail(client, user, next="/mijn/")
    wrong = client.post("/account/tweede-stap/", {"code": "000000"})
    still_out = not is_in(client)
    right = client.post("/account/tweede-stap/", {"code": app_code("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")})

    assert first["Location"] == "/account/tweede-stap/"
    assert wrong.status_code == 200
    assert "field--error" in wrong.content.decode()
    assert still_out
    assert right["Location"] == "/mijn/"
    assert client.get("/mijn/").status_code == 200


def test_a_recovery_code_works_once(client, required):
    user = UserFactory()
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(user).get_unused_codes()[0]

    sign_in_by_mail(client, user)
    used = client.post("/account/tweede-stap/", {"code": code})
    client.post("/account/uitloggen/")
    sign_in_by_mail(client, user)
    again = client.post("/account/tweede-stap/", {"code": code})

    assert used["Location"] == "/werkplek/"
    assert again.status_code == 200
    assert not is_in(client)


def test_after_ten_wrong_codes_the_second_step_waits_a_quarter_of_an_hour(client):
    user = UserFactory()
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    sign_in_by_mail(client, user)

    statuses = [client.post("/account/tweede-stap/", {"code": "000000"}).status_code for _ in range(11)]
    right = client.post("/account/tweede-stap/", {"code": app_code("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")})

    assert statuses == [200] * 10 + [429]
    assert right.status_code == 429
    assert int(right["Retry-After"]) > 0


def test_the_first_factor_needs_a_fresh_sign_in_and_a_new_code_makes_it_fresh(client):
    user = UserFactory()
    sign_in_by_mail(client, user)
    assert client.get("/account/passkey/toevoegen/").status_code == 200
    make_stale(client, 16 * 60)

    stopped = client.get("/account/passkey/toevoegen/")
    also_stopped = client.post("/account/app/koppelen/", {"code": "000000"})
    asked = client.get(stopped["Location"])
    client.post(stopped["Location"], {"send": "1", "next": "/account/passkey/toevoegen/"})
    wrong = client.post("/account/bevestigen/", {"code": "BBBB-BBBB", "next": "/account/passkey/toevoegen/"})
    right = client.post("/account/bevestigen/", {"code": last_code(user.email), "next": "/account/passkey/toevoegen/"})

    assert stopped["Location"] == "/account/bevestigen/?next=%2Faccount%2Fpasskey%2Ftoevoegen%2F"
    assert also_stopped["Location"].startswith("/account/bevestigen/")
    assert user.email in asked.content.decode()
    assert wrong.status_code == 422
    assert right["Location"] == "/account/passkey/toevoegen/"
    assert client.get("/account/passkey/toevoegen/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_second_factor_on_top_of_a_first_asks_for_the_first(client):
    user = UserFactory()
    sign_in_by_mail(client, user)
    connect_app(client)
    make_stale(client, 16 * 60)

    stopped = client.get("/account/passkey/toevoegen/")
    assert stopped["Location"].startswith("/account/tweede-stap/opnieuw/")
    secret = Authenticator.objects.get(type="totp").data["secret"]
    assert client.get(stopped["Location"]).status_code == 200
    # the app gives the same code for half a minute, and it was used at connecting
    from django.core.cache import cache

    cache.clear()
    on = client.post(stopped["Location"], {"code": app_code(secret), "next": "/account/passkey/toevoegen/"})
    assert on["Location"] == "/account/passkey/toevoegen/"


def test_a_session_from_before_the_factor_was_set_up_elsewhere_must_show_it(client, required):
    user = UserFactory()
    sign_in_by_mail(client, user)
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")

    stopped = client.get("/mijn/")

    assert stopped["Location"] == "/account/tweede-stap/opnieuw/?next=%2Fmijn%2F"


def test_the_demo_mark_counts_only_in_demo_mode(client, required):
    client.force_login(UserFactory())  # sets the mark, see conftest.py

    assert client.get("/mijn/").status_code == 200
    with override_settings(DEMO=False):
        assert client.get("/mijn/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_the_owner_gets_a_mail_when_a_way_to_sign_in_changes(client):
    user = UserFactory(language="en")
    sign_in_by_mail(client, user)
    connect_app(client)
    gone = client.post("/account/app/ontkoppelen/")

    told = list(OutboxMail.objects.filter(kind="accounts.sign-in-changed").order_by("pk"))
    assert gone["Location"] == "/en/account/inlogmanieren/"  # the language of this user
    assert len(told) == 2
    assert "was connected" in told[0].text
    assert "was disconnected" in told[1].text


def test_pages_of_the_second_step_do_not_open_without_an_attempt(client):
    assert client.get("/account/tweede-stap/")["Location"] == "/inloggen/"
    assert client.post("/account/tweede-stap/", {"code": "123456"})["Location"] == "/inloggen/"
    for path in ["/account/inlogmanieren/", "/account/app/koppelen/", "/account/herstelcodes/", "/account/bevestigen/"]:
        assert client.get(path)["Location"] == f"/inloggen/?next={path}"


@pytest.mark.parametrize("credential", ["", "geen json", "{}", '{"id": 1}', "[]", "null"])
def test_a_broken_passkey_answer_is_no_error(client, credential):
    client.get("/account/passkey/inloggen/", headers={"Accept": "application/json"})

    answer = client.post("/account/passkey/inloggen/", {"credential": credential})

    assert answer.status_code == 302
    assert not is_in(client)
