"""What is between the blanks of a text, read once: a text has few different chunks, and a batch hardly more.

No token reaches over a blank, but for words in a row, which are one run. So the words of a text are those of its
chunks, and what a chunk holds can be remembered. Where the neighbours of a chunk do have a say, `depends_on_neighbours`
knows. Chunks are bytes, of which a text is made much faster than of characters.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from functools import cache, partial
from itertools import accumulate
from typing import NamedTuple

from verifiers.language.scripts import MARKS, SCRIPTS, character_class
from verifiers.language.tokens import APOSTROPHES, REFERENCE, token_pattern
from verifiers.language.words import ARGUMENT, EITHER, LONGEST_WORD, symbols, words

LONGEST_CHUNK = 64
"""Bytes of a chunk that is read so. Words are shorter, and so are nearly all terms."""
BREAK = b"\x01"
"""Stands for the end of a sentence among the chunks of a text."""


class Chunk(NamedTuple):
    """What a chunk holds.

    words: its words. script: that of all of them ("" where there are none), or `None` where they are in several, or not
    counted one by one, or where a mark may belong to another chunk, or a sentence ends between them. ends: whether a
    sentence ends behind its words, and so before the next chunk. doubtful: how many characters look like identifiers
    and the like. letters: how many single Latin letters it has. depends: whether it begins or ends with a word that its
    neighbours may make another thing of.
    """

    words: tuple[str, ...]
    script: str | None
    ends: bool
    doubtful: int
    letters: int
    depends: bool


def chunks_of(text: str) -> list[bytes]:
    """The chunks of a text, in order, without most marks that are around words, so that few are different.

    Where a sentence ends there is a `BREAK`, but for the sentences that end in a chunk that stays as it is.
    """
    plain = not any(mark in text and pattern.search(text) for mark, pattern in _MEANINGFUL)
    chunks = text.encode("utf-8", "surrogatepass").translate(_MARKS if plain else _LINES)
    chunks = chunks.replace(b"\x01\x01", BREAK).replace(BREAK, b" \x01 ")
    if plain:
        chunks = chunks.replace(b" (", b" ").replace(b". ", b" \x01 ")
    return chunks.split()


_LINES = bytes.maketrans(b"\n\x01", b"\x01 ")
_MARKS = bytes.maketrans(b'\n:;!?\x01,)*"', b"\x01\x01\x01\x01\x01     ")
_MEANINGFUL = (
    ("<", re.compile(r"</?[A-Za-z]")),
    ("&", re.compile(r"&[a-z]{2,8};")),
    (":", re.compile(r":(?://|\\)")),
    ("/", re.compile(r"/(?<![A-Za-z0-9]/)[A-Za-z0-9_.-]")),
    ("www.", re.compile(r"www\.")),
    ("\\", REFERENCE),
)
"""Tags, entities, addresses, paths and references: within them, marks are no marks."""


def read_chunks(chunks: Sequence[bytes]) -> list[Chunk]:
    """What each of some chunks holds."""
    plain = [chunk for chunk in chunks if _PLAIN.fullmatch(chunk) and chunk not in _special()]
    found = {chunk: Chunk((chunk.decode(),), "latin", False, 0, 0, False) for chunk in plain}  # noqa: FBT003 - fields
    rest = [chunk for chunk in chunks if chunk not in found] if plain else chunks
    found.update(zip(rest, _read_together(rest), strict=True))
    return list(map(found.__getitem__, chunks))


_PLAIN = re.compile(rb"[A-Za-z][a-z]{1,%d}(?<!%s)" % (LONGEST_WORD - 1, b")(?<!".join(map(str.encode, EITHER.split()))))
"""A word as it is, wherever it is: in small letters but for the first, and not ending like a function."""


@cache
def _special() -> frozenset[bytes]:
    return frozenset(map(str.encode, symbols()))


def _read_together(chunks: Sequence[bytes]) -> list[Chunk]:
    """What chunks hold that are no plain words: read together, because that is faster."""
    texts = [chunk.decode("utf-8", "surrogatepass") for chunk in chunks]
    ends = list(accumulate([len(text) + len(_BETWEEN) for text in texts]))
    reading = words(_BETWEEN.join(texts))
    found: list[list[str]] = [[] for _ in texts]
    scripts: list[set[str]] = [set() for _ in texts]
    last = [0] * len(texts)
    for run in reading.runs:
        at = bisect_right(ends, run.start)
        found[at] += run.words
        scripts[at].add(run.script)
        last[at] = run.start - (ends[at] - len(texts[at]) - len(_BETWEEN))
    doubtful, letters = (_lengths(rows, ends) for rows in (reading.doubtful, reading.letters))
    read = []
    for at, text in enumerate(texts):
        stop = 0 if chunks[at] == BREAK else _first_stop(text)
        clear = (text.isascii() or _marks().search(text) is None) and (stop is None or stop > last[at] or not found[at])
        script = _only(scripts[at]) if clear else None
        read.append(Chunk(tuple(found[at]), script, stop is not None, doubtful[at], letters[at], _depends(text)))
    return read


_BETWEEN = "\n>\n"
"""What is between chunks that are read together: no token reaches over it, not even a tag with attributes."""


def _lengths(rows: Iterable[tuple[int, str]], ends: Sequence[int]) -> list[int]:
    lengths = [0] * len(ends)
    for start, token in rows:
        lengths[bisect_right(ends, start)] += len(token)
    return lengths


def _only(scripts: set[str]) -> str | None:
    """The script of all words; "" where there is no word."""
    if len(scripts) > 1:
        return None
    script = next(iter(scripts), "")
    return script if not script or (script in SCRIPTS and SCRIPTS[script].unit == "run") else None


@cache
def _marks() -> re.Pattern[str]:
    """An accent: at the beginning of a chunk it may be part of the run before."""
    return re.compile(f"[{character_class(MARKS)}]")


def _first_stop(chunk: str) -> int | None:
    """Where the first sentence of a chunk ends."""
    if _STOP.search(chunk) is None:
        return None
    matches = token_pattern(chunk).finditer(chunk)
    return next((match.start() for match in matches if match.lastgroup in {"stop", "newline"}), None)


_STOP = re.compile(r"[.!?…;:。！？；：؟۔।॥]|\\n")
_EITHER = tuple(EITHER.split())


def _depends(chunk: str) -> bool:
    """Whether a chunk begins with two capitals, or ends with what may be a function."""
    first = chunk[:2]
    return (first.isupper() and first.isalpha() and first.isascii() and len(first) > 1) or chunk.endswith(_EITHER)


def depends_on_neighbours(text: str, chunks: Collection[bytes]) -> bool:
    """Whether some word of a text may be read otherwise than in its chunk alone. In doubt it is.

    chunks: those of the text that depend on their neighbours, if these are of a certain kind.
    """
    if "<" in text and ATTRIBUTES.search(text):
        return True
    functions = [one for one in EITHER.split() if any(chunk.endswith(one.encode()) for chunk in chunks)]
    pairs = {chunk[:2].decode() for chunk in chunks if chunk[:2].isalpha() and chunk[:2].isupper()}
    return (
        len(pairs) > MAX_PAIRS
        or any(map(partial(_has_argument, text), functions))
        or any(map(partial(_is_loud, text), pairs))
    )


def _has_argument(text: str, function: str) -> bool:
    """Whether a function is followed by its argument, which makes it no word: "max 7"."""
    at = text.find(f"{function} ")
    while at >= 0:
        if ARGUMENT.match(text, at + len(function)) and not (at and text[at - 1].isalpha()):
            return True
        at = text.find(f"{function} ", at + len(function))
    return False


def without_called(text: str) -> str:
    """A text without functions that are followed by their argument, which are no words: "max 7" is 7."""
    return _called().sub(" ", text)


@cache
def _called() -> re.Pattern[str]:
    # A name that is part of a longer token is looked back at from its end: all of them have three letters.
    functions, joining = "|".join(EITHER.split()), f"\\w{character_class(MARKS)}.@/·{APOSTROPHES}-"
    return re.compile(rf"\b(?:{functions})(?<![{joining}].{{3}})(?={ARGUMENT.pattern})(?= )")


def _is_loud(text: str, pair: str) -> bool:
    """Whether two words in capitals are side by side, where an abbreviation is a word.

    pair: how the second one begins.
    """
    at = text.find(f" {pair}")
    while at >= 0:
        if at and not _ends_small(text, at):
            return True
        at = text.find(f" {pair}", at + len(pair))
    return False


def _ends_small(text: str, end: int) -> bool:
    """Whether what precedes a place is no word in capitals."""
    last = text[end - 1]
    if last.isdigit():
        before = text[max(0, end - LONGEST_CHUNK) : end].rsplit(maxsplit=1)[-1]
        return before == before.lower()
    return last.islower() or last in _NO_CAPITAL or _BEHIND_LATIN[0] <= last < _BEHIND_LATIN[1]


ATTRIBUTES = re.compile(r"</?[A-Za-z][A-Za-z0-9_-]{0,30}\s[^<>=]{0,40}=")
_NO_CAPITAL = frozenset(" \t\n,.:;!?()[]{}=+-*/|^%#\"'")
_BEHIND_LATIN = ("\u0370", "\u1ab0")
"""No Latin letter and no accent in a row: Greek, Cyrillic, Arabic and more."""
MAX_PAIRS = 64
"""Pairs of capitals that are looked for in a text one by one."""
