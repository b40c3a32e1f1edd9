# Everything from a clone: `make run` needs Python >= 3.11 and make, nothing else.
SHELL := /bin/sh
BIN := .venv/bin
ACCORD_HOME ?= $(CURDIR)/.accord
PEOPLE ?= 200000

# uv of this machine, else one of our own under .uv (nothing is installed outside the clone)
UV := $(shell command -v uv 2>/dev/null || echo .uv/bin/uv)

export DO_NOT_TRACK := 1

.PHONY: run start test quick lint docs pictures bench superset-bundle clean
.DEFAULT_GOAL := run

run: .venv/.synced ## one night on the sample company
	@$(BIN)/accord run

start: .venv/.synced ## Dagster's page, the nightly schedule and the sensor
	@$(BIN)/accord start

# One process a core, a module's tests in one of them, in the order of tests/conftest.py: the night
# that many read is run once for all. Each keeps what Python compiles for the next (see NIGHTLY).
PYTEST := env -u PYTHONDONTWRITEBYTECODE $(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder --durations 10

test: .venv/.synced .venv-superset/.ready
	@$(PYTEST)

# what an edit of a reader, a seed or a model is likely to break, without a night
quick: .venv/.synced
	@$(PYTEST) tests/dbt_project tests/loading tests/seeds tests/test_house_rules.py

lint: .venv/.synced
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint --processes 0 --disable-progress-bar dbt_project/models dbt_project/tests

docs: .venv/.synced ## what each metric means and what is published (docs/), and dbt's documentation, below the home
	@$(BIN)/python -m orchestration.agreement.metrics_page
	@ACCORD_HOME=$(ACCORD_HOME) $(BIN)/python -m orchestration.documentation

pictures: .venv/.synced ## the pictures of the pages in docs/ (asks for chromium)
	@$(BIN)/python -m tests.reporting.pictures

bench: .venv/.synced
	@$(BIN)/python -m bench --people $(PEOPLE)

superset-bundle: .venv/.synced ## the dashboard over the marts of this home, as a file that Superset imports
	@ACCORD_HOME=$(ACCORD_HOME) $(BIN)/python -m bi.superset

clean:
	rm -rf .venv .venv-superset .uv .bench .mypy_cache .pytest_cache .ruff_cache .hypothesis

# uv compiles nothing, and an environment may forbid Python to keep what it compiles: then each night
# compiled dbt and Great Expectations anew, for a third of its time. So they are imported once here.
NIGHTLY := orchestration.cli orchestration.dbt_process,dbt.adapters.duckdb expectations.checks

# Behind a company's proxy only the system's own certificates are of use.
.venv/.synced: pyproject.toml uv.lock $(filter .uv/%,$(UV))
	@$(UV) sync --frozen --quiet 2>/dev/null \
	|| UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1 $(UV) sync --frozen --quiet
	@for module in $(NIGHTLY); do \
	    env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -c "import $$module" & done; wait
	@touch $@

# Superset asks for older libraries than dbt and Dagster: it is tried from an environment of its own,
# with an empty database of its own and a user, which the tests copy.
SUPERSET := .venv-superset/bin/superset
.venv-superset/.ready: bi/superset/requirements.txt bi/superset/superset_config.py | .venv/.synced
	@echo "Setting up Superset, for its tests"
	@rm -rf .venv-superset && $(UV) venv --quiet --python $(BIN)/python .venv-superset
	@$(UV) pip sync --quiet --python .venv-superset bi/superset/requirements.txt 2>/dev/null \
	|| UV_SYSTEM_CERTS=1 UV_NATIVE_TLS=1 $(UV) pip sync --quiet --python .venv-superset bi/superset/requirements.txt
	@mkdir .venv-superset/home
	@export FLASK_APP=superset SUPERSET_HOME=$(CURDIR)/.venv-superset/home SUPERSET_SECRET_KEY=of-the-tests \
	    SUPERSET_CONFIG_PATH=$(CURDIR)/bi/superset/superset_config.py; \
	for step in "db upgrade" "init" "fab create-admin --username admin --password admin \
	    --firstname Ada --lastname Admin --email admin@accord.example"; do \
	    env -u PYTHONDONTWRITEBYTECODE $(SUPERSET) $$step >.venv-superset/made.log 2>&1 \
	    || { tail -20 .venv-superset/made.log; exit 1; }; \
	done
	@touch $@

# A Python may come without venv, without pip or without both: the last way needs neither.
.uv/bin/uv:
	@echo "Setting up uv"
	@python3 -m venv .uv >/dev/null 2>&1 && .uv/bin/python -m pip install --quiet uv \
	|| python3 -m pip install --quiet --target .uv uv 2>/dev/null \
	|| { rm -rf .uv && mkdir -p .uv \
	     && python3 -c "from urllib.request import urlretrieve as get; get('https://bootstrap.pypa.io/pip/pip.pyz', '.uv/pip.pyz')" \
	     && python3 .uv/pip.pyz install --quiet --target .uv uv; }
