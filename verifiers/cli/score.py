"""`verify-cli score FILE`: grade a file of model outputs."""

from __future__ import annotations

import json
import sys
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from verifiers.cli.options import PrefilledOption, ReasoningOption
from verifiers.cli.usage import stop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from verifiers.cli.show import Show
    from verifiers.errors import FieldsError
    from verifiers.evaluation.join import ProblemSet
    from verifiers.rows.sources import Source
    from verifiers.scoring import Job
    from verifiers.scoring.engine import Engine
    from verifiers.scoring.summary import Cause, Summary

_REWARDS: list[str] = []
_DEFAULT = ["r1-zero"]


def score(  # noqa: PLR0913 - options are many by nature
    files: Annotated[
        list[str],
        typer.Argument(
            help="JSON lines, a JSON array, CSV, parquet, Arrow, inspect_ai's .eval, …, compressed or not; a folder "
            "or a pattern of them, which are one data set; - for standard input. Several are scored one after the "
            "other.",
            metavar="FILE...",
        ),
    ],
    *,
    reward: Annotated[
        list[str],
        typer.Option(
            "-r",
            "--reward",
            metavar="REWARD[=WEIGHT]",
            help="A reward (math, code, format, language, length, countdown, …) or a preset (accuracy, r1-zero, r1), "
            "whose accuracy is code for rows with tests and math for others; with settings, as 'math(form=any, "
            "tolerance=0.01)' or 'gated(format, by=math)'; or your own, MODULE:NAME or FILE.py:NAME. Repeat it to add "
            "up several. [default: r1-zero; of a published set, what its protocol says]",
        ),
    ] = _REWARDS,
    out: Annotated[
        Path | None,
        typer.Option(
            help="The scored file, or a folder for those of several FILEs; several FILEs in one scored file are one "
            "data set. NAME.parquet is written as parquet. [default: FILE's name + .scored.jsonl]"
        ),
    ] = None,
    reasoning: ReasoningOption = "auto",
    prefilled: PrefilledOption = None,
    problems: Annotated[
        str | None,
        typer.Option(
            "--set",
            metavar="NAME[=PATH]",
            help="The set that has the answers or tests of rows with an id or a problem's text: GSM8K, MATH-500, "
            "AIME-2024 to -2026, AMC, HMMT, OlympiadBench, GPQA-diamond, HumanEval(+), MBPP(+), LiveCodeBench "
            "(docs/evaluation.md), or your own under any NAME; PATH is a local copy. Without -r, its own grading.",
        ),
    ] = None,
    wall: Annotated[
        Literal["docker", "local"] | None,
        typer.Option(help="What programs run behind. [default: the first that this host has]"),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes. [default: one a core, with --engine ray of the cluster]")
    ] = None,
    engine: Annotated[
        Literal["local", "ray"], typer.Option(help="Where rows are graded: on this machine, or on a Ray cluster.")
    ] = "local",
    address: Annotated[
        str | None,
        typer.Option(help="The Ray cluster to join. [default: RAY_ADDRESS, else one is started for this run]"),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where a stopped run left off; the same run does so by itself.")
    ] = False,
    restart: Annotated[bool, typer.Option("--restart", help="Throw away what a stopped run has left.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a scored file that is there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON, and nothing else.")] = False,
    completion_field: Annotated[
        str | None, typer.Option(help="The field with the completion (a.b goes into a).")
    ] = None,
    reference_field: Annotated[str | None, typer.Option(help="The field with the reference answer.")] = None,
    tests_field: Annotated[str | None, typer.Option(help="The field with the tests of a program.")] = None,
    prompt_field: Annotated[str | None, typer.Option(help="The field with the prompt.")] = None,
    id_field: Annotated[str | None, typer.Option(help="The field that samples of one problem share.")] = None,
    language_field: Annotated[str | None, typer.Option(help="The field with the target language.")] = None,
) -> None:
    """Grade a file of model outputs, a JSON object a line.

    Every row is written to the scored file as it came, with its reward and, for each part, score, outcome,
    explanation and detail. Rows that cannot be graded are written with an error. Where a row holds a list of
    completions, each becomes a scored row of its own, numbered by `sample`.

    Where several FILEs are given, each has a scored file of its own, and a row in one table; one that cannot be read
    costs the others nothing.

    Rows with tests are graded as code, in a sandbox (`verify-cli doctor` says which walls this host has); where there
    is none, their score is null.

    Exit codes: 0; 1 some rows were errors or unavailable; 2 wrong usage; 130 interrupted (then --resume goes on).
    """
    # Here and not above, so that --help does not wait for them.
    from verifiers.cli.show import Show
    from verifiers.cores import cores
    from verifiers.scoring import Job, LocalEngine, RayEngine, ScoringError, default_out, reward_of

    if address is not None and engine != "ray":
        stop("--address is the address of a Ray cluster: it needs --engine ray")
    fields = {
        "completion": completion_field,
        "reference": reference_field,
        "tests": tests_field,
        "prompt": prompt_field,
        "id": id_field,
        "language": language_field,
    }
    chosen = {role: path for role, path in fields.items() if path is not None}
    show = Show()
    sources = _sources(files, out, show)
    outs = [out if out is not None and not out.is_dir() else default_out(one, out) for one in sources]
    if len(set(outs)) < len(outs):
        stop("two FILEs would be scored into one file of the same name: give them one by one, with --out")
    try:
        problem_rows = None if problems is None else _set_of(problems, chosen)
        reward = reward or (_protocol(problems, problem_rows, show) if problem_rows else _DEFAULT)
        reading = {"reasoning": reasoning, "prefilled": prefilled}
        plain, tested = (reward_of(reward, tests=tests, wall=wall, reading=reading) for tests in (False, True))
        where = RayEngine(address, workers, show.note) if engine == "ray" else LocalEngine(workers or cores())
    except ScoringError as error:
        stop(str(error))
    jobs = [
        Job(source, path, plain, chosen, resume, tested, None, restart, force)
        for source, path in zip(sources, outs, strict=True)
    ]
    summaries = _score_each(jobs, where, problem_rows, show)
    if as_json:
        each = {name: summary.as_json() for name, summary in summaries.items()}
        sys.stdout.write(json.dumps({"files": each} if len(sources) > 1 else next(iter(each.values()))) + "\n")
    elif len(sources) == 1:
        show.table(next(iter(summaries.values())))
    else:
        show.files(summaries)
    for summary in summaries.values():
        _note_failures(summary, show)
    if len(summaries) < len(jobs):
        raise typer.Exit(2)
    if any(summary.errors or summary.unavailable for summary in summaries.values()):
        raise typer.Exit(1)


