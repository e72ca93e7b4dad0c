"""Chat messages as servers, libraries and data sets write them, and the text of the last one of the model's.

Read are: OpenAI's chat messages, with `reasoning_content`, `reasoning`, `thinking` or `reasoning_details` beside their
content; the items of OpenAI's Responses; the content blocks of Anthropic and Mistral; harmony's channels; Gemini's
`parts`; the blocks of Bedrock's Converse; the parts of Vercel's AI SDK; ShareGPT's `from` and `value`; objects with a
`model_dump`, as pydantic's, and dataclasses; and a server's whole response (`verifiers.responses`). What is none of
these raises a CallError that says what was seen: a silent empty text would be a zero for a good row.

Reasoning that a server has cut out of the text comes back in think tags, which every reasoning format knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from typing import Any, Literal, NamedTuple, TypeAlias

from verifiers.columns import CallError
from verifiers.responses import messages_of, seen

Message: TypeAlias = Mapping[str, Any]
"""A chat message: `{"role": …, "content": …}`."""
Text: TypeAlias = str | Sequence[Message]
"""A prompt or a completion as trainers hand it over: plain text, or a conversation."""

THINK_OPEN = "<think>"
THINK_CLOSE = "</think>"

MODELS = frozenset({"assistant", "model", "gpt", "chatgpt", "ai", "bot", "chatbot"})
"""Who speaks where the model does."""
_OTHERS = frozenset(
    "user human system developer tool function ipython observation environment function_call function_response "
    "tool_call tool_response tools root platform".split()
)
"""Who speaks besides."""
_ASKING = frozenset({"user", "human"})
_REASONING_FIELDS = ("reasoning_content", "reasoning", "thinking")
_MESSAGE_FIELDS = frozenset(
    {"role", "content", "parts", "value", "channel", "tool_calls", "function_call", "refusal", *_REASONING_FIELDS}
)
_SILENT_PARTS = frozenset(
    "image image_url input_image audio input_audio video video_url file input_file document tool_use tool_call "
    "tool_result redacted_thinking refusal function_call functionCall functionResponse inlineData fileData "
    "executableCode codeExecutionResult data thoughtSignature cache_control toolUse toolResult cachePoint guardContent "
    "redactedContent reference step-start dynamic-tool source-url source-document".split()
)
"""Kinds of content, or the keys that hold it, that are no text of the model's."""
_SILENT_ENDS = ("_tool_use", "_tool_result")
_SILENT_BEGINNINGS = ("tool-", "data-")
"""And how the kinds of Anthropic's own tools end, and those of Vercel's parts begin."""


class _Piece(NamedTuple):
    """A piece of what the model said, in order."""

    kind: Literal["reasoning", "text"]
    text: str


def is_conversation(value: object) -> bool:
    """Whether `value` is a list of chat messages (rather than a list of texts or of conversations)."""
    return isinstance(value, list | tuple) and len(value) > 0 and _is_object(value[0])


def _is_object(value: object) -> bool:
    return isinstance(value, Mapping) or (
        (hasattr(value, "model_dump") or is_dataclass(value)) and not isinstance(value, type)
    )


def text_of(completion: Text) -> str:
    """The text of a completion, plain or conversational.

    Of a conversation it is the last message of the model: what tools and users said is not the model's. Its reasoning
    precedes it in think tags. Where the model has only reasoned, the tag stays open.

    Raises CallError, a TypeError, for anything else, with what was seen.
    """
    if isinstance(completion, str):
        return completion
    if not isinstance(completion, list | tuple) or not all(map(_is_object, completion)):
        msg = f"a completion is a string or a list of chat messages, not {seen(completion)}"
        raise CallError(msg)
    return _written(_last_turn(_messages(completion)))


def prompt_text(prompt: Text | None) -> str | None:
    """The text of a prompt: as it is, or what the user said last in a conversation; `None` stays `None`."""
    if prompt is None or isinstance(prompt, str):
        return prompt
    for message in reversed([_plain(message) for message in prompt]):
        if role_of(message) in _ASKING:
            return "".join(piece.text for piece in _pieces(message) if piece.kind == "text")
    return text_of(prompt)


