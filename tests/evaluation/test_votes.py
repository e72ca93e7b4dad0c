"""Answers that are one answer."""

import time

from hypothesis import given
from hypothesis import strategies as st

from verifiers.evaluation import clusters


def test_spellings_of_one_answer_vote_together():
    answers = [r"\frac12", "0.5", "1/2", "2", r"\frac{2}{4}", None, r"\sqrt{4}"]
    half, two = clusters(answers)[0], clusters(answers)[3]
    assert half != two
    assert clusters(answers) == [half, half, half, two, half, None, two]


def test_a_majority_that_strings_would_split():
    found = clusters(["0.5", r"\frac12", "1/2", "3", "3"])
    assert found.count(found[0]) == 3


def test_what_is_no_mathematics_is_compared_as_it_is():
    assert clusters(["foo bar", "foo  baz", "foo bar", r"\oops{"])[0] == 0
    assert len(set(clusters(["foo bar", "quux", "foo bar", r"\oops{"]))) == 3


@given(st.lists(st.sampled_from(["1/2", "0.5", "x", "2x", "x+x", "50\\%", "", "\\text{no}"]) | st.none()), st.randoms())
def test_the_order_plays_no_part(answers, random):
    order = list(range(len(answers)))
    random.shuffle(order)
    found = clusters(answers)
    assert clusters([answers[one] for one in order]) == [found[one] for one in order]


def test_a_thousand_ugly_answers_cost_seconds():
    answers = [rf"\frac{{x^{{{n}}}+{n}\sqrt{{y}}}}{{z_{{{n}}}-\log {n}}}" for n in range(1_000)]
    begin = time.process_time()
    assert len(set(clusters(answers))) == 1_000
    assert time.process_time() - begin < 30
