# Needs python3 (3.11 or newer), git and make; everything else goes into .venv, once.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.DEFAULT_GOAL := help
.PHONY: help setup demo test slow lint bench coverage schema clean

help:
	@echo "make demo      show remend at work on a small repository"
	@echo "make test      run the quick tests"
	@echo "make slow      run the slow tests"
	@echo "make lint      ruff and mypy --strict"
	@echo "make bench     measure remend; CHECKOUT=folder ACCESSOR=module:name for a repository of your own"
	@echo "make schema    write the schemas of the JSON reports"
	@echo "make coverage  run all tests and show the lines that they miss"

$(STAMP): pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "remend needs Python 3.11 or newer, and there is no $(PYTHON); name one with make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else "remend needs Python 3.11 or newer, and $(PYTHON) is %d.%d; name a newer one with make PYTHON=..." % (v[0], v[1]))'
	@echo "Setting up .venv, once ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --disable-pip-version-check -qq --editable '.[dev]'
	@touch $@

setup: $(STAMP)

demo: $(STAMP)
	@$(BIN)/remend demo

test: $(STAMP)
	@$(BIN)/python -m pytest -q -n auto -m "not slow"

slow: $(STAMP)
	@$(BIN)/python -m pytest -q -n auto -m slow

lint: $(STAMP)
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy

bench: $(STAMP)
	@$(BIN)/python -m benchmarks $(if $(CHECKOUT),--checkout '$(CHECKOUT)') $(if $(ACCESSOR),--accessor '$(ACCESSOR)') $(BENCH)

coverage: $(STAMP)
	@$(BIN)/python -m pytest -q -n auto --cov --cov-report=term-missing:skip-covered

schema: $(STAMP)
	@$(BIN)/python -c "from remend.report.json import SCHEMA_FILE, schema; SCHEMA_FILE.write_text(schema(), 'utf-8')"
	@$(BIN)/python -c "from remend.report.account.json import SCHEMA_FILE, schema; SCHEMA_FILE.write_text(schema(), 'utf-8')"

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage .coverage.* dist build
