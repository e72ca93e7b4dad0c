"""The names of rewards. A reward that is here can be named everywhere: a new one needs one line more.

Each name stands for a class of `verifiers`, which is imported when it is first used.
"""

from __future__ import annotations

REWARDS = {
    "math": "MathReward",
    "code": "CodeReward",
    "format": "FormatReward",
    "language": "LanguageReward",
    "countdown": "CountdownReward",
    "length": "LengthReward",
    "cosine-scaled": "CosineScaledReward",
    "soft-overlong": "SoftOverlongReward",
    "target-length": "TargetLengthReward",
    "adaptive-length": "AdaptiveLengthReward",
    "shortest-correct": "ShortestCorrectReward",
    "overlong-filter": "OverlongFilterReward",
    "majority": "MajorityReward",
    "pass-at-k": "PassAtKReward",
    "repetition-penalty": "RepetitionPenaltyReward",
    "reasoning-steps": "ReasoningStepsReward",
    "tag-count": "TagCountReward",
    "code-format": "CodeFormatReward",
    "judge": "JudgeReward",
    "rubric": "RubricReward",
    "pairwise": "PairwiseReward",
    "reward-model": "ScoreReward",
}

SERVERS = ("judge", "rubric", "pairwise", "reward-model")
"""Those that ask a server: an address is nothing that a stranger may name."""

COMBINATIONS = ("combine", "gated", "product", "otherwise", "by-kind")
"""Functions of `verifiers` that make rewards of rewards."""

PRESETS = {
    "accuracy": ("math",),
    "r1-zero": ("math", "format"),
    "r1": ("math", "format", "language"),
}
"""Sums with weights of 1; `verifiers.presets` says where they come from. Their accuracy is code for rows with tests."""

ACCURACY = ("math", "code")
"""The parts that say whether an answer is right; pass@1 counts the first of them that is there."""


def canonical(name: str) -> str:
    """A name as the table has it: `soft_overlong`, the name of its part in tables and logs, is `soft-overlong`."""
    return name.strip().replace("_", "-")
