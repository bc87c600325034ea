"""Our Excel template: making it, and reading its rows. The same columns are used by the download of a plan."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from io import BytesIO

from knooppunt.plans.importing import refusal
from knooppunt.plans.importing.refusal import ImportRefused, Sentence, _
from knooppunt.plans.importing.tree import Doubt, ParsedItem, ParsedPlan, ParsedTheme
from knooppunt.plans.importing.words import cell_status, marker_of

SHEET = "Actieplan"
COLUMNS = (
    "Thema",
    "Doelstelling",
    "Soort",
    "Nummer",
    "Tekst",
    "Status",
    "Reden",
    "Eigenaar",
    "Van",
    "Tot",
    "Uren",
    "Over te dragen aan",
)
WIDTHS = (28, 40, 14, 9, 70, 18, 30, 20, 12, 12, 8, 24)
FOCUS, ACTIVITY, SUB_RESULT, DELIVERABLE = KINDS = ("Focus", "Activiteit", "Deelresultaat", "Oplevering")
STATUS_NAMES = ("Behaald", "Op schema", "Doorlopend", "Achter op schema")
MAX_ROWS = 2_000

_ONE_OF = _("Choose one of: %(choices)s.")
_FIRST_ACTIVITY = _("Put an activity above it first.")
_NO_THEME = _("Fill in the theme.")
_NO_TEXT = _("Fill in the text.")
UNKNOWN_STATUS = _("Row %(line)s: we do not know the status “%(value)s”. We kept it as a note.")
BAD_DATE = _("Row %(line)s: “%(value)s” is not a date such as 31-12-2026. We kept it as a note.")
BAD_HOURS = _("Row %(line)s: “%(value)s” is not a number of hours. We kept it as a note.")
TWO_GOALS = _("Row %(line)s gives a second goal for the theme “%(title)s”. We put both together.")
WRONG_ORDER = _("Row %(line)s: the period ends before it begins. We kept it as a note.")

_EXPLANATION = (
    _("One row per focus item, activity, sub-result or deliverable. Leave the theme empty to stay in the theme above."),
    _("The goal belongs to the theme; once is enough."),
    _("Kind is Focus, Activiteit, Deelresultaat or Oplevering. The last two belong to the activity above them."),
    _("Status is one of the four, or empty for no status yet. A reason is only needed with “Achter op schema”."),
    _("Dates as 31-12-2026. Hours as a number, for instance 12 or 7,5."),
    _("Save the file as .xlsx. You see what we understood before anything is saved."),
)


def make_template(year: int | None = None) -> bytes:
    """An empty template as .xlsx, with lists to choose from and a sheet that explains. Texts in it are never formulas."""
    import xlsxwriter
    from django.utils.translation import gettext

    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": f"Actieplan {year}" if year else "Actieplan"})
        sheet = book.add_worksheet(SHEET)
        write_header(book, sheet)
        sheet.data_validation(1, 2, MAX_ROWS, 2, {"validate": "list", "source": list(KINDS)})
        sheet.data_validation(1, 5, MAX_ROWS, 5, {"validate": "list", "source": list(STATUS_NAMES)})
        help_sheet = book.add_worksheet("Uitleg")
        wrap, bold = (
            book.add_format({"text_wrap": True, "valign": "top"}),
            book.add_format({"bold": True, "font_size": 14}),
        )
        help_sheet.set_column(0, 0, 100)
        help_sheet.write_string(0, 0, gettext("How to fill in this sheet"), bold)
        for row, sentence in enumerate(_EXPLANATION, 2):
            help_sheet.write_string(row, 0, gettext(sentence), wrap)
        sheet.activate()
    return target.getvalue()


def write_header(book: object, sheet: object) -> None:
    """The names of the columns in the first row of an xlsxwriter sheet, in our look; it stays in sight and repeats in print."""
    head = book.add_format(  # type: ignore[attr-defined]  # xlsxwriter has no types
        {
            "bold": True,
            "bg_color": "#0E4341",
            "font_color": "#FFFFFF",
            "text_wrap": True,
            "valign": "vcenter",
            "border": 1,
        }
    )
    body = book.add_format({"text_wrap": True, "valign": "top"})  # type: ignore[attr-defined]  # as above
    dates = book.add_format({"num_format": "dd-mm-yyyy", "valign": "top"})  # type: ignore[attr-defined]  # as above
    for place, (name, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
        sheet.set_column(place, place, width, dates if name in ("Van", "Tot") else body)  # type: ignore[attr-defined]  # as above
        sheet.write_string(0, place, name, head)  # type: ignore[attr-defined]  # as above
    sheet.freeze_panes(1, 0)  # type: ignore[attr-defined]  # as above
    sheet.repeat_rows(0)  # type: ignore[attr-defined]  # as above
    sheet.set_landscape()  # type: ignore[attr-defined]  # as above


def plan_from_rows(rows: Sequence[Mapping[str, str]]) -> ParsedPlan:
    """The plan in the rows of a template. Raises ``ImportRefused`` for a row that cannot be placed."""
    reader = _Reader()
    for row in rows:
        reader.take(row)
    themes = tuple(theme for theme in reader.themes if theme.title)
    if not any(theme.focus_items or theme.activities for theme in themes):
        raise ImportRefused(refusal.NO_THEMES)
    shown = [""] * max(int(row["row"]) for row in rows)
    for row in rows:
        shown[int(row["row"]) - 1] = "   ".join(row[name].replace("\n", " ") for name in COLUMNS if row.get(name))
    return ParsedPlan(title="", year=None, themes=themes, source_lines=tuple(shown), warnings=tuple(reader.doubts))


class _Reader:
    def __init__(self) -> None:
        self.themes: list[ParsedTheme] = []
        self.doubts: list[Doubt] = []

    def take(self, row: Mapping[str, str]) -> None:
        number = int(row["row"])
        self._theme(row, number)
        text, kind = row.get("Tekst", "").strip(), row.get("Soort", "").strip()
        if not text and not kind:
            return
        wanted = next((one for one in KINDS if one.lower() == kind.lower()), None)
        if wanted is None:
            raise _wrong(number, "Soort", kind, Sentence(_ONE_OF, {"choices": ", ".join(KINDS)}))
        if not text:
            raise _wrong(number, "Tekst", text, Sentence(_NO_TEXT))
        if wanted in (SUB_RESULT, DELIVERABLE):
            self._part(wanted, text, number)
            return
        theme, item = self.themes[-1], self._item(row, text, number)
        if wanted == FOCUS:
            self.themes[-1] = replace(theme, focus_items=(*theme.focus_items, item))
        else:
            self.themes[-1] = replace(theme, activities=(*theme.activities, item))

    def _theme(self, row: Mapping[str, str], number: int) -> None:
        title, goal = " ".join(row.get("Thema", "").split()), row.get("Doelstelling", "").strip()
        if not title and not self.themes:
            raise _wrong(number, "Thema", "", Sentence(_NO_THEME))
        known = next((index for index, theme in enumerate(self.themes) if theme.title == title), None)
        if title and known is None:
            self.themes.append(ParsedTheme(title=title, goal=goal, source_lines=(number, number)))
            return
        if title and known is not None:
            self.themes.append(self.themes.pop(known)) if known != len(self.themes) - 1 else None
        theme = self.themes[-1]
        if goal and not theme.goal:
            theme = replace(theme, goal=goal)
        elif goal and goal != theme.goal:
            self._doubt(TWO_GOALS, number, title=theme.title)
            theme = replace(theme, goal=f"{theme.goal}\n{goal}")
        self.themes[-1] = replace(theme, source_lines=(theme.source_lines[0], number))

    def _part(self, kind: str, text: str, number: int) -> None:
        theme = self.themes[-1]
        if not theme.activities:
            raise _wrong(number, "Soort", kind, Sentence(_FIRST_ACTIVITY))
        item = theme.activities[-1]
        if kind == SUB_RESULT:
            item = replace(item, sub_items=(*item.sub_items, text))
        else:
            item = replace(item, deliverable=f"{item.deliverable}\n{text}".strip())
        item = replace(item, source_lines=(item.source_lines[0], number))
        self.themes[-1] = replace(theme, activities=(*theme.activities[:-1], item))

    def _item(self, row: Mapping[str, str], text: str, number: int) -> ParsedItem:
        notes: list[str] = []
        status = self._status(row, number, notes)
        begin, end = (self._date(row, name, number, notes) for name in ("Van", "Tot"))
        if begin and end and end < begin:
            self._doubt(WRONG_ORDER, number)
            notes.append(f"Van {begin:%d-%m-%Y} tot {end:%d-%m-%Y}")
            begin = end = None
        marker = marker_of(text) if not row.get("Nummer") else None
        return ParsedItem(
            text=marker.rest if marker and marker.kind == "num1" and marker.rest else text,
            status=status,
            number=(row.get("Nummer") or (marker.shown if marker and marker.kind == "num1" else "")).rstrip(".)"),
            source_lines=(number, number),
            reason=row.get("Reden", ""),
            owner=row.get("Eigenaar", ""),
            planned_from=begin,
            planned_until=end,
            hours=self._hours(row, number, notes),
            handover_to=row.get("Over te dragen aan", ""),
            note="\n".join(notes),
        )

    def _doubt(self, message: str, number: int, **values: str | int) -> None:
        self.doubts.append(Doubt(number, Sentence(message, {"line": number, **values})))

    def _status(self, row: Mapping[str, str], number: int, notes: list[str]) -> str:
        value = row.get("Status", "")
        found = cell_status(value.replace("_", " ")) if value else ("", "")
        if found is None:
            self._doubt(UNKNOWN_STATUS, number, value=value)
            notes.append(f"Status: {value}")
            return ""
        return found[0]

    def _date(self, row: Mapping[str, str], name: str, number: int, notes: list[str]) -> date | None:
        value = row.get(name, "")
        found = _read_date(value)
        if value and found is None:
            self._doubt(BAD_DATE, number, value=value)
            notes.append(f"{name}: {value}")
        return found

    def _hours(self, row: Mapping[str, str], number: int, notes: list[str]) -> Decimal | None:
        value = row.get("Uren", "")
        if not value:
            return None
        try:
            hours = Decimal(value.replace(",", ".").removesuffix("uur").removesuffix("u").strip())
        except InvalidOperation:
            hours = Decimal(-1)
        if not hours.is_finite() or not 0 <= hours < 100_000:
            self._doubt(BAD_HOURS, number, value=value)
            notes.append(f"Uren: {value}")
            return None
        return hours.quantize(Decimal("0.1"))


def _wrong(row: int, column: str, value: str, hint: Sentence) -> ImportRefused:
    return ImportRefused(refusal.TEMPLATE_ROW, row=row, column=column, value=value, hint=str(hint))


def _read_date(value: str) -> date | None:
    """31-12-2026, 31/12/2026 or 2026-12-31."""
    found = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", value)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(value) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else None
    except ValueError:
        return None
