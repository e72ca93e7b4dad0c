r"""Re-spellings and near misses of a reference answer: a generator of labelled pairs for tests and benchmarks.

`respellings(r"\frac{1}{2}")` gives the same answer written otherwise (`\dfrac{1}{2}`, `0.5`, `50\%`, …);
`near_misses` gives answers that look close and are different (`\frac{2}{1}`, `-\frac{1}{2}`, `0.51`, …). Each carries
the name of the rule that made it, so that a grader's failures can be counted by rule. Everything follows from the
reference's text and the seed.

The labels are the point, so a rule fires only where it is certain. What a reference is, is recognised from its text by
simple rules, the first kind that fits; of a text that fits none only the spacing and the delimiters are changed. The
labels are those of a grader that compares values exactly and leaves the form of the answer free (`form="any"`). Left
out on purpose, because the published graders disagree on them: dropping a unit, a percent sign or a base that the
reference has, column vectors against tuples, rounded decimals of a decimal, the case of a single letter.

Integers and fractions are in `numerals`, what carries a sign or a unit in `quantities`, letters and names in `words`,
formulas in `symbols` and `polynomials`, what consists of several answers in `compound` and `intervals`, and how LaTeX
is read as text in `latex`. Nothing here uses the engine, which is what the variants test.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from verifiers.math.variants import compound, intervals, numerals, quantities, symbols, words
from verifiers.math.variants.latex import Pairs, balanced, safe

MAX_LENGTH = 250
"""A longer reference is no answer but a text that contains one."""


class Variant(NamedTuple):
    """A text that is equal to the reference (or, as a near miss, is not), and the rule that made it."""

    text: str
    rule: str


class Kind(NamedTuple):
    """A kind of answer: how it is recognised, and its rules. `read` gives `None` for a text of another kind."""

    name: str
    read: Callable[[str], Any]
    respell: Callable[[Any, random.Random], Pairs]
    miss: Callable[[Any, random.Random], Pairs]


KINDS = (
    Kind("numeral", numerals.read_number, numerals.respell_numeral, numerals.miss_numeral),
    Kind("percent", quantities.read_percent, quantities.respell_percent, quantities.miss_percent),
    Kind("degrees", quantities.read_degrees, quantities.respell_degrees, quantities.miss_degrees),
    Kind("base", quantities.read_based, quantities.respell_based, quantities.miss_based),
    Kind("quantity", quantities.read_quantity, quantities.respell_quantity, quantities.miss_quantity),
    Kind("choice", words.read_choice, words.respell_choice, words.miss_choice),
    Kind("words", words.read_words, words.respell_words, words.miss_words),
    Kind("matrix", compound.read_matrix, compound.respell_matrix, compound.miss_matrix),
    Kind("interval", intervals.read_intervals, intervals.respell_intervals, intervals.miss_intervals),
    Kind("tuple", compound.read_tuple, compound.respell_tuple, compound.miss_tuple),
    Kind("list", compound.read_list, compound.respell_list, compound.miss_list),
    Kind("plus-minus", compound.read_plus_minus, compound.respell_plus_minus, compound.miss_plus_minus),
    Kind("equation", symbols.read_equation, symbols.respell_equation, symbols.miss_equation),
    Kind("expression", symbols.read_expression, symbols.respell_expression, symbols.miss_expression),
)


def kind_of(reference: str) -> str:
    """The name of the kind that a reference is taken for; `other` if for none."""
    content = strip(reference)
    return next((kind.name for kind in KINDS if kind.read(content) is not None), "other")


def respellings(reference: str, *, seed: int = 0) -> list[Variant]:
    """Other ways to write the reference, all equal to it."""
    content = strip(reference)
    if content.count("$") != content.count(r"\$"):
        return []  # half a formula: nobody knows where it begins
    if r"\boxed" in content or len(content) > MAX_LENGTH:
        return []  # a worked solution
    pairs = [*_of_kind(content, seed, "respell"), *safe(content)]
    return _distinct(pairs, {reference.strip()})


def near_misses(reference: str, *, seed: int = 0) -> list[Variant]:
    """Answers that look like the reference and differ from it."""
    content = strip(reference)
    equal = {variant.text for variant in respellings(reference, seed=seed)}
    return _distinct(_of_kind(content, seed, "miss"), {reference.strip(), content, *equal})


def strip(reference: str) -> str:
    """A reference without its dollars, box, spaces and final point."""
    text = reference.strip()
    if r"\$" not in text and text.count("$") % 2 == 0:
        text = text.replace("$", "").strip()
    box = re.fullmatch(r"\\boxed\{(.*)\}", text, re.DOTALL)
    if box and balanced(box[1]):
        text = box[1].strip()
    return text[:-1].rstrip() if text.endswith(".") and not text.endswith("..") else text


def _of_kind(content: str, seed: int, what: str) -> list[tuple[str, str]]:
    for kind in KINDS:
        parsed = kind.read(content)
        if parsed is not None:
            # A string seeds the generator by its bytes, so that runs agree whatever the hash seed.
            rng = random.Random(f"{seed} {what} {content}")  # noqa: S311 - choices, not secrets
            return [(text, f"{kind.name}: {rule}") for text, rule in getattr(kind, what)(parsed, rng)]
    return []


def _distinct(pairs: list[tuple[str, str]], known: set[str]) -> list[Variant]:
    found: list[Variant] = []
    for text, rule in pairs:
        if text not in known:
            known = known | {text}
            found.append(Variant(text, rule))
    return found
