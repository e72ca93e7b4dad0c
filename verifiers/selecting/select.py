"""Selecting from a scored file, from end to end: `select(selecting)`.

Two passes. The first reads the scored file once and writes the samples that break no rule, as they would be written,
into a nameless temporary file beside the output; of each it keeps five numbers in memory (some 300 bytes), no text.
Then it is known which are chosen, and those are copied. So pipes and compressed files need no second reading, and
memory grows with the number of right samples, not with their size.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import chain, compress
from pathlib import Path
from tempfile import TemporaryFile
from time import monotonic
from typing import IO, Any, NamedTuple

from verifiers.columns import CallError
from verifiers.errors import FieldsError, RowError, ScoringError
from verifiers.names import ACCURACY
from verifiers.reasoning import AUTO, Reading
from verifiers.rows.chats import chat_of, rendered_by_template
from verifiers.rows.fields import Fields, at, find_fields
from verifiers.rows.lines import Line
from verifiers.rows.scored import open_scored
from verifiers.rows.sources import Source, default_stem, name_of
from verifiers.scoring.manifest import chosen_in
from verifiers.scoring.output import Output
from verifiers.scoring.run import LOOK_BYTES, LOOK_LINES, Watch
from verifiers.selecting.rules import ORDERS, Candidate, Rule, choose, rules
from verifiers.selecting.sieve import Kept, Sieve, Sifted, Unread, scored_row
from verifiers.selecting.summary import Selection
from verifiers.workers.crew import Crew
from verifiers.workers.stream import graded


@dataclass(frozen=True)
class Selecting:
    """What to select, and how.

    source: a scored file, several of them, or `-` for standard input. out: the selected file.
    chosen: the roles of `Fields` that the user has settled; with an "id" that groups samples, else their prompt does.
    reading: how the model marks its reasoning.
    least: the total reward that makes a sample right; `None`: the verdict of the accuracy part does.
    most: so many are taken of a prompt; `None`: all. order: which come first, a name in `ORDERS`.
    """

    source: Source
    out: Path
    chosen: Mapping[str, str] = field(default_factory=dict)
    least: float | None = None
    most: int | None = None
    order: str = "first"
    rules: Sequence[Rule] = field(default_factory=rules)
    reading: Reading = AUTO

    def __post_init__(self) -> None:
        """Refuse what would only be noticed after the file was read."""
        if self.order not in ORDERS:
            msg = f"unknown order {self.order!r}: the orders are {', '.join(ORDERS)}"
            raise ScoringError(msg)
        if self.least is not None and math.isnan(self.least):
            msg = "the least reward is not a number"
            raise ScoringError(msg)


class Graded(NamedTuple):
    """A line with verdicts, and its row."""

    line: Line
    row: dict[str, Any]


def default_selected(source: Source) -> Path:
    """Where the selected rows go unless told otherwise: `NAME.selected.jsonl` for NAME.scored.jsonl."""
    stem = default_stem(source)
    return stem.with_name(stem.name.removesuffix(".scored") + ".selected.jsonl")


def select(selecting: Selecting, watch: Watch | None = None, workers: int = 1) -> Selection:
    """Select rows of a scored file into another, as chats for supervised fine-tuning.

    workers: processes that look at rows; 1 is this one alone. They start when the first second was not enough.

    The selected rows are in the order of the scored file: `{"messages", the id under its name, "source", "line",
    "sample", "reward"}`, of the last five what the scored row has.

    Raises ScoringError when it cannot start or go on; rows never raise. The output appears whole or not at all.
    """
    selection = Selection(selecting.rules)
    output = Output(selecting.out)
    with open_scored(selecting.source) as rows:
        output.check(selecting.source)
        try:
            with TemporaryFile(dir=output.path.parent) as spool:
                candidates = _gather(selecting, rows.lines(), spool, selection, watch or Watch(), workers)
                fates = choose(candidates, selecting.order, selecting.most)
                for fate in filter(None, fates):
                    selection.dropped[fate] += 1
                taken = [fate is None for fate in fates]
                selection.selected = sum(taken)
                selection.prompts = len({candidate.prompt for candidate in compress(candidates, taken)})
                spool.seek(0)
                _write(output, compress(spool, taken))
        except OSError as error:
            msg = f"cannot write {selecting.out}: {error.strerror or error}"
            raise ScoringError(msg) from error
    return selection


def _gather(
    selecting: Selecting, lines: Iterator[Line], spool: IO[bytes], selection: Selection, watch: Watch, workers: int
) -> list[Candidate]:
    """The samples that break no rule, their rows in the spool in the same order; all others are counted."""
    lines = _counted(lines, selection)
    head = list(_head(_graded(lines, selection)))
    if not head and not any(selection.dropped.values()):
        raise ScoringError(_nothing_scored(selecting.source, selection))
    candidates: list[Candidate] = []
    if not head:  # all are error rows
        return candidates
    rows = [row for _, row in head]
    fields = _find_fields(rows, {**chosen_in(selecting.source, rows), **selecting.chosen})
    watch.fields(fields)
    _note_templates(head, fields, watch)
    if selecting.least is None:
        _refuse_without_accuracy(head)
    sieve = Sieve(fields, selecting.rules, selecting.least, selecting.reading, selecting.chosen.get("id"))
    with closing(_sifted(chain([line for line, _ in head], lines), sieve, workers)) as sifted:
        for one in sifted:
            if isinstance(one, Kept):
                spool.write(one.data)
                candidates.append(one.candidate)
            elif isinstance(one, Unread):
                selection.cannot_read(*one)
            else:
                selection.dropped[one] += 1
    selection.first_unreadable.sort()  # those of the head were looked at in two rounds
    return candidates


ALONE_SECONDS = 1.0
"""So long rows are looked at here: what is done by then is not worth the start of workers, which costs as much."""


def _sifted(lines: Iterable[Line], sieve: Sieve, workers: int) -> Generator[Sifted, None, None]:
    """What becomes of each line, in order."""
    lines = iter(lines)
    end = monotonic() + ALONE_SECONDS
    for line in lines:
        yield sieve.score(line)
        if workers > 1 and monotonic() > end:
            break
    with closing(graded(lines, Crew(sieve), workers)) as rest:  # no worker starts where nothing is left
        yield from rest


def _counted(lines: Iterable[Line], selection: Selection) -> Iterator[Line]:
    for line in lines:
        selection.rows += 1
        yield line


def _graded(lines: Iterable[Line], selection: Selection) -> Iterator[Graded]:
    """The rows that were graded, with their line; error rows and unreadable lines are counted as such on the way."""
    for line in lines:
        try:
            row = scored_row(line)
        except RowError as error:
            selection.cannot_read(line.number, str(error))
            continue
        if isinstance(row.get("verdicts"), dict):
            yield Graded(line, row)
        else:
            selection.dropped["error"] += 1


def _head(graded: Iterator[Graded]) -> Iterator[Graded]:
    """The first graded rows, in which fields and parts are looked for."""
    size = 0
    for count, one in enumerate(graded, start=1):
        yield one
        size += one.line.size
        if count >= LOOK_LINES or size >= LOOK_BYTES:
            return


def _find_fields(rows: Sequence[Mapping[str, Any]], chosen: Mapping[str, str]) -> Fields:
    fields = find_fields(rows, chosen, wanted=())
    if fields.prompt is None:
        for row in rows:
            with suppress(RowError, CallError):
                chat_of(row, fields)
                return fields  # a conversation that holds its own prompt
        sentence = f"no field of the rows is a prompt; the fields are: {', '.join(rows[0])}"
        raise FieldsError(sentence, "prompt")
    return fields


def _refuse_without_accuracy(head: Sequence[Graded]) -> None:
    seen = {name for _, row in head for name in row["verdicts"]}
    if not seen.intersection(ACCURACY):
        names = ", ".join(sorted(seen)) or "none"
        msg = f"no part of the verdicts says what is right ({names}): give the total that does by --min-reward"
        raise ScoringError(msg)


def _note_templates(head: Sequence[Graded], fields: Fields, watch: Watch) -> None:
    prompts = (at(row, fields.prompt) for _, row in head if fields.prompt)
    mark = next(filter(None, map(rendered_by_template, prompts)), None)
    if mark:
        watch.note(
            f"The prompts hold {mark}: a chat template has been applied to them, and training would apply it again. "
            "If a field has the bare question, name it with --prompt-field."
        )


def _nothing_scored(source: Source, selection: Selection) -> str:
    name = "standard input" if source == "-" else name_of(source)
    if not selection.rows:
        return f"{name} has no rows"
    number, reason = selection.first_unreadable[0]
    return f"{name} is not a scored file (line {number}: {reason}); verify-cli score makes one"


def _write(output: Output, rows: Iterable[bytes]) -> None:
    """Write the file under another name, and give it its own at the end."""
    with closing(output):
        output.begin({}, resume=False, count=lambda _: None)
        output.discard_manifest()  # there is nothing to resume
        try:
            output.write(rows)
            output.finish()
        except BaseException:
            output.partial.unlink(missing_ok=True)
            raise
