"""How fast the rewards are beside their peers, and how often they agree: `make bench`.

Math against math-verify and TRL's `accuracy_reward`; format against TRL's `think_format_reward`; language against
langdetect, sentence by sentence and on the whole text. Every grader gets the same texts, made here from a seed, and
the real ones of ../shared where that folder exists. Each runs in a process of its own, so that no cache of one helps
another, and no text is graded twice.

What is measured is CPU time, of the process and of every process it starts: other programs on the machine disturb it
little, and a worker process hides nothing. Loading is not counted: each grader first grades texts that are not timed.
The rows are graded in ten batches, and the table shows the median batch. A peer that is not installed is left out, and
named. Code rewards are not here yet.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import random
import re
import resource
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
SEED = 20260101
BATCHES = 10
WARM_UP = 5
OURS = "ours"

Scores = list["float | None"]
Grade = Callable[[list[dict[str, Any]]], Scores]


@dataclass
class Task:
    """A set of rows and the graders that are compared on it.

    ours: the name of our grader; peers: those of the others. tolerance: scores this close agree.
    """

    name: str
    rows: Callable[[int], list[dict[str, Any]]]
    ours: str
    peers: tuple[str, ...]
    size: int
    tolerance: float = 0.0


@dataclass
class Result:
    """What one grader did: CPU seconds a row in each batch, and its score of each row, in order."""

    missing: str = ""
    seconds: list[float] = field(default_factory=list)
    scores: Scores = field(default_factory=list)


# --- rows: {"completion", "reference"?, "prompt"?, "label"?} --------------------------------------------------------

STEPS = (
    "First we write down what is given and what is asked.",
    "Let x be the unknown; then the condition becomes an equation.",
    "We expand both sides: $x^2 + 2x + 1 = (x + 1)^2$, so the sign is right.",
    "Wait, that was too fast. Let me check the case where x is negative.",
    "Substituting back gives \\( \\frac{3}{4} \\cdot 12 = 9 \\), as it should be.",
    "There is no other case, because the function is increasing.",
    "So we only have to add the two parts.",
)
LANGUAGES = {
    "en": (
        "First we write down what is given.",
        "Then the condition becomes an equation.",
        "So we only have to add the two parts.",
        "There is no other case to look at.",
    ),
    "fr": (
        "D'abord nous notons ce qui est donné.",
        "Ensuite la condition devient une équation.",
        "Il suffit donc d'additionner les deux parties.",
        "Il n'y a pas d'autre cas à examiner.",
    ),
    "de": (
        "Zuerst schreiben wir auf, was gegeben ist.",
        "Dann wird aus der Bedingung eine Gleichung.",
        "Wir müssen also nur die beiden Teile addieren.",
        "Einen anderen Fall gibt es hier nicht.",
    ),
    "es": (
        "Primero anotamos lo que nos han dado.",
        "Entonces la condición se convierte en una ecuación.",
        "Así que solo tenemos que sumar las dos partes.",
        "No hay ningún otro caso que estudiar.",
    ),
    "ru": (
        "Сначала запишем, что нам дано.",
        "Тогда условие превращается в уравнение.",
        "Значит, остаётся только сложить обе части.",
        "Других случаев здесь нет.",
    ),
    "zh": (
        "首先我们写下已知条件。",
        "然后这个条件变成一个方程。",
        "所以只需要把两部分相加。",
        "没有其他情况需要考虑。",
    ),
}


def chain_of_thought(chance: random.Random) -> str:
    """A few paragraphs of reasoning."""
    return "\n\n".join(" ".join(chance.choices(STEPS, k=4)) for _ in range(chance.randint(1, 6)))


def answered(chance: random.Random, answer: str) -> str:
    """A completion with an answer in a box."""
    return f"<think>\n{chain_of_thought(chance)}\n</think>\nThe answer is $\\boxed{{{answer}}}$."


def numerals(size: int) -> list[dict[str, Any]]:
    """Integers, fractions, decimals and percents, respelled (equal) or changed (not)."""
    chance = random.Random(SEED)
    rows = []
    for _ in range(size):
        top, bottom = chance.randint(1, 400), chance.choice((2, 4, 5, 8, 10, 20, 25))
        label = chance.random() < 0.5
        other = top if label else top + chance.randint(1, 9)
        spellings = [
            (f"{top}", f"{other}"),
            (f"{top * 1000}", f"{other * 1000:,}"),
            (f"\\frac{{{top}}}{{{bottom}}}", f"\\dfrac{{{other * 3}}}{{{bottom * 3}}}"),
            (f"{top}/{bottom}", f"{other / bottom}"),
            (f"{top / 100}", f"\\frac{{{other}}}{{100}}"),
            (f"{top}\\%", f"{other}\\%"),
        ]
        reference, answer = chance.choice(spellings)
        rows.append({"completion": answered(chance, answer), "reference": reference, "label": label})
    return rows


def expressions(size: int) -> list[dict[str, Any]]:
    """Surds, π, polynomials, tuples, sets, intervals and equations, respelled or changed."""
    chance = random.Random(SEED + 1)
    rows = []
    for _ in range(size):
        a, b = chance.randint(2, 40), chance.randint(2, 40)
        label = chance.random() < 0.5
        c = a if label else a + 1
        spellings = [
            (f"{a}\\sqrt{{{b}}}", f"\\sqrt{{{c * c * b}}}"),
            (f"\\frac{{{a}\\pi}}{{{b}}}", f"\\frac{{{c}}}{{{b}}}\\pi"),
            (f"x^2 + {a + b}x + {a * b}", f"(x + {b})(x + {c})"),
            (f"({a}, {b})", f"\\left({c},{b}\\right)"),
            (f"\\{{{a}, {a + b}\\}}", f"\\{{{c + b}, {c}\\}}"),
            (f"[{a}, \\infty)", f"\\left[{c}, +\\infty\\right)"),
            (f"y = {a}x + {b}", f"y = {b} + {c}x"),
            (f"2^{{{a}}}", f"4^{{{c}/2}}"),
        ]
        reference, answer = chance.choice(spellings)
        rows.append({"completion": answered(chance, answer), "reference": reference, "label": label})
    return rows


def shared_rows(path: str) -> list[dict[str, Any]]:
    """The rows of a file of ../shared; none where it is absent."""
    file = SHARED / path
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def pairs(path: str) -> Callable[[int], list[dict[str, Any]]]:
    """Labelled pairs of ../shared as rows; a bare answer is put into a box."""

    def rows(size: int) -> list[dict[str, Any]]:
        loaded = []
        for row in shared_rows(path):
            marked = "boxed" in row["pred"] or len(row["pred"]) > 300
            completion = row["pred"] if marked else f"The answer is $\\boxed{{{row['pred'].strip('$ ')}}}$."
            loaded.append({"completion": completion, "reference": row["gold"], "label": bool(row["label"])})
        return shuffled(loaded)[:size]

    return rows


def shuffled(rows: list[Any]) -> list[Any]:
    """The rows in an order that has nothing to do with the file's."""
    random.Random(SEED).shuffle(rows)
    return rows


