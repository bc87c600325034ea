from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from knooppunt.core import bin as bins
from knooppunt.core.models import BinBatch
from knooppunt.core.tests.sample.models import Book, Loan, Shelf
from knooppunt.core.versions import Conflict, save_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf() -> Shelf:
    shelf = Shelf.objects.create(name="Raamwerk")
    for title in ("Een", "Twee"):
        Book.objects.create(shelf=shelf, title=title)
    return shelf


def put_away(shelf: Shelf, by: Any = None) -> BinBatch:
    return bins.bin_objects(objects=[shelf, *shelf.books.all()], by=by, label=f"Plank {shelf}")


def age(batch: BinBatch, days: int) -> None:
    then = timezone.now() - timedelta(days=days)
    BinBatch.objects.filter(pk=batch.pk).update(at=then)
    for model in (Shelf, Book):
        model.all_objects.filter(bin_batch=batch).update(binned_at=then)


def test_a_batch_goes_together_and_comes_back_together(shelf: Shelf, user: Any) -> None:
    Book.objects.create(shelf=Shelf.objects.create(name="Andere"), title="Blijft")

    batch = put_away(shelf, user)

    assert batch.contents == [["core_sample.shelf", 1], ["core_sample.book", 2]]
    assert (batch.label, batch.by) == ("Plank Raamwerk", user)
    assert [str(book) for book in Book.objects.all()] == ["Blijft"]
    assert list(shelf.books.all()) == []
    assert Book.all_objects.count() == 3

    bins.restore(batch, by=user)

    assert sorted(str(book) for book in Book.objects.all()) == ["Blijft", "Een", "Twee"]
    assert Shelf.objects.filter(name="Raamwerk", bin_batch=None).exists()
    assert BinBatch.objects.get().restored_by == user


def test_restoring_twice_changes_nothing(shelf: Shelf) -> None:
    batch = put_away(shelf)
    first = bins.restore(batch, by=None).restored_at

    assert bins.restore(batch, by=None).restored_at == first


def test_what_was_in_the_bin_before_stays_in_its_own_batch(shelf: Shelf) -> None:
    book = shelf.books.get(title="Een")
    alone = bins.bin_objects(objects=[book], by=None, label="Een")

    batch = bins.bin_objects(objects=[shelf, *Book.all_objects.filter(shelf=shelf)], by=None, label="Plank")
    bins.restore(batch, by=None)

    assert [str(one) for one in Book.objects.all()] == ["Twee"]
    assert bins.bin_objects(objects=[book], by=None, label="nog eens") == alone
    assert BinBatch.objects.count() == 2


def test_an_edit_under_way_meets_a_conflict(shelf: Shelf) -> None:
    mine = Shelf.objects.get()
    put_away(shelf)

    mine.name = "Nieuw"
    with pytest.raises(Conflict) as conflict:
        save_version(mine, seen=1, fields=["name"])

    assert conflict.value.current.is_binned


def test_unique_names_hold_among_the_living_only(shelf: Shelf) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Shelf.objects.create(name="Raamwerk")

    put_away(shelf)

    assert Shelf.objects.create(name="Raamwerk").pk != shelf.pk


def test_restore_refuses_with_a_sentence_when_the_name_is_taken(shelf: Shelf) -> None:
    batch = put_away(shelf)
    Shelf.objects.create(name="Raamwerk")

    with translation.override("en"), pytest.raises(bins.RestoreRefused) as refused:
        bins.restore(batch, by=None)

    assert refused.value.reasons == ["“Raamwerk” cannot come back: There is a shelf with this name."]
    assert list(shelf.books.all()) == []


def test_restore_refuses_while_the_parent_is_in_the_bin(shelf: Shelf) -> None:
    book = bins.bin_objects(objects=[shelf.books.get(title="Een")], by=None, label="Een")
    put_away(shelf)

    with translation.override("en"), pytest.raises(bins.RestoreRefused) as refused:
        bins.restore(book, by=None)

    assert refused.value.reasons == ["“Raamwerk” is still in the bin. Bring that back first."]


def test_emptying_deletes_batches_of_thirty_days_and_leaves_younger_ones(shelf: Shelf) -> None:
    old, young = put_away(shelf), put_away(Shelf.objects.create(name="Jong"))
    age(old, 31)
    age(young, 29)

    done = bins.empty_bin()

    assert (done.kept, list(BinBatch.objects.all())) == ([], [young])
    assert [str(one) for one in Shelf.all_objects.all()] == ["Jong"]
    assert Book.all_objects.count() == 0


def test_emptying_never_takes_along_what_is_not_in_the_bin(shelf: Shelf) -> None:
    batch = bins.bin_objects(objects=[shelf], by=None, label="zonder de boeken")
    age(batch, 31)

    done = bins.empty_bin()

    assert (done.deleted, len(done.kept)) == (0, 1)
    assert (Shelf.all_objects.count(), Book.objects.count()) == (1, 2)


def test_emptying_keeps_a_batch_that_is_still_needed_whole(shelf: Shelf) -> None:
    Loan.objects.create(book=shelf.books.get(title="Een"))
    age(put_away(shelf), 31)

    done = bins.empty_bin()

    assert (done.deleted, len(done.kept)) == (0, 1)
    assert (Shelf.all_objects.count(), Book.all_objects.count()) == (1, 2)


def test_listeners_hear_what_goes_and_what_comes_back(shelf: Shelf) -> None:
    heard: list[tuple[list[str], bool]] = []
    listener = lambda rows, binned: heard.append(([str(row) for row in rows], binned))  # noqa: E731
    bins.listen("core_sample.Shelf", listener)
    try:
        bins.restore(put_away(shelf), by=None)
    finally:
        bins._listeners.pop("core_sample.shelf")

    assert heard == [(["Raamwerk"], True), (["Raamwerk"], False)]


def test_nothing_to_delete_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="nothing"):
        bins.bin_objects(objects=[], by=None, label="niets")