def last_said(prompt: Text | None) -> tuple[str, bool] | None:
    """What a completion goes on from, and whether that is a turn of the model's own.

    A prompt of text ends somewhere in the model's turn. A conversation says something of it only where its last
    message is the model's; `None` elsewhere.
    """
    if prompt is None or isinstance(prompt, str):
        return None if prompt is None else (prompt, False)
    if not is_conversation(prompt):
        return None
    last = _plain(prompt[-1])
    if role_of(last) not in MODELS:
        return None
    return "".join(piece.text for piece in _pieces(last) if piece.kind == "text"), True


# --- conversations ------------------------------------------------------------------------------------------------


def _plain(message: Any) -> Message:
    """A message as a mapping."""
    if isinstance(message, Mapping):
        return message
    dumped = message.model_dump() if hasattr(message, "model_dump") else None
    if is_dataclass(message) and not isinstance(message, type):
        dumped = asdict(message)
    if not isinstance(dumped, Mapping):
        msg = f"a chat message is a mapping or dumps to one, not {seen(message)}"
        raise CallError(msg)
    return dumped


def _messages(completion: Sequence[Any]) -> list[Message]:
    """The messages of a conversation; those of a server's response, where the one element of the list is that."""
    messages = [_plain(message) for message in completion]
    if len(messages) == 1 and (inner := messages_of(messages[0])) is not None:
        return [_plain(message) for message in inner]
    return messages


def role_of(message: Message) -> str:
    """Who speaks. A message without a role is the model's, unless its type says that it is a tool's."""
    role = message.get("role", message.get("from"))
    author = message.get("author")
    if role is None and isinstance(author, Mapping):
        role = author.get("role")
    kind = message.get("type")
    if role is None and isinstance(kind, str):
        if kind in {"human", "ai", "system", "tool"}:  # LangChain's
            return kind
        return "tool" if kind.endswith("_output") else "assistant"
    if role is None:
        return "assistant"
    return role.lower() if isinstance(role, str) else "unknown"


def _last_turn(messages: Sequence[Message]) -> list[_Piece]:
    """What the model said last: its last message, with the reasoning that led to it, and what it did afterwards."""
    turn: list[list[_Piece]] = []
    answered = False
    for message in reversed(messages):
        pieces = _known(message)
        if role_of(message) not in MODELS:
            if turn:
                break
            continue
        is_aside = _is_aside(message)
        if answered and not is_aside:
            break
        answered = answered or not is_aside
        turn.append(pieces)
    strangers = {role_of(message) for message in messages} - _OTHERS
    if not turn and strangers:
        msg = f"nobody in a conversation is known to be the model: the roles are {', '.join(sorted(strangers))}"
        raise CallError(msg)
    return [piece for pieces in reversed(turn) for piece in pieces]


def _is_aside(message: Message) -> bool:
    """Whether this is no message to the user, but reasoning or a call of a tool on the way to one."""
    channel, kind = message.get("channel"), message.get("type")
    if isinstance(channel, str):
        return channel != "final"
    return isinstance(kind, str) and "role" not in message and (kind == "reasoning" or "content" not in message)


def _known(message: Message) -> list[_Piece]:
    """The pieces of a message. Raises CallError where it is none."""
    kind = message.get("type")
    is_item = isinstance(kind, str) and (kind in _ITEMS or kind.endswith(("_call", "_output", "_request")))
    if is_item or not _MESSAGE_FIELDS.isdisjoint(message):
        return list(_pieces(message))
    msg = f"a chat message has a role and a content, not {seen(message)}"
    raise CallError(msg)


_ITEMS = frozenset({"reasoning", "message", "item_reference", "compaction", "mcp_list_tools"})
"""Items of OpenAI's Responses, beside the calls of tools and what comes back from them."""


