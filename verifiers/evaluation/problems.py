"""The samples of a scored file, by problem.

A problem's samples share an id; where rows have none, they share the prompt, and where they have no prompt either, the
line. Kept of a sample are a few numbers, and of its answer the text, cut short: memory grows by some hundred bytes a
sample.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from verifiers.errors import FieldsError, ScoringError
from verifiers.names import ACCURACY
from verifiers.names.settings import nearest
from verifiers.rows.fields import IDS, PROMPTS, at, has, names_of
from verifiers.rows.lines import Line
from verifiers.rows.problem import UNKNOWN, Known, digest_of, problem_of
from verifiers.rows.scored import scored_rows

MAX_ANSWER = 400
"""Characters. A longer answer votes for itself, by its hash."""


class Sample(NamedTuple):
    """One completion, as far as estimators need it.

    right: whether its accuracy part calls it correct. answer: what was found, `None`: nothing. score: by which the
    best of several is chosen, `None`: it has none.
    """

    right: bool
    answer: str | None
    score: float | None


@dataclass
class Problems:
    """What a scored file holds.

    known: what it knew of itself.
    samples: by problem. group: of each problem, the value by which it is reported apart, "" without.
    grouped_by: how problems are told: a field's name, or "line".
    programs: the problems whose samples are programs: those have no answer that could vote.
    rows, errors: all rows, and those that were not graded.
    unjudged: those whose accuracy has no score: neither right nor wrong, and left out.
    undecided: those that were given up at a bound on the work: they count as wrong.
    repeated: the field of the prompt, where each of the first rows has an id of its own and prompts repeat all the
        same: the ids may be those of samples.
    """

    grouped_by: str
    known: Known = UNKNOWN
    samples: dict[int, list[Sample]] = field(default_factory=dict)
    group: dict[int, str] = field(default_factory=dict)
    programs: set[int] = field(default_factory=set)
    rows: int = 0
    errors: int = 0
    unjudged: int = 0
    undecided: int = 0
    repeated: str | None = None


def gather(
    lines: Iterable[Line],
    *,
    id_field: str | None = None,
    by: str | None = None,
    best_by: str = "reward",
    known: Known = UNKNOWN,
    name: str = "the scored file",
) -> Problems:
    """Read a scored file.

    id_field: the field that samples of one problem share. by: a field by whose values problems are reported apart.
    known: what the file knows of itself. name: what a person calls it.
    best_by: what chooses the best of several: a part of the verdicts by its name, else a field that holds a number.

    Raises ScoringError when the lines are not those of a scored file, or have no part that tells right from wrong, and
    FieldsError when a field that was asked for is in none of the first rows.
    """
    rows = scored_rows(lines, name)
    head: list[dict[str, Any]] = []
    problems = Problems("line", known=known)
    id_field = id_field or known.id
    for row in rows:
        problems.rows += 1
        if "error" in row and "verdicts" not in row:
            problems.errors += 1
            continue
        head.append(row)
        if len(head) == _LOOK:
            break
    if not head:
        msg = f"no row of {name} has verdicts: this is not what `verify-cli score` writes"
        raise ScoringError(msg)
    _require(head, {"id": id_field, "by": by})
    _require_number(head, best_by)
    problems.grouped_by = id_field or _grouped_by(head)
    problems.repeated = _repeated(head, problems.grouped_by)
    for row in head:
        _add(problems, row, by, best_by)
    for row in rows:
        problems.rows += 1
        if "error" in row and "verdicts" not in row:
            problems.errors += 1
        else:
            _add(problems, row, by, best_by)
    return problems


_LOOK = 1_000


def _require(head: Sequence[Mapping[str, Any]], asked: Mapping[str, str | None]) -> None:
    for role, path in asked.items():
        if path is not None and not any(has(row, path) for row in head):
            msg = f"no row has the field {path!r}; the fields are: {', '.join(names_of(head))}"
            raise FieldsError(msg, role)


def _require_number(head: Sequence[Mapping[str, Any]], best_by: str) -> None:
    """Refuse what could choose nothing: every sample would be as good as any, and the best of k the mean."""
    if not any(_score(row, best_by) is not None for row in head):
        parts = list(dict.fromkeys(name for row in head for name in row["verdicts"]))
        numbers = [name for name in names_of(head) if any(_score(row, name) is not None for row in head)]
        near = nearest(best_by, (*parts, *numbers))
        held = any(has(row, best_by) for row in head)
        found = f"the field {best_by!r} holds no number" if held else f"no row has a number in the field {best_by!r}"
        msg = f"{found}{near}: the parts are {', '.join(parts)}, the fields with numbers {', '.join(numbers) or 'none'}"
        raise ScoringError(msg)


def _score(row: Mapping[str, Any], best_by: str) -> float | None:
    """By what the best of several is chosen, where a row has it."""
    score = row["verdicts"][best_by]["score"] if best_by in row["verdicts"] else at(row, best_by)
    if isinstance(score, list) and len(score) == 1:  # of a row that held a list of one completion
        score = score[0]
    return float(score) if isinstance(score, int | float) and not isinstance(score, bool) else None


def _grouped_by(head: Sequence[Mapping[str, Any]]) -> str:
    for path in (*IDS, *PROMPTS):
        if all(at(row, path) is not None for row in head):
            return path
    return "line"


def _repeated(head: Sequence[Mapping[str, Any]], grouped_by: str) -> str | None:
    """The field of a prompt that rows share though each has an id of its own; `None`: there is none."""
    ids = {digest_of(at(row, grouped_by)) for row in head}
    prompt = next((path for path in PROMPTS if all(at(row, path) is not None for row in head)), None)
    if grouped_by in (*PROMPTS, "line") or prompt is None or len(ids) < len(head):
        return None
    return prompt if 2 * len({digest_of(at(row, prompt)) for row in head}) <= len(head) else None


def _add(problems: Problems, row: Mapping[str, Any], by: str | None, best_by: str) -> None:
    verdicts = row["verdicts"]
    accuracy = next((name for name in ACCURACY if name in verdicts), None)
    if accuracy is None:
        msg = f"line {row['line']} was graded by {', '.join(verdicts) or 'nothing'}: no part tells right from wrong"
        raise ScoringError(msg)
    verdict = verdicts[accuracy]
    problems.undecided += verdict["outcome"] == "undecided"
    if verdict["score"] is None:
        problems.unjudged += 1
        return
    known = problems.known
    file = row.get("file") if known.by_file else None
    number = problem_of(row, problems.grouped_by, known.reference, file)
    number = digest_of([row.get("file"), row["line"]]) if number is None else number
    answer = verdict["detail"].get("answer")
    if accuracy == "code":
        problems.programs.add(number)
    sample = Sample(
        verdict["outcome"] == "correct",
        _short(answer) if isinstance(answer, str) else None,
        _score(row, best_by),
    )
    problems.samples.setdefault(number, []).append(sample)
    if by is not None:
        problems.group.setdefault(number, str(at(row, by, "")))


def _short(answer: str) -> str:
    if len(answer) <= MAX_ANSWER:
        return answer
    return f"{answer[:40]}… {hashlib.blake2b(answer.encode('utf-8', 'surrogatepass'), digest_size=8).hexdigest()}"
