"""`verify-cli score` on a million rows: memory over time, and rows a second of CPU beside a loop around math-verify.

    python benchmarks/scoring/scale.py --out docs/scale-memory   # writes .json and .png

The rows are those of rows.py. Memory is that of the command and its workers together, in parts where pages are shared
(PSS), twice a second. CPU time is that of all of these processes. The loops (loops.py) get a sample of the same rows,
every so-manieth, in the same run, on one core: math-verify in full, and our own rewards to show what the engine costs
beyond grading.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from processes import cpu, memory, tree
from rows import write

EVERY_SECONDS = 0.5
BARS = "▁▂▃▄▅▆▇█"


def scored(source: Path, out: Path, workers: int) -> dict[str, Any]:
    """Score a file, watched."""
    command = [sys.executable, "-c", "from verifiers.cli import main; main()", "score", str(source)]
    begin = time.monotonic()
    process = subprocess.Popen(
        [*command, "--out", str(out), "--json", "--workers", str(workers)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    curve, cpu_seconds = [], {}
    partial = out.with_name(out.name + ".partial")
    while process.poll() is None:
        pids = tree(process.pid)
        written = partial.stat().st_size if partial.exists() else 0
        parts = [memory(pid) for pid in pids]
        cpu_seconds |= {pid: max(cpu(pid), cpu_seconds.get(pid, 0.0)) for pid in pids}
        curve.append([round(time.monotonic() - begin, 1), parts[0], sum(parts[1:]), written])
        time.sleep(EVERY_SECONDS)
    summary = json.loads(process.stdout.read())  # type: ignore[union-attr]
    return {
        "seconds": time.monotonic() - begin,
        "cpu_seconds": sum(cpu_seconds.values()),
        "curve": curve[:-1] or curve,
        "summary": summary,
    }


def loop(name: str, sample: Path) -> float:
    """Rows a CPU second of a plain loop."""
    script = str(Path(__file__).with_name("loops.py"))
    done = subprocess.run([sys.executable, script, name, str(sample)], check=True, capture_output=True)
    result = json.loads(done.stdout)
    return float(result["rows"] / result["cpu_seconds"])


def draw(curve: list[list[float]], path: Path) -> None:
    """The curve as a picture, where matplotlib is installed."""
    try:
        import matplotlib as mpl
    except ImportError:
        print("matplotlib is not installed: no picture")
        return
    mpl.use("Agg")
    from matplotlib import pyplot as plt

    total = curve[-1][3] or 1  # a run so short that nothing was written when it was looked at
    share = [100 * point[3] / total for point in curve]
    figure, axes = plt.subplots(figsize=(7, 3))
    axes.plot(share, [(point[1] + point[2]) / 2**20 for point in curve], label="all processes")
    axes.plot(share, [point[1] / 2**20 for point in curve], label="the command alone")
    axes.set(xlabel="% of the file scored", ylabel="MiB in memory (PSS)", ylim=(0, None))
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=100)


def bars(values: list[float], width: int = 60) -> str:
    """The curve as text, from zero to its maximum."""
    top = max(values)
    points = [values[index * len(values) // width] for index in range(min(width, len(values)))]
    return "".join(BARS[min(7, int(8 * value / top))] for value in points)


def tell_memory(curve: list[list[float]]) -> None:
    """The curve in words and as a line of bars."""
    for name, values in (
        ("all processes", [point[1] + point[2] for point in curve]),
        ("the command", [point[1] for point in curve]),
    ):
        tenth, half, end = (values[int(share * (len(values) - 1))] / 2**20 for share in (0.1, 0.5, 1.0))
        print(f"MiB of {name}: {tenth:.0f} after a tenth, {half:.0f} at half, {end:.0f} at the end")
        print(bars(values))


def main() -> None:
    """Make the rows, score them, run the loops, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--sample", type=int, default=2_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path, default=Path("/tmp/verify-cli-scale"))
    parser.add_argument("--out", type=Path, help="write the curve to OUT.json and OUT.png")
    chosen = parser.parse_args()
    chosen.folder.mkdir(exist_ok=True)
    source, sample = chosen.folder / f"{chosen.rows}.jsonl", chosen.folder / "sample.jsonl"
    write(source, chosen.rows)
    step = max(1, chosen.rows // chosen.sample)
    with source.open("rb") as lines, sample.open("wb") as file:
        file.writelines(line for number, line in enumerate(lines) if number % step == 0)

    run = scored(source, chosen.folder / "scored.jsonl", chosen.workers)
    rate = chosen.rows / run["cpu_seconds"]
    plain, peer = loop("ours", sample), loop("math-verify", sample)
    size = source.stat().st_size / 2**20
    print(f"{chosen.rows:,} rows, {size:,.0f} MiB, {chosen.workers} workers: {run['seconds']:.0f} s")
    print(f"summary: {json.dumps(run['summary'])}")
    tell_memory(run["curve"])
    print(f"rows a CPU second, all processes counted: {rate:,.0f}")
    print(
        f"our rewards in a plain loop, on {chosen.sample:,} of these rows: {plain:,.0f}; the engine: {rate / plain:.2f}"
    )
    print(f"math-verify in a plain loop, on the same rows: {peer:,.0f}; the engine: {rate / peer:.0f} times as many")
    if chosen.out:
        result = {name: value for name, value in run.items() if name != "curve"}
        result |= {"rows": chosen.rows, "sample": chosen.sample, "plain_loop": plain, "math_verify_loop": peer}
        result["curve: seconds, bytes of the command, bytes of its workers, bytes written"] = run["curve"]
        chosen.out.with_suffix(".json").write_text(json.dumps(result) + "\n")
        draw(run["curve"], chosen.out.with_suffix(".png"))


if __name__ == "__main__":
    main()
