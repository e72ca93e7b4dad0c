"""The natural words of a text: not numbers, identifiers, addresses, tags, commands or single letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import islice
from typing import NamedTuple

from verifiers.language.commands import commands
from verifiers.language.scripts import MARKS, SCRIPTS, character_class
from verifiers.language.tokens import APOSTROPHES, token_pattern

LONGEST_WORD = 45
"""A longer run of Latin letters is a key, a hash or a loop, not a word. The longest German words in use have 40."""
QUARTER = 4
"""Letters in a word of a script without spaces: the mean of Thai."""
LONGEST_CHAIN = 4
"""`os.path.join`, `snake_case_name` are identifiers; a chain of more parts is prose with dots for blanks."""
AT_ONCE = 4096
"""Tokens that are looked at together; more would take memory for nothing."""


class Run(NamedTuple):
    """Words of one script in a row, with nothing between them but blanks and commas.

    words: the words; in a script without spaces, all of it as one. weight: how many words they are.
    sentence: the number of the sentence they are in. start: where they begin in the text.
    """

    script: str
    words: Sequence[str]
    weight: int
    sentence: int
    start: int


class Reading(NamedTuple):
    """What a text holds.

    runs: its words, in order. doubtful: what looks like an identifier, an address or a tag, and where it begins.
    letters: single Latin letters that are in a row, and where that begins.
    """

    runs: list[Run]
    doubtful: list[tuple[int, str]]
    letters: list[tuple[int, str]]


def words(text: str) -> Reading:
    """The natural words of a text, in order. One pass; the pattern has no choice to go back to."""
    reading = Reading([], [], [])
    tokens = token_pattern(text).finditer(text)
    sentence, shouted = 0, -2
    while batch := list(islice(tokens, AT_ONCE)):
        sentence, shouted = _read(batch, sentence, shouted, reading)
    return reading


def _read(batch: Sequence[re.Match[str]], sentence: int, shouted: int, reading: Reading) -> tuple[int, int]:
    """Add what some tokens hold to a reading.

    sentence: the number of the sentence. shouted: where the last run of Latin letters ended, if it was all capitals.
    Returns both as they are behind the tokens.
    """
    runs = reading.runs
    unsure = _unsure(batch)
    for match in batch:
        kind, token, start = match.lastgroup, match[0], match.start()
        if kind is None:
            continue
        if kind == "plain":
            pieces = (token.replace(",", " ") if "," in token else token).split()
            found = [piece for piece in pieces if len(piece) > 1]
            if len(found) < len(pieces):
                reading.letters.append((start, "".join(piece for piece in pieces if len(piece) == 1)))
            if not unsure.isdisjoint(found):
                found = _one_by_one(match, unsure, shouted, reading)
            if found:
                runs.append(Run("latin", found, len(found), sentence, start))
            shouted = match.end() if pieces[-1].isupper() else -2
        elif kind in {"stop", "newline"}:
            sentence += 1
        elif kind == "latin":
            found = _latin_words(match, shouted, reading)
            if found:
                runs.append(Run("latin", found, len(found), sentence, start))
            shouted = match.end() if token.isupper() else -2
        elif kind == "command":
            if token[1:] not in commands() and is_word(token[1:]):
                runs.append(Run("latin", (token[1:],), 1, sentence, start))
        elif kind == "skipped":
            reading.doubtful.append((start, token))
        else:
            run = _run(token, kind, sentence, start)
            if run.weight:
                runs.append(run)
    return sentence, shouted


def _unsure(batch: Sequence[re.Match[str]]) -> set[str]:
    """The words in plain runs that may not be words wherever they stand: few, and one search over all finds them."""
    text = " ".join([match[0] for match in batch if match.lastgroup == "plain"])
    different = set((text.replace(",", " ") if "," in text else text).split())
    unsure = different & _special()
    unsure.update([word for word in different if len(word) > LONGEST_WORD])
    text = " ".join(different)
    at = 0
    while odd := _odd().search(text, at):
        begin, end = text.rfind(" ", 0, odd.start()) + 1, text.find(" ", odd.end())
        at = end if end >= 0 else len(text)
        unsure.add(text[begin:at])
    return unsure


@cache
def _special() -> frozenset[str]:
    return symbols() | _either()


@cache
def _odd() -> re.Pattern[str]:
    """Among words with blanks between them: all in capitals, with a capital inside, with marks or what is no letter.

    One class of characters first, because a search for that is fast, and no more ranges in it than need be: all that
    is beyond the basic plane is odd.
    """
    latin = [ends.partition("-") for ends in SCRIPTS["latin"].ranges.split()]
    characters = [chr(one) for first, _, last in latin for one in range(int(first, 16), int(last or first, 16) + 1)]
    no_letters = "".join(one for one in characters if not one.isalpha() and one < "\U00010000")
    other = f"{character_class(MARKS)}{no_letters}\U00010000-\U0010ffff"
    return re.compile(rf"[A-Z{other}](?:(?<=[{other}])|(?<=[a-z].)|(?<!\S.)[A-Z]{{1,4}}(?!\S))")


def _one_by_one(match: re.Match[str], unsure: set[str], shouted: int, reading: Reading) -> list[str]:
    """The words of a run some of whose words depend on what is around them."""
    found = []
    for part in _PART.finditer(match.string, match.start(), match.end()):
        word = part[0]
        if word in unsure:
            found += _latin_words(part, shouted, reading)
        elif len(word) > 1:
            found.append(word)
        shouted = part.end() if word.isupper() else -2
    return found


_PART = re.compile(r"[^ ,]+")

# A short word of capitals alone names points or is an abbreviation (ABC, NASA); beside another it is a word, loudly.
_CAPITALS = re.compile(r"[A-Z]{2,5}")
_SHOUTING_ON = re.compile(r" [A-Z]{2,}(?![a-z])")
EITHER = "sin tan sec sup inf max min mod arg deg det dim"
"""Functions that are words of some language too; they are functions where an argument follows."""
ARGUMENT = re.compile(r" ?(?:[(\\$0-9\u0370-\u03ff]|[A-Za-z](?![A-Za-z]))")
_SYMBOLS = """
arccos arcsin arctan cos cosh cot coth csc exp gcd lcm lim ln log sgn sinh sqrt tanh
mm cm dm km mg kg ml mL Hz kHz MHz GHz kW kWh MB GB KB kB mol
"""
"""Functions and units that are no word of any language."""


@cache
def symbols() -> frozenset[str]:
    """Functions and units that are no words."""
    return frozenset(_SYMBOLS.split())


@cache
def _either() -> frozenset[str]:
    return frozenset(EITHER.split())


def _latin_words(match: re.Match[str], shouted: int, reading: Reading) -> list[str]:
    """The words in a run of Latin letters, digits and the marks that may join them."""
    token, text, end = match[0], match.string, match.end()
    if token.isdigit():
        return []
    called = text.startswith("(", end)
    if token.isalpha() and not called:  # by far the most
        if token in symbols() or (token in _either() and ARGUMENT.match(text, end)):
            return []
        after_shouting = match.start() == shouted + 1 and text[shouted] == " "
        abbreviation = _CAPITALS.fullmatch(token) and not after_shouting and not _SHOUTING_ON.match(text, end)
        if is_word(token) and not abbreviation:
            return [token]
        if len(token) > 1:
            reading.doubtful.append((match.start(), token))
        return []
    dotted = token.split(".")
    if called and len(dotted) <= LONGEST_CHAIN:
        dotted.pop()  # the name of a function
    if token.count("@") == 1 or (
        # os.path, e.g, file.txt; "end.Then" only lacks a blank
        1 < len(dotted) <= LONGEST_CHAIN and not any(part[:1].isupper() for part in dotted[1:])
    ):
        reading.doubtful.append((match.start(), token))
        return []
    found = [
        word
        for part in dotted
        for piece in _BETWEEN_WORDS.split(part)
        for word in _pieces(piece.strip("_"))
        if is_word(word) and word not in symbols()  # km/h
    ]
    if not found and _LETTERS.search(token):
        reading.doubtful.append((match.start(), token))
    return found


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


def is_word(word: str) -> bool:
    """Whether letters, with hyphens and apostrophes perhaps, are a word by their number and their capitals."""
    letters = len(word) if word.isalpha() else sum(map(str.isalpha, word))
    # A capital behind a small letter: camelCase, LaTeX, iPhone.
    return 1 < letters <= LONGEST_WORD and _CAMEL.search(word) is None


_BETWEEN_WORDS = re.compile(r"[@/·]")
_WITHIN_WORDS = re.compile(f"[-{APOSTROPHES}]")
_CAMEL = re.compile(r"[a-z][A-Z]")
_LETTERS = re.compile(rf"[^\W\d_]{{2}}|[^\W\d_][-.{APOSTROPHES}][^\W\d_]")


def _run(token: str, script: str, sentence: int, start: int) -> Run:
    """A run in any script but Latin, with the number of its words."""
    unit = SCRIPTS[script].unit if script in SCRIPTS else "run"
    if unit == "run":
        pieces = (token.replace(",", " ") if "," in token else token).split()
        if script == "greek":  # a Greek letter alone is a variable
            found = [piece for piece in pieces if _count(piece) > 1]
        elif "".join(pieces).isalpha():
            found = pieces
        else:
            found = [piece for piece in pieces if any(map(str.isalpha, piece))]
        return Run(script, found, len(found), sentence, start)
    weight = len(token) if unit == "character" else -(-_count(token) // QUARTER)
    return Run(script, (token,), weight, sentence, start)


def _count(token: str) -> int:
    return sum(map(str.isalpha, token))