def formats(size: int) -> list[dict[str, Any]]:
    """Texts that follow the R1 template, and texts that nearly do."""
    chance = random.Random(SEED + 2)
    rows = []
    for _ in range(size):
        thought, answer = chain_of_thought(chance), f"\\boxed{{{chance.randint(0, 999)}}}"
        text, label = chance.choice(
            [
                (f"<think>\n{thought}\n</think>\n\n{answer}", True),
                (f"<think>\n{thought}\n</think>\n\n{answer}<|im_end|>", True),
                (f"<think>{thought}</think>{answer}", True),
                (f"<think>\n{thought}\n\n{answer}", False),
                (f"{thought}\n</think>\n{answer}", False),
                (f"<think>\n{thought}\n</think>\n<think>\n{thought}\n</think>\n{answer}", False),
                (f"{answer}\n<think>\n{thought}\n</think>\n", False),
                (f"<think>\n\n</think>\n{thought}{answer}", False),
                (f"<think>\n{thought}\n</think>\n", False),
                (f"{thought}{answer}", False),
            ]
        )
        rows.append({"completion": text, "label": label})
    return rows


def loops(size: int) -> list[dict[str, Any]]:
    """Rollouts that fell into a loop: 100 KB of tags, of fragments, of blanks."""
    seeds = ("<think>", "</think>", "<think>\n</think>\n", "<think", " \n", "<think>r</think>\n<answer>\n", "</s>", "<")
    return [
        {"completion": "<think>" * (number % 2) + seed * (100_000 // len(seed)), "label": False}
        for number, seed in zip(range(size), seeds * (size // len(seeds) + 1), strict=False)
    ]


def mixed(size: int) -> list[dict[str, Any]]:
    """Chains of thought of few sentences, some with those of another language. The label is the share of words."""
    chance = random.Random(SEED + 3)
    rows = []
    for _ in range(size):
        target, other = chance.sample(sorted(LANGUAGES), 2)
        foreign = chance.choice((0.0, 0.0, 0.2, 0.5, 1.0))
        sentences, words = [], {target: 0, other: 0}
        for _ in range(16):
            language = other if chance.random() < foreign else target
            sentence = chance.choice(LANGUAGES[language])
            words[language] += word_count(sentence)
            sentences.append(sentence)
        label = words[target] / sum(words.values())
        rows.append({"completion": f"<think>{' '.join(sentences)}</think>4", "reference": target, "label": label})
    return rows


def composed(size: int) -> list[dict[str, Any]]:
    """The composed chains of thought of ../shared, with formulas and code. The label is the share of words."""
    rows = []
    for row in shared_rows("language/composed_mixed_cots.jsonl"):
        words = {True: 0, False: 0}
        for language, text in row["segments"]:
            if language in {row["target"], row["other"]}:
                words[language == row["target"]] += word_count(text)
        label = words[True] / max(1, sum(words.values()))
        rows.append({"completion": f"<think>{row['text']}</think>4", "reference": row["target"], "label": label})
    return shuffled(rows)[:size]


EUROPEAN = ("de", "en", "es", "fr", "it", "nl", "pl", "pt", "tr")
FAR = ("ar", "ja", "ko", "ru", "zh")


def sentences(size: int) -> list[dict[str, Any]]:
    """Texts of eight different real sentences of ../shared, some of another language. The label is the share of words.

    Only here do words repeat as rarely as in the world, and graders that remember words gain no more than they may.
    """
    chance = random.Random(SEED + 4)
    left: dict[str, list[str]] = {language: [] for language in (*EUROPEAN, *FAR)}
    for row in shuffled(shared_rows("language/lingua_sentences.jsonl")):
        left.get(row["lang"], []).append(row["text"])
    rows: list[dict[str, Any]] = []
    while len(rows) < size:
        able = [language for language, texts in left.items() if len(texts) >= 8]
        if len(able) < 2:
            break
        target, other = chance.sample(able, 2)
        foreign = chance.choice((0, 0, 2, 4))
        mine = [left[target].pop() for _ in range(8 - foreign)]
        others = [left[other].pop() for _ in range(foreign)]
        words = [sum(word_count(text) for text in texts) for texts in (mine, others)]
        text = " ".join(shuffled(mine + others))
        rows.append({"completion": f"<think>{text}</think>4", "reference": target, "label": words[0] / sum(words)})
    return rows


_WORD = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]|[^\W\d_\u3040-\u30ff\u4e00-\u9fff]+")


def word_count(text: str) -> int:
    """Words; a character of Han or Kana is one."""
    return len(_WORD.findall(text))


# --- graders ------------------------------------------------------------------------------------------------------


def delimited(reference: str) -> str:
    """A reference as math-verify wants it: LaTeX is known by its delimiters."""
    return reference if "$" in reference or "\\boxed" in reference else f"${reference}$"


def our_math() -> Grade:
    """Our math reward on a batch."""
    from verifiers import math_reward

    return lambda rows: math_reward([row["completion"] for row in rows], [row["reference"] for row in rows])


def our_format() -> Grade:
    """Our format reward on a batch."""
    from verifiers import format_reward

    return lambda rows: format_reward([row["completion"] for row in rows])


def our_language() -> Grade:
    """Our language reward on a batch."""
    from verifiers import language_reward

    return lambda rows: language_reward(
        [row["completion"] for row in rows], language=[row["reference"] for row in rows]
    )


def math_verify() -> Grade:
    """math-verify as its README shows it, with its default time limits."""
    from math_verify import parse, verify

    return lambda rows: [float(verify(parse(delimited(row["reference"])), parse(row["completion"]))) for row in rows]


def trl_accuracy() -> Grade:
    """TRL's accuracy reward on a batch of conversations, as the trainer calls it."""
    from trl.rewards import accuracy_reward

    return lambda rows: accuracy_reward(conversations(rows), [delimited(row["reference"]) for row in rows])


def trl_format() -> Grade:
    """TRL's format reward on a batch of conversations."""
    from trl.rewards import think_format_reward

    return lambda rows: think_format_reward(conversations(rows))


def conversations(rows: list[dict[str, Any]]) -> list[list[dict[str, str]]]:
    """The completions as TRL has them."""
    return [[{"role": "assistant", "content": row["completion"]}] for row in rows]


def langdetect_document() -> Grade:
    """1.0 if langdetect, seeded, finds the target in the whole text."""
    return lambda rows: [float(detected(row["completion"]) == row["reference"]) for row in rows]


def langdetect_sentences() -> Grade:
    """The share of words that are in sentences where langdetect, seeded, finds the target."""

    def share(row: dict[str, Any]) -> float:
        words = {True: 0, False: 0}
        for sentence in re.split(r"(?<=[.!?])\s+|(?<=[。！？])", row["completion"]):
            words[detected(sentence) == row["reference"]] += word_count(sentence)
        return words[True] / max(1, sum(words.values()))

    return lambda rows: [share(row) for row in rows]


def detected(text: str) -> str:
    """The language that langdetect finds, without its region."""
    from langdetect import DetectorFactory, LangDetectException, detect

    DetectorFactory.seed = 0
    try:
        return str(detect(text)).partition("-")[0]
    except LangDetectException:  # no letters
        return ""


GRADERS: dict[str, tuple[str, Callable[[], Grade]]] = {
    "math_reward": ("verifiers", our_math),
    "format_reward": ("verifiers", our_format),
    "language_reward": ("verifiers", our_language),
    "math-verify": ("math_verify", math_verify),
    "trl accuracy_reward": ("trl", trl_accuracy),
    "trl think_format_reward": ("trl", trl_format),
    "langdetect, whole text": ("langdetect", langdetect_document),
    "langdetect by sentence": ("langdetect", langdetect_sentences),
}
"""By name: the package that must be there, and what makes the grader."""

MATH_PEERS = ("math-verify", "trl accuracy_reward")
FORMAT_PEERS = ("trl think_format_reward",)
LANGUAGE_PEERS = ("langdetect by sentence", "langdetect, whole text")
TASKS = (
    Task("math: numerals", numerals, "math_reward", MATH_PEERS, 1000),
    Task("math: expressions", expressions, "math_reward", MATH_PEERS, 300),
    Task("math: HardVerify pairs", pairs("math/hardverify_dev.jsonl"), "math_reward", MATH_PEERS, 300),
    Task("math: real completions", pairs("math/qwen_math_cot_100.jsonl"), "math_reward", MATH_PEERS, 300),
    Task("format: short", formats, "format_reward", FORMAT_PEERS, 3000),
    Task("format: 100 KB loops", loops, "format_reward", FORMAT_PEERS, 80),
    Task("language: few words", mixed, "language_reward", LANGUAGE_PEERS, 100, 0.1),
    Task("language: real sentences", sentences, "language_reward", LANGUAGE_PEERS, 80, 0.1),
    Task("language: composed", composed, "language_reward", LANGUAGE_PEERS, 90, 0.1),
)


# --- measuring ----------------------------------------------------------------------------------------------------


def cpu_seconds() -> float:
    """CPU time of this process and of all that it started, those that still run included (where there is a /proc)."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    tick = os.sysconf("SC_CLK_TCK")
    return time.process_time() + ended.ru_utime + ended.ru_stime + sum(descendants(os.getpid())) / tick


def descendants(process: int) -> Iterator[int]:
    """The clock ticks of each process below one."""
    for listed in Path(f"/proc/{process}/task").glob("*/children"):
        for child in listed.read_text().split():
            try:
                fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            except OSError:  # it has ended meanwhile
                continue
            yield sum(int(ticks) for ticks in fields[11:15])  # of its own and of those it has waited for
            yield from descendants(int(child))


def warm_up(task: Task, size: int) -> list[dict[str, Any]]:
    """Rows that are not timed, made like those that are; for math they start whatever has to be started."""
    if task.ours == "math_reward":
        return expressions(1000)[-WARM_UP:]
    return task.rows(size + WARM_UP)[size:]


def measure(grader: str, task: Task, rows: list[dict[str, Any]]) -> Result:
    """Grade the rows in this process."""
    package, make = GRADERS[grader]
    if importlib.util.find_spec(package) is None:
        return Result(missing=package)
    warnings.simplefilter("ignore")
    grade = make()
    grade(warm_up(task, len(rows)) or rows[:1])
    result = Result()
    size = -(-len(rows) // BATCHES)
    for start in range(0, len(rows), size):
        batch = rows[start : start + size]
        before = cpu_seconds()
        result.scores += grade(batch)
        result.seconds.append((cpu_seconds() - before) / len(batch))
    return result


def measure_apart(grader: str, task: Task, size: int) -> Result:
    """Grade the rows in a new process."""
    command = [sys.executable, __file__, "--grader", grader, "--task", task.name, "--rows", str(size)]
    run = subprocess.run(command, check=False, capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"{grader} failed on {task.name}:\n{run.stderr[-2000:]}")
    return Result(**json.loads(run.stdout.splitlines()[-1]))


def agreement(scores: Scores, others: list[Any], tolerance: float) -> str:
    """How many scores are the same."""
    same = sum(
        one is other or (one is not None and other is not None and abs(one - other) <= tolerance)
        for one, other in zip(scores, others, strict=True)
    )
    return f"{same / len(scores):.1%}"


def table_row(task: Task, grader: str, result: Result, ours: Result, labels: list[Any]) -> list[str]:
    """The cells of one grader's line."""
    median, mine = statistics.median(result.seconds), statistics.median(ours.seconds)
    return [
        task.name if result is ours else "",
        grader,
        str(len(labels)),
        f"{median * 1e6:,.0f}",
        f"{max(result.seconds) * 1e6:,.0f}",
        f"{1 / median:,.0f}",
        "1" if result is ours else f"{median / mine:.2f}",
        "" if result is ours else agreement(result.scores, ours.scores, task.tolerance),
        agreement(result.scores, labels, task.tolerance),
    ]


COLUMNS = (
    "rows of",
    "grader",
    "rows",
    "µs a row",
    "worst batch",
    "rows a second",
    "time / ours",
    "agrees with ours",
    "agrees with labels",
)


def compare(tasks: list[Task], most: int, left_out: list[str]) -> None:
    """Measure every grader of every task and print the table."""
    from rich.console import Console
    from rich.table import Table

    console = Console(width=None if sys.stdout.isatty() else 150)
    table = Table(title="CPU time of the median batch, and agreement of the scores")
    for number, column in enumerate(COLUMNS):
        table.add_column(column, justify="left" if number < 2 else "right", no_wrap=number < 2)
    missing = {f"{name} (as asked)" for name in left_out}
    for task in tasks:
        rows = task.rows(min(task.size, most))
        if not rows:
            missing.add(f"{task.name} (needs ../shared)")
            continue
        labels = [None if row["label"] is None else float(row["label"]) for row in rows]
        print(f"{task.name}: {len(rows)} rows", file=sys.stderr)
        ours = measure_apart(task.ours, task, len(rows))
        table.add_row(*table_row(task, task.ours, ours, ours, labels), style="bold")
        for peer in task.peers:
            if peer in left_out:
                continue
            result = measure_apart(peer, task, len(rows))
            if result.missing:
                missing.add(f"{peer} (needs {result.missing})")
                continue
            table.add_row(*table_row(task, peer, result, ours, labels))
        table.add_section()
    console.print(table)
    console.print(f"Language scores agree when they differ by at most {TASKS[-1].tolerance}.")
    if missing:
        console.print(f"Left out: {', '.join(sorted(missing))}.")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--task", action="append", choices=[task.name for task in TASKS], help="only this (repeat it)")
    parser.add_argument("--rows", type=int, default=10**9, help="at most so many rows of each")
    parser.add_argument("--without", action="append", default=[], choices=[*GRADERS], help="leave a peer out")
    parser.add_argument("--grader", choices=[*GRADERS], help=argparse.SUPPRESS)  # what the processes are started with
    options = parser.parse_args()
    tasks = [task for task in TASKS if options.task is None or task.name in options.task]
    if options.grader is None:
        compare(tasks, options.rows, options.without)
        return
    [task] = tasks
    print(json.dumps(vars(measure(options.grader, task, task.rows(options.rows)))))


if __name__ == "__main__":
    main()
