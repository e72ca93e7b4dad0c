r"""Letters written by their numbers (`&#76;`, `\u004c`, `%4c`), or in Braille.

They show no letter to count, so a chain of thought in another language could be written in them. Letters by their
numbers are read; of Braille, whose cells mean other letters in each language, it is only known how much there is, and
it is in no language. An honest chain has some of either, so the caller counts them only where they are many.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from verifiers.language.disguise import LETTERS_IN_A_WORD
from verifiers.language.words import LONGEST_WORD, Run, words

MAX_CODE = 0x10FFFF
"""The last character of Unicode."""
_HEX = "[0-9A-Fa-f]"
# One class of characters first, because a search for that is fast.
_NUMBER = re.compile(
    rf"[&\\%](?:(?<=&)#(?:(?P<decimal>[0-9]{{1,7}})|[xX](?P<hexadecimal>{_HEX}{{1,6}}));?"
    rf"|(?<=\\)\\{{0,3}}(?:u(?P<four>{_HEX}{{4}})|u\{{(?P<braced>{_HEX}{{1,6}})\}}"
    rf"|U(?P<eight>{_HEX}{{8}})|x(?P<two>{_HEX}{{2}}))"
    rf"|(?<=%)(?P<percents>{_HEX}{{2}}(?:%{_HEX}{{2}})*))"
)
_CHUNK = re.compile(r"\S+")
_BRAILLE = re.compile("[\u2801-\u28ff]+")
_BRAILLE_BEGINS = (b"\xe2\xa0", b"\xe2\xa1", b"\xe2\xa2", b"\xe2\xa3")
"""The first bytes of its characters: a search for them takes a hundredth of the time of one for the class."""


def encoded(text: str) -> list[Run]:
    """The words of a text that are written so; those of a chunk between blanks are whole, whatever part is plain."""
    runs = []
    if not text.isascii() and _has_braille(text):
        cells = [(match.start(), match[0]) for match in _BRAILLE.finditer(text)]
        runs = [Run("braille", (row[:LONGEST_WORD],), -(-len(row) // LETTERS_IN_A_WORD), 0, at) for at, row in cells]
    if _NUMBER.search(text) is None:
        return runs
    chunks = [match for match in _CHUNK.finditer(text) if _NUMBER.search(match[0])]
    said = words(" ".join([_NUMBER.sub(_character, chunk[0]) for chunk in chunks])).runs
    return runs + [run._replace(start=chunks[0].start()) for run in said]


def _has_braille(text: str) -> bool:
    written = text.encode("utf-8", "surrogatepass")
    return any(begin in written for begin in _BRAILLE_BEGINS)


def _character(match: re.Match[str]) -> str:
    if match["percents"]:
        return unquote(match[0])
    code = int(match["decimal"]) if match["decimal"] else int(match[match.lastgroup or 0], 16)
    return chr(code) if code <= MAX_CODE else " "
