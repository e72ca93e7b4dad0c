"""Several criteria with weights, each judged by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from verifiers.judge.asking import NoVerdictError
from verifiers.judge.reading import question_of, read
from verifiers.judge.reward import Judging, outcome_of
from verifiers.judge.template import Reads, template_of
from verifiers.reward import Row
from verifiers.verdict import Verdict

MAX_CRITERIA = 64
"""Of a row: each is a request."""


@dataclass(frozen=True, kw_only=True)
class RubricReward(Judging):
    """The weighted share of criteria that a completion meets, as a model sees it, from 0 to 1.

    The column `rubric` of a row, or `criteria` for all rows, holds them: texts, or objects with "criterion" and
    "weight". A negative weight is a fault that a completion should not have. The score is the sum of the weights met
    by the sum of the positive ones, within 0 and 1. Source: open-instruct's rubrics; HealthBench (arXiv 2505.08775).

    criteria: those of every row.
    template: what is asked of one criterion.
    reads: "summary", "all" or "answer"; `None`: what the template says.

    Raises CallError where there is no rubric. One that cannot be read is `bad_reference`.
    """

    criteria: tuple[str, ...] = ()
    template: str = "rubric"
    reads: Reads | None = None
    name: str = "rubric"

    def __post_init__(self) -> None:
        """Refuse bad settings when the reward is made, not when it is used."""
        super().__post_init__()
        if "criterion" not in template_of(self.template).asks_for:
            msg = f"the template {self.template!r} asks for no criterion"
            raise ValueError(msg)

    @property
    def columns(self) -> tuple[str, ...]:
        """The rubric of a row."""
        return () if self.criteria else ("rubric", "criteria")

    def verdict_of(self, row: Row) -> Verdict:
        """Ask the judge about each criterion."""
        criteria = _criteria(self.criteria or self.reference_in(row, "a rubric"))
        if criteria is None:
            return Verdict(
                None, "bad_reference", f"A rubric is a list of at most {MAX_CRITERIA} criteria, one of positive weight."
            )
        template = template_of(self.template)
        found = read(row, self.reads or template.reads)
        if found.text is None:
            return Verdict(0.0, "no_answer", found.reason, {"evidence": "judge"})
        texts = {"answer": found.text, "question": question_of(row)}
        judge = self._judge(template)
        met: list[dict[str, Any]] = []
        try:
            for text, weight in criteria:
                score = judge.ask({**texts, "criterion": text}, text[:80]).score
                met.append({"criterion": text, "weight": weight, "score": score})
        except NoVerdictError as error:
            return Verdict(None, "unavailable", f"The judge gives no verdict: {error}.", judge.detail())
        best = sum(weight for _, weight in criteria if weight > 0)
        score = min(max(sum(one["weight"] * one["score"] for one in met) / best, 0.0), 1.0)
        count = sum(one["score"] > 0 for one in met)
        return Verdict(
            score,
            outcome_of(score),
            f"The judge sees {count} of {len(met)} criteria met.",
            {"evidence": "judge", "criteria": met, **judge.detail()},
        )


def _criteria(given: Any) -> list[tuple[str, float]] | None:
    """Criteria with their weights; `None` where they cannot be read whole."""
    if isinstance(given, str) or not isinstance(given, Sequence) or not 0 < len(given) <= MAX_CRITERIA:
        return None
    found = []
    for one in given:
        text = one.get("criterion") if isinstance(one, Mapping) else one
        weight = one.get("weight", 1) if isinstance(one, Mapping) else 1
        if not isinstance(text, str) or not text.strip() or isinstance(weight, bool):
            return None
        if not isinstance(weight, int | float) or not abs(weight) < 1e9:  # no NaN either
            return None
        found.append((text, float(weight)))
    return found if any(weight > 0 for _, weight in found) else None
