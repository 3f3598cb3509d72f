# make up    set everything up and run it        make test   run every test
# make demo  load the demo organization          make check  linters, types, import rules
# make bench measure speed and memory            make lock   renew the locked requirements

SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000
UV := $(shell command -v uv 2>/dev/null)

.PHONY: up demo test check bench lock

up: $(VENV)/runtime
	@PORT=$(PORT) $(BIN)/python manage.py up --host $(HOST)

demo: $(VENV)/runtime
	@$(BIN)/python manage.py demo

test: $(VENV)/development
	@$(BIN)/python -m tests.run $(ARGS)

check: $(VENV)/development
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python manage.py check
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/djlint templates --lint --quiet

bench: $(VENV)/development
	@$(BIN)/python -m benchmarks $(ARGS)

# Installing with uv takes seconds; without it pip does the same from the same locked hashes.
# venv runs each time: a folder that uv made has no pip yet.
define install
	@$(if $(UV),test -x $(BIN)/python || $(UV) venv -q --python $(PYTHON) $(VENV),$(PYTHON) -m venv $(VENV))
	@echo "Installing $(1)"
	@$(if $(UV),$(UV) pip install -q -p $(BIN)/python --require-hashes -r $(1),$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $(1))
	@touch $@
endef

$(VENV)/runtime: requirements.lock
	$(call install,requirements.lock)

$(VENV)/development: requirements-dev.lock
	$(call install,requirements-dev.lock)

LOCK := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
lock:
	$(LOCK) requirements.in -o requirements.lock
	$(LOCK) requirements-dev.in -o requirements-dev.lock
