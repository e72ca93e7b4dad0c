"""What is refused before a judge is asked, since judges are known to pay for it.

Sources: "One Token to Fool LLM-as-a-Judge" (arXiv 2507.08794) for wordless answers and openers in several languages;
"Pitfalls of Rule- and Model-based Verifiers" (arXiv 2505.22203) for answers that imitate or address the verifier.

The lists are in `guard.json`. They are a fence in front of the judge, no proof: swapped orders, canaries and the
rules before the judge are others.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import NamedTuple

MAX_ANSWER = 2_000
"""Characters of an extracted answer. What is longer is an essay about an answer."""


class _Lists(NamedTuple):
    openers: frozenset[str]
    addresses: re.Pattern[str]
    claims: re.Pattern[str]
    marks: re.Pattern[str]
    verdicts: frozenset[str]


@cache
def _lists() -> _Lists:
    data = json.loads((Path(__file__).parent / "guard.json").read_text(encoding="utf-8"))
    return _Lists(
        frozenset(map(_plain, data["openers"])),
        re.compile("|".join(data["addresses"]), re.IGNORECASE),
        re.compile("|".join(data["claims"]), re.IGNORECASE),
        re.compile("|".join(map(re.escape, data["marks"])), re.IGNORECASE),
        frozenset(map(_plain, data["verdicts"])),
    )


def refusal(text: str, *, short: bool, reference: str | None = None) -> str | None:
    """Why a text is not shown to a judge, in one sentence; `None`: it may be.

    short: it is an extracted answer, which has no reason to speak to anybody.
    reference: what it is compared with, where that is known: a yes is an answer where yes is expected.
    """
    seen = _visible(text)
    if not any(letter.isalnum() or letter in _SIGNS for letter in seen):
        return "It holds no word, number or symbol."
    if short and len(text) > MAX_ANSWER:
        return f"It is longer than {MAX_ANSWER} characters, which no answer is."
    shown = (_refusal(one, short=short, reference=reference) for one in dict.fromkeys((seen, _bare(seen))))
    return next(filter(None, shown), None)


def _refusal(seen: str, *, short: bool, reference: str | None) -> str | None:
    """What the lists say of a text as a reader sees it."""
    lists = _lists()
    plain = _plain(seen)
    if plain in lists.openers:
        return "It only opens an answer."
    if lists.marks.search(seen):
        return "It holds marks of chat templates, or of a judge's verdict."
    expected = set() if reference is None else {_plain(reference), _plain(_bare(reference))}
    if short and plain in lists.verdicts and not expected & lists.verdicts:
        return "It is a verdict, not an answer."
    if lists.addresses.search(plain if short else seen):
        return "It speaks to a judge."
    if short and lists.claims.search(plain):
        return "It claims to be right, which no answer does."
    return None


_SIGNS = frozenset("∅∞⊥⊤")
"""Symbols that are an answer by themselves."""


_UNSEEN = frozenset({"Cf", "Cc", "Co", "Cn", "Cs"})


def _visible(text: str) -> str:
    """Compatibility forms folded, invisible characters gone."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in folded if letter in "\n\t" or unicodedata.category(letter) not in _UNSEEN)


def _bare(text: str) -> str:
    """A text without what is only drawn over its letters, such as lines through them, and without LaTeX's commands.

    It is looked at beside the text itself: in many scripts such marks are vowels.
    """
    letters = "".join(letter for letter in text if unicodedata.category(letter) not in _DRAWN)
    return _COMMAND.sub(" ", letters)


_DRAWN = frozenset({"Mn", "Me"})
_COMMAND = re.compile(r"\\[A-Za-z]+")


def _plain(text: str) -> str:
    """Letters and digits in small letters, one blank between words."""
    letters = "".join(letter if letter.isalnum() else " " for letter in text.casefold())
    return " ".join(letters.split())
