# Each target does all the set-up it needs, in .venv; nothing is installed twice.

PYTHON ?= python3
VENV ?= .venv
DOCUMENTS ?= corpora/documents
OUT ?= reports
PLATFORM ?= local win_amd64
VERSIONS ?= 3.11 3.12 3.13
UPGRADE ?=

RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip --disable-pip-version-check --no-input
PINNED := $(PIP) install --quiet --require-hashes --no-build-isolation --requirement
COMPILE = $(RUN) -m uv --quiet pip compile --universal --generate-hashes --python-version 3.11 \
	--custom-compile-command "make lock" $(UPGRADE)

.PHONY: help
help:
	@echo "make audit       审计 $(DOCUMENTS)，报告写入 $(OUT)/   (DOCUMENTS=… OUT=… to change)"
	@echo "make test        lint, types, layers and tests"
	@echo "make coverage    which lines no test reaches"
	@echo "make format      put the code into the house's form"
	@echo "make lock        renew requirements/*.txt              (UPGRADE=--upgrade for newer releases)"
	@echo "make models      train the models that ship          (needs AUDITOR_PUBLISHED_DATA)"
	@echo "make wheel       build dist/auditor-….whl"
	@echo "make wheelhouse  a folder that installs offline        (PLATFORM=win_amd64 VERSIONS=3.12)"
	@echo "make hooks       check every commit before it is made"
	@echo "make clean       remove everything that was built"

# --------------------------------------------------------------------------------------------
# What people ask for

.PHONY: audit
audit: $(VENV)/.installed
	$(VENV)/bin/auditor audit $(DOCUMENTS) --out $(OUT)

.PHONY: test
test: $(VENV)/.development
	$(RUN) -m ruff check
	$(RUN) -m ruff format --check
	$(RUN) -m mypy
	$(VENV)/bin/lint-imports
	$(RUN) -m pytest --numprocesses auto

.PHONY: coverage
coverage: $(VENV)/.development
	$(RUN) -m pytest --numprocesses auto --cov auditor --cov-report term-missing:skip-covered

.PHONY: format
format: $(VENV)/.development
	$(RUN) -m ruff check --fix-only
	$(RUN) -m ruff format

.PHONY: lock
lock: $(VENV)/.development
	$(COMPILE) requirements/build.in --output-file requirements/build.txt
	$(COMPILE) pyproject.toml --output-file requirements/runtime.txt
	$(COMPILE) pyproject.toml requirements/development.in --constraint requirements/runtime.txt \
		--constraint requirements/build.txt --output-file requirements/development.txt

# What ships in models/, from the committed rows and the published ones at hand.
.PHONY: models
models: $(VENV)/.development
	@test -f "$(AUDITOR_PUBLISHED_DATA)/rows.jsonl.gz" || { \
		echo "AUDITOR_PUBLISHED_DATA must name the folder of the published rows" >&2; exit 1; }
	mkdir -p build
	gunzip --stdout $(AUDITOR_PUBLISHED_DATA)/rows.jsonl.gz > build/rows.jsonl
	$(RUN) corpora/published/join.py $(AUDITOR_PUBLISHED_DATA)/rows.jsonl.gz build/drawn.jsonl
	AUDITOR_MODELS=models $(VENV)/bin/auditor train corpora/labelled/*.jsonl \
		$(AUDITOR_PUBLISHED_DATA)/labelled.jsonl build/drawn.jsonl \
		--unlabelled build/rows.jsonl --out build/model

.PHONY: wheel
wheel: $(VENV)/.build
	$(PIP) wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

.PHONY: wheelhouse
wheelhouse: $(VENV)/.build
	$(RUN) offline/build.py --platform $(PLATFORM) --version $(VERSIONS)

.PHONY: hooks
hooks: $(VENV)/.development
	$(VENV)/bin/pre-commit install

.PHONY: clean
clean:
	rm -rf $(VENV) build dist wheelhouse .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# --------------------------------------------------------------------------------------------
# Set-up: a stamp in .venv for each step, older than what it was made from when it must run again

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON): auditor needs Python 3.11 or newer; name one: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.build: requirements/build.txt | $(VENV)/.created
	$(PINNED) $<
	@touch $@

$(VENV)/.runtime: requirements/runtime.txt | $(VENV)/.build
	$(PINNED) $<
	@touch $@

$(VENV)/.installed: pyproject.toml $(VENV)/.runtime
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.development: requirements/development.txt $(VENV)/.installed
	$(PINNED) $<
	@touch $@
