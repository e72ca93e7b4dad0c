r"""The math reward as it is called: the contract, the options, and what a verdict says."""

import asyncio
import json
import os
import pickle
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifiers import MathReward, Verdict, combine, format_reward, math_reward
from verifiers.math import decide, fallback
from verifiers.math.compare import Comparison

RIGHT, WRONG, NONE = r"so \boxed{5}", r"so \boxed{6}", "so 5"

COMPLETIONS = [RIGHT, WRONG, NONE, r"\boxed{2+3}", r"\boxed{5.0}", r"\boxed{x+1}", r"<think>\boxed{5}", "", r"\boxed{5"]
SCORES = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0]


# --- the contract -------------------------------------------------------------------------------------------------


def test_one_completion():
    assert math_reward(r"… \boxed{\frac12}", "0.5") == 1.0
    assert type(math_reward(RIGHT, "5")) is float
    assert type(math_reward(WRONG, "5")) is float
    assert math_reward(RIGHT, 5) == 1.0


def test_a_batch():
    assert math_reward([r"\boxed{1}", r"\boxed{3}"], ["1", "2"]) == [1.0, 0.0]
    assert math_reward([], []) == []


def conversation(text):
    return [{"role": "assistant", "content": text}]


@pytest.mark.parametrize("shape", [str, conversation])
@pytest.mark.parametrize("column", math_reward.columns)
def test_trl_s_call(shape, column):
    logged = {}
    rewards = math_reward(
        prompts=[[{"role": "user", "content": "2 + 3?"}]] * 3,
        completions=[shape(text) for text in (RIGHT, WRONG, NONE)],
        completion_ids=[[1, 2], [3], [4]],
        **{column: ["5", "5", "5"]},
        trainer_state=object(),
        log_extra=lambda *_: None,
        log_metric=logged.__setitem__,
    )
    assert rewards == [1.0, 0.0, 0.0]
    assert logged == {"math/undecided": 0.0, "math/unavailable": 0.0, "math/bad_reference": 0.0}


def test_the_first_column_decides():
    assert math_reward([RIGHT], answer=["5"], solution=[r"\boxed{6}"], label=[1]) == [1.0]
    assert math_reward([RIGHT], solution=[r"\boxed{6}"], ground_truth=["5"]) == [0.0]


def test_rows_to_skip():
    logged = {}
    rewards = math_reward([RIGHT, RIGHT, WRONG, NONE], answer=[None, "5", None, ""], log_metric=logged.__setitem__)
    assert rewards == [None, 1.0, None, None]
    assert logged["math/bad_reference"] == 0.75


@pytest.mark.parametrize(
    ("args", "columns"),
    [
        ((RIGHT,), {}),
        (([RIGHT],), {}),
        (([RIGHT],), {"answers": ["5"]}),
        (([RIGHT],), {"answer": "5"}),
        (([RIGHT],), {"answer": ["5", "5"]}),
        (([RIGHT], ["5"]), {"answer": ["5"]}),
        ((RIGHT, "5"), {"answer": "5"}),
    ],
)
def test_a_missing_or_doubled_reference(args, columns):
    with pytest.raises(TypeError, match=r"reference|answer"):
        math_reward(*args, **columns)


def test_grade():
    verdict = math_reward.grade(r"… \boxed{\frac12}", "0.5")
    assert isinstance(verdict, Verdict)
    assert (verdict.score, verdict.outcome) == (1.0, "correct")
    assert verdict.explanation == "The answer equals the reference."
    assert verdict.detail == {"answer": r"\frac12", "source": "box", "reference": "0.5", "evidence": "exact"}
    with pytest.raises(TypeError, match="reference"):
        math_reward.grade(RIGHT)


def test_agrade():
    async def both():
        return await asyncio.gather(math_reward.agrade(RIGHT, "5"), math_reward.agrade(WRONG, answer="5"))

    assert asyncio.run(both()) == [math_reward.grade(RIGHT, "5"), math_reward.grade(WRONG, "5")]


