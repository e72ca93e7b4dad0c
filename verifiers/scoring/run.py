"""Scoring a file from end to end: `score(job)`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

import verifiers
from verifiers.compose import CombinedReward
from verifiers.errors import FieldsError, RowError, ScoringError
from verifiers.names import described, spelled, without_wall
from verifiers.reward import Reward
from verifiers.rows.fields import Fields, find_completion, find_fields, names_of
from verifiers.rows.layouts import Layout, layout_of
from verifiers.rows.lines import AnyRows, Line, can_be_read_again, open_rows
from verifiers.rows.row import read_row
from verifiers.rows.sources import Source, default_stem, is_several, name_of
from verifiers.rows.tests import tests_in
from verifiers.rows.written import read_text, written_as_text
from verifiers.scoring import manifest
from verifiers.scoring.engine import Engine, LocalEngine
from verifiers.scoring.grade import OURS, Scorer, Tally, roles_of, tally_of
from verifiers.scoring.output import Output, identity
from verifiers.scoring.summary import Summary
from verifiers.verdict import VERDICTS

LOOK_LINES = 100
LOOK_BYTES = 16 * 1024 * 1024
"""The fields are found in so many lines, or bytes, whichever comes first."""


def _ignore(*_: Any) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Watch:
    """Who is told what while a file is scored.

    fields: the fields taken, before the first row is graded.
    note: a sentence that a person should read.
    progress: the summary so far, and the share of the input that was read (`None`: unknown).
    """

    fields: Callable[[Fields], None] = _ignore
    note: Callable[[str], None] = _ignore
    progress: Callable[[Summary, float | None], None] = _ignore


class Join(Protocol):
    """What rows lack, from elsewhere: `verifiers.evaluation.join.ProblemSet` is one."""

    @property
    def name(self) -> str:
        """What a person calls it."""

    @property
    def digest(self) -> str:
        """Of all that it may add: a resumed run must not go on with something else."""

    def joined(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The lines, with what was added to their rows."""


@dataclass(frozen=True)
class Job:
    """What to score.

    source: a path, a folder, a pattern, `-` for standard input, or several of them, which are one data set.
    out: the scored file.
    chosen: the roles of `Fields` that the user has settled, with their paths.
    resume: go on with what an earlier run left; without anything left it is a new run. An earlier run that was the same
        is gone on with anyway.
    restart: throw away what an earlier run left.
    force: replace a scored file that is there.
    tested: the reward of rows that have tests; `None`: the same.
    join: what is added to each row before it is looked at.
    """

    source: Source
    out: Path
    reward: CombinedReward
    chosen: Mapping[str, str] = field(default_factory=dict)
    resume: bool = False
    tested: CombinedReward | None = None
    join: Join | None = None
    restart: bool = False
    force: bool = False


def default_out(source: Source, folder: Path | None = None) -> Path:
    """Where the scored rows go unless told otherwise: beside the input, `NAME.scored.jsonl`; of a pipe, here.

    folder: where instead of beside the input.
    """
    stem = default_stem(source)
    return (folder or stem.parent) / f"{stem.name}.scored.jsonl"


def score(job: Job, engine: Engine | None = None, watch: Watch | None = None) -> Summary:
    """Score every row of a file into another, and sum up.

    Raises ScoringError when the run cannot start or go on; rows never raise. When it is interrupted, what was scored
    stays for a `Job` with `resume`.
    """
    begin = monotonic()
    engine = engine or LocalEngine(1)
    watch = watch or Watch()
    output = Output(job.out)
    summary = Summary([(reward.name, weight) for reward, weight in job.reward.parts])
    with open_rows(job.source) as rows:
        if job.resume and not can_be_read_again(job.source):
            msg = "a pipe cannot be read again: only the scoring of a file can be resumed"
            raise ScoringError(msg)
        output.check(job.source, force=job.force)
        lines, layout = _by_layout(rows.lines(), job, summary)
        lines = lines if job.join is None else job.join.joined(lines)
        seen = _first_lines(lines)
        found = _rows_of(seen, job)
        if layout is not None:
            watch.note(f"Layout: {layout.tool}")
            job = replace(job, chosen={**layout.chosen(found), **job.chosen})
        fields = _find_fields(found, job)
        scorer = Scorer(job.reward, fields, job.tested, by_file=layout is not None and layout.by_file)
        watch.fields(fields)
        _note_tests(found, scorer, watch)
        _note_renamed(found, watch)
        run = _run_of(job, scorer)
        started = datetime.now(timezone.utc)
        try:
            done = _begin(job, run, output, scorer, summary, watch)
            todo = (line for line in chain(seen, lines) if line.number > done)
            _score_lines(_timed(engine(scorer, todo), summary, begin), output, summary, rows, watch)
            output.finish()
            known = {"layout": layout and layout.tool, "by_file": scorer.by_file, "several": is_several(job.source)}
            _write_manifest(output.path, job, {**known, **run}, summary, started)
        finally:
            output.close()
    if summary.left_out:
        watch.note(f"{summary.left_out} rows repeat others in the layout of their tool, and are left out.")
    summary.seconds = monotonic() - begin
    return summary


