# setup | run | test | check | bench: CI calls the same.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
RUN    := $(VENV)/.run
DEV    := $(VENV)/.dev
CLUSTER := $(VENV)/.cluster
PORT   ?= 8000
export SAMEBOOK_HOME ?= $(CURDIR)/.home

.DEFAULT_GOAL := help
.PHONY: help setup run test test-postgres test-cluster check bench lock clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: $(DEV) ## the environment with everything that tests and checks need

$(RUN): requirements/run.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what Samebook runs on (about a minute) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements/dev.txt $(RUN)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/dev.txt
	@touch $@

$(CLUSTER): requirements/cluster.txt $(DEV)
	@echo "Installing Apache Spark (about half a gigabyte) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-build-isolation --only-binary :all: --no-binary pyspark -r requirements/cluster.txt
	@touch $@

run: $(RUN) ## build the demo company when there is none, and serve it
	@$(BIN)/samebook demo --serve --port $(PORT)

test: $(DEV) ## every test, the records on SQLite
	$(BIN)/python -m pytest -n auto

test-postgres: $(DEV) ## what touches records again, on a PostgreSQL made for the run
	$(BIN)/python -m tests.postgres -- $(BIN)/python -m pytest -n auto --records-only

test-cluster: test-postgres $(CLUSTER) ## what needs servers: PostgreSQL, then a Spark cluster of three processes (Java 17)
	$(BIN)/python -m pytest tests/cluster -m cluster

check: $(DEV) ## format, lint, types, layers, templates
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet src

bench: $(DEV) ## measure speed beside a baseline in the same run
	$(BIN)/python -m bench

lock: ## write requirements/*.txt anew (needs uv)
	uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q --only-binary :all: -o requirements/run.txt
	uv pip compile pyproject.toml --group build --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q --only-binary :all: -o requirements/dev.txt
	uv pip compile pyproject.toml --group build --group dev --group cluster --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -q --only-binary :all: --no-binary pyspark -o requirements/cluster.txt

clean: ## remove the environment (never the home)
	rm -rf $(VENV)
