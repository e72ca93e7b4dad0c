r"""Whether an integral or a limit, which is not read as a tree, only repeats the prompt.

Its text is compared without blanks, brackets and typography, and then what it is made of: neither another name for the
variable, nor another order of the factors, nor a factor before the sign makes it another integral.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise

from verifiers.math.echo import MAX_FORMULA, MAX_PROMPT, formulas, plain


def is_spelled_echo(text: str, reference: str, prompt: str | None) -> bool:
    """Whether an answer that is not read as a tree repeats the text of the prompt, and not that of the reference."""
    if not prompt or len(prompt) > MAX_PROMPT:
        return False
    mine = _bare(text)
    if not mine or mine == _bare(reference):
        return False
    if re.search(rf"(?<![0-9.]){re.escape(mine)}(?![0-9])", _bare_prompt(prompt)) is not None:
        return True
    if len(text) > MAX_FORMULA or _CALCULUS.search(text) is None:
        return False
    made_of = _made_of(text)
    return made_of != _made_of(reference) and made_of in _made_in(prompt)


_TYPOGRAPHY = re.compile(
    r"\\(?:mathrm|operatorname|text|mathop|rm|mathrel|(?:text|script)style|[bB]igg?[lr]?|hspace|quad|thinspace)(?![a-z])"
    r"|\\nolimits|(?:\\left|\\right)(?![a-z])"
)
_BRACKETS = re.compile(r"[()\[\]*]")
_SHORT_FRACTION = re.compile(r"\\[dtc]?frac\s*(?:\{([^{}]*)\}|([0-9A-Za-z]))\s*(?:\{([^{}]*)\}|([0-9A-Za-z]))")
_ARROW = re.compile(r"\\(?:longrightarrow|rightarrow|to)(?![a-z])|→")


@lru_cache(maxsize=64)
def _bare_prompt(prompt: str) -> str:
    return _bare(prompt)


def _bare(text: str) -> str:
    """`plain`, and without brackets and typography."""
    text = _ARROW.sub("→", text.replace("∫", "\\int").replace("∞", "\\infty"))
    text = _SHORT_FRACTION.sub(r"\\frac{\1\2}{\3\4}", _TYPOGRAPHY.sub("", text))
    return _BRACKETS.sub("", plain(text))


# -- what it is made of -----------------------------------------------------------------------------------------------

_CALCULUS = re.compile(r"\\(?:i*int|oint|lim)(?![a-z])|∫")
_TOKEN = re.compile(r"\\[A-Za-z]+|[^\s\\]")
_LETTER = re.compile(r"\\(?:alpha|beta|gamma|theta|phi|tau|omega|xi|rho)|[A-Za-z]")
_SCRIPTS = frozenset("_^{}()[]/*,;!:$~") | frozenset(
    r"\frac \dfrac \tfrac \left \right \quad \cdot \times \limits \displaystyle".split()
)
"""What says how parts are together."""


def _made_of(formula: str) -> frozenset[tuple[str, int]]:
    """The signs of a formula and how often each is there, with one name for all variables that are bound."""
    text = _ARROW.sub("→", formula.translate({ord("∫"): r"\int ", ord("∞"): r"\infty "}))
    tokens = [token for token in _TOKEN.findall(_TYPOGRAPHY.sub(" ", text)) if token not in _SCRIPTS]
    while tokens[-2:] in (["+", "0"], ["-", "0"]):
        del tokens[-2:]
    pairs = list(pairwise(tokens))
    bound = {after for before, after in pairs if before == "d" and _LETTER.fullmatch(after)}
    bound |= {before for before, after in pairs if after == "→"}
    return frozenset(Counter("•" if token in bound else token for token in tokens).items())


@lru_cache(maxsize=64)
def _made_in(prompt: str) -> frozenset[frozenset[tuple[str, int]]]:
    """What the formulas of a prompt are made of, and the sides of its equations."""
    return frozenset(
        _made_of(side)
        for formula in formulas(prompt)
        if len(formula) <= MAX_FORMULA and _CALCULUS.search(formula) is not None
        for side in (formula, *formula.split("="))
    )
