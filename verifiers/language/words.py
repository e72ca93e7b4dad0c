"""The natural words of a text: not numbers, identifiers, addresses, tags, commands or single letters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from verifiers.language.scripts import MARKS, SCRIPTS, character_class

LONGEST_WORD = 45
"""A longer run of Latin letters is a key, a hash or a loop, not a word. The longest German words in use have 40."""
QUARTER = 4
"""Letters in a word of a script without spaces: the mean of Thai."""
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
    shouted = -2  # where the last run of Latin letters ended, if it was all capitals
    for match in _token().finditer(_visible(text)):
        kind, token = match.lastgroup or "", match[0]
        if kind in {"stop", "newline"}:
            sentence += 1
        elif kind == "latin":
            after_shouting = match.start() == shouted + 1 and match.string[shouted] == " "
            for part in _latin_words(match, after_shouting=after_shouting):
                yield Word(part, "latin", 1, sentence)
            shouted = match.end() if token.isupper() else -2
        elif kind == "command":
            if token[1:] not in _commands() and _is_word(token[1:]):
                yield Word(token[1:], "latin", 1, sentence)
        elif kind:
            weight = _weight(token, kind)
            if weight:
                yield Word(token, kind, weight, sentence)


# A short word of capitals alone names points or is an abbreviation (ABC, NASA); beside another it is a word, loudly.
_CAPITALS = re.compile(r"[A-Z]{2,5}")
_SHOUTING_ON = re.compile(r" [A-Z]{2,}(?![a-z])")
_EITHER = "sin tan sec sup inf max min mod arg deg det dim"
"""Functions that are words of some language too; they are functions where an argument follows."""
_ARGUMENT = re.compile(r" ?(?:[(\\$0-9\u0370-\u03ff]|[A-Za-z](?![A-Za-z]))")
_SYMBOLS = """
arccos arcsin arctan cos cosh cot coth csc exp gcd lcm lim ln log sgn sinh sqrt tanh
mm cm dm km mg kg ml mL Hz kHz MHz GHz kW kWh MB GB KB kB mol
"""
"""Functions and units that are no word of any language."""


@cache
def _symbols() -> frozenset[str]:
    return frozenset(_SYMBOLS.split())


@cache
def _either() -> frozenset[str]:
    return frozenset(_EITHER.split())


def _latin_words(match: re.Match[str], *, after_shouting: bool) -> list[str]:
    """The words in a run of Latin letters, digits and the marks that may join them."""
    token, text, end = match[0], match.string, match.end()
    called = text.startswith("(", end)
    if token.isalpha() and not called:  # by far the most
        symbol = token in _symbols() or (token in _either() and _ARGUMENT.match(text, end))
        abbreviation = _CAPITALS.fullmatch(token) and not after_shouting and not _SHOUTING_ON.match(text, end)
        return [token] if _is_word(token) and not symbol and not abbreviation else []
    if token.count("@") == 1:
        return []
    dotted = token.split(".")
    if called and len(dotted) <= LONGEST_CHAIN:
        dotted.pop()  # the name of a function
    if 1 < len(dotted) <= LONGEST_CHAIN and not any(part[:1].isupper() for part in dotted[1:]):
        return []  # os.path, e.g, file.txt; "end.Then" only lacks a blank
    return [
        word
        for part in dotted
        for piece in _BETWEEN_WORDS.split(part)
        for word in _pieces(piece.strip("_"))
        if _is_word(word)
    ]


def _pieces(piece: str) -> list[str]:
    """The words of "well-known" (one), "l'eau" (one), "COVID-19", "snake_case" (none): a few parts make one thing."""
    if "_" in piece:
        parts = piece.split("_")
        return parts if len(parts) > LONGEST_CHAIN else []
    parts = _WITHIN_WORDS.split(piece)
    with_digits = [part for part in parts if any(map(str.isdigit, part))]
    if with_digits or len(parts) > LONGEST_CHAIN:
        return [part for part in parts if part not in with_digits]
    return [piece]


def _is_word(word: str) -> bool:
    letters = sum(map(str.isalpha, word))
    # A capital behind a small letter: camelCase, LaTeX, iPhone.
    return 1 < letters <= LONGEST_WORD and _CAMEL.search(word) is None


_BETWEEN_WORDS = re.compile(r"[@/·]")
_WITHIN_WORDS = re.compile(r"[-'’]")
_CAMEL = re.compile(r"[a-z][A-Z]")


def _weight(token: str, script: str) -> int:
    """How many words a run in any script but Latin stands for."""
    unit = SCRIPTS[script].unit if script in SCRIPTS else "run"
    letters = len(token) if unit == "character" else sum(map(str.isalpha, token))
    if unit == "run":
        return int(letters > (script == "greek"))  # a Greek letter alone is a variable
    return letters if unit == "character" else -(-letters // QUARTER)


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
        r"|\\(?:begin|end|label|ref|eqref|cite)\{[^{}\s]{1,40}\}|(?P<newline>\\n(?:\\n)+|\\n(?![a-z]))|(?P<command>\\[A-Za-z]+)"
        rf"|(?P<latin>{latin}(?:[.@/'’·-]{latin})*)"
        rf"|{groups}"
        r"|(?P<stop>[.!?…;:\n。！？；：؟۔।॥]+)"
        rf"|(?P<other>[^\W\d_]+)"
    )


def _visible(text: str) -> str:
    """A text without what nobody sees and what cuts a word in pieces: soft hyphens, joiners, marks of direction."""
    text = text.translate(_invisible())
    # Between Persian letters this one is part of the spelling.
    return _STRAY_NON_JOINER.sub("", text) if "\u200c" in text else text


_STRAY_NON_JOINER = re.compile(r"(?<![\u0600-\u06ff])\u200c+|\u200c+(?![\u0600-\u06ff\u200c])")


@cache
def _invisible() -> dict[int, None]:
    hidden = [
        0xAD,
        0x61C,
        0x180E,
        0xFEFF,
        0x200B,
        0x200D,
        0x200E,
        0x200F,
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
    ]
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
