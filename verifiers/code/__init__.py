"""Programs against tests: `code_reward`, and `CodeReward` to configure it."""

from verifiers.code.reward import CodeReward, code_reward

__all__ = ["CodeReward", "code_reward"]
