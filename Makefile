# Two commands matter: `make run` starts everything, `make test` proves it. PORT and DATA_DIR may be given to any.
PYTHON ?= python3
UV := 0.13.9
VENV := .venv
RUN := $(VENV)/bin/python

# Five processes read the same thousand modules at a first start: compiled once, whatever the shell asks of other programs.
unexport PYTHONDONTWRITEBYTECODE

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

QUIET := --quiet --disable-pip-version-check
OWN_PIP = { $(RUN) -m pip --version >/dev/null 2>&1 || $(RUN) -m ensurepip >/dev/null \
	|| { echo "pip is missing; on Debian and Ubuntu: apt-get install python3-venv" >&2; false; }; }

# uv comes by the pip of $(PYTHON) where it has one: an environment without pip of its own is made four seconds sooner.
define install
@echo "Installing packages from $< …"
@{ { test -x $(VENV)/bin/uv || $(PYTHON) -m pip --python $(RUN) install $(QUIET) uv==$(UV) \
		|| { $(OWN_PIP) && $(RUN) -m pip install $(QUIET) uv==$(UV); }; } \
	&& $(VENV)/bin/uv pip install --quiet --python $(RUN) -r $<; } 2>$(VENV)/uv.log \
	|| { echo "uv could not do it; pip will, more slowly."; $(OWN_PIP) && $(RUN) -m pip install $(QUIET) -r $<; }
@touch $@
endef

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; v = sys.version_info; v >= (3, 11) or sys.exit(f"Suthra needs Python 3.11 or later, and $(PYTHON) is {v.major}.{v.minor}: make run PYTHON=python3.12")'
	@$(PYTHON) -m venv --without-pip $(VENV) || { echo "The environment $(VENV) could not be made." >&2; exit 1; }
	@touch $@

$(VENV)/.runtime: requirements.txt $(VENV)/.created
	$(install)

$(VENV)/.development: requirements-dev.txt requirements.txt $(VENV)/.created
	$(install)
	@touch $(VENV)/.runtime
