"""The words of the form: how plans name their parts, statuses, numbers and pages. Rules about form, never about content.

Every pattern is anchored and is only tried on short pieces, so that no line can make matching slow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TAIL = 60  # characters at the end of a text in which its last word is looked for
SHORT = 200  # longer lines are never a header, a label or a page number
YEAR = r"(?:19|20)\d\d"
_STATUS = r"(?:behaald|achter\s+op\s+schema|op\s+schema|doorlopend)"
_NONE = r"(?:nog\s+geen\s+status|geen\s+status|n\.?v\.?t\.?|onbekend)"
_COLUMN = (
    r"(?:status|stand(?:\s+van\s+zaken)?|voortgang|wie|eigenaar|trekker|verantwoordelijke?|wanneer|planning|periode|"
    r"resultaat|uren|opmerking(?:en)?|toelichting|nr\.?|nummer|reden|start|einde|van|tot)"
)
_COLUMNS_AFTER = rf"(?:[\s:|–-]+{_COLUMN})*[\s:|]*"
_FOR_YEAR = rf"(?:\s*[(\s–-]\s*(?:(?:voor|in|van)\s+)?(?:het\s+jaar\s+)?{YEAR}\)?)?"

_FOCUS = re.compile(
    rf"(?:nr\.?\s+)?(?P<name>(?:voor|in)\s+(?:het\s+jaar\s+)?(?:{YEAR}|(?:dit|het\s+komende?|komend)\s+jaar)\s+"
    r"(?:ligt|lag|leggen\s+wi?j?e?|is)\s+(?:de|onze)\s+focus(?:\s+op)?"
    rf"|(?:de|onze)\s+focus\s+ligt\s+(?:(?:voor|in)\s+{YEAR}\s+)?op"
    rf"|(?:de\s+|onze\s+)?focus(?:punten|punt|items?|item|gebieden|doelen|onderwerpen)?{_FOR_YEAR}"
    rf"|speerpunten{_FOR_YEAR}|aandachtspunten{_FOR_YEAR}|prioriteiten{_FOR_YEAR})",
    re.IGNORECASE,
)
_ACTIVITY = re.compile(
    r"(?:nr\.?\s+)?(?P<name>(?:(?:onze|de|geplande|concrete|voorgenomen)\s+)?"
    rf"(?:activiteit(?:en)?|acties?|actiepunten|actielijst|werkzaamheden){_FOR_YEAR}"
    r"|(?:wat|dit)\s+(?:gaan|doen)\s+(?:we|wij)(?:\s+doen)?\??)",
    re.IGNORECASE,
)
_HEADER_END = re.compile(rf"{_COLUMNS_AFTER}$", re.IGNORECASE)
_GOAL = re.compile(
    rf"(?P<name>(?:(?:hoofd|sub)?doel(?:stelling)?(?:en)?|beoogd\s+doel|ambitie){_FOR_YEAR}"
    r"(?:\s+van\s+(?:dit|het)\s+thema)?)\s*(?P<colon>[:–-]?)\s*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_THEME = re.compile(
    r"(?P<name>(?:thema|programmalijn|pijler|speerpunt|hoofdstuk)\s*(?P<number>\d{1,2}|[A-Z]|[IVX]{1,4})?)"
    r"\s*(?P<colon>[:.–—|-]?)\s*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_ENDING = re.compile(
    r"(?:bijlagen?(?:\s+\w+)?|ondertekening|contact(?:gegevens)?|colofon|tot\s+slot|slot(?:woord)?|nawoord|"
    r"vragen\s+of\s+opmerkingen)\s*[:?]?$",
    re.IGNORECASE,
)
_OPENING = re.compile(r"(?:inleiding|voorwoord|samenvatting|vooraf|leeswijzer|inhoud(?:sopgave)?)\s*:?$", re.IGNORECASE)
_PLAN_TITLE = re.compile(r".*\b(?:actieplan|jaarplan|werkplan|activiteitenplan)\b", re.IGNORECASE)
_FULL_TITLE = re.compile(
    rf"(?:actieplan|jaarplan|werkplan|activiteitenplan)\s+{YEAR}\b.*\b(?:\w*knooppunt|consortium)\b", re.IGNORECASE
)
_PLAN_OF = re.compile(
    rf"\b(?:actieplan|jaarplan|werkplan)\s+(?P<year>{YEAR})\s+van\s+(?:het|de)\s+(?P<name>[^.]{{3,150}})\.",
    re.IGNORECASE,
)

STATUS_CODES = {
    "behaald": "behaald",
    "op schema": "op_schema",
    "doorlopend": "doorlopend",
    "achter op schema": "achter_op_schema",
}
_CELL = re.compile(
    rf"(?:status\s*[:=]\s*)?[^\w\s.,;:?!]{{0,3}}\s*(?P<status>{_STATUS}|{_NONE})\s*[.!]?[^\w\s]{{0,3}}\s*$",
    re.IGNORECASE,
)
_CELL_REASON = re.compile(
    rf"(?:status\s*[:=]\s*)?[^\w\s]{{0,3}}\s*(?P<status>{_STATUS})\s*(?P<mark>[:;,(–—-]|,?\s+(?=want|omdat|vanwege|door))\s*"
    r"(?P<reason>.{2,400}?)\)?$",
    re.IGNORECASE | re.DOTALL,
)
_AT_END = re.compile(
    rf"(?P<label>\bstatus\s*[:=]\s*)?(?P<open>[(\[])?\b(?P<status>{_STATUS})\s*(?P<close>[)\]])?(?P<dot>\.?)\s*$",
    re.IGNORECASE,
)
_LABELLED = re.compile(rf"\bstatus\s*[:=]\s*(?P<status>{_STATUS})\b\s*(?P<rest>.*)$", re.IGNORECASE | re.DOTALL)
_ANY_STATUS = re.compile(rf"\b{_STATUS}\b", re.IGNORECASE)
_LEGEND_WORDS = re.compile(
    r"\b(?:legenda|legende|status(?:sen)?|groen|geel|oranje|rood|blauw|grijs|wit|betekenis|kleur(?:en)?|van|de|het|is|"
    r"staat|voor|en|of|nog|geen)\b",
    re.IGNORECASE,
)
_LEGEND_START = re.compile(r"(?:legenda|legende|betekenis van de status(?:sen)?)\s*:?", re.IGNORECASE)

_NUMBER = re.compile(
    r"(?:(?P<plain>\d{1,3})[.):](?=\s|$)|\((?P<round>\d{1,2})\)(?=\s|$)|(?P<multi>\d{1,2}(?:\.\d{1,2}){1,3})[.):]?(?=\s|$)|(?P<code>[FA]\d{1,2})[.):]?(?=\s|$)|(?P<letter>[A-Za-z])[.)](?=\s|$))\s*"
)
_GLUED = re.compile(r"(?P<plain>\d{1,2})[.)](?=[A-Z][a-zà-ÿ])")
_BULLET = re.compile(
    r"(?P<glyph>[•●▪■◦○‣∙·*–—➢➤❖✓✔\uf0b7\uf0a7\uf0d8-]|o(?=\s))(?:\s+|$|(?<=[•●▪■◦○‣∙\uf0b7\uf0a7\uf0d8])(?=\w))"
)

_PAGE = re.compile(
    r"(?:(?:pagina|pag\.?|blz\.?|bladzijde|page|p\.)\s*\d{1,3}(?:\s*(?:van|/|of)\s*\d{1,3})?|\d{1,3}\s*(?:van|/|of)\s*\d{1,3}"
    r"|[-–—]\s*\d{1,3}\s*[-–—]|[|]\s*\d{1,3})$",
    re.IGNORECASE,
)
_PAGE_IN = re.compile(r"(?:\b(?:pagina|pag\.|blz\.?|bladzijde)\s*\d{1,3}(?:\s*(?:van|/|of)\s*\d{1,3})?)", re.IGNORECASE)
_CONTENTS = re.compile(r".{1,150}?\s?[.…]{4,}\s*\d{1,3}$")
_URL = re.compile(r"(?:https?://|www\.)\S+$", re.IGNORECASE)

_DELIVERABLE_LABEL = re.compile(
    r"(?:op\s?te\s+leveren|oplevering(?:en)?|deliverables?|eindproduct|eindresultaat|resultaat|product|opbrengst)\s*:\s*(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_DELIVERABLE = re.compile(
    r"(?:oplever\w*|(?:dit|de\s+verkenning|dat)\s+(?:resulteert|leidt|mondt|levert)|het\s+resultaat\s+is|eindproduct)\b",
    re.IGNORECASE,
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A main clause cannot end in these: the sentence goes on in the next line.
_NEVER_LAST = _words(
    "de het een en of van met naar tussen binnen vanuit richting via zonder tijdens per te dat onze hun "
    "zoals waaronder t.b.v. d.m.v. m.b.t. o.a. i.s.m. c.q. bijv. incl. inclusief sinds omdat zodat hoe "
    "welke waarin waarbij waarop om & + we wij "
)
# These often end a line that goes on, yet can end a clause too ("richten in", "nodigen uit").
_SELDOM_LAST = _words(
    "bij op voor door over uit tot als die is zijn wordt worden er niet ook ons hen wat waar na in aan "
)
_ABBREVIATIONS = tuple(
    _words("etc. enz. c.q. bijv. bv. o.a. d.m.v. m.b.t. t.b.v. i.s.m. resp. ca. nr. dr. drs. prof. mw. dhr.")
)
# Before an uncapitalised status these show that it is part of the sentence ("dit loopt op schema").
_PART_OF_SENTENCE = _words(
    "is zijn wordt worden was waren ligt liggen loopt lopen blijft blijven verloopt gaat gaan en of niet "
    "nog wel al goed deels grotendeels geheel volledig ruim bijna heeft hebben hebt als met voor om te "
    "van de het een in door daarmee hiermee weer steeds ook zo mogelijk zoveel we wij zij dit dat "
)


@dataclass(frozen=True)
class Marker:
    """What stands before a row: ``kind`` is num1, num2 (1.1), letter or bullet; ``value`` orders numbers."""

    kind: str
    value: tuple[int, ...]
    shown: str
    rest: str
    glyph: str = ""


def marker_of(text: str) -> Marker | None:
    """The number, letter or bullet that ``text`` begins with."""
    head = text[:16]
    if found := (_NUMBER.match(head) or _GLUED.match(head)):
        groups = found.groupdict()
        shown, rest = found.group().strip(), text[found.end() :].strip()
        if groups.get("multi"):
            value = tuple(int(part) for part in groups["multi"].split("."))
            return Marker("num2", value, shown, rest)
        if groups.get("code"):
            return Marker("code", (int(groups["code"][1:]),), shown, rest)
        if groups.get("letter"):
            return Marker("letter", (ord(groups["letter"].lower()) - 96,), shown, rest)
        return Marker("num1", (int(groups.get("plain") or groups.get("round") or 0),), shown, rest)
    if found := _BULLET.match(head):
        rest = text[found.end() :].strip()
        if found["glyph"] in "-–—" and re.match(r"(?:en|of|-)\b", rest[:4]):
            return None
        return Marker("bullet", (), found["glyph"], rest, found["glyph"])
    return None


def status_code(words: str) -> str:
    """The code of a status in words; empty for "nog geen status" and what is none of the four."""
    return STATUS_CODES.get(" ".join(words.lower().split()), "")


def cell_status(text: str) -> tuple[str, str] | None:
    """(code, reason) when ``text`` is a status and nothing else, as in a column of its own."""
    if len(text) > SHORT * 3:
        return None
    if found := _CELL.match(text):
        return status_code(found["status"]), ""
    if found := _CELL_REASON.match(text):
        return status_code(found["status"]), found["reason"].strip()
    return None


def own_line_status(text: str) -> tuple[str, str] | None:
    """Like ``cell_status`` for a line between rows: a reason is only believed after *achter op schema*."""
    if len(text) > SHORT * 2:
        return None
    answer = cell_status(text)
    if answer and answer[1] and answer[0] != "achter_op_schema" and not text.lower().startswith("status"):
        return None
    return answer if answer is None or answer[0] or text.lower().startswith(("status", "nog geen", "geen")) else None


@dataclass(frozen=True)
class StatusAtEnd:
    """A status that closes a line of text."""

    before: str
    code: str
    sure: bool
    reason: str = ""


def status_at_end(text: str) -> StatusAtEnd | None:
    """The status at the end of ``text``. Sure after a label, bracket, dash or sentence end, or with a capital inside a text."""
    start = max(0, len(text) - 500)
    labelled = _LABELLED.search(text, start) if "tatus" in text[start:] or "TATUS" in text[start:] else None
    if labelled:
        before = text[: labelled.start()].rstrip(" (|;–—-")
        reason = labelled["rest"].strip(" .();:,–—-")
        return StatusAtEnd(before, status_code(labelled["status"]), True, reason)
    found = _AT_END.search(text, max(0, len(text) - 40))
    if not found:
        return None
    before = text[: found.start()].rstrip()
    bracketed = bool(found["open"])
    if bool(found["open"]) != bool(found["close"]):
        return None
    dashed = before.endswith(("–", "—", " -", "|", "→", "=>", ":"))
    cleaned = before.rstrip(" –—|→=>") if dashed and not before.endswith(":") else before
    cleaned = cleaned[:-1].rstrip() if cleaned.endswith(" -") else cleaned
    after_sentence = ends_sentence(before)
    capital = found["status"][0].isupper()
    last = before[-_TAIL:].lower().rsplit(" ", 1)[-1].strip("(,;")
    if found["dot"] and not (after_sentence or dashed or bracketed):
        return None
    if not (bracketed or dashed or after_sentence) and last in _PART_OF_SENTENCE and not capital:
        return None
    return StatusAtEnd(cleaned, status_code(found["status"]), bracketed or dashed or after_sentence or capital)


def without_open_label(text: str) -> str:
    """``text`` without a "Status:" or dash that waits for the status on the next line."""
    return text[:-30] + re.sub(r"(?i)(?:[\s(–—|;-]*\bstatus\s*[:=]|\s[–—|-])\s*$", "", text[-30:])


def is_column_cell(text: str) -> bool:
    """Whether wide spaces before ``text`` part a column: a status, a piece of one, or the name of a column."""
    if len(text) > 60:
        return False
    return bool(
        _CELL.match(text) or re.fullmatch(r"(?i)(?:achter(?:\s+op)?|op|schema|op schema)", text) or is_column_name(text)
    )


def is_column_name(text: str) -> bool:
    """Whether ``text`` names a column of a table, such as "Status"."""
    return len(text) < 40 and bool(re.fullmatch(rf"(?i){_COLUMN}\s*:?", text))


def is_number_cell(text: str) -> bool:
    """Whether ``text`` is only a number or a bullet, in a column of its own."""
    found = marker_of(text) if len(text) < 10 else None
    return (found is not None and not found.rest) or bool(re.fullmatch(r"\d{1,3}", text))


def joined_status(first: str, second: str) -> str:
    """The status that ``first`` and ``second`` form together, when neither column was wide enough; else empty."""
    pieces = {("achter op", "schema"), ("achter", "op schema"), ("op", "schema")}
    low = first.lower().strip()
    for left, right in pieces:
        whole = low == left or (low.endswith(" " + left) and first.strip()[-len(left)].isupper())
        if whole and second.lower().strip() == right:
            return f"{first.strip()} {second.strip()}"
    return ""


def goes_on_as_status(first: str, second: str) -> bool:
    """Whether ``second`` is nothing but the end of a status that ``first`` ends in ("… (achter" / "op schema)")."""
    rest, ending = second.lower().rstrip(").] "), first[-12:].lower()
    return (rest == "schema" and ending.endswith("op")) or (rest == "op schema" and ending.endswith("achter"))


@dataclass(frozen=True)
class Header:
    """A line that names a part of the plan. ``rest`` is text that follows the name on the same line."""

    part: str  # theme, goal, focus, activities, ending
    rest: str = ""
    bare: bool = True  # the line holds nothing but the name


def header_of(text: str) -> Header | None:
    """The part of a plan that begins at this line, if its form says so."""
    if len(text) > SHORT * 5:
        return None
    for part, pattern in (("focus", _FOCUS), ("activities", _ACTIVITY)):
        if found := pattern.match(text):
            rest = text[found.end() :]
            if len(rest) < SHORT and _HEADER_END.match(rest):
                return Header(part)
            if rest.startswith(":") and rest[1:].strip():
                return Header(part, rest[1:].strip(), bare=False)
    if found := _GOAL.match(text):
        rest = found["rest"].strip()
        if not rest:
            return Header("goal")
        wordy = found["name"].lower().startswith(("doelstelling", "hoofddoel"))
        if found["colon"] == ":" or (wordy and not found["colon"] and rest[0].isupper()):
            return Header("goal", rest, bare=False)
    return _theme_header(text)


def _theme_header(text: str) -> Header | None:
    if len(text) > SHORT:
        return None
    if _ENDING.match(text):
        return Header("ending")
    found = _THEME.match(text)
    if not found:
        return None
    rest = found["rest"].strip()
    if not rest and found["number"]:
        return Header("theme")
    if rest and (found["colon"] or (found["number"] and rest[0].isupper())) and not ends_sentence(rest):
        return Header("theme", rest, bare=False)
    return None


def header_year(text: str) -> int | None:
    """The year named in ``text``."""
    found = re.search(rf"\b{YEAR}\b", text[:SHORT])
    return int(found.group()) if found else None


def is_opening(text: str) -> bool:
    """A heading above the introduction."""
    return len(text) < SHORT and bool(_OPENING.match(text))


def is_plan_title(text: str) -> bool:
    """A line that names the whole plan."""
    return len(text) < 150 and bool(_PLAN_TITLE.match(text)) and not ends_sentence(text)


def is_full_plan_title(text: str) -> bool:
    """ "Actieplan 2024 Onderwijsknooppunt …": so complete that it is a heading or a running header wherever it stands."""
    return is_plan_title(text) and bool(_FULL_TITLE.match(text))


def plan_named_in(text: str) -> tuple[int, str] | None:
    """(year, title) from a sentence such as "het actieplan 2023 van het …"."""
    found = _PLAN_OF.search(text[:2000])
    return (int(found["year"]), found["name"].strip()) if found else None


def is_page_number(text: str) -> bool:
    """ "Pagina 3 van 7", "- 3 -", "3/7"."""
    return len(text) < 40 and bool(_PAGE.match(text))


def has_page_number(text: str) -> bool:
    """A short line that names its page, such as a running header."""
    return len(text) < 150 and bool(_PAGE_IN.search(text))


def is_contents_line(text: str) -> bool:
    """A line of a table of contents: dots and a page number."""
    return len(text) < SHORT and bool(_CONTENTS.match(text))


def is_url(text: str) -> bool:
    """An address and nothing else."""
    return len(text) < 2000 and bool(_URL.match(text))


def is_legend(text: str) -> bool:
    """One line that explains the statuses: three or more of them, and nothing else than colours and signs."""
    if len(text) > SHORT:
        return False
    names = {status_code(found) for found in _ANY_STATUS.findall(text)}
    left = re.sub(r"[\W\d_]+", "", _LEGEND_WORDS.sub("", _ANY_STATUS.sub("", text)))
    return len(names) >= 3 and not left


def starts_legend(text: str) -> bool:
    """ "Legenda" alone on its line."""
    return len(text) < 60 and bool(_LEGEND_START.fullmatch(text.strip()))


def deliverable_label(text: str) -> str:
    """What follows "Oplevering:" and its likes, else empty."""
    found = _DELIVERABLE_LABEL.match(text)
    return found["rest"].strip() if found else ""


def sounds_like_deliverable(text: str) -> bool:
    """Whether a paragraph under the results of an activity says what is delivered."""
    return bool(_DELIVERABLE.match(text[:60]))


def ends_sentence(text: str) -> bool:
    """Whether ``text`` ends as a sentence does."""
    return text[-_TAIL:].rstrip(" )”\"’'»").endswith((".", "?", "!", "…", ";", ":"))


def ends_abbreviated(text: str) -> bool:
    """Whether the full stop at the end may belong to an abbreviation."""
    return text[-_TAIL:].lower().endswith(_ABBREVIATIONS)


def ends_open(text: str) -> bool:
    """Whether the sentence of ``text`` cannot end here."""
    stripped = text[-_TAIL:].rstrip()
    if stripped.endswith((",", "/", "(", "&", "-", "–", "—")):
        return True
    last = stripped.lower().rsplit(" ", 1)[-1].strip("(“\"‘'")
    return last in _NEVER_LAST


def ends_doubtfully(text: str) -> bool:
    """Whether the last word seldom closes a sentence."""
    last = text[-_TAIL:].rstrip().lower().rsplit(" ", 1)[-1].strip("(“\"‘'")
    return last in _SELDOM_LAST
