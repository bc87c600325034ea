import threading

import pytest
from django.db import connection, transaction

from knooppunt.core.tests.sample.models import Shelf
from knooppunt.core.versions import Conflict, check_versions, raise_versions, save_version


@pytest.mark.django_db
def test_save_writes_named_fields_raises_the_version_and_keeps_history() -> None:
    shelf = Shelf.objects.create(name="Raamwerk")
    before = shelf.changed_at

    shelf.name, shelf.uuid = "Scholing", "00000000-0000-0000-0000-000000000001"
    save_version(shelf, seen=1, fields=["name"])

    stored = Shelf.objects.get()
    assert (stored.name, stored.version, shelf.version) == ("Scholing", 2, 2)
    assert str(stored.uuid) != shelf.uuid  # not named, so not written
    assert stored.changed_at > before
    assert list(stored.history.values_list("name", flat=True)) == ["Scholing", "Raamwerk"]


@pytest.mark.django_db
def test_the_second_of_two_editors_gets_both_versions_and_overwrites_nothing() -> None:
    first = Shelf.objects.create(name="Raamwerk")
    second = Shelf.objects.get()
    first.name = "Van de een"
    save_version(first, seen=1, fields=["name"])

    second.name = "Van de ander"
    with pytest.raises(Conflict) as conflict:
        save_version(second, seen=1, fields=["name"])

    assert (conflict.value.mine.name, conflict.value.current.name) == ("Van de ander", "Van de een")
    assert Shelf.objects.get().name == "Van de een"
    assert Shelf.history.count() == 2


@pytest.mark.django_db
def test_save_of_a_row_that_is_gone_says_so() -> None:
    shelf = Shelf.objects.create(name="Raamwerk")
    Shelf.objects.all().delete()

    with pytest.raises(Shelf.DoesNotExist):
        save_version(shelf, seen=1, fields=["name"])


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_check_versions_names_the_changed_rows_in_one_query(rows: int, django_assert_num_queries) -> None:
    shelves = [Shelf.objects.create(name=f"Plank {number}") for number in range(rows)]
    seen = {shelf.pk: 1 for shelf in shelves}
    Shelf.objects.filter(pk=shelves[0].pk).update(version=2)

    with transaction.atomic(), django_assert_num_queries(1):
        conflicts = check_versions(Shelf.objects.all(), seen)

    assert conflicts == [shelves[0]]


@pytest.mark.django_db
def test_rows_that_passed_the_check_are_written_in_one_go() -> None:
    shelves = [Shelf.objects.create(name=name) for name in ("a", "b")]
    before = shelves[0].changed_at

    with transaction.atomic():
        assert check_versions(Shelf.objects.all(), {shelf.pk: 1 for shelf in shelves}) == []
        assert raise_versions(Shelf.objects.filter(name="a"), name="c") == 1

    assert list(Shelf.objects.order_by("pk").values_list("name", "version")) == [("c", 2), ("b", 1)]
    assert Shelf.objects.get(name="c").changed_at > before


def test_of_twenty_editors_at_once_exactly_one_gets_through(shared_database: dict[str, str]) -> None:
    shelf = Shelf.objects.create(name="Raamwerk")
    outcomes: list[str] = []

    def edit(number: int) -> None:
        mine = Shelf(pk=shelf.pk, uuid=shelf.uuid, created_at=shelf.created_at, name=f"Van {number}")
        try:
            save_version(mine, seen=1, fields=["name"])
            outcomes.append(mine.name)
        except Conflict:
            outcomes.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=edit, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    written = [outcome for outcome in outcomes if outcome != "conflict"]
    assert len(outcomes) == 20
    assert [Shelf.objects.get().name] == written
