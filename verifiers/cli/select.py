"""`verify-cli select SCORED`: what is fit to be learned from, as chats."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from verifiers.cli.options import ReasoningOption
from verifiers.cli.usage import stop
from verifiers.printable import printable

if TYPE_CHECKING:
    from verifiers.reasoning import Reading
    from verifiers.selecting.summary import Selection

_MAX_PARAGRAPH = 2_000  # as in verifiers.selecting.rules, which --help need not load
_FILE_WIDTH = 200  # in a file or a pipe nothing need be cut
_NOTHING: list[str] = []


def select(  # noqa: PLR0913 - options are many by nature
    files: Annotated[
        list[str],
        typer.Argument(
            help="What `verify-cli score` wrote, JSON lines (plain, .gz, .zst) or parquet; a folder or a pattern of "
            "them; - for standard input. Several are one data set.",
            metavar="SCORED...",
        ),
    ],
    *,
    out: Annotated[
        Path | None, typer.Option(help="The selected file, JSON lines or NAME.parquet. [default: NAME.selected.jsonl]")
    ] = None,
    per_prompt: Annotated[
        int | None, typer.Option("-k", "--per-prompt", min=1, help="At most so many of a prompt. [default: all]")
    ] = None,
    order: Annotated[
        str, typer.Option(metavar="first|shortest|reward", help="By place in the file, chain of thought, total.")
    ] = "first",
    min_reward: Annotated[
        float | None, typer.Option(help="Right is what has this total, whatever the verdict on its answer.")
    ] = None,
    max_paragraph: Annotated[
        int, typer.Option(min=1, help="Characters of the longest paragraph, from line break to line break.")
    ] = _MAX_PARAGRAPH,
    allow: Annotated[
        list[str],
        typer.Option(
            metavar="RULE",
            help="A rule that may be broken: mixed-language, long-paragraph, code-block, repetition. Repeat it.",
        ),
    ] = _NOTHING,
    reasoning: ReasoningOption = "auto",
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON, and nothing else.")] = False,
    completion_field: Annotated[
        str | None, typer.Option(help="The field with the completion (a.b goes into a).")
    ] = None,
    prompt_field: Annotated[str | None, typer.Option(help="The field with the prompt.")] = None,
    id_field: Annotated[
        str | None, typer.Option(help="The field that samples of one prompt share. [default: the prompt itself]")
    ] = None,
) -> None:
    """Select samples for supervised fine-tuning from a scored file, as DeepSeek-R1 did (rejection sampling).

    Of each row the first of these that holds is the reason to drop it: it was not graded; it could not be graded; it
    is wrong (right is a correct verdict of math, else code, or --min-reward); its chain of thought mixes languages (by
    the language part where the file has one, else against the prompt's), has a long paragraph, contains a code block,
    or repeats itself; it is a duplicate within its prompt; --per-prompt others came before it in --order.

    The chain of thought is what stands in think tags, else the whole completion; the tags stay. Written are rows
    {"messages": […], id, source, line, sample, reward} in the order of the scored file; conversations stay as they
    are. Memory grows with the number of right answers, not with their size; a temporary file beside the output holds
    them meanwhile.

    Exit codes: 0, also when nothing was selected; 1 some rows could not be read; 2 wrong usage; 130 interrupted.
    """
    # Here and not above, so that --help does not wait for them.
    from verifiers.cli.show import Show
    from verifiers.cores import cores
    from verifiers.scoring import FieldsError, ScoringError, Watch
    from verifiers.selecting.rules import rules
    from verifiers.selecting.select import Selecting, default_selected
    from verifiers.selecting.select import select as select_from

    fields = {"completion": completion_field, "prompt": prompt_field, "id": id_field}
    chosen = {role: path for role, path in fields.items() if path is not None}
    show = Show()
    file = files[0] if len(files) == 1 else tuple(files)
    path = out or default_selected(file)
    try:
        selecting = Selecting(
            file, path, chosen, min_reward, per_prompt, order, rules(max_paragraph, allow), _reading(reasoning)
        )
        selection = select_from(selecting, Watch(show.fields, show.note), cores())
    except FieldsError as error:
        stop(f"{error} (--{error.role}-field NAME)")
    except ScoringError as error:
        stop(str(error))
    except KeyboardInterrupt:
        show.note("Interrupted: nothing was written.")
        raise typer.Exit(130) from None
    show.note(f"Selected rows: {path}" + ("" if selection.selected else " (nothing was fit to be selected)"))
    if as_json:
        sys.stdout.write(json.dumps(selection.as_json()) + "\n")
    else:
        _table(selection)
    if selection.unreadable:
        raise typer.Exit(1)


def _reading(reasoning: str) -> Reading:
    from verifiers.reasoning import reading_of

    try:
        return reading_of(reasoning)
    except ValueError as error:
        stop(str(error))


def _table(selection: Selection) -> None:
    """What was dropped and why, in the order in which reasons count, and what is left."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    out = Console(highlight=False, soft_wrap=True)
    if not out.is_terminal:
        out.width = _FILE_WIDTH
    table = Table(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    table.add_column("dropped")
    table.add_column("rows", justify="right")
    table.add_column("because")
    for name, count in selection.dropped.items():
        table.add_row(name, str(count), selection.phrases[name])
    out.print(table)
    dropped = sum(selection.dropped.values())
    out.print(
        Text(
            f"{selection.rows} rows, {dropped} dropped, {selection.unreadable} unreadable, "
            f"{selection.selected} selected of {selection.prompts} prompts"
        )
    )
    for line, sentence in selection.first_unreadable:
        out.print(Text(printable(f"  line {line}: {sentence}")))
    more = selection.unreadable - len(selection.first_unreadable)
    if more:
        out.print(Text(f"  and {more} more"))
