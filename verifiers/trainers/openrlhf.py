"""OpenRLHF: `reward_func(queries, prompts, labels)`, from the file that `--reward.remote_url` names.

    # reward.py
    from verifiers.trainers.openrlhf import reward_func  # or: reward_func = adapt(your_reward)

A query is the prompt and the response in one text, special tokens and all. What is graded is the response alone: the
prompt may hold a worked example with a box. Where a query begins neither with its prompt nor with the end of one that
was cut, nothing is guessed: it is `unavailable`.

OpenRLHF calls from a thread, drops what raises, and has no way to skip a sample: one that could not be graded scores 0,
and shows in `extra_logs`.

Written after OpenRLHF 0.11.2 (`openrlhf/utils/agent.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from verifiers.completion import without_end_of_text
from verifiers.names import Rewards
from verifiers.trainers.grading import Row, grade_rows, numbers

BEGIN_OF_TEXT = ("", "<s>", "<|begin_of_text|>", "<bos>", "<|startoftext|>", "<｜begin▁of▁sentence｜>")
"""What a tokenizer puts before a prompt that does not have it."""
MIN_OVERLAP = 16
"""A cut prompt must be recognised by so many characters at least."""


def response_of(query: str, prompt: str) -> str | None:
    """The response in a query, without the tokens behind it; `None` if the prompt is not what it begins with.

    A prompt that was too long has lost its beginning: then the longest end of it with which the query begins is taken.
    Linear in the length of both.
    """
    for token in BEGIN_OF_TEXT:
        if query.startswith(token + prompt):
            return without_end_of_text(query[len(token + prompt) :])
    overlap = _overlap(query, prompt)
    return without_end_of_text(query[overlap:]) if overlap >= MIN_OVERLAP else None


def _overlap(text: str, before: str) -> int:
    """How long the longest end of `before` is with which `text` begins (Knuth, Morris and Pratt)."""
    begin = text[: len(before)]
    borders = [0]
    length = 0
    for character in begin[1:]:
        while length and begin[length] != character:
            length = borders[length - 1]
        length += begin[length] == character
        borders.append(length)
    length = 0
    for character in before:
        while length and (length == len(begin) or begin[length] != character):
            length = borders[length - 1]
        length += length < len(begin) and begin[length] == character
    return length


def scores(
    queries: Sequence[str],
    prompts: Sequence[str],
    labels: Sequence[Any],
    reward: Rewards = "accuracy",
    workers: int = 1,
) -> list[dict[str, float]]:
    """The numbers of each row (`verifiers.trainers.grading.numbers`), in order.

    workers: processes that help where a batch takes longer than a moment; 1: none are started.

    Raises ValueError when the columns differ in length.
    """
    rows = [_row(*row) for row in zip(queries, prompts, labels, strict=True)]
    return [numbers(used, verdict) for used, verdict in grade_rows(reward, rows, workers=workers)]


def _row(query: str, prompt: str, label: Any) -> Row:
    response = response_of(query, prompt)
    unreadable = "The query does not begin with its prompt." if response is None else None
    return Row(response or "", label, prompt, unreadable=unreadable)


def reward_func(
    queries: Sequence[str],
    prompts: Sequence[str],
    labels: Sequence[Any],
    reward: Rewards = "accuracy",
    workers: int = 1,
) -> dict[str, Any]:
    """OpenRLHF's reward function: tensors of floats, one for each query.

    Returns `{"rewards", "scores", "extra_logs": {name: …}}`. The scores, by which groups are filtered, are the rewards.
    """
    import torch

    rows = scores(queries, prompts, labels, reward, workers)
    rewards = torch.tensor([row["score"] for row in rows], dtype=torch.float32)
    names = [name for name in (rows[0] if rows else {}) if name != "score"]
    logs = {name: torch.tensor([row[name] for row in rows], dtype=torch.float32) for name in names}
    return {"rewards": rewards, "scores": rewards, "extra_logs": logs}


def adapt(reward: Rewards, *, workers: int = 1) -> Callable[..., dict[str, Any]]:
    """A `reward_func` by a reward of your own, to be bound to that name in the file that OpenRLHF loads.

    workers: processes that help where a batch takes longer than a moment; 1: none are started.
    """
    return partial(reward_func, reward=reward, workers=workers)