@pytest.mark.parametrize(
    ("completion", "reference", "score", "outcome"),
    [
        (RIGHT, "5", 1.0, "correct"),
        (WRONG, "5", 0.0, "incorrect"),
        (NONE, "5", 0.0, "no_answer"),
        (r"<think></think>\boxed{5} so \boxed{6}", "5", 0.0, "no_answer"),
        (RIGHT, "", None, "bad_reference"),
        (RIGHT, ["6", "5"], 1.0, "correct"),
        (RIGHT, ["6", "7"], 0.0, "incorrect"),
        (RIGHT, ["", None], None, "bad_reference"),
        (RIGHT, ["", "7"], 0.0, "incorrect"),
        (RIGHT, ["7"] * 51, None, "bad_reference"),
        (RIGHT, r"m = n \cdot", None, "bad_reference"),
        (r"\boxed{m = n \cdot}", r"m = n \cdot", 1.0, "correct"),
        (NONE, "", None, "bad_reference"),  # the reference comes first
        (RIGHT, r"First \boxed{2}, hence \boxed{5}.", 1.0, "correct"),
        (RIGHT, "so 2 + 3 = <<2+3=5>>5\n#### 5", 1.0, "correct"),
        (RIGHT, "$5$", 1.0, "correct"),
        (r"\boxed{9^{9^{9^{9^9}}}}", "5", 0.0, "undecided"),
    ],
)
def test_outcomes(completion, reference, score, outcome):
    verdict = math_reward.grade(completion, reference)
    assert (verdict.score, verdict.outcome) == (score, outcome)
    assert verdict.explanation.endswith(".")


def test_the_prompt_may_have_opened_the_reasoning():
    assert math_reward.grade(RIGHT, "5", prompt="2 + 3? <think>\n").outcome == "no_answer"
    assert math_reward.grade("a</think>" + RIGHT, "5", prompt="2 + 3? <think>\n").outcome == "correct"
    assert math_reward(prompts=["a <think>", "a"], completions=[RIGHT, RIGHT], answer=["5", "5"]) == [0.0, 1.0]


# --- options ------------------------------------------------------------------------------------------------------


def test_form():
    unevaluated = r"\boxed{2+3}"
    assert math_reward(unevaluated, "5") == 0.0
    assert math_reward.grade(unevaluated, "5").detail["evidence"] == "form"
    assert MathReward(form="any")(unevaluated, "5") == 1.0
    assert MathReward(form="simplest")(unevaluated, "5") == 0.0
    unreduced = r"\boxed{\frac{2}{4}}"
    assert math_reward(unreduced, "1/2") == 1.0
    assert MathReward(form="any")(unreduced, "1/2") == 1.0
    assert MathReward(form="simplest")(unreduced, "1/2") == 0.0
    assert MathReward(form="simplest")(r"\boxed{\frac{1}{2}}", "1/2") == 1.0


def test_an_echo_of_the_prompt_is_no_answer():
    echo = r"\boxed{17 \cdot 23}"
    assert math_reward(echo, "391", prompt=r"What is $17 \cdot 23$?") == 0.0
    assert math_reward(r"\boxed{391}", "391", prompt=r"What is $17 \cdot 23$?") == 1.0


def test_tolerance():
    assert math_reward(r"\boxed{3.14159}", r"\pi") == 0.0
    assert MathReward(tolerance=1e-4)(r"\boxed{3.14159}", r"\pi") == 1.0
    assert MathReward(tolerance=1e-4)(r"\boxed{3.15}", r"\pi") == 0.0
    assert math_reward(r"\boxed{0.333}", r"\frac13") == 0.0
    assert MathReward(tolerance=0.01)(r"\boxed{0.333}", r"\frac13") == 1.0
    assert math_reward(r"\boxed{12500}", "12501") == 0.0
    assert MathReward(tolerance=1e-3)(r"\boxed{12500}", "12501") == 1.0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"form": "simple"}, "unknown form 'simple'"),
        ({"form": None}, "unknown form None"),
        ({"tolerance": -0.1}, "not -0.1"),
        ({"tolerance": 1}, "not 1"),
        ({"tolerance": float("nan")}, "not nan"),
        ({"tolerance": float("inf")}, "not inf"),
    ],
)
def test_bad_options(options, words):
    with pytest.raises(ValueError, match=words):
        MathReward(**options)
    with pytest.raises(ValueError, match=words):
        math_reward.replace(**options)


