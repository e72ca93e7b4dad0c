"""Differences of two evaluations: against cases whose answer is known."""

import math
import random

import pytest

from verifiers.evaluation import difference, interval


def test_a_difference_that_is_the_same_in_every_problem_is_certain():
    before = {problem: random.Random(problem).random() for problem in range(50)}
    found = difference({problem: value + 0.1 for problem, value in before.items()}, before)
    assert found.value == pytest.approx(0.1)
    assert found.interval == pytest.approx((0.1, 0.1))


def test_the_interval_is_that_of_the_theory():
    # 400 problems, of which one alone is right in 50 and the other alone in 22. The mean difference is 0.07, and by
    # McNemar's variance its standard error sqrt((72 / 400 - 0.07 ** 2) / 400).
    values = {n: float(n < 50 or 72 <= n < 230) for n in range(400)}
    before = {n: float(50 <= n < 230) for n in range(400)}
    found = difference(values, before)
    error = math.sqrt((72 / 400 - 0.07**2) / 400)
    assert found.value == pytest.approx(0.07)
    # A thousand resamples leave the ends a twelfth of an error uncertain, and differences come in steps of a ninth.
    assert found.interval == pytest.approx((0.07 - 1.96 * error, 0.07 + 1.96 * error), abs=0.3 * error)
    assert found.interval.low > 0
    apart = [interval(list(one.values())) for one in (values, before)]
    assert apart[0].low < apart[1].high, "each by itself, they overlap"


def test_only_what_both_have_is_compared_and_paired_by_problem():
    found = difference({1: 1.0, 2: 0.0, 9: 1.0}, {2: 0.5, 1: 1.0, 7: 0.0}, "pass@1", "hard")
    assert (found.metric, found.group, found.value, found.problems) == ("pass@1", "hard", -0.25, 2)
    assert difference({1: 1.0}, {2: 1.0}).value is None
    assert difference({1: 1.0}, {1: 0.0}).interval is None, "of one problem nothing is known"


def test_the_order_of_problems_plays_no_part():
    values, before = {n: float(n % 3 == 0) for n in range(90)}, {n: float(n % 2) for n in range(90)}
    shuffled = dict(random.Random(1).sample(sorted(values.items()), 90))
    assert difference(shuffled, before) == difference(values, before)
