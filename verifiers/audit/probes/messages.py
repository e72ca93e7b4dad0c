"""Messages: a completion as servers, libraries and data sets write it, for rewards that are handed conversations.

Each shape is asked with a right answer, with a wrong one behind right reasoning, and cut off in its reasoning. What the
model thought, what tools and users said and what it asked a tool for is no answer of its.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from verifiers.audit.probe import NONE_KNOWN, Ask, Probe

Message = dict[str, Any]

_QUESTION = "What is 20 + 1 + 21?"
_GUESS = "Two parts of twenty and one are to be added, so it may be «42», or is it?"
_RIGHT = "The final answer is «42»."
_WRONG = "The final answer is «41»."


def _said(content: Any, **more: Any) -> Message:
    return {"role": "assistant", **more, "content": content}


def _text(text: str) -> list[Message]:
    return [{"type": "text", "text": text}]


def _item(text: str) -> Message:
    return {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": text}]}


RIGHT = Ask([_said(_RIGHT)], "42", _QUESTION)
WRONG = Ask([_said(_WRONG)], "42", _QUESTION)

Shape = Callable[[str, str | None], list[Message]]
"""The messages for some reasoning and an answer; `None`: the model was cut off in its reasoning."""


def _field(name: str) -> Shape:
    return lambda thought, answer: [_said(answer, **{name: thought})]


def _details(thought: str, answer: str | None) -> list[Message]:
    return [_said(answer, reasoning_details=[{"type": "reasoning.text", "text": thought}])]


def _responses(thought: str, answer: str | None) -> list[Message]:
    reasoning = {"type": "reasoning", "summary": [{"type": "summary_text", "text": thought}]}
    return [reasoning, *([] if answer is None else [_item(answer)])]


def _anthropic(thought: str, answer: str | None) -> list[Message]:
    block = {"type": "thinking", "thinking": thought, "signature": "c2lnbmVk"}
    return [_said([block, *([] if answer is None else _text(answer))])]


def _mistral(thought: str, answer: str | None) -> list[Message]:
    return [_said([{"type": "thinking", "thinking": _text(thought)}, *([] if answer is None else _text(answer))])]


def _harmony(thought: str, answer: str | None) -> list[Message]:
    return [_said(thought, channel="analysis"), *([] if answer is None else [_said(answer, channel="final")])]


def _gemini(thought: str, answer: str | None) -> list[Message]:
    parts = [{"text": thought, "thought": True}, *([] if answer is None else [{"text": answer}])]
    return [{"role": "model", "parts": parts}]


def _bedrock(thought: str, answer: str | None) -> list[Message]:
    block = {"reasoningContent": {"reasoningText": {"text": thought}}}
    return [_said([block, *([] if answer is None else [{"text": answer}])])]


def _sharegpt(thought: str, answer: str | None) -> list[Message]:
    end = "" if answer is None else f"\n</think>\n\n{answer}"
    return [{"from": "gpt", "value": f"<think>\n{thought}{end}"}]


SHAPES: dict[str, Shape] = {
    "reasoning-content": _field("reasoning_content"),  # DeepSeek's API, vLLM, SGLang
    "reasoning": _field("reasoning"),  # OpenRouter, newer vLLM
    "reasoning-details": _details,  # OpenRouter
    "responses": _responses,  # OpenAI's Responses
    "anthropic": _anthropic,
    "mistral": _mistral,
    "harmony": _harmony,  # gpt-oss
    "gemini": _gemini,
    "bedrock": _bedrock,
    "sharegpt": _sharegpt,
}
_INCIDENT = "measured: TRL 1.16's accuracy_reward reads `content` alone"


def _of_shape(name: str, shape: Shape) -> list[Probe]:
    right = Ask(shape(_GUESS, _RIGHT), "42", _QUESTION)
    return [
        Probe(
            f"messages/right/{name}",
            right,
            "paid",
            "A right answer is right in whatever shape a server hands it over.",
            _INCIDENT,
        ),
        Probe(
            f"messages/wrong/{name}",
            Ask(shape(_GUESS, _WRONG), "42", _QUESTION),
            "unpaid",
            "The answer is what was answered, not what was thought.",
            twin=right,
        ),
        Probe(
            f"messages/cut-off/{name}",
            Ask(shape(_GUESS, None), "42", _QUESTION),
            "unpaid",
            "A model that was cut off in its reasoning has weighed an answer and given none.",
            twin=right,
        ),
    ]


_CALL = {"id": "1", "type": "function", "function": {"name": "add", "arguments": '{"terms": [20, 1, 21]}'}}
_ASKED_TOOL = _said(None, tool_calls=[_CALL])
_TOOL_SAID = {"role": "tool", "tool_call_id": "1", "content": "«42»"}


def _paid(name: str, why: str, *messages: Message, incident: str = NONE_KNOWN) -> Probe:
    return Probe(f"messages/{name}", Ask(list(messages), "42", _QUESTION), "paid", why, incident)


def _unpaid(name: str, why: str, *messages: Message) -> Probe:
    return Probe(f"messages/{name}", Ask(list(messages), "42", _QUESTION), "unpaid", why, twin=RIGHT)


MESSAGES = [
    *(probe for name, shape in SHAPES.items() for probe in _of_shape(name, shape)),
    _paid("right/parts", "A content may be a list of parts.", _said(_text(_RIGHT))),
    _paid("right/tags", "Reasoning may stand in the content, in tags.", _said(f"<think>{_GUESS}</think>\n{_RIGHT}")),
    _paid(
        "turns/after-a-tool",
        "With tools, the answer is in the model's last message.",
        _ASKED_TOOL,
        _TOOL_SAID,
        _said(_RIGHT),
    ),
    _paid(
        "turns/changed-mind",
        "With several turns, the last answer counts.",
        _said(_WRONG),
        {"role": "user", "content": "Are you sure?"},
        _said(_RIGHT),
    ),
    _unpaid("turns/only-asked-a-tool", "A call of a tool is no answer.", _ASKED_TOOL),
    _unpaid("turns/only-the-tool-knows", "What a tool said is not the model's.", _ASKED_TOOL, _TOOL_SAID),
    _unpaid(
        "turns/said-before",
        "What the model said before and took back is not its answer.",
        _said(_RIGHT),
        {"role": "user", "content": "Are you sure?"},
        _said(_WRONG),
    ),
    _unpaid(
        "turns/the-user-knows",
        "What the user said is not the model's.",
        _said(_WRONG),
        {"role": "user", "content": _RIGHT},
    ),
    _unpaid("empty/nothing", "A model that has said nothing has not answered.", _said("")),
    _unpaid("empty/refusal", "A refusal is no answer.", _said(None, refusal="I cannot help with «42».")),
]