def test_configured_copies():
    lenient = math_reward.replace(lenient=True, name="lenient_math")
    assert lenient(NONE.replace("so", "the answer is"), "5") == 1.0
    assert (lenient.name, lenient.__name__) == ("lenient_math", "lenient_math_reward")
    assert (math_reward.name, math_reward.__name__, math_reward.lenient) == ("math", "math_reward", False)
    assert math_reward.replace() == math_reward == MathReward()
    assert lenient != math_reward
    assert len({math_reward, MathReward(), lenient}) == 2
    with pytest.raises(FrozenInstanceError):
        math_reward.lenient = True


@pytest.mark.parametrize("reward", [math_reward, MathReward(form="any", tolerance=0.1, lenient=True, name="other")])
def test_pickling(reward):
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        copy = pickle.loads(pickle.dumps(reward, protocol))
        assert copy == reward
        assert copy(RIGHT, "5") == 1.0


def test_combined():
    reward = combine({math_reward: 1.0, format_reward: 0.5})
    verdict = reward.grade(f"<think>2 + 3</think>{RIGHT}", "5")
    assert verdict.score == 1.5
    assert verdict.detail["parts"]["math"]["detail"]["answer"] == "5"
    assert reward(RIGHT, answer=None) is None


# --- whose fault it is --------------------------------------------------------------------------------------------


@pytest.fixture
def outside(monkeypatch):
    """The engine reads nothing, or one side only; the fallback says what a test wants."""

    def set_up(side, equal, problem):
        found = Comparison(None, "", side, "It is outside the grammar.")
        monkeypatch.setattr(decide, "read_numeral", lambda _: None)
        monkeypatch.setattr(decide, "compare", lambda *_, **__: found)
        monkeypatch.setattr(decide, "unknown_commands", lambda _: frozenset({"\\lim"}))
        monkeypatch.setattr(fallback, "ask", lambda *_: fallback.Reply(equal, problem, "It says so."))

    return set_up


@pytest.mark.parametrize(
    ("side", "equal", "problem", "score", "outcome"),
    [
        ("reference", True, "", 1.0, "correct"),
        ("reference", False, "", 0.0, "incorrect"),
        ("reference", None, "answer", 0.0, "incorrect"),
        ("reference", None, "reference", None, "bad_reference"),
        ("reference", None, "bound", 0.0, "undecided"),
        ("reference", None, "unavailable", None, "unavailable"),
        ("answer", True, "", 1.0, "correct"),
        ("answer", None, "unavailable", None, "unavailable"),
        # The engine could read it: a policy must not get rid of a row by an answer that nobody reads.
        ("answer", None, "reference", 0.0, "undecided"),
    ],
)
def test_what_the_fallback_says(outside, side, equal, problem, score, outcome):
    outside(side, equal, problem)
    verdict = math_reward.grade(r"\boxed{\lim x}", r"\lim y")
    assert (verdict.score, verdict.outcome) == (score, outcome)
    assert verdict.detail["evidence"] == "fallback"


@pytest.mark.parametrize(
    ("form", "answer", "reference", "asked"),
    [
        ("any", r"\lim x", "y", True),
        ("any", "y", r"\lim x", True),
        ("evaluated", r"\lim x", r"\lim y", True),
        ("simplest", "y", r"\int x", True),
        # A limit where the reference has none is no answer, whoever compares it.
        ("evaluated", r"\lim x", "y", False),
        ("simplest", r"\int x", "y", False),
    ],
)
def test_the_fallback_is_asked_where_equivalence_alone_is_wanted(outside, form, answer, reference, asked):
    outside("reference", equal=True, problem="")
    verdict = math_reward.replace(form=form).grade(f"\\boxed{{{answer}}}", reference)
    assert (verdict.score, verdict.detail["evidence"]) == ((1.0, "fallback") if asked else (0.0, "form"))


def test_rivals_are_no_reason_to_ask_the_fallback(outside):
    outside("reference", None, "unavailable")
    verdict = math_reward.grade(r"</think>\boxed{\lim x} or rather \boxed{\lim y}", "5")
    assert (verdict.score, verdict.outcome) == (0.0, "no_answer")


