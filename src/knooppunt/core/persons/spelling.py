"""How one name, address or number can stand in a text: with or without accents, as two code points, folded into a web
address or into HTML, with the surname first, with other signs between the digits. As parts of regular expressions.

Every part is linear: nothing in it can be read in two ways, so that no text makes it slow.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from html.entities import codepoint2name
from urllib.parse import quote

# A word begins where no letter or digit stands before it; in an address that may be the end of a code ("%20"), in JSON
# kept as text a line end ("\n").
BEGIN = r"(?:(?<![^\W_])|(?<=%[0-9A-Fa-f]{2})|(?<=\\[nrt]))"
END = r"(?![^\W_])"
_DASH = "\u2010-\u2015"
_COMBINING = "[\u0300-\u036f]*"  # accents that stand as signs of their own
_SPACE = r"(?:[\s._+" + _DASH + r"\-;|]|%20|%2B|&nbsp;|&#160;|&#xa0;|\\u00a0|\"[;,]\")"
_COMMA = r"\s*(?:[,;]|%2C|\"[;,]\")(?:\s|%20|\+|;)*"
_DIGITS = r"(?:[\s().\-/" + _DASH + r"]|%20)*"
_APOSTROPHES = "'\u2019\u2018\u02bc`\u00b4"
# People leave it out, and addresses put something else in its place.
_APOSTROPHE = rf"(?:[{_APOSTROPHES}]|&#x27;|&#39;|&apos;|&rsquo;|&lsquo;|%27|%E2%80%99|\\u2019|{_SPACE})?"
_SAME = {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ð": "d"}  # letters that do not come apart into a base and an accent
_WHOLE = {"ß": "ss", "æ": "ae", "œ": "oe", "ĳ": "ij"}
# What stands between a first name and the surname by which people are listed.
_INFIXES = frozenset(
    {"van", "von", "de", "der", "den", "des", "het", "'t", "’t", "te", "ten", "ter", "tot", "in", "op", "aan", "bij", "uit",
     "voor", "la", "le", "les", "du", "di", "da", "dos", "el", "al", "bin", "ben"}
)  # fmt: skip
# "drs. A. Voorbeeld MSc": texts leave them out.
_TITLES_BEFORE = frozenset(["dr", "drs", "prof", "mr", "ir", "ing", "mw", "mevr", "mevrouw", "dhr", "ds"])
_TITLES_BEHIND = frozenset(["phd", "msc", "bsc", "llm", "md", "rn"])
_HOME = re.compile(r"(?:(?:00)?310?|0)([1-9]\d{8})")  # a Dutch number
# Letters that (nearly) no language puts an accent on: what stands in every spelling of a name.
_FIRM = re.compile("[bfgjkmpqtvwx]+")


def folded(text: str) -> str:
    """Without accents and capitals."""
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return "".join(_SAME.get(letter, _WHOLE.get(letter, letter)) for letter in plain)


def without_titles(name: str) -> str:
    """The name as texts use it: "prof. dr. Kees Voorbeeld, MSc" → "Kees Voorbeeld". Empty when no full name is left."""
    words = name.replace(",", " ").split()
    while words and words[0].strip(".").lower() in _TITLES_BEFORE:
        words = words[1:]
    while words and words[-1].replace(".", "").lower() in _TITLES_BEHIND:
        words = words[:-1]
    return " ".join(words) if words and words[0].lower() not in _INFIXES else ""


def patterns_of_name(name: str) -> list[str]:
    """A name in the order of speech, and surname first as in a list or on a card."""
    words = unicodedata.normalize("NFC", name).split()
    orders = [_joined(words)]
    if len(words) > 1:
        first, rest = words[:1], words[1:]
        orders.append(_joined(rest) + _COMMA + _joined(first))
        between = next((at for at, word in enumerate(rest) if word.lower() not in _INFIXES), 0)
        if between:
            orders.append(_joined(rest[between:]) + _COMMA + _joined(first) + _SPACE + "+" + _joined(rest[:between]))
            orders.append(_joined(rest[between:]) + _COMMA + _joined(first))
    return [f"{BEGIN}{order}(?:s)?{END}" for order in orders]


def pattern_of_email(email: str) -> str:
    """An address, also inside a web address."""
    forms = "|".join(sorted({re.escape(email), re.escape(quote(email, safe="")), re.escape(quote(email, safe="@"))}))
    return rf"(?:(?<![\w.+%-])|(?<=%[0-9A-Fa-f]{{2}})|(?<=\\[nrt]))(?:{forms})(?![\w-])"


def pattern_of_phone(phone: str) -> str:
    """A number, with or without the code of the country."""
    home = _HOME.fullmatch(digits_of(phone))
    if home is None:
        return r"(?<!\d)(?:\+|00)?" + _DIGITS.join(core_of_phone(phone)) + r"(?!\d)"
    begin = rf"(?:(?:\+|00|%2B)?3{_DIGITS}1{_DIGITS}(?:0{_DIGITS})?|\(?0{_DIGITS})"
    return rf"(?:(?<!\d)|(?<=%[0-9A-Fa-f]{{2}})){begin}{_DIGITS.join(home[1])}(?!\d)"


def digits_of(text: str) -> str:
    """Only the digits; a space in a web address is none."""
    return "".join(re.findall("[0-9]+", text.replace("%20", "")))


def core_of_phone(phone: str) -> str:
    """The digits that stand in every way to write a number."""
    digits = digits_of(phone)
    home = _HOME.fullmatch(digits)
    return home[1] if home else digits.removeprefix("00")


def fragment_of_name(name: str) -> str:
    """The longest piece that stands in every spelling of a name, in plain letters; may be empty."""
    pieces = [piece for word in folded(name).split() for piece in _FIRM.findall(word)]
    return max(pieces, key=len, default="")


def words_of(text: str) -> frozenset[str]:
    """All words of a text, folded."""
    return frozenset(re.findall(r"[^\W_]+", folded(text)))


def _joined(words: list[str]) -> str:
    return f"{_SPACE}+".join("".join(map(_letter, word)) for word in words)


@cache
def _letter(letter: str) -> str:
    """One letter of a name in all its spellings."""
    if letter in _APOSTROPHES:
        return _APOSTROPHE
    if letter == "-" or "\u2010" <= letter <= "\u2015":
        return f"{_SPACE}+"
    base = folded(letter)
    if len(base) != 1 or not ("a" <= base <= "z"):
        plain = [] if base == letter.lower() else [re.escape(base)]
        return _one_of([re.escape(letter), *plain, *_coded(letter)])
    kin = _kin().get(base, "")
    return _one_of([f"[{base}{kin}]{_COMBINING}", *(_coded(letter) if not letter.isascii() else [])])


def _one_of(forms: list[str]) -> str:
    return forms[0] if len(forms) == 1 else f"(?:{'|'.join(forms)})"


def _coded(letter: str) -> list[str]:
    """An accented letter as web addresses, HTML and JSON write it, small and capital."""
    forms: set[str] = set()
    for one in {letter.lower(), letter.upper(), letter}:
        if len(one) != 1 or one.isascii():
            continue
        for way in ("NFC", "NFD"):
            forms.add(re.escape(quote(unicodedata.normalize(way, one), safe="")))
        number = ord(one)
        forms |= {f"&#{number};", f"&#x{number:x};", rf"\\u{number:04x}"}
        if number in codepoint2name:
            forms.add(f"&{codepoint2name[number]};")
    return sorted(forms)


@cache
def _kin() -> dict[str, str]:
    """Per plain letter the letters that are it with an accent."""
    found: dict[str, str] = {}
    for number in [*range(0xC0, 0x250), *range(0x1E00, 0x1F00)]:
        letter = chr(number)
        base = folded(letter)
        if len(base) == 1 and "a" <= base <= "z":
            found[base] = found.get(base, "") + letter
    return found
