# The commands of this project. Each sets up what it needs and runs again fast.

PYTHON ?= python3
BIN := .venv/bin

# Tests start some hundred interpreters: what is compiled is kept, whatever the environment says of that.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test test-slow test-all lint docs bench setup clean

setup: .venv/ready

# The package alone is all that the demonstration needs. Both stamps are remade when the dependencies change.
.venv/installed: pyproject.toml
	@echo "== setting up .venv (once; less than a minute)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { echo "python 3.10 or later is needed"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "python's venv module is missing: on Debian, apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

.venv/ready: .venv/installed
	@echo "== installing what tests and linters need (once; a minute)"
	@$(BIN)/python -m pip install --quiet --group dev
	@touch $@

demo: .venv/installed
	@echo "== scoring examples/outputs.jsonl (some of its rows are broken on purpose)"
	@$(BIN)/verify-cli score examples/outputs.jsonl --out examples/outputs.scored.jsonl --force || [ $$? -eq 1 ]
	@echo "== next: why a completion has its score"
	@echo "$(BIN)/verify-cli explain --file examples/outputs.scored.jsonl --line 2"

# On all cores, a file of tests at a time in each process, so that what a file sets up is set up once.
PARALLEL := -n auto --dist loadfile

test: setup
	@echo "== tests, the slow ones left out (a few minutes on two cores; all of them: make test-all)"
	$(BIN)/python -m pytest $(PARALLEL) -m "not slow and not alone"

test-slow: setup
	@echo "== slow tests: clusters, megabytes, whole data sets, benchmarks (about ten minutes on two cores)"
	$(BIN)/python -m pytest $(PARALLEL) -m "slow and not alone"
	$(BIN)/python -m pytest -m alone

test-all: test test-slow

lint: setup
	@echo "== lint, format, types"
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: setup
	@echo "== the documentation site, in docs/_build (a warning is an error, a broken link among them)"
	$(BIN)/python -m pip install --quiet --group docs
	$(BIN)/python -m sphinx -W --keep-going -q docs docs/_build

bench: setup
	@echo "== benchmarks (peers are installed beside, in .venv)"
	$(BIN)/python -m pip install --quiet --group bench
	$(BIN)/python benchmarks/throughput.py

clean:
	rm -rf .venv
