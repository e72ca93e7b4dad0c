"""Problems from a seed, in a split and of levels that are asked for; and the rows of others as problems."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from benchmarks.sets import aime, math500

Split = Literal["train", "test"]
STYLES = {"aime": aime.FAMILIES, "math500": math500.FAMILIES}
LEVELS = (1, 2, 3, 4, 5)
TEST_SHARE = 8
"""One problem of so many is a test problem."""
TRIES = 2_000
"""Draws in vain before a family is found to have no more problems of a level and split."""


@dataclass(frozen=True)
class Problem:
    """A problem with its reference.

    text: the question. answer: the reference, LaTeX. level: 1 to 5, from small to large; 0 where it is not known.
    family: what drew it. parameters: what makes it this problem; none for rows of others.
    """

    text: str
    answer: str
    style: str = ""
    family: str = ""
    level: int = 0
    parameters: tuple[int, ...] = ()

    def row(self) -> dict[str, Any]:
        """The row that `verify-cli score` reads, once a completion is added."""
        key = hashlib.sha256(self.text.encode()).hexdigest()[:12]
        return {
            "id": f"{self.style}-{self.family}-{key}",
            "prompt": self.text,
            "answer": self.answer,
            "style": self.style,
            "family": self.family,
            "level": self.level,
            "split": split_of(self.family, self.parameters),
        }


def split_of(family: str, parameters: Sequence[int]) -> Split:
    """Where a problem falls: a matter of its parameters and of nothing else, neither level nor seed."""
    digest = hashlib.sha256(repr((family, tuple(parameters))).encode()).digest()
    return "test" if digest[0] % TEST_SHARE == 0 else "train"


def draw(
    style: str,
    count: int,
    *,
    split: Split = "test",
    seed: int = 0,
    levels: Sequence[int] = LEVELS,
    families: Sequence[str] = (),
) -> list[Problem]:
    """Different problems, families and levels in turn; the same ones for the same arguments, on any machine.

    style: "aime" or "math500". families: some of its families by name; none: all of them.

    Raises ValueError for a style, family, level or split that is not known, and where there are fewer than `count`.
    """
    found = draw_most(style, count, split=split, seed=seed, levels=levels, families=families)
    if len(found) < count:
        msg = f"{style} has {len(found)} {split} problems of these families and levels, not {count}"
        raise ValueError(msg)
    return found


def draw_most(
    style: str,
    count: int,
    *,
    split: Split = "test",
    seed: int = 0,
    levels: Sequence[int] = LEVELS,
    families: Sequence[str] = (),
) -> list[Problem]:
    """`draw` that is content with fewer, where there are no more: those that 2,000 draws in vain did not find."""
    if style not in STYLES:
        msg = f"unknown style {style!r}: the styles are {', '.join(STYLES)}"
        raise ValueError(msg)
    if split not in ("train", "test"):
        msg = f"unknown split {split!r}: the splits are train, test"
        raise ValueError(msg)
    known = STYLES[style]
    for name in families:
        if name not in known:
            msg = f"unknown family {name!r} of {style}: the families are {', '.join(known)}"
            raise ValueError(msg)
    if not levels or not set(levels) <= set(LEVELS):
        msg = f"levels are numbers from {LEVELS[0]} to {LEVELS[-1]}, not {list(levels)}"
        raise ValueError(msg)
    # Each family and level has a stream of its own, so that a new family changes no problem of the others.
    streams = [
        _stream(style, name, level, split, Random(f"{style} {name} {level} {split} {seed}"))
        for level in levels
        for name in families or known
    ]
    found: dict[str, Problem] = {}
    while streams and len(found) < count:
        for stream in list(streams):
            problem = next((one for one in itertools.islice(stream, TRIES) if one.text not in found), None)
            if problem is None:
                streams.remove(stream)
            else:
                found[problem.text] = problem
    return list(found.values())[:count]


def _stream(style: str, name: str, level: int, split: Split, random: Random) -> Iterator[Problem]:
    """Draws of one family and level that fall to a split, repetitions among them; it ends after many in vain."""
    vain = 0
    while vain < TRIES:
        text, answer, parameters = STYLES[style][name](random, level)
        vain += 1
        if split_of(name, parameters) == split:
            vain = 0
            yield Problem(text, answer, style, name, level, parameters)


def problems_of(
    rows: Iterable[Mapping[str, Any]], *, problem: str = "problem", answer: str = "answer", style: str = ""
) -> list[Problem]:
    """The rows of a published set, such as MATH-500 or AIME, as problems.

    problem, answer: the fields that hold them. Raises ValueError for a row that lacks one, with its number.
    """
    problems = []
    for number, row in enumerate(rows, 1):
        if any(row.get(field) is None for field in (problem, answer)):
            msg = f"row {number} has no {problem!r} or no {answer!r}: its fields are {', '.join(row)}"
            raise ValueError(msg)
        level = row.get("level")
        problems.append(
            Problem(
                str(row[problem]),
                str(row[answer]),
                style,
                str(row.get("subject", "")),
                level if isinstance(level, int) else 0,
            )
        )
    return problems
