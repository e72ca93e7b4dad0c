"""Published problem sets, a row each: where a set is, how large, how it is graded, and who says so. No data is here."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

GPQA_SEED = 0
"""Of the order in which GPQA's options stand, as simple-evals has it: `random.Random(0)`, a draw of four a question."""


@dataclass(frozen=True)
class Published:
    """A set, and its protocol.

    repository, config, split: on the hub. files: of the repository, where it is files and no table (a pattern).
    rows: how many problems it has. reward: by what it is graded, as `-r` has it. protocol: in words, with its source.
    read: what turns a row of it into columns that are known here; `None`: they are.
    base: the set of the same problems with the tests that this one adds to.
    """

    repository: str
    split: str
    rows: int
    reward: str
    protocol: str
    config: str | None = None
    files: str | None = None
    read: Callable[[dict[str, Any], random.Random], dict[str, Any]] | None = None
    base: str = ""


def _gsm8k(row: dict[str, Any], _: random.Random) -> dict[str, Any]:
    """The answer follows the worked solution, after four hash signs."""
    return {**row, "answer": str(row["answer"]).rpartition("####")[2].strip()}


def _amc(row: dict[str, Any], _: random.Random) -> dict[str, Any]:
    """Whole numbers, published as floats."""
    answer = row["answer"]
    return {**row, "answer": int(answer) if isinstance(answer, float) and answer.is_integer() else answer}


def _olympiadbench(row: dict[str, Any], _: random.Random) -> dict[str, Any]:
    """A list of texts, mostly of one; several are all asked for."""
    answer = row["final_answer"]
    return {**row, "answer": ", ".join(map(str, answer)) if isinstance(answer, list) else answer}


def _gpqa(row: dict[str, Any], draw: random.Random) -> dict[str, Any]:
    """The options in the order of the protocol, and the letter of the right one."""
    names = ("Correct Answer", "Incorrect Answer 1", "Incorrect Answer 2", "Incorrect Answer 3")
    order = draw.sample(range(len(names)), len(names))
    return {
        "id": row["Record ID"],
        "question": row["Question"],
        "options": [str(row[names[place]]).strip() for place in order],
        "answer": "ABCD"[order.index(0)],
        "subject": row.get("High-level domain"),
    }


def _mbpp_base(row: dict[str, Any], _: random.Random) -> dict[str, Any]:
    """The tests of MBPP alone, of which MBPP+ has more."""
    return {name: value for name, value in row.items() if name != "test"}


_BOXED = "The last box, compared as mathematics"
_MATHARENA = f"{_BOXED}; 4 samples a problem, and their mean: MathArena (arXiv 2505.23281)"
_AIME = f"{_BOXED}; 64 samples a problem, pass@1 and cons@64: DeepSeek-R1 (arXiv 2501.12948), section 3"

