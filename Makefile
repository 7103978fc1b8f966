# Every word here works on a fresh Debian or Ubuntu machine with Python 3.11 or newer.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.PHONY: help run install system language-model test test-all fuzz check format bench lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: system $(INSTALLED) ## install what is missing, index the sample dossier, serve on http://localhost:8000
	@test -e $(VENV)/.language-model || nice scripts/language-model $(BIN)/python $(VENV)/.language-model &
	$(BIN)/anamnese serve --with-samples

install: system $(INSTALLED) $(VENV)/.language-model

system:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 ou plus récent est nécessaire / Python 3.11 or newer is needed: $$($(PYTHON) --version)" >&2; exit 1; }
	@scripts/system-packages run

$(INSTALLED): requirements-dev.lock pyproject.toml
	@echo "Paquets Python dans $(VENV) / Python packages into $(VENV), one to three minutes."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements-dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/anamnese warm
	@touch $@

# Apart from the other packages, which are there in a minute and need no compiler.
$(VENV)/.language-model: requirements-llm.lock | $(INSTALLED)
	@scripts/language-model $(BIN)/python $@

language-model: $(INSTALLED) ## compile the engine of the language model anew, after a failure
	@rm -f $(VENV)/.language-model
	@$(MAKE) --no-print-directory $(VENV)/.language-model

# Several builds of one torch exist: for processors here, with gigabytes for graphics cards by default. A lock file can
# hold the hashes of one of them only, so torch alone stands outside it, pinned, and only the tests need it.
TORCH := torch==2.13.0
$(VENV)/.torch: $(INSTALLED)
	$(BIN)/python -m pip install --quiet --retries 1 --extra-index-url https://download.pytorch.org/whl/cpu $(TORCH)
	@touch $@

test: install $(VENV)/.torch ## everything that CI checks: style, types, imports, tests
	@scripts/system-packages test
	$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest

fuzz: install ## 5,000 broken files against the sandbox; FUZZ="--files 500 --seed 2" for another campaign
	$(BIN)/python -m tests.fuzz $(FUZZ)

test-all: test fuzz ## the tests and the whole campaign of broken files

check: $(INSTALLED) ## style, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(INSTALLED) ## put the code in its style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: install ## the README's figures; quality needs ANAMNESE_DATA, a folder with the open data sets
	$(BIN)/python -m benchmarks.all

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
lock: ## resolve pyproject.toml anew: requirements.lock to run, -dev to test too, -llm what is compiled
	$(BIN)/python -m pip install --quiet uv
	printf "torch ; python_version < '3'\nllama-cpp-python ; python_version < '3'\n" > $(VENV)/elsewhere.txt
	$(LOCK) --overrides $(VENV)/elsewhere.txt pyproject.toml --output-file requirements.lock
	$(LOCK) --extra dev --extra local-models --overrides $(VENV)/elsewhere.txt --constraint requirements.lock pyproject.toml --output-file requirements-dev.lock
	grep --only-matching 'llama-cpp-python[^"]*' pyproject.toml > $(VENV)/language-model.txt
	$(LOCK) --constraint requirements.lock $(VENV)/language-model.txt --output-file requirements-llm.lock

clean: ## remove the environment and caches, never data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build dist
