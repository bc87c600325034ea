"""House rules for templates that no other tool knows. Each finding says what to do instead.

    python tools/lint_templates.py [FILE ...]     all templates of all apps without arguments

A line with ``{# lint: allow RULE #}`` is let off for that rule; say why beside it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "knooppunt"
SPRITE = PACKAGE / "core/static/knooppunt/img/sprite.svg"

COMMENT = re.compile(r"{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}", re.DOTALL)
BLOCK = re.compile(
    r"{%\s*blocktrans(?:late)?\b(?P<options>.*?)%}(?P<body>.*?){%\s*endblocktrans(?:late)?\s*%}", re.DOTALL
)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
ALLOWED = re.compile(r"{#\s*lint:\s*allow\s+(?P<rules>[\w\s,-]+?)(?:\s*:.*?)?#}")
WORD = re.compile(r"[^\W\d_]{2,}")
ICON = re.compile(r'(?:{%\s*icon\s+|{{\s*icon\()"([\w-]+)"')
SPOKEN = frozenset({"aria-label", "aria-description", "title", "placeholder", "alt", "data-copied"})
# Names are the same in every language.
NAMES = frozenset({"Knooppunt"})
# Data for a script, not a script: the CSP lets it pass.
DATA_TYPES = frozenset({"application/json", "application/ld+json"})
SILENT = frozenset({"script", "style", "code"})


@dataclass(frozen=True, order=True)
class Finding:
    """A broken rule: where, which and what to do."""

    path: str
    line: int
    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: [{self.rule}] {self.text}"


def blank(text: str) -> str:
    """Spaces instead of everything but line ends, so that line numbers stay right."""
    return re.sub(r"[^\n]", " ", text)


def as_html(source: str) -> str:
    """The template without comments, tags and translated text: what is left is plain HTML."""
    without = COMMENT.sub(lambda found: blank(found[0]), source)
    without = BLOCK.sub(lambda found: blank(found[0]), without)
    return TAG.sub(lambda found: blank(found[0]), without)


class Reader(HTMLParser):
    """Walks the HTML of a template and notes what breaks a rule."""

    def __init__(self, *, mail: bool = False) -> None:
        super().__init__(convert_charrefs=True)
        self.mail = mail
        self.found: list[tuple[int, str, str]] = []
        self.silent = 0

    def note(self, rule: str, text: str) -> None:
        self.found.append((self.getpos()[0], rule, text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        for name, value in given.items():
            self._attribute(name, value)
        if tag == "style":
            self.note("inline-style", "Put the rules in a stylesheet: the CSP refuses style elements.")
        if tag == "script" and "src" not in given and given.get("type") not in DATA_TYPES:
            self.note("inline-script", "Put the script in a module under static/: the CSP refuses inline scripts.")
        if tag == "a" and given.get("href") == "#":
            self.note("dead-link", "A link goes somewhere; for an action use a button.")
        if tag == "img" and "alt" not in given:
            self.note("alt", 'Every image has alt; alt="" when it only decorates.')
        if given.get("src", "").startswith(("http:", "https:", "//")) or (
            tag == "link" and given.get("href", "").startswith(("http:", "https:", "//"))
        ):
            self.note("third-party", "Nothing is loaded from elsewhere.")
        if tag in SILENT:
            self.silent += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)

    def _attribute(self, name: str, value: str) -> None:
        if name == "style" and not self.mail:
            self.note("inline-style", "Use a class: the CSP refuses style attributes.")
        elif name.startswith(("hx-on", "data-hx-on")):
            self.note("hx-on", "Hook behaviour by a data- attribute in a module: hx-on needs eval.")
        elif name.startswith("on"):
            self.note("inline-handler", f"Hook {name} by a data- attribute in a module: the CSP refuses handlers.")
        if value.strip().lower().startswith(("js:", "javascript:")):
            self.note("js-value", "Values that start with js: or javascript: need eval.")
        if name.removeprefix("data-") == "hx-trigger" and "[" in value:
            self.note(
                "trigger-filter", "Trigger filters are silently ignored without eval: the request would always fire."
            )
        if name in SPOKEN:
            self._words(value, f"in {name}")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            for offset, line in enumerate(data.splitlines()):
                self._words(line, "in the text", offset)

    def _words(self, text: str, where: str, offset: int = 0) -> None:
        words = [word for word in WORD.findall(text) if word not in NAMES]
        if words:
            line = self.getpos()[0] + offset
            self.found.append((line, "untranslated", f"Put “{' '.join(words[:6])}” {where} in a translate tag."))


def findings(source: str, path: str = "template") -> list[Finding]:
    """Everything that breaks a rule in one template."""
    allowed: dict[int, set[str]] = {}
    for number, line in enumerate(source.splitlines(), 1):
        for found in ALLOWED.finditer(line):
            allowed.setdefault(number, set()).update(re.split(r"[\s,]+", found["rules"].strip()))
    reader = Reader(mail="mail" in Path(path).parts)  # mail programs read style attributes only
    reader.feed(as_html(source))
    reader.close()
    noted = [*reader.found, *_of_tags(COMMENT.sub(lambda found: blank(found[0]), source))]
    return sorted(Finding(path, line, rule, text) for line, rule, text in noted if rule not in allowed.get(line, ()))


def _of_tags(source: str) -> Iterator[tuple[int, str, str]]:
    """What breaks a rule in the template tags themselves."""

    def line_of(position: int) -> int:
        return source.count("\n", 0, position) + 1

    for found in re.finditer(r"{{[^}]*\|\s*safe\b|{%\s*autoescape\s+off", source):
        yield line_of(found.start()), "safe", "Escape everything; build HTML in Python with format_html."
    for found in BLOCK.finditer(source):
        if "\n" in found["body"] and "trimmed" not in found["options"].split():
            yield line_of(found.start()), "trimmed", "Say trimmed: line ends and indentation are no part of the text."
    drawn = _icons()
    for found in ICON.finditer(source):
        if found[1] not in drawn:
            yield line_of(found.start()), "icon", f"There is no icon “{found[1]}” in sprite.svg."
    for found in re.finditer(r"<form\b.*?</form>", source, re.DOTALL):
        if re.search(r"\bmethod=[\"']?post", found[0].split(">", 1)[0], re.IGNORECASE) and "csrf_token" not in found[0]:
            yield line_of(found.start()), "csrf", "A form that posts holds {% csrf_token %}."


def _icons() -> set[str]:
    return set(re.findall(r'<symbol id="i-([\w-]+)"', SPRITE.read_text(encoding="utf-8")))


def templates() -> Iterable[Path]:
    """The HTML templates of all apps."""
    return sorted([*PACKAGE.glob("*/templates/**/*.html"), *PACKAGE.glob("*/jinja2/**/*.html")])


def main() -> int:
    """Print the findings; the exit code is 1 when there are any."""
    chosen = [Path(name) for name in sys.argv[1:]] or list(templates())
    root = PACKAGE.parent.parent
    found = [
        finding
        for path in chosen
        for finding in findings(
            path.read_text(encoding="utf-8"),
            str(path.resolve().relative_to(root)) if path.resolve().is_relative_to(root) else str(path),
        )
    ]
    print("\n".join(map(str, found)) or f"{len(chosen)} templates keep the house rules.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
