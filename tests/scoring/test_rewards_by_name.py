"""Rewards as a command line names them."""

import pytest

from verifiers.scoring import ScoringError, reward_of


def parts(*names):
    return [(reward.name, weight) for reward, weight in reward_of(names).parts]


def test_names_weights_and_presets():
    assert parts("math") == [("math", 1.0)]
    assert parts("math", "format=0.2") == [("math", 1.0), ("format", 0.2)]
    assert parts("r1-zero") == [("math", 1.0), ("format", 1.0)]
    assert parts("r1") == [("math", 1.0), ("format", 1.0), ("language", 1.0)]
    assert parts("r1-zero", "language=0.1") == [("math", 1.0), ("format", 1.0), ("language", 0.1)]


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["maths"], "unknown reward 'maths': the rewards are math, code, format, language, the presets r1-zero, r1"),
        ([""], "unknown reward ''"),
        (["math=x"], "the weight in 'math=x' is not a number"),
        (["math="], "is not a number"),
        (["math=nan"], "is not a number"),
        (["r1=2"], "has its own weights"),
        (["r1", "math"], "the reward 'math' is given twice"),
    ],
)
def test_what_is_wrong_is_a_sentence(names, sentence):
    with pytest.raises(ScoringError, match=sentence):
        reward_of(names)
