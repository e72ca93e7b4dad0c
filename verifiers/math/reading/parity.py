r"""Conditions of parity: "n is even", "for odd n", `n \text{ even}`, `n为奇数`: residue classes of 2."""

from __future__ import annotations

import re
from collections.abc import Sequence

from verifiers.math.objects import Relation, Sym, number
from verifiers.math.reading.cursor import Cursor
from verifiers.math.reading.tokens import Token

_PARITY = re.compile(
    r"""(?:(?:if|for|when|where|当|若|wenn|si|при|если)\s*)?
        (?:(?P<name>[a-z])(?:\s+(?:is|are|est|ist))?(?:\s+an?)?(?:\s+|\s*[为是]\s*|(?=[偶奇]))(?P<parity>even|odd|偶数?|奇数?)
         |(?:all\s+)?(?P<before>even|odd)\s+(?:integers?\s+|numbers?\s+|values\s+of\s+)?(?P<behind>[a-z]))
        (?:\s+(?:numbers?|integers?|natural\s+numbers?|positive\s+integers?))?\s*时?""",
    re.VERBOSE,
)
MAX_TOKENS = 8
"""Of a condition of parity."""


def parity(tokens: Sequence[Token]) -> Relation | None:
    r"""The congruence that a condition of parity is, `n \equiv 0 \pmod 2`; `None` for any other."""
    if not 0 < len(tokens) <= MAX_TOKENS or not any(token.kind in {"text", "word"} for token in tokens):
        return None
    said = " ".join(token.value.strip(" ,.:：") for token in tokens if token.value.strip(" ,.:："))
    found = _PARITY.fullmatch(said)
    if found is None:
        return None
    odd = (found["parity"] or found["before"])[0] in {"o", "奇"}
    return Relation((Sym(found["name"] or found["behind"]), number(int(odd)), number(2)), ("mod", "modulus"))


def before_colon(cursor: Cursor) -> Relation | None:
    r"""Take a condition of parity with the colon behind it, `n \text{ even: } 1`; `None`, and no step, without one."""
    for ahead in range(MAX_TOKENS):
        token = cursor.peek(ahead)
        closes = token.kind in {"text", "word"} and token.value.rstrip().endswith((":", "："))
        if closes or token.value == ":":
            found = parity([cursor.peek(place) for place in range(ahead + closes)])
            if found is not None:
                cursor.step(ahead + 1)
            return found
        if token.kind not in {"text", "word", "letter"}:
            return None
    return None
