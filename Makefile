# Everything a person or CI asks for. `make run` needs git, make and Python only.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test lint format bench kill messages lock runtime development packages readers

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# what tests/run_on_postgres.py runs once more: all that reads or writes rows
ROWS := tests/rota tests/escalation tests/journeys tests/oncall tests/ops

help: ## this list
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

run: runtime ## start the program, with a demo team when there is none yet
	@exec $(BIN)/python manage.py up --demo-if-empty

test: development packages lint ## check everything; what CI runs
	$(BIN)/python tests/run_on_postgres.py $(ROWS) -m "not browser and not processes"
	$(BIN)/python -m pytest

lint: development ## style, types and templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet templates

format: development ## bring the source into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: development ## measure; prints ratios
	$(BIN)/python -m pytest tests/bench -o python_files="bench_*.py" -s -q

kill: export KILLS ?= 200
kill: development packages ## kill the whole program 200 times at random; SEED=7 make kill
	$(BIN)/python -m pytest tests/processes/test_kills.py -s -q

messages: development ## collect the texts to translate, compile the translations
	@$(call needs,msgfmt,gettext)
	$(BIN)/python manage.py makemessages --locale fr --no-obsolete --no-wrap --add-location file --ignore $(VENV) --ignore tests --ignore var
	$(BIN)/python manage.py compilemessages --ignore $(VENV)

lock: development ## pin the newest versions pyproject.toml allows
	@into="$$(mktemp -d)"; trap 'rm -rf "$$into"' EXIT; \
	$(BIN)/python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['dependency-groups']['dev'], sep='\n')" > "$$into/dev.in"; \
	$(call compile,requirements.lock,pyproject.toml); \
	$(call compile,requirements-dev.lock,--constraint requirements.lock pyproject.toml "$$into/dev.in")

# --- what the targets above stand on ---------------------------------------

runtime: $(BIN)/python
	@$(call install,requirements.lock)

development: $(BIN)/python
	@$(call install,requirements-dev.lock)

packages: readers
	@$(call needs,chromium,chromium)
	@$(call needs,initdb,postgresql,/usr/lib/postgresql/*/bin)

# programs that read our calendars (tests/readers.py), pinned by hash like the rest
readers:
	@/sbin/ldconfig -p | grep -q libical.so.3 || $(call add,libical3)
	@$(call needs,node,nodejs)
	@$(call needs,npm,npm)
	@cd tests/parsers && { cmp -s package-lock.json node_modules/installed || { \
	  echo "Installing what tests/parsers/package-lock.json pins…"; \
	  npm ci --ignore-scripts --no-audit --no-fund --silent && cp package-lock.json node_modules/installed; }; }

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or later is needed: set PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || $(call add,python3-venv)
	@echo "Making $(VENV) with $$($(PYTHON) --version)…"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

# $(call install,LOCK): exactly what is pinned, checked by hash; nothing when the
# same lock was installed before, so that it works without a network
define install
cmp -s $(1) $(VENV)/$(1) || { \
  echo "Installing what $(1) pins…"; \
  $(PIP) install --require-hashes --no-deps --progress-bar on -r $(1); \
  cp $(1) $(VENV)/$(1); }
endef

# $(call needs,COMMAND,PACKAGE[,FOLDERS]): a Debian package, unless it is there
define needs
PATH="$$PATH:$$(echo $(3) | tr ' ' ':')" command -v $(1) >/dev/null || $(call add,$(2))
endef

define add
{ if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
    echo "Installing the Debian package $(1)…"; \
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
      apt-get install -qq -y --no-install-recommends $(1) >/dev/null; \
  else \
    echo "$(1) is missing. On Debian: sudo apt-get install $(1)"; exit 1; \
  fi; }
endef

define compile
$(BIN)/pip-compile --quiet --upgrade --generate-hashes --strip-extras --allow-unsafe \
  --no-header --no-emit-options --no-emit-index-url --no-emit-find-links \
  --no-emit-trusted-host --no-annotate --output-file $(1) $(2)
endef
