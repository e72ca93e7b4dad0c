"""The completions in a row: one text, a conversation, or several of either."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from verifiers.columns import CallError
from verifiers.completion import text_of
from verifiers.messages import MODELS, role_of


class Texts(NamedTuple):
    """The completions that a field holds.

    several: whether the field is a list of completions (of one, perhaps), and not a completion itself.
    """

    texts: tuple[str, ...]
    several: bool


_DEPTH = 4
"""Lists of completions nest at most so deep (lm-eval: 2). A hostile row could nest until python gives up."""


def texts_of(value: Any, depth: int = _DEPTH) -> Texts | None:
    """The completions in a field's value, or `None` if it holds none.

    A string; a chat message or a list of them, of which the last is the assistant's, in any shape that
    `verifiers.messages` reads; a server's response, its choices (`{"message": …}`, `{"text": …}`) or candidates; a list
    of any of these, nested as lm-eval nests `resps`.
    """
    one = _one(value)
    if one is not None:
        return Texts((one,), several=False)
    if not isinstance(value, list) or not value or depth == 0:
        return None
    texts: list[str] = []
    for element in value:
        inner = texts_of(element, depth - 1)
        if inner is None:
            return None
        texts.extend(inner.texts)
    return Texts(tuple(texts), several=True)


def places_of_null(value: Any) -> list[int]:
    """Where a list of completions has null instead of one, as for a request of several that failed."""
    if not isinstance(value, list):
        return []
    holes = [place for place, one in enumerate(value) if one is None]
    return holes if len(holes) < len(value) else []


def filled(value: Any) -> Any:
    """A list of completions with an empty text in the place of null; anything else as it is."""
    return ["" if one is None else one for one in value] if places_of_null(value) else value


def turns_before(value: Any) -> list[Any] | None:
    """What was said before the last turn of a chat, or `None` if nothing was: its prompt."""
    if isinstance(value, list) and len(value) > 1 and all(_is_message(message) for message in value):
        return value[:-1]
    return None


def cut(value: Sequence[Any], index: int) -> Any:
    """A list of completions cut to its `index`-th one, in the nesting that it had."""
    for element in value:
        inner = texts_of(element)
        size = 0 if inner is None else len(inner.texts)
        if index < size:
            return [cut(element, index) if inner is not None and inner.several else element]
        index -= size
    return []


def _one(value: Any) -> str | None:
    try:
        return _read(value)
    except CallError:  # messages of no known shape
        return None


def _read(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return _one_object(value)
    if isinstance(value, list) and value and all(_is_message(message) for message in value):
        # A chat that ends with the user's turn holds a prompt and no completion, whatever came before.
        return None if role_of(value[-1]) in _ASKING else text_of(value)
    return None


def _one_object(value: Mapping[str, Any]) -> str | None:
    if isinstance(value.get("message"), Mapping):
        return text_of([value["message"]])
    if isinstance(value.get("content"), Mapping):  # one of Gemini's candidates
        return text_of([{"candidates": [value]}])
    if any(isinstance(value.get(name), list) for name in ("choices", "candidates", "output")) and "role" not in value:
        return text_of([value])
    if _is_message(value):
        return text_of([value]) if role_of(value) in MODELS else None
    text = value.get("text", value.get("generated_text"))
    return text if isinstance(text, str) else None


_ASKING = ("user", "human", "system", "developer")


def _is_message(value: Any) -> bool:
    if not isinstance(value, Mapping) or isinstance(value.get("content"), Mapping):
        return False
    return (
        "content" in value
        or "reasoning_content" in value
        or {"from", "value"} <= value.keys()
        or {"role", "parts"} <= value.keys()
        or (value.get("type") in _ITEMS and "text" not in value)
    )


_ITEMS = ("reasoning", "function_call", "function_call_output")
"""What is beside messages among the items of OpenAI's Responses."""
