"""Countdown: the rules, a brute-force oracle, and the defects of TinyZero's grader."""

import itertools
import math
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers import CallError, CountdownReward, combine, countdown_reward, format_reward

SIGNS = "+-*/"


def answered(expression):
    return f"<think>Let me see.</think><answer>{expression}</answer>"


def outcome(expression, target=98, nums=(44, 19, 35)):
    verdict = countdown_reward.grade(answered(expression), target=target, nums=list(nums))
    assert verdict.score == float(verdict.outcome == "correct")
    return verdict.outcome


@pytest.mark.parametrize(
    ("expression", "target", "nums"),
    [
        ("44 + 19 + 35", 98, (44, 19, 35)),
        ("35+44+19", 98, (44, 19, 35)),
        ("(44 + 19) + 35 = 98", 98, (44, 19, 35)),
        ("8 / (3 - 8 / 3)", 24, (3, 3, 8, 8)),  # exact fractions on the way
        ("1 / 3 * 3", 1, (1, 3, 3)),
        (r"2 \times 3 \div 6", 1, (2, 3, 6)),
        ("2 × 3 − 6", 0, (2, 3, 6)),
        ("-(3 - 5) * 1", 2, (1, 3, 5)),
        ("2 - -3", 5, (2, 3)),
        ("-3 + 2", -1, (2, 3)),
        ("((7))", 7, (7,)),
        ("0 * 5", 0, (5, 0)),
    ],
)
def test_right_answers(expression, target, nums):
    assert outcome(expression, target, nums) == "correct"


@pytest.mark.parametrize(
    "expression",
    [
        "44 + 19",  # a number is left out
        "44 + 19 + 35 + 35 - 35",  # one is used again
        "98",
        "44 + 19 + 34 + 1",
        "4419 + 35",
        "4 4 + 19 + 35",
        "044 + 19 + 35",
        "44 + 19 + 35 = 99",
        "44 + 19 + 35 = 98 = 98",
        "44 + 19 * 35",
        "44 + 19 + 35)",
        "(44 + 19 + 35",
        "44) + (19 + 35",
        "44 + (19) (35)",
        "44 + 19 +* 35",
        "44 + 19 + 35 -",
        "--44 + 19 + 35",
        "44 + 19 + 35 # right",
        "44,19,35",
        "٤٤ + 19 + 35",
        "44.0 + 19 + 35",
        "44 / (19 - 19) + 35",
        "44 + 19 + 35 if True else 0",
        "__import__('os')",
        "()",
        "",
    ],
)
def test_wrong_answers(expression):
    assert outcome(expression) == "incorrect"


def test_division_by_zero():
    verdict = countdown_reward.grade(answered("1 / (2 - 2)"), target=1, nums=[1, 2, 2])
    assert (verdict.score, verdict.explanation) == (0.0, "It divides by zero.")


@pytest.mark.parametrize(
    "text",
    [
        "44 + 19 + 35",
        "<answer>44 + 19 + 35",
        "<think><answer>44 + 19 + 35</answer></think>Done.",
        "<think><answer>44 + 19 + 35</answer>",
        "<think>r</think><answer>44 + 19 + 35</answer><answer>",
        "",
    ],
)
def test_no_answer(text):
    assert countdown_reward.grade(text, target=98, nums=[44, 19, 35]).outcome == "no_answer"


def test_two_answers_that_differ_are_none():
    two = "<answer>1 + 2</answer> no, <answer>\n2 - 1\n</answer>"
    assert countdown_reward.grade(two, target=1, nums=[1, 2]).outcome == "no_answer"
    assert countdown_reward.grade(two, target=3, nums=[1, 2]).outcome == "no_answer"
    assert countdown_reward("<answer>2-1</answer> <answer>\n2 - 1\n</answer>", target=1, nums=[1, 2]) == 1.0
    assert countdown_reward("<answer> </answer> <answer>2 - 1</answer>", target=1, nums=[1, 2]) == 1.0


def test_where_the_task_may_stand():
    text, task = answered("44 + 19 + 35"), {"target": 98, "numbers": [44, 19, 35]}
    assert countdown_reward(text, task) == 1.0
    assert countdown_reward([text, text], [task, {**task, "target": 99}]) == [1.0, 0.0]
    assert countdown_reward(text, ground_truth=task) == 1.0
    assert countdown_reward(text, 98, nums=[44, 19, 35]) == 1.0
    assert countdown_reward([text], target=["98"], numbers=[("44", 19.0, 35)]) == [1.0]
    assert combine({countdown_reward: 1.0, format_reward: 0.5})([text], target=[98], nums=[[44, 19, 35]]) == [1.5]


@pytest.mark.parametrize(
    ("target", "nums"),
    [
        (None, [1]),
        ("many", [1]),
        (1.5, [1]),
        (math.inf, [1]),
        (True, [1]),
        (1, []),
        (1, None),
        (1, ["x"]),
        (1, [-1]),
        (1, [10**18]),
        (1, [1] * 65),
    ],
)
def test_a_task_that_cannot_be_used_is_skipped(target, nums):
    assert countdown_reward.grade(answered("1"), target=target, nums=nums).outcome == "bad_reference"
    assert countdown_reward([answered("1")], target=[{"target": target, "nums": nums}]) == [None]


