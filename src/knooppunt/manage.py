"""Django's own command line, for developers. Users have ``knooppunt`` (see ``cli.py``)."""

import os
import sys


def main() -> None:
    """Run one Django management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "knooppunt.config.settings")
    from django.core.management import execute_from_command_line  # settings must be named before Django loads

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
