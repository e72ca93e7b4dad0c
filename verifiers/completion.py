"""What every grader must know about a completion: its text, its reasoning, its answer, the boxes and what ends it.

How chat messages become a text is in `verifiers.messages`, how models mark their reasoning in `verifiers.reasoning`.

Everything here is linear in the length of the text, for any text: completions come from an optimizer, and a
degenerate rollout is a loop of tags or braces.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from verifiers.messages import THINK_CLOSE, THINK_OPEN, Message, Text, is_conversation, prompt_text, text_of
from verifiers.reasoning import Parts, opens_reasoning, parts_of, split_reasoning

__all__ = [
    "END_OF_TEXT",
    "THINK_CLOSE",
    "THINK_OPEN",
    "Answers",
    "Box",
    "Message",
    "Parts",
    "Text",
    "answers_in",
    "boxes",
    "is_conversation",
    "opens_reasoning",
    "parts_of",
    "prompt_text",
    "split_reasoning",
    "text_of",
    "without_end_of_text",
]


class Box(NamedTuple):
    r"""A `\boxed{…}`: where it begins and ends in the text, and what it holds (`None`: it was never closed)."""

    start: int
    end: int
    content: str | None


END_OF_TEXT = (
    "<｜end▁of▁sentence｜>",  # DeepSeek spells it with full-width bars
    "<|close|>response<|sep|>",  # Kimi K3
    "<|close|>message<|sep|>",
    "[END FINAL RESPONSE]",  # Apriel
    "[|endofturn|]",  # EXAONE
    "[e~[",  # MiniMax
    "<end_of_turn>",  # Gemma 3
    "<turn|>",  # Gemma 4
    "<end_of_utterance>",
    "<seed:eos>",
    "</longcat_s>",
    "<eos>",
    "<pad>",
    "<eod>",
    "</s>",
    "[EOS]",
    "[EOT]",
    "[PAD]",
)
"""What tokenizers leave behind the answer, beside tokens of the shape `<|…|>`; ignored there, and there only."""

# Read backwards, in one pass: taking tokens off one by one would copy the text each time. A name between bars is
# short, so that a long run without a bar is looked at once.
_NAMED = r">[|｜][\w▁]{2,32}[|｜]<"
_ENDINGS = frozenset(token[-1] for token in END_OF_TEXT)


def without_end_of_text(text: str, kept: tuple[str, ...] = ()) -> str:
    """A text without the blanks and tokens that follow it.

    kept: tokens that are no end, such as the tags of a template.
    """
    if text[-1:] not in _ENDINGS and not text[-1:].isspace():
        return text
    backwards = _backwards(kept).match(text[::-1])
    assert backwards is not None  # it matches the empty string
    return text[: len(text) - backwards.end()]


@lru_cache(maxsize=64)
def _backwards(kept: tuple[str, ...]) -> re.Pattern[str]:
    tokens = "|".join(re.escape(token[::-1]) for token in END_OF_TEXT if token not in kept)
    others = "".join(f"(?!{re.escape(token[::-1])})" for token in kept)
    # A model that does not stop writes one token over and over: looking for that one again is five times as fast.
    return re.compile(rf"(?:\s+|{others}({tokens}|{_NAMED})(?:{others}\1)*)*")


ANSWER_OPEN = "<answer>"
ANSWER_CLOSE = "</answer>"


class Answers(NamedTuple):
    """What is in the answer tags of a text.

    blocks: the contents, in order.
    unclosed: whether an opening tag comes after the last of them.
    """

    blocks: list[str]
    unclosed: bool


def answers_in(text: str) -> Answers:
    """What is between answer tags.

    A block begins at the opening tag that is nearest to its closing one: a tag may be mentioned in a sentence before.
    """
    blocks = []
    end = 0
    while (close := text.find(ANSWER_CLOSE, end)) >= 0:
        start = text.rfind(ANSWER_OPEN, end, close)
        if start >= 0:
            blocks.append(text[start + len(ANSWER_OPEN) : close])
        end = close + len(ANSWER_CLOSE)
    return Answers(blocks, text.find(ANSWER_OPEN, end) >= 0)


_BOX = re.compile(r"\\(?:boxed|fbox)(?![A-Za-z])\s*")
_BRACE = re.compile(r"\\[\\{}]|[{}]")
# What a box without braces holds, up to a blank, a `$` or a delimiter of mathematics; groups in it come on top.
_UNBRACED = re.compile(r"(?:[^\s${}\\]|\\[^\s()\[\]])*")
_PUNCTUATION = ".,;:?"
# A short box with groups in groups and no deeper. Each alternative begins with another character, so that there is one
# way to match; the counts are bounded, as in a long text a search for braces is faster.
_PART = r"[^{}\\]|\\."
_GROUP = rf"\{{(?:{_PART}){{0,99}}\}}"
_GROUPS = rf"\{{(?:{_PART}|{_GROUP}){{0,99}}\}}"
_SHORT = re.compile(rf"\{{((?:{_PART}|{_GROUPS}){{0,99}})\}}", re.DOTALL)


def boxes(text: str) -> list[Box]:
    r"""The outermost boxes of a text, in order: `\boxed{…}`, `\fbox{…}` with balanced braces, and `\boxed 5`.

    A box without braces holds all that stands up to the next blank, so that `\boxed\frac{1}{2}` is not cut short,
    but not the punctuation of the sentence around it. A box that is never closed has the content `None`; boxes inside
    such a one are reported too, because nobody can say where it was meant to end. One pass over the braces that
    follow the first box.
    """
    last = text.rfind("box")  # from behind, where answers stand
    if last < 0:
        return []
    command = text.find("\\")
    if command == last - 1 and text.startswith("\\boxed{", command):  # most texts without other commands
        close = text.find("}", last)
        content = text[command + 7 : close]
        if close >= 0 and "{" not in content and "\\" not in content:
            return [Box(command, close + 1, content)]
    first = _BOX.search(text, command) if command >= 0 else None
    if first is None:
        return []
    begin = first.end()
    if last < begin and (short := _SHORT.match(text, begin)):
        return [Box(first.start(), short.end(), short[1])]
    return _several(text, first.start())


def _several(text: str, start: int) -> list[Box]:
    """The outermost boxes from a place on. Braces are looked for one by one only behind the first that is not short."""
    closing: dict[int, int] | None = None
    found: list[Box] = []
    covered = 0  # up to here the text belongs to a closed box
    for match in _BOX.finditer(text, start):
        if match.start() < covered:
            continue
        begin = match.end()
        if closing is None:
            if short := _SHORT.match(text, begin):
                covered = short.end()
                found.append(Box(match.start(), covered, short[1]))
                continue
            closing = _closing_braces(text, begin)
        if text.startswith("{", begin):
            end = closing.get(begin)
            if end is None:
                found.append(Box(match.start(), len(text), None))
                continue
            found.append(Box(match.start(), end + 1, text[begin + 1 : end]))
            covered = end + 1
        elif not _BOX.match(text, begin):
            covered, closed = _unbraced_end(text, begin, closing)
            content = text[begin:covered].rstrip(_PUNCTUATION)
            if not closed:
                found.append(Box(match.start(), len(text), None))
            elif content:
                found.append(Box(match.start(), begin + len(content), content))
    return found


def _unbraced_end(text: str, position: int, closing: Mapping[int, int]) -> tuple[int, bool]:
    """Where the content of a box without braces ends, and whether every group in it is closed."""
    while True:
        match = _UNBRACED.match(text, position)
        assert match is not None  # it matches the empty string
        if not text.startswith("{", match.end()):
            return match.end(), True
        if match.end() not in closing:
            return match.end(), False
        position = closing[match.end()] + 1


def _closing_braces(text: str, start: int) -> dict[int, int]:
    """For each opening brace from `start` on, where it closes; braces that never close are absent."""
    closing: dict[int, int] = {}
    pending: list[int] = []
    for match in _BRACE.finditer(text, start):
        brace = match[0]
        if brace == "{":
            pending.append(match.start())
        elif brace == "}" and pending:
            closing[pending.pop()] = match.start()
    return closing
