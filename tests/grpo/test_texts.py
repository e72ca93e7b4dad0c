"""What the tiny policy reads and writes: tokens, worked solutions with their habits, and the oracle."""

from random import Random

import pytest

from benchmarks.grpo import tokens, worked
from benchmarks.grpo.oracle import grade
from verifiers import format_reward, language_reward, math_reward


def solutions(habit, count=60):
    random = Random(1)
    for problem in worked.problems(count, split="train", seed=2):
        yield problem, worked.solution(problem, random, habit)


@pytest.mark.parametrize("habit", worked.HABITS)
def test_every_text_has_tokens_and_comes_back(habit):
    for problem, text in solutions(habit):
        for each in (problem.text, text):
            assert tokens.decode(tokens.encode(each)) == each
    assert tokens.decode([*tokens.encode("x=1"), tokens.END, *tokens.encode("2")]) == "x=1"


def test_an_unknown_text_is_refused():
    with pytest.raises(ValueError, match="no token for"):
        tokens.encode("Compute $\\int$")


def test_clean_solutions_are_right_by_all():
    for problem, text in solutions("clean"):
        assert math_reward(text, problem.answer, prompt=problem.text) == 1.0
        assert format_reward(text) == 1.0
        assert grade(text, problem.answer).strict


# What our reward pays and what the oracle says, of each habit.
PAID = {"clean", "wordless"}


@pytest.mark.parametrize("habit", worked.HABITS)
def test_habits_are_what_they_say(habit):
    for problem, text in solutions(habit):
        graded = grade(text, problem.answer)
        paid = math_reward(text, problem.answer, prompt=problem.text) == 1.0 and format_reward(text) == 1.0
        assert graded.strict == paid == (habit in PAID), text
        assert graded.notes["unevaluated"] == (habit == "unevaluated"), text
        assert graded.notes["many_boxes"] == (habit == "two boxes"), text
        assert graded.in_form == (habit not in {"two boxes", "no box", "open tag", "no tags"}), text


def test_languages():
    random = Random(0)
    problem = worked.problems(1, split="train", seed=1)[0]
    english = worked.solution(problem, random, chinese=0.0)
    chinese = worked.solution(problem, random, chinese=1.0)
    wordless = worked.solution(problem, random, "wordless")
    texts = (english, chinese, wordless)
    assert [grade(text, problem.answer).notes["english"] for text in texts] == [True, False, False]
    assert [language_reward(text, "en") for text in texts] == [1.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("text", "strict", "lenient"),
    [
        (r"<think>a</think>\boxed{\frac{1}{2}}", True, True),
        (r"<think>a</think>\boxed{\frac{2}{4}}", True, True),
        (r"<think></think>\boxed{\frac{1}{2}}", False, True),
        (r"<think>a</think></think>\boxed{\frac{1}{2}}", False, True),
        (r"\boxed{\frac{1}{2}}", False, True),
        (r"<think>a</think>\boxed{3} or \boxed{\frac{1}{2}}", False, True),
        (r"<think>a</think>\boxed{\frac{1}{3}}", False, False),
        (r"<think>a</think>\boxed{\frac{1}{4} + \frac{1}{4}}", False, False),
        (r"<think>a</think>\boxed{\frac{1}{0}}", False, False),
        (r"<think>a</think>\boxed{", False, False),
    ],
)
def test_oracle(text, strict, lenient):
    graded = grade(text, r"\frac{1}{2}")
    assert (graded.strict, graded.lenient) == (strict, lenient)
    assert not grade(text, r"\frac{1}{2}", ended=False).strict


def test_train_and_test_share_no_problem():
    train, test = (worked.problems(400, split=split, seed=0) for split in ("train", "test"))
    assert not {(one.family, one.parameters) for one in train} & {(one.family, one.parameters) for one in test}
    assert not {one.text for one in train} & {one.text for one in test}
