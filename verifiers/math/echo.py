r"""Whether an answer only repeats an expression of the prompt that was to be worked out.

The answer is compared with every expression of the prompt, and with every part of one, as trees: brackets, signs, the
order of terms and factors, `.0`, a name, a unit and notation do not hide it (see `canonical`). Where the prompt cannot
be read, the text of the answer is still looked for in it. So much of a prompt is read, and the work is linear in that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from verifiers.math.canonical import canonical
from verifiers.math.equality.relations import quotient
from verifiers.math.objects import (
    EXPRESSIONS,
    Answer,
    Const,
    Group,
    Listing,
    Num,
    Op,
    Quantity,
    Ratio,
    Relation,
    SetBuilder,
    SetOf,
    SetOp,
    nodes,
)
from verifiers.math.reading.parse import read
from verifiers.math.reading.tokens import Unreadable
from verifiers.math.worked_out import SIGNS, is_numeral, is_scientific, not_simplest, value_of

MAX_PROMPT = 100_000
"""Characters of a prompt in which the text of an answer is looked for."""
MAX_READ = 20_000
"""Characters of formulas that are read, from the end: a question has a few hundred, its examples some thousand."""
MAX_FORMULA = 400
"""Characters of a formula that is read in one; a longer one is read in parts."""


def is_echo(text: str, answer: Answer, reference: Answer, prompt: str | None) -> bool:
    """Whether an answer only repeats an expression of the prompt that was to be worked out.

    A number or a name that the prompt happens to mention is no echo, nor is an answer that is the reference itself.
    """
    if not prompt or answer == reference:
        return False
    value, wanted = value_of(answer), _wanted(reference)
    if isinstance(value, Relation) and set(value.ops) == {"="} and not isinstance(wanted, Relation):
        value = value_of(value.items[-1])  # `(x+1)^2 = x^2+2x+1` gives what comes last
    if isinstance(value, Ratio) and not isinstance(wanted, Ratio):
        value = quotient(value) or value
    if isinstance(value, Const) or (isinstance(value, EXPRESSIONS) and is_numeral(value)):
        # `5/5` is 1 when it is spelled, and 1 is in many prompts.
        plain = not isinstance(value, Num) and canonical(value, loose=True, cancel=True).isdigit()
        stands = _is_spelled_in(text, prompt) if plain else _stands_in(text, value, prompt)
        return stands and _is_converted(answer, reference, prompt)
    if not _has_work(value) and not _is_set_rewritten(value, wanted, prompt):
        return False
    if canonical(value) == canonical(wanted) or canonical(answer) == canonical(reference):
        return False
    same = canonical(value, loose=True) == canonical(wanted, loose=True)
    if same and canonical(wanted) in _expressions(prompt, loose=False):
        return False  # the reference is in the prompt, so that its notation was not the question
    if isinstance(value, SetBuilder) and _stands_in(text, value.condition, prompt):
        return True
    if _stands_in(text, value, prompt) or _members_stand_in(value, wanted, prompt):
        return True
    undone = canonical(value, loose=True, cancel=True)
    return undone in _expressions(prompt, loose=True) and undone != canonical(wanted, loose=True, cancel=True)


def _wanted(reference: Answer) -> Answer:
    r"""What a reference gives: of `\cos 2 \approx -0.416` the approximation, which was the question."""
    if isinstance(reference, Relation) and reference.ops[-1:] == ("~",):
        return value_of(reference.items[-1])
    return value_of(reference)


def _has_work(node: Answer) -> bool:
    return any(isinstance(part, Op) and part.name not in SIGNS | {"mixed", "call"} for part in nodes(node))


_SETS = re.compile(r"(?i)interval|set.builder|inequalit|notation")


def _is_set_rewritten(value: Answer, wanted: Answer, prompt: str) -> bool:
    """Whether a set is written in another way than the reference, and the prompt asks for a way."""
    return (
        isinstance(value, SetBuilder | SetOp | Group | Relation)
        and type(value) is not type(wanted)
        and _SETS.search(prompt) is not None
    )


def _stands_in(text: str, value: Answer, prompt: str) -> bool:
    return _is_spelled_in(text, prompt) or canonical(value, loose=True) in _expressions(prompt, loose=True)


def _members_stand_in(value: Answer, wanted: Answer, prompt: str) -> bool:
    """Whether all of a list's members that are more than numbers are expressions of the prompt, or of the reference."""
    if not isinstance(value, Listing | SetOf | Group) or not isinstance(wanted, Listing | SetOf | Group):
        return False
    right = {canonical(value_of(item)) for item in wanted.items}
    mine = [value_of(item) for item in value.items]
    rest = [item for item in mine if canonical(item) not in right and _has_work(item) and not is_numeral(item)]
    return bool(rest) and all(canonical(item, loose=True) in _expressions(prompt, loose=True) for item in rest)


# -- numerals ---------------------------------------------------------------------------------------------------------

_CONVERSION = re.compile(
    r"(?i)decimal|percent|fraction|mixed|improper|lowest|simpl|reduce|convert|change|express|write"
    r"|scientific|standard (?:form|notation)|radian|degree"
)