SETS = {
    "GSM8K": Published(
        "openai/gsm8k", "test", 1319, "math(lenient)", config="main", read=_gsm8k,
        protocol="The final number, which stands after #### in the references: Cobbe et al. 2021 (arXiv 2110.14168)",
    ),
    "MATH-500": Published(
        "HuggingFaceH4/MATH-500", "test", 500, "math",
        protocol=f"{_BOXED}: Lightman et al. 2023 (arXiv 2305.20050), of Hendrycks et al. 2021 (2103.03874)",
    ),
    "AIME-2024": Published("HuggingFaceH4/aime_2024", "train", 30, "math", _AIME),
    "AIME-2025": Published("math-ai/aime25", "test", 30, "math", _AIME),
    "AIME-2026": Published("MathArena/aime_2026", "train", 30, "math", _MATHARENA),
    "AMC": Published(
        "AI-MO/aimo-validation-amc", "train", 83, "math", read=_amc,
        protocol=f"{_BOXED}; AMC 12 of 2022 and 2023, changed to whole numbers: its card",
    ),
    "HMMT-Feb-2025": Published("MathArena/hmmt_feb_2025", "train", 30, "math", _MATHARENA),
    "HMMT-Nov-2025": Published("MathArena/hmmt_nov_2025", "train", 30, "math", _MATHARENA),
    "HMMT-Feb-2026": Published("MathArena/hmmt_feb_2026", "train", 33, "math", _MATHARENA),
    "OlympiadBench": Published(
        "Hothan/OlympiadBench", "train", 674, "math", config="OE_TO_maths_en_COMP", read=_olympiadbench,
        protocol=f"{_BOXED}; English competitions in text with final answers: He et al. 2024 (arXiv 2402.14008)",
    ),
    "GPQA-diamond": Published(
        "Idavidrein/gpqa", "train", 198, "math(lenient)", config="gpqa_diamond", read=_gpqa,
        protocol="The letter of the right option: Rein et al. 2023 (arXiv 2311.12022); options in the order of "
        "simple-evals, random.Random(0)",
    ),
    "HumanEval": Published(
        "openai/openai_humaneval", "test", 164, "code",
        protocol="pass@k over its unit tests: Chen et al. 2021 (arXiv 2107.03374)",
    ),
    "HumanEval+": Published(
        "evalplus/humanevalplus", "test", 164, "code", base="HumanEval",
        protocol="pass@1 over the tests of HumanEval and 80 times as many: Liu et al. 2023 (arXiv 2305.01210)",
    ),
    "MBPP": Published(
        "google-research-datasets/mbpp", "test", 500, "code", config="full",
        protocol="pass@1 over three assertions: Austin et al. 2021 (arXiv 2108.07732)",
    ),
    "MBPP-base": Published(
        "evalplus/mbppplus", "test", 378, "code", read=_mbpp_base,
        protocol="the problems of MBPP+ with the assertions of MBPP alone: EvalPlus's base",
    ),
    "MBPP+": Published(
        "evalplus/mbppplus", "test", 378, "code", base="MBPP-base",
        protocol="pass@1 over the tests of MBPP and 35 times as many: Liu et al. 2023 (arXiv 2305.01210)",
    ),
    "LiveCodeBench": Published(
        "livecodebench/code_generation_lite", "train", 1055, "code", files="test*.jsonl",
        protocol="pass@1 over public and private tests, six seconds a test: Jain et al. 2024 (arXiv 2403.07974); "
        "release 6 is all files",
    ),
}  # fmt: skip


def published(name: str) -> tuple[str, Published] | None:
    """A set by its name, however that is written (`gsm8k`, `AIME24`, `HumanEvalPlus`); `None`: there is none."""
    wanted = _plain(name)
    return next(((known, one) for known, one in SETS.items() if _plain(known) == wanted), None)


def _plain(name: str) -> str:
    plain = re.sub(r"[^a-z0-9+]", "", name.lower().replace("plus", "+"))
    return re.sub(r"^(aime|hmmtfeb|hmmtnov)(2\d)$", r"\g<1>20\2", plain)


_MARK = re.compile(r"^[ \t]*\(?([A-F])[).:][ \t]+", re.MULTILINE)


def letter_in(prompt: str, options: list[str], letter: str) -> str | None:
    """The letter of an option in a prompt that shows them all, in whichever order; `None`: it does not.

    letter: of the option in `options`.
    """
    _, *parts = _MARK.split(prompt)
    shown = {mark: text.strip() for mark, text in zip(parts[::2], parts[1::2], strict=True)}
    marks = [[mark for mark, text in shown.items() if _is(text, option)] for option in options]
    if len(parts) != 2 * len(options) or any(len(one) != 1 for one in marks):
        return None
    return marks["ABCD".index(letter)][0]


def _is(shown: str, option: str) -> bool:
    """Whether a text shows an option, the last with more behind it on other lines."""
    return " ".join(shown.split()) == " ".join(option.split()) or shown.startswith(f"{option}\n")
