"""Prose without its formulas and code, in one pass, with a rule against prose that dresses up as either.

A model that is paid for the language of its words can hide words of another: in `$…$`, in a code block. So a formula
or a block that reads like prose is prose; and words that are hidden in small doses, in many formulas, are counted
once they are many (the caller decides, see `hidden`).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from verifiers.language.disguise import LETTERS_IN_A_WORD
from verifiers.language.scripts import MARKS, SCRIPTS, character_class
from verifiers.language.words import LONGEST_WORD

PROSE_WORDS_IN_FORMULA = 4
"""A formula with that many plain words is prose. Above `P(\\text{red or blue})`, below any sentence worth hiding."""
SHORTEST_PLAIN_WORD = 3
"""Two letters side by side in a formula are a product or a line; three are a word at times, and at times `abc`."""
PROSE_WORDS_IN_CODE = 8
PROSE_LETTERS_IN_CODE = 0.9
"""A code block is prose when its letters are that share of what is not blank; programs stay well below it."""

LONGEST_REMEMBERED = 100
REMEMBERED = 8192
"""Formulas that are remembered, and how long they are: a chain of thought repeats them, and so do those of a group. Two
megabytes at most."""

_FUNCTIONS = """
arccos arcsin arctan arg cos cosh cot csc deg det dim exp gcd hom inf ker lcm lim log max min mod sec sgn sin
sinh sqrt sup tan tanh
"""


class Prose(NamedTuple):
    """What is left of a text.

    text: the prose, with blanks where something was cut out, so that every word is where it was.
    hidden: formulas that hold a few plain words, and inline code of words only; and where each begins.
    quoted: comments and strings in code, and words in a row in inline code; and where each begins.
    """

    text: str
    hidden: tuple[tuple[int, str], ...]
    quoted: tuple[tuple[int, str], ...] = ()


def split_prose(text: str) -> Prose:
    r"""Cut formulas (`$…$`, `$$…$$`, `\(…\)`, `\[…\]`, environments) and code (fenced, inline) out of a text.

    Linear: a closing mark is looked for once, and remembered until the scan has passed it.
    """
    if not any(map(text.__contains__, "$`~\\")):
        return Prose(text, ())
    kept: list[str] = []
    hidden: list[tuple[int, str]] = []
    quoted: list[tuple[int, str]] = []
    find = _Closers(text).find
    at = 0
    for match in _OPENING.finditer(text):
        if match.start() < at or match["escape"]:
            continue
        start, mark = match.end(), match[0]
        environment = match["environment"]
        end_mark = f"\\end{{{environment}}}" if environment else _CLOSING.get(mark, mark)
        end = find(end_mark, start)
        is_code = mark[0] in "`~"
        if end < 0 and mark in {"```", "~~~"}:
            # A block that is never closed goes on to the end, as in Markdown. One that does not begin a line is perhaps
            # only talked about, and ends with its paragraph.
            begins = not text[text.rfind("\n", 0, start) + 1 : start - len(mark)].strip()
            end, end_mark = -1 if begins else find("\n\n", start), ""
            end = len(text) if end < 0 else end
        if end < 0 or (_is_inline(mark) and 0 <= find("\n\n", start) < end):
            continue
        content = text[start:end]
        if is_code:
            if _reads_like_prose(content):
                continue
            if _is_inline(mark) and content.replace(" ", "").isalpha():
                hidden.append((start, content))
            else:
                pattern = _WORDS_IN_A_ROW if _is_inline(mark) else _QUOTED
                quoted += [(start + match.start(), match[0]) for match in pattern.finditer(content)]
        else:
            joined, plain = _remembered(content) if len(content) <= LONGEST_REMEMBERED else _read(content)
            if plain >= PROSE_WORDS_IN_FORMULA or (plain and mark == "$" and _is_price(text, start, end)):
                if joined != content:
                    kept += [text[at:start], joined.ljust(len(content))]
                    at = end
                continue
            if plain:
                hidden.append((start, content))
        kept.append(text[at : match.start()])
        at = min(end + len(end_mark), len(text))
        kept.append((" " if _is_inline(mark) else "\n").ljust(at - match.start()))
    kept.append(text[at:])
    return Prose("".join(kept), tuple(hidden), tuple(quoted))


# One class of characters first, because a search for that is fast.
_OPENING = re.compile(
    r"[$`~\\](?:(?<=`)`{0,2}|(?<=~)~~|(?<=\$)\$?"
    r"|(?<=\\)(?:(?P<escape>[\\$`])|[(\[]|begin\{(?P<environment>[A-Za-z]{1,30}\*?)\}))"
)
_QUOTED = re.compile(
    r'"[^"\n]{2,}"?|(?:#|//|--|%|;;)[^\n]{2,}|/\*+[^*]{2,}|\'[^\'\n]{2,}\'?'  # what is never closed ends with the line
    r"|`[^`]{2,}|<!--[^<>]{2,}"
)
_WORDS_IN_A_ROW = re.compile(r"[^\W\d_]{2,}(?:[ ,;:]+[^\W\d_]+){2,}")
_SPELLED = re.compile(r"(?<![A-Za-z\\])(?:[A-Za-z] ){12}")
_BETWEEN_LETTERS = re.compile(r"(?:(?<=[^A-Za-z\\][A-Za-z])|(?<=^[A-Za-z])) (?=[A-Za-z](?![A-Za-z]))")
_GLUE = re.compile(r"\\[,;:!/>]|\{\}|\\hspace\{[^{}]{0,20}\}|\\kern-?[0-9.]{1,8}(?:em|ex|pt|mu)?")


def _joined(formula: str) -> str:
    r"""A formula whose letters are side by side as they are seen: `W\,e\ ad\,d` is "We add"."""
    if "\\" not in formula and "{}" not in formula and _SPELLED.search(formula) is None:
        return formula
    # Blanks between letters are nothing in a formula, and only `\ ` is one.
    joined = _BETWEEN_LETTERS.sub("", _GLUE.sub("", formula)).replace("\\ ", " ").replace("~", " ")
    # Not `a\,dx` and the like: words that are found only so are many, or they are none.
    return joined if _plain_words(joined, PROSE_WORDS_IN_FORMULA) >= PROSE_WORDS_IN_FORMULA else formula


def _read(formula: str) -> tuple[str, int]:
    """A formula as it is seen, and how many plain words it has, up to the number from which it is prose."""
    joined = _joined(formula)
    return joined, _plain_words(joined, PROSE_WORDS_IN_FORMULA)


_remembered = lru_cache(maxsize=REMEMBERED)(_read)

_END = re.compile(r"\\end\{[A-Za-z]{1,30}\*?\}")
_CLOSING = {"\\(": "\\)", "\\[": "\\]"}


class _Closers:
    """Where marks come next, for questions that move forward only: each mark is searched for once over the text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next: dict[str, int] = {}
        self._ends: dict[str, list[int]] | None = None

    def find(self, mark: str, start: int) -> int:
        """The first place of a mark at or after `start`, or -1."""
        if mark.startswith("\\end"):
            return self._find_end(mark, start)
        known = self._next.get(mark)
        if known is None or 0 <= known < start:
            known = self._next[mark] = self._text.find(mark, start)
        return known

    def _find_end(self, mark: str, start: int) -> int:
        # Environments have as many names as a text cares to make up: all their ends are found in one pass.
        if self._ends is None:
            self._ends = {}
            for match in _END.finditer(self._text):
                self._ends.setdefault(match[0], []).append(match.start())
            for places in self._ends.values():
                places.reverse()
        places = self._ends.get(mark, [])
        while places and places[-1] < start:
            places.pop()
        return places[-1] if places else -1