def _is_converted(answer: Answer, reference: Answer, prompt: str) -> bool:
    """Whether a numeral that equals the reference leaves the work of the question: another notation of it.

    That is a division where the reference is an integer, a fraction that can be reduced, and any other notation where
    the prompt asks for one: `3/20` for 0.15 where it says "write as a decimal".
    """
    value, wanted = value_of(answer), value_of(reference)
    if isinstance(value, Ratio) and not isinstance(wanted, Ratio):
        value = quotient(value) or value
    mine, theirs = _notation(value), _notation(wanted)
    if isinstance(answer, Quantity) and isinstance(reference, Quantity) and answer.unit != reference.unit:
        return True
    if mine == "/" and theirs == "integer":
        return True
    if mine == theirs == "/":
        return not_simplest(value, wanted) is not None and not_simplest(wanted, wanted) is None
    return mine != theirs and {mine, theirs} != {"integer", "decimal"} and _CONVERSION.search(prompt) is not None


def _notation(node: Answer) -> str:
    if isinstance(node, Num):
        return "integer" if node.places is None else "decimal"
    if isinstance(node, Op) and node.name == "neg":
        return _notation(node.args[0])
    return "scientific" if is_scientific(node) else node.name if isinstance(node, Op) else type(node).__name__


# -- the prompt -------------------------------------------------------------------------------------------------------

_DELIMITER = re.compile(r"\$\$?|\\[()\[\]]")
_CLOSERS = {"$": "$", "$$": "$$", "\\(": "\\)", "\\[": "\\]"}
_PARTS = re.compile(
    r"\\(?:quad|qquad|text|mbox|\\|begin|end|ldots|dots|cdots)|[,;:&?]|(?<!\\)=|[<>]|\\(?:le|ge|ne|in)q?(?![a-z])"
)
_OPERATION = re.compile(r"[-+*/^!%:(\\√×÷·−²³¹⁰-⁹_]")
# A run of plain text that may be a formula: words of one or two letters, functions, numbers and signs.
_WORD = re.compile(r"\S+")
_PROSE = re.compile(
    r"(?<![\\A-Za-z])(?!(?:sin|cos|tan|log|sqrt|exp)(?![a-z]))[A-Za-z]{3}|^[A-Za-z']{2,}[.,;:?!]*$|[\u3040-\u9fff]"
)


@lru_cache(maxsize=64)  # a group of rollouts shares its prompt
def _expressions(prompt: str, *, loose: bool) -> frozenset[str]:
    """The spelling of every expression in a prompt, and of every part of one."""
    seen: set[str] = set()
    left = MAX_READ
    for formula in formulas(prompt):
        left -= len(formula)
        if left < 0:
            break
        if not _read_into(formula, seen, loose=loose):
            for part in _PARTS.split(formula):
                _read_into(part.strip(" {}."), seen, loose=loose)
    return frozenset(seen)


def _read_into(formula: str, seen: set[str], *, loose: bool) -> bool:
    """Read a formula and add the spellings of its parts; whether it could be read."""
    if not formula or len(formula) > MAX_FORMULA:
        return not formula
    try:
        tree = read(formula)
    except Unreadable:
        return False
    canonical(tree, loose=loose, seen=seen)
    return True


def formulas(prompt: str) -> Iterator[str]:
    """What may be a formula in a prompt, the last first: between delimiters, and in plain text between words."""
    pieces: list[tuple[bool, str]] = []
    opener = ""
    start = 0
    for match in _DELIMITER.finditer(prompt := prompt[-MAX_PROMPT:]):
        mark = match[0]
        if opener and mark == _CLOSERS[opener]:
            pieces.append((True, prompt[start : match.start()]))
            opener = ""
        elif mark in _CLOSERS:  # and what was opened before is never closed
            pieces.append((False, prompt[start : match.start()]))
            opener = mark
        else:
            continue
        start = match.end()
    pieces.append((False, prompt[start:]))
    for is_formula, piece in reversed(pieces):
        yield from (piece.strip(" .,;\n"),) if is_formula else _plain_formulas(piece)


def _plain_formulas(text: str) -> Iterator[str]:
    run: list[str] = []
    for word in [*_WORD.findall(text), "END"]:
        if _PROSE.search(word):
            joined = " ".join(run).strip(" .,;:?!")
            if _OPERATION.search(joined):
                yield joined
            run = []
        else:
            run.append(word)


_BLANK = re.compile(r"\\(?:left|right|displaystyle|limits|,|;|!|:| |quad|qquad)|[\s${}~]")
_FRACTION = re.compile(r"\\[dtc]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_SCRIPT = re.compile(r"([\^_])\{([A-Za-z0-9])\}")
_MARKS = str.maketrans({"×": "*", "·": "*", "⋅": "*", "÷": "/", "−": "-"})


def _is_spelled_in(text: str, prompt: str) -> bool:
    if len(prompt) > MAX_PROMPT:
        return False
    mine = re.escape(plain(text))
    return re.search(rf"(?<![0-9.]){mine}(?![0-9])", _plain_prompt(prompt)) is not None


@lru_cache(maxsize=64)
def _plain_prompt(prompt: str) -> str:
    return plain(prompt)


def plain(text: str) -> str:
    """One spelling for what is written alike: without blanks and braces, with plain signs."""
    text = _FRACTION.sub(r"\1/\2", _SCRIPT.sub(r"\1\2", text.translate(_MARKS)))
    for command, sign in (("\\cdot", "*"), ("\\times", "*"), ("\\div", "/")):
        text = text.replace(command, sign)
    return _BLANK.sub("", text).strip(".")
