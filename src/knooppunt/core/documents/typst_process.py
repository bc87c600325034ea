"""The process that typesets one PDF or picture. Run as a script by ``core.documents.pdf``; imports nothing of ours.

Reads a request as JSON from standard input, writes the file to standard output. Typst keeps memory that it once took, so
that it lives in a process of its own which ends with the report.
"""

from __future__ import annotations

import base64
import json
import resource
import sys


def main() -> int:
    """0 and the file, or 1 and a reason on standard error."""
    request = json.load(sys.stdin.buffer)
    memory, seconds = request["memory_mb"] * 2**20, request["seconds"]
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    import typst  # after the limits, so that they hold for it too

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[request["fonts"]])
    # Our own folder as root: it is empty, so that a template can read nothing and finds no packages.
    compiler = typst.Compiler(root=".", font_paths=fonts, package_path=".", package_cache_path=".")
    kind = {"format": "png", "ppi": 72.0} if request["picture"] else {"format": "pdf", "pdf_standards": ["ua-1"]}
    try:
        made, warnings = compiler.compile_with_warnings(
            input=base64.b64decode(request["template"]), sys_inputs={"data": json.dumps(request["data"])}, **kind
        )
    except typst.TypstError as error:
        return _refuse([str(error), *getattr(error, "hints", [])])
    if warnings:  # an unknown font, a layout that does not converge: nothing that should reach people
        return _refuse([warning.message for warning in warnings])
    if not isinstance(made, bytes):
        return _refuse(["a picture of more than one page"])
    sys.stdout.buffer.write(made)
    return 0


def _refuse(reasons: list[str]) -> int:
    print("; ".join(reasons), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
