"""Prime's `verifiers` and prime-rl: a row that is graded by a uv script.

    # verify.py, beside the taskset
    # /// script
    # dependencies = ["verify-cli"]
    # ///
    from verifiers.trainers.prime import main

    main()

Their package and ours have one name, so one environment cannot hold both. A task of theirs runs scripts in environments
of their own (`runtime.run_uv_script`), and this is one: `examples/prime` has the whole taskset.

Written after Prime's verifiers 0.4.0.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from verifiers.rows.fields import Fields
from verifiers.trainers.grading import Grader, known, question_of, row_of_columns

_FIELDS = Fields("completion", "answer")


def main() -> None:
    """Grade the row in the file that the first argument names by the rewards that the others name.

    The row is a JSON object: `completion`, a text or messages, its reference or tests, and its `question` or `prompt`.
    Printed is a JSON object with `score` (0 where there is none), the parts, the outcome and the explanation.

    Raises ScoringError or CallError, so that the script fails, for what is no reward and no row.
    """
    path, *names = sys.argv[1:]
    row = json.loads(Path(path).read_bytes())
    said = row.pop("completion") or ""  # nothing was said
    sample = row_of_columns(said, row, _FIELDS, question_of(row))
    print(json.dumps(known(*Grader(names or "accuracy").grade_row(sample))))  # noqa: T201 - its answer
