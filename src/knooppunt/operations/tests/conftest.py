"""A real installation to start servers in: set up once, copied for each test that needs its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from knooppunt.operations.tests.processes import Server, serving, until


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``serve`` makes of an empty folder: an up-to-date SQLite database and a key. Not to be written in."""
    folder = tmp_path_factory.mktemp("installation") / "data"
    with serving(folder) as first:
        assert until(lambda: first.get("/readyz")[0] == 200)
    return folder


@pytest.fixture
def data(installation: Path, tmp_path: Path) -> Path:
    """A data folder of one's own."""
    return shutil.copytree(installation, tmp_path / "data")


@pytest.fixture(scope="module")
def server(installation: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running server for tests that only ask it things."""
    own = shutil.copytree(installation, tmp_path_factory.mktemp("server") / "data")
    with serving(own) as running:
        yield running


@pytest.fixture(scope="session")
def demo_installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the example data. Not to be written in."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    with serving(folder, command="demo") as first:
        assert until(first.answers)
    return folder
