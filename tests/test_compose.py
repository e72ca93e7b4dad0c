"""Sums, gates and products of rewards: scores, outcomes, the parts in the detail and in a trainer's logs."""

import asyncio
import dataclasses
import json
import pickle
import pkgutil
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import verifiers
from verifiers import (
    CallError,
    Verdict,
    by_kind,
    combine,
    format_reward,
    gated,
    language_reward,
    math_reward,
    product,
    r1_reward,
)
from verifiers.reward import ABSENT, agrade, call, reference_of

GRADED: list[str] = []


@dataclass(frozen=True)
class EqualsReward:
    """1.0 when the completion is the reference, letter for letter. It has a bug: the completion "bug" raises."""

    name: str = "equals"
    ignore_case: bool = False

    columns = ("answer", "solution")
    __call__ = call
    agrade = agrade
    replace = replace

    def grade(self, completion, reference=None, *, prompt=None, **columns):
        GRADED.append(self.name)
        wanted = reference_of(self, reference, columns)
        if wanted is ABSENT:
            msg = f"the {self.name} reward needs a reference"
            raise CallError(msg)
        if wanted is None:
            return Verdict(None, "bad_reference", "There is no reference.")
        if completion == "bug":
            msg = "an oversight"
            raise RuntimeError(msg)
        if completion == "costly":
            return Verdict(0.0, "undecided", "Too costly.")
        same = completion.lower() == wanted.lower() if self.ignore_case else completion == wanted
        return Verdict(float(same), "correct" if same else "incorrect", "", {"prompt": prompt, "wanted": wanted})


@dataclass(frozen=True)
class TongueReward(EqualsReward):
    """Another reward with a column of its own."""

    name: str = "tongue"

    columns = ("language",)


@dataclass(frozen=True)
class FixedReward:
    """The same score for everything; it needs no reference. Its detail holds what it was called with."""

    score: float | None
    name: str = "fixed"

    columns = ()
    __call__ = call
    agrade = agrade
    replace = replace

    def grade(self, completion, reference=None, *, prompt=None, **columns):
        outcome = "unavailable" if self.score is None else "correct" if self.score == 1 else "partial"
        called = {"completion": completion, "reference": reference, "prompt": prompt, "columns": sorted(columns)}
        return Verdict(self.score, outcome, "", called)


equals = EqualsReward()
tongue = TongueReward()
fixed = FixedReward(1.0)
both = combine({equals: 1.0, format_reward: 0.5})
GOOD = "<think>r</think>4"


@pytest.fixture(autouse=True)
def _nothing_graded():
    GRADED.clear()


def said(text):
    return [{"role": "assistant", "content": text}]


# --- sums ---------------------------------------------------------------------------------------------------------


def test_a_combination_is_the_weighted_sum():
    assert both(GOOD, GOOD) == 1.5
    assert both(GOOD, "4") == 0.5
    assert both("4", answer="4") == 1.0
    assert both(["4", GOOD, "5"], ["4", GOOD, "4"]) == [1.0, 1.5, 0.0]
    assert both(completions=["4", said(GOOD)], solution=["4", GOOD], prompts=["p", "p"]) == [1.0, 1.5]


def test_the_parts_stay_visible():
    verdict = both.grade("4", "4")
    assert verdict == Verdict(
        1.0,
        "partial",
        "equals: correct, format: incorrect",
        {
            "parts": {
                "equals": {
                    "weight": 1.0,
                    "score": 1.0,
                    "outcome": "correct",
                    "explanation": "",
                    "detail": {"prompt": None, "wanted": "4"},
                },
                "format": {
                    "weight": 0.5,
                    "score": 0.0,
                    "outcome": "incorrect",
                    "explanation": "<think> is missing.",
                    "detail": {"rule": "missing_tag", "position": 1},
                },
            }
        },
    )
    json.dumps(verdict.detail)


@pytest.mark.parametrize(
    ("completion", "reference", "score", "outcome"),
    [
        (GOOD, GOOD, 1.5, "correct"),
        (GOOD, "4", 0.5, "partial"),
        ("4", "5", 0.0, "incorrect"),
        ("costly", "4", 0.0, "undecided"),
    ],
)
def test_the_outcome_of_a_combination(completion, reference, score, outcome):
    verdict = both.grade(completion, reference)
    assert (verdict.score, verdict.outcome) == (score, outcome)


