"""Shows each pair that our math reward gets wrong: `python benchmarks/math/failures.py --set hardverify_dev`.

A developer's tool: which rows, with what gold, what answer, and why the verdict was what it was.
"""

from __future__ import annotations

import argparse
import collections
import signal
import statistics
import time

from pairs import SETS, VARIANTS, Pair, load, require_data, sample
from runner import Grader, Result

DEFAULT = [name for name in SETS if name != "mr_gsm8k_human"]


def show(result: Result, width: int) -> None:
    """Print a wrong row on a few lines."""
    pair = result.pair
    wrong = "false negative" if pair.label else "FALSE POSITIVE"
    print(f"{wrong}  {pair.id} ({pair.kind})  {pair.note[:100]}")
    print(f"    gold  {shorten(pair.gold, width)}")
    print(f"    pred  {shorten(pair.answer, width, keep_end=pair.kind != 'bare')}")
    print(f"    {result.outcome} [{result.evidence or '-'}] {shorten(result.explanation, width)}")


def show_rules(results: list[Result]) -> None:
    """Count the wrong rows by the rule that made them, the worst rule first."""
    made = collections.Counter(result.pair.note for result in results)
    wrong = collections.Counter((result.pair.note, result.pair.label) for result in results if not result.right)
    print(f"\n{'rule':48}{'label':>8}{'wrong':>7}{'of':>7}")
    for (rule, label), count in wrong.most_common():
        print(f"{rule:48}{'equal' if label else 'differs':>8}{count:7}{made[rule]:7}")


def shorten(text: str, width: int, *, keep_end: bool = False) -> str:
    """Bring a text to one line of a bounded width; of a completion the end is what matters."""
    text = text.replace("\n", "⏎")
    if len(text) <= width:
        return text
    return "…" + text[-width:] if keep_end else text[:width] + "…"


def main() -> None:
    """Grade the sets and print what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--set",
        action="append",
        choices=[*SETS, *VARIANTS],
        help="one of the data sets (repeat it; default: all but variants)",
    )
    parser.add_argument("--limit", type=int, default=10**9, help="show at most so many wrong rows of each set")
    parser.add_argument("--rows", type=int, default=10**9, help="grade a sample of at most so many rows of each set")
    parser.add_argument("--kind", choices=["bare", "text", "prose"], action="append", help="only rows of this kind")
    parser.add_argument("--only", choices=["fp", "fn"], help="only false positives or only false negatives")
    parser.add_argument("--grep", default="", help="only rows whose gold or answer contains this")
    parser.add_argument("--slow", type=float, default=0.0, metavar="MS", help="also list pairs above so many ms of CPU")
    parser.add_argument("--peer", default="ours", help="another grader of peers.py")
    parser.add_argument("--width", type=int, default=200)
    options = parser.parse_args()
    require_data()
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # so that `| head` ends it quietly

    summary: list[str] = []
    with Grader(options.peer) as grader:
        for name in options.set or DEFAULT:
            pairs = [pair for pair in sample(load(name), options.rows) if keep(pair, options)]
            if not pairs:
                continue
            start = time.perf_counter()
            results = list(grader.grade(pairs))
            seconds = time.perf_counter() - start
            wrong = [result for result in results if not result.right]
            if options.only:
                wrong = [result for result in wrong if result.pair.label == (options.only == "fn")]
            if wrong:
                print(f"\n== {name}")
            for result in wrong[: options.limit]:
                show(result, options.width)
            if name in VARIANTS:
                show_rules(results)
            for result in results:
                if options.slow and result.cpu * 1000 > options.slow:
                    print(f"slow {result.cpu * 1000:8.1f} ms  {result.pair.id}  {shorten(result.pair.answer, 100)}")
            summary.append(summarize(name, results, seconds))
    print("\n" + f"{'set':38}{'rows':>6}{'right':>8}{'FP':>5}{'FN':>5}{'prose':>7}{'fallback':>10}", end="")
    print(f"{'median us':>11}{'max ms':>9}{'wall s':>8}  outcomes of wrong rows")
    print("\n".join(summary))


def keep(pair: Pair, options: argparse.Namespace) -> bool:
    """Whether the options ask for this row."""
    if options.kind and pair.kind not in options.kind:
        return False
    return options.grep in pair.gold or options.grep in pair.answer


def summarize(name: str, results: list[Result], seconds: float) -> str:
    """One line of the closing table. Wrong rows whose answer is in no box are counted apart, as `prose`."""
    wrong = [result for result in results if not result.right]
    counted = [result for result in wrong if result.pair.kind != "prose"]
    judged = sum(result.pair.kind != "prose" for result in results)
    share = f"{100 * (1 - len(counted) / judged):.1f}%" if judged else "-"
    false_positives = sum(not result.pair.label for result in counted)
    fallback = sum(result.evidence == "fallback" for result in results)
    cpu = [result.cpu for result in results]
    outcomes = ", ".join(f"{key} {count}" for key, count in collections.Counter(r.outcome for r in counted).items())
    return (
        f"{name:38}{len(results):6}{share:>8}{false_positives:5}{len(counted) - false_positives:5}"
        f"{len(wrong) - len(counted):7}{fallback:10}{1e6 * statistics.median(cpu):11.0f}{1e3 * max(cpu):9.1f}"
        f"{seconds:8.1f}  {outcomes}"
    )


if __name__ == "__main__":
    main()
