# Every target works in a fresh clone: the virtual environment is made on first use and again
# whenever pyproject.toml changes.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
DEMO   := specs/designs/ring_buffer.gmp
SOURCE := gmpcheck tests

.DEFAULT_GOAL := help
.PHONY: help setup demo check lint format types imports test test-fast coverage clean

help: ## Show the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile | expand -t 12

$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "gmpcheck needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

setup: $(READY) ## Make the virtual environment with everything installed

demo: $(READY) ## Set up, then verify a real spec
	$(BIN)/gmpcheck verify $(DEMO)

check: lint types imports test ## Set up, then everything that CI runs

lint: $(READY)
	$(BIN)/ruff check $(SOURCE)
	$(BIN)/ruff format --check $(SOURCE)

format: $(READY) ## Lay out the Python source
	$(BIN)/ruff check --fix $(SOURCE)
	$(BIN)/ruff format $(SOURCE)

types: $(READY)
	$(BIN)/mypy

imports: $(READY)
	$(BIN)/lint-imports

test: $(READY) ## All tests
	$(BIN)/python -m pytest -n auto

test-fast: $(READY) ## All tests but the slow ones
	$(BIN)/python -m pytest -n auto -m 'not slow'

coverage: $(READY) ## Line and branch coverage of the package
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

clean: ## Remove what the other targets made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage* dist
