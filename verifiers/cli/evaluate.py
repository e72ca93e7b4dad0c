"""`verify-cli evaluate SCORED`: the numbers that papers report."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from verifiers.cli.usage import stop
from verifiers.printable import printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from verifiers.evaluation import Difference, Evaluation, Interval
    from verifiers.evaluation.problems import Problems

_FILE_WIDTH = 200  # in a file or a pipe nothing need be cut
_DEFAULT: list[int] = []


def evaluate(
    files: Annotated[
        list[str],
        typer.Argument(
            help="What `verify-cli score` wrote, JSON lines (plain, .gz, .zst) or parquet; a folder or a pattern of "
            "them, which are one data set; - for standard input. Several are compared with the first.",
            metavar="SCORED...",
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
    """Estimate pass@1, pass@k, maj@k and best-of-k from scored files, with 95% intervals.

    pass@1 is the mean over problems of the share of right samples, pass@k the unbiased estimator, maj@k the vote of k
    samples whose answers count as one where they are mathematically equal, best-of-k the sample of k with the highest
    reward. Intervals are bootstrapped over problems. Problems with fewer than k graded samples are left out of k.

    Of several files, each but the first has its difference to the first over the problems that both have, with the
    interval of the paired bootstrap: one that leaves out 0 says that the difference is no accident of the problems.

    Exit codes: 0; 1 some rows were errors or could not be graded, and are left out; 2 wrong usage.
    """
    # Here and not above, so that --help does not wait for them.
    from verifiers.evaluation.compare import differences
    from verifiers.evaluation.evaluate import default_ks
    from verifiers.evaluation.evaluate import evaluate as estimate
    from verifiers.scoring import FieldsError, ScoringError

    names = _names(files)
    try:
        found = [_gather(file, id_field, by, best_by) for file in files]
        ks = sorted(set(k) or {k for one in found for k in default_ks(one)})
        evaluations = [estimate(one, ks, best_by=best_by) for one in found]
    except FieldsError as error:
        stop(f"{error} (--{error.role if error.role == 'by' else 'id-field'} NAME)")
    except ScoringError as error:
        stop(str(error))
    differing: list[Mapping[tuple[str, str], Difference]] = [
        {},
        *(differences(one, evaluations[0]) for one in evaluations[1:]),
    ]
    if as_json:
        sys.stdout.write(json.dumps(_as_json(files, evaluations, differing)) + "\n")
    else:
        _table(names, evaluations, differing)
    if any(one.errors or one.unjudged for one in found):
        raise typer.Exit(1)


def _gather(file: str, id_field: str | None, by: str | None, best_by: str) -> Problems:
    """The problems of a scored file; of its own failures it says whose they are."""
    from verifiers.evaluation.problems import gather
    from verifiers.rows.problem import UNKNOWN
    from verifiers.rows.scored import open_scored
    from verifiers.scoring.manifest import manifest_of

    manifest = manifest_of(file)
    with open_scored(file) as rows:
        return gather(
            rows.lines(),
            id_field=id_field,
            by=by,
            best_by=best_by,
            known=manifest.known if manifest else UNKNOWN,
            name="the scored file" if file == "-" else file,
        )


def _names(files: list[str]) -> list[str]:
    """What files are called in the table: what they do not share at their ends is enough."""
    from pathlib import Path

    from verifiers.rows.sources import default_stem, labels_of

    if len(set(files)) < len(files):
        stop("a file is given twice")
    labels = labels_of([Path(one) for one in files]) if len(files) > 1 else files
    return [str(default_stem(one)).removesuffix(".scored") for one in labels]


def _as_json(
    files: list[str], evaluations: list[Evaluation], differing: Sequence[Mapping[tuple[str, str], Difference]]
) -> dict[str, object]:
    if len(files) == 1:
        return evaluations[0].as_json()
    each = [
        {
            "file": file,
            **one.as_json(),
            **({"differences": [each.as_json() for each in differs.values()]} if differs else {}),
        }
        for file, one, differs in zip(files, evaluations, differing, strict=True)
    ]
    return {"compared_with": files[0], "files": each}


def _table(
    names: list[str], evaluations: list[Evaluation], differing: Sequence[Mapping[tuple[str, str], Difference]]
) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    out = Console(highlight=False, soft_wrap=True)
    if not out.is_terminal:
        out.width = _FILE_WIDTH
    table = Table(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    several, grouped = len(names) > 1, any(one.found.group for one in evaluations)
    for name in ("metric", *(["of"] if grouped else []), *(["file"] if several else [])):
        table.add_column(name)
    compared = [f"above {names[0]}", "95% interval"] if several else []
    for name in ("value", "95% interval", "problems", *map(printable, compared)):
        table.add_column(Text(name), justify="right")
    keys = list(dict.fromkeys((one.group, one.metric) for each in evaluations for one in each.estimates))
    groups = list(dict.fromkeys(group for group, _ in keys))
    before: object = keys[0] if several else keys[0][0]
    for group, metric in sorted(keys, key=lambda key: groups.index(key[0])):
        if (here := (group, metric) if several else group) != before:
            table.add_section()
            before = here
        for name, each, differs in zip(names, evaluations, differing, strict=True):
            one = next((one for one in each.estimates if (one.group, one.metric) == (group, metric)), None)
            if one is None:
                continue
            differs_by = differs.get((metric, group))
            table.add_row(
                Text(printable(metric)),
                *([Text(printable(group or "all"))] if grouped else []),
                *([Text(printable(name))] if several else []),
                _number(one.value),
                _ends(one.interval),
                str(one.problems),
                *(["", ""] if several and differs_by is None else []),
                *([_number(differs_by.value, "+"), _ends(differs_by.interval, "+")] if differs_by else []),
            )
    out.print(table)
    for name, each in zip(names, evaluations, strict=True):
        for sentence in _sentences(each):
            out.print(Text(printable(f"{name}: {sentence}" if several else sentence)))
    for sentence in _shared(names, evaluations):
        out.print(Text(printable(sentence)))


def _number(value: float | None, sign: str = "") -> str:
    return "-" if value is None else format(value, f"{sign}.3f")


def _ends(ends: Interval | None, sign: str = "") -> str:
    return "-" if ends is None else f"{_number(ends.low, sign)} to {_number(ends.high, sign)}"


def _shared(names: list[str], evaluations: list[Evaluation]) -> list[str]:
    """Over which problems files are compared."""
    from verifiers.evaluation.compare import shared_problems

    said = []
    for name, one in zip(names[1:], evaluations[1:], strict=True):
        both, alone, others = shared_problems(one, evaluations[0])
        if not both:
            told = [f"{each.found.grouped_by!r}" for each in (one, evaluations[0])]
            said.append(
                f"{name} and {names[0]} share no problem, told by {told[0]} and {told[1]}: nothing is compared."
            )
        elif alone or others:
            said.append(
                f"{name} is compared with {names[0]} over the {both} problems that both have; it has {alone} more, and "
                f"lacks {others}."
            )
    return said


def _sentences(evaluation: Evaluation) -> list[str]:
    found = evaluation.found
    samples = sum(map(len, found.samples.values()))
    said = [f"{found.rows} rows: {samples} samples of {len(found.samples)} problems, told by {found.grouped_by!r}"]
    if found.repeated:
        said.append(
            f"Each row has an id of its own, and prompts repeat: if those are samples of one problem, --id-field "
            f"{found.repeated} says so."
        )
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
