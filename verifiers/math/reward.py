"""The math reward: the final answer of a completion against the reference."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from verifiers.completion import Text, opens_reasoning
from verifiers.math import fallback
from verifiers.math.extract import FinalAnswer, final_answer, read_reference
from verifiers.reward import ABSENT, CallError, agrade, call, reference_of
from verifiers.verdict import Verdict


@dataclass(frozen=True)
class MathReward:
    """1.0 when the final answer equals the reference, else 0.0. Source: DeepSeek-R1, arXiv 2501.12948, section 2.2.2.

    lenient: where nothing marks an answer, take what follows "the answer is".
    """

    lenient: bool = False
    name: str = "math"

    columns = ("answer", "solution", "ground_truth", "target", "label")
    __call__ = call
    agrade = agrade
    replace = replace

    @property
    def __name__(self) -> str:
        """The name under which trainers log it."""
        return f"{self.name}_reward"

    def grade(self, completion: str, reference: Any = None, *, prompt: Text | None = None, **columns: Any) -> Verdict:
        """Judge one completion.

        reference: an answer, a number, or a worked solution with its answer in a box.
        detail: `{"answer", "source", "reference", "evidence"}`.

        Raises CallError when there is no reference, or two.
        """
        reference = reference_of(self, reference, columns)
        if reference is ABSENT:
            msg = f"the {self.name} reward needs a reference: by position, or one of the columns {self.columns}"
            raise CallError(msg)
        gold = read_reference(reference)
        if gold.text is None:
            return Verdict(None, "bad_reference", gold.problem)
        found = final_answer(completion, prefilled=opens_reasoning(prompt), lenient=self.lenient)
        detail = {"answer": found.text, "source": found.source, "reference": gold.text}
        if found.text is None:
            return Verdict(0.0, "no_answer", found.explanation, detail)
        return _compared(found, gold.text, detail)


def _compared(found: FinalAnswer, reference: str, detail: dict[str, Any]) -> Verdict:
    from verifiers.math.numeral import equal_numerals, read_numeral

    assert found.text is not None
    if found.rivals:
        return Verdict(0.0, "no_answer", "There are several different final answers.", detail)
    answer_numeral, reference_numeral = read_numeral(found.text), read_numeral(reference)
    if answer_numeral is not None and reference_numeral is not None:
        equal = equal_numerals(answer_numeral, reference_numeral)
        detail["evidence"] = "exact"
        return _verdict(equal, detail)
    comparison = fallback.compare(found.text, reference)
    detail["evidence"] = "fallback"
    if comparison.equal is not None:
        return _verdict(comparison.equal, detail)
    if comparison.problem == "reference":
        return Verdict(None, "bad_reference", comparison.explanation, detail)
    if comparison.problem == "unavailable":
        return Verdict(None, "unavailable", comparison.explanation, detail)
    if comparison.problem == "answer":
        return Verdict(0.0, "incorrect", comparison.explanation, detail)
    return Verdict(0.0, "undecided", comparison.explanation, detail)


def _verdict(equal: bool, detail: dict[str, Any]) -> Verdict:  # noqa: FBT001
    if equal:
        return Verdict(1.0, "correct", "The answer equals the reference.", detail)
    return Verdict(0.0, "incorrect", "The answer differs from the reference.", detail)


math_reward = MathReward()
