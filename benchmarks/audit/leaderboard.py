"""The audit of many reward functions in one run: ours, and others' as they ship them. Writes the table and the reports.

    python benchmarks/audit/leaderboard.py --python PATH --python PATH

Each peer is looked for in this interpreter first and then in those that are named, since peers cannot share one
environment; what none of them has is named in the table. How the environments were made is in docs/audit.md.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from verifiers import VERDICTS
from verifiers.audit import AUDIT, AreaReport, Options, Report, UnusableError, audit

sys.path.append(str(Path(__file__).parent))
from peers import LEFT_OUT, PEERS, Peer

HERE = Path(__file__).parent
VERSION = "import importlib.metadata as m, sys; print(m.version(sys.argv[1]))"


def find(name: str, peer: Peer, pythons: list[str], seconds: float) -> tuple[Report, str] | str:
    """Audit a peer in the first interpreter that has it, with its version; or why none has."""
    why = ""
    for python in pythons * 2:  # some modules fail to be imported every other time
        try:
            report = audit(Options(f"{HERE / 'peers.py'}:{name}", peer.areas, python=python, seconds=seconds))
        except UnusableError as error:
            why = why or str(error)
            continue
        asked = subprocess.run([python, "-c", VERSION, peer.package], capture_output=True, text=True, check=False)
        return report, asked.stdout.strip() or "source"
    return why


def row(peer: Peer, version: str, area: AreaReport) -> str:
    """A line of an area's table: what held, and where it did not."""
    topics = Counter(finding.id.split("/")[1] for finding in area.counted if finding.status != "passed")
    unproven = sum(finding.status == "unproven" for finding in area.findings)
    lost = ", ".join(f"{topic} {count}" for topic, count in topics.most_common()) if area.applies else area.note
    how = f"{area.shape}; {area.frame}" if area.applies else ""
    return f"| {peer.title} | {version} | {area.passed}/{area.total} | {unproven} | {how} | {lost or '-'} |"


def tables(found: dict[str, tuple[Report, str]]) -> list[str]:
    """A table an area, the best first."""
    lines: list[str] = []
    names = sorted({area.area for report, _ in found.values() for area in report.areas})
    for area_name in sorted(names, key=["math", "format", "language", "code", "functions"].index):
        rows = [
            (area.passed / max(1, area.total), row(PEERS[name], version, area))
            for name, (report, version) in found.items()
            for area in report.areas
            if area.area == area_name
        ]
        lines += [
            "",
            f"### {area_name}",
            "",
            "| reward | version | holds | of the rest, unproven | called as; shown as | where it does not hold |",
            "|---|---|---:|---:|---|---|",
            *(line for _, line in sorted(rows, key=lambda one: -one[0])),
        ]
    return lines


def main() -> None:
    """Audit all, a few at a time, and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", action="append", default=[], help="an interpreter that has further peers")
    parser.add_argument("--peer", action="append", choices=list(PEERS), help="only these")
    parser.add_argument("--seconds", type=float, default=20.0, help="as of `verify-cli audit`")
    parser.add_argument("--jobs", type=int, default=2, help="so many at a time: the bounds count CPU time")
    parser.add_argument("--out", type=Path, default=HERE / "RESULTS.md")
    parser.add_argument("--json", type=Path, default=HERE / "results.json")
    options = parser.parse_args()
    found: dict[str, tuple[Report, str]] = {}
    missing: list[str] = []
    kept: dict[str, Any] = {"audit": AUDIT, "rules": VERDICTS, "python": platform.python_version(), "peers": {}}
    names = list(options.peer or PEERS)
    pythons = [sys.executable, *options.python]
    pool = ThreadPoolExecutor(options.jobs)
    for name, result in zip(
        names, pool.map(lambda name: find(name, PEERS[name], pythons, options.seconds), names), strict=True
    ):
        if isinstance(result, str):
            missing.append(f"{PEERS[name].title} ({result})")
            print(f"{name}: {result}", file=sys.stderr, flush=True)
            continue
        found[name] = result
        print(f"{name}: {result[0].score}", file=sys.stderr, flush=True)
        report = {**result[0].as_json(), "target": name, "version": result[1]}
        for area in report["areas"]:  # what held needs no words
            area["probes"] = [probe for probe in area.get("probes", []) if probe["status"] != "passed"]
        kept["peers"][name] = report
        options.json.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    left_out = [f"{name}: {why}" for name, why in LEFT_OUT.items()]
    lines = [
        "# Reward functions, audited",
        "",
        f"Audit {AUDIT}, seed 0, by `leaderboard.py`; a row has {options.seconds:.0f} CPU seconds, one of programs six",
        "times that. Every failing probe with its input is in results.json.",
        *tables(found),
        "",
        *([f"Not installed here: {'; '.join(missing)}.", ""] if missing else []),
        f"Left out: {'; '.join(left_out)}.",
    ]
    options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
