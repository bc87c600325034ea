#!/usr/bin/env bash
# Make the virtual environment. Debian keeps the part of Python that does so in a package of its own.
set -euo pipefail
python=$1 venv=$2
if [ -x "$venv/bin/pip" ]; then exit 0; fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  echo "Knooppunt needs Python 3.11 or newer; $("$python" --version) was found. Choose one with: make PYTHON=/path/to/python3.11" >&2
  exit 1
fi
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Python's venv module is missing: ask an administrator to run 'apt-get install python3-venv'." >&2
    exit 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
fi
"$python" -m venv "$venv"
