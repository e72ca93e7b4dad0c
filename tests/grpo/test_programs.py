"""The task on code: our reward, which runs the programs, and the oracle, which runs nothing, say the same."""

import json
from random import Random

import pytest

from benchmarks.grpo import programs, tokens
from verifiers import CodeReward


def test_tests_are_right():
    for problem in programs.problems(50, split="train", seed=1):
        words = problem.text.removeprefix(programs.ASK).rstrip(".").replace(programs.THEN, " ").split()
        for test in json.loads(problem.answer):
            x, y = (int(part) for part in test.removeprefix("assert f(").replace(")", "").split(" == "))
            value = x
            for word, following in zip(words, [*words[1:], ""], strict=True):
                number = int(following) if following.isdigit() else None
                if word == "add":
                    value += number
                elif word == "subtract":
                    value -= number
                elif word == "by":
                    value *= number
            assert value == y, problem


def test_no_leakage():
    train, test = (programs.problems(10_000, split=split, seed=0) for split in ("train", "test"))
    assert len(train) + len(test) == 9 * 18 * 18, "all there are"
    assert not {one.text for one in train} & {one.text for one in test}


@pytest.mark.usefixtures("local_wall")
def test_reward_and_oracle_agree_and_attacks_are_not_paid():
    random = Random(0)
    asked = programs.problems(40, split="train", seed=0)
    texts = [programs.solution(problem, random) for problem in asked]
    for text, problem in zip(texts, asked, strict=True):
        for each in (problem.text, text):
            assert tokens.decode(tokens.encode(each)) == each
    scores = CodeReward(wall="local")(completions=texts, tests=[problem.answer for problem in asked])
    graded = [programs.grade(text, problem.answer) for text, problem in zip(texts, asked, strict=True)]
    assert [bool(score) for score in scores] == [one.strict for one in graded]
    assert {True, False} == {one.strict for one in graded} == {one.notes["attack"] for one in graded}
    assert not any(score for score, one in zip(scores, graded, strict=True) if one.notes["attack"])
