# Everything installed lands in .venv and node_modules. A stamp named after the checksum of what asked for it
# says that it is there, so that a second run needs no network, whatever git did to the files' times.

PYTHON = python3
HOST = 127.0.0.1
PORT = 8000

BIN = .venv/bin
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
export PATH := $(CURDIR)/$(BIN):$(PATH)

checksum = $(shell cat $(1) | cksum | cut -d ' ' -f 1)
PYTHON_KEY := $(call checksum,pyproject.toml constraints.txt)
RUN_STAMP := .venv/run-$(PYTHON_KEY)
DEV_STAMP := .venv/dev-$(PYTHON_KEY)
NODE_STAMP := node_modules/stamp-$(call checksum,package.json)

# A file at a time to each worker, in order: the browser's come last, and what runs after them in one process would meet their
# event loop.
PYTEST = $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder --max-worker-restart 0
# What finds most faults in the least time: all but the browser and what a test itself calls long.
QUICK = --ignore tests/browser -m 'not long' --hypothesis-profile quick

PYTHON_CODE = $(wildcard src tests tools bench)
JS_TESTS = $(shell find tests/js -name '*.test.js')

.PHONY: help run quick test lint types js unit browser engines bench soak format constraints clean chromium nginx

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: $(RUN_STAMP) ## serve the lab on http://127.0.0.1:8000 (HOST=… PORT=…)
	$(BIN)/descentlab serve --host $(HOST) --port $(PORT)

quick: lint types js ## lint, types, JavaScript and the tests that find most faults
	$(PYTEST) -q $(QUICK)

test: lint types js chromium nginx ## every check there is
	$(PYTEST)

lint: $(DEV_STAMP) ## ruff: rules and format
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(DEV_STAMP) ## mypy, strict
	$(BIN)/mypy $(PYTHON_CODE)

js: $(NODE_STAMP) ## JavaScript: types and unit tests
	$(BIN)/node node_modules/typescript/bin/tsc --project .
ifneq ($(JS_TESTS),)
	$(BIN)/node node_modules/typescript/bin/tsc --project tests/js
	$(BIN)/node --test $(JS_TESTS)
endif

unit: $(DEV_STAMP) ## pytest without a browser
	$(PYTEST) --ignore tests/browser

browser: $(DEV_STAMP) chromium nginx ## pytest in a browser
	$(PYTEST) tests/browser

engines: $(DEV_STAMP) ## frames, drags, copies and the map in Firefox ESR and WebKitGTK
	$(BIN)/python -m tools.engines
	$(BIN)/pytest tests/engines

bench: $(DEV_STAMP) chromium ## what is claimed about speed, measured
	@set -e; for file in $(filter-out bench/soak_%,$(wildcard bench/[!_]*.py)); do echo "== $$file"; $(BIN)/python -m bench.$$(basename $$file .py); done

soak: $(DEV_STAMP) ## nobody starves, whatever some clients do: the long form
	@set -e; for file in bench/soak_*.py; do echo "== $$file"; $(BIN)/python -m bench.$$(basename $$file .py); done

format: $(DEV_STAMP) ## let ruff mend what it can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

constraints: ## resolve every dependency anew and pin what was found
	rm -rf .venv
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	echo '# The versions that were tested. `make constraints` writes this file.' > constraints.txt
	$(BIN)/python -m pip freeze --exclude-editable >> constraints.txt

clean: ## remove what was installed and what was cached
	rm -rf .venv node_modules build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

chromium: $(DEV_STAMP)
	$(BIN)/python -m tools.browser

nginx: $(DEV_STAMP)
	$(BIN)/python -m tools.nginx

$(RUN_STAMP):
	$(PYTHON) -m venv .venv
	$(PIP) --editable .
	rm -f .venv/run-* .venv/dev-*
	touch $@

$(DEV_STAMP):
	$(PYTHON) -m venv .venv
	$(PIP) --editable '.[dev]'
	rm -f .venv/run-* .venv/dev-*
	touch $(RUN_STAMP) $@

$(NODE_STAMP): | $(DEV_STAMP)
	$(BIN)/npm install --no-save
	rm -f node_modules/stamp-*
	touch $@