def test_what_the_caller_forgot():
    with pytest.raises(CallError, match="needs a target"):
        countdown_reward(answered("1"))
    with pytest.raises(CallError, match="needs the numbers"):
        countdown_reward(answered("1"), target=1)
    with pytest.raises(CallError, match="'nums' must be a list"):
        countdown_reward([answered("1")] * 2, target=[1, 1], nums=[[1]])
    with pytest.raises(ValueError, match="format_score"):
        CountdownReward(format_score=2)


def test_format_score():
    reward = CountdownReward(format_score=0.1)
    verdict = reward.grade(answered("44 - 19 - 35"), target=98, nums=[44, 19, 35])
    assert (verdict.score, verdict.outcome, verdict.detail["value"]) == (0.1, "partial", "-10")
    assert reward(answered("44 + 19"), target=98, nums=[44, 19, 35]) == 0.0


# --- against brute force ------------------------------------------------------------------------------------------


def expressions(numbers):
    """Every expression over the numbers in this order, with its value by python's own fractions."""
    if len(numbers) == 1:
        yield str(numbers[0]), Fraction(numbers[0])
    for cut in range(1, len(numbers)):
        for (left, one), (right, other) in itertools.product(expressions(numbers[:cut]), expressions(numbers[cut:])):
            for sign in SIGNS:
                if sign != "/" or other:
                    value = {"+": one + other, "-": one - other, "*": one * other}.get(sign)
                    yield f"({left} {sign} {right})", one / other if value is None else value


@pytest.mark.parametrize("numbers", [(1, 2, 3), (2, 1, 4), (5, 5, 1, 4)])
def test_every_expression_over_small_numbers(numbers):
    reached = 0
    for text, value in expressions(numbers):
        target = 24 if len(numbers) == 4 else 6
        score = countdown_reward(answered(text), target=target, nums=sorted(numbers))
        assert score == float(value == target), text
        reached += score == 1
    assert reached > 0


@st.composite
def written(draw):
    """A random expression as people write it, brackets only where drawn, and the numbers in it."""
    numbers = draw(st.lists(st.integers(0, 12), min_size=1, max_size=5))
    text = ""
    depth = 0
    for index, number in enumerate(numbers):
        text += draw(st.sampled_from(["", " ", "-"])) if not text.endswith("-") else ""
        if draw(st.booleans()):
            text, depth = text + "(", depth + 1
        text += str(number)
        if depth and draw(st.booleans()):
            text, depth = text + ")", depth - 1
        if index + 1 < len(numbers):
            text += draw(st.sampled_from(SIGNS))
    return text + ")" * depth, numbers


@given(written(), st.integers(-20, 20))
def test_python_reads_an_expression_alike(expression, target):
    text, numbers = expression
    try:
        # The oracle: python's own parser over fractions, on a text that this test has written itself.
        value = eval(re.sub(r"[0-9]+", r"Fraction(\g<0>)", text))
    except ZeroDivisionError:
        value = None
    for goal in {target, int(value) if value is not None and value.denominator == 1 else target}:
        assert countdown_reward(answered(text), target=goal, nums=numbers) == float(value == goal)


@given(st.permutations([3, 7, 25, 50]), st.text("0123456789+-*/() .=", max_size=20))
def test_any_text_is_graded(numbers, text):
    assert countdown_reward(answered(text), target=85, nums=numbers) in {0.0, 1.0}


# --- TinyZero's countdown.compute_score, as data: which texts it lets through to `eval`, and its tolerance -----------

TINYZERO_ALLOWED = r"^[\d+\-*/().\s]+$"
TINYZERO_NUMBERS = r"\d+"


@pytest.mark.parametrize(
    ("expression", "target", "nums"),
    [
        ("3 // 2", 1, (2, 3)),  # division without remainder
        ("2 ** 3", 8, (2, 3)),  # a power, and so 9 ** 9 ** 9
        ("1.5 * 2", 3, (1, 2, 5)),  # a decimal made of two numbers
    ],
)
def test_tinyzero_takes_what_is_no_basic_arithmetic(expression, target, nums):
    assert re.match(TINYZERO_ALLOWED, expression)
    assert sorted(map(int, re.findall(TINYZERO_NUMBERS, expression))) == sorted(nums)
    assert eval(expression) == target  # 1.0 there
    assert outcome(expression, target, nums) == "incorrect"


def test_tinyzero_takes_what_is_near():
    expression, nums = "1000000 / 1000001", (1_000_000, 1_000_001)
    assert abs(eval(expression) - 1) < 1e-5  # 1.0 there
    assert outcome(expression, 1, nums) == "incorrect"


def test_tinyzero_reads_the_last_line_only():
    text = "Assistant: <think>r</think>\n<answer>\n1 + 2\n</answer>"
    assert re.findall(r"<answer>(.*?)</answer>", text.rsplit("\n", maxsplit=1)[-1]) == []  # 0 there
    assert countdown_reward(text, target=3, nums=[1, 2]) == 1.0
