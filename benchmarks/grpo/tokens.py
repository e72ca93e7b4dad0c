"""The tiny policy's vocabulary: numbers, signs, and phrases that its problems and chains of thought are made of.

Tokens are the policy's business alone. What leaves it is text, and no grader ever sees anything else.
"""

from __future__ import annotations

import re

from benchmarks.grpo.programs import PHRASES as PROGRAMS

PAD, END = 0, 1
PHRASES = [
    # The problems.
    "Find the remainder when $",
    "$ is divided by $",
    "Find $x$ if $",
    "Compute $",
    "Solve $|x",
    "|",
    "$. Express your answer as an interval.",
    "$.",
    *(
        rf"{left}{sign}{right}"
        for left, right in ((" ", " "), ("", ""))
        for sign in (r"\cdot", r"\le", "<", "+", "-", "=")
    ),
    # The template.
    "<think>",
    "</think>",
    r"\boxed{",
    r"\frac{",
    "}{",
    "}",
    # Chains of thought in two languages, and answers in sentences.
    "We get ",
    " so ",
    " then ",
    " and so ",
    " or ",
    "我们得到 ",
    " 所以 ",
    " 然后 ",
    " 于是 ",
    "0 1 2 3 4 5 6 7 8 9 ",
    *"0123456789/x()[], ",
    *map(str, range(10, 100)),
    *PROGRAMS,
]
"""In this order only for the eye: the longest that fits is taken."""

_PIECES = sorted(set(PHRASES), key=lambda piece: (-len(piece), piece))
_NUMBERS = {piece: number for number, piece in enumerate(_PIECES, 2)}
_TEXTS = ["", "", *_PIECES]
_PATTERN = re.compile("|".join(map(re.escape, _PIECES)))
SIZE = len(_TEXTS)


def encode(text: str) -> list[int]:
    """The tokens of a text. Raises ValueError where a character has none."""
    tokens, at = [], 0
    for found in _PATTERN.finditer(text):
        if found.start() != at:
            break
        tokens.append(_NUMBERS[found.group()])
        at = found.end()
    if at != len(text):
        msg = f"the tiny policy has no token for {text[at : at + 20]!r}: it reads the families of `worked` alone"
        raise ValueError(msg)
    return tokens


def decode(tokens: list[int]) -> str:
    """The text of tokens, up to the end of the sequence."""
    text = ""
    for token in tokens:
        if token == END:
            break
        text += _TEXTS[token]
    return text
