"""Everything that can be known without running a test. Runs all checks, then says which failed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable

CHECKS: list[tuple[str, list[str]]] = [
    ("format", [str(BIN / "ruff"), "format", "--check", "."]),
    ("lint", [str(BIN / "ruff"), "check", "."]),
    ("types", [str(BIN / "mypy")]),
    ("layers", [str(BIN / "lint-imports")]),
    ("templates", [PYTHON, "tools/lint_templates.py"]),
    ("stylesheet", [PYTHON, "tools/build_css.py", "--check"]),
    ("translations", [PYTHON, "tools/messages.py", "check"]),
    ("migrations", [PYTHON, "-m", "knooppunt.manage", "makemigrations", "--check", "--dry-run"]),
    ("django", [PYTHON, "-m", "knooppunt.manage", "check", "--fail-level", "WARNING"]),
    ("documents", [PYTHON, "tools/docs.py", "--check"]),
]


def main() -> int:
    """Run the checks one after the other."""
    failed = []
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "KNOOPPUNT_DATA": data}
        for name, command in CHECKS:
            done = subprocess.run(
                command,
                cwd=ROOT,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name}", flush=True)
            if done.returncode:
                failed.append(name)
                print(done.stdout[-8000:], flush=True)
    print("All checks pass." if not failed else f"Failed: {', '.join(failed)}.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
