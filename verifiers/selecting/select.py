"""Selecting from a scored file, from end to end: `select(selecting)`.

Two passes. The first reads the scored file once and writes the samples that break no rule, as they would be written,
into a nameless temporary file beside the output; of each it keeps five numbers in memory (some 300 bytes), no text.
Then it is known which are chosen, and those are copied. So pipes and compressed files need no second reading, and
memory grows with the number of right samples, not with their size.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import chain, compress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple

from verifiers.columns import CallError
from verifiers.errors import FieldsError, RowError, ScoringError
from verifiers.names import ACCURACY
from verifiers.reasoning import AUTO, Reading
from verifiers.rows.chats import chat_of, rendered_by_template
from verifiers.rows.fields import Fields, at, find_fields, has
from verifiers.rows.lines import Line
from verifiers.rows.row import json_line, read_row
from verifiers.rows.scored import open_scored, with_file
from verifiers.rows.sources import Source, default_stem, name_of
from verifiers.scoring.manifest import chosen_in
from verifiers.scoring.output import Output
from verifiers.scoring.run import LOOK_BYTES, LOOK_LINES, Watch
from verifiers.selecting.rules import ORDERS, Candidate, Rule, Sample, choose, rules, why_not_right
from verifiers.selecting.summary import Selection

KEPT_FIELDS = ("source", "file", "line", "sample", "reward")
"""What a selected row keeps of its scored row, beside its id."""


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
    """A row with verdicts, the number of its line, and its size in bytes."""

    number: int
    row: dict[str, Any]
    size: int


def default_selected(source: Source) -> Path:
    """Where the selected rows go unless told otherwise: `NAME.selected.jsonl` for NAME.scored.jsonl."""
    stem = default_stem(source)
    return stem.with_name(stem.name.removesuffix(".scored") + ".selected.jsonl")


def select(selecting: Selecting, watch: Watch | None = None) -> Selection:
    """Select rows of a scored file into another, as chats for supervised fine-tuning.

    The selected rows stand in the order of the scored file: `{"messages", the id under its name, "source", "line",
    "sample", "reward"}`, of the last five what the scored row has.

    Raises ScoringError when it cannot start or go on; rows never raise. The output appears whole or not at all.
    """
    selection = Selection(selecting.rules)
    output = Output(selecting.out)
    with open_scored(selecting.source) as rows:
        output.check(selecting.source)
        try:
            with TemporaryFile(dir=output.path.parent) as spool:
                candidates = _gather(selecting, rows.lines(), spool, selection, watch or Watch())
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
    selecting: Selecting, lines: Iterator[Line], spool: IO[bytes], selection: Selection, watch: Watch
) -> list[Candidate]:
    """The samples that break no rule, their rows in the spool in the same order; all others are counted."""
    graded = _graded(lines, selection)
    head = list(_head(graded))
    if not head and not any(selection.dropped.values()):
        raise ScoringError(_nothing_scored(selecting.source, selection))
    candidates: list[Candidate] = []
    if not head:  # all are error rows
        return candidates
    rows = [row for _, row, _ in head]
    fields = _find_fields(rows, {**chosen_in(selecting.source, rows), **selecting.chosen})
    watch.fields(fields)
    _note_templates(head, fields, watch)
    if selecting.least is None:
        _refuse_without_accuracy(head)
    for number, row, _ in chain(head, graded):
        try:
            part = _accuracy_part(row) if selecting.least is None else None
            _check(row, part)
            reason = why_not_right(row, part, selecting.least)
            if reason is None:
                reason = _try(row, fields, selecting, candidates, spool)
        except (RowError, CallError) as error:
            selection.cannot_read(number, str(error))
            continue
        except RecursionError:  # python reads deeper nests than it writes
            selection.cannot_read(number, "nested too deeply")
            continue
        if reason is not None:
            selection.dropped[reason] += 1
    selection.first_unreadable.sort()  # those of the head were looked at in two rounds
    return candidates


def _try(
    row: dict[str, Any], fields: Fields, selecting: Selecting, candidates: list[Candidate], spool: IO[bytes]
) -> str | None:
    """The rule that a right answer breaks; if there is none, it is a candidate."""
    chat = chat_of(row, fields)
    sample = Sample(chat.chain_in(selecting.reading), chat.prompt, row["verdicts"])
    broken = next((rule.name for rule in selecting.rules if rule.breaks(sample)), None)
    if broken is not None:
        return broken
    group: Any = chat.prompt
    if "id" in selecting.chosen:
        group = at(row, selecting.chosen["id"])
        if group is None:
            msg = f"no id: the field {selecting.chosen['id']!r} is missing"
            raise RowError(msg)
    names = [*([fields.id] if fields.id else []), *KEPT_FIELDS]
    kept = {name: at(row, name) for name in names if has(row, name)}
    data = json_line({"messages": [*chat.prompt, *chat.turns], **kept})
    text = "".join("".join(chat.said).split())  # white space is all that may differ between duplicates
    reward = row["reward"]
    candidate = Candidate(_number(group), _number(text), len(sample.chain), float("-inf") if reward is None else reward)
    # Together, behind all that may raise: the spool and the candidates stay in step.
    spool.write(data)
    candidates.append(candidate)
    return None


def _number(value: Any) -> int:
    """Sixty-four bits by which a value is known; two values of a million share theirs once in 40 million files."""
    data = json.dumps(value, sort_keys=True).encode()
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big")


def _graded(lines: Iterable[Line], selection: Selection) -> Iterator[Graded]:
    """The rows that were graded, with their line; error rows and unreadable lines are counted on the way."""
    for line in lines:
        selection.rows += 1
        try:
            row = with_file(read_row(line), line)
        except RowError as error:
            selection.cannot_read(line.number, str(error))
            continue
        if isinstance(row.get("verdicts"), dict):
            yield Graded(line.number, row, len(line.data))
        elif "error" in row and "reward" in row:
            selection.dropped["error"] += 1
        else:
            selection.cannot_read(line.number, "not a scored row: it has no verdicts")


def _head(graded: Iterator[Graded]) -> Iterator[Graded]:
    """The first graded rows, in which fields and parts are looked for."""
    size = 0
    for count, one in enumerate(graded, start=1):
        yield one
        size += one.size
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


def _accuracy_part(row: Mapping[str, Any]) -> str:
    """The part whose verdict says whether a row is right, which in one file may be math's or code's."""
    part = next((name for name in ACCURACY if name in row["verdicts"]), None)
    if part is None:
        msg = f"no verdict of {' or '.join(ACCURACY)}"
        raise RowError(msg)
    return part


def _refuse_without_accuracy(head: Sequence[Graded]) -> None:
    seen = {name for _, row, _ in head for name in row["verdicts"]}
    if not seen.intersection(ACCURACY):
        names = ", ".join(sorted(seen)) or "none"
        msg = f"no part of the verdicts says what is right ({names}): give the total that does by --min-reward"
        raise ScoringError(msg)


def _check(row: Mapping[str, Any], part: str | None) -> None:
    """Raises RowError where a row lacks what a scored row has and is read here."""
    reward = row.get("reward", False)
    finite = type(reward) is int or (isinstance(reward, float) and math.isfinite(reward))
    if reward is not None and not finite:
        msg = "not a scored row: its reward is no number"
        raise RowError(msg)
    verdict = row["verdicts"].get(part)
    if part is not None and not (isinstance(verdict, dict) and {"score", "outcome"} <= verdict.keys()):
        msg = f"no verdict of the part {part!r}"
        raise RowError(msg)


def _note_templates(head: Sequence[Graded], fields: Fields, watch: Watch) -> None:
    prompts = (at(row, fields.prompt) for _, row, _ in head if fields.prompt)
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
