"""``knooppunt import-plan FILE --hub SLUG --year YEAR``: take in the action plan of a hub."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knooppunt.network.models import Hub
from knooppunt.plans.actions.importing import Imported, import_parsed_plan
from knooppunt.plans.actions.refusals import Refused
from knooppunt.plans.importing.read import read_file
from knooppunt.plans.importing.refusal import ImportRefused
from knooppunt.plans.importing.tree import ParsedItem, ParsedPlan
from knooppunt.plans.models import Status


class Command(BaseCommand):
    """Prints counts and tree, and what changes. A row that the file no longer has stays in the plan."""

    help = "Take in the action plan of a hub from text, PDF, Word or our Excel template."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--hub", required=True, help="the short name in the address, e.g. noord-holland-flevoland")
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("nl"):
            hub = _hub(options["hub"])
            try:
                parsed = read_file(options["file"])
                done = import_parsed_plan(
                    hub=hub, year=options["year"], parsed=parsed, by=None, dry_run=options["dry_run"]
                )
            except (ImportRefused, Refused) as no:
                raise CommandError(str(no)) from no
            except OSError as error:
                raise CommandError(_("This file cannot be read: %(why)s.") % {"why": error.strerror}) from error
            if options["format"] == "json":
                answer = json.dumps(_as_json(hub, options["year"], parsed, done), ensure_ascii=False, indent=2)
                self.stdout.write(answer)
            else:
                self._tell(hub, options["year"], parsed, done)

    def _tell(self, hub: Hub, year: int, parsed: ParsedPlan, done: Imported) -> None:
        self.stdout.write(f"{hub.name}, {year}: {counted(parsed)}")
        for number, theme in enumerate(parsed.themes, start=1):
            self.stdout.write(f"\n{number}. {theme.title}")
            if theme.goal:
                self.stdout.write(f"   {_('Goal')}: {theme.goal}")
            for name, items in ((_("Focus"), theme.focus_items), (_("Activity"), theme.activities)):
                for item in items:
                    self._tell_item(name, item)
        for doubt in parsed.warnings:
            self.stdout.write(f"\n! {doubt.sentence}")
        self.stdout.write("\n" + "\n".join(said(done)))

    def _tell_item(self, name: str, item: ParsedItem) -> None:
        status = f" [{Status(item.status).label}]" if item.status else ""
        self.stdout.write(f"   {name}: {item.text}{status}")
        for sub in item.sub_items:
            self.stdout.write(f"      • {sub}")
        if item.deliverable:
            self.stdout.write(f"      {_('Deliverable')}: {item.deliverable}")


def _hub(slug: str) -> Hub:
    hub = Hub.objects.filter(slug=slug).first()
    if hub is None:
        known = ", ".join(Hub.objects.order_by("order").values_list("slug", flat=True))
        text = _("There is no hub “%(slug)s”. Known are: %(known)s.") if known else _("There is no hub “%(slug)s” yet.")
        raise CommandError(text % {"slug": slug, "known": known})
    return hub


def counted(parsed: ParsedPlan) -> str:
    """ "6 thema's, 26 focuspunten, 23 activiteiten"."""
    counts = parsed.counts()
    return ", ".join(
        (
            ngettext("%(count)d theme", "%(count)d themes", counts["themes"]) % {"count": counts["themes"]},
            ngettext("%(count)d focus item", "%(count)d focus items", counts["focus_items"])
            % {"count": counts["focus_items"]},
            ngettext("%(count)d activity", "%(count)d activities", counts["activities"])
            % {"count": counts["activities"]},
        )
    )


def said(done: Imported) -> list[str]:
    """What the import did, in sentences."""
    if not done.is_new and done.comparison.is_equal:
        return [_("No difference.")]
    counts = done.comparison.counts()
    names = {
        "equal": _("unchanged"),
        "new": _("new"),
        "text": _("other text"),
        "status": _("other status"),
        "moved": _("moved"),
        "gone": _("no longer in the file, kept in the plan"),
    }
    lines = [f"{names[name]}: {counts[name]}" for name in names if counts.get(name)]
    details = sum(count for name, count in counts.items() if name not in names)
    if details:
        lines.append(f"{_('other details')}: {details}")
    lines.append(_("Saved.") if done.saved else _("Nothing was saved."))
    return lines


def _as_json(hub: Hub, year: int, parsed: ParsedPlan, done: Imported) -> dict[str, Any]:
    tree = parsed.to_json()
    return {
        "plan": {
            "title": tree["title"],
            "hub": hub.slug,
            "year": year,
            "introduction": tree["introduction"],
            "counts": parsed.counts(),
        },
        "themes": tree["themes"],
        "counts": parsed.counts(),
        "changes": {"plan": "new"} | done.comparison.counts() if done.is_new else done.comparison.counts(),
        "no_difference": not done.is_new and done.comparison.is_equal,
        "saved": done.saved,
        "warnings": [{"line": doubt.line, "text": str(doubt.sentence)} for doubt in parsed.warnings],
    }
