"""Deterministic reward functions and verifiers for reinforcement learning on language models.

The public names, nothing else. Importing this loads no heavy library: sympy, langdetect and the like are loaded on
first use, most of them in another process.
"""

from verifiers.format import FormatReward, Template, format_reward
from verifiers.language import LanguageReward, language_reward
from verifiers.math import MathReward, math_reward
from verifiers.presets import r1_reward, r1_zero_reward
from verifiers.reward import CallError, combine
from verifiers.verdict import VERDICTS, Verdict

__version__ = "0.1.0"

__all__ = [
    "VERDICTS",
    "CallError",
    "FormatReward",
    "LanguageReward",
    "MathReward",
    "Template",
    "Verdict",
    "combine",
    "format_reward",
    "language_reward",
    "math_reward",
    "r1_reward",
    "r1_zero_reward",
]
