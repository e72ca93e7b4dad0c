"""The parts of a completion: its text, its reasoning, its answer text and the boxes in it.

Everything here is linear in the length of the text, for any text: completions come from an optimizer, and a
degenerate rollout is a loop of tags or braces.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

Message: TypeAlias = Mapping[str, Any]
"""A chat message: `{"role": …, "content": …}`."""
Text: TypeAlias = str | Sequence[Message]
"""A prompt or a completion as trainers hand it over: plain text, or a conversation."""

THINK_OPEN = "<think>"
THINK_CLOSE = "</think>"
_REASONING_FIELDS = ("reasoning_content", "reasoning", "thinking")


class Parts(NamedTuple):
    """A completion cut at its last closing think tag.

    reasoning: the chain of thought without its tags; `None` when the completion has none.
    answer: the text after it; `None` when the reasoning was never closed, so that no answer was given.
    """

    reasoning: str | None
    answer: str | None


class Box(NamedTuple):
    r"""A `\boxed{…}`: where it begins and ends in the text, and what it holds (`None`: it was never closed)."""

    start: int
    end: int
    content: str | None


def is_conversation(value: object) -> bool:
    """Whether `value` is a list of chat messages (rather than a list of texts or of conversations)."""
    return isinstance(value, list | tuple) and len(value) > 0 and isinstance(value[0], Mapping)


def text_of(completion: Text) -> str:
    """The text of a completion, plain or conversational.

    Of a conversation it is the last message of the assistant: what tools and users said is not the model's. Servers
    that cut the chain of thought out of the content put it into a field of its own; it comes back in think tags.

    Raises TypeError for anything else.
    """
    if isinstance(completion, str):
        return completion
    if not isinstance(completion, list | tuple) or not all(isinstance(message, Mapping) for message in completion):
        msg = f"a completion is a string or a list of chat messages, not {type(completion).__name__}"
        raise TypeError(msg)
    for message in reversed(completion):
        if message.get("role", "assistant") == "assistant":
            content = _content(message.get("content"))
            for field in _REASONING_FIELDS:
                reasoning = message.get(field)
                if isinstance(reasoning, str) and reasoning:
                    return f"{THINK_OPEN}{reasoning}{THINK_CLOSE}{content}"
            return content
    return ""


def prompt_text(prompt: Text | None) -> str | None:
    """The text of a prompt: as it is, or what the user said last in a conversation; `None` stays `None`."""
    if prompt is None or isinstance(prompt, str):
        return prompt
    for message in reversed(prompt):
        if message.get("role") == "user":
            return _content(message.get("content"))
    return text_of(prompt)


def _content(content: object) -> str:
    """A message's content: a string, a list of parts of which the text parts count, or nothing."""
    if isinstance(content, str):
        return content
    if isinstance(content, list | tuple):
        parts = [part.get("text") for part in content if isinstance(part, Mapping)]
        return "".join(part for part in parts if isinstance(part, str))
    return ""


def opens_reasoning(prompt: Text | None, tag: str = THINK_OPEN) -> bool:
    """Whether the prompt ends in an opening think tag (or another), as chat templates that prefill it make it do.

    Of a conversation only a last message of the assistant, which the completion continues, can do that.
    """
    if prompt is None:
        return False
    if is_conversation(prompt) and prompt[-1].get("role") == "assistant":  # type: ignore[union-attr]
        prompt = _content(prompt[-1].get("content"))  # type: ignore[union-attr]
    return isinstance(prompt, str) and prompt.rstrip().endswith(tag)


def split_reasoning(text: str, *, prefilled: bool = False) -> Parts:
    """Cut a completion into reasoning and answer at the last closing think tag.

    prefilled: the prompt already opened the reasoning, so a text without a closing tag is all reasoning.
    """
    close = text.rfind(THINK_CLOSE)
    opened = text.find(THINK_OPEN)
    if close < 0:
        if opened < 0 and not prefilled:
            return Parts(None, text)
        return Parts(text if opened < 0 else text[opened + len(THINK_OPEN) :], None)
    start = opened + len(THINK_OPEN) if 0 <= opened < close else 0
    reasoning = text[start:close]
    answer = text[close + len(THINK_CLOSE) :]
    return Parts(reasoning, None if THINK_OPEN in answer else answer)


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
    first = _BOX.search(text) if "box" in text else None
    if first is None:
        return []
    begin = first.end()
    if text.find("box", begin) < 0 and (short := _SHORT.match(text, begin)):  # most texts
        return [Box(first.start(), short.end(), short[1])]
    closing = _closing_braces(text, begin)
    found: list[Box] = []
    covered = 0  # up to here the text belongs to a closed box
    for match in _BOX.finditer(text, first.start()):
        if match.start() < covered:
            continue
        begin = match.end()
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