def _is_inline(mark: str) -> bool:
    return mark in {"$", "\\(", "`", "``"}


def _is_price(text: str, start: int, end: int) -> bool:
    """Whether two dollar signs are two prices rather than a formula: the rule of Pandoc."""
    return text[start].isspace() or text[end - 1].isspace() or text[end + 1 : end + 2].isdigit()


@cache
def _functions() -> frozenset[str]:
    return frozenset(_FUNCTIONS.split())


@cache
def _word() -> re.Pattern[str]:
    """A command, or letters with their marks. Each character of Han or Kana is a word of its own."""
    cjk = character_class(SCRIPTS["cjk"].ranges)
    marked = "".join(character_class(script.ranges) for name, script in SCRIPTS.items() if name != "cjk")
    return re.compile(rf"\\[A-Za-z]+|(?P<cjk>[{cjk}])|[{marked}{character_class(MARKS)}]+")


def _plain_words(content: str, limit: int) -> int:
    """How many plain words a formula holds, counted up to a limit: no commands, no functions, no products of letters.

    Two characters of Han or Kana count as one word here, and so do three letters, unless they name points (ABC).
    """
    halves = 0
    for match in _word().finditer(content):
        run = match[0]
        if run[0] == "\\" or run in _functions():
            continue
        if len(run) > LONGEST_WORD:  # words without blanks
            halves += 2 * len(run) // LETTERS_IN_A_WORD
            continue
        if match["cjk"]:
            halves += 1
        elif len(run) >= SHORTEST_PLAIN_WORD and not (run.isascii() and run.isupper()):
            halves += 2
        if halves >= 2 * limit:
            break
    return halves // 2


def _reads_like_prose(content: str) -> bool:
    words = letters = 0
    for match in _word().finditer(content):
        words += 1
        letters += match.end() - match.start()
    return words >= PROSE_WORDS_IN_CODE and letters >= PROSE_LETTERS_IN_CODE * len("".join(content.split()))
