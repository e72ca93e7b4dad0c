r"""Reading LaTeX as text: brackets, terms of a sum, what is surely an expression; and what is safe to change."""

from __future__ import annotations

import re
from collections.abc import Iterator

Pairs = Iterator[tuple[str, str]]


def balanced(text: str) -> bool:
    """Whether every bracket closes, whatever its kind: `[0, 1)` is balanced too."""
    depth = 0
    for char in text:
        depth += (char in "([{") - (char in ")]}")
        if depth < 0:
            return False
    return depth == 0


def split_top(text: str, separator: str) -> list[str]:
    """Cut a text at a pattern where no bracket is open."""
    parts, start, depth = [], 0, 0
    pattern = re.compile(separator)
    at = 0
    while at < len(text):
        match = pattern.match(text, at) if depth == 0 else None
        if match and match.end() > at:
            parts.append(text[start:at].strip())
            start = at = match.end()
            continue
        depth += (text[at] in "([{") - (text[at] in ")]}")
        at += 1
    return [*parts, text[start:].strip()]


def without_left_right(text: str) -> str:
    r"""Drop `\left` and `\right`."""
    return re.sub(r"\\(?:left|right)(?![a-zA-Z])\s*", "", text)


COMMANDS = (
    r"\\(?:[dt]?frac|sqrt|pi|cdot|times|left|right|sin|cos|tan|sec|csc|cot|arcsin|arccos|arctan|log|ln|alpha|beta|gamma"
    r"|delta|theta|phi|omega|lambda|mu|rho|sigma|tau|epsilon|infty)(?![a-zA-Z])|\\[,;! ]"
)


# `10cm` is a quantity, and no product.
_UNIT = re.compile(r"(?<![a-zA-Z\\])(?:cm|mm|km|kg|ml|ft|in|lb|hr|am|pm)(?![a-zA-Z])")


def is_expression(text: str) -> bool:
    """Whether a text is surely a mathematical expression: known commands, single letters, balanced, no relation."""
    if not text or not balanced(text) or _UNIT.search(text) or re.search(r"[+\-*/^_=]\s*$|^\s*[*/^=]", text):
        return False
    rest = re.sub(r"_(?:\{[^{}]*\}|\w)", "", re.sub(COMMANDS, "!", text))
    if re.search(r"[A-Za-z]{3,}|\d\s+\d", rest):
        return False
    return re.fullmatch(r"[0-9A-Za-z+\-*/^(){}\[\]. !]*", rest) is not None


def terms(text: str) -> list[str]:
    """The signed terms of a sum, each with its sign: `a - b` gives `+a`, `-b`."""
    found, start, depth = [], 0, 0
    for at, char in enumerate(text):
        depth += (char in "([{") - (char in ")]}")
        before = text[:at].rstrip()
        if char in "+-" and depth == 0 and before and before[-1] not in "+-*/^_(":
            if re.search(r"\\(?:cdot|times)$", before):
                continue
            found.append(text[start:at].strip())
            start = at
    found.append(text[start:].strip())
    return [term if term[:1] in {"+", "-"} else f"+{term}" for term in found]


def join(signed: list[str]) -> str:
    """A sum of signed terms."""
    spaced = " ".join(f"{term[0]} {term[1:].strip()}" for term in signed)
    return spaced[2:] if spaced.startswith("+ ") else "-" + spaced[2:]


def negated(signed: list[str]) -> list[str]:
    """The terms with their signs changed."""
    return [("-" if term[0] == "+" else "+") + term[1:] for term in signed]


# Brackets that must not grow: sized already, in text, escaped, an index, or opened and closed in different groups.
_UNSIZABLE = re.compile(
    r"\\(?:left|text|mbox|mathrm|begin|sqrt\[|\{)|[_^]\(|\{[^{}]*[(\[][^()\[\]]*\}|\{[^()\[\]{}]*[)\]][^{}]*\}"
)


def safe(text: str) -> Pairs:
    """Change what no answer's meaning depends on: delimiters, spacing, the size of brackets and fractions."""
    yield text, "delimiters dropped"
    if text.isascii() and not re.search(r"\\text|\\mathrm|\\mbox|[A-Za-z]{3,} [A-Za-z]", text):
        yield f"${text}$", "dollars"
        yield rf"\({text}\)", "parenthesis delimiters"
        yield rf"\displaystyle {text}", "display style"
    yield f" {text} ", "spaces around"
    yield f"{text}.", "final point"
    for before, after in (("frac", "dfrac"), ("dfrac", "frac"), ("tfrac", "frac")):
        yield re.sub(rf"\\{before}(?![a-zA-Z])", rf"\\{after}", text), f"{before} to {after}"
    yield without_left_right(text), "no left and right"
    if balanced(text) and not _UNSIZABLE.search(text):
        sized = re.sub(r"(?<!\\)([(\[])", r"\\left\1", text)
        yield re.sub(r"(?<!\\)([)\]])", r"\\right\1", sized), "left and right"
    if not re.search(r"\\text|\\mathrm|\\mbox|\\begin|\d \d|\\ |[A-Za-z]{3,} |[A-Za-z]:|\\!", text):
        yield re.sub(r"(?<![A-Za-z]) +| +(?![A-Za-z])", "", text), "spaces dropped"
        yield re.sub(r"(?<=[\w})]) *([+]|,(?!\d{3})) *", r" \1 ", text), "spaces added"
    yield text.replace(r"\pi", "π") if not re.search(r"\\pi[a-zA-Z]", text) else text, "Unicode pi"
    yield text.replace(r"\infty", "∞") if not re.search(r"\\infty[a-zA-Z]", text) else text, "Unicode infinity"


def fresh_name(text: str, letters: str = "xyztuvwab") -> str:
    """A letter that the text does not use."""
    return next(letter for letter in letters + "pqrs" if letter not in text)
