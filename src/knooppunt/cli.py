"""The ``knooppunt`` command: a short table of contents, and one sentence when something is wrong.

Nothing heavy is imported before the command is known, so that ``knooppunt --help`` answers at once.
"""

from __future__ import annotations

import errno
import os
import sys
from difflib import get_close_matches
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from django.core.management.base import BaseCommand

OK, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130

# name → (management command, what it does in Dutch, in English). Order is the order of the help.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "serve": ("serve", "start de website en het werk op de achtergrond", "start the site and its background work"),
    "demo": ("demo", "start met voorbeeldgegevens", "start with example data"),
    "create-administrator": ("create_administrator", "maak de eerste beheerder", "make the first administrator"),
    "import-plan": ("import_plan", "lees een actieplan in", "read an action plan"),
    "import-organisations": ("import_organisations", "lees organisaties in", "read organisations"),
    "import-contacts": ("import_contacts", "lees contactpersonen in", "read contacts"),
    "import-framework": ("import_framework", "lees een raamwerk in (CASE, CSV, XLSX)", "read a framework"),
    "export-framework": ("export_framework", "schrijf een raamwerk weg (CASE, CSV, XLSX)", "write a framework"),
    "search": ("search", "zoek zoals de zoekbalk van de website", "search as the search box of the site does"),
    "reindex": ("reindex", "bouw de zoekindex opnieuw op", "build the search index anew"),
    "import-entries": ("import_entries", "lees aanbod in", "read entries of the catalogue"),
    "parse-moment": ("parse_moment", "laat zien hoe een regel gelezen wordt", "show how a line is read"),
    "mail-in": ("mail_in", "lees een mail aan het logboek van een knooppunt", "file a mail to the logbook of a hub"),
    "export-person": ("export_person", "geef alles wat over iemand bewaard is", "give all that is kept about somebody"),
    "erase-person": ("erase_person", "wis iemand overal", "erase somebody everywhere"),
    "retention": ("retention", "ruim op wat lang genoeg bewaard is", "let go of what was kept long enough"),
    "backup": ("backup", "maak een reservekopie, ook terwijl de site draait", "make a backup, also while running"),
    "restore": ("restore", "zet een reservekopie terug op een lege plek", "put a backup back in an empty place"),
    "check": ("check_installation", "kijk of alles klopt en veilig is", "see whether all is sound and safe"),
    "migrate": ("migrate_data", "breng de database bij de tijd", "bring the database up to date"),
    "bench-data": ("bench_data", "maak gegevens om mee te meten", "make data to measure with"),
}  # fmt: skip

# These work on a new data folder too: its database is made first.
ON_DATA = frozenset(
    {
        "create-administrator",
        "import-plan",
        "import-organisations",
        "import-contacts",
        "import-entries",
        "import-framework",
        "parse-moment",
        "mail-in",
        "search",
        "reindex",
        "bench-data",
    }
)

# What argparse says of options that cannot be, and the same in Dutch.
ASKED_WRONGLY = [
    (r"the following arguments are required: (.+)", r"dit ontbreekt nog: \1"),
    (r"unrecognized arguments: (.+)", r"dit kent deze opdracht niet: \1"),
    (r"argument (.+?): expected one argument", r"achter \1 hoort een waarde"),
    (r"argument (.+?): invalid int value: (.+)", r"\1 is een heel getal, en niet \2"),
    (r"argument (.+?): invalid float value: (.+)", r"\1 is een getal, en niet \2"),
    (r"argument (.+?): invalid choice: (.+) \(choose from (.+)\)", r"\1 kan niet \2 zijn; kies uit \3"),
    (r"argument (.+?): not allowed with argument (.+)", r"\1 gaat niet samen met \2"),
    (r"argument (.+?): ignored explicit argument (.+)", r"achter \1 hoort geen waarde: \2"),
    (r"ambiguous option: (.+) could match (.+)", r"\1 kan meer dan één zijn: \2"),
]


def language() -> str:
    """``en`` when the terminal speaks English, else ``nl``."""
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "en" if spoken.lower().startswith("en") else "nl"


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run one command and leave with its exit code."""
    _open_closed_streams()
    try:
        code = run(sys.argv[1:] if arguments is None else arguments)
        if not sys.stdout.closed:
            sys.stdout.flush()  # what could not be written is known only now
    except BrokenPipeError:  # the reader of our output (head, less) has seen enough
        _let_go_of_output()
        code = OK
    except KeyboardInterrupt:
        code = INTERRUPTED
    except OSError as error:
        _let_go_of_output()
        code = _say(_refused_by_system(error), FAILED)
    sys.exit(code)


def _open_closed_streams() -> None:
    """Somebody who closed our output (``>&-``) wants to hear nothing; printing should not fail on that."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  (until the end of the program)


def _let_go_of_output() -> None:
    """What is still in the buffer has nowhere to go; Python would try, and complain, once more at the very end."""
    if not sys.stdout.closed:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run(arguments: list[str]) -> int:
    """Run one command; returns the exit code: 0 done, 1 not done, 2 asked wrongly, 130 interrupted."""
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(_help())
        return OK if arguments else MISUSED
    if arguments[0] == "--version":
        from importlib.metadata import version

        print(version("knooppunt"))
        return OK
    name, *rest = arguments
    if name not in COMMANDS:
        return _say(_unknown(name), MISUSED)
    try:
        return _run_management_command(name, rest)
    except KeyboardInterrupt:
        return INTERRUPTED


