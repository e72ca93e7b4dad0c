"""docs/format.md cannot lie: each of its tables is run. Its python is, by tests/test_docs.py."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from verifiers import FormatReward
from verifiers.format import TEMPLATES

DOCS = Path(__file__).parent.parent / "docs" / "format.md"
pytestmark = pytest.mark.skipif(not DOCS.exists(), reason="no docs here")

# The rules of others, each with its source. TRL's is imported.
OPEN_R1 = r"^<think>\n.*?\n</think>\n<answer>\n.*?\n</answer>$"  # huggingface/open-r1, rewards.py, format_reward
VERL = r"<think>.*</think>.*\\boxed\{.*\}.*"  # volcengine/verl, reward_score/geo3k.py, format_reward
EASY_R1 = r"<think>.*?</think>\s*<answer>.*?</answer>"  # hiyouga/EasyR1, the format reward of r1v


def trl(text):
    from trl.rewards import think_format_reward

    return think_format_reward([[{"role": "assistant", "content": text}]])[0]


RULES = {
    "r1": FormatReward("r1"),
    "r1-answer": FormatReward("r1-answer"),
    "TRL": trl,
    "open-r1": lambda text: bool(re.match(OPEN_R1, text, re.DOTALL | re.MULTILINE)),
    "verl": lambda text: bool(re.fullmatch(VERL, text, re.DOTALL)),
    "EasyR1": lambda text: bool(re.fullmatch(EASY_R1, text, re.DOTALL)),
}
RIGHT = {"TRL": "r1", "verl": "r1", "open-r1": "r1-answer", "EasyR1": "r1-answer"}


def table(heading):
    """The rows of the first table under a heading, each a dict by column."""
    section = DOCS.read_text(encoding="utf-8").partition(f"## {heading}\n")[2]
    lines = [line for line in section.partition("\n## ")[0].splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    return [dict(zip(cells[0], row, strict=True)) for row in cells[2:]]


def text_of(cell):
    return cell[1:-1].replace("⏎", "\n").replace(r"\|", "|")


def side_by_side():
    return table("The same completions under the trainers' rules")


def test_the_templates():
    rows = table("Templates")
    assert [row["`template=`"].split('"')[1] for row in rows] == list(TEMPLATES)
    for row, template in zip(rows, TEMPLATES, strict=True):
        text = text_of(row["a completion that follows it"])
        assert FormatReward(template)(text) == 1.0
        assert FormatReward(template).grade(text.split("2 and 2")[0]).detail["rule"] is not None


def test_the_rules():
    for row in table("Which rule broke"):
        detail = FormatReward("r1-answer").grade(text_of(row["an example"])).detail
        assert detail == {"rule": row["rule"].strip("`"), "position": int(row["position"])}


@pytest.mark.parametrize("name", RULES)
def test_side_by_side(name):
    if name == "TRL" and find_spec("trl") is None:
        pytest.skip("trl is not installed")
    *rows, totals = side_by_side()
    assert len(rows) >= 20
    wrong = 0
    for row in rows:
        text = text_of(row[""])
        prompt = "2+2?\n<think>\n" if "prompt ends in" in row["completion"] else "2+2?"
        score = RULES[name](text, prompt=prompt) if name in TEMPLATES else RULES[name](text)
        shown = row[name]
        assert float(shown.strip("*")) == score, row["completion"]
        is_wrong = name in RIGHT and shown.strip("*") != row[RIGHT[name]]
        assert shown.startswith("**") == is_wrong, row["completion"]
        wrong += is_wrong
    assert totals[name] == str(wrong)
