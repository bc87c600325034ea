"""The made-up frameworks that come along: to practise with, and to fill the demo."""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from knooppunt.framework.actions.importing import import_framework
from knooppunt.framework.actions.load import load_concepts
from knooppunt.framework.actions.publishing import publish_framework
from knooppunt.framework.case.sources import CaseFile
from knooppunt.framework.case.survey import survey
from knooppunt.framework.models import Framework

if TYPE_CHECKING:
    from knooppunt.accounts.models import User

FILES = ("example-framework.json", "example-dossier.json", "example-elective.json", "example-exam.json")


def load_example_frameworks(*, by: User | None = None) -> list[Framework]:
    """Take in and publish the examples that are not there yet; returns the new ones. They are marked as made up."""
    load_concepts()
    made = []
    for name in FILES:
        with as_file(files("knooppunt.framework") / "data" / name) as path:
            source = CaseFile(path)
            found = survey(source)
            if Framework.all_objects.filter(identifier=found.document["identifier"]).exists():
                continue
            framework = import_framework(source=source, found=found, by=by)
        publish_framework(framework=framework, by=by)
        made.append(framework)
    return made
