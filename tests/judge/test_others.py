"""Rubrics, pairs of a group, and a reward model's number."""

import pytest
from scripted import Reply, texts_in

from verifiers import CallError, PairwiseReward, RubricReward, ScoreReward

SETTINGS = {"model": "m", "canaries": 0.0, "deadline": 20.0}
RUBRIC = [{"criterion": "It rhymes.", "weight": 3}, "It is short.", {"criterion": "It is rude.", "weight": -2}]


def meets(*criteria):
    return lambda request: "Yes" if texts_in(request)["criterion"] in criteria else "No"


@pytest.mark.parametrize(("met", "score", "outcome"), [
    (["It rhymes.", "It is short."], 1.0, "correct"), (["It rhymes."], 0.75, "partial"), ([], 0.0, "incorrect"),
    (["It is short."], 0.25, "partial"), (["It is rude."], 0.0, "incorrect"),
    (["It rhymes.", "It is short.", "It is rude."], 0.5, "partial"),
])  # fmt: skip
def test_a_rubric_is_the_weighted_share_of_its_criteria(serve, met, score, outcome):
    verdict = RubricReward(url=serve(meets(*met)).url, **SETTINGS).grade("A poem.", RUBRIC, prompt="Write a poem.")
    assert (verdict.score, verdict.outcome) == (score, outcome)
    assert [one["score"] > 0 for one in verdict.detail["criteria"]] == [
        one in met for one in ("It rhymes.", "It is short.", "It is rude.")
    ]


@pytest.mark.parametrize("rubric", [
    None, [], "It rhymes.", [3], [{"criterion": ""}], [{"criterion": "a", "weight": "much"}], [{"weight": 1}],
    [{"criterion": "a", "weight": float("nan")}], [{"criterion": "a", "weight": -1}], ["a"] * 65, [{"criterion": "a", "weight": True}],
])  # fmt: skip
def test_a_rubric_that_cannot_be_read_is_nobodys_zero(serve, rubric):
    server = serve("Yes")
    verdict = RubricReward(url=server.url, **SETTINGS).grade("A poem.", rubric=rubric)
    assert (verdict.score, verdict.outcome, server.requests) == (None, "bad_reference", [])


def test_criteria_of_every_row(serve):
    reward = RubricReward(url=serve(meets("It is short.")).url, criteria=("It is short.", "It rhymes."), **SETTINGS)
    assert reward(["A poem.", "Another."]) == [0.5, 0.5]
    with pytest.raises(CallError, match="needs a rubric"):
        RubricReward(url=serve("Yes").url, **SETTINGS).grade("A poem.")


def longer(request):
    texts = texts_in(request)
    first, second = len(texts["first"]), len(texts["second"])
    return "A" if first > second else "B" if first < second else "C"


def test_pairs_against_all_others_and_against_the_first(serve):
    rows = {"completions": ["aa", "a", "aaa", "xx", "y"], "prompts": ["p", "p", "p", "q", "r"]}
    everybody = PairwiseReward(url=serve(longer).url, against="all", **SETTINGS)
    assert everybody(**rows) == [0.5, 0.0, 1.0, None, None]
    baseline = PairwiseReward(url=serve(longer).url, **SETTINGS)
    assert baseline(**rows) == [0.5, 0.0, 1.0, None, None]


def test_a_judge_that_likes_the_first_place_calls_draws(serve):
    reward = PairwiseReward(url=serve("A").url, **SETTINGS)
    assert reward(completions=["aa", "a", "aaa"], prompts=["p"] * 3) == [0.5, 0.5, 0.5]


def test_whoever_gives_no_summary_loses(serve):
    reward = PairwiseReward(url=serve(longer).url, **SETTINGS)
    assert reward(completions=["aa", "<think>a long plan", "a"], prompts=["p"] * 3) == [0.5, 0.0, 0.0]
    assert reward(completions=["<think>a long plan", "a"], prompts=["p"] * 2) == [0.0, 1.0]


def number(value, endpoint="classify"):
    shape = {"classify": {"probs": [1 - value, value]}, "pooling": {"data": [value]}, "score": {"score": value}}
    return lambda _: {"data": [shape[endpoint]]}


@pytest.mark.parametrize("endpoint", ["classify", "pooling", "score"])
def test_a_reward_models_number_within_its_bounds(serve, endpoint):
    server = serve(number(0.25, endpoint))
    verdict = ScoreReward(url=server.url, endpoint=endpoint, model="m").grade("<think>a</think>b", prompt="p")
    assert (verdict.score, verdict.outcome, verdict.detail["number"]) == (0.25, "partial", 0.25)
    (request,) = server.requests
    assert request["path"] == f"/{endpoint}"
    if endpoint == "score":
        assert (request["text_1"], request["text_2"]) == ("p", "b")
    else:
        assert [one["content"] for one in request["messages"]] == ["p", "b"]


def test_bounds_are_declared_and_kept(serve):
    server = serve(number(-3.0, "pooling"))
    wide = ScoreReward(url=server.url, endpoint="pooling", low=-5.0, high=5.0, model="m")
    assert wide.grade("b").score == 0.2
    outside = wide.replace(low=-2.0).grade("b")
    assert (outside.score, outside.outcome) == (None, "unavailable")
    for low, high in [(1.0, 1.0), (2.0, 1.0), (0.0, float("inf")), (float("nan"), 1.0)]:
        with pytest.raises(ValueError, match="bounds"):
            ScoreReward(url=server.url, model="m", low=low, high=high)


@pytest.mark.parametrize("reply", [
    {}, {"data": []}, {"data": [{}]}, {"data": [{"probs": []}]}, {"data": [{"probs": ["x"]}]}, {"data": [{"probs": [True]}]},
    {"data": [{"probs": [0.1]}, {"probs": [0.2]}]}, Reply(raw=b'{"data": [{"probs": [NaN]}]}'),
])  # fmt: skip
def test_what_is_no_number_is_neither_0_nor_1(serve, reply):
    verdict = ScoreReward(url=serve(lambda _: reply).url, model="m").grade("b")
    assert (verdict.score, verdict.outcome) == (None, "unavailable")
