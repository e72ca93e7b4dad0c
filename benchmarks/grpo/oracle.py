r"""The truth that a run is measured by, and that no run is paid by: another program than any reward here.

It knows the four families of `worked` and nothing else, so it can be strict without being clever: the completion is
ended, is one think block with something in it and one box behind it, and the box holds the value in the one form that
the question asks for. Two things are told apart, because a policy's first gains are of form and not of mathematics:

- strict: all of that.
- lenient: the last box anywhere, closed or not in a template, has the right value in that form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

_BOX = re.compile(r"\\boxed\{((?:[^{}]|\{[^{}]*\})*)\}")
_ONE_BOX = re.compile(r"\s*\\boxed\{((?:[^{}]|\{[^{}]*\})*)\}\.?\s*")
_FRACTION = re.compile(r"(-?)\\frac\{(\d+)\}\{(\d+)\}")
_INTERVAL = re.compile(r"([(\[])(-?\d+), ?(-?\d+)([)\]])")
_CHINESE = re.compile(r"[一-鿿]")
_ENGLISH = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{2,}")


@dataclass(frozen=True)
class Grade:
    """What is true of a completion; shares of them are what a run reports.

    strict, lenient: see the module. in_form: the template was followed. notes: what else there is to see, by name; here
    "unevaluated" (the last box holds an operation still to be done), "many_boxes", and "english" (a chain of thought
    with English words and no Chinese ones).
    """

    strict: bool
    lenient: bool
    in_form: bool
    notes: dict[str, bool]


def value(text: str) -> object:
    """An integer or fraction as a Fraction, an interval as its four parts; `None` for anything else."""
    text = text.strip()
    if re.fullmatch(r"-?\d+", text):
        return Fraction(int(text))
    if found := _FRACTION.fullmatch(text):
        sign, above, below = found.groups()
        return None if int(below) == 0 else Fraction(int(above), int(below)) * (-1 if sign else 1)
    if found := _INTERVAL.fullmatch(text):
        left, low, high, right = found.groups()
        return left, int(low), int(high), right
    return None


def boxes_of(completion: str) -> list[str]:
    """What is in the boxes of a completion, in order."""
    return _BOX.findall(completion)


def grade(completion: str, answer: str, *, ended: bool = True) -> Grade:
    """Judge a completion of the tiny policy. ended: whether it came to its end, rather than to the limit of tokens."""
    truth = value(answer)
    boxes = boxes_of(completion)
    last = boxes[-1] if boxes else ""
    chain, closed, behind = completion.removeprefix("<think>").partition("</think>")
    form = (
        ended
        and completion.startswith("<think>")
        and bool(closed and chain.strip() and "think>" not in chain + behind and _ONE_BOX.fullmatch(behind))
    )
    right = truth is not None and value(last) == truth
    return Grade(
        strict=form and right,
        lenient=right,
        in_form=form,
        notes={
            "unevaluated": bool(last) and value(last) is None,
            "many_boxes": len(boxes) > 1,
            "english": bool(_ENGLISH.search(chain)) and not _CHINESE.search(chain),
        },
    )
