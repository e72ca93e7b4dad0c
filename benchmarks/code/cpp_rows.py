"""Every C++ row of MultiPL-E's HumanEval, taken apart and run in the sandbox: the table of docs/code-cpp.md.

    nice python benchmarks/code/cpp_rows.py ../shared/data/code/multiple_humaneval_cpp.jsonl

For each row its own solution (written by a model, and not always right), and the prompt continued by nothing but
`return {};`, which must fail. A solution that does not pass is also run as the makers of the tests would: one program,
plain assertions, in the same sandbox. Where that fails, too, the row is at fault.
"""

from __future__ import annotations

import argparse
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from verifiers.code.cpp import Separated, answers, expected, expected_answers, respondent, separate  # noqa: E402
from verifiers.code.suite import BadTestsError, CppAssertTests  # noqa: E402
from verifiers.sandbox import Limits, Program, Sandbox, open_sandbox  # noqa: E402

LIMITS = Limits(cpu_seconds=5)
CALL = 110
"""Characters of a call that the table shows."""


class Row(NamedTuple):
    """What came of a row: of each program how many tests passed of how many, or why none was run."""

    name: str
    solution: str
    plain: str
    empty: str
    reason: str


def graded(sandbox: Sandbox, separated: Separated, wanted: list[bytes], source: str) -> tuple[str, str]:
    """What came of a solution ("passed", so many of the tests, or how it ended), and the first test that failed."""
    result = sandbox.run(Program("cpp", respondent(separated, source)), limits=LIMITS)
    if result.outcome == "compile_error":
        error = next((line for line in result.stderr.decode(errors="replace").splitlines() if "error:" in line), "")
        return "compile_error", error[-160:]
    got = answers(result.stdout, separated.count)
    right = [one == other for one, other in zip(got, wanted, strict=True)]
    if all(right):
        return "passed", ""
    at = right.index(False)
    seen = "nothing" if (value := got[at]) is None else value.decode()
    return f"{sum(right)} of {len(right)}", (
        f"{separated.assertions[at].call} gives {seen[:60]}, expected {wanted[at].decode()[:60]} ({result.outcome})"
    )


def plain(sandbox: Sandbox, solution: str, test: str) -> str:
    """The program that the tests were written for, one main behind the other."""
    source = f"#define main other_main\n{solution}\n#undef main\n{test.replace('}', '', 1)}"
    source = f"#include <bits/stdc++.h>\n{source}"  # precompiled, where it comes first
    outcome = sandbox.run(Program("cpp", source), limits=LIMITS).outcome
    return "passed" if outcome == "ok" else outcome


def row(sandbox: Sandbox, data: dict[str, str]) -> Row:
    """All programs of one row."""
    solution = data["solution"] or ""
    try:
        separated = separate(CppAssertTests(data["test"], data["prompt"]))
        result = sandbox.run(Program("cpp", expected(separated)), limits=LIMITS)
        wanted = expected_answers(result.stdout, separated.count)
    except BadTestsError as error:
        outcome = plain(sandbox, solution, data["test"]) if solution else "no solution"
        return Row(data["id"], "bad tests", outcome, "bad tests", str(error))
    empty, _ = graded(sandbox, separated, wanted, "    return {};\n")
    if not solution:
        return Row(data["id"], "no solution", "no solution", empty, "the row has none")
    ours, reason = graded(sandbox, separated, wanted, solution)
    other = "" if ours == "passed" else plain(sandbox, solution, data["test"])
    return Row(data["id"], ours, other, empty, reason)


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("file", type=Path)
    arguments.add_argument("--rows", type=int, help="only so many, spread over the file")
    arguments.add_argument("--wall", choices=("docker", "local"), default="local")
    options = arguments.parse_args()
    data = [json.loads(line) for line in options.file.read_text().splitlines()]
    data = data[:: max(1, len(data) // options.rows)][: options.rows] if options.rows else data
    rows = []
    with open_sandbox(options.wall, slots=2) as sandbox, ThreadPoolExecutor(2) as threads:
        for one in threads.map(lambda each: row(sandbox, each), data):
            rows.append(one)
            print(f"{len(rows)} of {len(data)}: {one}", file=sys.stderr, flush=True)
    print("| program | rows | passed | fails a test | does not compile | no solution | bad tests |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, outcomes in (
        ("the row's solution", [one.solution for one in rows]),
        ("`return {};`", [one.empty for one in rows]),
    ):
        known = [outcomes.count(word) for word in ("passed", "compile_error", "no solution", "bad tests")]
        print(f"| {name} | {len(rows)} | {known[0]} | {len(rows) - sum(known)} | {' | '.join(map(str, known[1:]))} |")
    print("\n| row | taken apart | plain assertions | what is wrong |\n| --- | --- | --- | --- |")
    for one in rows:
        if one.solution != "passed":
            call, gives, came = one.reason.partition(" gives ")
            reason = f"{call if len(call) <= CALL else call[:CALL] + '…'}{gives}{came}".replace("|", "\\|")
            print(f"| {one.name} | {one.solution} | {one.plain} | {reason} |")


if __name__ == "__main__":
    main()
