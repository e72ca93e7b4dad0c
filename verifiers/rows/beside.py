"""Reasoning that a server has parsed off: it is in a field beside the completion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from verifiers.completion import THINK_CLOSE, THINK_OPEN
from verifiers.rows.paths import at


def with_reasoning(row: Mapping[str, Any], path: str, text: str) -> str:
    """A completion with the reasoning beside it, in think tags. path: the completion's."""
    reasoning = reasoning_beside(row, path)
    if reasoning is None or not is_plain(row, path) or THINK_CLOSE in text:
        return text
    return f"{THINK_OPEN}{reasoning}{THINK_CLOSE}{text}"


def reasoning_beside(row: Mapping[str, Any], path: str) -> str | None:
    """The reasoning in a field beside a completion, without closing tags that the model wrote into it."""
    place, dot, name = path.rpartition(".")
    beside = ("reasoning_content", "reasoning", "thinking") if name == "content" else ("reasoning_content",)
    found = (_alone(at(row, f"{place}{dot}{one}")) for one in beside)
    reasoning = next((one for one in found if isinstance(one, str) and one.strip()), None)
    return None if reasoning is None else reasoning.replace(THINK_CLOSE, "")


def is_plain(row: Mapping[str, Any], path: str) -> bool:
    """Whether a completion is a text; messages have their reasoning in themselves."""
    return isinstance(_alone(at(row, path)), str)


def _alone(value: Any) -> Any:
    """The one element of a list of one, to which lists of several samples have been cut; else the value itself."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value
