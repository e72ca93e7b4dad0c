"""Shaping rewards: what trainers pay beside the right answer, and the Countdown task.

Each follows a paper or a repository that its docstring names, without the defects that its published copies have;
`docs/shaping.md` sets them side by side.
"""

from verifiers.shaping.countdown import CountdownReward, countdown_reward
from verifiers.shaping.length import (
    CosineScaledReward,
    LengthReward,
    SoftOverlongReward,
    length_reward,
    soft_overlong_reward,
)
from verifiers.shaping.repetition import RepetitionPenaltyReward, repetition_penalty_reward
from verifiers.shaping.steps import ReasoningStepsReward, reasoning_steps_reward
from verifiers.shaping.tags import CodeFormatReward, TagCountReward, code_format_reward, tag_count_reward

__all__ = [
    "CodeFormatReward",
    "CosineScaledReward",
    "CountdownReward",
    "LengthReward",
    "ReasoningStepsReward",
    "RepetitionPenaltyReward",
    "SoftOverlongReward",
    "TagCountReward",
    "code_format_reward",
    "countdown_reward",
    "length_reward",
    "reasoning_steps_reward",
    "repetition_penalty_reward",
    "soft_overlong_reward",
    "tag_count_reward",
]
