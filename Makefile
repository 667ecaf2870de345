# `make verify` and `make test` are the two commands of the README; each makes .venv first when it is missing.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.installed
export PYTHONUNBUFFERED = 1

.PHONY: integrations mutants verify test test-all check lint types contract bench bench-minutes figures report atlas docs clean help

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

# torch goes first and pinned: with the pinned build in place nothing else asks the registry for its newest one.
$(READY): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt torch==2.13.0
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[test]'
	@touch $@

verify: $(READY) ## settle every claim of the theory (about a minute)
	$(BIN)/resam verify --profile quick

test: $(READY) ## the quick half of the tests, doc examples included
	$(BIN)/python -m pytest -n 2 --dist worksteal -q -m "not slow"

test-all: $(READY) ## all tests, the slow half included: what CI runs
	$(BIN)/python -m pytest -n 2 --dist worksteal -q -m "not mutation"

integrations: $(READY) ## the pages about Flower and NVFlare against the real packages, where they can be installed
	.ci/integrations

mutants: $(READY) ## every single-point mutant of what may say certified (some minutes)
	$(BIN)/python -m pytest -n 2 --dist worksteal -q -m mutation

check: lint types contract ## style, types and the import contract

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/pyright

contract: $(READY)
	$(BIN)/lint-imports

bench: $(READY) ## speed, beside ByzFL where it is installed
	$(BIN)/python -m pytest tests/benchmarks --benchmark-enable --benchmark-only -q -m "not minutes"

bench-minutes: $(READY) ## the full verification, all figures in full, `make test`: three quarters of an hour
	$(BIN)/python -m pytest tests/benchmarks --benchmark-enable --benchmark-only --benchmark-autosave -q -m minutes --timeout 0

figures: $(READY) ## the figures of the paper
	$(BIN)/resam figures --quick

report: $(READY) ## one self-contained page with everything
	$(BIN)/resam report

atlas: $(READY) ## every coefficient for n <= 30, and the page to browse it
	$(BIN)/resam atlas

docs: $(READY) ## the documentation site, with the verdicts and the atlas that exist
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict

clean: ## remove the environment and the results
	rm -rf $(VENV) results