def _run_management_command(name: str, rest: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "knooppunt.config.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import load_command_class
    from django.core.management.base import CommandError

    try:
        django.setup()
        from django.core.management import get_commands
        from django.utils import translation

        translation.activate(language())
        known = get_commands()
        command_name = COMMANDS[name][0]
        if command_name not in known:
            return _say(_unknown(name), MISUSED)
        command = load_command_class(str(known[command_name]), command_name)
        options = vars(_parser(command, name).parse_args(rest))
        if name in ON_DATA:
            from knooppunt.operations import serving

            serving.prepare_database(migrate=False)
        command.execute(*options.pop("args", ()), **options)
    except CommandError as error:
        return _say(str(error), error.returncode)
    except BrokenPipeError:
        raise  # main knows what to do
    except Exception as error:
        if os.environ.get("KNOOPPUNT_DEBUG") and not isinstance(error, ImproperlyConfigured | OSError):
            raise
        return _not_done(error, rest)
    return OK


def _not_done(error: Exception, words: list[str]) -> int:
    """Say in one sentence why a command did not do its work; the exit code."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    match error:
        case ImproperlyConfigured():
            return _say(str(error), FAILED)
        case OSError():
            return _say(_refused_by_system(error), FAILED)
        case UnicodeEncodeError() if not all(_is_text(word) for word in words):
            return _say(_unreadable(), MISUSED)
        case DatabaseError():
            return _say(_refused_by_database(error), FAILED)
        case _:
            return _say(_unexpected(error), FAILED)


def _parser(command: BaseCommand, name: str) -> ArgumentParser:
    """The command's own parser, which says what is wrong in one sentence instead of printing its usage."""
    parser = command.create_parser("knooppunt", name)
    parser.prog = f"knooppunt {name}"

    def refuse(message: str) -> NoReturn:
        told = _asked_wrongly(message) if language() == "nl" else message
        sys.exit(_say(f"{parser.prog}: {told} ({parser.prog} --help)", MISUSED))

    parser.error = refuse  # type: ignore[method-assign]
    return parser


def _asked_wrongly(message: str) -> str:
    """What ``argparse`` says, in Dutch; as it is when we do not know the sentence."""
    import re

    for english, dutch in ASKED_WRONGLY:
        told = re.fullmatch(english, message)
        if told:
            return told.expand(dutch)
    return message


def _help() -> str:
    dutch = language() == "nl"
    title = (
        "Knooppunt. Gebruik: knooppunt OPDRACHT [opties]; knooppunt OPDRACHT --help vertelt meer."
        if dutch
        else "Knooppunt. Use: knooppunt COMMAND [options]; knooppunt COMMAND --help tells more."
    )
    lines = [f"  {name:<22}{texts[1] if dutch else texts[2]}" for name, texts in COMMANDS.items()]
    where = (
        "De gegevens staan in ./data, of in de map die KNOOPPUNT_DATA noemt."
        if dutch
        else "The data stand in ./data, or in the folder that KNOOPPUNT_DATA names."
    )
    return "\n".join([title, "", *lines, "", where])


def _unknown(name: str) -> str:
    near = get_close_matches(name, COMMANDS, n=1)
    if language() == "nl":
        hint = f" Bedoel je '{near[0]}'?" if near else " Met 'knooppunt --help' zie je welke er zijn."
        return f"De opdracht '{name}' bestaat niet.{hint}"
    hint = f" Do you mean '{near[0]}'?" if near else " 'knooppunt --help' shows which there are."
    return f"There is no command '{name}'.{hint}"


def _is_text(word: str) -> bool:
    """Whether an argument came in as good UTF-8."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unreadable() -> str:
    if language() == "nl":
        return "Een van de woorden achter de opdracht is geen leesbare tekst (UTF-8)."
    return "One of the words behind the command is no readable text (UTF-8)."


def _refused_by_system(error: OSError) -> str:
    if error.errno is None or not error.strerror:
        return str(error)  # already a sentence of our own
    where = f" ({error.filename})" if error.filename else ""
    if language() == "nl":
        full = "de schijf is vol" if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} else error.strerror
        return f"Dat lukt hier niet: {full}{where}."
    return f"That cannot be done here: {error.strerror}{where}."


def _refused_by_database(error: Exception) -> str:
    if language() == "nl":
        return f"De database nam dit niet aan, dus er is niets bewaard: {error}"
    return f"The database did not take this, so nothing was saved: {error}"


def _unexpected(error: Exception) -> str:
    if language() == "nl":
        return f"Er ging iets mis dat we niet voorzagen ({type(error).__name__}). Met KNOOPPUNT_DEBUG=1 zie je waar."
    return f"Something went wrong that we did not foresee ({type(error).__name__}). KNOOPPUNT_DEBUG=1 shows where."


def _say(sentence: str, code: int) -> int:
    print(" ".join(sentence.split()), file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