def _by_layout(lines: Iterator[Line], job: Job, summary: Summary) -> tuple[Iterator[Line], Layout | None]:
    """The lines as their tool's layout has them, and that layout; as they are where it is none that is known."""
    seen = _first_lines(lines)
    rows = [row for line in seen if (row := _row_on(line)) is not None]
    if written := written_as_text(rows):
        lines = read_text(chain(seen, lines), written)
        seen = _first_lines(lines)
        rows = [row for line in seen if (row := _row_on(line)) is not None]
    layout = layout_of(rows)
    if layout is None or "completion" in job.chosen:
        return chain(seen, lines), None
    reasons = [layout.refuses(row) for row in rows] if layout.refuses else []
    if reasons and all(reasons):
        msg = f"{name_of(job.source)} is {layout.tool}'s: {reasons[0]}"
        raise ScoringError(msg)

    def left_out() -> None:
        summary.left_out += 1

    return layout.read(chain(seen, lines), left_out), layout


def _row_on(line: Line) -> dict[str, Any] | None:
    try:
        return read_row(line)
    except RowError:
        return None


def _score_lines(scored: Iterator[Any], output: Output, summary: Summary, rows: AnyRows, watch: Watch) -> None:
    with closing(scored):  # type: ignore[type-var]
        for samples in scored:
            output.write(sample.data for sample in samples)
            for sample in samples:
                summary.add(sample.tally)
                summary.opens[sample.opens] += 1
            summary.new_rows += len(samples)
            watch.progress(summary, rows.fraction())


def _timed(scored: Iterator[Any], summary: Summary, begin: float) -> Iterator[Any]:
    """The same, noting when the first result is there: what comes before is the start of the workers, mostly."""
    with closing(scored):  # type: ignore[type-var]
        for samples in scored:
            if not summary.start_seconds:
                summary.start_seconds = monotonic() - begin
                summary.first_rows = len(samples)
            yield samples


def _run_of(job: Job, scorer: Scorer) -> dict[str, Any]:
    """What makes two runs the same."""
    rewards = (without_wall(reward).parts for reward in (job.reward, job.tested or job.reward))
    return {
        "input": identity(job.source) if can_be_read_again(job.source) else None,
        "reward": [[_weighted(*part) for part in parts] for parts in rewards],
        "fields": vars(scorer.fields),
        "rules": VERDICTS,
        "join": None if job.join is None else job.join.digest,
    }


def _weighted(reward: Reward, weight: float) -> str:
    return spelled(reward) if weight == 1 else f"{spelled(reward)}={weight!r}"


def _write_manifest(path: Path, job: Job, run: Mapping[str, Any], summary: Summary, started: datetime) -> None:
    """Say beside the scored file what it was made from."""
    parts = dict.fromkeys(one for reward in (job.reward, job.tested or job.reward) for one in reward.rewards)
    known = {
        "verify-cli": verifiers.__version__,
        "source": job.source,
        **run,
        "settings": {one.name: described(one) for one in parts},
        "set": None if job.join is None else job.join.name,
        "rows": summary.rows,
        "errors": summary.errors,
        "started": started.isoformat(timespec="seconds"),
        "ended": datetime.now(timezone.utc).isoformat(timespec="seconds"),
    }
    try:
        manifest.write(path, known)
    except OSError as error:
        msg = f"cannot write {manifest.path_of(path)}: {error.strerror}"
        raise ScoringError(msg) from None


