r"""Letters of multiple choice questions, names and words."""

from __future__ import annotations

import random
import re

from verifiers.math.variants.latex import Pairs
from verifiers.math.variants.numerals import WORDS

OPPOSITES = {
    "yes": "no", "true": "false", "even": "odd", "increasing": "decreasing", "convergent": "divergent",
    "converges": "diverges", "always": "never", "left": "right", "above": "below", "positive": "negative",
}  # fmt: skip
OPPOSITES |= {opposite: word for word, opposite in OPPOSITES.items()}


def read_choice(text: str) -> str | None:
    r"""Read the letter of a multiple choice question: `B`, `(B)`, `\text{(B)}`."""
    match = re.fullmatch(r"(?:\\(?:text|textbf|mathrm|mathbf)\{\s*)?\(?\s*([A-E])\s*[).]?\s*\}?", text)
    return match[1] if match else None


def respell_choice(letter: str, rng: random.Random) -> Pairs:
    """Spell the letter of a choice in other ways."""
    del rng
    yield letter, "bare"
    yield f"({letter})", "parentheses"
    yield f"{letter})", "closing parenthesis"
    yield f"{letter}.", "point"
    yield rf"\text{{{letter}}}", "text"
    yield rf"\text{{({letter})}}", "text and parentheses"
    yield rf"\textbf{{({letter})}}", "bold"
    yield rf"\mathrm{{{letter}}}", "roman"


def miss_choice(letter: str, rng: random.Random) -> Pairs:
    """Give other letters."""
    others = [other for other in "ABCDE" if other != letter]
    one, two = rng.sample(others, 2)
    yield one, "another letter"
    yield rf"\text{{({two})}}", "another letter in text"
    yield f"{letter}, {one}", "a further letter"
    yield rf"{letter} \text{{ or }} {two}", "a hedge"
    yield f"{letter}{one}", "two letters"


def read_words(text: str) -> str | None:
    r"""Read a name or words, in `\text{}` or bare; no digits, no mathematics."""
    match = re.fullmatch(r"\\(?:text|textbf|mathrm|mbox)\{\s*([^{}\\$]*?)\s*\}", text)
    words = match[1] if match else text
    if not re.fullmatch(r"[A-Za-z][A-Za-z' -]*", words) or re.search(r"\b(?:and|or)\b| -|- ", words):
        return None
    # A single letter among words is a symbol.
    symbol = " " in words and re.search(r"\b[B-HJ-Zb-z]\b(?!')", words)
    return words if re.search(r"[A-Za-z]{3}", words) and not symbol and words.lower() not in WORDS else None


def respell_words(words: str, rng: random.Random) -> Pairs:
    """Spell words in other ways; names keep their letters."""
    del rng
    yield rf"\text{{{words}}}", "text"
    yield rf"\textbf{{{words}}}", "bold"
    yield words, "bare"
    if " " not in words:
        yield rf"\mathrm{{{words}}}", "roman"
    yield rf"\text{{ {words} }}", "spaces inside"
    yield rf"\text{{{words}.}}", "point inside"
    yield rf"\text{{{words.lower()}}}", "lower case"
    yield words.capitalize(), "capitalised"


def miss_words(words: str, rng: random.Random) -> Pairs:
    """Give other words."""
    yield rf"\text{{not {words}}}", "negated"
    yield rf"\text{{{words}{rng.choice('dxz')}}}", "a letter more"
    yield rf"\text{{{words[:-1]}}}", "a letter less"
    opposite = OPPOSITES.get(words.lower())
    if opposite:
        yield rf"\text{{{opposite}}}", "opposite"
        yield rf"\text{{{words} or {opposite}}}", "a hedge"
