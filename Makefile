# PORT= and VAR= move the site: make run PORT=9000 VAR=/srv/proviso. PYTHON= names an interpreter.
VAR ?= $(CURDIR)/var
PORT ?= 8000
export VAR PORT
# Percent of the lines of product code that the tests run. It may only rise.
COVERAGE_FLOOR := 96
PYTHON_IN_VENV := .venv/bin/python
COMMA := ,
EMPTY :=
APPS := $(subst $(EMPTY) $(EMPTY),$(COMMA),$(sort $(patsubst %/apps.py,%,$(wildcard */apps.py))))

.DEFAULT_GOAL := run
.PHONY: run install test check lint types law-map sbom audit demo bench backup drill restore messages lock

run:
	@bin/install run
	@$(MAKE) --no-print-directory law-map
	@exec $(PYTHON_IN_VENV) -m proviso_site

install:
	@bin/install test
	@$(MAKE) --no-print-directory messages law-map

messages:
	@$(PYTHON_IN_VENV) -m proviso_site.messages

law-map: # docs/law-map.md, and the same for the site
	@$(PYTHON_IN_VENV) -m tools.law_map

test:
	@bin/install test
	@bin/find-browser --install >/dev/null
	@bin/install-judges || echo 'Their tests are left out, and fail in CI.' >&2
	@$(MAKE) --no-print-directory messages law-map
	@mkdir -p "$(VAR)"
	@PYTEST_PLUGINS=tests.probes $(PYTHON_IN_VENV) -m slipcover --source $(APPS) --out "$(VAR)/coverage.txt" \
		-m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder --durations 10
	@# Not slipcover's own floor: with it the report leaves out the lines that only a worker ran.
	@awk -v floor=$(COVERAGE_FLOOR) '$$1 == "(summary)" { lines = $$2; percent = $$4 } \
		END { print "Coverage: " percent " % of " lines " lines, the floor is " floor " %; $(VAR)/coverage.txt names the rest"; \
		exit percent < floor }' "$(VAR)/coverage.txt"

sbom: # what a release consists of, as CycloneDX
	@bin/install test
	@$(PYTHON_IN_VENV) -m tools.sbom "$(VAR)/sbom.cdx.json"

check: # BASE= names what to compare with, CHECK_SECONDS= the time (90)
	@$(PYTHON_IN_VENV) -m tools.check

audit: # of the site that make run runs; SITE= names another, OPTIONS= is passed on (OPTIONS="--pages 5")
	@bin/install test
	@bin/find-browser --install >/dev/null
	@$(PYTHON_IN_VENV) -m tools.audit $(SITE) $(OPTIONS)

demo:
	@bin/install run
	@$(PYTHON_IN_VENV) -m tools.demo

bench:
	@bin/install run
	@$(PYTHON_IN_VENV) -m tools.bench

backup:
	@bin/install run
	@$(PYTHON_IN_VENV) manage.py backup

drill: # FILE= names another backup than the newest
	@bin/install run
	@$(PYTHON_IN_VENV) manage.py drill $(FILE)

restore: # make restore FILE=var/backups/backup-20261125T120000Z.tar.age
	@test -n "$(FILE)" || { echo "Say which backup: make restore FILE=$(VAR)/backups/backup-….tar.age" >&2; exit 1; }
	@bin/install run
	@$(PYTHON_IN_VENV) manage.py restore "$(FILE)"

lint:
	@$(PYTHON_IN_VENV) -m ruff check .
	@$(PYTHON_IN_VENV) -m ruff format --check .
	@.venv/bin/lint-imports

types:
	@$(PYTHON_IN_VENV) -m mypy .

UV_COMPILE := $(PYTHON_IN_VENV) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate $(UPGRADE)

lock: # make lock UPGRADE=--upgrade
	@bin/install test
	@printf 'uv\n' | $(UV_COMPILE) -o requirements-uv.txt -
	@$(UV_COMPILE) --group test -o requirements-test.txt pyproject.toml
	@$(UV_COMPILE) --group run -c requirements-test.txt -o requirements-run.txt pyproject.toml
	@$(UV_COMPILE) -c requirements-test.txt -o requirements.txt pyproject.toml
