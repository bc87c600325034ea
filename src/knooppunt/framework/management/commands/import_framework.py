"""``knooppunt import-framework FILE``: take in a framework as a draft, or say what is wrong with the file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.core.tables import TableRefused
from knooppunt.framework.actions.examples import load_example_frameworks
from knooppunt.framework.actions.importing import Wishes, import_framework
from knooppunt.framework.actions.load import load_concepts
from knooppunt.framework.actions.publishing import publish_framework
from knooppunt.framework.case.sources import source_of
from knooppunt.framework.case.stream import CaseRefused
from knooppunt.framework.case.survey import survey
from knooppunt.framework.queries.concepts import concept


class Command(BaseCommand):
    """Take in a CASE package (1.0 or 1.1), or a table in CSV or XLSX."""

    help = "Take in a framework from CASE JSON, CSV or XLSX, as a draft"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--example", action="store_true", help="take in the made-up examples instead of a file")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be taken in")
        parser.add_argument("--title", default="", help="what the framework is called here")
        parser.add_argument("--kind", default="", help="code of the kind, such as qualification-dossier")
        parser.add_argument("--publish", action="store_true", help="publish it at once")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["example"]:
            for made in load_example_frameworks():
                self.stdout.write(_said(made.title, made.items_count, made.associations.count(), made.slug))
            return
        path: Path | None = options["file"]
        if path is None:
            raise CommandError(_("Say which file."))
        if not path.is_file():
            raise CommandError(_("There is no file %(path)s.") % {"path": path})
        load_concepts()
        kind = concept("framework-kinds", options["kind"]) if options["kind"] else None
        if options["kind"] and kind is None:
            raise CommandError(_("There is no kind of framework “%(code)s”.") % {"code": options["kind"]})
        try:
            source = source_of(path, name=path.name, title=options["title"])
            found = survey(source)
            for sentence in [*found.warnings, *found.errors]:
                self.stderr.write(sentence)
            if found.errors:
                sentence = ngettext(
                    "%(count)s thing has to be mended first; nothing was saved.",
                    "%(count)s things have to be mended first; nothing was saved.",
                    found.all_errors,
                )
                raise CommandError(sentence % {"count": found.all_errors})
            if options["publish"] and not found.items_count:
                raise CommandError(_("There is nothing in this framework yet. Add items first."))
            if options["dry_run"]:
                self.stdout.write(_said(found.title, found.items_count, found.associations_count, "-"))
                return
            wishes = Wishes(title=options["title"], kind=kind)
            framework = import_framework(source=source, found=found, wishes=wishes, by=None)
        except (CaseRefused, TableRefused) as refused:
            raise CommandError(str(refused)) from refused
        if options["publish"]:
            publish_framework(framework=framework, by=None)
        self.stdout.write(_said(found.title, found.items_count, found.associations_count, framework.slug))


def _said(title: str, items: int, associations: int, slug: str) -> str:
    counts = (
        ngettext("%(items)s item", "%(items)s items", items) % {"items": items},
        ngettext("%(associations)s association", "%(associations)s associations", associations)
        % {"associations": associations},
    )
    return _("%(title)s: %(counts)s; address: %(slug)s") % {"title": title, "counts": ", ".join(counts), "slug": slug}
