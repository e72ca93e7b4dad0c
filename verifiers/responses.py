"""A server's whole response, and the messages in it.

Read are responses of OpenAI's chat (`choices`) and Responses (`output`), of its batches (`response` with a `body`), of
Gemini (`candidates`), Ollama and Cohere (`message`), Ollama's generation (`response`) and Bedrock's Converse (`output`
with a `message`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from verifiers.columns import CallError


def messages_of(response: Mapping[str, Any]) -> Sequence[Any] | None:
    """The messages in a server's whole response, or `None` if it is none.

    Raises CallError where it holds several answers, or one that cannot be read.
    """
    if "role" in response or "content" in response:
        return None
    if isinstance(response.get("message"), Mapping):
        return [response["message"]]
    answered = response.get("response")
    if isinstance(answered, Mapping) and isinstance(answered.get("body"), Mapping):
        return messages_of(answered["body"])
    if isinstance(answered, str):
        return [{"role": "assistant", "content": answered, "thinking": response.get("thinking")}]
    for name in ("choices", "candidates"):
        several = response.get(name)
        if isinstance(several, list | tuple) and several:
            if len(several) > 1:
                msg = f"a completion is one answer, not a response with {len(several)} {name}: pass each by itself"
                raise CallError(msg)
            return [_chosen(several[0])]
    output = response.get("output")
    if isinstance(output, Mapping) and isinstance(output.get("message"), Mapping):
        return [output["message"]]
    return output if isinstance(output, list | tuple) else None


def _chosen(choice: Any) -> Any:
    """The message of one choice of a chat, a completion's text, or a candidate of Gemini's."""
    fields = choice.model_dump() if hasattr(choice, "model_dump") else choice
    if isinstance(fields, Mapping):
        for name in ("message", "content"):
            if fields.get(name) is not None:
                return fields[name]
        if isinstance(fields.get("text"), str):
            return {"role": "assistant", "content": fields["text"]}
        if isinstance(fields.get("finishReason"), str):  # Gemini's, which was cut off before it had said anything
            return {"role": "model", "content": None}
    msg = f"a response's choice has a message or a text, not {seen(fields)}"
    raise CallError(msg)


def seen(value: Any) -> str:
    """What a value is, for a message to a person."""
    if isinstance(value, Mapping):
        keys = ", ".join(repr(key) for key in list(value)[:6])
        kind = f" of the type {value['type']!r:.40}" if isinstance(value.get("type"), str) else ""
        return f"a mapping{kind} with {keys}" if keys else "an empty mapping"
    if isinstance(value, list | tuple) and value:
        kinds = dict.fromkeys(type(one).__name__ for one in value)
        return f"a {type(value).__name__} of {', '.join(list(kinds)[:4])}"
    return type(value).__name__
