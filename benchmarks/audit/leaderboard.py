"""The audit of many reward functions in one run: ours, and others' as they ship them. Writes the table and the reports.

    python benchmarks/audit/leaderboard.py --python PATH --python PATH

Each peer is looked for in this interpreter first and then in those that are named, since peers cannot share one
environment; what none of them has is named in the table. How the environments were made is in docs/audit.md.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from verifiers import VERDICTS
from verifiers.audit import AUDIT, Options, UnusableError, audit

sys.path.append(str(Path(__file__).parent))
from peers import LEFT_OUT, PEERS

HERE = Path(__file__).parent
VERSION = "import importlib.metadata as m, sys; print(m.version(sys.argv[1]))"


AREAS = ("math", "format", "language", "code", "functions", "messages")


def find(name: str, pythons: list[str], seconds: float) -> dict[str, Any] | str:
    """A peer's report, from the first interpreter that has it, with its version; or why none has."""
    peer, why = PEERS[name], ""
    for python in pythons * 2:  # some modules fail to be imported every other time
        try:
            report = audit(Options(f"{HERE / 'peers.py'}:{name}", peer.areas, python=python, seconds=seconds))
        except UnusableError as error:
            why = why or str(error)
            continue
        asked = subprocess.run([python, "-c", VERSION, peer.package], capture_output=True, text=True, check=False)
        found = {**report.as_json(), "target": name, "version": asked.stdout.partition(".dev")[0].strip() or "source"}
        for area in found["areas"]:  # what held needs no words
            area["probes"] = [probe for probe in area.get("probes", []) if probe["status"] != "passed"]
        return found
    return why


def row(name: str, report: dict[str, Any], area: dict[str, Any]) -> str:
    """A line of an area's table: what held, and where it did not."""
    lost = [probe for probe in area["probes"] if probe["status"] != "choice"]
    unproven = sum(probe["status"] == "unproven" for probe in lost)
    topics = Counter(probe["id"].split("/")[1] for probe in lost).most_common()
    where = ", ".join(f"{topic} {count}" for topic, count in topics) or "-"
    if not area["applies"]:
        where = f"not applicable: {area['note']}"
    shape = f"{area['shape']}; {area['frame']}" if area["applies"] else ""
    held = f"{area['passed']}/{area['total']}"
    return f"| {PEERS[name].title} | {report['version']} | {held} | {unproven} | {shape} | {where} |"


def tables(reports: dict[str, dict[str, Any]]) -> list[str]:
    """A table an area, the best first."""
    lines: list[str] = []
    for name in AREAS:
        versions = {report["audit"] for report in reports.values() for area in report["areas"] if area["area"] == name}
        rows = [
            (-area["passed"] / max(1, area["total"]), row(peer, reports[peer], area))
            for peer in PEERS
            if peer in reports
            for area in reports[peer]["areas"]
            if area["area"] == name
        ]
        if rows:
            lines += ["", f"### {name} (suite {', '.join(sorted(versions))})", "", HEAD, "|---|---|---:|---:|---|---|"]
            lines += [line for _, line in sorted(rows, key=lambda one: one[0])]
    return lines


HEAD = "| reward | version | holds | of the rest unproven | called as; shown in | where it does not hold |"


def main() -> None:
    """Audit all, a few at a time, and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", action="append", default=[], help="an interpreter that has further peers")
    parser.add_argument("--peer", action="append", choices=list(PEERS), help="only these; what is kept of others stays")
    parser.add_argument("--seconds", type=float, default=20.0, help="as of `verify-cli audit`")
    parser.add_argument("--jobs", type=int, default=2, help="so many at a time: the bounds count CPU time")
    parser.add_argument("--out", type=Path, default=HERE / "RESULTS.md")
    parser.add_argument("--json", type=Path, default=HERE / "results.json")
    options = parser.parse_args()
    kept: dict[str, Any] = {"audit": AUDIT, "rules": VERDICTS, "missing": {}, "peers": {}}
    if options.peer and options.json.exists():
        kept = json.loads(options.json.read_text(encoding="utf-8"))
    pythons = [sys.executable, *options.python]
    with ThreadPoolExecutor(options.jobs) as pool:
        asked = {pool.submit(find, name, pythons, options.seconds): name for name in options.peer or PEERS}
        for future in as_completed(asked):
            name, result = asked[future], future.result()
            for kind in ("missing", "peers"):
                kept[kind].pop(name, None)
            kept["missing" if isinstance(result, str) else "peers"][name] = result
            print(f"{name}: {result if isinstance(result, str) else result['score']}", file=sys.stderr, flush=True)
            options.json.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
            options.out.write_text("\n".join(page(kept)) + "\n", encoding="utf-8")
    print("\n".join(page(kept)))


def page(kept: dict[str, Any]) -> list[str]:
    """The tables, and what is not in them."""
    missing = [f"{PEERS[name].title} ({why})" for name, why in kept["missing"].items()]
    return [
        "# Reward functions, audited",
        "",
        f"Audit {kept['audit']}, seed 0, by `leaderboard.py`. Every failing probe with its input is in results.json.",
        *tables(kept["peers"]),
        "",
        *([f"Not installed here: {'; '.join(missing)}.", ""] if missing else []),
        f"Left out: {'; '.join(f'{name} ({why})' for name, why in LEFT_OUT.items())}.",
    ]


if __name__ == "__main__":
    main()
