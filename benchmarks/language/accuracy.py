"""How well is the share of the target language measured, and how fast, against langdetect in the same run?

    python benchmarks/language/accuracy.py [--data ../shared/data/language]

Gold is the share of target words in the labelled segments, where a word is what blanks separate (and contains a
letter), each character of Han or Kana is one, and so are four letters of Thai, rounded up. langdetect is seeded, and
gets each text without its formulas and code, so that only the identification is compared.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import time
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import langdetect

from verifiers import LanguageReward
from verifiers.language.languages import language_code
from verifiers.language.measure import forget
from verifiers.language.prose import split_prose

ROOT = Path(__file__).resolve().parents[2]
_CJK = re.compile(r"[぀-ヿ㐀-鿿ｦ-ﾟ々〇]")
_THAI = re.compile(r"[ก-๎]+")

Measure = Callable[[str, str], float | None]
Item = tuple[str, str, float]


def count_words(text: str) -> int:
    """The words of a labelled segment; see above."""
    count = len(_CJK.findall(text))
    text = _CJK.sub(" ", text)
    for run in _THAI.findall(text):
        count += -(-sum(map(str.isalpha, run)) // 4)
    text = _THAI.sub(" ", text)
    return count + sum(sum(map(str.isalpha, word)) > 1 or is_letter_word(word) for word in text.split())


def is_letter_word(word: str) -> bool:
    """A word of one letter; single Latin and Greek letters are variables."""
    letters = [character for character in word if character.isalpha()]
    return bool(letters) and not unicodedata.name(letters[0], "").startswith(("LATIN", "GREEK"))


def ours(text: str, target: str, candidates: tuple[str, ...] = ()) -> float | None:
    """The language reward."""
    return LanguageReward(language=target, candidates=candidates).grade(text).score


def sentence_by_sentence(text: str, target: str) -> float:
    """Langdetect on each sentence, weighted by its words."""
    right = total = 0
    for sentence in re.split(r"(?<=[.!?。！？।])\s*|\n", split_prose(text).text):
        count = count_words(sentence)
        total += count
        right += count * (detected(sentence) == fold(target))
    return right / total if total else 0.0


def whole_text(text: str, target: str) -> float:
    """Langdetect on the whole text, as language rewards in the field do."""
    return float(detected(split_prose(text).text) == fold(target))


def detected(text: str) -> str:
    """What langdetect says; Traditional and Simplified Chinese are one."""
    try:
        return fold(langdetect.detect(text))
    except langdetect.LangDetectException:
        return ""


def fold(code: str) -> str:
    """A code without its spelling: zh-cn, zh-Hans are zh."""
    return code.partition("-")[0].lower()


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def share(segments: Iterable[tuple[str, str]], target: str) -> float:
    """The gold share of the target in labelled segments."""
    counts: dict[str, int] = {}
    for language, text in segments:
        if language not in {"math", "code", "other"}:
            counts[language] = counts.get(language, 0) + count_words(text)
    return counts.get(target, 0) / max(1, sum(counts.values()))


def mixes(rows: list[dict[str, Any]]) -> list[Item]:
    """Composed mixes as (text, target, gold). Chinese against its other spelling asks for Simplified."""
    items = []
    for row in rows:
        other = row["other"]
        target = "zh-Hans" if (row["target"], other) == ("zh", "zh-hant") else row["target"]
        items.append((row["text"], target, share(row["segments"], row["target"])))
    return items


def single(rows: list[dict[str, Any]]) -> list[Item]:
    """Texts in one language: their own language is the target, the gold is 1; those we do not have are left out."""
    items = []
    for row in rows:
        code = {"zh-hant": "zh"}.get(row["lang"], row["lang"])
        if language_code(code) is not None:
            items.append((row["text"], code, 1.0))
    return items


def foreign(rows: list[dict[str, Any]]) -> list[Item]:
    """The same texts with English as the target (French for English): the gold is 0."""
    return [(text, "fr" if code == "en" else "en", 0.0) for text, code, _ in single(rows)]


def switched(rows: list[dict[str, Any]], languages: tuple[str, str]) -> list[Item]:
    """Real code-switched speech, each row once for each of its two languages that we have."""
    items = []
    for row in rows:
        labelled = [(token, language) for token, language in zip(row["tokens"], row["langs"], strict=True)]
        counted = [(language, token) for token, language in labelled if language in languages]
        if counted:
            text = " ".join(row["tokens"])
            items += [(text, one, share(counted, one)) for one in languages if language_code(one) is not None]
    return items


def errors(measure: Measure, items: Sequence[Item]) -> list[float]:
    """The absolute errors of a measure."""
    return [abs((measure(text, target) or 0.0) - gold) for text, target, gold in items]


def milliseconds(measure: Measure, text: str, target: str, before: Callable[[], object]) -> float:
    """The least CPU time of five calls, each after the same preparation: others may use the machine too."""
    times = []
    for _ in range(5):
        before()
        begin = time.process_time()
        measure(text, target)
        times.append(1000 * (time.process_time() - begin))
    return min(times)


def fresh_texts(texts: Sequence[str], size: int = 4096) -> tuple[str, str]:
    """About four kilobytes of different texts in one language, none of them twice, and the rest."""
    used, length = 0, 0
    while used < len(texts) and length < size:
        length += len(texts[used].encode()) + 1
        used += 1
    return " ".join(texts[:used]).encode()[:size].decode(errors="ignore"), " ".join(texts[used:])


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT / ".." / "shared" / "data" / "language")
    parser.add_argument("--limit", type=int, help="rows of each set, for a quick look")
    parser.add_argument("--pairs", action="store_true", help="the composed mixes pair by pair")
    options = parser.parse_args()
    data = {path.stem: rows_of(path)[: options.limit] for path in sorted(options.data.glob("*.jsonl"))}
    langdetect.DetectorFactory.seed = 0
    print_errors(sets_of(data))
    if options.pairs:
        print_pairs(data["composed_mixed_cots"])
    print_times(data["lingua_sentences"], "lingua sentences")
    print_times(data["polymath_questions"], "PolyMath questions")


def sets_of(data: dict[str, list[dict[str, Any]]]) -> dict[str, tuple[Sequence[Item], tuple[str, ...]]]:
    """What is measured: (text, target, gold share) and the closed set of languages, where one is given."""
    within = [
        (row["text"], one, share(row["segments"], one))
        for row in data["composed_intra"]
        for one in sorted({language for language, _ in row["segments"]})
    ]
    turkish_german = switched(data["cs_turkish_german_sagt"], ("tr", "de"))
    frisian_dutch = switched(data["cs_frisian_dutch_fame"], ("fy", "nl"))
    return {
        "composed mixes": (mixes(data["composed_mixed_cots"]), ()),
        "composed within a sentence": (within, ()),
        "composed sentences, own language": (single(data["composed_sentences"]), ()),
        "composed sentences, other target": (foreign(data["composed_sentences"]), ()),
        "lingua sentences, own language": (single(data["lingua_sentences"]), ()),
        "lingua sentences, other target": (foreign(data["lingua_sentences"]), ()),
        "PolyMath questions, own language": (single(data["polymath_questions"]), ()),
        "PolyMath questions, other target": (foreign(data["polymath_questions"]), ()),
        "Turkish-German speech, any language": (turkish_german, ()),
        "Turkish-German speech, closed set": (turkish_german, ("tr", "de")),
        "Frisian-Dutch speech, closed set": (frisian_dutch, ("fy", "nl")),
    }


def print_errors(sets: dict[str, tuple[Sequence[Item], tuple[str, ...]]]) -> None:
    """The error of each method on each set."""
    names = ("verifiers", "langdetect by sentence", "langdetect whole")
    print(f"{'mean (greatest) absolute error of the share':<46}" + "".join(f"{name:>24}" for name in names))
    for name, (items, candidates) in sets.items():
        closed: Measure = partial(ours, candidates=candidates)
        cells = [errors(measure, items) for measure in (closed, sentence_by_sentence, whole_text)]
        row = "".join(f"{statistics.fmean(cell):>17.3f} ({max(cell):.2f})" for cell in cells)
        print(f"{name:<38}{len(items):>8}{row}")


def print_times(rows: list[dict[str, Any]], name: str) -> None:
    """The time of each method on four kilobytes of text in each language; no sentence is in it twice.

    Cold: our caches are empty. Warm: they have seen the other texts in that language, and never this one.
    Again: they have seen this one, as in a group of answers to one question that are worded alike.
    """
    names = ("bytes", "cold", "warm", "again", "langdetect by sentence", "whole", "/ cold", "/ warm", "/ again")
    print(f"\n{'ms for 4 KB of ' + name:<36}" + "".join(f"{one:>{len(one) + 3}}" for one in names))
    texts: dict[str, list[str]] = {}
    for text, language, _ in single(rows):
        texts.setdefault(language, []).append(text)
    for language, pool in sorted(texts.items()):
        text, rest = fresh_texts(pool)
        ours(text, language)  # the statistics are read once in a process

        def have_read_others(rest: str = rest, language: str = language) -> None:
            forget()
            ours(rest, language)

        cold = milliseconds(ours, text, language, forget)
        warm = milliseconds(ours, text, language, have_read_others)
        again = milliseconds(ours, text, language, lambda: None)
        slow = milliseconds(sentence_by_sentence, text, language, forget)
        whole = milliseconds(whole_text, text, language, forget)
        cells = (cold, warm, again, slow, whole, slow / cold, slow / warm, slow / again)
        row = "".join(f"{cell:>{len(one) + 3}.2f}" for one, cell in zip(names[1:], cells, strict=True))
        print(f"{language:<36}{len(text.encode()):>8}{row}")


def print_pairs(rows: list[dict[str, Any]]) -> None:
    """The error on the composed mixes for each pair of languages."""
    by_pair: dict[str, list[float]] = {}
    for row, (text, target, gold) in zip(rows, mixes(rows), strict=True):
        by_pair.setdefault(f"{row['target']}/{row['other']}", []).append(abs((ours(text, target) or 0.0) - gold))
    print("  ".join(f"{pair} {statistics.fmean(values):.3f}" for pair, values in by_pair.items()))


if __name__ == "__main__":
    main()
