"""slime: a custom reward, awaited for each sample or for a group.

    # reward.py, for --custom-rm-path reward.custom_rm
    from verifiers.trainers.slime import adapt

    custom_rm = adapt("r1-zero")

`sample.label` holds an answer or tests; other columns of the row, and without a label the reference too, are read from
`sample.metadata`. slime has no `None`:
a sample that could not be graded gets 0 and `remove_sample`, by which slime leaves it out of the loss. What was said of
a sample is in `sample.metadata["verdict"]`.

Written after slime's `slime/rollout/rm_hub/__init__.py` and `slime/utils/types.py` (main, 2026), reproduced and not
run: it wants a GPU.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from verifiers.rows.fields import Fields
from verifiers.trainers.grading import Grader, Row, known, row_of_columns
from verifiers.trainers.turns import last_turn

_FIELDS = Fields("response", "label")


class CustomRM(Grader):
    """What `--custom-rm-path` names."""

    async def __call__(self, args: Any, samples: Any, **_: Any) -> float | list[float]:
        """The reward of a sample, or the rewards of a list of them (`--group-rm`)."""
        del args  # slime's settings: none of them is ours
        group = samples if isinstance(samples, Sequence) else [samples]
        rows = [_row(one) for one in group]
        scores: list[float] = []
        for sample, (reward, verdict) in zip(group, await self.agrade_rows(rows), strict=True):
            found = known(reward, verdict)
            sample.metadata = {**_metadata(sample), "verdict": found}
            if verdict.score is None:
                sample.remove_sample = True
            scores.append(found["score"])
        return scores if isinstance(samples, Sequence) else scores[0]


def _row(sample: Any) -> Row:
    """A sample; without a label, its reference is another column of its row."""
    columns = {**_metadata(sample), "label": sample.label}
    return row_of_columns(_said(sample), columns, _FIELDS, sample.prompt or None)


def _said(sample: Any) -> str:
    """The response, or where the loss leaves tokens out because others wrote them, the last turn in it."""
    mask = getattr(sample, "loss_mask", None)
    turn = last_turn(sample.response) if mask is not None and 0 in mask else None
    return sample.response if turn is None else turn


def _metadata(sample: Any) -> dict[str, Any]:
    return dict(sample.metadata) if isinstance(sample.metadata, dict) else {}


adapt = CustomRM
