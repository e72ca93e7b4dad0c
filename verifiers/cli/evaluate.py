"""`verify-cli evaluate SCORED`: the numbers that papers report."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from verifiers.cli.usage import stop
from verifiers.printable import printable

if TYPE_CHECKING:
    from verifiers.evaluation import Evaluation

_FILE_WIDTH = 200  # in a file or a pipe nothing need be cut
_DEFAULT: list[int] = []


def evaluate(
    file: Annotated[
        str,
        typer.Argument(
            help="What `verify-cli score` wrote, plain, .gz or .zst; - for standard input.", metavar="SCORED"
        ),
    ],
    *,
    k: Annotated[
        list[int],
        typer.Option("-k", min=1, help="Samples of a problem. Repeat it. [default: 1, and all that each has]"),
    ] = _DEFAULT,
    by: Annotated[str | None, typer.Option(help="A field by which problems are also reported apart.")] = None,
    best_by: Annotated[
        str, typer.Option(help="What chooses the best of k: a part of the verdicts, or a field that holds a number.")
    ] = "reward",
    id_field: Annotated[
        str | None, typer.Option(help="The field that samples of one problem share. [default: an id, else the prompt]")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the numbers as JSON, and nothing else.")] = False,
) -> None:
    """Estimate pass@1, pass@k, maj@k and best-of-k from a scored file, with 95% intervals.

    pass@1 is the mean over problems of the share of right samples, pass@k the unbiased estimator, maj@k the vote of k
    samples whose answers count as one where they are mathematically equal, best-of-k the sample of k with the highest
    reward. Intervals are bootstrapped over problems. Problems with fewer than k graded samples are left out of k.

    Exit codes: 0; 1 some rows were errors or could not be graded, and are left out; 2 wrong usage.
    """
    # Here and not above, so that --help does not wait for them.
    from verifiers.evaluation.evaluate import evaluate as estimate
    from verifiers.evaluation.problems import gather
    from verifiers.rows.lines import open_lines
    from verifiers.scoring import FieldsError, ScoringError
    from verifiers.scoring.manifest import manifest_of

    try:
        known = manifest_of(file)
        id_field = id_field or (known.scored_id if known else None)
        with open_lines(file) as rows:
            found = gather(rows.lines(), id_field=id_field, by=by, best_by=best_by)
        evaluation = estimate(found, sorted(set(k)), best_by=best_by)
    except FieldsError as error:
        stop(f"{error} (--{error.role if error.role == 'by' else 'id-field'} NAME)")
    except ScoringError as error:
        stop(str(error))
    if as_json:
        sys.stdout.write(json.dumps(evaluation.as_json()) + "\n")
    else:
        _table(evaluation)
    if found.errors or found.unjudged:
        raise typer.Exit(1)


def _table(evaluation: Evaluation) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    out = Console(highlight=False, soft_wrap=True)
    if not out.is_terminal:
        out.width = _FILE_WIDTH
    table = Table(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    grouped = bool(evaluation.found.group)
    for name in ("metric", *(["of"] if grouped else [])):
        table.add_column(name)
    for name in ("value", "95% interval", "problems"):
        table.add_column(name, justify="right")
    before = ""
    for one in evaluation.estimates:
        if one.group != before:
            table.add_section()
            before = one.group
        ends = "-" if one.interval is None else f"{one.interval.low:.3f} to {one.interval.high:.3f}"
        value = "-" if one.value is None else f"{one.value:.3f}"
        table.add_row(
            Text(printable(one.metric)),
            *([Text(printable(one.group or "all"))] if grouped else []),
            value,
            ends,
            str(one.problems),
        )
    out.print(table)
    for sentence in _sentences(evaluation):
        out.print(Text(printable(sentence)))


def _sentences(evaluation: Evaluation) -> list[str]:
    found = evaluation.found
    samples = sum(map(len, found.samples.values()))
    said = [f"{found.rows} rows: {samples} samples of {len(found.samples)} problems, told by {found.grouped_by!r}"]
    if any(one.metric.startswith("best-of") for one in evaluation.estimates):
        said.append(f"The best of k is chosen by {evaluation.best_by!r}.")
    if found.programs and any(one.metric.startswith("best-of") for one in evaluation.estimates):
        said.append(f"maj@k leaves out {len(found.programs)} problems of programs, which have no answer to be counted.")
    most = max(map(len, found.samples.values()), default=0)
    for one in evaluation.estimates:
        k = one.metric.rpartition("@")[2].rpartition("-")[2]
        if one.metric.startswith("pass@") and not one.group and one.value is None and k.isdecimal():
            said.append(f"No problem has {k} graded samples: the most is {most}.")
    if found.undecided:
        said.append(f"{found.undecided} samples are undecided (a bound on the work was reached), and count as wrong.")
    if found.unjudged:
        said.append(f"{found.unjudged} samples could not be graded, are neither right nor wrong, and are left out.")
    if found.errors:
        said.append(f"{found.errors} error rows are left out.")
    return said
