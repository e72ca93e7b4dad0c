"""`verify-cli score FILE`: grade a file of model outputs."""

from __future__ import annotations

import json
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from verifiers.cli.options import PrefilledOption, ReasoningOption
from verifiers.cli.usage import stop

if TYPE_CHECKING:
    from verifiers.evaluation.join import ProblemSet
    from verifiers.scoring.summary import Cause

_REWARDS = ["r1-zero"]


def score(  # noqa: PLR0913 - options are many by nature
    file: Annotated[
        str,
        typer.Argument(
            help="JSON lines, a JSON array, CSV, parquet, Arrow, inspect_ai's .eval, …, compressed or not; a folder "
            "or a pattern of them; - for standard input.",
            metavar="FILE",
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
            "up several.",
        ),
    ] = _REWARDS,
    out: Annotated[Path | None, typer.Option(help="The scored file. [default: FILE's name + .scored.jsonl]")] = None,
    reasoning: ReasoningOption = "auto",
    prefilled: PrefilledOption = None,
    problems: Annotated[
        str | None,
        typer.Option(
            "--set",
            metavar="NAME[=PATH]",
            help="The set that has the answers or tests of rows with an id or a problem's text: AIME-2024, AIME-2025, "
            "MATH-500, LiveCodeBench, or your own under any NAME; PATH is a local copy.",
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

    Rows with tests are graded as code, in a sandbox (`verify-cli doctor` says which walls this host has); where there
    is none, their score is null.

    Exit codes: 0; 1 some rows were errors or unavailable; 2 wrong usage; 130 interrupted (then --resume goes on).
    """
    # Here and not above, so that --help does not wait for them.
    from verifiers.cli.show import Show
    from verifiers.cores import cores
    from verifiers.scoring import FieldsError, Job, LocalEngine, RayEngine, ScoringError, Watch, default_out, reward_of
    from verifiers.scoring import score as score_file

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
    try:
        join = None if problems is None else _set_of(problems, chosen)
        reading = {"reasoning": reasoning, "prefilled": prefilled}
        plain, tested = (reward_of(reward, tests=tests, wall=wall, reading=reading) for tests in (False, True))
        job = Job(file, out or default_out(file), plain, chosen, resume, tested, join, restart, force)
        where = RayEngine(address, workers, show.note) if engine == "ray" else LocalEngine(workers or cores())
        with show.progress() as progress, redirect_stdout(sys.stderr):  # where Ray prints that a node was lost
            summary = score_file(job, where, Watch(show.fields, show.note, progress))
    except FieldsError as error:
        stop(f"{error} (--{error.role}-field NAME)")
    except ScoringError as error:
        stop(str(error))
    except KeyboardInterrupt:
        show.note("Interrupted." if file == "-" else "Interrupted: the same command with --resume goes on from here.")
        raise typer.Exit(130) from None
    show.note(f"Scored rows: {job.out}")
    for note in join.notes() if join is not None else ():
        show.note(note)
    if as_json:
        sys.stdout.write(json.dumps(summary.as_json()) + "\n")
    else:
        show.table(summary)
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
    if summary.errors or summary.unavailable:
        raise typer.Exit(1)


_HINTS = {
    "The reasoning was never closed.": " Where the model marks its reasoning in another way, --reasoning says how.",
    "</think> stands where <think>": " Where the chat template has opened it, --prefilled says so.",
}


def _said(cause: Cause) -> str:
    """One way of failing that most rows share, and what may help where that is known."""
    reason = cause.reason.partition(" If the chat template")[0]
    hint = next((hint for begin, hint in _HINTS.items() if reason.startswith(begin)), "")
    return f"{cause.part}: {cause.rows:,} of {cause.of:,} rows fail in one way: {reason}{hint}"


def _set_of(text: str, chosen: dict[str, str]) -> ProblemSet:
    """The problem set that `NAME` or `NAME=PATH` means. Its answers are the reference, unless told otherwise."""
    from verifiers.evaluation.join import ProblemSet
    from verifiers.evaluation.sets import load_set

    name, equals, path = text.partition("=")
    rows = load_set(name, path if equals else None)
    if any("expected_answer" in row for row in rows):
        chosen.setdefault("reference", "expected_answer")
    return ProblemSet(rows, chosen.get("id"))