def test_one_part_that_cannot_judge_skips_the_row():
    verdict = both.grade(GOOD, answer=None)
    assert (verdict.score, verdict.outcome) == (None, "bad_reference")
    assert verdict.detail["parts"]["format"]["score"] == 1.0
    assert both([GOOD, GOOD], [None, GOOD]) == [None, 1.5]


def test_a_part_of_weight_zero_is_only_watched():
    reward = combine({equals: 0, format_reward: 1})
    verdict = reward.grade(GOOD, answer=None)
    assert (verdict.score, verdict.outcome) == (1.0, "correct")
    assert verdict.detail["parts"]["equals"]["outcome"] == "bad_reference"


def test_a_bug_in_a_part_costs_the_row_only(caplog):
    assert both(["bug", "4"], ["4", "4"]) == [None, 1.0]
    assert len(caplog.records) == 1


def test_negative_weights_are_penalties():
    assert combine({equals: 1.0, format_reward: -0.5})(GOOD, GOOD) == 0.5
    assert combine({equals: 1.0, format_reward: -0.5})(GOOD, "4") == -0.5


def test_combine_refuses_none_and_two_of_a_name():
    with pytest.raises(ValueError, match="at least one reward"):
        combine({})
    with pytest.raises(ValueError, match="two rewards are named 'equals'"):
        combine({equals: 1.0, equals.replace(ignore_case=True): 1.0})
    assert combine({equals: 1.0, equals.replace(name="lax", ignore_case=True): 1.0})("A", "a") == 1.0


# --- gates --------------------------------------------------------------------------------------------------------

format_if_right = gated(format_reward, by=equals)


@pytest.mark.parametrize(
    ("completion", "answer", "score", "outcome"),
    [
        (GOOD, GOOD, 1.0, "correct"),
        (GOOD, "4", 0.0, "incorrect"),  # formatted and wrong
        ("4", "4", 0.0, "incorrect"),  # right and not formatted
        ("4", "5", 0.0, "incorrect"),
        ("costly", "4", 0.0, "undecided"),
        (GOOD, None, None, "bad_reference"),
    ],
)
def test_a_gated_reward_counts_where_the_gate_is_full(completion, answer, score, outcome):
    verdict = format_if_right.grade(completion, answer=answer)
    assert (verdict.score, verdict.outcome) == (score, outcome)
    assert list(verdict.detail["parts"]) == ["format", "equals"]
    json.dumps(verdict.detail)


def test_a_closed_gate_spares_from_a_penalty_too():
    penalty = gated(FixedReward(-1.0), by=equals)
    assert penalty(["4", "5"], ["4", "4"]) == [-1.0, 0.0]


def test_a_partial_score_does_not_open_a_gate():
    assert gated(fixed, by=FixedReward(0.99, "nearly"))(["x"]) == [0.0]


def test_what_cannot_be_graded_matters_only_where_the_gate_is_open():
    unknown = gated(FixedReward(None), by=equals)
    assert unknown(["4", "5"], ["4", "4"]) == [None, 0.0]


# --- products -----------------------------------------------------------------------------------------------------


def test_a_product_multiplies():
    reward = product(equals, FixedReward(0.75))
    assert reward(["4", "5"], ["4", "4"]) == [0.75, 0.0]
    assert reward.grade("4", "4").outcome == "partial"
    assert product(equals, fixed).grade("4", "4").outcome == "correct"
    assert list(reward.grade("4", "4").detail["parts"]) == ["equals", "fixed"]


def test_a_product_with_an_unknown_factor_is_unknown():
    assert product(equals, FixedReward(None))(["4", "5"], ["4", "4"]) == [None, None]


def test_two_penalties_make_no_gain():
    assert product(FixedReward(-0.5, "a"), FixedReward(-0.5, "b"))("x") == -0.25
    assert product(FixedReward(-0.5, "a"), fixed)("x") == -0.5
    assert product(FixedReward(-0.5, "a"), FixedReward(0.0, "b"))("x") == 0.0


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=4))
def test_a_product_of_shares_stays_within_them(scores):
    score = product(*(FixedReward(one, f"part{index}") for index, one in enumerate(scores)))("x")
    assert abs(score) <= min(map(abs, scores))
    if score > 0:
        assert min(scores) > 0


