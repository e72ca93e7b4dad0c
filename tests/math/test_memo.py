r"""Decisions are remembered: the same question has the same verdict, and costs nothing the second time."""

import sys
import threading
from contextlib import suppress

import pytest

from verifiers import MathReward, math_reward
from verifiers.math import decide, fallback

REWARDS = [
    math_reward,
    MathReward(form="any"),
    MathReward(form="simplest"),
    MathReward(tolerance=0.1),
]


def remembered():
    return decide._remembered.cache_info()


def test_the_second_time_nothing_is_computed(monkeypatch):
    first = math_reward.grade(r"\boxed{x^2+2x+1}", "(x+1)^2")
    monkeypatch.setattr(decide, "compare", None)
    assert math_reward.grade(r"so \boxed{x^2+2x+1}", "(x+1)^2") == first
    assert remembered().hits == 1


def test_everything_that_counts_is_part_of_the_question():
    asked = [
        reward.grade(rf"\boxed{{{answer}}}", reference, prompt=prompt).score
        for reward in REWARDS
        for answer in (r"\frac{2\pi}{4}", r"\frac{\pi}{2}")
        for reference in (r"\frac{\pi}{2}", r"1.6")
        for prompt in (None, r"What is $\frac{2\pi}{4}$?")
    ]
    assert remembered().hits == 0
    assert set(asked) == {0.0, 1.0}


@pytest.mark.parametrize("answer", ["42", "-3", "1/2", "0.5", "x = 42", r"\frac{1}{2}"])
def test_short_numerals_are_faster_than_a_memory(answer):
    math_reward.grade(rf"\boxed{{{answer}}}", "42")
    assert remembered().currsize == 0


def test_what_is_long_is_not_kept():
    prompt = "word " * decide.MAX_REMEMBERED_CHARACTERS
    assert math_reward.grade(r"\boxed{x+1}", "1+x", prompt=prompt).score == 1.0
    assert remembered().currsize == 0
    assert math_reward.grade(r"\boxed{x+1}", "1+x", prompt=prompt[:100]).score == 1.0
    assert remembered().currsize == 1


def test_so_much_is_kept():
    assert remembered().maxsize == decide.MAX_REMEMBERED
    assert decide.MAX_REMEMBERED * decide.MAX_REMEMBERED_CHARACTERS * 4 <= 33_000_000


def test_our_own_failure_is_not_kept(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(fallback, "ask", lambda *_: fallback.Reply(None, "unavailable", "It does not start."))
        assert math_reward.grade(r"\boxed{\lim x}", r"\lim y").score is None
    monkeypatch.setattr(fallback, "ask", lambda *_: fallback.Reply(equal=True, problem="", explanation="Yes."))
    assert math_reward.grade(r"\boxed{\lim x}", r"\lim y").score == 1.0


def test_a_stack_that_is_used_up_is_not_kept():
    def grade():
        return math_reward.grade(r"\boxed{1+\frac{x}{1+\frac{x}{1+x}}}", r"1+\frac{x(1+x)}{1+2x}")

    outcomes = []

    def deep(levels):
        if levels:
            deep(levels - 1)
        else:
            outcomes.append(grade().outcome)

    def run():
        for room in range(20, 400, 20):
            with suppress(RecursionError):  # not even the reward could be called
                deep(sys.getrecursionlimit() - room)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert set(outcomes) <= {"undecided", "correct"}
    assert grade().outcome == "correct"


@pytest.mark.parametrize(
    ("answer", "reference", "same"),
    [
        ("042", "42", True),
        ("42", "43", False),
        ("", "42", False),
        ("4" * 2_000, "4" * 2_000, True),  # on both sides of the bound on plain integers
        ("4" * 2_001, "4" * 2_001, True),
        ("4" * 2_000, "4" * 1_999 + "5", False),
        ("4" * 2_001, "4" * 2_000 + "5", False),
    ],
)
def test_plain_integers_are_compared_at_once_and_as_before(answer, reference, same):
    decision = decide.decide(answer, reference, form="evaluated", tolerance=0, prompt="Write 42 as a fraction.")
    assert (decision.outcome == "correct") == same
