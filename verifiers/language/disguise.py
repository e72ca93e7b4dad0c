"""Words that dress up as what is not counted: `this1`, `tHis`, `the_sum`, `/is/the/sum`, `<a b="the sum">`, t h i s.

An honest chain of thought has identifiers, addresses and tags too, so they count only where they are many beside the
other words, and only where they read like language: small words (the, of, is) are a third of any prose, and rare in
names. Single letters count only where they are many and could spell something.

Not covered: codes that a reader would have to break, such as base64, or English in the letters of another script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from verifiers.language.languages import languages_in
from verifiers.language.profiles import words_of
from verifiers.language.scripts import SCRIPTS, character_class
from verifiers.language.words import LONGEST_CHAIN, LONGEST_WORD, Reading, Run, is_word

FEWEST = 8
SHARE = 0.25
"""Hidden words count as soon as there are more than `FEWEST`, and more than that share of the others."""
SMALL_WORDS = 0.2
DIFFERENT_SMALL_WORDS = 5
"""What reads like language has that share of small words of one language, and that many different ones."""
LETTERS_IN_A_WORD = 5
LETTERS_AT_ONCE = 20
VOWELS = (0.28, 0.6)
"""The share of vowels among the letters of a text in Latin letters; of random ones it is a quarter or less."""
DIFFERENT_LETTERS = 10
"""Single letters that spell prose are of many kinds; variables are of a few."""


def are_many(hidden: int, visible: int) -> bool:
    """Whether so many hidden words count beside so many others. They never make a text of their own worth anything."""
    return visible > 0 and hidden > max(FEWEST, SHARE * visible)


def disguised(reading: Reading, visible: int) -> list[Run]:
    """The words in disguise, where they count beside so many others."""
    runs: list[Run] = []
    # A word has two letters at least: mostly there cannot be many, and nothing needs to be taken apart.
    if are_many(sum([len(token) for _, token in reading.doubtful]) // 2, visible):
        tokens = [(start, _words_in(token)) for start, token in reading.doubtful]
        words = [word for _, found in tokens for word in found]
        if are_many(len(words), visible) and _is_language(words):
            runs += [Run("latin", found, len(found), 0, start) for start, found in tokens if found]
    unspaced = [(start, token) for start, token in reading.doubtful if _has_no_blanks(token)]
    if are_many(sum([len(token) for _, token in unspaced]) // LETTERS_IN_A_WORD, visible):
        for start, token in unspaced:
            runs.append(Run("latin", (token[:LONGEST_WORD],), -(-len(token) // LETTERS_IN_A_WORD), 0, start))
    letters = "".join([row for _, row in reading.letters])
    many = are_many(len(letters) // LETTERS_IN_A_WORD, visible)
    if many and len(set(letters.casefold())) >= DIFFERENT_LETTERS:
        runs += _spelled(reading.letters)
    return runs


def reads_like_language(runs: Sequence[Run]) -> bool:
    """Whether words that were quoted in code are prose rather than names and messages."""
    if any(run.script != "latin" and run.weight > 1 for run in runs):
        return True
    return _is_language([word for run in runs for word in run.words])


def _has_no_blanks(token: str) -> bool:
    """Whether a token too long for a word is made of words: its letters are many, and vowels as often as in words."""
    if len(token) <= LONGEST_WORD or not token.isalpha():
        return False
    lowered = token.lower()
    vowels = sum(map(lowered.count, "aeiouyàâäåáãæéèêëíîïóôöõøúùûüœ"))
    least, most = VOWELS
    return len(set(lowered)) >= DIFFERENT_LETTERS and least <= vowels / len(lowered) <= most


def _spelled(rows: Sequence[tuple[int, str]]) -> Iterator[Run]:
    """Single letters as words: enough of them together to tell their language."""
    begin, letters = 0, ""
    for index, (start, row) in enumerate(rows):
        begin, letters = (begin, letters) if letters else (start, "")
        letters += row
        if len(letters) >= LETTERS_AT_ONCE or index + 1 == len(rows):
            yield Run("latin", (letters[:LONGEST_WORD],), -(-len(letters) // LETTERS_IN_A_WORD), 0, begin)
            letters = ""


def _is_language(words: Sequence[str]) -> bool:
    """Whether words read like a language rather than like names: some language has enough of its small words there."""
    lowered = [word.lower() for word in words]
    for small in _small_words():
        found = [word for word in lowered if word in small]
        if len(found) >= SMALL_WORDS * len(lowered) and len(set(found)) >= DIFFERENT_SMALL_WORDS:
            return True
    return False


@cache
def _small_words() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(word for word in words_of(one).small if len(word) > 1) for one in languages_in("latin"))


@cache
def _any_small_word() -> frozenset[str]:
    return frozenset().union(*_small_words())


def _words_in(token: str) -> list[str]:
    """The words that a token may have been made of."""
    words = []
    parts = _parts().findall(token)
    if len(parts) > 1 and all(len(part) == 1 for part in parts):
        return ["".join(parts).lower()]  # t.h.e
    for part in parts:
        if len(part) > 2 and (spelled := part.translate(_LEET).lower()) in _any_small_word():
            words.append(spelled)  # th3, 4nd
            continue
        between = _DIGITS.split(part)
        if len(between) > LONGEST_CHAIN:  # the1sum1of1the1two
            words += [piece.lower() for piece in between]
            continue
        plain = part.strip("0123456789")
        if any(map(str.isdigit, plain)):
            plain = plain.translate(_LEET)
        words += _by_capitals(plain)
    return [word for word in words if is_word(word)]


def _by_capitals(part: str) -> list[str]:
    """`isPrime` is two words, `tHis` is one."""
    lowered = part.lower()
    pieces = _CAPITALS.sub(" ", part).lower().split()
    if len(pieces) == 1 or lowered in _any_small_word():
        return [lowered]
    small = len(pieces) > 2 or any(piece in _any_small_word() for piece in pieces)
    return pieces if small and all(len(piece) > 1 for piece in pieces) else [lowered]


_DIGITS = re.compile(r"\d+")
_CAPITALS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LEET = str.maketrans("0134578", "oieastb")


@cache
def _parts() -> re.Pattern[str]:
    return re.compile(f"[{character_class(SCRIPTS['latin'].ranges)}0-9]+")
