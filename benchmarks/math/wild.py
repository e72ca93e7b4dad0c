"""Gold answers as they are found: `python benchmarks/math/wild.py`, then read WILD.md beside this file.

Two questions are asked of each gold of `../shared/data/wild/golds.jsonl` (3,000 from public sets, plain numbers left
out), of us and of math-verify in the same run:

- one token is changed, so that it is another answer (`mutations.py`): what is still paid?
- it is spelled in another way (`verifiers.math.variants`): what is not paid, and how many golds are not read at all?

Both graders get the same pairs, in turns, in processes of their own (`runner.py`). Equality alone is asked for
(`form="any"`), since math-verify has no rule of form.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from mutations import KINDS, declared, mutations
from pairs import ROOT, Pair, boxed, sample
from runner import Grader, Result

GOLDS = ROOT.parent / "shared" / "data" / "wild" / "golds.jsonl"
PAGE = Path(__file__).with_name("WILD.md")
GRADERS = ("ours", "math-verify")
TURN = 100
"""Pairs that a grader gets before it is the other one's turn."""
CHANGED, RESPELLED, THEMSELVES = 600, 400, 200
"""Samples on which both are measured: math-verify takes ten milliseconds and more for a pair. We get all, too."""


def golds() -> list[dict[str, str]]:
    """The golds with their sets."""
    return [json.loads(line) for line in GOLDS.read_text(encoding="utf-8").splitlines()]


def changed() -> list[Pair]:
    """Each gold with one token changed, once for each kind of token that it has."""
    return [
        Pair(
            "wild", row["id"], row["gold"], boxed(change.text), "text", bool(declared(row["gold"], change)), change.kind
        )
        for row in golds()
        for change in mutations(row["gold"])
    ]


def respelled() -> list[Pair]:
    """The re-spellings of each gold."""
    from verifiers.math.variants import respellings

    return [
        Pair("wild", row["id"], row["gold"], boxed(variant.text), "text", True, variant.rule.partition(":")[0])  # noqa: FBT003
        for row in golds()
        for variant in respellings(row["gold"])
    ]


def themselves() -> list[Pair]:
    """Each gold as its own answer."""
    return [Pair("wild", row["id"], row["gold"], boxed(row["gold"]), "text", True, "itself") for row in golds()]  # noqa: FBT003


def grade(pairs: list[Pair], names: Sequence[str]) -> dict[str, list[Result]]:
    """What graders say, in turns."""
    results: dict[str, list[Result]] = {name: [] for name in names}
    graders = {name: Grader(name) for name in names}
    for start in range(0, len(pairs), TURN):
        for name in names:
            results[name] += graders[name].grade(pairs[start : start + TURN])
        print(f"\r{min(start + TURN, len(pairs))} of {len(pairs)}", end="", file=sys.stderr)
    print(file=sys.stderr)
    return results


def paid_table(results: dict[str, list[Result]]) -> list[str]:
    """What is paid of changed answers that no rule declares to be the same, by the kind of the token."""
    lines = ["| changed | answers | " + " | ".join(results) + " |", "|---|---|" + "---|" * len(results)]
    counts = {
        name: Counter(result.pair.note for result in found if result.accepted and not result.pair.label)
        for name, found in results.items()
    }
    every = Counter(result.pair.note for result in results["ours"] if not result.pair.label)
    lines += [
        f"| {kind} | {every[kind]} | " + " | ".join(str(counts[name][kind]) for name in results) + " |"
        for kind in KINDS
    ]
    total = every.total()
    shares = " | ".join(f"{counts[name].total()} ({counts[name].total() / total:.2%})" for name in results)
    return [*lines, f"| all | {total} | {shares} |"]


def refused_table(results: dict[str, list[Result]]) -> list[str]:
    """What is not paid of re-spelled answers, by the kind of the answer."""
    every = Counter(result.pair.note for result in results["ours"])
    refused = {
        name: Counter(result.pair.note for result in found if result.accepted is not True)
        for name, found in results.items()
    }
    lines = ["| kind | answers | " + " | ".join(f"{name} refuses" for name in results) + " |"]
    lines.append("|---|---|" + "---|" * len(results))
    lines += [
        f"| {kind} | {count} | " + " | ".join(str(refused[name][kind]) for name in results) + " |"
        for kind, count in every.most_common()
    ]
    shares = " | ".join(f"{refused[name].total()} ({refused[name].total() / every.total():.2%})" for name in results)
    return [*lines, f"| all | {every.total()} | {shares} |"]


def unread() -> list[str]:
    """The golds that our grammar does not read: they are equal to what is spelled alike, and to nothing else."""
    from verifiers.math.reading.parse import read
    from verifiers.math.reading.tokens import Unreadable

    def is_read(gold: str) -> bool:
        try:
            read(gold)
        except Unreadable:
            return False
        return True

    return [row["gold"] for row in golds() if not is_read(row["gold"])]


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a sample of 200 pairs of each, printed and not written")
    quick = parser.parse_args().quick
    if not GOLDS.is_file():
        sys.exit(f"the gold answers are not here: {GOLDS} (they lie beside the repository, not in it)")
    every = [[pair for pair in changed() if not pair.label], respelled(), themselves()]
    sizes = (100, 100, 100) if quick else (CHANGED, RESPELLED, THEMSELVES)
    mutated, others, same = (grade(sample(pairs, size), GRADERS) for pairs, size in zip(every, sizes, strict=True))
    ours = [] if quick else [grade(pairs, GRADERS[:1]) for pairs in every]
    own = {name: sum(result.accepted is not True for result in found) for name, found in same.items()}
    declined = Counter(declared(row["gold"], change) for row in golds() for change in mutations(row["gold"]))
    page = [
        "# Gold answers as they are found",
        "",
        "Made by `python benchmarks/math/wild.py`; what is measured stands at the head of that file.",
        "",
        "## One token changed: what is still paid",
        "",
        *paid_table(mutated),
        "",
        *(["All of them:", "", *paid_table(ours[0]), ""] if ours else []),
        "Left out, because by a rule of docs/math-rules.md they are the same answer:",
        "",
        *(f"- {rule}: {count}" for rule, count in declined.most_common() if rule),
        "",
        "## Spelled in another way: what is not paid",
        "",
        *refused_table(others),
        "",
        *(["All of them:", "", *refused_table(ours[1]), ""] if ours else []),
        "## The golds themselves",
        "",
        f"Of {len(same['ours'])} golds as their own answers, "
        + ", ".join(f"{name} refuses {count}" for name, count in own.items())
        + f". Outside our grammar are {len(unread())} of {len(every[2])}: equal to what is spelled alike, and no more.",
        "",
    ]
    text = "\n".join(page)
    print(text)
    if not quick:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
