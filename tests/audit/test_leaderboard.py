"""The leaderboard runs as its page says, and the page shows what was kept of the run."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from verifiers.audit import AUDIT

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "benchmarks" / "audit"


@pytest.mark.slow
def test_it_runs(tmp_path):
    if not FOLDER.exists():
        pytest.skip("no benchmarks here")
    out, reports = tmp_path / "RESULTS.md", tmp_path / "results.json"
    command = [sys.executable, FOLDER / "leaderboard.py", "--peer", "ours-format", "--out", out, "--json", reports]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert "| ours: format_reward |" in out.read_text()
    assert json.loads(reports.read_text())["peers"]["ours-format"]["held"]


def test_the_page_shows_what_was_kept():
    if not FOLDER.exists():
        pytest.skip("no benchmarks here")
    kept = json.loads((FOLDER / "results.json").read_text())
    page = (ROOT / "docs" / "audit.md").read_text()
    assert f"Audit {kept['audit']}, seed" in page
    if kept["audit"] != AUDIT:  # measuring the others takes their environments; the page says how old it is
        assert f"The suite is {AUDIT} now" in page
        assert f"The tables are of suite {kept['audit']}" in page
    tables = (FOLDER / "RESULTS.md").read_text().split("\n", 2)[2]
    assert tables.strip() in page
    for report in kept["peers"].values():
        for area in report["areas"]:
            assert f"{area.get('passed', 0)}/{area.get('total', 0)}" in page
    ours = {name: report for name, report in kept["peers"].items() if name.startswith("ours")}
    assert ours
    assert all(report["held"] for report in ours.values())