def _score_each(
    jobs: Sequence[Job], engine: Engine, problems: list[dict[str, Any]] | None, show: Show
) -> dict[str, Summary]:
    """Score files one after the other. Of several, one that cannot be scored costs the others nothing."""
    from verifiers.evaluation.join import ProblemSet
    from verifiers.rows.sources import name_of
    from verifiers.scoring import FieldsError, ScoringError, Watch
    from verifiers.scoring import score as score_file

    summaries: dict[str, Summary] = {}
    for one in jobs:
        name = name_of(one.source)
        if len(jobs) > 1:
            show.note(f"{name}:")
        join = None if problems is None else ProblemSet(problems, one.chosen.get("id"))
        try:
            with show.progress() as progress, redirect_stdout(sys.stderr):  # where Ray prints that a node was lost
                watch = Watch(show.fields, show.note, progress)
                summaries[name] = score_file(replace(one, join=join), engine, watch)
        except ScoringError as error:
            sentence = _with_option(error, join) if isinstance(error, FieldsError) else str(error)
            if len(jobs) == 1:
                stop(sentence)
            show.note(f"Error: {sentence}")
            continue
        except KeyboardInterrupt:
            further = "" if name == "-" else ": the same command with --resume goes on from here"
            show.note(f"Interrupted{further}.")
            raise typer.Exit(130) from None
        show.note(f"Scored rows: {one.out}")
        for note in join.notes() if join is not None else ():
            show.note(note)
    return summaries


def _with_option(error: FieldsError, join: ProblemSet | None) -> str:
    """A sentence about a field, with the option that settles it."""
    elsewhere = join is None and error.role in ("reference", "tests") and "could each be" not in str(error)
    return f"{error} (--{error.role}-field NAME{', or --set NAME[=FILE] where they stand apart' if elsewhere else ''})"


def _sources(files: list[str], out: Path | None, show: Show) -> list[Source]:
    """What is scored into a file each: every FILE, or all of them together where one scored file is named."""
    from verifiers.rows.sources import OURS

    inputs = [one for one in files if not one.endswith(OURS)] if len(files) > 1 else files
    if left_out := [one for one in files if one not in inputs]:
        show.note(f"Left out, because they were written here: {', '.join(left_out)}.")
    if not inputs:
        stop("no FILE is left to be scored")
    if len(set(inputs)) < len(inputs):
        stop("a FILE is given twice")
    if "-" in inputs and len(inputs) > 1:
        stop("standard input is scored by itself")
    if out is None or out.is_dir() or len(inputs) == 1:
        return list(inputs)
    return [tuple(inputs)]


def _note_failures(summary: Summary, show: Show) -> None:
    if summary.unopened:
        show.note(
            f"{summary.unopened:,} of {summary.graded:,} completions close reasoning that neither they nor the prompts "
            "open. Where the chat template has opened it, --prefilled says so: else what was cut off in its reasoning "
            "is graded as an answer."
        )
    for cause in summary.causes:
        show.note(_said(cause))
    if summary.unavailable:
        show.note(f"Not graded ({summary.unavailable} rows): {summary.first_unavailable}")


_HINTS = {
    "The reasoning was never closed.": " Where the model marks its reasoning in another way, --reasoning says how.",
    "</think> stands where <think>": " Where the chat template has opened it, --prefilled says so.",
}


def _said(cause: Cause) -> str:
    """One way of failing that most rows share, and what may help where that is known."""
    reason = cause.reason.partition(" If the chat template")[0]
    hint = next((hint for begin, hint in _HINTS.items() if reason.startswith(begin)), "")
    return f"{cause.part}: {cause.rows:,} of {cause.of:,} rows fail in one way: {reason}{hint}"


def _protocol(text: str | None, rows: list[dict[str, Any]], show: Show) -> list[str]:
    """How a published set is graded, said to the user; of a set of one's own, as ever."""
    from verifiers.evaluation.published import published

    found = published((text or "").partition("=")[0])
    if found is None:
        return _DEFAULT
    name, one = found
    show.note(f"{name}, graded by {one.reward}: {one.protocol}.")
    if len(rows) != one.rows:
        show.note(f"{name} is published with {one.rows} problems; this one has {len(rows)}.")
    return [one.reward]


def _set_of(text: str, chosen: dict[str, str]) -> list[dict[str, Any]]:
    """The problems of the set that `NAME` or `NAME=PATH` means. Their answers are the reference, unless told else."""
    from verifiers.evaluation.sets import load_set

    name, equals, path = text.partition("=")
    rows = load_set(name, path if equals else None)
    if any("expected_answer" in row for row in rows):
        chosen.setdefault("reference", "expected_answer")
    return rows
