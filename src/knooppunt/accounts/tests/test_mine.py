"""One's own page, sessions, language, consents; the first administrator; the demo's doors."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.utils import timezone

from knooppunt.accounts import consents, hooks, sessions
from knooppunt.accounts.actions import create_first_administrator, create_user, deactivate_user
from knooppunt.accounts.demo import load_personas, personas
from knooppunt.accounts.models import Consent, SignedInSession, User

from .factories import UserFactory
from .test_signing_in import ask, enter, is_in, last_code

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile/15E148 Safari/604.1"


@pytest.fixture
def a_kind():
    consents.kinds.register("test", consents.ConsentKind("Test", "Ik vind het goed.", "2"))
    yield
    consents.kinds.unregister("test")


def browser(user, agent=FIREFOX):
    client = Client(headers={"User-Agent": agent})
    client.force_login(user)
    client.get("/mijn/")
    return client


def test_sessions_are_listed_by_device_and_one_can_be_ended(client):
    user, other = UserFactory(), UserFactory()
    here, phone, foreign = browser(user), browser(user, PHONE), browser(other)

    page = here.get("/mijn/").content.decode()
    session = SignedInSession.objects.get(session_key=phone.session.session_key)
    ended = here.post(f"/mijn/sessies/{session.pk}/beeindigen/")

    assert "Firefox" in page
    assert "iPhone" in page
    assert ended["Location"] == "/mijn/"
    assert phone.get("/mijn/")["Location"].startswith("/inloggen/")
    assert here.get("/mijn/").status_code == foreign.get("/mijn/").status_code == 200


def test_somebody_elses_session_cannot_be_ended():
    here, foreign = browser(UserFactory()), browser(UserFactory())
    session = SignedInSession.objects.get(session_key=foreign.session.session_key)

    assert here.post(f"/mijn/sessies/{session.pk}/beeindigen/").status_code == 404
    assert foreign.get("/mijn/").status_code == 200


def test_signing_out_everywhere_ends_every_session_also_one_never_listed():
    user, other = UserFactory(), UserFactory()
    here, phone, never_seen, foreign = browser(user), browser(user, PHONE), Client(), browser(other)
    never_seen.force_login(user)

    here.post("/mijn/sessies/overal/")

    assert not any(is_in(one) and one.get("/mijn/").status_code == 200 for one in [here, phone, never_seen])
    assert foreign.get("/mijn/").status_code == 200


def test_ending_the_current_session_leads_to_the_door():
    here = browser(UserFactory())
    session = SignedInSession.objects.get()

    assert here.post(f"/mijn/sessies/{session.pk}/beeindigen/")["Location"] == "/inloggen/"
    assert here.get("/mijn/").status_code == 302


def test_a_page_view_writes_the_session_note_at_most_every_ten_minutes(django_assert_num_queries):
    here = browser(UserFactory())
    here.get("/mijn/")

    with django_assert_num_queries(6):  # session, user, factor, sessions, consents, roles
        here.get("/mijn/")
    assert SignedInSession.objects.count() == 1


def test_notes_of_ended_sessions_are_cleaned_away():
    here = browser(UserFactory())
    old = timezone.now() - dt.timedelta(days=2)
    SignedInSession.objects.create(user=UserFactory(), session_key="weg", seen_at=old)
    SignedInSession.objects.filter(session_key=here.session.session_key).update(seen_at=old)

    assert sessions.clean() == 1


def test_name_and_language_are_saved_and_the_language_is_spoken_on_private_pages(client):
    user = UserFactory()
    client.force_login(user)

    saved = client.post("/mijn/", {"name": "Nieuwe Naam", "language": "en"})
    page = client.get("/mijn/").content.decode()

    assert saved.status_code == 302
    assert '<html lang="en">' in page
    user.refresh_from_db()
    assert (user.name, user.language) == ("Nieuwe Naam", "en")
    assert '<html lang="nl">' in Client().get("/inloggen/").content.decode()


def test_a_wrong_language_is_refused_and_the_name_stays_typed(client):
    client.force_login(UserFactory())

    answer = client.post("/mijn/", {"name": "Getypt", "language": "fr"})

    assert answer.status_code == 422
    assert 'value="Getypt"' in answer.content.decode()


def test_a_consent_keeps_its_words_and_both_moments(a_kind):
    user = UserFactory()

    given = consents.give_consent(kind="test", by=user)
    consents.withdraw_consent(consent=given, by=user)
    again = consents.give_consent(kind="test", by=user)

    rows = [(row.text, row.text_version, row.withdrawn_at is None) for row in Consent.objects.order_by("pk")]
    assert rows == [("Ik vind het goed.", "2", False), ("Ik vind het goed.", "2", True)]
    assert again.pk != given.pk


def test_an_unknown_consent_is_refused():
    with pytest.raises(LookupError):
        consents.give_consent(kind="bestaat-niet", by=UserFactory())


def test_a_consent_of_somebody_else_is_not_found_on_the_page(client, a_kind):
    given = consents.give_consent(kind="test", by=UserFactory())
    client.force_login(UserFactory())

    assert client.post(f"/mijn/toestemmingen/{given.pk}/intrekken/").status_code == 404
    given.refresh_from_db()
    assert given.withdrawn_at is None


def test_a_fresh_installation_says_how_to_make_the_first_administrator_and_the_command_does(client, capsys):
    assert "create_administrator" in client.get("/inloggen/").content.decode()

    call_command("create_administrator", "--email", "Eerste@Voorbeeld.example", "--name", "Eerste")

    user = User.objects.get()
    assert user.email == "eerste@voorbeeld.example"
    assert not user.is_superuser
    assert user.has_perm("network.manage_people")
    assert "create_administrator" not in client.get("/inloggen/").content.decode()
    ask(client, user.email)
    assert enter(client, last_code(user.email)).status_code == 302


def test_the_first_administrator_is_made_once_and_needs_an_address():
    with pytest.raises(CommandError, match="--email"):
        call_command("create_administrator")
    with pytest.raises(CommandError):
        call_command("create_administrator", "--email", "geen adres")
    create_first_administrator("eerste@voorbeeld.example")
    with pytest.raises(ValidationError):
        create_first_administrator("tweede@voorbeeld.example")
    assert User.objects.count() == 1
    assert hooks.has_administrator()


def test_a_closed_account_is_signed_out_at_once():
    user = UserFactory()
    here = browser(user)

    deactivate_user(user=user)

    assert here.get("/mijn/").status_code == 302


def test_creating_a_user_twice_gives_the_same_one_with_a_verified_mailbox():
    one = create_user(email="X@Voorbeeld.example")
    two = create_user(email="x@voorbeeld.example ", name="Later")

    assert one == two
    assert User.objects.get().name == "Later"
    assert one.emailaddress_set.get().verified


@override_settings(ALLOWED_HOSTS=["127.0.0.1", "localhost"])
@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000"])
def test_every_persona_signs_in_with_one_button(host):
    load_personas()
    for persona in personas:
        client = Client(headers={"Host": host})

        shown = client.get("/demo/").content.decode()
        entered = client.post("/demo/inloggen/", {"persona": persona.code})

        assert f'value="{persona.code}"' in shown
        assert entered["Location"] == "/werkplek/"
        assert client.session["demo"] is True


def test_an_unknown_persona_is_not_found_and_a_real_user_is_no_persona(client):
    load_personas()
    UserFactory(email="echt@voorbeeld.example")

    for code in ["", "echt", "echt@voorbeeld.example", "../x"]:
        assert client.post("/demo/inloggen/", {"persona": code}).status_code == 404
    assert not is_in(client)


@override_settings(ROOT_URLCONF="knooppunt.config.urls")
def test_the_demo_does_not_exist_elsewhere(client):
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/inloggen/", {"persona": "beheerder"}).status_code == 404


def test_the_post_of_the_demo_shows_codes_in_as_many_queries_for_one_and_three(client, django_assert_num_queries):
    user = UserFactory()
    for _ in range(2):
        ask(client, user.email)
        with django_assert_num_queries(2):
            page = client.get("/demo/post/").content.decode()
        assert last_code(user.email) in page


def test_the_short_address_leads_to_the_own_page(client: Client) -> None:
    client.force_login(UserFactory())

    assert client.get("/account/")["Location"] == "/mijn/"
