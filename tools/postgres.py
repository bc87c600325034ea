"""A throw-away PostgreSQL for the tests, started from the machine's own binaries as a user that is not root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SYSTEM_USER = "knooppunt-test"


class PostgresMissing(RuntimeError):
    """PostgreSQL's server programs are not on this machine and could not be installed."""


def _program(name: str) -> str | None:
    found = shutil.which(name)
    if found:
        return found
    candidates = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(candidates[-1]) if candidates else None


def _binaries() -> tuple[str, str]:
    initdb, pg_ctl = _program("initdb"), _program("pg_ctl")
    if not (initdb and pg_ctl) and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=False, env=environment)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "postgresql"],
            check=False, env=environment, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        initdb, pg_ctl = _program("initdb"), _program("pg_ctl")
    if not (initdb and pg_ctl):
        raise PostgresMissing("The tests need PostgreSQL's server programs: install the Debian package 'postgresql'.")
    return initdb, pg_ctl


def _as_user(folder: Path) -> list[str]:
    """The words to put before a command so that it does not run as root (which PostgreSQL refuses)."""
    if os.geteuid() != 0:
        return []
    if subprocess.run(["id", SYSTEM_USER], capture_output=True, check=False).returncode:
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER], check=True
        )
    shutil.chown(folder, SYSTEM_USER)
    folder.chmod(0o755)
    return ["runuser", "-u", SYSTEM_USER, "--"]


@contextmanager
def temporary_postgres() -> Iterator[str]:
    """Start a server on a socket in a temporary folder; give its ``DATABASE_URL``; stop and remove it afterwards.

    Raises:
        PostgresMissing: the machine has no server programs.
    """
    initdb, pg_ctl = _binaries()
    # The path stays short: a socket's name may have about 100 characters.
    folder = Path(tempfile.mkdtemp(prefix="knpg", dir="/tmp"))
    user = _as_user(folder)
    data, quiet = folder / "data", {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "cwd": "/"}
    options = (
        f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c synchronous_commit=off "
        "-c full_page_writes=off -c max_connections=100"
    )
    try:
        subprocess.run(
            [*user, initdb, "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
            check=True, **quiet,
        )  # fmt: skip
        subprocess.run(
            [*user, pg_ctl, "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start"],
            check=True, **quiet,
        )  # fmt: skip
        try:
            yield f"postgres://postgres@/postgres?host={folder}"
        finally:
            subprocess.run([*user, pg_ctl, "-D", str(data), "-m", "immediate", "stop"], check=False, **quiet)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    # python tools/postgres.py COMMAND …  runs a command with DATABASE_URL set
    with temporary_postgres() as url:
        sys.exit(
            subprocess.run(sys.argv[1:] or ["sh"], env={**os.environ, "DATABASE_URL": url}, check=False).returncode
        )
