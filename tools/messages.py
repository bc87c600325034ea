"""Translations without gettext: extract, compile and check the Dutch catalogue of each app.

python tools/messages.py update    add new strings to src/knooppunt/*/locale/nl/LC_MESSAGES/django.po
python tools/messages.py compile   make the .mo files that Django reads (not in the repository)
python tools/messages.py check     fail when a string is untranslated, fuzzy, stale, or loses a placeholder
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import polib

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "knooppunt"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
KEYWORDS = {
    name: spec
    for names, spec in (
        (("_", "gettext", "gettext_lazy", "gettext_noop"), None),
        (("ngettext", "ngettext_lazy"), (1, 2)),
        (("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
        (("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
    )
    for name in names
}


def apps() -> list[Path]:
    """The app folders that hold Python or templates."""
    return sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))


def catalogue(app: Path) -> Path:
    """Where an app keeps its Dutch."""
    return app / "locale" / "nl" / "LC_MESSAGES" / "django.po"


def _sources(app: Path) -> Iterator[tuple[Path, bytes]]:
    for path in sorted(app.rglob("*")):
        if "tests" in path.parts or "migrations" in path.parts or "locale" in path.parts:
            continue
        if path.suffix == ".py":
            yield path, path.read_bytes()
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            from django.utils.translation.template import templatize  # needs settings, and only for templates

            code = templatize(path.read_text(encoding="utf-8"))
            yield path, "\n".join(line.strip() for line in code.splitlines()).encode()


def _in_code(app: Path) -> Iterator[tuple[Path, list[tuple[int, str, Any]]]]:
    """The strings of Python files and Django templates."""
    from babel.messages.extract import extract_python

    for path, code in _sources(app):
        found = extract_python(io.BytesIO(code), list(KEYWORDS), [], {"encoding": "utf-8"})
        rows = [(line, function, texts) for line, function, texts, _comments in found]
        yield path, rows + (_in_f_strings(code) if path.suffix == ".py" else [])


def _in_jinja(app: Path) -> Iterator[tuple[Path, list[tuple[int, str, Any]]]]:
    """The strings of Jinja templates, found by Jinja itself."""
    from jinja2.ext import babel_extract

    for path in sorted(app.glob("jinja2/**/*.html")):
        rows = babel_extract(io.BytesIO(path.read_bytes()), list(KEYWORDS), [], {"trimmed": "true", "silent": "false"})
        yield path, [(line, function, texts) for line, function, texts, _comments in rows]


def extract(app: Path) -> dict[tuple[str | None, str], tuple[str, list[str]]]:
    """Every string of an app: (context, text) -> (plural, places)."""
    found: dict[tuple[str | None, str], tuple[str, list[str]]] = {}
    for path, rows in (*_in_code(app), *_in_jinja(app)):
        for line, function, texts in rows:
            key, plural = _key(function, texts)
            if key is None:
                continue
            old_plural, places = found.setdefault(key, (plural, []))
            found[key] = (old_plural or plural, places)
            places.append(f"{path.relative_to(PACKAGE)}:{line}")
    return found


def _in_f_strings(code: bytes) -> list[tuple[int, str, Any]]:
    """Calls within f-strings, which babel does not look into: (line, function, texts)."""
    found: list[tuple[int, str, Any]] = []
    for string in (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.JoinedStr)):
        for call in (node for node in ast.walk(string) if isinstance(node, ast.Call)):
            if isinstance(call.func, ast.Name) and call.func.id in KEYWORDS:
                texts = [one.value if isinstance(one, ast.Constant) else None for one in call.args]
                found.append((call.lineno, call.func.id, texts))
    return found


def _key(function: str, texts: Any) -> tuple[tuple[str | None, str] | None, str]:
    values = list(texts) if isinstance(texts, Iterable) and not isinstance(texts, str) else [texts]
    spec = KEYWORDS[function] or (1,)
    context, plain = None, []
    for part in spec:
        position = part[0] if isinstance(part, tuple) else part
        value = values[position - 1] if len(values) >= position else None
        if isinstance(part, tuple):
            context = value
        else:
            plain.append(value)
    if not plain or not plain[0]:
        return None, ""
    return (context, plain[0]), (plain[1] if len(plain) > 1 and plain[1] else "")


def _load(app: Path) -> polib.POFile:
    path = catalogue(app)
    if path.exists():
        return polib.pofile(str(path), wrapwidth=110)
    new = polib.POFile(wrapwidth=110)
    new.metadata = {
        "Language": "nl",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    return new


def update(app: Path) -> None:
    """Add what is new, drop what is gone; translations stay."""
    wanted, file = extract(app), _load(app)
    for entry in list(file):
        if (entry.msgctxt, entry.msgid) not in wanted:
            file.remove(entry)
    known = {(entry.msgctxt, entry.msgid) for entry in file}
    for (context, text), (plural, _places) in wanted.items():
        if (context, text) not in known:
            entry = polib.POEntry(msgid=text, msgctxt=context)
            if plural:
                entry.msgid_plural, entry.msgstr_plural = plural, {0: "", 1: ""}
            file.append(entry)
    if wanted:
        catalogue(app).parent.mkdir(parents=True, exist_ok=True)
        file.save(str(catalogue(app)))


def compile_all() -> None:
    """Write the .mo files."""
    for app in apps():
        if catalogue(app).exists():
            _load(app).save_as_mofile(str(catalogue(app).with_suffix(".mo")))


def problems(app: Path) -> list[str]:
    """What is wrong with an app's catalogue, as sentences."""
    wanted, file, found = extract(app), _load(app), []
    have = {(entry.msgctxt, entry.msgid): entry for entry in file if not entry.obsolete}
    for key, (plural, places) in wanted.items():
        entry = have.get(key)
        if entry is None:
            found.append(f"{places[0]}: not in the catalogue: {key[1]!r}")
            continue
        strings = list(entry.msgstr_plural.values()) if plural else [entry.msgstr]
        if not all(strings) or entry.fuzzy:
            found.append(f"{places[0]}: not translated: {key[1]!r}")
        for string in strings:
            allowed = set(PLACEHOLDER.findall(key[1])) | set(PLACEHOLDER.findall(plural))
            if string and set(PLACEHOLDER.findall(string)) - allowed:
                found.append(f"{places[0]}: a placeholder differs: {key[1]!r} → {string!r}")
            if string and not plural and set(PLACEHOLDER.findall(string)) != allowed:
                found.append(f"{places[0]}: a placeholder is missing: {key[1]!r} → {string!r}")
    found += [f"{app.name}: no longer used: {text!r}" for (context, text) in have if (context, text) not in wanted]
    return found


def clashes() -> list[str]:
    """The same English with different Dutch in two apps: Django knows one of them only, so the other would be lost."""
    dutch: dict[tuple[str | None, str], dict[str, str]] = {}
    for app in apps():
        for entry in _load(app):
            if entry.translated():
                text = entry.msgstr or " | ".join(entry.msgstr_plural.values())
                dutch.setdefault((entry.msgctxt, entry.msgid), {})[app.name] = text
    return [
        f"two translations of {text!r}: {by_app} (give one of them a context)"
        for (_context, text), by_app in dutch.items()
        if len(set(by_app.values())) > 1
    ]


def main() -> int:
    """Run one of the three commands."""
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if command not in {"update", "compile", "check"}:
        print(__doc__, file=sys.stderr)
        return 2
    if command == "compile":
        compile_all()
        return 0
    from django.conf import settings

    settings.configure(USE_I18N=True)
    only = sys.argv[2:]
    chosen = [app for app in apps() if not only or app.name in only]
    if command == "update":
        for app in chosen:
            update(app)
        return 0
    found = [problem for app in chosen for problem in problems(app)]
    found += [] if only else clashes()
    print("\n".join(found) or "Translations are complete.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