@pytest.mark.parametrize("make", [product, lambda one, two: gated(one, by=two)])
def test_gates_and_products_refuse_two_of_a_name_and_what_is_no_reward(make):
    with pytest.raises(ValueError, match="two rewards are named 'equals'"):
        make(equals, equals.replace(ignore_case=True))
    with pytest.raises(TypeError, match="takes rewards such as math_reward, not function"):
        make(equals, lambda completions, **_: [0.0 for _ in completions])


def test_a_product_needs_two_factors():
    with pytest.raises(ValueError, match="at least two"):
        product(equals)


# --- nesting ------------------------------------------------------------------------------------------------------

nested = combine(
    {equals: 1.0, format_if_right: 0.25, product(equals, FixedReward(0.5, "half"), name="scaled"): 2.0}, name="nest"
)


def test_combinations_nest():
    verdict = nested.grade(GOOD, GOOD, prompt="p")
    assert verdict.score == 1.0 + 0.25 + 2.0 * 0.5
    assert verdict.detail["parts"]["scaled"]["detail"]["parts"]["half"]["score"] == 0.5
    assert verdict.detail["parts"]["equals"]["detail"]["prompt"] == "p"
    assert nested([GOOD, "4"], [GOOD, "5"]) == [2.25, 0.0]


def test_a_part_is_graded_once_in_a_row():
    assert nested(["4", "5"], ["4", "4"]) == [2.0, 0.0]
    assert GRADED == ["equals", "equals"]  # once for each row, though it occurs three times


def test_equal_parts_with_other_settings_are_graded_apart():
    lax = equals.replace(name="lax", ignore_case=True)
    assert combine({equals: 1.0, gated(lax, by=fixed): 1.0})("A", "a") == 1.0
    assert GRADED == ["equals", "lax"]


def test_a_missing_or_doubled_reference_of_a_part():
    for reward in (both, nested, format_if_right):
        with pytest.raises(CallError, match="the equals reward needs a reference"):
            reward(["4"])
        with pytest.raises(CallError, match="twice"):
            reward(["4"], ["4"], answer=["4"])
        with pytest.raises(CallError, match="twice"):
            reward.grade("4", "4", answer="4")


def test_a_reference_by_position_is_the_first_part_s_that_needs_one():
    reward = combine({format_reward: 1.0, equals: 1.0, tongue: 1.0})
    assert reward.columns == ("answer", "solution")
    assert reward("4", "4", language="4") == 2.0
    assert reward(["4"], ["4"], language=["4"]) == [2.0]
    with pytest.raises(CallError, match="the tongue reward needs a reference"):
        reward("4", "4")


@pytest.mark.parametrize(
    "reward",
    [
        combine({equals: 1.0, tongue: 1.0}),
        combine({combine({equals: 1.0, tongue: 1.0}): 1.0, fixed: 1.0}, name="outer"),
        gated(equals, by=tongue),
        combine({product(equals, tongue): 1.0}),
    ],
)
def test_columns_of_every_part_must_fit(reward):
    with pytest.raises(CallError, match="'language' must be a list"):
        reward(["4", "4"], ["4", "4"], language="4")
    with pytest.raises(CallError, match="'language' must be a list"):
        reward(["4", "4"], ["4", "4"], language=["4"])


def test_combinations_without_references():
    reward = combine({format_reward: 1.0, fixed: 1.0})
    assert reward.columns == ()
    assert reward([GOOD, "4"]) == [2.0, 1.0]


# --- logs ---------------------------------------------------------------------------------------------------------


def log_of(reward, *args, **columns):
    logged = {}
    scores = reward(*args, log_metric=logged.__setitem__, **columns)
    return scores, logged


def test_the_mean_of_each_part_is_logged():
    scores, logged = log_of(both, [GOOD, "4", "5", "4"], [GOOD, "4", "4", None])
    assert scores == [1.5, 1.0, 0.0, None]
    assert logged == {
        "combined/undecided": 0.0,
        "combined/unavailable": 0.0,
        "combined/bad_reference": 0.25,
        "combined/equals": 2 / 3,  # of the three rows where it has a score
        "combined/format": 0.25,
    }


