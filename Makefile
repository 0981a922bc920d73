# `make notebooks` and `make test` need Python 3.11 to 3.13 and, the first time, a package index.

.DEFAULT_GOAL := help
.PHONY: help setup notebooks lab site test-site test lint pytest verify format lock font clean

SUITABLE := import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
PYTHON ?= $(shell for python in python3 python python3.13 python3.12 python3.11; do \
	$$python -c '$(SUITABLE)' 2>/dev/null && { echo $$python; break; }; done)
BIN := .venv/bin
RUN := $(BIN)/python -m
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python
PIP := $(RUN) pip install --quiet

# The settings of the machine must not reach the charts, and imports stay fast only with bytecode.
export MPLCONFIGDIR := $(CURDIR)/.venv/matplotlib
export IPYTHONDIR := $(CURDIR)/.venv/ipython
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export UV_PYTHON_DOWNLOADS := never
unexport PYTHONPATH PYTHONDONTWRITEBYTECODE

COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate

# The lock leaves JupyterLab out, which is for people and has one of its own.
LOCKED := --extra distributed --extra draft --extra exports --group docs --group test --group build

# The documents are used wherever they lie beside the checkout.
ifeq ($(ECSTATS_SOURCES),)
ifneq ($(wildcard ../shared/sources/*.txt),)
export ECSTATS_SOURCES := $(abspath ../shared/sources)
endif
endif

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

notebooks: setup ## Execute all notebooks and write the charts to figures/
	@$(BIN)/ecstats run

lab: setup .venv/lab ## Open JupyterLab on the notebooks, after adding it to .venv
	@$(BIN)/jupyter lab notebooks/

site: setup ## Build the site from the executed notebooks, in both languages, into build/site
	@$(BIN)/python docs/build.py

test-site: site ## Visit the built site with a real browser (needs chromium)
	@ECSTATS_SITE=build/site $(RUN) pytest tests/site

test: lint pytest verify ## Check everything: style, types, imports, tests, notebooks, quotes

lint: setup
	@$(RUN) ruff check
	@$(RUN) ruff format --check
	@$(RUN) mypy
	@$(BIN)/lint-imports --no-cache --no-logo

pytest: setup
	@$(RUN) pytest --nbval -m "not slow" --numprocesses logical --maxprocesses 8

verify: setup
	@if [ -n "$$ECSTATS_SOURCES" ]; then \
		$(RUN) ecstats verify --sources "$$ECSTATS_SOURCES"; \
	elif [ -n "$$CI" ] && [ -d ../shared ]; then \
		echo "verify: no documents in ../shared/sources" >&2; exit 1; \
	else \
		echo "verify: left out, no documents; set ECSTATS_SOURCES to their folder"; \
	fi

format: setup ## Put the code into the common form
	@$(RUN) ruff check --fix
	@$(RUN) ruff format

setup: .venv/project ## Make the environment .venv (the others call it when needed)

.venv/project: .venv/locked pyproject.toml
	@$(UV) --no-deps --no-build-isolation --editable . || \
		$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# uv, itself pinned in the lock, is several times as fast as pip, which stands in where uv cannot work.
.venv/locked: requirements.lock
	@$(or $(PYTHON),false) -c '$(SUITABLE)' 2>/dev/null || { echo "make: no Python 3.11, 3.12 or 3.13 found;" \
		"install one or say which: make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Setting up .venv, once ..."
	@$(PYTHON) -m venv --clear .venv
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > .venv/uv.lock
	@$(PIP) --require-hashes -r .venv/uv.lock && $(UV) --require-hashes -r requirements.lock || \
		$(PIP) --require-hashes -r requirements.lock
	@# The first import builds bytecode and the list of fonts, which would be noise in a notebook.
	@$(BIN)/python -c 'import matplotlib.pyplot, papermill, statsmodels.api'
	@touch $@

# Without it, every start of papermill and nbval is 1.4 s faster: "make clean" takes it away again.
.venv/lab: .venv/locked requirements-lab.lock
	@$(UV) --require-hashes -r requirements-lab.lock || $(PIP) --require-hashes -r requirements-lab.lock
	@touch $@

lock: setup ## Write the locks and environment.yml anew from pyproject.toml
	@$(COMPILE) --upgrade $(LOCKED) --output-file requirements.lock pyproject.toml
	@$(COMPILE) --constraint requirements.lock $(LOCKED) --extra lab \
		--output-file requirements-lab.lock pyproject.toml
	@$(BIN)/uv tool run --quiet pyproject2conda@0.23.2 yaml --name ecstats --channel conda-forge \
		--python-include infer --extra lab $(LOCKED) \
		--custom-command "make lock" --overwrite force --output environment.yml

font: setup ## Make the Chinese font anew, with all characters of the tables (needs npm)
	@$(BIN)/python tools/make_font.py

clean: ## Remove the environment and all caches
	rm -rf .venv build dist .*_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +
