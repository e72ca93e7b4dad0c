"""What a reward is: the defaults of the contract, and rewards of classes that do not derive from it."""

import pickle
import subprocess
import sys
from dataclasses import dataclass, replace

import pytest

from verifiers import CallError, Verdict, code_reward, combine, format_reward, gated, length_reward, math_reward
from verifiers.reward import Reward, Row, agrade, as_reward, call, waits, work_of


@dataclass(frozen=True)
class SaysReward(Reward):
    """The recipe of the contract: a name and `verdict_of`."""

    word: str = "yes"
    name: str = "says"

    def verdict_of(self, row):
        found = self.word in row.completion
        return Verdict(float(found), "correct" if found else "incorrect", "", {"columns": dict(row.columns)})


@dataclass(frozen=True)
class AskingReward(SaysReward):
    """One that asks a server."""

    name: str = "asking"
    work = "waiting"


@dataclass(frozen=True)
class Bare:
    """A reward as the protocol asked for it before there was a base class: no more than three things."""

    name: str = "bare"
    columns = ("answer",)

    def grade(self, completion, reference=None, *, prompt=None, **columns):
        wanted = columns.get("answer", reference)
        return Verdict(float(completion == wanted), "correct", "", {"prompt": prompt, "extra": sorted(columns)})


@dataclass(frozen=True)
class Full:
    """The same with all that it might have had."""

    name: str = "full"
    columns = ()
    also_reads = ("sizes",)
    finds_answers = True
    waits = True
    __call__ = call
    agrade = agrade
    replace = replace

    def of_batch(self, texts, columns):
        return {"rank": [f"{row} of {len(texts)}, {len(columns)}" for row in range(len(texts))]}

    def grade(self, _completion, _reference=None, *, prompt=None, **columns):
        return Verdict(1.0, "correct", "", {"answer": columns.get("rank"), "prompt": prompt})


def test_a_reward_is_a_name_and_one_method():
    says = SaysReward()
    assert says("yes") == 1.0
    assert says(["yes", "no"]) == [1.0, 0.0]
    assert says.grade("yes", level=3).detail == {"columns": {"level": 3}}
    assert says.__name__ == "says_reward"
    assert says.replace(word="no")("no") == 1.0
    assert pickle.loads(pickle.dumps(says)) == says


def test_what_it_does_not_say_has_a_default():
    says = SaysReward()
    assert (says.columns, says.also_reads, says.rewards, says.finds_answers) == ((), (), (), False)
    assert says.of_batch(["a"], {}) == {}
    assert (says.work, waits(says)) == ("computing", False)


def test_how_time_is_spent_is_that_of_all_parts():
    assert work_of(math_reward) == {"computing"}
    assert work_of(combine({math_reward: 1, gated(AskingReward(), by=code_reward): 1})) == {
        "computing",
        "sandboxed",
        "waiting",
    }
    assert waits(length_reward.replace(accuracy=AskingReward()))


def test_a_class_without_a_verdict_says_so():
    @dataclass(frozen=True)
    class Empty(Reward):
        name: str = "empty"

    with pytest.raises(CallError, match=r"Empty cannot grade: a reward defines verdict_of"):
        Empty()(["a"])


def test_a_grade_that_nothing_would_call_is_refused():
    with pytest.raises(TypeError, match=r"Late defines grade: a reward defines verdict_of\(self, row\)"):
        type("Late", (type(math_reward),), {"grade": lambda _self, *_args, **_columns: None})


@pytest.mark.parametrize("make", [lambda one: one, lambda one: combine({one: 1.0})])
def test_a_class_of_its_own_is_graded_as_before(make):
    reward = make(as_reward(Bare(), "the test"))
    assert reward("4", "4") == 1.0
    assert reward(["4", "5"], ["4", "4"]) == [1.0, 0.0]
    assert reward(completions=["4"], answer=["4"], prompts=["p"], self=["x"], completion=["y"], reference=None) == [1.0]


def test_a_class_of_its_own_keeps_all_that_it_had():
    reward = as_reward(Full(), "the test")
    assert (reward.also_reads, reward.finds_answers, reward.work) == (("sizes",), True, "sandboxed")
    assert reward.verdict_of(Row("a", None, "p", {"rank": "last"}, {})).detail == {"answer": "last", "prompt": "p"}
    table = {}
    assert Full()(completions=["a", "b"], prompts=["p", "q"], log_extra=table.__setitem__) == [1.0, 1.0]
    assert table["full/answer"] == ["0 of 2, 1", "1 of 2, 1"]
    with pytest.raises(CallError, match="'sizes' must be a list"):
        Full()(["a", "b"], sizes=[1])
    assert pickle.loads(pickle.dumps(reward)) == reward == as_reward(Full(), "the test")
    assert hash(reward) == hash(as_reward(Full(), "the test"))


def test_a_reward_is_taken_as_it_is():
    assert as_reward(math_reward, "the test") is math_reward
    assert combine({math_reward: 1.0, format_reward: 0.5}).rewards == (math_reward, format_reward)


@pytest.mark.parametrize(
    ("thing", "said"),
    [
        (print, "not builtin_function_or_method"),
        ("math", "not str"),
        (type(math_reward), "not the class MathReward"),
        (type("Half", (), {"grade": None, "name": "half"})(), "not Half, which lacks columns"),
    ],
)
def test_what_is_no_reward_is_named(thing, said):
    with pytest.raises(TypeError, match=f"^combine takes rewards such as math_reward, {said}$"):
        combine({thing: 1.0})


WRONG = """
from dataclasses import dataclass
from verifiers.reward import Reward, Row
from verifiers.verdict import Verdict

@dataclass(frozen=True)
class Lazy(Reward):
    name: str = "lazy"
    work = "sleeping"
    columns = "answer"

    def verdict_of(self, row: Row) -> float:
        return 1.0
"""


def test_the_contract_is_checked_by_the_type_checker(tmp_path):
    pytest.importorskip("mypy")
    (tmp_path / "lazy.py").write_text(WRONG)
    run = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", "lazy.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    wrong = {line.split(":")[1] for line in run.stdout.splitlines() if ": error:" in line}
    assert wrong == {"9", "10", "12"}, run.stdout + run.stderr
