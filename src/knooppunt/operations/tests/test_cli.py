"""The ``knooppunt`` command: short help, one sentence when something is wrong."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from knooppunt import cli
from knooppunt.operations.tests.processes import knooppunt


def test_help_is_dutch_unless_the_terminal_speaks_english(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert cli.run(["--help"]) == 0
    dutch = capsys.readouterr().out
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    assert cli.run(["--help"]) == 0
    english = capsys.readouterr().out

    assert "reservekopie" in dutch
    assert "backup" in english
    assert "reservekopie" not in english
    assert all(name in dutch and name in english for name in cli.COMMANDS)


def test_unknown_command_is_one_sentence_with_a_hint(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")

    assert cli.run(["bakup"]) == 2

    told = capsys.readouterr()
    assert told.err == "There is no command 'bakup'. Do you mean 'backup'?\n"
    assert not told.out


def test_help_needs_nothing_heavy() -> None:
    program = "import sys; from knooppunt import cli; cli.run(['--help']); sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], stdout=subprocess.DEVNULL, check=False).returncode == 0


PROGRAM = [sys.executable, "-m", "knooppunt.cli"]


def test_reader_that_stops_early_or_a_closed_output_is_no_trouble() -> None:
    early = subprocess.run(
        ["/bin/sh", "-c", '"$@" | true', "sh", *PROGRAM, "--help"], capture_output=True, text=True, check=False
    )
    closed = subprocess.run(
        ["/bin/sh", "-c", '"$@" >&-', "sh", *PROGRAM, "--help"], capture_output=True, text=True, check=False
    )

    assert (early.returncode, early.stderr) == (0, "")
    assert (closed.returncode, closed.stderr) == (0, "")


def test_full_disk_is_one_sentence() -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", '"$@" >/dev/full', "sh", *PROGRAM, "--help"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )

    assert done.returncode == 1
    assert done.stderr == "Dat lukt hier niet: de schijf is vol.\n"


def test_argument_that_is_no_text_is_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")

    assert cli.run(["erase-person", "\udcff"]) == 2
    assert capsys.readouterr().err == "One of the words behind the command is no readable text (UTF-8).\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["restore"], "knooppunt restore: dit ontbreekt nog: "),
        (["search", "a", "b"], "knooppunt search: dit kent deze opdracht niet: b "),
        (["search", "--limit"], "knooppunt search: achter --limit hoort een waarde "),
        (["search", "--limit", "veel"], "knooppunt search: --limit is een heel getal, en niet 'veel' "),
        (["search", "--format", "xml"], "knooppunt search: --format kan niet 'xml' zijn; kies uit 'text', 'json' "),
    ],
)
def test_options_that_cannot_be_are_told_in_dutch(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    with pytest.raises(SystemExit) as left:
        cli.run(arguments)

    assert left.value.code == 2
    assert capsys.readouterr().err.startswith(told)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "environment", "code", "words"),
    [
        (["restore"], {}, 2, "FILE"),
        (["backup", "--nonsense"], {}, 2, "--nonsense"),
        (["restore", "/does/not/exist"], {}, 1, "cannot be read"),
        (["backup"], {}, 1, "nothing to back up"),
        (["serve"], {"PORT": "many"}, 1, "PORT must be a whole number"),
        (["serve"], {"SECRET_KEY": "short"}, 1, "SECRET_KEY must have at least"),
        (["serve"], {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}, 1, "database does not answer"),
    ],
)
def test_what_is_wrong_is_one_sentence_on_standard_error(
    tmp_path: Path, arguments: list[str], environment: dict[str, str], code: int, words: str
) -> None:
    done = knooppunt(tmp_path / "data", *arguments, **environment)

    assert done.returncode == code
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert not done.stdout


@pytest.mark.slow
def test_check_names_what_to_mend_and_is_content_when_all_is_well(tmp_path: Path) -> None:
    data = tmp_path / "data"
    knooppunt(data, "migrate")
    assert stat.S_IMODE(data.stat().st_mode) == 0o700  # personal data: for its owner only
    (data / "secret").chmod(0o644)
    data.chmod(0o755)
    name = "knooppunt.voorbeeld.nl"
    good = {
        "KNOOPPUNT_TLS": "1",
        "KNOOPPUNT_URL": f"https://{name}",
        "KNOOPPUNT_HOSTS": name,
        "EMAIL_HOST": "mail.voorbeeld.nl",
        "KNOOPPUNT_MAIL_FROM": "post@voorbeeld.nl",
        "KNOOPPUNT_SUPPORT_MAIL": "hulp@voorbeeld.nl",
    }

    bare = knooppunt(data, "check")
    (data / "secret").chmod(0o600)
    data.chmod(0o700)
    made = knooppunt(data, "create-administrator", "--email", "ben@voorbeeld.nl", "--name", "Ben Voorbeeld", **good)
    mended = knooppunt(data, "check", **good)

    assert bare.returncode == 1
    assert "chmod 700" in bare.stdout  # to mend, not in the way
    for words in ("chmod 600", "KNOOPPUNT_TLS", "https://", "EMAIL_HOST", "create-administrator"):
        assert words in bare.stderr
    assert made.returncode == 0, made.stderr
    assert mended.returncode == 0, mended.stderr
    assert "All is well" in mended.stdout
