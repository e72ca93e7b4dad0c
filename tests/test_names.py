"""Rewards as a command line names them."""

import pytest

from verifiers.names import without_wall
from verifiers.scoring import ScoringError, reward_of


def parts(*names, **rows):
    return [(reward.name, weight) for reward, weight in reward_of(names, **rows).parts]


def test_names_weights_and_presets():
    assert parts("math") == [("math", 1.0)]
    assert parts("math", "format=0.2") == [("math", 1.0), ("format", 0.2)]
    assert parts("r1-zero") == [("math", 1.0), ("format", 1.0)]
    assert parts("r1") == [("math", 1.0), ("format", 1.0), ("language", 1.0)]
    assert parts("r1-zero", "language=0.1") == [("math", 1.0), ("format", 1.0), ("language", 0.1)]
    assert parts("code=0.5") == [("code", 0.5)]


def test_the_accuracy_of_a_preset_is_code_where_rows_have_tests():
    assert parts("r1-zero", tests=True) == [("code", 1.0), ("format", 1.0)]
    assert parts("r1", tests=True) == [("code", 1.0), ("format", 1.0), ("language", 1.0)]


def test_a_reward_that_is_named_grades_all_rows():
    assert parts("math", "code", tests=True) == parts("math", "code") == [("math", 1.0), ("code", 1.0)]
    assert parts("format", tests=True) == [("format", 1.0)]
    with pytest.raises(ScoringError, match="the reward 'code' is given twice"):
        reward_of(["r1", "code"], tests=True)


def test_the_wall_is_the_code_rewards_and_no_part_of_what_a_reward_is():
    walled, other = (reward_of(["r1-zero"], tests=True, wall=wall) for wall in ("local", "docker"))
    assert walled.parts[0][0].wall == "local"
    assert walled != other
    assert without_wall(walled) == without_wall(other) == reward_of(["r1-zero"], tests=True)


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (
            ["maths"],
            "unknown reward 'maths': the rewards are math, code, format, language, the presets accuracy, r1-zero, r1",
        ),
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
