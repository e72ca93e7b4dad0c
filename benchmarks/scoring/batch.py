"""A trainer's step: R1's rewards for 1,024 completions of 16 KB from one thread: `python batch.py [--workers N]`.

Completions are chains of thought of sentences from our documentation, drawn from a seed, no two alike. Beside them runs
a ticker that sleeps for a millisecond: how late it is, is how late whatever else the trainer does would be. The peers,
math-verify and langdetect, grade the first completions one by one, and what 1,024 would take is reckoned from that.
"""

from __future__ import annotations

import argparse
import logging
import random
import re
import threading
import time
from collections.abc import Callable
from pathlib import Path

from verifiers import r1_reward
from verifiers.workers.batches import LocalScorer

COMPLETIONS = 1_024
CHARACTERS = 16_000
OF_PEERS = 16
ROUNDS = 3
ROOT = Path(__file__).resolve().parents[2]


def completions(seed: int = 1) -> list[str]:
    """The batch, every text right and in English but for words that the documentation quotes."""
    pages = "\n".join(path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("docs/*.md")))
    sentences = re.findall(r"(?<=[.:] )[A-Z][a-z]+ [^<>|\n`\\]{40,160}\.", pages)
    draw = random.Random(seed)
    return [_completion(sentences, draw) for _ in range(COMPLETIONS)]


def _completion(sentences: list[str], draw: random.Random) -> str:
    text = ""
    while len(text) < CHARACTERS:
        text += draw.choice(sentences) + " "
    return f"<think>{text}</think>\n\\boxed{{4}}"


def seconds(call: Callable[[], object]) -> float:
    """By the wall."""
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


class Ticker(threading.Thread):
    """Sleeps for a millisecond again and again, and knows how long that took."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.gaps: list[float] = []
        self._ends = threading.Event()

    def run(self) -> None:
        """Tick until the end."""
        last = time.perf_counter()
        while not self._ends.wait(0.001):
            now = time.perf_counter()
            self.gaps.append(now - last)
            last = now

    def late(self) -> float:
        """The 99th percentile of the gaps, in milliseconds; ends the ticker."""
        self._ends.set()
        self.join()
        return sorted(self.gaps)[int(len(self.gaps) * 0.99)] * 1e3


def measured(name: str, grade: Callable[[list[str]], list[float | None]], texts: list[str]) -> None:
    """Print how long the first batch takes and the best of the next, and how late a ticker is."""
    first = seconds(lambda: grade(texts))
    ticker = Ticker()
    ticker.start()
    best = min(seconds(lambda: grade(texts)) for _ in range(ROUNDS))
    late = ticker.late()
    assert min(score or 0.0 for score in grade(texts)) > 2.9, "the documentation quotes a few words of other languages"
    print(f"{name:22} first batch {first:6.2f} s   later {best:6.2f} s   ticker p99 {late:5.1f} ms")


def peers(texts: list[str]) -> None:
    """Print what math-verify and langdetect take for the same, reckoned from a few."""
    import langdetect
    from math_verify import parse, verify

    logging.disable()

    def grade() -> None:
        for text in texts[:OF_PEERS]:
            assert verify(parse("4"), parse(text))
            assert langdetect.detect(text) == "en"

    grade()  # loads the profiles
    each = seconds(grade) / OF_PEERS
    print(f"{'math-verify, langdetect':22} reckoned from {OF_PEERS}: {each * len(texts):.0f} s")


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--workers", type=int, default=2)
    workers = parser.parse_args().workers
    texts = completions()
    english = {"answer": ["4"] * len(texts), "language": ["en"] * len(texts)}
    with LocalScorer(r1_reward, workers=workers) as scorer:
        measured(f"{workers} workers", lambda texts: scorer(texts, **english), texts)
    measured("one process", lambda texts: r1_reward(texts, **english), texts)
    peers(texts)


if __name__ == "__main__":
    main()
