"""What holds for every shaping reward: bounds, batches, values, and megabytes of loops."""

import asyncio
import pickle
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import verifiers
from verifiers import (
    CodeFormatReward,
    CosineScaledReward,
    LengthReward,
    ReasoningStepsReward,
    RepetitionPenaltyReward,
    SoftOverlongReward,
    TagCountReward,
    code_format_reward,
    countdown_reward,
    length_reward,
    reasoning_steps_reward,
    repetition_penalty_reward,
    soft_overlong_reward,
    tag_count_reward,
)

READY = [
    tag_count_reward,
    reasoning_steps_reward,
    length_reward,
    repetition_penalty_reward,
    soft_overlong_reward,
    code_format_reward,
    countdown_reward,
]
CONFIGURED = [
    CosineScaledReward(max_len=100),
    LengthReward(unit="words"),
    RepetitionPenaltyReward(ngram_size=40, max_penalty=-0.05, unit="tokens"),
    SoftOverlongReward(100, 20, unit="words"),
]
COLUMNS = {"answer": "2", "target": 6, "nums": [1, 2, 3], "completion_ids": [1, 2, 3]}
RIGHT = r"It is \boxed{2}."
# Pieces that mean something to one of the rewards, so that random texts come near the interesting ones.
PIECES = st.sampled_from(
    r"""<think> </think> <answer> </answer> a 我 1. Step First, ``` ```python x=1 - \boxed{2} 1+2+3 ( ) = 6 ! ก
    <|im_end|> |special_token|""".split()
)
BLANKS = st.sampled_from(["\n", " ", "\n", ""])
TEXTS = st.lists(PIECES | BLANKS | st.text(max_size=3), max_size=30).map("".join)

BOUNDS = {
    "tag_count": (0, 1),
    "reasoning_steps": (0, 1),
    "length": (-0.5, 0.5),
    "cosine_scaled": (-1, 1),
    "repetition_penalty": (-1, 0),
    "soft_overlong": (-1, 0),
    "code_format": (0, 1),
    "countdown": (0, 1),
}


@pytest.mark.parametrize("reward", [*READY, *CONFIGURED], ids=lambda reward: reward.name)
@settings(max_examples=40)
@given(text=TEXTS)
def test_every_text_has_a_verdict_within_the_bounds(reward, text):
    verdict = reward.grade(text, **COLUMNS)
    low, high = BOUNDS[reward.name]
    assert low <= verdict.score <= high
    assert verdict.explanation
    assert verdict == reward.grade(text, **COLUMNS)


@pytest.mark.parametrize("reward", [*READY, *CONFIGURED], ids=lambda reward: reward.name)
@settings(max_examples=20)
@given(texts=st.lists(TEXTS, min_size=1, max_size=4))
def test_a_batch_is_its_rows(reward, texts):
    columns = {name: [value] * len(texts) for name, value in COLUMNS.items()}
    prompts = [f"prompt {index}" for index in range(len(texts))]  # each its own group
    alone = [reward.grade(text, **COLUMNS).score for text in texts]
    assert reward(prompts=prompts, completions=texts, **columns) == alone
    conversations = [[{"role": "assistant", "content": text}] for text in texts]
    assert reward(prompts=prompts, completions=conversations, trainer_state=object(), **columns) == alone


@pytest.mark.parametrize("reward", [*READY, *CONFIGURED], ids=lambda reward: reward.name)
def test_they_are_values(reward):
    copy = pickle.loads(pickle.dumps(reward))
    assert copy == reward
    assert hash(copy) == hash(reward)
    assert reward.replace(name="other").__name__ == "other_reward"
    assert copy.grade(RIGHT, **COLUMNS) == reward.grade(RIGHT, **COLUMNS)
    assert asyncio.run(reward.agrade(RIGHT, **COLUMNS)) == reward.grade(RIGHT, **COLUMNS)


def test_public_names_are_those_in_the_logs():
    for reward in READY:
        assert getattr(verifiers, reward.__name__) == reward


@pytest.mark.parametrize(
    "make",
    [
        lambda: TagCountReward("r2"),
        lambda: CodeFormatReward(template="r2"),
        lambda: ReasoningStepsReward(wanted=0),
        lambda: LengthReward(unit="bytes"),
        lambda: SoftOverlongReward(10, 11),
        lambda: SoftOverlongReward(10, -1),
        lambda: RepetitionPenaltyReward(ngram_size=0),
        lambda: RepetitionPenaltyReward(max_penalty=0.1),
        lambda: CosineScaledReward(0),
        lambda: CosineScaledReward(10, min_value_wrong=0.6),
        lambda: CosineScaledReward(10, min_value_correct=2.0),
    ],
)
def test_bad_options_are_refused_when_the_reward_is_made(make):
    with pytest.raises(ValueError, match=r"unknown|must|is between|are of"):
        make()


def test_an_accuracy_must_be_a_reward():
    with pytest.raises(TypeError, match="accuracy takes rewards"):
        LengthReward(accuracy=len)


N = 1_000_000
HOSTILE = {
    "opening tags": "<think>" * (N // 7),
    "closing tags": "</think>" * (N // 8),
    "answers": "<answer>1</answer>" * (N // 18),
    "one word": "a" * N,
    "blanks": " " * N,
    "lines": "\n" * N,
    "numbered": "1. " * (N // 3),
    "numbered lines": "1.\n" * (N // 3),
    "spaces and a number": " " * N + "1",
    "hashes": "#" * N,
    "transitions": "First," * (N // 6),
    "fences": "```\n" * (N // 4),
    "one fence": "`" * N + "x`",
    "a fence and blanks": "```" + " " * N + "`",
    "a fence and a word": "```" + "a" * N + "`",
    "Han": "我" * N,
    "brackets": "<answer>" + "(" * N + "</answer>",
    "nested": "<answer>" + "(" * (N // 2) + "1+2+3" + ")" * (N // 2) + "</answer>",
    "signs": "<answer>" + "-" * N + "1</answer>",
    "digits": "<answer>" + "9" * N + "</answer>",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_megabyte_is_linear_work(case):
    for reward in [*READY, *CONFIGURED]:
        spent = time.process_time()
        reward.grade(HOSTILE[case], **COLUMNS)
        assert time.process_time() - spent < 20, reward.name  # measured: at most 0.3; what is not linear takes hours