def test_parts_of_parts_are_logged_under_their_path():
    _, logged = log_of(nested, [GOOD, "4"], [GOOD, "5"])
    means = {name: value for name, value in logged.items() if name.count("/") != 1 or name.split("/")[1] != "undecided"}
    assert means["nest/equals"] == 0.5
    assert means["nest/format_if_equals"] == 0.5
    assert means["nest/format_if_equals/format"] == 0.5
    assert means["nest/scaled"] == 0.25
    assert means["nest/scaled/half"] == 0.5


def test_a_part_without_scores_and_a_failed_row_are_no_numbers(caplog):
    _, logged = log_of(both, ["4", "bug"], [None, "4"])
    assert "combined/equals" not in logged
    assert logged["combined/format"] == 0.0
    assert logged["combined/unavailable"] == 0.5
    assert len(caplog.records) == 1


def test_single_rewards_log_outcomes_only():
    _, logged = log_of(equals, ["4"], ["4"])
    assert list(logged) == ["equals/undecided", "equals/unavailable", "equals/bad_reference"]


# --- instances are values -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("reward", [both, nested, format_if_right, product(equals, fixed), r1_reward])
def test_pickling_hashing_equality(reward):
    copy = pickle.loads(pickle.dumps(reward))
    assert copy == reward
    assert hash(copy) == hash(reward)
    assert copy.replace(name="other") != reward
    with pytest.raises(dataclasses.FrozenInstanceError):
        reward.name = "other"


def test_names():
    assert both.__name__ == "combined_reward"
    assert combine({equals: 1}, name="mine").__name__ == "mine_reward"
    assert format_if_right.__name__ == "format_if_equals_reward"
    assert product(equals, fixed).__name__ == "equals_times_fixed_reward"
    assert gated(fixed, by=equals, name="mine").__name__ == "mine_reward"


def test_agrade():
    for reward in (both, nested, format_if_right):
        assert asyncio.run(reward.agrade(GOOD, GOOD)) == reward.grade(GOOD, GOOD)


# --- the presets --------------------------------------------------------------------------------------------------


def test_r1_reward_adds_its_three_parts_directly():
    verdict = r1_reward.grade(r"<think>We add one and one.</think>\boxed{2}", "2", language="en")
    assert verdict.score == 3.0
    assert [part["weight"] for part in verdict.detail["parts"].values()] == [1.0, 1.0, 1.0]
    assert list(verdict.detail["parts"]) == ["math", "format", "language"]


def test_a_recipe_of_gates_and_sums():
    reward = combine({math_reward: 1.0, gated(format_reward, by=math_reward): 0.2}, name="mine")
    right, wrong = r"<think>One and one.</think>\boxed{2}", r"<think>One and one.</think>\boxed{3}"
    assert reward([right, wrong, r"\boxed{2}"], ["2", "2", "2"]) == [1.2, 0.0, 1.0]


def test_no_public_name_is_that_of_a_module():
    # Importing `verifiers.combine` would put the module where the function `combine` is looked for.
    modules = {module.name for module in pkgutil.iter_modules(verifiers.__path__)}
    assert modules.isdisjoint(verifiers.__all__)


def test_language_is_left_out_where_the_language_is_not_known():
    known, unknown = {"language": "en"}, {"language": "xx"}
    for whole in (combine({math_reward: 1.0, language_reward: 1.0}), product(math_reward, language_reward)):
        graded = whole.grade(r"We add one and one: \boxed{2}", answer="2", **unknown)
        assert (graded.score, graded.outcome) == (1.0, "correct")
        assert whole.grade(r"We add one and one: \boxed{2}", answer="2", **known).outcome == "correct"
        assert whole.grade(r"We add one and one: \boxed{2}", answer="", **unknown).score is None
    assert combine({language_reward: 1.0}).grade("We add.", language="xx").score is None


@pytest.mark.parametrize(
    ("columns", "kind", "score"),
    [
        ({"answer": "4"}, "verifiable", 1.0),
        ({"answer": "5"}, "verifiable", 0.0),
        ({"answer": ""}, "general", 1.0),
        ({"answer": None}, "general", 1.0),
        ({}, "general", 1.0),
    ],
)
def test_a_row_with_a_reference_and_one_without(columns, kind, score):
    told = by_kind(math_reward, format_reward).grade(r"<think>2 and 2</think>\boxed{4}", **columns)
    assert (told.detail["kind"], told.score) == (kind, score)
