"""Rewards and functions of one's own, by MODULE:NAME and FILE.py:NAME."""

import pickle
import sys
from pathlib import Path

import pytest

from verifiers.compose import combine
from verifiers.errors import ScoringError
from verifiers.names import named, own, own_in, spelled
from verifiers.scoring.grade import read_by_name, roles_of

FILE = Path(__file__).with_name("own_rewards.py")


def mine(name):
    return named(f"{FILE}:{name}")


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("exact", 1.0, 0.0),
        ("Exact", 1.0, 0.0),
        ("Exact(paid=2)", 2.0, 0.0),
        ("exact(paid=0.5, name=half)", 0.5, 0.0),
        ("Old", 0.5, 0.5),
        ("trl", 1.0, 0.0),
        ("trl_length", 0.2, 0.3),
        ("verl", 1.0, 0.0),
        ("plain", 1.0, 0.0),
        ("plain(shape=plain)", 1.0, 0.0),
    ],
)
def test_a_reward_and_a_function_in_any_shape(name, right, wrong):
    reward = mine(name)
    assert reward.grade("42", answer="42").score == right
    assert reward.grade("420", answer="42").score == wrong
    assert reward(completions=["42", "420"], answer=["42", "42"]) == [right, wrong]
    assert spelled(reward) == f"{FILE}:{name}"
    assert own_in(combine({reward: 1.0})) == {f"{FILE}:{name}"}
    again = pickle.loads(pickle.dumps(reward))
    assert again == reward
    assert again.grade("42", answer="42").score == right


def test_a_module_is_as_good_as_a_file(monkeypatch):
    monkeypatch.syspath_prepend(str(FILE.parent))
    assert named("own_rewards:exact").grade("1", answer="1").score == 1.0
    assert named("verifiers:math_reward").grade("#### 1", answer="1").score == 1.0


def test_a_file_may_be_called_as_a_module_of_python_is(tmp_path):
    (tmp_path / "math.py").write_text("def f(completion): return 1.0")
    assert named(f"{tmp_path}/math.py:f").grade("x").score == 1.0
    import math

    assert math.pi
    assert sys.modules["math"] is math


def test_a_function_says_what_it_reads():
    assert roles_of(combine({mine("trl"): 1.0})) == {"reference"}
    assert roles_of(combine({mine("verl"): 1.0})) == {"reference"}
    assert roles_of(combine({mine("trl_length"): 1.0})) == set()
    assert mine("trl_column").grade("x", difficulty=0.7).score == 0.7
    assert read_by_name(combine({mine("exact"): 1.0})) == frozenset()


@pytest.mark.parametrize(
    ("name", "explanation"),
    [
        ("raises", "raised ValueError"),
        ("sleeps", "no answer, asleep for 1 s"),
        ("ends", "its process ended without an answer"),
        ("skips", "gave no score"),
    ],
)
def test_what_goes_wrong_in_a_function_costs_its_row_and_is_nobodys_zero(name, explanation, monkeypatch):
    monkeypatch.setattr(own, "SECONDS", 1.0)
    verdict = mine(name).grade("x", answer="x")
    assert (verdict.score, verdict.outcome) == (None, "unavailable")
    assert explanation in verdict.explanation
    assert mine("plain").grade("x", answer="x").score == 1.0


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("exat", r"has no 'exat' \(did you mean 'exact'\?\)"),
        ("NUMBER", "is int, neither a reward nor a function"),
        ("Exact(payed=2)", "cannot be made: TypeError: .*'payed'"),
        ("Exact(2)", "a setting is written NAME=VALUE"),
        ("trl(shape=tlr)", r"unknown shape 'tlr' \(did you mean 'trl'\?\)"),
        ("trl(alpha=1)", "is a function, whose only setting is 'shape', not 'alpha'"),
    ],
)
def test_what_is_wrong_is_a_sentence(name, sentence):
    with pytest.raises(ScoringError, match=sentence):
        mine(name)


def test_a_file_that_cannot_be_imported_says_why(tmp_path):
    (tmp_path / "broken.py").write_text("import sys; sys.exit(4)")
    with pytest.raises(ScoringError, match=r"cannot import .*broken\.py: SystemExit: 4"):
        named(f"{tmp_path}/broken.py:f")