def _begin(job: Job, run: Mapping[str, Any], output: Output, scorer: Scorer, summary: Summary, watch: Watch) -> int:
    """Open the output; the line up to which an earlier run had come.

    Raises ScoringError where an earlier run was another one, and nobody has said what is to become of it.
    """
    resume = output.left_unfinished and not job.restart
    if resume and not job.resume and (differs := output.difference(run)):
        msg = (
            f"an earlier run left {output.partial} unfinished, and this is another run ({differs}): --restart throws "
            "it away, --out NAME writes another file"
        )
        raise ScoringError(msg)
    if job.resume and not output.left_unfinished:
        watch.note("There is nothing to resume: this run starts at the first row.")

    def count(row: dict[str, Any]) -> None:
        summary.add(_tally(scorer, row))

    kept = output.begin(run, resume=resume, count=count)
    if not can_be_read_again(job.source):
        output.discard_manifest()
    if kept.rows:
        watch.note(f"Going on after line {kept.line}: {kept.rows} rows were scored before.")
    return kept.line


def _tally(scorer: Scorer, row: dict[str, Any]) -> Tally:
    try:
        return tally_of(scorer, row)
    except (KeyError, TypeError, AttributeError):
        msg = f"cannot resume: the row of line {row['line']} in the unfinished file is not one of ours"
        raise ScoringError(msg) from None


def _first_lines(lines: Iterator[Line]) -> Sequence[Line]:
    """The lines in which fields are looked for. They are yet to be scored."""
    seen: list[Line] = []
    size = 0
    for line in lines:
        seen.append(line)
        size += len(line.data)
        if len(seen) >= LOOK_LINES or size >= LOOK_BYTES:
            break
    return seen


def _rows_of(seen: Sequence[Line], job: Job) -> Sequence[dict[str, Any]]:
    """The rows among the first lines; those that are none will be error rows."""
    found: list[dict[str, Any]] = []
    for line in seen:
        with suppress(RowError):
            found.append(read_row(line))
    if not seen:
        msg = f"{'standard input' if job.source == '-' else name_of(job.source)} has no rows"
        raise ScoringError(msg)
    if not found:
        msg = f"none of the first {len(seen)} lines is a JSON object (line {seen[0].number}: {_reason(seen[0])})"
        raise ScoringError(msg)
    return found


def _find_fields(found: Sequence[Mapping[str, Any]], job: Job) -> Fields:
    if job.chosen.get("id") in OURS:
        msg = f"the field {job.chosen['id']!r} cannot be the id: scored files use that name"
        raise ScoringError(msg)
    wanted, wanted_with_tests = roles_of(job.reward), roles_of(job.tested or job.reward)
    if "tests" not in wanted_with_tests:
        return find_fields(found, job.chosen, wanted=wanted)
    known = Fields(find_completion(found, job.chosen), job.chosen.get("reference"), tests=job.chosen.get("tests"))
    tested = [tests_in(row, known) is not None for row in found]
    needing = [
        row
        for row, has_tests in zip(found, tested, strict=True)
        if "reference" in (wanted_with_tests if has_tests else wanted)
    ]
    fields = find_fields(found, job.chosen, wanted=wanted | wanted_with_tests, needing=needing)
    if "tests" in wanted and not any(tested):
        sentence = f"no field of the rows holds tests; the fields are: {', '.join(names_of(found))}"
        raise FieldsError(sentence, "tests")
    return fields


def _note_tests(found: Sequence[Mapping[str, Any]], scorer: Scorer, watch: Watch) -> None:
    if scorer.looks_for_tests:
        tests = [tests for row in found if (tests := tests_in(row, scorer.fields)) is not None]
        if tests:
            names = ", ".join(dict.fromkeys(repr(name) for one in tests for name in one.names))
            watch.note(f"Rows with tests are graded as code: {len(tests)} of the first {len(found)} rows, in {names}.")


def _note_renamed(found: Sequence[Mapping[str, Any]], watch: Watch) -> None:
    names = [name for name in OURS if any(name in row for row in found)]
    if names:
        renamed = ", ".join(f"{name} as {name}_before" for name in names)
        watch.note(f"Scored files use these names, so the rows' own are kept under others: {renamed}.")


def _reason(line: Line) -> str:
    try:
        read_row(line)
    except RowError as error:
        return str(error)
    return ""
