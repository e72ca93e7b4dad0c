"""Answers of every kind beside their references, a row each in cases.jsonl: what must be paid, and what must not.

options: the settings of the reward, `prompt`, and `raw` where an answer is a whole completion and is put in no box.
"""

import json
from pathlib import Path

import pytest

from verifiers import MathReward

ROWS = [json.loads(line) for line in Path(__file__).with_name("cases.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['reference']}-{row['score']}" for row in ROWS])
def test_row(row):
    options = dict(row.get("options", {}))
    prompt, raw = options.pop("prompt", None), options.pop("raw", False)
    reward = MathReward(**options)
    scores = {
        answer: reward.grade(answer if raw else f"\\boxed{{{answer}}}", row["reference"], prompt=prompt).score
        for answer in row["answers"]
    }
    wrong = {
        answer: score
        for answer, score in scores.items()
        if (score == 0 if row["score"] == "not 0" else score != row["score"])
    }
    assert not wrong
