"""NeMo-RL: an environment that ends each episode after one turn, with the reward of what the model said.

    environment = ray.remote(RewardEnvironment).remote({"reward": "r1-zero"})

NeMo-RL calls `step` from threads of a Ray actor. It has no way to skip a sample: one that could not be graded gets 0.

Written after NeMo-RL's `nemo_rl/environments/interfaces.py` and `math_environment.py` (main, 2026); it needs Python
3.13, so that here its call is reproduced and not made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from verifiers.names import Rewards
from verifiers.trainers.grading import Row, grade_rows


class EnvironmentReturn(NamedTuple):
    """What a step returns, all of it batched: the fields of NeMo-RL's own tuple, in their order."""

    observations: list[dict[str, str]]
    metadata: list[Any]
    next_stop_strings: list[None]
    rewards: Any
    terminateds: Any
    answers: list[str | None] | None = None


class RewardEnvironment:
    """Rewards as an environment. It has no state: its settings are all that a restarted actor needs."""

    def __init__(self, cfg: Mapping[str, Any] | None = None) -> None:
        """Take NeMo-RL's settings of the environment.

        reward: names or a reward, by default "accuracy".
        reasoning, prefilled: how the model marks its reasoning, as every reward takes them. NeMo-RL's prompts are
            rendered by the chat template, so that an opening mark at their end is seen.
        workers: processes that help where a batch takes longer than a moment, by default none.
        """
        settings = cfg or {}
        self._reward: Rewards = settings.get("reward", "accuracy")
        self._workers = int(settings.get("workers", 1))
        self._told = {"reasoning": settings.get("reasoning", "auto"), "prefilled": settings.get("prefilled")}

    def step(
        self, message_log_batch: Sequence[Sequence[Mapping[str, Any]]], metadata: Sequence[Mapping[str, Any]]
    ) -> EnvironmentReturn:
        """Reward what the assistant said in each conversation.

        message_log_batch: for each sample its messages, `{"role", "content", …}`.
        metadata: for each sample `{"ground_truth": …}`, an answer or tests; `language` is read too.
        """
        import torch

        rows = [_row(messages, known) for messages, known in zip(message_log_batch, metadata, strict=True)]
        verdicts = [verdict for _, verdict in grade_rows(self._reward, rows, workers=self._workers, **self._told)]
        rewards = torch.tensor([verdict.score or 0.0 for verdict in verdicts], dtype=torch.float32)
        return EnvironmentReturn(
            observations=[
                {"role": "environment", "content": f"Environment: {verdict.outcome}"} for verdict in verdicts
            ],
            metadata=list(metadata),
            next_stop_strings=[None] * len(verdicts),
            rewards=rewards,
            terminateds=torch.ones_like(rewards),
            answers=[verdict.detail.get("answer") for verdict in verdicts],
        )

    def global_post_process_and_metrics(self, batch: Any) -> tuple[Any, dict[str, float]]:
        """After the rollouts of a step: sequences that did not end get no reward, as NeMo-RL's own environments do."""
        batch["rewards"] = batch["rewards"] * batch["is_end"]
        return batch, {
            "mean_reward": batch["rewards"].mean().item(),
            "fraction_of_samples_properly_ended": batch["is_end"].float().mean().item(),
        }

    def shutdown(self) -> None:
        """Nothing to end: no process is ours alone."""


def _row(messages: Sequence[Mapping[str, Any]], known: Mapping[str, Any]) -> Row:
    asked = [str(message["content"]) for message in messages if message["role"] == "user"]
    said = [{"role": message["role"], "content": message["content"]} for message in messages]
    return Row(said, known.get("ground_truth"), asked[-1] if asked else None, known)
