# Sets everything up in .venv and runs the main jobs. Every target may be run again.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
# Each run of the tests ends with the twenty that took longest.
SLOWEST := --durations=20 --durations-min=1

# Some machines keep no bytecode, and the tests start the command line thousands of times.
COMPILED := $(BIN)/python -m compileall -q gen tests/support

.PHONY: help demo test test-long test-nightly lint gate golden tables docs scale bench mutation clean

help:   ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## */\t/'

demo: $(READY)  ## check the seed scenario without and with TTU_SYNC, and draw the torn folio
	$(BIN)/tornfolio demo -o tlc-runs/torn-pte0.svg

test: lint  ## lint, types, and all tests, with real TLC and real drawing
	$(COMPILED)
	$(BIN)/python -m pytest --numprocesses=auto --dist=loadfile --no-loadscope-reorder $(SLOWEST)

test-long: $(READY)  ## the tests that take longest, which `make test` leaves out: ten minutes
	$(COMPILED)
	$(BIN)/python -m pytest -m long --numprocesses=auto --dist=loadfile --no-loadscope-reorder $(SLOWEST)

test-nightly: $(READY)  ## the tests that ask a whole catalogue or grid: half an hour
	$(COMPILED)
	$(BIN)/python -m pytest -m nightly --numprocesses=auto --dist=load $(SLOWEST)

lint: $(READY)  ## ruff, mypy, and the rules on who imports whom
	$(BIN)/ruff check gen tests tools
	$(BIN)/ruff format --check gen tests tools
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo

gate: $(READY)  ## decide the smoke lane and compare it with spec/expectations.toml
	$(BIN)/tornfolio gate --lane smoke

golden: $(READY)  ## write the expected specs and the accepted counterexample again
	$(BIN)/python tools/golden.py "$(WHY)"

tables: $(READY)  ## write the tables, reference and pictures of README.md and docs/ again
	$(BIN)/python tools/tables.py

docs: $(VENV)/.docs  ## build the site of the documentation in site/, and check its links
	NO_MKDOCS_2_WARNING=1 $(BIN)/python tools/build_site.py

scale: $(READY)  ## measure how the state space grows with the folio; half an hour
	$(BIN)/python tools/scale.py

bench: $(READY)  ## measure against the bare commands and SPIN, with LINUX=TREE its C too; an hour
	$(BIN)/tornfolio bench -o bench --plot bench/growth.svg $(if $(LINUX),--linux $(LINUX))
	$(BIN)/python tools/tables.py

mutation: $(READY)  ## change the modules that make a verdict, and see which changes the tests notice
	$(BIN)/python tools/mutation.py

$(READY): pyproject.toml
	@echo "Installing tornfolio and its tools in $(VENV), once; it takes a minute or two."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

$(VENV)/.docs: $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[docs]'
	@touch $@

clean:  ## remove what the targets above made
	rm -rf $(VENV) .site site .mypy_cache .pytest_cache .ruff_cache .hypothesis
