"""SkyRL: a text environment of one turn, registered with skyrl-gym.

    from skyrl_gym.envs import register
    from verifiers.trainers.skyrl import adapt

    Math = adapt("r1-zero")
    register(id="verified", entry_point="my_module:Math")

The row's `reward_spec.ground_truth` holds an answer or tests. SkyRL has no way to skip a sample: one that could not be
graded gets 0, and `metadata` says what it was.

Written after skyrl-gym 0.4.0, whose base class is imported when an environment is made from a reward.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from verifiers.names import Rewards
from verifiers.trainers.grading import Row, grade_rows, known


def adapt(rewards: Rewards, *, reasoning: str = "auto", prefilled: bool | None = None) -> type[Any]:
    """An environment class that rewards by this reward.

    reasoning, prefilled: how the model marks its reasoning, and whether its chat template opens it: SkyRL hands over
        messages, so that nobody sees that here.

    Raises ImportError where skyrl-gym is not installed.
    """
    from skyrl_gym.envs.base_text_env import BaseTextEnv

    class RewardEnv(BaseTextEnv):  # type: ignore[misc]
        """One question, one answer, its reward."""

        def __init__(self, env_config: Any = None, extras: Mapping[str, Any] | None = None) -> None:
            super().__init__()
            del env_config  # SkyRL's settings of the environment: this one has none
            self._row = extras or {}
            self._prompt: Any = None

        def init(self, prompt: Any) -> tuple[Any, dict[str, Any]]:
            """Take the question; the model sees it as it is."""
            self._prompt = prompt
            return prompt, {}

        def step(self, action: str) -> Any:
            """Reward the model's answer and end."""
            row = Row(action, (self._row.get("reward_spec") or {}).get("ground_truth"), self._prompt, self._row)
            [graded] = grade_rows(rewards, [row], reasoning=reasoning, prefilled=prefilled)
            found = known(*graded)
            return {"observations": [], "reward": found["score"], "done": True, "metadata": found}

    return RewardEnv
