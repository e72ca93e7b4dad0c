"""One token of an answer changed: another digit, letter, word, sign, relation or bracket makes another answer.

`declared` names the changes that leave the answer what it was by a rule of docs/math-rules.md; whatever else a grader
still pays is a false positive.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import NamedTuple

KINDS = ("digit", "letter", "word", "sign", "relation", "bracket")
_TOKEN = re.compile(
    r"""\\(?:begin|end|text|mathrm|operatorname|left|right|mathbb|mathbf|mathcal|overline|vec)\b(?:\{(?:[a-z]?matrix|cases|array|aligned)\*?\})?
      | (?P<relation>\\(?:le|ge|leq|geq|leqslant|geqslant|ne|neq|in|notin|approx|subset|subseteq)(?![a-zA-Z])|[<>=≤≥≠])
      | (?P<sign>[+]|(?<![a-zA-Z])-|\\(?:cdot|times|div|cup|cap|wedge|vee)(?![a-zA-Z]))
      | \\(?:[a-zA-Z]+|.)
      | (?P<digit>[0-9])
      | (?P<word>(?:(?![0-9_])\w){2,})
      | (?P<letter>(?![0-9_])\w)
      | (?P<bracket>[()\[\]])
    """,
    re.VERBOSE,
)
_OTHER_SIGN = {"+": "-", "-": "+", "\\cdot": "+", "\\times": "+", "\\div": "+", "\\cup": "\\cap", "\\cap": "\\cup",
               "\\wedge": "\\vee", "\\vee": "\\wedge"}  # fmt: skip
_OTHER_RELATION = {
    "<": "\\le ", ">": "\\ge ", "=": "\\ne ", "\\le": "<", "\\leq": "<", "\\leqslant": "<", "\\ge": ">", "\\geq": ">",
    "\\geqslant": ">", "\\ne": "=", "\\neq": "=", "\\in": "\\notin ", "\\notin": "\\in ", "\\approx": "\\ne ",
    "\\subset": "\\in ", "\\subseteq": "\\in ", "≤": "<", "≥": ">", "≠": "=",
}  # fmt: skip
_OTHER_BRACKET = {"(": "[", "[": "(", ")": "]", "]": ")"}
_WORDS = (
    "apples", "pens", "miles", "feet", "inches", "hours", "minutes", "days", "dollars", "cents", "kilograms", "grams",
    "red", "blue", "no", "not", "half", "twice", "seven", "million", "dozen", "odd", "even", "less", "more", "square",
    "cubic", "Alice", "Bob", "left", "right", "yes", "false", "true", "infinite", "km", "mm", "MHz", "kPa",
)  # fmt: skip


class Mutation(NamedTuple):
    """A gold with one token changed. `before`, `after`: the token."""

    kind: str
    text: str
    before: str
    after: str


def mutations(gold: str, *, seed: int = 0) -> Iterator[Mutation]:
    """A changed text for each kind of token that a gold has; which token of the kind, the seed decides."""
    rng = random.Random(f"{seed} {gold}")
    found: dict[str, list[re.Match[str]]] = {}
    for match in _TOKEN.finditer(gold):
        if match.lastgroup:
            found.setdefault(match.lastgroup, []).append(match)
    for kind in KINDS:
        if kind not in found:
            continue
        match = rng.choice(found[kind])
        after = _other(kind, match[0], rng)
        yield Mutation(kind, gold[: match.start()] + after + gold[match.end() :], match[0], after)


def _other(kind: str, token: str, rng: random.Random) -> str:
    if kind == "digit":
        return rng.choice([digit for digit in "123456789" if digit != token])
    if kind == "letter":
        letters = "abcdfghkmnpqrstuvwxyz" if token.islower() else "ABCDFGHKMNPQRSTUVWXYZ"
        return rng.choice([letter for letter in letters if letter != token])
    if kind == "word":
        return rng.choice([word for word in _WORDS if word.lower() != token.lower()])
    return {"sign": _OTHER_SIGN, "relation": _OTHER_RELATION, "bracket": _OTHER_BRACKET}[kind][token]


_TRUE_AS_WELL = frozenset(
    {
        "$f_{Y}(y)=y^{-1 / 2} \\sin \\left(y^{1 / 2}\\right) / 4$ for $0<y<\\pi^{2}$ and 0 otherwise"
    }  # of pi the sine is 0
)
_INDEX = re.compile(r"(?<![A-Za-z\\])[Cc]_\{?\Z")
_CONSTANT = re.compile(r"[\s$]*(?:\\frac\s*\{)?\s*(?:C|c)(?:_\{?[0-9]\}?)?(?![A-Za-z])")
_ALONE = re.compile(r"(?:[+][\s$]*|=\s*)\Z")


def declared(gold: str, change: Mutation) -> str:
    """The rule by which a changed text is still the answer; "" where there is none."""
    place = next(index for index, pair in enumerate(zip(gold, change.text, strict=False)) if pair[0] != pair[1])
    before = gold[:place]
    if (change.kind == "digit" and _INDEX.search(before)) or (
        change.kind == "letter" and change.before in "CcKk" and change.after in "CcKkABD" and _ALONE.search(before)
    ):
        return "a constant of integration may be renamed"
    if change.kind == "sign" and _CONSTANT.match(gold, place + len(change.before)):
        return "minus a constant of integration is one"
    periodic = "pi" in gold and re.search(r"(?<![A-Za-z\\])[knml](?![A-Za-z])", gold) is not None
    if periodic and (change.kind == "sign" or {change.before, change.after} <= set("knmlj")):
        return "a periodic family may be renamed, begin elsewhere and run back"
    if re.search(r"integer|\\mathbb\s*\{?Z|ℤ", gold) and change.kind in {"sign", "digit"}:
        return "an integer may begin elsewhere"
    if "phantom" in gold:
        return "what is not drawn is no part of the answer"
    if re.search(r"\\(?:equiv|b?mod|pmod)", gold) and change.kind == "digit":
        return "residues of one class are one"
    if gold.count("=") > 1 and re.match(r"\$?i\^", gold):
        return "the steps before a value must be true, and may be others"
    if change.kind == "letter" and re.search(r"\\begin\{array\}\s*\{[lcr|]*\Z", before):
        return "the columns of an array only say how it looks"
    if gold in _TRUE_AS_WELL and change.kind == "relation":
        return "where two pieces have one value, an end belongs to either"
    if re.fullmatch(r"\\text\{\([A-Z]\)\}", gold) and change.kind == "bracket":
        return "words are compared without punctuation"
    return ""
