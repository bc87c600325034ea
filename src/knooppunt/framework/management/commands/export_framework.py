"""``knooppunt export-framework NAME --format case``: a framework as CASE, CSV or XLSX."""

from __future__ import annotations

import contextlib
import sys
import uuid
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils.translation import gettext as _

from knooppunt.core.bulk import without_mapping
from knooppunt.core.documents.tables import csv_lines
from knooppunt.core.documents.xlsx import make_xlsx
from knooppunt.framework.case.export import items_table, package_text
from knooppunt.framework.models import Framework


class Command(BaseCommand):
    """Write a framework to a file, or to standard output."""

    help = "Export a framework as CASE JSON, CSV or XLSX"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("framework", help="its address (slug), its identifier or its UUID")
        parser.add_argument("--format", choices=["case", "csv", "xlsx"], default="case", dest="kind")
        parser.add_argument("--case-version", choices=["1.0", "1.1"], default="")
        parser.add_argument("--output", type=Path, help="a file; without it, standard output")

    def handle(self, *_args: Any, **options: Any) -> None:
        framework = find_framework(options["framework"])
        if framework is None:
            raise CommandError(_("There is no framework “%(name)s”.") % {"name": options["framework"]})
        output: Path | None = options["output"]
        with without_mapping(), _whole_file(output) if output else contextlib.nullcontext(sys.stdout.buffer) as target:
            for piece in _pieces(framework, options["kind"], options["case_version"]):
                target.write(piece)


@contextlib.contextmanager
def _whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file that is there whole or not at all: a full disk half-way leaves what stood there."""
    if path.exists() and not path.is_file():  # a device or a pipe
        with path.open("wb") as target:
            yield target
        return
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as target:
            yield target
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def find_framework(name: str) -> Framework | None:
    """The framework with this slug, UUID or CASE identifier; of several with one identifier the newest."""
    wanted = Q(slug=name) | Q(identifier=name)
    with contextlib.suppress(ValueError):
        wanted |= Q(uuid=uuid.UUID(name))
    return Framework.objects.complete().filter(wanted).order_by("-pk").first()


def _pieces(framework: Framework, kind: str, version: str) -> Any:
    if kind == "case":
        return (text.encode() for text in package_text(framework, version=version))
    table = items_table(framework)
    return csv_lines(table.columns, table.rows) if kind == "csv" else [make_xlsx([table], title=framework.title)]
