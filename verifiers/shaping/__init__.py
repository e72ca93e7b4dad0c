"""Shaping rewards: what trainers pay beside the right answer, and the Countdown task.

Each follows a paper or a repository that its docstring names, without the defects that its published copies have;
`docs/shaping.md` sets them side by side.
"""

from verifiers.shaping.budget import OverlongFilterReward, TargetLengthReward
from verifiers.shaping.countdown import CountdownReward, countdown_reward
from verifiers.shaping.groups import (
    AdaptiveLengthReward,
    MajorityReward,
    PassAtKReward,
    ShortestCorrectReward,
    majority_reward,
    pass_at_k_reward,
    shortest_correct_reward,
)
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
    "AdaptiveLengthReward",
    "CodeFormatReward",
    "CosineScaledReward",
    "CountdownReward",
    "LengthReward",
    "MajorityReward",
    "OverlongFilterReward",
    "PassAtKReward",
    "ReasoningStepsReward",
    "RepetitionPenaltyReward",
    "ShortestCorrectReward",
    "SoftOverlongReward",
    "TagCountReward",
    "TargetLengthReward",
    "code_format_reward",
    "countdown_reward",
    "length_reward",
    "majority_reward",
    "pass_at_k_reward",
    "reasoning_steps_reward",
    "repetition_penalty_reward",
    "shortest_correct_reward",
    "soft_overlong_reward",
    "tag_count_reward",
]
