"""The Countdown task: reach a target with given numbers, each used exactly once.

The answer is read by a parser of its own and never evaluated by python: four operations, brackets and whole numbers,
in exact fractions. That the numbers are the given ones is checked before anything is computed, so the work is bounded
by the task, not by what a model writes.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from numbers import Integral
from typing import Any

from verifiers.completion import answers_in
from verifiers.reward import ABSENT, CallError, Reward, Row
from verifiers.verdict import Outcome, Verdict

MAX_NUMBERS = 64
"""Numbers in a task; the game has three to six."""
MAX_DIGITS = 18
"""Digits of a number in a task; the game has up to three."""
NUMBERS = ("nums", "numbers")
"""The columns of the given numbers: TinyZero's data set and its dumps."""

_SPELLINGS = {"×": "*", "⋅": "*", "·": "*", "÷": "/", "−": "-", "–": "-", r"\times": "*", r"\cdot": "*", r"\div": "/"}
_SPELLING = re.compile("|".join(re.escape(one) for one in _SPELLINGS))
_TOKEN = re.compile(r"\s*(?:([0-9]+)|([-+*/()]))")
_OPERATIONS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
_STRENGTH = {")": 0, "+": 1, "-": 1, "*": 2, "/": 2, "negate": 3}


@dataclass(frozen=True)
class CountdownReward(Reward):
    """1.0 for an expression that uses each given number exactly once and reaches the target. Source: TinyZero.

    The expression is what is in `<answer>…</answer>` after the reasoning (two that differ are no answer);
    "= target" may follow it. The
    signs are `+ - * /` (or × · ÷ and their LaTeX), brackets and whole numbers; nothing else: no powers, no decimals, no
    division without remainder.

    The reference is the target, in the column `target`, with the numbers in `nums` or `numbers`; or one mapping that
    holds both, in `target` or `ground_truth`, as TinyZero's rows have it.

    format_score: paid for an expression that uses the numbers rightly and misses the target. TinyZero pays 0.1 for any
        text in answer tags.

    Raises ValueError unless 0 <= format_score <= 1.
    """

    format_score: float = 0.0
    name: str = "countdown"

    columns = ("target", "ground_truth")
    also_reads = NUMBERS

    def __post_init__(self) -> None:
        """Refuse bad options when the reward is made, not when it is used."""
        super().__post_init__()
        if not 0 <= self.format_score <= 1:
            msg = f"format_score is between 0 and 1, not {self.format_score}"
            raise ValueError(msg)

    def verdict_of(self, row: Row) -> Verdict:
        """Grade one completion.

        detail: `{"expression", "target", "numbers", "value"}`: what was found, and what it comes to as a fraction.

        Raises CallError when the target or the numbers are missing.
        """
        task = _task(self.reference_in(row, "a target"), row.columns, self.name)
        if task is None:
            return Verdict(None, "bad_reference", "The target or the numbers of the task cannot be used.")
        target, numbers = task
        expression = _tagged(row.parts.answer)
        detail = {"expression": expression, "target": str(target), "numbers": numbers}
        if expression is None:
            return Verdict(0.0, "no_answer", "There is not one <answer>…</answer> after the reasoning.", detail)
        problem, value = _value(expression, numbers, target)
        if value is None:
            return Verdict(0.0, "incorrect", problem, detail)
        detail["value"] = str(value)
        if value == target:
            return Verdict(1.0, "correct", "The numbers reach the target.", detail)
        outcome: Outcome = "partial" if self.format_score else "incorrect"
        return Verdict(float(self.format_score), outcome, f"It comes to {value}, not {target}.", detail)


