"""Chat messages in the shapes of servers, libraries and data sets; what is none of them raises."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers import CallError, format_reward, math_reward
from verifiers.messages import is_conversation, prompt_text, text_of

R, A = "six times seven", "It is \\boxed{42}."
BOTH = f"<think>{R}</think>{A}"


class Dumped:
    """A message as pydantic has it."""

    def __init__(self, **fields):
        self.fields = fields

    def model_dump(self):
        return self.fields


@dataclass
class Spoken:
    role: str
    content: str


SHAPES = {
    "OpenAI": ([{"role": "assistant", "content": A}], A),
    "parts": ([{"role": "assistant", "content": [{"type": "text", "text": A}, {"type": "image_url"}, None]}], A),
    "texts": ([{"role": "assistant", "content": ["It is ", "\\boxed{42}."]}], A),
    "calls": ([{"role": "assistant", "content": None, "tool_calls": [{"id": "1"}]}], ""),
    "reasoning_content": ([{"role": "assistant", "reasoning_content": R, "content": A}], BOTH),
    "reasoning alone": ([{"role": "assistant", "reasoning_content": R, "content": None}], f"<think>{R}"),
    "details": (
        [
            {
                "role": "assistant",
                "reasoning_details": [
                    {"type": "reasoning.text", "text": R},
                    {"type": "reasoning.encrypted", "data": "x"},
                ],
                "content": A,
            }
        ],
        BOTH,
    ),
    "both": (
        [
            {
                "role": "assistant",
                "reasoning": R,
                "reasoning_details": [{"type": "reasoning.text", "text": R}],
                "content": A,
            }
        ],
        BOTH,
    ),
    "Responses": (
        [
            {"type": "reasoning", "summary": [{"type": "summary_text", "text": R}]},
            {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": A}]},
        ],
        BOTH,
    ),
    "Responses, raw reasoning": (
        [
            {"type": "reasoning", "summary": [], "content": [{"type": "reasoning_text", "text": R}]},
            {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": A}]},
        ],
        BOTH,
    ),
    "Responses, trailing": (
        [
            {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": A}]},
            {"type": "reasoning", "summary": []},
            {"type": "function_call", "name": "f", "arguments": "{}"},
        ],
        A,
    ),
    "Responses, with a call between": (
        [
            {"type": "reasoning", "summary": [{"type": "summary_text", "text": "which tool?"}]},
            {"type": "function_call", "name": "f", "arguments": "{}", "call_id": "1"},
            {"type": "function_call_output", "call_id": "1", "output": "42"},
            {"type": "reasoning", "summary": [{"type": "summary_text", "text": R}]},
            {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": A}]},
        ],
        BOTH,
    ),
    "Responses, cut off": ([{"type": "reasoning", "summary": [{"type": "summary_text", "text": A}]}], f"<think>{A}"),
    "Anthropic": (
        [
            {
                "role": "assistant",
                "content": [
                    {"type": "thinking", "thinking": R, "signature": "x"},
                    {"type": "redacted_thinking", "data": "y"},
                    {"type": "text", "text": A},
                ],
            }
        ],
        BOTH,
    ),
    "Anthropic, cut off": ([{"role": "assistant", "content": [{"type": "thinking", "thinking": A}]}], f"<think>{A}"),
    "Mistral": (
        [
            {
                "role": "assistant",
                "content": [
                    {"type": "thinking", "thinking": [{"type": "text", "text": R}]},
                    {"type": "text", "text": A},
                ],
            }
        ],
        BOTH,
    ),
    "inspect": (
        [{"role": "assistant", "content": [{"type": "reasoning", "reasoning": R}, {"type": "text", "text": A}]}],
        BOTH,
    ),
    "harmony": (
        [
            {"author": {"role": "assistant"}, "channel": "analysis", "content": [{"type": "text", "text": R}]},
            {"author": {"role": "assistant"}, "channel": "final", "content": [{"type": "text", "text": A}]},
        ],
        BOTH,
    ),
    "harmony, cut off": ([{"role": "assistant", "channel": "analysis", "content": A}], f"<think>{A}"),
    "Gemini": ([{"role": "model", "parts": [{"text": R, "thought": True}, {"text": A}]}], BOTH),
    "Gemini's response": ([{"candidates": [{"content": {"role": "model", "parts": [{"text": A}]}}]}], A),
    "ShareGPT": ([{"from": "human", "value": "6*7?"}, {"from": "gpt", "value": A}], A),
    "LangChain": ([{"type": "human", "content": "6*7?"}, {"type": "ai", "content": A}], A),
    "choices": ([{"choices": [{"message": {"role": "assistant", "content": A}}]}], A),
    "choices of a completion": ([{"choices": [{"text": A}]}], A),
    "a response": ([{"output": [{"type": "message", "role": "assistant", "content": A}]}], A),
    "pydantic": ([Dumped(role="user", content="6*7?"), Dumped(role="assistant", content=A, tool_calls=None)], A),
    "pydantic parts": ([Dumped(role="assistant", content=[Dumped(type="text", text=A)])], A),
    "Anthropic's own tools": (
        [
            {
                "role": "assistant",
                "content": [
                    {"type": "thinking", "thinking": R},
                    {"type": "mcp_tool_use", "id": "1", "name": "f", "input": {}},
                    {
                        "type": "mcp_tool_result",
                        "tool_use_id": "1",
                        "content": [{"type": "text", "text": "\\boxed{7}"}],
                    },
                    {"type": "web_search_tool_result", "tool_use_id": "2", "content": []},
                    {"type": "text", "text": A},
                ],
            }
        ],
        BOTH,
    ),
    "Mistral's references": (
        [{"role": "assistant", "content": [{"type": "text", "text": A}, {"type": "reference", "reference_ids": [1]}]}],
        A,
    ),
    "Bedrock": (
        [
            {
                "output": {
                    "message": {
                        "role": "assistant",
                        "content": [
                            {"reasoningContent": {"reasoningText": {"text": R, "signature": "x"}}},
                            {"text": A},
                        ],
                    }
                },
                "stopReason": "end_turn",
            }
        ],
        BOTH,
    ),
    "Bedrock's tools": (
        [
            {"role": "assistant", "content": [{"toolUse": {"name": "f", "input": {}}}]},
            {"role": "user", "content": [{"toolResult": {"content": [{"text": "\\boxed{7}"}]}}]},
            {"role": "assistant", "content": [{"text": A}, {"cachePoint": {"type": "default"}}]},
        ],
        A,
    ),
    "Vercel": (
        [
            {
                "id": "1",
                "role": "assistant",
                "parts": [
                    {"type": "step-start"},
                    {"type": "reasoning", "text": R, "state": "done"},
                    {"type": "tool-search", "toolCallId": "1", "output": {"text": "\\boxed{7}"}},
                    {"type": "text", "text": A},
                ],
            }
        ],
        BOTH,
    ),
    "LangChain's reasoning": ([{"type": "ai", "content": A, "additional_kwargs": {"reasoning_content": R}}], BOTH),
    "Cohere, old": ([{"role": "CHATBOT", "message": A}], A),
    "Ollama's generation": ([{"model": "m", "response": A, "thinking": R, "done": True}], BOTH),
    "a batch": (
        [{"custom_id": "1", "response": {"body": {"choices": [{"message": {"role": "assistant", "content": A}}]}}}],
        A,
    ),
    "Gemini, cut off at once": ([{"candidates": [{"finishReason": "MAX_TOKENS", "index": 0}]}], ""),
    "a dataclass": ([Spoken("assistant", A)], A),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes(shape):
    completion, text = SHAPES[shape]
    assert is_conversation(completion)
    assert text_of(completion) == text
    assert math_reward(completion, "42") == float(text.endswith(A) and text != f"<think>{A}")
    assert math_reward([completion, completion], ["42", "7"]) == [math_reward(completion, "42"), 0.0]
    if text.endswith(A):
        assert format_reward(completion) == float("</think>" in text)


@pytest.mark.parametrize(
    ("completion", "seen"),
    [
        ([{"text": A}], "a mapping with 'text'"),
        ([{"type": "telegram", "body": A}], "a mapping of the type 'telegram' with 'type', 'body'"),
        ([{}], "an empty mapping"),
        ([{"role": "assistant", "content": {"body": A}}], "a mapping with 'body'"),
        ([{"role": "assistant", "content": 42}], "int"),
        ([{"role": "assistant", "content": [42]}], "int"),
        ([{"role": "assistant", "content": [{"type": "poem", "lines": []}]}], "of the type 'poem'"),
        ([{"choices": [{"message": {"content": A}}, {"message": {"content": A}}]}], "a response with 2 choices"),
        ([{"choices": [{"logprobs": None}]}], "a mapping with 'logprobs'"),
        ([{"role": "assistant", "content": A}, {"choices": []}], "a mapping with 'choices'"),
        (["text", {"role": "assistant"}], "a list of str, dict"),
        (42, "int"),
    ],
)
def test_what_is_no_message_is_named(completion, seen):
    with pytest.raises(CallError, match=r"not|one answer") as raised:
        text_of(completion)
    assert seen in str(raised.value)


def test_a_batch_with_an_unknown_shape_says_so_and_scores_nothing():
    with pytest.raises(TypeError, match="a mapping with 'text'"):
        math_reward([[{"role": "assistant", "content": A}], [{"text": A}]], ["42", "42"])


def test_prompts_in_these_shapes():
    assert prompt_text([{"from": "human", "value": "6*7?"}]) == "6*7?"
    assert prompt_text([Dumped(role="user", content=[{"type": "input_text", "text": "6*7?"}])]) == "6*7?"
    assert math_reward("So \\boxed{42}. Wait", "42", prompt=[{"role": "assistant", "content": "<think>"}]) == 0.0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["role", "content", "type", "text", "parts", "thinking", "summary", "channel", "choices", "from"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.lists(JSON, max_size=4))
def test_anything_is_read_or_refused(completion):
    try:
        text = text_of(completion)
    except CallError as error:
        text = str(error)
    assert isinstance(text, str)


@pytest.mark.parametrize("content", [None, "", []])
def test_a_tag_that_closes_within_reasoning_alone_makes_no_answer(content):
    reasoned = {"role": "assistant", "reasoning_content": f"{R} </think> {A}", "content": content}
    assert math_reward([reasoned], "42") == 0.0


@pytest.mark.parametrize(
    ("completion", "said"),
    [
        ([{"role": "narrator", "content": A}], "the roles are narrator"),
        ([{"role": "user", "content": "?"}, {"role": "Claude", "content": A}], "the roles are claude"),
        ([{"role": "assistant", "content": [{"type": "hologram", "payload": A}]}], "of the type 'hologram'"),
        ([{"choices": [{"content": A}]}], "not str"),
        ([{"output": [A]}], "not str"),
    ],
)
def test_nobody_known_to_be_the_model_is_no_zero(completion, said):
    with pytest.raises(CallError, match=said):
        math_reward([completion], answer=["42"])


def test_a_conversation_in_which_the_model_has_said_nothing_is_its_zero():
    assert math_reward([[{"role": "user", "content": A}, {"role": "tool", "content": A}]], answer=["42"]) == [0.0]
