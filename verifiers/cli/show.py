"""What a person sees of a run: the fields taken, a progress bar, the table. Plain text where there is no terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from time import monotonic

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from verifiers.printable import printable
from verifiers.scoring import Fields, Summary
from verifiers.verdict import OUTCOMES

_REDRAW_SECONDS = 0.1
_FILE_WIDTH = 200  # in a file or a pipe nothing need be cut


class Show:
    """Writes to standard error, but for the table, which is the result."""

    def __init__(self) -> None:
        self._err = Console(stderr=True, highlight=False, soft_wrap=True)

    def note(self, sentence: str) -> None:
        """A sentence, as it is."""
        self._err.print(Text(printable(sentence)))

    def fields(self, fields: Fields) -> None:
        """Say which field is taken for what: the one guess that can make every score wrong."""
        taken = ", ".join(f"{role} = {path!r}" for role, path in vars(fields).items() if path is not None)
        self.note(f"Fields: {taken}")

    @contextmanager
    def progress(self) -> Iterator[Callable[[Summary, float | None], None]]:
        """A function that is called after each row; it draws a bar on a terminal, and nothing elsewhere."""
        if not self._err.is_terminal:
            yield lambda _summary, _fraction: None
            return
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

        columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), TimeRemainingColumn())
        with Progress(*columns, console=self._err, transient=True, auto_refresh=False) as bar:
            task = bar.add_task("", total=None)
            begin = drawn = monotonic()

            def draw(summary: Summary, fraction: float | None) -> None:
                nonlocal drawn
                now = monotonic()
                if now - drawn < _REDRAW_SECONDS:
                    return
                drawn = now
                rate = summary.new_rows / (now - begin)
                errors = f", {summary.errors:,} errors" if summary.errors else ""
                bar.update(
                    task,
                    total=None if fraction is None else 1.0,
                    completed=fraction or 0.0,
                    description=f"{summary.rows:,} rows, {rate:,.0f}/s{errors}",
                    refresh=True,
                )

            yield draw

    def table(self, summary: Summary) -> None:
        """The parts by mean and outcomes, the total, and the first errors with their lines."""
        out = Console(highlight=False, soft_wrap=True)
        if not out.is_terminal:
            out.width = _FILE_WIDTH
        seen = {outcome for part in summary.parts.values() for outcome in part.outcomes}
        # What was given up is shown even when it is nothing: a zero that means "too costly" must not hide.
        shown = [outcome for outcome in OUTCOMES if outcome in seen or outcome == "undecided"]
        table = Table(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
        table.add_column("reward")
        for name in ("weight", "mean", *shown):
            table.add_column(name, justify="right")
        for name, part in summary.parts.items():
            counts = [str(part.outcomes[outcome]) for outcome in shown]
            table.add_row(name, f"{part.weight:g}", _number(part.mean.value), *counts)
        table.add_section()
        table.add_row("total", "", _number(summary.reward.value), *([""] * len(shown)))
        out.print(table)
        out.print(Text(_totals(summary)))
        for line, error in summary.first_errors:
            out.print(Text(printable(f"  line {line}: {error}")))
        more = summary.errors - len(summary.first_errors)
        if more:
            out.print(Text(f"  and {more} more"))

    def files(self, summaries: Mapping[str, Summary]) -> None:
        """Several scored files, a row each: rows, errors, pass@1, the mean of each part and of the total."""
        out = Console(highlight=False, soft_wrap=True)
        if not out.is_terminal:
            out.width = _FILE_WIDTH
        table = Table(box=SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
        parts = list(dict.fromkeys(name for summary in summaries.values() for name in summary.parts))
        table.add_column("file")
        for name in ("rows", "errors", "pass@1", *parts, "total"):
            table.add_column(Text(printable(name)), justify="right")
        for file, summary in summaries.items():
            means = [_number(summary.parts[name].mean.value) if name in summary.parts else "-" for name in parts]
            table.add_row(
                Text(printable(file)), str(summary.rows), str(summary.errors), _number(summary.pass_at_1), *means,
                _number(summary.reward.value),
            )  # fmt: skip
        out.print(table)


def _totals(summary: Summary) -> str:
    parts = [f"{summary.rows} rows", f"{summary.graded} graded", f"{summary.errors} errors"]
    if summary.pass_at_1 is not None:
        parts.append(f"pass@1 {summary.pass_at_1:.3f}")
    time = f"started in {summary.start_seconds:.1f} s, graded in {summary.seconds - summary.start_seconds:.1f} s"
    rate = summary.rows_per_second
    return ", ".join(parts) + f"; {time}" + ("" if rate is None else f", {rate:,.0f} rows/s")


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
