"""lm-evaluation-harness: what a task's YAML names as `process_results`.

    # metrics.py, beside the YAML
    from verifiers.harnesses.lm_eval import adapt

    process_results = adapt("r1-zero")

    # the YAML
    output_type: generate_until
    process_results: !function metrics.process_results
    metric_list:
      - {metric: reward, aggregation: mean, higher_is_better: true}

The document's `answer`, `ground_truth`, `solution`, `target` or tests are the reference, its `question`, `problem` or
`prompt` the prompt. Beside `reward` the parts can be averaged, and the shares of `undecided`, `unavailable` and
`bad_reference`. A document that could not be graded has these shares alone, so that the means leave it out.

Written after lm_eval 0.4.13.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from verifiers.columns import CallError
from verifiers.harnesses.metrics import metrics_of
from verifiers.rows.fields import Fields
from verifiers.trainers.grading import Grader, question_of, row_of_columns

_FIELDS = Fields("results", "answer")


class ProcessResults(Grader):
    """What a task's YAML names."""

    def __call__(self, doc: Mapping[str, Any], results: Sequence[Any]) -> dict[str, float]:
        """The metrics of a document. Raises CallError where a filter has kept several responses of it."""
        if len(results) != 1 or not isinstance(results[0], str):
            msg = "a document has one response here: let the task's filter end with take_first"
            raise CallError(msg)
        return metrics_of(*self.grade_row(row_of_columns(results[0], doc, _FIELDS, question_of(doc))))


adapt = ProcessResults
