"""The bounds and outcomes of shaping rewards, from both sides."""

import pytest

from verifiers import (
    AdaptiveLengthReward,
    CallError,
    CosineScaledReward,
    CountdownReward,
    LengthReward,
    OverlongFilterReward,
    PassAtKReward,
    ReasoningStepsReward,
    RepetitionPenaltyReward,
    ShortestCorrectReward,
    SoftOverlongReward,
    TagCountReward,
    TargetLengthReward,
    Template,
    code_format_reward,
    countdown_reward,
    majority_reward,
    pass_at_k_reward,
    reasoning_steps_reward,
    repetition_penalty_reward,
    tag_count_reward,
)

RIGHT, WRONG, CUT = r"\boxed{2}", r"\boxed{3}", r"<think>\boxed{2}"


# --- which settings are refused -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "last", "beyond"),
    [
        (ReasoningStepsReward, 1, 0),
        (PassAtKReward, 1, 0),
        (AdaptiveLengthReward, 0, -1e-9),
        (lambda alpha: ShortestCorrectReward(alpha, 1), 0, -1e-9),
        (lambda beta: ShortestCorrectReward(1, beta), 0, -1e-9),
        (lambda alpha: TargetLengthReward(alpha=alpha), 0, -1e-9),
        (lambda target: TargetLengthReward(target=target), 0, -1),
        (OverlongFilterReward, 1, 0),
        (lambda size: RepetitionPenaltyReward(ngram_size=size), 1, 0),
        (lambda penalty: RepetitionPenaltyReward(max_penalty=penalty), 0, 1e-9),
        (lambda length: CosineScaledReward(max_len=length), 1, 0),
        (lambda cache: SoftOverlongReward(10, cache), 10, 11),
        (lambda cache: SoftOverlongReward(10, cache), 0, -1),
        (CountdownReward, 0, -1e-9),
        (CountdownReward, 1, 1 + 1e-9),
    ],
)
def test_the_last_setting_that_makes_sense(make, last, beyond):
    make(last)
    with pytest.raises(ValueError, match=r"not|least|between"):
        make(beyond)


# --- outcomes: full, partial, nothing -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reward", "text", "columns", "outcome"),
    [
        (reasoning_steps_reward, "- a\n- b\n- c", {}, "correct"),
        (reasoning_steps_reward, "- a\n- b\n- c\n- d", {}, "correct"),
        (reasoning_steps_reward, "- a\n- b", {}, "partial"),
        (reasoning_steps_reward, "- a", {}, "partial"),
        (reasoning_steps_reward, "a", {}, "incorrect"),
        (repetition_penalty_reward, "a b c a b c", {}, "partial"),
        (repetition_penalty_reward, "a b c a b d", {}, "correct"),
        (SoftOverlongReward(4, 2, unit="words"), "a b", {}, "correct"),
        (SoftOverlongReward(4, 2, unit="words"), "a b c", {}, "partial"),
        (SoftOverlongReward(4, 2, unit="words"), "a b c d", {}, "incorrect"),
        (SoftOverlongReward(4, 2, unit="words"), "a b c d e", {}, "incorrect"),
        (tag_count_reward, "<think>r</think><answer>4</answer>", {}, "correct"),
        (tag_count_reward, "<think>r</think>4", {}, "partial"),
        (tag_count_reward, "4", {}, "incorrect"),
        (LengthReward(), RIGHT, {"group_characters": [9, 12]}, "correct"),
        (LengthReward(), RIGHT, {"group_characters": [8, 12]}, "partial"),
        (LengthReward(), WRONG, {"group_characters": [9, 12]}, "incorrect"),
        (LengthReward(), CUT, {"group_characters": [9, 12]}, "no_answer"),
        (CosineScaledReward(max_len=9, unit="words"), RIGHT, {}, "partial"),
        (CosineScaledReward(max_len=9), RIGHT, {"completion_ids": []}, "correct"),
        (CosineScaledReward(max_len=9), WRONG, {"completion_ids": []}, "incorrect"),
        (TargetLengthReward(target=3), RIGHT, {"completion_ids": [0] * 3}, "correct"),
        (TargetLengthReward(target=3), RIGHT, {"completion_ids": [0] * 4}, "partial"),
        (TargetLengthReward(target=3), WRONG, {"completion_ids": [0] * 3}, "incorrect"),
        (AdaptiveLengthReward(0.1), RIGHT, {"completion_ids": []}, "correct"),
        (AdaptiveLengthReward(0.1), RIGHT, {"completion_ids": [0]}, "partial"),
    ],
)
def test_outcomes(reward, text, columns, outcome):
    assert reward.grade(text, "2", **columns).outcome == outcome