def _task(reference: Any, columns: Mapping[str, Any], name: str) -> tuple[Fraction, list[int]] | None:
    """The target and the numbers of a task, or nothing if they are no such thing."""
    fields = reference if isinstance(reference, Mapping) else columns
    target = reference.get("target") if isinstance(reference, Mapping) else reference
    given = next((fields[column] for column in NUMBERS if column in fields), ABSENT)
    if given is ABSENT:
        msg = f"the {name} reward needs the numbers: a column 'nums' or 'numbers'"
        raise CallError(msg)
    given = given.tolist() if hasattr(given, "tolist") else given
    if not isinstance(given, list | tuple) or not 0 < len(given) <= MAX_NUMBERS:
        return None
    goal, numbers = _whole(target), [_whole(one) for one in given]
    if goal is None or any(one is None or one < 0 for one in numbers):
        return None
    return Fraction(goal), [one for one in numbers if one is not None]


def _whole(value: Any) -> int | None:
    """A whole number of bounded size, also one written as text or as a float; or nothing."""
    if isinstance(value, float):
        value = int(value) if value.is_integer() else None
    if isinstance(value, str):
        value = int(value) if re.fullmatch(rf"-?[0-9]{{1,{MAX_DIGITS}}}", value) else None
    if isinstance(value, bool) or not isinstance(value, Integral):
        return None
    return int(value) if abs(value) < 10**MAX_DIGITS else None


def _tagged(answer: str | None) -> str | None:
    """What is in the answer tags; nothing if they are not closed, or if there are several that differ."""
    blocks, unclosed = answers_in(answer or "")
    said = {"".join(block.split()): block.strip() for block in blocks if block.strip()}
    return None if unclosed or len(said) > 1 else next(iter(said.values()), "" if blocks else None)


def _value(expression: str, numbers: list[int], target: Fraction) -> tuple[str, Fraction | None]:
    """What an expression comes to, or why it is none: (a sentence, the value)."""
    left, equals, right = _SPELLING.sub(lambda match: _SPELLINGS[match[0]], expression).partition("=")
    if equals and right.strip() != str(target):
        return "What stands after the equals sign is not the target.", None
    tokens = _tokens(left)
    if tokens is None:
        return "It holds something else than numbers, the four operations and brackets.", None
    used = [token for token in tokens if token[0].isdigit()]
    # Compared as texts: `int` would take "007" and be slow on a megabyte of digits.
    if sorted(used) != sorted(map(str, numbers)):
        return "It does not use each of the numbers exactly once.", None
    return _computed(tokens)


def _tokens(text: str) -> list[str] | None:
    """The numbers and signs of an expression, or nothing if it holds anything else."""
    tokens: list[str] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            return None
        tokens.append(match[1] or match[2])
        position = match.end()
    return tokens


def _computed(tokens: list[str]) -> tuple[str, Fraction | None]:
    """Compute by two stacks, values and waiting signs (Dijkstra's shunting yard): no depth that could overflow."""
    values: list[Fraction] = []
    waiting: list[str] = []
    wants_value = True
    for item in ["(", *tokens, ")"]:
        if wants_value:
            if item.isdigit():
                values.append(Fraction(int(item)))
                wants_value = False
            elif item == "(":
                waiting.append(item)
            elif item == "-" and waiting[-1] != "negate":
                waiting.append("negate")
            else:
                return _MALFORMED, None
            continue
        if not waiting or item not in _STRENGTH:  # the outermost bracket is closed, or two values meet
            return _MALFORMED, None
        while waiting[-1] != "(" and _STRENGTH[waiting[-1]] >= _STRENGTH[item]:
            if not _apply(waiting.pop(), values):
                return "It divides by zero.", None
        if item == ")":
            waiting.pop()
        else:
            waiting.append(item)
            wants_value = True
    return (_MALFORMED, None) if waiting else ("", values[0])


_MALFORMED = "It is no expression: a number, a sign or a bracket is missing."


def _apply(sign: str, values: list[Fraction]) -> bool:
    """Replace the last values by what a sign makes of them; false for a division by zero."""
    last = values.pop()
    if sign == "negate":
        values.append(-last)
        return True
    first = values.pop()
    if sign == "/" and not last:
        return False
    values.append(_OPERATIONS[sign](first, last))
    return True


countdown_reward = CountdownReward()
