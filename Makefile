# The commands of this project. Each sets up what it needs and runs again fast.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint bench setup clean

setup: .venv/ready

# The stamp is remade when the dependencies change.
.venv/ready: pyproject.toml
	@echo "== setting up .venv (once; a minute)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { echo "python 3.10 or later is needed"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "python's venv module is missing: on Debian, apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --editable . --group dev
	@touch $@

demo: setup
	@echo "== scoring examples/outputs.jsonl (some of its rows are broken on purpose)"
	@$(BIN)/verify-cli score examples/outputs.jsonl --out examples/outputs.scored.jsonl || [ $$? -eq 1 ]

test: setup
	@echo "== tests"
	$(BIN)/python -m pytest

lint: setup
	@echo "== lint, format, types"
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup
	@echo "== benchmarks (peers are installed beside, in .venv)"
	$(BIN)/python -m pip install --quiet --group bench
	$(BIN)/python benchmarks/throughput.py

clean:
	rm -rf .venv
