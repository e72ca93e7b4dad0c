"""A scored row as a chat: what was asked, and what the model said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from verifiers.completion import (
    THINK_CLOSE,
    Text,
    is_conversation,
    text_of,
    without_end_of_text,
)
from verifiers.errors import RowError
from verifiers.messages import MODELS, role_of
from verifiers.reasoning import AUTO, Reading, opened_at, parts_of
from verifiers.rows.beside import is_plain, reasoning_beside
from verifiers.rows.completions import texts_of
from verifiers.rows.fields import Fields, at

Message = dict[str, Any]

_ASKING = ("user", "system", "developer")  # no set: a role in a file may be anything, a list too


class Chat(NamedTuple):
    """prompt: the turns up to the question. turns: those after it, the model's, with its tools' between them."""

    prompt: list[Message]
    turns: list[Message]

    @property
    def said(self) -> list[str]:
        """The texts of the model's turns, each with its reasoning in think tags."""
        return [text_of([turn]) for turn in self.turns if turn.get("role", "assistant") == "assistant"]

    @property
    def chain(self) -> str:
        """The chain of thought: the reasoning of every turn of the model, or the whole turn where it has none."""
        return self.chain_in(AUTO)

    def chain_in(self, reading: Reading) -> str:
        """The chain of thought, read so."""
        parts = [(parts_of(text, None, reading).reasoning, text) for text in self.said]
        return "\n\n".join(text if reasoning is None else reasoning for reasoning, text in parts)


def chat_of(row: Mapping[str, Any], fields: Fields) -> Chat:
    """The chat in a row.

    A conversation stays as it is, system messages, tools and all; one that begins with its own question is cut after
    its last. A text becomes one message, its think tags kept, the end-of-text tokens behind it left out: the chat
    template of the training writes its own. Where the prompt had already begun the model's turn (a message of the
    assistant's at its end, or a text that ends in an opening think tag), that beginning goes to the model's turn.

    Raises RowError where there is no completion or no prompt.
    """
    turns = _turns(at(row, fields.completion), fields.completion)
    reasoning = reasoning_beside(row, fields.completion) if is_plain(row, fields.completion) else None
    if reasoning is not None and THINK_CLOSE not in turns[0]["content"]:
        turns = [{"role": "assistant", "reasoning_content": reasoning, "content": turns[0]["content"]}]
    question = max((index for index, turn in enumerate(turns) if turn.get("role") in _ASKING), default=-1)
    if question >= 0 and (fields.prompt is None or turns[0].get("role") in _ASKING):
        if question + 1 == len(turns):
            msg = f"no completion: the chat in the field {fields.completion!r} ends with its question"
            raise RowError(msg)
        return Chat(turns[: question + 1], turns[question + 1 :])
    if fields.prompt is None:
        msg = "no prompt: no field holds it, and the completion does not begin with a question"
        raise RowError(msg)
    prompt = at(row, fields.prompt)
    if isinstance(prompt, str) and prompt.strip():
        return _continued(*_cut_prompt(prompt), turns)
    if is_conversation(prompt) and all(isinstance(turn, Mapping) for turn in prompt):
        asked = [_of_roles(turn) for turn in prompt]
        begun = asked.pop().get("content") if asked[-1].get("role") == "assistant" else ""
        if asked and isinstance(begun, str):
            return _continued(asked, begun, turns)
    msg = f"no prompt: the field {fields.prompt!r} is missing, or neither text nor a chat with a question"
    raise RowError(msg)


def _turns(value: Any, path: str) -> list[Message]:
    """The turns of a completion in any of the shapes that `texts_of` reads."""
    found = texts_of(value)
    if found is None or len(found.texts) > 1:
        what = "holds several, in a row that was scored as one" if found else "is neither text nor a chat"
        msg = f"no completion: the field {path!r} is missing, or {what}"
        raise RowError(msg)
    if found.several:  # a list of one, perhaps in lists of one
        return _turns(value[0], path)
    if isinstance(value, list) and not _are_items(value):
        return [_of_roles(turn) for turn in value]
    if isinstance(value, Mapping):
        message = value.get("message", value)
        if isinstance(message, Mapping) and ("content" in message or "reasoning_content" in message):
            return [{"role": "assistant", **message}]
    return [{"role": "assistant", "content": without_end_of_text(found.texts[0])}]


def _are_items(turns: Sequence[Mapping[str, Any]]) -> bool:
    """Whether these are items of one response, reasoning and message apart: together they are one turn."""
    kinds = {turn.get("type") for turn in turns}
    return "reasoning" in kinds and kinds <= {"reasoning", "message"} and all("from" not in turn for turn in turns)


_ROLES = {"human": "user", "function_call": "assistant", "observation": "tool"}
"""Names for who speaks that are no model's, and what chat templates call them."""


def _of_roles(turn: Mapping[str, Any]) -> Message:
    """A turn as chat templates know it; ShareGPT and OpenCompass have names of their own."""
    name = next(
        (name for name in ("value", "prompt") if "content" not in turn and isinstance(turn.get(name), str)), None
    )
    if name is None:
        return dict(turn)
    role = role_of(turn)
    rest = {other: value for other, value in turn.items() if other not in ("role", "from", name)}
    return {"role": "assistant" if role in MODELS else _ROLES.get(role, role), "content": turn[name], **rest}


def _cut_prompt(prompt: str) -> tuple[list[Message], str]:
    """The question, and the reasoning that a chat template opened behind it, if it did."""
    begun = ""
    start = opened_at(prompt)
    if start is not None:
        prompt, begun = prompt[:start].rstrip(), prompt[start:]
    return [{"role": "user", "content": prompt}], begun


def _continued(prompt: list[Message], begun: str, turns: list[Message]) -> Chat:
    """The chat in which the model's first turn goes on from what the prompt had begun."""
    content = turns[0].get("content")
    if begun and isinstance(content, str) and not content.startswith(begun.strip()):
        turns = [{**turns[0], "content": begun + content}, *turns[1:]]
    return Chat(prompt, turns)


TEMPLATE_MARKS = ("<|im_start|>", "<|start_header_id|>", "<｜User｜>", "<start_of_turn>", "[INST]")


def rendered_by_template(prompt: Text | None) -> str | None:
    """The mark of a chat template that a prompt has already been put through, or `None`."""
    return next((mark for mark in TEMPLATE_MARKS if isinstance(prompt, str) and mark in prompt), None)
