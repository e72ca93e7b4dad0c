"""The natural words of a text: not numbers, identifiers, addresses, tags, commands or single letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from verifiers.language.scripts import MARKS, SCRIPTS, character_class

LONGEST_WORD = 45
"""A longer run of Latin letters is a key, a hash or a loop, not a word. The longest German words in use have 40."""
LONGEST_CHAIN = 4
"""`os.path.join`, `snake_case_name` are identifiers; a chain of more parts is prose with dots for blanks."""


class Word(NamedTuple):
    """A word, or a run of them in a script without spaces.

    weight: how many words it stands for. sentence: the number of the sentence it is in.
    """

    text: str
    script: str
    weight: int
    sentence: int


def words(text: str) -> Iterator[Word]:
    """The natural words of a text, in order. One pass; the pattern has no choice to go back to."""
    sentence = 0
    for match in _token().finditer(text.translate(_invisible())):
        kind, token = match.lastgroup or "", match[0]
        if kind == "stop":
            sentence += 1
        elif kind == "latin":
            follows_call = match.string.startswith("(", match.end())
            for part in _latin_words(token, called=follows_call):
                yield Word(part, "latin", 1, sentence)
        elif kind == "command":
            if token[1:] not in _commands() and _is_word(token[1:]):
                yield Word(token[1:], "latin", 1, sentence)
        elif kind in SCRIPTS:
            count = _count(token, SCRIPTS[kind].unit)
            if count and not (kind == "greek" and count == 1 and len(token) == 1):
                yield Word(token, kind, count, sentence)
        elif kind == "other":
            yield Word(token, "other", 1, sentence)


def _latin_words(token: str, *, called: bool) -> list[str]:
    """The words in a run of Latin letters, digits and the marks that may join them."""
    if token.isalpha() and not called:  # by far the most
        return [token] if _is_word(token) else []
    if "@" in token:
        return []
    dotted = token.split(".")
    if called and len(dotted) <= LONGEST_CHAIN:
        dotted.pop()  # the name of a function
    if 1 < len(dotted) <= LONGEST_CHAIN and not any(part[:1].isupper() for part in dotted[1:]):
        return []  # os.path, e.g, file.txt; "end.Then" only lacks a blank
    return [
        word for part in dotted for piece in _JOINED.split(part) for word in _pieces(piece.strip("_")) if _is_word(word)
    ]


def _pieces(piece: str) -> list[str]:
    """The parts of a name with underscores, digits; a few make an identifier, more are words in disguise."""
    if "_" in piece:
        parts = piece.split("_")
        return parts if len(parts) > LONGEST_CHAIN else []
    if any(character.isdigit() for character in piece):
        return []
    hyphened = piece.split("-")
    return hyphened if len(hyphened) > LONGEST_CHAIN else [piece]


def _is_word(word: str) -> bool:
    letters = sum(map(str.isalpha, word))
    # A capital behind a small letter: camelCase, LaTeX, iPhone.
    return 1 < letters <= LONGEST_WORD and _CAMEL.search(word) is None


_JOINED = re.compile(r"[/·]")
_CAMEL = re.compile(r"[a-z][A-Z]")


def _count(token: str, unit: str) -> int:
    if unit == "character":
        return len(token)
    letters = sum(map(str.isalpha, token))
    return -(-letters // 4) if unit == "quarter" else min(letters, 1)


@cache
def _token() -> re.Pattern[str]:
    """Everything that is a word, could hold words, or must be skipped with the letters in it.

    Skipped without a group: addresses, tags, entities. Each alternative is a run of one class of characters, or such
    runs joined by single characters outside the class, so that there is one way to match.
    """
    marks = character_class(MARKS)
    latin = f"[{character_class(SCRIPTS['latin'].ranges)}{marks}0-9_]+"
    groups = "|".join(
        f"(?P<{name}>[{character_class(script.ranges)}{marks}]+)" for name, script in SCRIPTS.items() if name != "latin"
    )
    return re.compile(
        r"[ \t,()\[\]{}+=*^|%#\"-]+"  # first, because it is what most often stands between words
        r"|(?:https?|ftp|file)://[!-~]+|www\.[!-~]+"
        r"|(?:~|\.{1,2})?/[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+){1,6}|[A-Za-z]:\\[!-~]+"
        r"|</?[A-Za-z][A-Za-z0-9_-]{0,30}(?:\s[^<>=]{0,40}=[^<>]{0,200})?/?>|&[a-z]{2,8};"
        r"|\\(?:begin|end|label|ref|eqref|cite)\{[^{}\s]{1,40}\}|(?P<command>\\[A-Za-z]+)"
        rf"|(?P<latin>{latin}(?:[.@/\\'’·-]{latin})*)"
        rf"|{groups}"
        r"|(?P<stop>[.!?…;:\n。！？；：؟۔।॥]+)"
        rf"|(?P<other>[^\W\d_]+)"
    )


@cache
def _invisible() -> dict[int, None]:
    """Characters that nobody sees and that cut a word in pieces: soft hyphens, joiners, marks of direction."""
    hidden = [0xAD, 0x61C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
    return dict.fromkeys(hidden)


# Commands of LaTeX as they stand in chains of thought outside of any formula. Any other, as in "\this \is \prose", or
# the "\nThen" of an escaped line, is taken for a word.
_COMMANDS = """
Alpha Beta Big Bigg Delta Gamma Im Lambda Leftrightarrow Longrightarrow Omega Phi Pi Psi Re Rightarrow Sigma Theta
Vert Xi aleph alpha angle approx arccos arcsin arctan array ast bar because beta big bigcap bigcup bigg bigl bigr
binom blacksquare boldsymbol bot boxed bmod cap cases cdot cdots ceil celsius checkmark chi circ colon complement
cong cos cosh cot csc cup dagger dbinom ddot ddots deg degree delta det dfrac diamond dim displaystyle div dot dots
dotsc downarrow ell emptyset end epsilon equiv eta exists exp fbox flat floor footnotesize forall frac gamma gcd ge
geq geqslant gets gg grad hat hbar hline hom hspace hskip iff iiint iint implies in infty inf int iota item kappa
ker label lambda land langle large lbrace lceil ldots left leftarrow leftrightarrow leq leqslant lfloor lim liminf
limits limsup ll ln lnot log longrightarrow lor lvert mapsto mathbb mathbf mathcal mathfrak mathit mathop mathrm
mathscr mathsf max mbox measuredangle mid min mod mp mu multicolumn nabla neg neq ne newline nexists ni
nonumber not notin nu odot oint omega operatorname oplus otimes overbrace overline overrightarrow parallel partial
perp phantom phi pi pm pmatrix pmod prec preceq prime prod propto psi qquad quad rangle rbrace rceil ref rfloor rho
right rightarrow rightharpoonup rm rvert scriptstyle sec section setminus sharp sigma sim simeq sin sinh small sqrt
square stackrel star subset subseteq subsetneq substack sum sup supset supseteq tag tan tanh tau tbinom tfrac text
textbf textcolor textit textrm textsf textstyle texttt textup tfrac therefore theta tilde times to top triangle
triangleq underbrace underline underset uparrow upsilon varepsilon varnothing varphi varpi varrho vartheta vdots
vec vee vert vspace wedge widehat widetilde xi xrightarrow zeta begin bf cal cancel color ce dollar em emph hfill
hphantom it le lt gt mathring noindent par smallskip medskip bigskip tiny hdots vphantom
"""


@cache
def _commands() -> frozenset[str]:
    return frozenset(_COMMANDS.split())
