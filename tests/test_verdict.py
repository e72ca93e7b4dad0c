"""Verdicts: plain, frozen, picklable, JSON-able."""

import dataclasses
import json
import pickle

import pytest

from verifiers import VERDICTS, Verdict
from verifiers.verdict import OUTCOMES


def test_a_verdict_is_made_of_four_things():
    verdict = Verdict(1.0, "correct", "Both are 1/2.", {"kind": "number"})
    assert dataclasses.asdict(verdict) == {
        "score": 1.0,
        "outcome": "correct",
        "explanation": "Both are 1/2.",
        "detail": {"kind": "number"},
    }


def test_the_detail_is_empty_by_default_and_never_shared():
    one, other = Verdict(0.0, "incorrect", ""), Verdict(0.0, "incorrect", "")
    one.detail["mine"] = True
    assert other.detail == {}


def test_a_verdict_cannot_be_changed():
    verdict = Verdict(0.0, "incorrect", "No.")
    with pytest.raises(dataclasses.FrozenInstanceError):
        verdict.score = 1.0  # type: ignore[misc]


def test_equality_and_pickling():
    verdict = Verdict(None, "bad_reference", "The reference is empty.", {"reference": ""})
    assert pickle.loads(pickle.dumps(verdict)) == verdict
    assert verdict != dataclasses.replace(verdict, score=0.0)


def test_a_verdict_goes_to_json_and_back():
    verdict = Verdict(0.5, "partial", "½", {"parts": {"a": {"score": None}}})
    assert Verdict(**json.loads(json.dumps(dataclasses.asdict(verdict)))) == verdict


def test_the_outcomes_are_few_and_shared():
    assert OUTCOMES == (
        "correct",
        "incorrect",
        "partial",
        "no_answer",
        "bad_reference",
        "undecided",
        "unavailable",
    )


def test_the_rules_have_a_version():
    year, number = VERDICTS.split(".")
    assert int(year) >= 2026
    assert int(number) >= 1
