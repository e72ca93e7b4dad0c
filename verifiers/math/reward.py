"""The math reward: the final answer of a completion against the reference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from verifiers.columns import ANSWERS
from verifiers.completion import prompt_text
from verifiers.math.extract import FinalAnswer, final_answer, read_reference
from verifiers.reward import Reward, Row
from verifiers.verdict import Verdict

if TYPE_CHECKING:
    from verifiers.math.compare import Comparison
    from verifiers.math.decide import Decision
    from verifiers.math.form import Form


@dataclass(frozen=True)
class MathReward(Reward):
    r"""1.0 when the final answer equals the reference, else 0.0. Source: DeepSeek-R1, arXiv 2501.12948, section 2.2.2.

    form: "evaluated" (the default) pays numbers that are worked out, not `17+25` for 42; "simplest" wants lowest
        terms and simplified radicals too; "any" asks for equivalence alone.
    tolerance: a relative error between numbers that is forgiven; 0 is exact.
    lenient: where nothing marks an answer, take what follows "the answer is".

    Raises ValueError for another form or a negative tolerance.
    """

    form: Form = "evaluated"
    tolerance: float = 0.0
    lenient: bool = False
    name: str = "math"

    columns = ANSWERS
    finds_answers = True

    def __post_init__(self) -> None:
        """Refuse bad options when the reward is made, not when it is used."""
        super().__post_init__()
        if self.form not in ("evaluated", "simplest", "any"):
            msg = f"unknown form {self.form!r}: it is 'evaluated', 'simplest' or 'any'"
            raise ValueError(msg)
        if not 0 <= self.tolerance < 1:
            msg = f"a tolerance is a relative error from 0 up to 1, not {self.tolerance!r}"
            raise ValueError(msg)

    def verdict_of(self, row: Row) -> Verdict:
        """Grade one completion.

        reference: an answer, a number, a worked solution with its answer in a box, or a list of such: any of them.
        prompt: where there is one, an answer that only repeats an expression of it is not paid.
        detail: `{"answer", "source", "reference", "evidence"}`: what was found where, and what the verdict rests on;
        "set_aside", where an answer is paid whose words, unit, name or condition have nothing on the other side that
        they could be compared with: `[{"side", "what", "why"}]` (of plain numerals only `explain` says so).

        Raises CallError when there is no reference, or two.
        """
        reference = self.reference_in(row)
        if isinstance(reference, list | tuple) and 1 < len(reference) <= MAX_ALTERNATIVES:
            verdicts = (self._verdict_by(alternative, row) for alternative in reference)
            return min(verdicts, key=lambda verdict: _PREFERENCE.index(verdict.outcome))
        return self._verdict_by(reference, row)

    def _verdict_by(self, reference: Any, row: Row) -> Verdict:
        """The verdict by one reference."""
        gold = read_reference(reference)
        if gold.text is None:
            return Verdict(None, "bad_reference", gold.problem)
        found = final_answer(row.completion, lenient=self.lenient, parts=row.parts)
        detail: dict[str, Any] = {"answer": found.text, "source": found.source, "reference": gold.text}
        if found.text is None:
            return Verdict(0.0, "no_answer", found.explanation, detail)
        decision = _hedge(found) or _engine()(
            found.text, gold.text, form=self.form, tolerance=self.tolerance, prompt=prompt_text(row.prompt)
        )
        detail["evidence"] = decision.evidence
        if decision.set_aside:
            detail["set_aside"] = [aside._asdict() for aside in decision.set_aside]
        return Verdict(_SCORES.get(decision.outcome, 0.0), decision.outcome, decision.explanation, detail)


MAX_ALTERNATIVES = 50
"""References of one row. A data set gives a handful; a longer list is a batch in a wrong place."""
_PREFERENCE = ("correct", "unavailable", "undecided", "incorrect", "no_answer", "bad_reference")
"""Of the verdicts by several references, the one that is given."""
_SCORES: dict[str, float | None] = {"correct": 1.0, "bad_reference": None, "unavailable": None}
"""Whose fault it is decides; every other outcome is nought."""


@cache
def _engine() -> Callable[..., Decision]:
    """The engine, which loads on first use: an import that is done costs a lookup all the same."""
    from verifiers.math.decide import decide

    return decide


@cache
def _comparison() -> Callable[..., Comparison]:
    from verifiers.math.compare import compare

    return compare


def _hedge(found: FinalAnswer) -> Decision | None:
    """What speaks against a completion that gives other answers too: that they are not the same one."""
    if not found.rivals:
        return None
    from verifiers.math.decide import Decision

    hedge = Decision("no_answer", "There are several different final answers.")
    if len(found.rivals) > MAX_RIVALS:
        return hedge
    assert found.text is not None
    for rival in found.rivals:
        # The fallback is not asked: who lists answers that our rules do not read has not given one.
        if not _comparison()(rival, found.text).equal:
            return hedge
    return None


MAX_RIVALS = 8
"""So many answers that are spelled differently are compared with the last; more of them are a list of guesses."""

math_reward = MathReward()
