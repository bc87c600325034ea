"""Join the stylesheets into the one file that pages load.

    python tools/build_css.py            write core/static/knooppunt/css/knooppunt.css
    python tools/build_css.py --check    only say whether it is current (a test does the same)

The result is committed, so that a clone serves pages without a build step and a change shows in review. Every source
file puts itself in its layer, so joining them in the order of main.css changes nothing. Comments and indentation go,
for the sake of the 60 kB of a first visit.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

CSS = Path(__file__).resolve().parent.parent / "src/knooppunt/core/static/knooppunt/css"
RESULT = CSS / "knooppunt.css"
IMPORT = re.compile(r'@import url\("([^"]+)"\);')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def squeeze(text: str) -> str:
    """Without comments, indentation and empty lines; each rule stays on its line, so that a diff can be read."""
    return "\n".join(line.strip() for line in COMMENT.sub("", text).splitlines() if line.strip())


def build() -> str:
    """The joined stylesheet. Raises FileNotFoundError for an import that does not exist."""
    main = (CSS / "main.css").read_text(encoding="utf-8")
    parts = [squeeze((CSS / name).read_text(encoding="utf-8")) for name in IMPORT.findall(main)]
    head = squeeze(IMPORT.sub("", main))
    return (
        "/* Made by tools/build_css.py from main.css: edit the files it imports. */\n"
        + "\n".join([head, *parts])
        + "\n"
    )


def main() -> int:
    built = build()
    if "--check" in sys.argv[1:]:
        if RESULT.exists() and RESULT.read_text(encoding="utf-8") == built:
            return 0
        print("knooppunt.css is not current: run python tools/build_css.py", file=sys.stderr)
        return 1
    RESULT.write_text(built, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
