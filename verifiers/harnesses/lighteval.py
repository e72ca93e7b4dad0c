"""lighteval: a metric of samples.

    from verifiers.harnesses.lighteval import adapt

    LightevalTaskConfig(…, metrics=[adapt("r1-zero")], generation_size=…, stop_sequence=[])

The document's gold choices are the reference, or the tests in `specific`; several gold choices mean any of them. Graded
is the text that the model wrote, not what lighteval has left of it, as the reasoning belongs to the format; of several
samples the first. Beside `reward` the shares of `undecided`, `unavailable` and `bad_reference` are averaged; a document
that could not be graded has these alone, so that the mean leaves it out.

Written after lighteval 0.13.0, which pins an older parser than math-verify does: see docs/harnesses.md.
"""

from __future__ import annotations

from typing import Any

from lighteval.metrics.metrics_sample import SampleLevelComputation
from lighteval.metrics.utils.metric_utils import SampleLevelMetricGrouping
from lighteval.tasks.requests import SamplingMethod

from verifiers.harnesses.metrics import metrics_of
from verifiers.names import Rewards
from verifiers.reasoning import ReasoningFormat
from verifiers.rows.fields import Fields
from verifiers.trainers.grading import NOT_GRADED, Grader, row_of_columns

_FIELDS = Fields("response", "golds")
_NAMES = ("reward", *NOT_GRADED)


class Computation(SampleLevelComputation):  # type: ignore[misc]
    """The metrics of a document."""

    def __init__(self, grader: Grader) -> None:
        self.grader = grader

    def compute(self, doc: Any, model_response: Any, **_: Any) -> dict[str, float]:
        """The reward of the model's first text, and what is averaged beside it."""
        golds = [gold for gold in doc.get_golds() if gold] if doc.choices else []
        row = {**(doc.specific or {}), "golds": golds if len(golds) > 1 else next(iter(golds), None)}
        reasoning = next(iter(model_response.reasonings), None)
        said = [{"role": "assistant", "content": model_response.text[0], "reasoning_content": reasoning}]
        found = metrics_of(*self.grader.grade_row(row_of_columns(said, row, _FIELDS, doc.query)))
        return {name: value for name, value in found.items() if name in _NAMES}


def adapt(rewards: Rewards, *, reasoning: str | ReasoningFormat = "auto", prefilled: bool | None = None) -> Any:
    """A metric by this reward, or by names as on the command line.

    reasoning, prefilled: how the model marks its reasoning, and whether its chat template opens it.
    """
    return SampleLevelMetricGrouping(
        metric_name=list(_NAMES),
        higher_is_better={name: name == "reward" for name in _NAMES},
        category=SamplingMethod.GENERATIVE,
        sample_level_fn=Computation(Grader(rewards, reasoning=reasoning, prefilled=prefilled)),
        corpus_level_fn=dict.fromkeys(_NAMES, _mean),
    )


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
