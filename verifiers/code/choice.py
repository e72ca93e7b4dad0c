"""Which of an answer's blocks is the program: the one that defines what the tests call, or that reads their input.

By the shape of lines, as in extract.py, whose blocks they are. A block behind the program is mostly an example of its
use, or a line of it that is explained; one in front of it is an earlier draft, or a part of it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

MAX_JOINED = 8
"""Blocks in front of the program that may be parts of it. Answers in more parts than that are not seen."""

_IMPORT = re.compile(r"^(?:from[ ]+[\w.]+[ ]+)?import[ ]+([^\n#;]+)", re.MULTILINE)
_TOP = re.compile(r"^(?:(?:async[ ]+)?def|class)[ ]+(\w+)|^([A-Za-z_]\w*)(?:[ ]*:[^=\n]*)?[ ]*=(?!=)", re.MULTILINE)
_ANY = re.compile(
    r"^[ \t]*(?:(?:async[ ]+)?def|class)[ ]+(\w+)|^([A-Za-z_]\w*)(?:[ ]*:[^=\n]*)?[ ]*=(?!=)", re.MULTILINE
)
_WORD = re.compile(r"\w+")
_READS = {
    "python": re.compile(r"\binput\b|\bstdin\b|\bopen\([ ]*0|\bfileinput\b|\bread\([ ]*0"),
    "c": re.compile(r"\b(scanf|getline|getchar|f?gets|f?read|fgetc|getc|getchar_unlocked)\b"),
    "cpp": re.compile(r"\b(cin|scanf|getline|getchar|f?gets|f?read|fgetc|getc|getchar_unlocked)\b"),
}
_WRITES = {
    "python": re.compile(r"\bprint\b|\bstdout\b|\bwrite(lines)?\b"),
    "c": re.compile(r"\b(f?printf|f?puts|f?putc|putchar|f?write|putchar_unlocked)\b"),
    "cpp": re.compile(r"\b(cout|f?printf|f?puts|f?putc|putchar|f?write|putchar_unlocked)\b"),
}


class Wanted(NamedTuple):
    """What tells the program from other blocks.

    names: what the tests call.
    reads: whether the tests have something on standard input, so that a program has to read it.
    """

    names: Collection[str] = ()
    reads: bool = False


def choose(blocks: Sequence[str], language: str, wanted: Wanted) -> tuple[int, str]:
    """The place of the program among the blocks of its language, of which there is one at least, and its text.

    The last that fits, because a model that corrects itself does so further down; where none does, the last.
    """
    last = len(blocks) - 1
    if language == "python" and wanted.names:
        names = frozenset(wanted.names)
        place = next((at for at in range(last, -1, -1) if names & _names(_ANY, blocks[at])), last)
        return place, _joined(blocks, place, names)
    if not wanted.reads or language not in _READS:
        return last, blocks[last]
    join = language == "python"
    for whole in (False, True):
        for place in range(last, max(-1, last - MAX_JOINED), -1):
            text = _joined(blocks, place, frozenset()) if whole and join else blocks[place]
            if _READS[language].search(text) and _WRITES[language].search(text):
                return place, _joined(blocks, place, frozenset()) if join else text
    return last, blocks[last]


def _joined(blocks: Sequence[str], place: int, names: frozenset[str]) -> str:
    """A block behind those that define what it, or the tests, use and it lacks. A draft of it is none of these."""
    text = blocks[place]
    defined, used = _names(_TOP, text) | _imports(text), set(_WORD.findall(text)) | names
    for at in range(place - 1, max(-1, place - 1 - MAX_JOINED), -1):
        before = blocks[at]
        own = _names(_TOP, before)
        lacking = ((own | _imports(before)) & used) - defined
        if lacking and not own & defined:
            text = before + text
            defined |= own | _imports(before)
            used |= set(_WORD.findall(before))
    return text


def _names(pattern: re.Pattern[str], text: str) -> set[str]:
    return {one or other for one, other in pattern.findall(text)}


def _imports(text: str) -> set[str]:
    return {
        part.split(" as ")[-1].strip(" ()").partition(".")[0]
        for line in _IMPORT.findall(text)
        for part in line.split(",")
    }
