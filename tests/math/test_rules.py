"""The rules cannot lie: each example of docs/math-rules.md is graded, and each disagreement is listed there."""

import ast
import importlib.util
import re
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from verifiers import MathReward

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data" / "math"
PAGE = (ROOT / "docs" / "math-rules.md").read_text(encoding="utf-8")
_SPAN = re.compile(r"`([^`]+)`")
_ROW_ID = re.compile(r"\b[a-z]\w+-\d{5}\b")


class Example(NamedTuple):
    reference: str
    answer: str
    equal: bool
    options: str

    def grade(self):
        call = ast.parse(f"f({self.options})", mode="eval").body
        settings = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
        prompt = settings.pop("prompt", None)
        return MathReward(**settings).grade(f"\\boxed{{{self.answer}}}", self.reference, prompt=prompt)


def section(title):
    return PAGE.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def table(text):
    """The rows of the Markdown tables in a text, without their heads."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    heads = {index for index, line in enumerate(lines) if line.startswith("|---")}
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for index, line in enumerate(lines)
        if index not in heads and index + 1 not in heads
    ]


def pairs(cell):
    return [span.split(" ~ ", 1) for span in _SPAN.findall(cell) if " ~ " in span]


def examples():
    """The examples of the two sections of rules: a column of equal pairs, a column of different ones."""
    for title in ("The rules of equality", "The rules of form"):
        for rule, equal, different in table(section(title)):
            options = rule.removeprefix("with `").partition("`")[0] if rule.startswith("with `") else ""
            for column, label in ((equal, True), (different, False)):
                assert column == "" or pairs(column), column
                for reference, answer in pairs(column):
                    yield Example(reference, answer, label, options)


def differences(title, options):
    """The pairs on which others' labels and ours differ."""
    for cells in table(section(title)):
        for reference, answer in pairs(cells[1]):
            yield Example(reference, answer, cells[0] == "different", options)


EXAMPLES = list(examples())
DIFFERENCES = [
    *differences("Where we differ from others' test suites", 'form="any", lenient=True'),
    *differences("HardVerify-Math: what remains", ""),
]


def name(example):
    return f"{example.reference} {'~' if example.equal else '!~'} {example.answer} {example.options}"


@pytest.mark.parametrize("example", EXAMPLES, ids=name)
def test_examples(example):
    verdict = example.grade()
    assert (verdict.score == 1.0) == example.equal, verdict
    assert verdict.outcome in {"correct", "incorrect", "undecided", "bad_reference"}


@pytest.mark.parametrize("example", DIFFERENCES, ids=name)
def test_where_we_differ(example):
    assert (example.grade().score == 1.0) == example.equal


def test_there_are_examples():
    assert len(EXAMPLES) > 300
    assert len({example.options for example in EXAMPLES}) > 5


def test_every_kind_of_evidence_is_explained():
    def shape(evidence):
        return re.sub(r"\d+", "N", evidence)

    explained = {row[0] for row in table(section("How a verdict is reached"))}
    seen = {shape(part) for example in EXAMPLES for part in example.grade().detail["evidence"].split(", ")}
    assert seen - {""} <= explained
    assert explained - {"fallback"} <= seen


def labelled_pairs(monkeypatch):
    """The reader of the labelled pairs, which belongs to the benchmarks."""
    spec = importlib.util.spec_from_file_location("labelled_pairs", ROOT / "benchmarks" / "math" / "pairs.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "labelled_pairs", module)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not DATA.is_dir(), reason="the labelled pairs are not here")
@pytest.mark.parametrize(
    ("suite", "options"),
    [
        *[
            (suite, {"form": "any", "lenient": True})
            for suite in (
                "hendrycks_math_tests",
                "nemo_skills_math_equal",
                "mario_eval_tests",
                "math_verify_tests",
                "lighteval_extractive_tests",
                "framework_tests",
                "user_issue_pairs",
            )
        ],
        ("hardverify_dev", {}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_disagreement_with_a_label_is_listed(suite, options, monkeypatch):
    reward = MathReward(**options)
    wrong = {
        pair.id
        for pair in labelled_pairs(monkeypatch).load(suite)
        if pair.kind != "prose" and (reward.grade(pair.completion, pair.gold).score == 1.0) != pair.label
    }
    assert wrong <= set(_ROW_ID.findall(PAGE))
