# Two commands do everything from a bare clone: `make demo` and `make test`.
SHELL := /bin/sh
unexport PYTHONDONTWRITEBYTECODE
export PYTHONUTF8 := 1
BIN := .venv/bin
DEMO ?= demo

.PHONY: help setup demo test test-all lint audit types docs bench lock clean
.DEFAULT_GOAL := help

help: ## Say what each command does
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' Makefile

setup: ## Make the virtual environment that requirements.lock describes
	@sh scripts/setup.sh

demo: setup ## Form groups for the sample roster and write a report
	@$(BIN)/peermatch demo --force -o $(DEMO)

lint: setup ## Check formatting, style, layers and dead code
	@echo "== ruff, import contracts, unused code, dependencies"
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/vulture
	@$(BIN)/deptry . --extend-exclude 'benchmarks|scripts'
	@echo "== bandit, detect-secrets"
	@$(BIN)/bandit -q -ll --skip B704 -r models matcher training service
	@git ls-files -z | xargs -0 $(BIN)/detect-secrets-hook --disable-plugin HexHighEntropyString --exclude-lines 'USER:PASSWORD@|hunter2|u:secret@'

audit: setup ## Look installed packages up for known vulnerabilities (needs a network)
	@$(BIN)/python scripts/audit.py

types: setup ## Check types
	@echo "== mypy"
	@$(BIN)/mypy

# 2 is "nobody could look", and is said; 1, a known vulnerability, ends the run.
test: lint types ## Pass every check and every test
	@echo "== audit of dependencies"
	@$(BIN)/python scripts/audit.py || [ $$? -eq 2 ]
	@sh scripts/setup-tests.sh
	@echo "== pytest"
	@$(BIN)/pytest -n 2

test-all: test ## Pass the slow tests too, on examples drawn anew
	@echo "== pytest, slow tests included"
	@$(BIN)/pytest -n 2 -m "" --hypothesis-profile exploring

bench: setup ## Measure speed and quality; prints tables
	@$(BIN)/python -m benchmarks

lock: setup ## Resolve requirements.lock anew from pyproject.toml
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes \
	  --no-header --python-version 3.11 --upgrade --quiet -o requirements.lock

clean: ## Remove what the commands above made
	rm -rf .venv .setup.lock $(DEMO) .mypy_cache .ruff_cache .pytest_cache .hypothesis
