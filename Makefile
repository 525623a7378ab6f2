# Two commands matter: `make run` starts everything, `make test` proves it. PORT and DATA_DIR may be given to any.
PYTHON ?= python3
UV := 0.13.9
VENV := .venv
RUN := $(VENV)/bin/python

.PHONY: run stop reset test test-all lint format schema bench setup setup-dev

run: setup
	@exec $(RUN) manage.py serve

stop: setup
	@$(RUN) manage.py stop

reset: setup
	@$(RUN) manage.py reset

test: lint
	@$(RUN) -m pytest -n 2 -m "not slow"

test-all: lint
	@$(RUN) -m pytest -n 2

lint: setup-dev
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/pyright
	@$(VENV)/bin/lint-imports

format: setup-dev
	@$(VENV)/bin/ruff check --fix-only .
	@$(VENV)/bin/ruff format .

schema: setup
	@$(RUN) manage.py schema

# FULL=1 runs the full sizes: a million units, twelve million bills.
bench: setup-dev
	@FULL=$(FULL) $(RUN) -m bench

setup: $(VENV)/.runtime
setup-dev: $(VENV)/.development

define install
@echo "Installing packages from $< …"
@$(RUN) -m pip --version >/dev/null 2>&1 || $(RUN) -m ensurepip >/dev/null
@{ $(RUN) -m pip install --quiet --disable-pip-version-check uv==$(UV) \
	&& $(VENV)/bin/uv pip install --quiet --python $(RUN) -r $<; } 2>$(VENV)/uv.log \
	|| { echo "uv could not do it; pip will, more slowly."; \
	     $(RUN) -m pip install --quiet --disable-pip-version-check -r $<; }
@touch $@
endef

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; v = sys.version_info; v >= (3, 11) or sys.exit(f"Suthra needs Python 3.11 or later, and $(PYTHON) is {v.major}.{v.minor}: make run PYTHON=python3.12")'
	@$(PYTHON) -m venv $(VENV) || { echo "The environment could not be made; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/.runtime: requirements.txt $(VENV)/.created
	$(install)

$(VENV)/.development: requirements-dev.txt requirements.txt $(VENV)/.created
	$(install)
	@touch $(VENV)/.runtime