@pytest.mark.parametrize(("format_score", "outcome"), [(0, "incorrect"), (0.1, "partial")])
def test_the_outcome_of_a_countdown_that_misses(format_score, outcome):
    verdict = CountdownReward(format_score).grade("<answer>1+2</answer>", target=4, nums=[1, 2])
    assert (verdict.score, verdict.outcome) == (format_score, outcome)


# --- tags ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("x</think><answer>4</answer>", 0.75),  # one character is reasoning enough
        ("</think><answer>4</answer>", 0.5),
        ("<think>x</think><answer>4</answer>", 1.0),
        ("<think></think><answer>4</answer>", 0.75),
        ("<think>", 0.25),  # the first tag at the first character counts
    ],
)
def test_a_block_of_one_character_and_of_none(text, score):
    assert tag_count_reward(text) == score


def test_a_prefilled_tag_is_none_of_the_completion_s():
    reward = TagCountReward(Template((("[", "]"),), prefilled=True))
    assert [reward(text) for text in ("r]4", "r4", "[r]4")] == [1.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("text", "score"), [("4", 1.0), ("<think>r</think>4", 1.0), ("<think>r", 0.5), ("r</think>4", 0.5)]
)
def test_a_block_that_may_be_missing(text, score):
    assert TagCountReward("hybrid")(text) == score


def test_a_row_whose_format_has_no_tags_is_paid():
    verdict = TagCountReward(reasoning="none").grade("It is 4.")
    assert (verdict.score, verdict.outcome) == (1.0, "correct")


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        ("```python\nprint(1)\n```", None),
        ("   ```python\nprint(1)\n```", None),  # three blanks before a fence, as in Markdown
        ("    ```python\n    print(1)\n    ```", "no_code"),  # four are an indented block
        ("````python\nprint(1)\n````", None),
        ("````python\nprint(1)\n```", "unclosed_code"),  # a fence is closed by one that is as long…
        ("```python\nprint(1)\n````", None),  # …or longer
        ("``python\nprint(1)\n``", "no_code"),
        ("```python\n \n```", "blank_code"),
        ("```js\n1\n```", "other_language"),
        ("```python\n\n```\n```python\nprint(1)\n```", None),
    ],
)
def test_fences(answer, rule):
    assert code_format_reward.grade(f"<think>r</think>{answer}").detail["rule"] == rule


# --- groups -------------------------------------------------------------------------------------------------------


def test_a_prompt_without_a_graded_rollout_is_a_group_of_none():
    told = pass_at_k_reward.of_batch([RIGHT, RIGHT], {"prompt": ["a", "b"], "answer": ["2", None]})
    assert told == {"pass_at_k_group": [[1, 1, 9, 9.0], [0, 0, None, 0.0]]}


def test_a_completion_without_an_answer_has_no_vote():
    told = majority_reward.of_batch([RIGHT, RIGHT, WRONG, CUT], {"prompt": ["a"] * 4})
    assert told == {"majority_group": [[True, 2, 3], [True, 2, 3], [False, 1, 3], [False, 0, 3]]}


def test_of_two_answers_given_equally_often_the_first_spelling_leads():
    assert majority_reward([RIGHT, WRONG, WRONG, RIGHT]) == [1.0, 0.0, 0.0, 1.0]


def test_the_share_of_a_group_that_is_not_known_is_that_of_one():
    verdict = AdaptiveLengthReward(0.1).grade(RIGHT, "2", completion_ids=[0] * 2, adaptive_length_group=[0, 0, None, 0])
    assert verdict.detail["share"] == 1.0
    verdict = AdaptiveLengthReward(0.1).grade(RIGHT, "2", completion_ids=[0] * 2, adaptive_length_group=[3, 4, 2, 2])
    assert (verdict.detail["share"], verdict.score) == (0.75, pytest.approx(1 - 0.1 * 2 * 0.75))


