"""From what was typed, imported or sent to the values of a shape, and back to plain JSON.

Each field of a shape carries its reader in ``metadata["read"]``. A reader takes text as people write it (``1.000,50``,
``10-12-2026``, ``9.30``) as well as what ``to_dict`` gives, and raises ``Unreadable`` with a sentence.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import MISSING, field, fields
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from django.utils.translation import gettext as _

T = TypeVar("T")
Reader = Callable[[Any], Any]
MOST_CENTS = 100_000_00  # dearer than a hundred thousand euros is a typing error
# Characters that turn the direction of text around or show nothing: they only serve to mislead. And halves of characters
# (JSON can say "\ud800"): no database and no page holds those.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)


class Unreadable(ValueError):
    """A value cannot be what it should be; the text is a sentence for the person."""


class Problems(Exception):
    """What is wrong, by path: ``title``, ``runs.2.starts_on``, ``concepts.level``. Each a list of sentences."""

    def __init__(self, by_path: Mapping[str, list[str]]) -> None:
        super().__init__("; ".join(f"{path}: {' '.join(texts)}" for path, texts in by_path.items()))
        self.by_path = dict(by_path)


# ---- Readers --------------------------------------------------------------------------------------------------------
def read_text(most: int, *, lines: bool = False) -> Reader:
    """Text without hidden characters, at most ``most`` long; one line unless ``lines``."""

    def read(value: Any) -> str:
        if value is None:
            return ""
        if not isinstance(value, str | int | float | Decimal) or isinstance(value, bool):
            raise Unreadable(_("This should be text."))
        text = _HIDDEN.sub("", str(value)).replace("\r\n", "\n").replace("\r", "\n").strip()
        if not lines:
            text = " ".join(text.split())
        if len(text) > most:
            raise Unreadable(
                _("At most %(most)d characters fit here; this has %(has)d.") % {"most": most, "has": len(text)}
            )
        return text

    return read


def read_choice(*codes: str) -> Reader:
    """One of ``codes``, or nothing."""

    def read(value: Any) -> str:
        if value in (None, ""):
            return ""
        if value not in codes:
            raise Unreadable(_("Choose one of the options."))
        return str(value)

    return read


def read_code(value: Any) -> str:
    """A code of a list that editors keep, such as ``mbo-3``; whether it exists is asked of the database later."""
    text = read_text(80)(value)
    if text and not re.fullmatch(r"[\w.+-]+", text):
        raise Unreadable(_("Choose one of the options."))
    return str(text)


def read_codes(value: Any) -> tuple[str, ...]:
    """Several codes, each once, in the order given."""
    if value in (None, ""):
        return ()
    if not isinstance(value, list | tuple) or len(value) > 200:
        raise Unreadable(_("Choose one of the options."))
    return tuple(dict.fromkeys(code for code in map(read_code, value) if code))


def read_concepts(schemes: tuple[str, ...]) -> Reader:
    """Scheme → codes. Raises ``Problems`` with the scheme as path."""

    def read(value: Any) -> dict[str, tuple[str, ...]]:
        if value in (None, ""):
            return {}
        if not isinstance(value, Mapping):
            raise Unreadable(_("Choose one of the options."))
        found, wrong = {}, {}
        for scheme, codes in value.items():
            try:
                if scheme not in schemes:
                    raise Unreadable(_("There is no list with this name."))
                found[scheme] = read_codes(codes)
            except Unreadable as error:
                wrong[str(scheme)[:40]] = [str(error)]
        if wrong:
            raise Problems(wrong)
        return {scheme: found[scheme] for scheme in schemes if found.get(scheme)}

    return read


def read_flag(value: Any) -> bool:
    """Yes or no, as forms, sheets and JSON say it."""
    if isinstance(value, bool):
        return value
    text = str(value or "").strip().lower()
    if text in {"1", "on", "true", "ja", "yes", "x", "waar"}:
        return True
    if text in {"", "0", "off", "false", "nee", "no", "none", "onwaar"}:
        return False
    raise Unreadable(_("Write yes or no."))


def read_date(value: Any) -> dt.date | None:
    """A date as 2026-12-10 or 10-12-2026."""
    if value in (None, ""):
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = str(value).strip()
    parts = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", text)
    if parts:
        year, month, day = (parts[1], parts[2], parts[3]) if parts[1] else (parts[6], parts[5], parts[4])
        try:
            found = dt.date(int(year), int(month), int(day))
        except ValueError:
            found = None
        if found and 1950 <= found.year <= 2100:
            return found
    raise Unreadable(_("This is not a date. Write it like 10-12-2026."))


def read_time(value: Any) -> dt.time | None:
    """A time as 9.30, 9:30, 09:30:00 or 9."""
    if value in (None, ""):
        return None
    if isinstance(value, dt.time):
        return value.replace(second=0, microsecond=0)
    parts = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2})(?::\d{2})?)?(?:\s*(?:u|uur))?", str(value).strip())
    if parts and int(parts[1]) < 24 and int(parts[2] or 0) < 60:
        return dt.time(int(parts[1]), int(parts[2] or 0))
    raise Unreadable(_("This is not a time. Write it like 9.30."))


def read_money(value: Any) -> int | None:
    """Cents. A whole number is cents already (JSON); text is euros as people write them: 195, 1.000,50, € 12,95."""
    if value in (None, ""):
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        cents = value
    else:
        if str(value).strip().lower() in {"gratis", "kosteloos", "free"}:
            return 0
        text = re.sub(r"(?i)^(€|eur)|(€|eur|euro)$|,-$", "", str(value).strip()).replace("\u00a0", "").replace(" ", "")
        if not re.fullmatch(r"-?\d+([.,]\d+)*", text):
            raise Unreadable(_("This is not an amount. Write it like 195 or 1.000,50."))
        cents = _cents_of(text)
    if cents < 0:
        raise Unreadable(_("A price is never less than nothing. Free is 0."))
    if cents > MOST_CENTS:
        raise Unreadable(_("This is more than a hundred thousand euros. Is there a typing error?"))
    return cents


def _cents_of(text: str) -> int:
    """The last point or comma divides euros and cents, unless exactly three figures follow a point (1.000)."""
    whole, cents = text, ""
    found = re.fullmatch(r"(.*?)[.,](\d{1,2})", text)
    if found:
        whole, cents = found[1], found[2]
    if not re.fullmatch(r"-?\d{1,3}([.,]\d{3})+|-?\d+", whole):
        raise Unreadable(_("This is not an amount. Write it like 195 or 1.000,50."))
    value = int(re.sub(r"[.,]", "", whole) or 0)
    sign = -1 if whole.startswith("-") else 1
    return value * 100 + sign * int((cents + "00")[:2] or 0)


def read_points(value: Any) -> Decimal | None:
    """Points of a register, in steps of a hundredth."""
    wrong = _("This is not a number of points. Write it like 6 or 1,5.")
    return _read_hundredths(value, wrong, _("A number of points lies between 0 and 1000."))


def read_hours(value: Any) -> Decimal | None:
    """Hours of study, in steps of a hundredth."""
    wrong = _("This is not a number of hours. Write it like 6 or 1,5.")
    return _read_hundredths(value, wrong, _("A number of hours lies between 0 and 1000."))


def _read_hundredths(value: Any, wrong: str, too_large: str) -> Decimal | None:
    if value in (None, ""):
        return None
    try:
        number = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation as error:
        raise Unreadable(wrong) from error
    if not number.is_finite() or not 0 <= number <= 1000:
        raise Unreadable(too_large)
    return number.quantize(Decimal("0.01")).normalize() if number else Decimal(0)


def read_number(least: int, most: int) -> Reader:
    """A whole number between these two."""

    def read(value: Any) -> int | None:
        if value in (None, ""):
            return None
        text = str(value).strip().removesuffix(".0")
        if not re.fullmatch(r"-?\d{1,9}", text):
            raise Unreadable(_("This is not a whole number."))
        if not least <= int(text) <= most:
            raise Unreadable(_("This number lies between %(least)d and %(most)d.") % {"least": least, "most": most})
        return int(text)

    return read


def read_degrees(most: int) -> Reader:
    """A coordinate in degrees."""

    def read(value: Any) -> float | None:
        if value in (None, ""):
            return None
        try:
            degrees = round(float(str(value).strip().replace(",", ".")), 5)
        except ValueError as error:
            raise Unreadable(_("This is not a coordinate. Write it like 52.1234.")) from error
        if not -most <= degrees <= most:
            raise Unreadable(_("This is not a coordinate. Write it like 52.1234."))
        return degrees

    return read


def read_uuid(value: Any) -> str:
    """A UUID as text, or nothing."""
    if value in (None, ""):
        return ""
    try:
        return str(uuid.UUID(str(value)))
    except ValueError as error:
        raise Unreadable(_("This is not a known identifier.")) from error


def read_address(value: Any) -> str:
    """A web address: http or https, nothing else; ``www.…`` becomes https."""
    text = str(read_text(1000)(value))
    if not text:
        return ""
    if re.match(r"(?i)www\.", text):
        text = str(read_text(1000)(f"https://{text}"))
    if not re.fullmatch(r"(?i)https?://[^\s/?#@\\]+\.[^\s/?#@\\.]{2,}(:\d+)?([/?#]\S*)?", text):
        raise Unreadable(_("This is not a web address. It begins with https://."))
    return text


def read_mailbox(value: Any) -> str:
    """An e-mail address."""
    text = str(read_text(254)(value))
    if text and not re.fullmatch(r"[^\s@<>\"',;]+@[^\s@<>\"',;]+\.[^\s@<>\"',;.]{2,}", text):
        raise Unreadable(_("This is not an e-mail address."))
    return text


def read_texts(most: int, *, longest: int) -> Reader:
    """Several lines of text: a list, or text with one item per line."""
    read_one = read_text(longest)

    def read(value: Any) -> tuple[str, ...]:
        if value in (None, ""):
            return ()
        items = value.splitlines() if isinstance(value, str) else value
        if not isinstance(items, list | tuple):
            raise Unreadable(_("This should be text."))
        lines = (item.strip().lstrip("-•* ") if isinstance(item, str) else item for item in items)
        found = tuple(text for text in map(read_one, lines) if text)
        if len(found) > most:
            raise Unreadable(_("At most %(most)d lines fit here.") % {"most": most})
        return found

    return read


def read_list(shape: type[Any], most: int, *, too_many: Any = "") -> Reader:
    """Several shapes; empty rows fall away. Raises ``Problems`` with the number of the row as path. ``too_many``: what to
    say of more than ``most``, with ``most`` and ``has``.
    """

    def read(value: Any) -> tuple[Any, ...]:
        if value in (None, ""):
            return ()
        if not isinstance(value, list | tuple):
            raise Unreadable(_("This should be a list."))
        if len(value) > most:
            words = str(too_many) or _("At most %(most)d rows fit here; this has %(has)d.")
            raise Unreadable(words % {"most": most, "has": len(value)})
        found, wrong = [], {}
        for number, row in enumerate(value):
            try:
                found.append(row if isinstance(row, shape) else read_shape(shape, row))
            except Problems as problems:
                wrong.update({f"{number}.{path}": texts for path, texts in problems.by_path.items()})
        if wrong:
            raise Problems(wrong)
        return tuple(found)

    return read


# ---- Shapes ---------------------------------------------------------------------------------------------------------
def read_by(reader: Reader, default: Any = "", **more: Any) -> Any:
    """A dataclass field with this reader. A callable default makes a new value for each."""
    if callable(default):
        return field(default_factory=default, metadata={"read": reader, **more})
    return field(default=default, metadata={"read": reader, **more})


def read_shape(shape: type[T], data: Any, *, strict: bool = True) -> T:
    """A ``shape`` from a dict. Raises ``Problems`` with everything that is wrong at once, unknown names included;
    when not ``strict``, what is wrong is left out instead.
    """
    if not isinstance(data, Mapping):
        raise Problems({"": [_("This should be a list of names and values.")]})
    known = {one.name: one for one in fields(shape)}  # type: ignore[arg-type]
    wrong: dict[str, list[str]] = {
        str(name)[:60]: [_("This field does not exist.")] for name in data if name not in known
    }
    values = {}
    for name, one in known.items():
        if name not in data:
            continue
        try:
            values[name] = one.metadata["read"](data[name])
        except Unreadable as error:
            wrong[name] = [str(error)]
        except Problems as problems:
            wrong.update({f"{name}.{path}" if path else name: texts for path, texts in problems.by_path.items()})
    if wrong and strict:
        raise Problems(wrong)
    return shape(**values)


def plain(value: Any) -> Any:
    """A value of a shape as JSON knows it."""
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if hasattr(value, "__dataclass_fields__"):
        return plain_shape(value)
    return value


def plain_shape(shape: Any) -> dict[str, Any]:
    """A shape as a dict; fields that hold their default are left out."""
    return {
        one.name: plain(getattr(shape, one.name))
        for one in fields(shape)
        if getattr(shape, one.name) != default_of(one)
    }


def default_of(one: Any) -> Any:
    """What a field of a shape holds when nobody says anything."""
    if one.default is not MISSING:
        return one.default
    return one.default_factory() if one.default_factory is not MISSING else None
