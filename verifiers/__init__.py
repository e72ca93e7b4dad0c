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
        AdaptiveLengthReward,
        CodeFormatReward,
        CosineScaledReward,
        CountdownReward,
        LengthReward,
        MajorityReward,
        OverlongFilterReward,
        PassAtKReward,
        ReasoningStepsReward,
        RepetitionPenaltyReward,
        ShortestCorrectReward,
        SoftOverlongReward,
        TagCountReward,
        TargetLengthReward,
        code_format_reward,
        countdown_reward,
        length_reward,
        majority_reward,
        pass_at_k_reward,
        reasoning_steps_reward,
        repetition_penalty_reward,
        shortest_correct_reward,
        soft_overlong_reward,
        tag_count_reward,
    )
    from verifiers.verdict import VERDICTS, Verdict

__version__: str
"""Of the installed package; found when it is asked for."""

__all__ = [
    "VERDICTS",
    "AdaptiveLengthReward",
    "CallError",
    "CodeFormatReward",
    "CodeReward",
    "CosineScaledReward",
    "CountdownReward",
    "FormatReward",
    "JudgeReward",
    "LanguageReward",
    "LengthReward",
    "MajorityReward",
    "MathReward",
    "OverlongFilterReward",
    "PairwiseReward",
    "PassAtKReward",
    "ReasoningFormat",
    "ReasoningStepsReward",
    "RepetitionPenaltyReward",
    "Reward",
    "RubricReward",
    "ScoreReward",
    "ShortestCorrectReward",
    "SoftOverlongReward",
    "TagCountReward",
    "TargetLengthReward",
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
    "majority_reward",
    "math_reward",
    "otherwise",
    "pass_at_k_reward",
    "product",
    "r1_reward",
    "r1_zero_reward",
    "reasoning_steps_reward",
    "repetition_penalty_reward",
    "shortest_correct_reward",
    "soft_overlong_reward",
    "tag_count_reward",
]

_MODULES = {
    "VERDICTS": "verdict",
    "AdaptiveLengthReward": "shaping",
    "CallError": "reward",
    "CodeFormatReward": "shaping",
    "CodeReward": "code",
    "CosineScaledReward": "shaping",
    "CountdownReward": "shaping",
    "FormatReward": "format",
    "JudgeReward": "judge",
    "LanguageReward": "language",
    "LengthReward": "shaping",
    "MajorityReward": "shaping",
    "MathReward": "math",
    "OverlongFilterReward": "shaping",
    "PairwiseReward": "judge",
    "PassAtKReward": "shaping",
    "ReasoningFormat": "reasoning",
    "ReasoningStepsReward": "shaping",
    "RepetitionPenaltyReward": "shaping",
    "Reward": "reward",
    "RubricReward": "judge",
    "ScoreReward": "judge",
    "ShortestCorrectReward": "shaping",
    "SoftOverlongReward": "shaping",
    "TagCountReward": "shaping",
    "TargetLengthReward": "shaping",
    "Template": "format",
    "Verdict": "verdict",
    "by_kind": "choose",
    "code_format_reward": "shaping",
    "code_reward": "code",
    "combine": "compose",
    "countdown_reward": "shaping",
    "format_reward": "format",
    "gated": "compose",
    "language_reward": "language",
    "length_reward": "shaping",
    "majority_reward": "shaping",
    "math_reward": "math",
    "otherwise": "choose",
    "pass_at_k_reward": "shaping",
    "product": "compose",
    "r1_reward": "presets",
    "r1_zero_reward": "presets",
    "reasoning_steps_reward": "shaping",
    "repetition_penalty_reward": "shaping",
    "shortest_correct_reward": "shaping",
    "soft_overlong_reward": "shaping",
    "tag_count_reward": "shaping",
}


if not TYPE_CHECKING:  # type checkers know the names from above, and no others

    def __getattr__(name: str) -> object:
        """Import a public name from its module (PEP 562)."""
        if name == "__version__":
            from importlib.metadata import PackageNotFoundError, version

            try:
                return version("verify-cli")
            except PackageNotFoundError:  # files on the path that nobody has installed
                return "unknown"
        if name not in _MODULES:
            msg = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(msg)
        import importlib

        value = getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)
        globals()[name] = value  # the next time it is simply there
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
