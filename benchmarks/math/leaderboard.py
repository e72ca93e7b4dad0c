"""Math graders side by side: `python benchmarks/math/leaderboard.py`, then read RESULTS.md beside this file.

Every grader gets the same pairs, one after the other as a trainer's batch, in a process of its own that is killed when
a pair takes too long; sympy's caches and ours are emptied before each pair, and the graders take turns. Times are CPU
times, including those of processes that a grader starts, so that the load of the machine shows little in them (what it
does to the processor's caches, it does).

Peers that are not installed are left out and named. Some cannot be installed beside each other: give the interpreters
of further environments with `--python`, and each peer is looked for in all of them.

    python -m venv peers
    peers/bin/pip install 'math-verify[antlr4_13_2]' pylatexenc numpy datasets regex word2number
    peers/bin/pip install --no-deps verl lm_eval evalscope==1.0.2
    python benchmarks/math/leaderboard.py --python peers/bin/python
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import platform
import random
import statistics
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from failures import shorten
from pairs import MIXED, UNIT_TESTS, Pair, golds, load, require_data, sample
from peers import PEERS
from runner import Grader, NotInstalled, Result

TURN = 50
"""Pairs that a grader gets before it is the next one's turn."""
RESULTS = Path(__file__).with_name("RESULTS.md")

COLUMNS = "| grader | right | false positives | false negatives | declined | killed | median | p99 | max | fallback |"
FILLER = (
    "We count the ordered pairs $(a, b)$ with $a + b = {n}$ and $ab \\\\equiv {m} \\\\pmod{{{p}}}$. ",
    "Since ${n} = {m} \\\\cdot {p} + {q}$, the remainder is ${q}$, so the case $k = {p}$ is impossible. ",
    "Adding the two cases gives $\\\\frac{{{n}}}{{{m}}} + {p}$, which is less than ${n}$.\n\n",
    "Let me check that again: the sum is {n}, and {m} of these are counted twice. ",
)


class Row(NamedTuple):
    """A grader on a data set."""

    name: str
    results: list[Result]


def data_sets(*, quick: bool) -> dict[str, list[Pair]]:
    """The data sets, by the title of their table."""
    size = 20 if quick else 1500
    tests = [pair for name in (*UNIT_TESTS, *MIXED[:-1]) for pair in load(name)]
    issues = load("user_issue_pairs")
    sets = {
        "HardVerify-Math (development half)": load("hardverify_dev"),
        "Pairs that users reported": [pair for pair in issues if pair.kind != "prose"],
        "Unit tests of graders and frameworks": [pair for pair in tests if pair.kind != "prose"],
        "Re-spellings and perturbations of five benchmarks": load("synthetic_rewrites_dev"),
        "Re-spellings and near misses of MATH-500's answers": load("variants_golds_math_500"),
        "Model answers to MATH level 5": sample(load("zeroeval_math_l5_dev"), 600),
        "Complete model solutions (Qwen2.5-Math)": load("qwen_math_cot_100"),
        "Inputs that made graders hang": load("pathological_inputs"),
        "Answers in prose, no box (a matter of policy)": [p for p in (*tests, *issues) if p.kind == "prose"],
    }
    if quick:
        sets["Inputs that made graders hang"] = sample(load("pathological_inputs"), 4)
    return {title: sample(distinct(pairs), size) for title, pairs in sets.items()}


def distinct(pairs: Iterable[Pair]) -> list[Pair]:
    """Each pair once; without those on which two suites disagree, as their settings differ."""
    labels: dict[tuple[str, str], set[bool]] = {}
    first: dict[tuple[str, str], Pair] = {}
    for pair in pairs:
        key = (pair.gold, pair.completion)
        labels.setdefault(key, set()).add(pair.label)
        first.setdefault(key, pair)
    return [pair for key, pair in first.items() if len(labels[key]) == 1]


def long_completions(count: int, length: int = 4096) -> list[Pair]:
    """Completions of a given length about an AIME answer, each another text; every second one is right."""
    rng = random.Random(0)
    answers = [*golds("golds_aime24"), *golds("golds_aime25")]
    pairs = []
    for number, gold in enumerate(itertools.islice(itertools.cycle(answers), count)):
        text = "<think>\n"
        while len(text) < length - 120:
            numbers = {name: rng.randint(2, 999) for name in "nmpq"}
            text += rng.choice(FILLER).format(**numbers)
        answer = gold if number % 2 == 0 else str(int(gold) + 1)
        text += f"\n</think>\n\nThe two cases together give the result.\n\n**Answer:** $\\boxed{{{answer}}}$"
        pairs.append(Pair("latency", str(number), gold, text, "text", number % 2 == 0, ""))
    return pairs


def find(name: str, pythons: list[str], wall_seconds: float) -> Grader | str:
    """A grader from the first interpreter that has it, or why there is none."""
    python, *others = pythons
    try:
        return Grader(name, python=python, wall_seconds=wall_seconds)
    except NotInstalled as error:
        return (find(name, others, wall_seconds) if others else "") or str(error)


