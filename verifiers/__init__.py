"""Deterministic reward functions and verifiers for reinforcement learning on language models.

The public names, nothing else. Each is imported when it is first asked for, so that a trainer's workers pay for the
rewards that they use. No heavy library is loaded even then: sympy, langdetect and the like wait for the first grade.
"""

TYPE_CHECKING = False  # as in typing, which costs two milliseconds to import
if TYPE_CHECKING:
    from verifiers.choose import by_kind, otherwise
    from verifiers.code import CodeReward, code_reward
    from verifiers.compose import combine, gated, product
    from verifiers.format import FormatReward, Template, format_reward
    from verifiers.judge import JudgeReward, PairwiseReward, RubricReward, ScoreReward
    from verifiers.language import LanguageReward, language_reward
    from verifiers.math import MathReward, math_reward
    from verifiers.presets import r1_reward, r1_zero_reward
    from verifiers.reasoning import ReasoningFormat
    from verifiers.reward import CallError, Reward
    from verifiers.shaping import (
        CodeFormatReward,
        CosineScaledReward,
        CountdownReward,
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
    from verifiers.verdict import VERDICTS, Verdict

__version__ = "0.1.0"

__all__ = [
    "VERDICTS",
    "CallError",
    "CodeFormatReward",
    "CodeReward",
    "CosineScaledReward",
    "CountdownReward",
    "FormatReward",
    "JudgeReward",
    "LanguageReward",
    "LengthReward",
    "MathReward",
    "PairwiseReward",
    "ReasoningFormat",
    "ReasoningStepsReward",
    "RepetitionPenaltyReward",
    "Reward",
    "RubricReward",
    "ScoreReward",
    "SoftOverlongReward",
    "TagCountReward",
    "Template",
    "Verdict",
    "by_kind",
    "code_format_reward",
    "code_reward",
    "combine",
    "countdown_reward",
    "format_reward",
    "gated",
    "language_reward",
    "length_reward",
    "math_reward",
    "otherwise",
    "product",
    "r1_reward",
    "r1_zero_reward",
    "reasoning_steps_reward",
    "repetition_penalty_reward",
    "soft_overlong_reward",
    "tag_count_reward",
]

_MODULES = {
    "VERDICTS": "verdict",
    "CallError": "reward",
    "CodeFormatReward": "shaping",
    "CodeReward": "code",
    "CosineScaledReward": "shaping",
    "CountdownReward": "shaping",
    "FormatReward": "format",
    "LanguageReward": "language",
    "LengthReward": "shaping",
    "MathReward": "math",
    "ReasoningFormat": "reasoning",
    "ReasoningStepsReward": "shaping",
    "RepetitionPenaltyReward": "shaping",
    "Reward": "reward",
    "SoftOverlongReward": "shaping",
    "TagCountReward": "shaping",
    "Template": "format",
    "Verdict": "verdict",
    "code_format_reward": "shaping",
    "code_reward": "code",
    "combine": "compose",
    "countdown_reward": "shaping",
    "format_reward": "format",
    "gated": "compose",
    "language_reward": "language",
    "length_reward": "shaping",
    "math_reward": "math",
    "product": "compose",
    "r1_reward": "presets",
    "r1_zero_reward": "presets",
    "reasoning_steps_reward": "shaping",
    "repetition_penalty_reward": "shaping",
    "soft_overlong_reward": "shaping",
    "tag_count_reward": "shaping",
    "JudgeReward": "judge",
    "RubricReward": "judge",
    "PairwiseReward": "judge",
    "ScoreReward": "judge",
    "otherwise": "choose",
    "by_kind": "choose",
}


if not TYPE_CHECKING:  # type checkers know the names from above, and no others

    def __getattr__(name: str) -> object:
        """Import a public name from its module (PEP 562)."""
        if name not in _MODULES:
            msg = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(msg)
        import importlib

        value = getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)
        globals()[name] = value  # the next time it is simply there
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
