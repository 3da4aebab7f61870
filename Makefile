# Everything a newcomer needs; `make help` lists it. The environment is made by packaging/setup.sh when first needed.
.DEFAULT_GOAL := help
.PHONY: help setup run test test-long lint check bench screenshots package test-frozen clean

PY := .venv/bin/python
OFFSCREEN := env QT_QPA_PLATFORM=$${QT_QPA_PLATFORM:-offscreen}

help:  ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | while IFS="$$(printf '\t')" read -r n t; do printf '  make %-12s %s\n' "$$n" "$$t"; done

setup:  ## make or refresh .venv (done by the other targets when needed)
	@sh packaging/setup.sh

run: setup  ## open the window with a sample data set
	.venv/bin/deepdesk --open sample:digits

test: setup  ## the tests, without the long ones
	$(OFFSCREEN) $(PY) -m pytest -m "not long" $(ARGS)

test-long: setup  ## the long tests only
	$(OFFSCREEN) $(PY) -m pytest -m long $(ARGS)

lint: setup  ## format, style, types and import rules
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports

check: lint test  ## lint and test

bench: setup  ## measure; writes docs/benchmarks.md
	$(PY) tests/benchmarks/run.py $(ARGS)

screenshots: setup  ## take docs/screenshots/ again, in a real X window
	$(PY) tests/screenshots/take.py $(ARGS)

package: setup  ## build the one-folder program in dist/deepdesk/
	$(PY) packaging/build.py

test-frozen: package  ## train and predict with the packaged program
	$(PY) packaging/frozen_test.py

clean:  ## remove products and caches; .venv stays
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find deepdesk tests packaging docs -name __pycache__ -type d -prune -exec rm -rf {} +
