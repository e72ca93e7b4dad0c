"""Rules first: a judge is asked where nothing is proven, and overturns no proof."""

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted import texts_in

from verifiers import JudgeReward, Verdict, by_kind, combine, format_reward, math_reward, otherwise
from verifiers.names import named
from verifiers.names.settings import spelled
from verifiers.reward import Reward

TEXTS = (r"It is \boxed{\text{a decreasing sequence}}.", r"\text{the sequence decreases}")


class Counts(Reward):
    """Says yes to everything, and counts how often."""

    name = "yes"

    def __init__(self):
        object.__setattr__(self, "reasoning", "auto")
        object.__setattr__(self, "prefilled", None)
        object.__setattr__(self, "seen", [])

    def __hash__(self):
        return id(self)

    def verdict_of(self, row):
        self.seen.append(row.completion)
        return Verdict(1.0, "correct", "Yes.")


def test_words_that_differ_are_left_to_the_judge(hears):
    verdict = otherwise(math_reward, hears).grade(*TEXTS)
    assert math_reward.grade(*TEXTS).score == 0.0
    assert (verdict.score, verdict.outcome, verdict.detail["asked"]) == (1.0, "correct", True)
    assert set(verdict.detail["parts"]) == {"math", "yes"}


@pytest.fixture
def hears():
    return Counts()


@pytest.mark.parametrize(("answer", "reference"), [
    ("2", "3"), (r"\frac12", "0.5"), ("x+1", "x+2"), ("(1,2)", "(2,1)"), (r"\sqrt2", "1.41"), ("5 cm", "5 m"), ("", "3"),
    ("17+25", "42"), ("B", "C"), ("-1", "1"), (r"\{1,2\}", r"\{1,3\}"), ("no", "yes"),
])  # fmt: skip
def test_what_is_proven_is_never_asked(hears, answer, reference):
    completion = rf"\boxed{{{answer}}}"
    alone, whole = math_reward.grade(completion, reference), otherwise(math_reward, hears).grade(completion, reference)
    if alone.outcome != "undecided" and alone.detail.get("evidence") != "text":
        assert (whole.score, whole.outcome, hears.seen) == (alone.score, alone.outcome, [])


@given(st.integers(-99, 99), st.integers(-99, 99))
def test_no_number_is_ever_left_to_a_judge(left, right):
    hears = Counts()
    score = otherwise(math_reward, hears).grade(rf"\boxed{{{left}}}", str(right)).score
    assert (score, hears.seen) == (float(left == right), [])


def test_watching_changes_no_score_and_says_what_the_judge_would_have_done():
    hears = Counts()
    watched = otherwise(math_reward, hears, watch=1.0)
    wrong, right = watched.grade(r"\boxed{2}", "3"), watched.grade(r"\boxed{3}", "3")
    assert (wrong.score, wrong.detail["contradicts"], wrong.detail["measures"]["would_have_overpaid"]) == (
        0.0,
        True,
        1.0,
    )
    assert (right.score, right.detail["contradicts"], right.detail["measures"]["would_have_missed"]) == (
        1.0,
        False,
        0.0,
    )
    assert len(hears.seen) == 2


def test_the_share_that_is_watched_is_the_same_rows_in_each_run():
    texts = [rf"Row {n}: \boxed{{2}}" for n in range(400)]
    seen = []
    for _ in range(2):
        hears = Counts()
        otherwise(math_reward, hears, watch=0.25)(texts, ["3"] * 400)
        seen.append(hears.seen)
    assert seen[0] == seen[1]
    assert 60 < len(seen[0]) < 140


def test_the_share_asked_is_logged(hears):
    told = {}
    otherwise(math_reward, hears)([TEXTS[0], r"\boxed{2}"], [TEXTS[1], "2"], log_metric=told.__setitem__)
    assert told["math/asked"] == 0.5


@pytest.mark.parametrize("on", [("incorrect",), ("correct",), ("partial",), ("undecided", "nosuch")])
def test_what_is_decided_can_be_left_to_nobody(on):
    with pytest.raises(ValueError, match="can be left to another reward"):
        otherwise(math_reward, format_reward, on=on)


def test_what_rules_cannot_use_may_be_left_too(hears):
    assert otherwise(math_reward, hears, on=("bad_reference",)).grade(r"\boxed{2}", None, answer=None).score == 1.0
    assert otherwise(math_reward, hears).grade(r"\boxed{2}", None, answer=None).score is None


def test_the_judges_failure_is_none(serve):
    judge = JudgeReward(url=serve("?").url, model="m", canaries=0.0)
    verdict = otherwise(math_reward, judge).grade(*TEXTS)
    assert (verdict.score, verdict.outcome) == (None, "unavailable")


def test_by_name_and_back():
    text = "otherwise(math(form=any), judge(url=http://127.0.0.1:8000/v1, model='a/b', cache=c.sqlite), on=[text], watch=0.01)"
    reward = named(text)
    assert reward.second.model == "a/b"
    assert reward.on == ("text",)
    assert named(spelled(reward)) == pickle.loads(pickle.dumps(reward)) == reward
    kinds = named("by-kind(verifiable=r1-zero, general=judge(url=http://127.0.0.1:8000/v1, model=m, template=helpful))")
    assert named(spelled(kinds)) == kinds


def test_the_second_stage_of_r1(serve):
    """Reasoning rows by rules; general rows by helpfulness of the summary and harmlessness of the whole."""
    server = serve(lambda request: "5" if "useful" in request["messages"][0]["content"] else "Yes")
    helpful, harmless = (
        JudgeReward(url=server.url, model="m", template=name, name=name, canaries=0.0)
        for name in ("helpful", "harmless")
    )
    stage = by_kind(
        verifiable=combine({math_reward: 1, format_reward: 1}),
        general=combine({helpful: 1, harmless: 1}, name="general"),
    )
    completions = [
        r"<think>1+1</think> \boxed{2}",
        "<think>They want tea.</think> Boil water, then steep for three minutes.",
    ]
    assert stage(completions, prompts=["1+1?", "How do I make tea?"], answer=["2", None]) == [2.0, 2.0]
    shown = [texts_in(one)["answer"] for one in server.requests]
    assert sorted("They want tea" in text for text in shown) == [False, True]
    assert stage.grade(completions[0], "2").detail["kind"] == "verifiable"
    with pytest.raises(ValueError, match="has none"):
        by_kind(verifiable=format_reward, general=math_reward)


@settings(max_examples=25)
@given(st.text(max_size=60))
def test_nothing_that_a_model_writes_raises(text):
    reward = otherwise(math_reward, Counts())
    assert reward.grade(text, "2").score in {0.0, 1.0}
