r"""Intervals and their unions."""

from __future__ import annotations

import random
import re
from typing import NamedTuple

from verifiers.math.variants.latex import Pairs, fresh_name, is_expression, split_top, without_left_right
from verifiers.math.variants.numerals import read_number
from verifiers.math.variants.symbols import miss_term, respell_term


class Interval(NamedTuple):
    """An interval: its brackets and the texts of its ends."""

    opening: str
    low: str
    high: str
    closing: str


class Union(NamedTuple):
    """Intervals, and the variable that lies in them."""

    name: str
    parts: list[Interval]


def read_intervals(text: str) -> Union | None:
    r"""Read an interval or a union of them. `(1, 2)` alone may be a point, and is read as one."""
    named = re.match(r"([a-z])\s*\\in(?![a-z])\s*", text)
    body = without_left_right(text[named.end() :] if named else text)
    parts = [_read_interval(part) for part in split_top(body, r"\\cup(?![a-z])|∪")]
    intervals = [part for part in parts if part is not None]
    if len(intervals) < len(parts):
        return None
    one = intervals[0]
    sure = len(intervals) > 1 or one.opening + one.closing != "()" or "infty" in one.low + one.high
    # A list in brackets has no order; an interval has.
    ordered = all(_ordered(interval) for interval in intervals)
    name = named[1] if named else fresh_name("".join(one.low + one.high for one in intervals))
    return Union(name, intervals) if sure and ordered else None


def _read_interval(part: str) -> Interval | None:
    if part[:1] not in {"(", "["} or part[-1:] not in {")", "]"}:
        return None
    ends = split_top(part[1:-1], r",")
    if len(ends) != 2 or not all(_is_end(end) for end in ends):
        return None
    return Interval(part[0], ends[0], ends[1], part[-1])


def _is_end(text: str) -> bool:
    return read_number(text) is not None or "infty" in text or is_expression(text)


def _ordered(interval: Interval) -> bool:
    low, high = read_number(interval.low), read_number(interval.high)
    return low is None or high is None or low.value < high.value


def write_intervals(intervals: list[Interval], union: str = r" \cup ") -> str:
    """A union of intervals in LaTeX."""
    return union.join(f"{one.opening}{one.low}, {one.high}{one.closing}" for one in intervals)


def _inequality(name: str, interval: Interval, less: str = r"\le") -> str:
    low, high = interval.low, interval.high
    above, below = (less if interval.opening == "[" else "<"), (less if interval.closing == "]" else "<")
    if "infty" in low:
        return f"{name} {below} {high}"
    if "infty" in high:
        return f"{name} {above.replace('le', 'ge').replace('<', '>').replace('≤', '≥')} {low}"
    return f"{low} {above} {name} {below} {high}"


def respell_intervals(union: Union, rng: random.Random) -> Pairs:
    """Write intervals as inequalities, with other ends, in another order."""
    name, intervals = union
    plain = write_intervals(intervals)
    yield plain, "plain"
    yield rf"{name} \in {plain}", "variable in"
    yield plain.replace(r"\cup", "∪").replace(r"\infty", "∞"), "Unicode"
    yield re.sub(r"(?<![-+])\\infty", r"+\\infty", plain), "plus infinity"
    yield write_intervals([one._replace(opening=rf"\left{one.opening}", closing=rf"\right{one.closing}")
                           for one in intervals]), "left and right"  # fmt: skip
    if len(intervals) > 1:
        yield write_intervals(intervals[::-1]), "order of the union"
    if all("infty" not in one.low or "infty" not in one.high for one in intervals):
        yield r" \text{ or } ".join(_inequality(name, one) for one in intervals), "inequality"
        yield " or ".join(_inequality(name, one, "≤") for one in intervals), "inequality in Unicode"
        if len(intervals) == 1:
            yield rf"\{{{name} \mid {_inequality(name, intervals[0], chr(92) + 'leq')}\}}", "set-builder"
    at = rng.randrange(len(intervals))
    pair = respell_term(intervals[at].low, rng)
    if pair and "infty" not in intervals[at].low:
        yield write_intervals([*intervals[:at], intervals[at]._replace(low=pair[0]), *intervals[at + 1 :]]), "end"


def miss_intervals(union: Union, rng: random.Random) -> Pairs:
    """Open a closed end, move an end, drop a part."""
    intervals = union.parts
    ends = [end for one in intervals for end in (one.low, one.high)]
    for at, one in enumerate(intervals):
        others: list[tuple[Interval, str]] = []
        # An end that two parts share may be covered by the other.
        if "infty" not in one.low and ends.count(one.low) == 1:
            others.append((one._replace(opening="(" if one.opening == "[" else "["), "bracket"))
            if pair := miss_term(one.low, rng):
                others.append((one._replace(low=pair[0]), f"low end: {pair[1]}"))
        if "infty" not in one.high and ends.count(one.high) == 1:
            others.append((one._replace(closing=")" if one.closing == "]" else "]"), "bracket"))
            if pair := miss_term(one.high, rng):
                others.append((one._replace(high=pair[0]), f"high end: {pair[1]}"))
        for other, rule in others:
            yield write_intervals([*intervals[:at], other, *intervals[at + 1 :]]), rule
    if len(intervals) > 1:
        yield write_intervals(intervals[:-1]), "a part dropped"
        yield write_intervals(intervals[1:]), "a part dropped"
    elif "infty" not in intervals[0].low + intervals[0].high:
        yield write_intervals(intervals) + r" \cup \{1000003\}", "a point added"
