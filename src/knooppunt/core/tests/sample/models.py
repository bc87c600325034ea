"""A shelf with books: a parent, children, a unique name among the living, and a file."""

from django.db import models
from simple_history.models import HistoricalRecords

from knooppunt.core.models import Binnable, PublicId, Timestamped, Versioned, unique_among_living


class Shelf(PublicId, Versioned, Timestamped, Binnable):
    name = models.CharField(max_length=50)
    history = HistoricalRecords()

    class Meta:
        constraints = [unique_among_living("name", name="shelf_name", message="There is a shelf with this name.")]

    def __str__(self) -> str:
        return self.name


class Book(Versioned, Binnable):
    shelf = models.ForeignKey(Shelf, on_delete=models.CASCADE, related_name="books")
    title = models.CharField(max_length=50)
    scan = models.ForeignKey("core.StoredFile", null=True, on_delete=models.SET_NULL)

    def __str__(self) -> str:
        return self.title


class Loan(models.Model):
    """Protects its book from being deleted for good."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return str(self.book)