def test_undecided_is_counted(outside):
    outside("reference", None, "bound")
    logged = {}
    rewards = math_reward([r"\boxed{\lim x}", NONE], answer=[r"\lim y", "y"], log_metric=logged.__setitem__)
    assert rewards == [0.0, 0.0]
    assert logged["math/undecided"] == 0.5


def test_an_answer_too_large_is_undecided_and_counted():
    logged = {}
    huge = r"\boxed{" + "+".join(f"x_{i}" for i in range(20_000)) + "}"
    assert math_reward([huge, RIGHT], answer=["x", "5"], log_metric=logged.__setitem__) == [0.0, 1.0]
    assert logged["math/undecided"] == 0.5


# --- one verdict, however it is asked for -------------------------------------------------------------------------


def test_batch_order_and_threads_change_nothing():
    single = [math_reward(completion, "5") for completion in COMPLETIONS]
    assert single == SCORES
    assert math_reward(COMPLETIONS, ["5"] * len(COMPLETIONS)) == single
    order = list(range(len(COMPLETIONS))) * 3
    random.Random(5).shuffle(order)
    shuffled = math_reward([COMPLETIONS[row] for row in order], answer=["5"] * len(order))
    assert shuffled == [single[row] for row in order]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda row: math_reward(COMPLETIONS[row], "5"), order)) == shuffled


PROGRAM = r"""
import json, sys
from verifiers import math_reward
pairs = [(r"\boxed{x+y+z}", "z+y+x"), (r"\boxed{\{1,2,3\}}", "3,2,1"), (r"\boxed{2+3}", "5"),
         (r"\boxed{\lim_{x\to 0} \frac{\sin x}{x}}", r"\int_0^1 2x dx"), (r"\boxed{x>1}", "1<x"), ("no", "5"),
         (r"</think>\boxed{a+b} so \boxed{b+a}", "a+b"), (r"\boxed{\text{red, blue}}", "blue, red"), (r"\boxed{5}", {}),
         (r"\boxed{\{\sqrt{2}, \pi, e, i, \frac{1}{3}\}}", r"\{e, \pi, i, \frac13, \sqrt2\}")]
verdicts = [math_reward.grade(*pair) for pair in pairs]
print(json.dumps([[v.score, v.outcome, v.explanation, v.detail] for v in verdicts]))
"""


@pytest.mark.slow
def test_the_seed_of_hashes_changes_nothing():
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("0", "1", "12345", "random")
    ]
    printed = {process.communicate(timeout=60)[0] for process in processes}
    assert len(printed) == 1
    assert [row[1] for row in json.loads(printed.pop())][:3] == ["correct", "correct", "incorrect"]


# --- any input ----------------------------------------------------------------------------------------------------

PIECES = [
    *r"\boxed{ } \frac \sqrt { [ ( ) ] , ; = < \le \cup \pi \infty ^ _ + - * / ! % 1 23 0.5 x y \text{cm} i e".split(),
    *["</think>", "<think>", "<answer>", "</answer>", "#### ", " ", "\\", "\x00", "\ud800", "٣", "$", "..."],
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.lists(TEXTS, max_size=2) | st.just({})


@settings(max_examples=150)
@given(TEXTS, VALUES.filter(lambda value: value is not None))
def test_every_input_has_a_verdict(text, reference):
    for completion in (text, rf"\boxed{{{text}}}"):
        verdict = math_reward.grade(completion, reference)
        assert verdict.outcome in {"correct", "incorrect", "no_answer", "bad_reference", "undecided"}
        assert verdict.score == {"correct": 1.0, "bad_reference": None}.get(verdict.outcome, 0.0)
        assert json.loads(json.dumps(verdict.detail)) == verdict.detail
        assert math_reward.grade(completion, reference) == verdict


@settings(max_examples=100)
@given(TEXTS.filter(lambda text: "#" not in text and "think>" not in text and "answer>" not in text))
def test_the_reference_itself_is_an_answer(text):
    reference = rf"\boxed{{{text}}}"
    verdict = math_reward.replace(form="any").grade(reference, reference)
    assert verdict.outcome in {"correct", "undecided", "no_answer", "bad_reference"}
