# casekit: `make study` builds the gallery, `make test` runs everything that can run.

VENV ?= .venv
ifeq ($(OS),Windows_NT)
  BIN := $(VENV)/Scripts
else
  BIN := $(VENV)/bin
endif
# The first interpreter that works and is new enough; PYTHON=... chooses another.
PYTHON ?= $(shell for p in python3.12 python3.13 python3.11 python3 python; do \
	$$p -c 'import sys, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	>/dev/null 2>&1 && echo $$p && break; done)
READY := $(VENV)/.ready
NEEDS := -c constraints.txt -e . --group dev --group docs

.PHONY: help env study test check docs lab catalogue reconstructions clean
.DEFAULT_GOAL := help

help:  ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 17

env: $(READY)  ## make the environment in .venv

# uv, where it can be had, sets up in a minute what pip needs many for.
$(READY): pyproject.toml constraints.txt
	@if command -v uv >/dev/null 2>&1; then \
	  uv venv --quiet --allow-existing --python '>=3.11,<3.14' $(VENV) && \
	  uv pip install --quiet --python $(BIN)/python $(NEEDS); \
	elif [ -n "$(PYTHON)" ]; then \
	  echo "making the environment in $(VENV) with $(PYTHON); the first time takes a minute or more" && \
	  $(PYTHON) -m venv $(VENV) && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt pip && \
	  { { $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt uv && \
	      $(BIN)/uv pip install --quiet --python $(BIN)/python $(NEEDS); } || \
	    { echo "uv could not; once more with pip, which takes some minutes" && \
	      $(BIN)/python -m pip install --quiet --disable-pip-version-check $(NEEDS); }; }; \
	else \
	  echo "casekit needs Python 3.11, 3.12 or 3.13 with venv, or uv: none was found." >&2; \
	  echo "On Debian: apt install python3 python3-venv. Or: make PYTHON=/path/to/python3.12" >&2; \
	  exit 1; \
	fi
	@touch $@

study: $(READY)  ## run the case notebooks and leave the gallery at build/index.html
	@$(BIN)/casekit study --out build

test: $(READY)  ## run everything that can run
	@$(BIN)/python -m pytest -n auto --dist loadfile

check: $(READY)  ## ruff, mypy, the layers of the house, doctests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q casekit

docs: $(READY)  ## build the site into build/site; it needs no network
	@$(BIN)/python -m sphinx -W --keep-going -q docs build/site
	@echo "open build/site/index.html in a browser"

# Its own terminal then knows `casekit`.
lab: $(READY)  ## open JupyterLab on the notebooks
	@$(BIN)/casekit lab

catalogue: $(READY)  ## write data/README.md anew from the cases and samples
	@$(BIN)/python -c 'from casekit.tell.folder import write; write()'

reconstructions: $(READY)  ## draw the curves and crowds of the cases anew
	@for case in data/cases/*/; do \
	  $(BIN)/casekit reconstruct $$case --out $${case}reconstruction >/dev/null || exit 1; \
	done

clean:  ## take away what was built, keep the environment
	@rm -rf build dist
