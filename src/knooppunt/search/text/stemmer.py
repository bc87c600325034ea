"""A word without its inflection: zorgverleners → zorgverlener, bestrijden and bestrijding → bestrijd.

A mild stemmer of our own. The usual one for Dutch cuts too deep for a small field (gesprek → sprek) and misses what
matters (kind and kinderen stay apart); see decision 0006. It works on folded words, by rules for plurals, adjectives,
infinitives, diminutives and ``-ing``, and two tables: irregular forms, and words that only look inflected.
"""

from __future__ import annotations

import re
from functools import lru_cache

from knooppunt.search.text.wordlists import table

_VOWELS = "aeiouy"
_VOWEL_GROUPS = re.compile(r"[aeiouy]+")
_OPEN_SYLLABLE = re.compile(r"(?:^|[^aeiou])([aeou])([bcdfgklmnpqrstvwxz])$")
_UNSTRESSED = re.compile(r"ee([lrnm])$")
_OOR = re.compile(r"oor$")
_BEFORE = (
    "aan|achter|af|be|bij|binnen|deel|dood|door|in|klaar|langs|los|mee|mis|na|om|onder|ont|op|over|samen|stil|tegen|terug|toe|uit|vast|"
    "ver|vol|voor|voorbij|vooruit|waar|weg"
)
_FORMS = {
    "gaan": ("gaat", "ging", "gingen", "gegaan"),
    "staan": ("staat", "stond", "stonden", "gestaan"),
    "doen": ("doet", "deed", "deden", "gedaan"),
    "zien": ("ziet", "zagen", "gezien"),
}
_SHORT_VERBS = re.compile(
    rf"(?P<before>{_BEFORE})(?P<form>{'|'.join(form for row in _FORMS.values() for form in row)})"
)
_PREFIXED = re.compile(rf"^(?P<before>{_BEFORE})(?P<rest>ge[a-z]{{3,}}|[a-z]{{2,}}[^ch]t)$")
_PARTICIPLE = re.compile(rf"(?P<before>{_BEFORE})ge(?P<rest>[a-z]{{3,}})[td]")
_WITHOUT_GE = ("be", "ver", "ont", "her")
_KEEPS_S = ("us", "is", "ss", "les", "ijs", "ees", "aas", "oos", "ans", "ts")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of a folded word. Not a word people know: only to be compared with other stems."""
    if len(word) < 3 or not word.isalpha() or not word.isascii():
        return word
    kept = table("keep.txt").get(word)
    if kept is not None:
        return kept
    irregular = table("irregular.txt").get(word) or _infinitive(word)
    if irregular is None:
        return _by_rules(word)
    return table("keep.txt").get(irregular) or _by_rules(irregular)


def _infinitive(word: str) -> str | None:
    """Forms of gaan, staan, doen and zien with something before them, and of verbs in the table: doodgaat → doodgaan,
    bijgestaan → bijstaan, opgenomen → opnemen.
    """
    found = _SHORT_VERBS.fullmatch(word)
    if found is not None:
        return found["before"] + next(verb for verb, forms in _FORMS.items() if found["form"] in forms)
    known = table("irregular.txt")
    for found in _PREFIXED.finditer(word):
        verb = known.get(found["rest"], "")
        if verb.endswith("en") and verb != found["rest"]:
            return found["before"] + verb
    return None


def _by_rules(word: str) -> str:
    word = _plural(word)
    kept = table("keep.txt").get(word)
    if kept is not None:
        return kept
    bare = _ending(word)
    if word.endswith("se") and bare == word[:-1]:  # turkse like turks
        bare = _plural(bare)
    return _canonical(bare)


def _plural(word: str) -> str:
    """Take a plural ``-s`` off, and the s that links the parts of a compound (levens-, gespreks-)."""
    if len(word) < 5 or not word.endswith("s"):
        return word
    if word.endswith("ies") and len(word) > 5:  # organisaties, studies
        return word[:-1]
    if word.endswith(_KEEPS_S) and not word.endswith(("nts", "sts", "cts", "pts")):  # assistants, podcasts
        return word
    if word.endswith("es") and word.endswith(("ces", "gres", "dres", "kses")):  # proces, congres, adres, expres
        return word if not word.endswith("ices") else word[:-1]
    return word[:-1]


def _ending(word: str) -> str:
    """Take one inflectional ending off and mend the spelling of what remains."""
    for ending, least, replacement in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            if ending == "end" and word.startswith("ge"):  # geoefend comes from oefen
                continue
            rest = word[: len(word) - len(ending)] + replacement
            if not _VOWEL_GROUPS.search(rest):
                return word
            if ending == "tje" and rest.endswith(("aa", "oo", "uu")):  # autootje
                return rest[:-1]
            return rest if replacement or ending.startswith("he") or ending == "je" else _mend(rest)
    return word


# (ending, least letters before it, what comes instead). The first that fits is taken.
_ENDINGS: tuple[tuple[str, int, str], ...] = (
    ("heden", 5, ""),
    ("heid", 5, ""),
    ("heden", 2, "heid"),
    ("atieve", 5, "er"),  # communicatief, communicatie, communiceren
    ("atief", 5, "er"),
    ("atie", 5, "er"),
    ("atieve", 3, "atie"),
    ("atief", 3, "atie"),
    ("itieve", 4, "itie"),
    ("itief", 4, "itie"),
    ("entieve", 3, "entie"),
    ("entief", 3, "entie"),
    ("ssieve", 3, "ssie"),
    ("ssief", 3, "ssie"),
    ("tieven", 5, "tief"),
    ("logisch", 3, "logie"),
    ("logische", 3, "logie"),
    ("ische", 3, "i"),
    ("isch", 3, "i"),
    ("ieken", 3, "i"),
    ("ieke", 3, "i"),
    ("iek", 3, "i"),
    ("logen", 4, "loog"),
    ("teiten", 3, "teit"),
    ("ieen", 3, "ie"),
    ("ielen", 4, "ieel"),
    ("uelen", 3, "ueel"),
    ("ieel", 4, "ieel"),
    ("iele", 4, "ieel"),
    ("uele", 4, "ueel"),
    ("ueel", 4, "ueel"),
    ("ctionele", 2, "cter"),
    ("ctioneel", 2, "cter"),  # functie, functioneel, functioneren; reflectie, reflecteren
    ("ctie", 3, "cter"),
    ("ionele", 3, "ie"),
    ("ioneel", 3, "ie"),
    ("ale", 4, "aal"),
    ("etjes", 4, ""),
    ("etje", 4, ""),
    ("tje", 4, ""),
    ("mpje", 2, "m"),
    ("inkje", 3, "ing"),
    ("je", 3, ""),
    ("ingen", 3, ""),
    ("ing", 3, ""),
    ("enden", 4, ""),
    ("ende", 4, ""),
    ("end", 4, ""),
    ("ien", 3, "ie"),
    ("een", 1, "een"),
    ("en", 2, ""),
    ("ie", 2, "ie"),
    ("ee", 2, "ee"),
    ("e", 3, ""),
)


def _mend(rest: str) -> str:
    """lessen → less → les, scholen → schol → school, sterven → sterv → sterf, lezen → lez → lees."""
    if len(rest) >= 3 and rest[-1] == rest[-2] and rest[-1] not in _VOWELS:
        rest = rest[:-1]
    elif _OPEN_SYLLABLE.search(rest) and not _unstressed_end(rest):
        rest = rest[:-1] + rest[-2] + rest[-1]
    if rest[-1] == "v":
        rest = rest[:-1] + "f"
    elif rest[-1] == "z":
        rest = rest[:-1] + "s"
    return rest


def _unstressed_end(rest: str) -> bool:
    """behandel(en), verbeter(en), oefen(en), adem(en): the last syllable stays short. Not deel, leer, neem."""
    return len(_VOWEL_GROUPS.findall(rest)) >= 2 and rest[-2] == "e" and rest[-1] in "lrnm"


def _canonical(word: str) -> str:
    """studeer and studer(en), tumor(en) and kantor(en) cannot be told apart by their spelling: one form for both."""
    if len(_VOWEL_GROUPS.findall(word)) >= 2 and not word.endswith(("ieel", "ueel")):
        word = _OOR.sub("or", _UNSTRESSED.sub(r"e\1", word))
    return word


def verb_stems(word: str) -> tuple[str, ...]:
    """What a word may come from when it is a form of a verb: rouwt → rouw, geschoold → school. A guess: the caller
    looks whether such a word exists.
    """
    is_inflected = len(word) > 6 and word.endswith(("de", "te", "den", "ten"))  # geschoolde, verslaafden
    word = stem(word) if is_inflected else word
    if len(word) < 5 or word[-1] not in "td" or (stem(word) != word and not is_inflected):
        return ()
    guesses = [stem(word[:-1])] if word[-1] == "t" and not is_inflected else []
    if len(word) >= 6 and word.startswith("ge") and word[-2] not in "dt":
        guesses.append(stem(word[2:-1]))
    if found := _PARTICIPLE.fullmatch(word):  # toegepast → toepas
        guesses.append(_canonical(found["before"] + found["rest"]))
    return tuple(dict.fromkeys(guess for guess in [*guesses, *sure_stems(word)] if len(guess) >= 3))


def sure_stems(word: str) -> tuple[str, ...]:
    """The same for participles without ge-, which hardly any other word looks like: vertaald(e) → vertaal."""
    word = stem(word)
    if len(word) < 7 or word[-1] != "d" or not word.startswith(_WITHOUT_GE) or word[-2] in "dt":
        return ()
    return (_canonical(word[:-1]),)
