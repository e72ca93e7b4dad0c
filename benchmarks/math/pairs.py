"""The labelled pairs on which graders are compared: where they come from and how each is handed over.

The data lie beside the repository (`../shared/data/math`) and keep their own licences; without them there is nothing
to measure, and the scripts say so. A row is one of three kinds:

- text: a completion that contains a box, handed over as it is;
- bare: an answer without its completion, wrapped into a box, so that graders which read boxes can find it;
- prose: a completion whose answer is in no box. Whether a grader should fish it out is a matter of policy, so these
  rows are counted apart.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data" / "math"

Kind = Literal["text", "bare", "prose"]

BARE = ("hardverify_dev", "synthetic_rewrites_dev", "zeroeval_math_l5_dev")
UNIT_TESTS = ("hendrycks_math_tests", "nemo_skills_math_equal", "mario_eval_tests")
MIXED = ("math_verify_tests", "lighteval_extractive_tests", "framework_tests", "user_issue_pairs")
TEXT = ("qwen_math_cot_100", "mr_gsm8k_human", "pathological_inputs")
SETS = (*BARE, *UNIT_TESTS, *MIXED, *TEXT)
GOLDS = (
    "golds_math_500",
    "golds_aime24",
    "golds_aime25",
    "golds_amc23",
    "golds_minerva_272",
    "golds_olympiadbench_oe_en_675",
)
VARIANTS = tuple(f"variants_{name}" for name in GOLDS)

_BOX = re.compile(r"\\(?:boxed|fbox)\b")
# A sentence: a telling word, Chinese, or four words in a row; text commands are no sentences.
_SENTENCE = re.compile(
    r"(?i)\b(?:answer|therefore|thus|hence|réponse|since|final|result|is|are|we|not|how|donc|soucis|matrix|mentions)\b"
    r"|[\u4e00-\u9fff]{2}|[\u0900-\u097f]{2}"
)
_TEXT_COMMAND = re.compile(r"\\(?:text|mathrm|mbox|textbf|textit|textnormal|operatorname)\s*\{[^{}]*\}")
_WORDS = re.compile(r"(?:\b[^\W\d_]{2,}\b[ ,:]+){3}[^\W\d_]{2,}\b")


class Pair(NamedTuple):
    """A reference, a completion, and whether the completion's answer is right."""

    set: str
    id: str
    gold: str
    answer: str
    kind: Kind
    label: bool
    note: str

    @property
    def completion(self) -> str:
        """What a grader is given."""
        return boxed(self.answer) if self.kind == "bare" else self.answer


def boxed(answer: str) -> str:
    """A bare answer in a box, without the dollars around it; a trailing backslash must not escape the brace."""
    answer = answer.strip()
    if answer.count("$") == 2 and answer[0] == answer[-1] == "$":
        answer = answer[1:-1].strip()
    return rf"\boxed{{{answer}{' ' if answer.endswith(chr(92)) else ''}}}"


def kind_of(name: str, answer: str) -> Kind:
    """Decide how a row of a data set is handed over."""
    if _BOX.search(answer):
        return "text"
    if name in BARE or name in UNIT_TESTS:
        return "bare"
    if name in TEXT or not answer.strip() or "<think>" in answer:
        return "prose"
    plain = _TEXT_COMMAND.sub(" ", answer)
    return "prose" if _SENTENCE.search(plain) or _WORDS.search(plain) or len(answer) > 250 else "bare"


def load(name: str) -> list[Pair]:
    """Read a data set by its name, or make one: `variants_golds_math_500` and so on."""
    if name in VARIANTS:
        return variants(name.removeprefix("variants_"))
    rows = (json.loads(line) for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    return [
        Pair(name, row["id"], row["gold"], row["pred"], kind_of(name, row["pred"]), row["label"], row["note"])
        for row in rows
    ]


def variants(name: str) -> list[Pair]:
    """Pairs made from a list of golds by the generator: each gold itself, its re-spellings and its near misses."""
    from verifiers.math.variants import near_misses, respellings

    pairs: list[Pair] = []
    for gold in dict.fromkeys(golds(name)):
        made = [(gold, "itself", True)]
        made += [(text, rule, True) for text, rule in respellings(gold)]
        made += [(text, rule, False) for text, rule in near_misses(gold)]
        for text, rule, label in made:
            pairs.append(Pair(f"variants_{name}", f"{name}-{len(pairs):05}", gold, text, "bare", label, rule))
    return pairs


def golds(name: str) -> list[str]:
    """Read a list of gold answers by its name."""
    return [json.loads(line)["gold"] for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def sample(pairs: Iterable[Pair], size: int, *, seed: int = 0) -> list[Pair]:
    """At most `size` pairs, the same ones on every run, in their order."""
    pairs = list(pairs)
    if len(pairs) <= size:
        return pairs
    chosen = sorted(random.Random(seed).sample(range(len(pairs)), size))
    return [pairs[index] for index in chosen]


def require_data() -> None:
    """Leave with a sentence when the data are not there."""
    if not DATA.is_dir():
        sys.exit(f"the labelled pairs are not here: {DATA} (they lie beside the repository, not in it)")
