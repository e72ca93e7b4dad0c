"""A verdict with what led to it.

The verdict is the reward's own: it is graded as always. What is shown beside it comes from the functions that the
reward itself uses (the same extraction, parser, labels, tests), so that it cannot tell another story.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from verifiers.code.reward import CodeReward
from verifiers.completion import Text
from verifiers.explain.sections import code_section, format_section, language_section, math_section
from verifiers.format import FormatReward
from verifiers.language.reward import LanguageReward
from verifiers.math.reward import MathReward
from verifiers.reward import Reward, Row
from verifiers.verdict import Verdict


@dataclass(frozen=True)
class Explained:
    """A reward's verdict, and why.

    section: what this kind of reward has to show (`verifiers.explain.sections`), else the verdict's detail.
    weight: in the sum that it is a part of; `None` outside of one.
    parts: of a combination, in its order.
    """

    reward: str
    score: float | None
    outcome: str
    explanation: str
    section: Mapping[str, Any]
    weight: float | None = None
    parts: tuple[Explained, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return asdict(self)


def explain(
    reward: Reward, completion: str, reference: Any = None, *, prompt: Text | None = None, **columns: Any
) -> Explained:
    """Grade a completion, and say why it has its score. Called as `reward.grade` is.

    Raises CallError as `grade` does.
    """
    if reference is not None and reward.columns:
        columns = {**columns, reward.columns[0]: reference}
    row = reward.told(Row(completion, None, prompt, columns))
    return _explained(reward, reward.verdict_of(row), row)


def _explained(
    reward: Reward,
    verdict: Verdict,
    row: Row,
    weight: float | None = None,
) -> Explained:
    shown = verdict.detail.get("parts", {})
    parts = []
    for part in reward.rewards:
        one = shown.get(part.name)
        if one is not None:
            own = Verdict(one["score"], one["outcome"], one["explanation"], one["detail"])
            parts.append(_explained(part, own, part.told(row), one.get("weight")))
    section = {} if parts else _section(reward, verdict, row)
    return Explained(reward.name, verdict.score, verdict.outcome, verdict.explanation, section, weight, tuple(parts))


def _section(reward: Reward, verdict: Verdict, row: Row) -> Mapping[str, Any]:
    if isinstance(reward, MathReward):
        return math_section(verdict, row.completion)
    if isinstance(reward, FormatReward):
        return format_section(reward, verdict, row.completion)
    if isinstance(reward, LanguageReward):
        return language_section(reward, verdict, row)
    if isinstance(reward, CodeReward):
        return code_section(reward, verdict, row)
    return verdict.detail
