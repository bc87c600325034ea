import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone

from knooppunt.core import grants
from knooppunt.core.grants import GrantRefused, Refusal
from knooppunt.core.models import LinkGrant
from knooppunt.core.registries import link_scopes

DAY = timedelta(days=1)


def issue(**changes: Any) -> str:
    values = {"scope": "test.confirm", "expires_in": DAY, "subject_kind": "book", "subject_id": 7} | changes
    return grants.issue(**values)


def grant_of(token: str) -> LinkGrant:
    found = grants.find(token)
    assert isinstance(found, LinkGrant)
    return found


@pytest.mark.django_db
def test_a_token_finds_its_grant_and_only_its_hash_is_kept(user: Any) -> None:
    token = issue(user=user, email="anna@voorbeeld.example", data={"wave": 3})

    grant = grant_of(token)

    assert (grant.scope, grant.subject_id, grant.user, grant.data) == ("test.confirm", 7, user, {"wave": 3})
    assert len(token) == 43
    assert token not in str(LinkGrant.objects.values().get())


@pytest.mark.django_db
def test_two_tokens_are_never_alike() -> None:
    assert issue() != issue()


@pytest.mark.django_db
def test_why_a_link_is_refused() -> None:
    used, revoked, old = issue(), issue(), issue()
    grants.use(grant_of(used))
    grants.revoke(grant_of(revoked))
    LinkGrant.objects.filter(pk=grant_of(old).pk).update(expires_at=timezone.now())

    assert grants.find(used) is Refusal.USED
    assert grants.find(revoked) is Refusal.REVOKED
    assert grants.find(old) is Refusal.EXPIRED
    assert grants.find(issue()[:-1] + "é") is Refusal.UNKNOWN
    assert grants.find(issue(), scope="test.other") is Refusal.UNKNOWN
    assert isinstance(grants.find(issue(), scope="test.confirm"), LinkGrant)


@pytest.mark.django_db
def test_a_link_for_several_uses_keeps_its_first_moment_and_ends_in_time() -> None:
    token = issue(single_use=False)
    first = grants.use(grant_of(token)).used_at

    assert grants.use(grant_of(token)).used_at == first

    grant = grant_of(token)
    LinkGrant.objects.update(expires_at=timezone.now())
    with pytest.raises(GrantRefused) as refused:
        grants.use(grant)
    assert refused.value.reason is Refusal.EXPIRED


@pytest.mark.django_db
def test_all_links_to_one_thing_can_be_ended_together() -> None:
    mine, other = issue(), issue(subject_id=8)

    assert grants.revoke_all(scope="test.confirm", subject_kind="book", subject_id=7) == 1

    assert grants.find(mine) is Refusal.REVOKED
    assert isinstance(grants.find(other), LinkGrant)


@pytest.mark.django_db
def test_cleaning_keeps_ended_links_for_a_while_so_that_their_page_can_explain() -> None:
    old, recent = issue(), issue()
    for token, days in ((old, 91), (recent, 89)):
        LinkGrant.objects.filter(pk=grant_of(token).pk).update(expires_at=timezone.now() - timedelta(days=days))

    assert grants.clean() == 1
    assert (grants.find(old), grants.find(recent)) == (Refusal.UNKNOWN, Refusal.EXPIRED)


def test_of_ten_clicks_at_once_exactly_one_gets_through(shared_database: dict[str, str]) -> None:
    token = issue()
    outcomes: list[str] = []

    def click() -> None:
        grant = LinkGrant.objects.get()
        try:
            together.wait(20)
            grants.use(grant)
            outcomes.append("through")
        except GrantRefused as refused:
            outcomes.append(refused.reason)
        finally:
            connection.close()

    together = threading.Barrier(10)
    threads = [threading.Thread(target=click) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["through"] + ["used"] * 9
    assert grants.find(token) is Refusal.USED


# ---- the page ----------------------------------------------------------------------------------------------


def show(request: HttpRequest, grant: LinkGrant) -> HttpResponse:
    return HttpResponse(f"show {grant.subject_id}")


def act(request: HttpRequest, grant: LinkGrant) -> HttpResponse:
    grants.use(grant)
    return HttpResponse("done")


@pytest.fixture
def scopes() -> Iterator[None]:
    grants.register_link_scope("test.confirm", show, act)
    grants.register_link_scope("test.sign-in", show, act, csrf=True)
    yield
    link_scopes.unregister("test.confirm")
    link_scopes.unregister("test.sign-in")


@pytest.fixture
def strict_client() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.mark.django_db
def test_get_shows_any_number_of_times_and_post_acts_once(scopes: None, strict_client: Client) -> None:
    address = f"/l/{issue()}/"

    for _ in range(2):
        page = strict_client.get(address)
        assert (page.content, page.headers["X-Robots-Tag"]) == (b"show 7", "noindex")
        assert "no-store" in page.headers["Cache-Control"]
        assert not page.cookies
    assert strict_client.post(address).content == b"done"  # no cookie, no token: the address is the authority

    again = strict_client.post(address)
    assert again.status_code == 410
    assert "al gebruikt" in again.content.decode()


@pytest.mark.django_db
def test_a_scope_that_signs_in_asks_for_the_csrf_token(scopes: None, strict_client: Client) -> None:
    token = issue(scope="test.sign-in")

    assert strict_client.post(f"/l/{token}/").status_code == 403

    assert isinstance(grants.find(token), LinkGrant)
    assert Client().post(f"/l/{token}/").content == b"done"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"expires_at": timezone.now() - DAY}, 410, "voorbij"),
        ({"revoked_at": timezone.now()}, 410, "ingetrokken"),
        ({"used_at": timezone.now()}, 410, "al gebruikt"),
        ({"token_hash": "x"}, 404, "kennen deze link niet"),
        ({"scope": "test.gone"}, 404, "kennen deze link niet"),
    ],
)
def test_a_link_that_no_longer_works_says_why_and_gives_a_way_on(
    scopes: None, client: Client, change: dict[str, Any], status: int, words: str
) -> None:
    address = f"/l/{issue()}/"
    LinkGrant.objects.update(**change)

    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == status
        assert words in answer.content.decode()
        assert 'href="/"' in answer.content.decode()


def test_the_address_in_a_mail_is_complete_and_in_the_readers_language(settings) -> None:
    settings.SITE_URL = "https://knooppunt.example"

    assert grants.link_url("abc", "nl") == "https://knooppunt.example/l/abc/"
    assert grants.link_url("abc", "en") == "https://knooppunt.example/en/l/abc/"
