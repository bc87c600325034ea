"""A database that threads can share."""

from knooppunt.core.tests.conftest import shared_database  # noqa: F401 (a fixture)
