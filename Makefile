# The two commands of the README are `make run` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

# libgomp's threads spin while they wait unless this is set before Python starts.
export OMP_WAIT_POLICY := passive

.PHONY: run test lint format bench evidence screenshots clean

run: $(VENV)/run.stamp
	@$(BIN)/python -m portal prepare
	@OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 exec $(BIN)/gunicorn wsgi:server

test: $(VENV)/dev.stamp
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/python -m tests.prepared & $(BIN)/mypy && wait $$!
	@CHROMIUM="$$($(BIN)/python -m tests.browser.chromium)" OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

format: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

bench: $(VENV)/dev.stamp
	$(BIN)/python -m benchmarks

evidence: $(VENV)/dev.stamp
	$(BIN)/python -m benchmarks.evidence $(ARGS)

screenshots: $(VENV)/dev.stamp
	CHROMIUM="$$($(BIN)/python -m tests.browser.chromium)" $(BIN)/python -m tests.browser.screenshots

clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("The portal needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Set PYTHON=python3.11." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/run.stamp