def _pieces(message: Message) -> Iterator[_Piece]:
    """What a message says, in order: reasoning in a field of its own comes first."""
    kept = message.get("additional_kwargs")  # LangChain's
    fields = {**kept, **message} if isinstance(kept, Mapping) else message
    for field in _REASONING_FIELDS:
        if isinstance(fields.get(field), str) and fields[field]:
            yield _Piece("reasoning", fields[field])
            break
    else:
        yield from _details(message.get("reasoning_details"))
    aside = message.get("type") == "reasoning" or message.get("channel") not in (None, "final")
    if message.get("type") == "reasoning" and not message.get("content"):
        yield from _details(message.get("summary"))
    content = next((message[name] for name in _CONTENTS if message.get(name) is not None), None)
    for piece in _of_content(content):
        yield _Piece("reasoning", piece.text) if aside else piece


_CONTENTS = ("content", "parts", "value", "message")  # the last is Cohere's


def _details(details: Any) -> Iterator[_Piece]:
    """The texts in `reasoning_details`, or in the summary of a reasoning item; encrypted ones have none."""
    for detail in details if isinstance(details, list | tuple) else ():
        for field in ("text", "summary"):
            if isinstance(detail, Mapping) and isinstance(detail.get(field), str):
                yield _Piece("reasoning", detail[field])


def _of_content(content: Any) -> Iterator[_Piece]:
    """The pieces of a content: a text, or a list of texts and parts; nothing where it is `None`."""
    if content is None:
        return
    if isinstance(content, str):
        yield _Piece("text", content)
        return
    if _is_object(content):
        content = [content]
    if not isinstance(content, list | tuple):
        msg = f"a message's content is a text or a list of parts, not {seen(content)}"
        raise CallError(msg)
    for part in content:
        if isinstance(part, str):
            yield _Piece("text", part)
        elif part is None:
            continue
        elif _is_object(part):
            yield from _of_part(_plain(part))
        else:
            msg = f"a part of a message's content is a text or a mapping, not {seen(part)}"
            raise CallError(msg)


def _of_part(part: Message) -> Iterator[_Piece]:
    """The pieces of one part of a content."""
    kind = part.get("type")
    if kind in ("thinking", "reasoning"):
        held = part.get("thinking", part.get("reasoning", part.get("text", part.get("summary"))))
        for piece in _of_content(held):
            yield _Piece("reasoning", piece.text)
    elif isinstance(part.get("text"), str):
        yield _Piece("reasoning" if part.get("thought") is True or kind == "reasoning_text" else "text", part["text"])
    elif isinstance(part.get("reasoningContent"), Mapping):  # Bedrock's
        yield from _of_bedrock(part["reasoningContent"])
    elif not _is_silent(kind) and _SILENT_PARTS.isdisjoint(part):
        msg = f"a part of a message's content has a text, not {seen(part)}"
        raise CallError(msg)


def _of_bedrock(reasoning: Message) -> Iterator[_Piece]:
    held = reasoning.get("reasoningText")
    if isinstance(held, Mapping) and isinstance(held.get("text"), str):
        yield _Piece("reasoning", held["text"])


def _is_silent(kind: Any) -> bool:
    """Whether a kind of content is no text of the model's."""
    if not isinstance(kind, str):
        return False
    return kind in _SILENT_PARTS or kind.endswith(_SILENT_ENDS) or kind.startswith(_SILENT_BEGINNINGS)


def _written(pieces: Sequence[_Piece]) -> str:
    """The pieces as one text: reasoning in think tags, which stay open where no text follows."""
    last = max((index for index, piece in enumerate(pieces) if piece.kind == "text"), default=-1)
    if last < 0:
        reasoning = "".join(piece.text for piece in pieces)
        # A closing tag that the model wrote into its reasoning makes no answer of what follows.
        again = THINK_OPEN if THINK_CLOSE in reasoning else ""
        return f"{THINK_OPEN}{reasoning}{again}" if reasoning else ""
    text = ""
    inside = False
    for kind, words in pieces[: last + 1]:
        if (kind == "reasoning") != inside:
            text += THINK_CLOSE if inside else THINK_OPEN
            inside = not inside
        text += words
    return text
