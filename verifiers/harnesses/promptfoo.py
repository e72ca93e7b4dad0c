"""promptfoo: an assertion in Python.

    # reward.py
    from verifiers.harnesses.promptfoo import adapt

    get_assert = adapt("r1-zero")

    # promptfooconfig.yaml
    assert:
      - {type: python, value: file://reward.py}

The test's variables `answer`, `ground_truth`, `solution`, `target` or tests are the reference. The assertion passes
where the answer is right, and its score is the reward. A sample that could not be graded fails with the reason:
promptfoo has no third way.

Written after promptfoo 0.123.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from verifiers.completion import is_conversation
from verifiers.rows.fields import Fields
from verifiers.trainers.grading import Grader, known, row_of_columns

_FIELDS = Fields("output", "answer")


class GetAssert(Grader):
    """What promptfoo finds in the file under the name `get_assert`."""

    def __call__(self, output: Any, context: Mapping[str, Any]) -> dict[str, Any]:
        """The result of the assertion."""
        if not isinstance(output, str) and not is_conversation(output):
            output = json.dumps(output, ensure_ascii=False)  # as promptfoo shows it
        row = row_of_columns(output, context.get("vars") or {}, _FIELDS, context.get("prompt"))
        found = known(*self.grade_row(row))
        outcome, why, score = found.pop("outcome"), found.pop("explanation"), found.pop("score")
        passed = found.get("acc", score) == 1
        return {"pass": passed, "score": score, "reason": f"{outcome}: {why}", "namedScores": found}


adapt = GetAssert
