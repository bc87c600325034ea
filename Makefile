# Knooppunt. Two commands matter: `make demo` and `make test`. Each sets up what it needs from an empty clone.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export UV_PYTHON_DOWNLOADS := never
# Let Python keep what it compiled: the tests start hundreds of processes, and each would compile a thousand modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test test-sqlite test-postgres test-browser check check-all bench setup setup-dev browser lock messages migrations clean

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

demo: setup  ## Set up everything, load example data, serve on http://127.0.0.1:8000 (PORT and KNOOPPUNT_DATA move it)
	$(BIN)/python tools/messages.py compile
	$(BIN)/knooppunt demo

test: setup-dev browser  ## All tests: SQLite, PostgreSQL, and a real browser
	$(BIN)/python tools/test.py

test-sqlite: setup-dev  ## The tests on SQLite, without the browser
	$(BIN)/python tools/test.py --only sqlite

test-postgres: setup-dev  ## The tests on a throw-away PostgreSQL
	$(BIN)/python tools/test.py --only postgres

test-browser: setup-dev browser  ## The journeys and axe in Debian's chromium
	$(BIN)/python tools/test.py --only browser

check: setup-dev  ## Format, lint, types, layers, templates, migrations, translations, generated documents
	$(BIN)/python tools/check.py

check-all: setup-dev browser  ## check, test, and axe for every page as every persona
	$(BIN)/python tools/check.py
	$(BIN)/python tools/test.py --all

bench: setup-dev browser  ## Measure against the budgets; prints figures, asserts nothing
	$(BIN)/python tools/bench.py

setup: $(VENV)/.base  ## Make .venv with what running needs
setup-dev: $(VENV)/.dev  ## Make .venv with what building and testing need

$(VENV)/.base: requirements/base.txt pyproject.toml
	tools/make_venv.sh $(PYTHON) $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python tools/messages.py compile
	touch $@

$(VENV)/.dev: $(VENV)/.base requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

browser:
	@tools/install_browser.sh

messages: setup-dev  ## Bring the translation catalogues up to date with the code
	$(BIN)/python tools/messages.py update
	$(BIN)/python tools/messages.py compile

migrations: setup-dev  ## Make migrations for changed models
	$(BIN)/python -m knooppunt.manage makemigrations

lock: setup-dev  ## Renew the locked requirements
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --python-version 3.11 requirements/base.in -o requirements/base.txt
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --python-version 3.11 -c requirements/base.txt requirements/dev.in -o requirements/dev.txt

clean:  ## Remove what was made; data stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .import_linter_cache build src/*.egg-info
