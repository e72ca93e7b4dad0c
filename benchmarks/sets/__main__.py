"""`python -m benchmarks.sets`: writes problems as JSON lines."""

from __future__ import annotations

import argparse
import json
import sys

from benchmarks.sets.draw import LEVELS, STYLES, draw


def main() -> None:
    """Write the rows that are asked for to standard output."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.sets", description="Problems by construction, as JSON lines."
    )
    parser.add_argument("style", choices=sorted(STYLES))
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--split", choices=("train", "test"), default="test")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--level", type=int, action="append", choices=LEVELS, help="again for more; default: all")
    parser.add_argument("--family", action="append", default=[], help="again for more; default: all")
    parser.add_argument(
        "--complete",
        action="store_true",
        help="add a completion with the reference in its box: verify-cli score must find all of them correct",
    )
    options = parser.parse_args()
    try:
        problems = draw(
            options.style,
            options.count,
            split=options.split,
            seed=options.seed,
            levels=options.level or LEVELS,
            families=options.family,
        )
    except ValueError as error:
        parser.error(str(error))
    for problem in problems:
        row = problem.row()
        if options.complete:
            row["completion"] = f"<think>The reference says so.</think>The answer is \\boxed{{{problem.answer}}}."
        sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