# --- targets and limits -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "length", "score"),
    [
        ("exact", 10, 1.0),
        ("exact", 8, 0.8),
        ("exact", 12, 0.8),
        ("max", 10, 0.5),
        ("max", 6, 0.9),
        ("max", 5, 1.0),
        ("max", 4, 1.0),
        ("max", 14, 0.1),
        ("max", 15, 0.0),
        ("max", 16, 0.0),
    ],
)
def test_target_length(mode, length, score):
    reward = TargetLengthReward(mode, 10, alpha=0.1)
    assert reward(RIGHT, "2", completion_ids=[0] * length) == pytest.approx(score)


@pytest.mark.parametrize("target", [True, -1, "3", None, float("nan")])
def test_a_target_that_is_none(target):
    with pytest.raises(CallError, match="needs a target"):
        TargetLengthReward().grade(RIGHT, "2", completion_ids=[0], target_length=target)
    assert TargetLengthReward().grade(RIGHT, "2", completion_ids=[], target_length=0).score == 1.0


def test_the_limit_of_a_rollout():
    reward = OverlongFilterReward(3)
    assert [reward(RIGHT, "2", completion_ids=[0] * length) for length in (2, 3, 4)] == [1.0, None, None]


def test_what_is_read_of_a_completion_for_repetitions():
    reward, tokens = RepetitionPenaltyReward(ngram_size=1, unit="tokens"), list(range(262_144))
    last = reward.grade("", completion_ids=[*tokens[:-1], 0])
    assert last.detail == {"ngrams": 262_144, "distinct": 262_143}
    beyond = reward.grade("", completion_ids=[*tokens, 0])
    assert beyond.detail == {"ngrams": 262_144, "distinct": 262_144, "cut_at": 262_144}


@pytest.mark.parametrize(("letters", "words"), [(31, 1), (32, 1), (33, 2), (64, 2), (65, 3)])
def test_a_long_word_is_cut(letters, words):
    assert repetition_penalty_reward.replace(ngram_size=1).grade("x" * letters).detail["ngrams"] == words


# --- countdown ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "numbers", "usable"),
    [
        (64, [1] * 64, True),
        (65, [1] * 65, False),
        (0, [], False),
        (10**18 - 1, [10**18 - 1], True),
        (10**18, [10**18], False),
        ("9" * 18, ["9" * 18], True),
        ("9" * 19, ["9" * 19], False),
        (2.0, [2.0], True),
        (2.5, [2.5], False),
        (0, [0], True),
        (-1, [1], True),
        (1, [-1], False),
        (True, [1], False),
    ],
)
def test_tasks(target, numbers, usable):
    found = countdown_reward.grade("<answer>1</answer>", target=target, nums=numbers)
    assert (found.outcome != "bad_reference") is usable


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("8 - 4 - 2", "2"),  # from the left
        ("8 / 4 / 2", "1"),
        ("8 - 4 * 2", "0"),
        ("8 * 4 - 2", "30"),
        ("8 / 4 * 2", "4"),
        ("-8 * (4 - 2)", "-16"),
        ("8 * (-4) + 2", "-30"),
        ("8 - -4 + 2", "14"),
        ("8 - --4 + 2", None),
        ("8 / (4 - 2", None),
        ("8 / 4 - 2)", None),
        ("8 4 2", None),
        ("8 - 4 -2 =", None),
        ("8 - 4 - 2 = 3", None),
        ("8 - 4 - 2 = 2", "2"),
    ],
)
def test_expressions(expression, value):
    verdict = countdown_reward.grade(f"<answer>{expression}</answer>", target=2, nums=[2, 4, 8])
    assert verdict.detail.get("value") == value


def test_a_division_by_zero_and_of_zero():
    assert countdown_reward("<answer>2 / 0</answer>", target=0, nums=[0, 2]) == 0.0
    assert countdown_reward("<answer>0 / 2</answer>", target=0, nums=[0, 2]) == 1.0