def measure(title: str, pairs: list[Pair], graders: Mapping[str, Grader]) -> list[Row]:
    """Each grader on a data set.

    They take turns after so many pairs, so that what else the machine does while it measures is no grader's own luck.
    """
    print(title, file=sys.stderr)
    rows = [Row(name, []) for name in graders]
    for start in range(0, len(pairs), TURN):
        for row in rows:
            row.results.extend(graders[row.name].grade(pairs[start : start + TURN]))
    return rows


def summary(
    graders: Mapping[str, Grader], rows: Mapping[str, list[Row]], latencies: list[Row], threads: Mapping[str, bool]
) -> list[str]:
    """The lines of the first table: each grader on all data sets together."""
    lines = []
    for number, (name, latency) in enumerate(latencies):
        every = [result for measured in rows.values() for result in measured[number].results]
        right = f"{100 * sum(result.right for result in every) / len(every):.1f}%"
        median = duration(statistics.median(result.cpu for result in latency))
        cells = (name, graders[name].version, right, "yes" if threads[name] else "no", median)
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def table(rows: Iterable[Row]) -> list[str]:
    """A data set's table in Markdown."""
    lines = [COLUMNS, "|---|" + "---:|" * (COLUMNS.count("|") - 2)]
    for name, results in rows:
        wrong = [result for result in results if not result.right]
        false_positives = sum(not result.pair.label for result in wrong)
        cpu = sorted(result.cpu for result in results)
        fallback = sum(result.evidence == "fallback" for result in results) / len(results)
        cells = [
            name,
            f"{100 * (1 - len(wrong) / len(results)):.1f}%",
            str(false_positives),
            str(len(wrong) - false_positives),
            str(sum(result.accepted is None for result in results)),
            str(sum(result.killed for result in results)),
            duration(statistics.median(cpu)),
            duration(cpu[min(len(cpu) - 1, int(0.99 * len(cpu)))]),
            duration(cpu[-1]),
            f"{100 * fallback:.1f}%" if name.startswith("ours") else "",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def duration(seconds: float) -> str:
    """A time with a unit that fits it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e6:.0f} µs"


def report_failures(path: Path, results: Iterable[Result]) -> None:
    """Write our own wrong rows, one a line."""
    with path.open("w", encoding="utf-8") as file:
        for result in results:
            if not result.right:
                pair = result.pair
                wrong = "FN" if pair.label else "FP"
                cells = (wrong, pair.set, pair.id, pair.note[:60], shorten(pair.gold, 120), shorten(pair.answer, 120))
                file.write("\t".join((*cells, result.outcome, result.evidence)) + "\n")


def main() -> None:
    """Measure and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="20 pairs of each set, and kill after 2 seconds")
    parser.add_argument("--python", action="append", default=[], help="an interpreter that has further peers")
    parser.add_argument("--peer", action="append", choices=list(PEERS), help="only these graders")
    parser.add_argument("--failures", type=Path, help="write our wrong rows to this file")
    parser.add_argument("--out", type=Path, default=RESULTS, help="where the tables go (default: RESULTS.md)")
    options = parser.parse_args()
    require_data()

    sets = data_sets(quick=options.quick)
    completions = long_completions(40 if options.quick else 400)
    wall_seconds = 2.0 if options.quick else 10.0
    graders: dict[str, Grader] = {}
    missing: list[str] = []
    for name in options.peer or PEERS:
        grader = find(name, [sys.executable, *options.python], wall_seconds)
        if isinstance(grader, str):
            missing.append(f"{name}: {grader}")
        else:
            graders[name] = grader
    with contextlib.ExitStack() as stack:
        for grader in graders.values():
            stack.enter_context(grader)
        rows = {title: measure(title, pairs, graders) for title, pairs in sets.items()}
        latencies = measure("4 KB completions", completions, graders)
        threads = {name: grader.threads() for name, grader in graders.items()}

    description = (
        f"Measured by `leaderboard.py{' --quick' if options.quick else ''}` on {platform.machine()}, Python"
        f" {platform.python_version()}. CPU times of pairs, caches empty; a pair that takes longer than"
        f" {wall_seconds:.0f} s is killed and counts as rejected. Labels are about equivalence, so `ours` leaves the"
        " answer-form rule out; `form=evaluated` is the default of `math_reward`."
    )
    lines = [
        "# Math graders side by side",
        "",
        description,
        "",
        "| grader | version | right, all sets | may be called from threads | 4 KB completion, median |",
        "|---|---|---:|---|---:|",
        *summary(graders, rows, latencies, threads),
        *(["", f"Not installed, so left out: {'; '.join(missing)}."] if missing else []),
    ]
    for title, measured in rows.items():
        pairs = sets[title]
        equal = sum(pair.label for pair in pairs)
        lines += ["", f"## {title}", "", f"{len(pairs)} pairs, {equal} of them equal.", "", *table(measured)]
    options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))
    if options.failures:
        report_failures(options.failures, (result for measured in rows.values() for result in measured[0].results))


if __name__ == "__main__":
    main()
