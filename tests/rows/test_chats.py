"""A scored row as a chat."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers.completion import END_OF_TEXT
from verifiers.errors import RowError
from verifiers.rows.chats import chat_of, rendered_by_template
from verifiers.scoring import Fields

FIELDS = Fields("completion", prompt="prompt")
SYSTEM, ASKED = {"role": "system", "content": "Be brief."}, {"role": "user", "content": "1+1?"}
SAID = {"role": "assistant", "content": "<think>r</think>2"}
TOOL = {"role": "tool", "content": "3"}


def chat(completion, prompt="1+1?", fields=FIELDS):
    return chat_of({"completion": completion, "prompt": prompt}, fields)


@pytest.mark.parametrize(
    "completion",
    [
        SAID["content"],
        SAID,
        [SAID],
        [SAID["content"]],
        [[SAID]],
        [[SAID["content"]]],
        {"message": SAID},
        [{"message": SAID, "index": 0}],
        {"text": SAID["content"]},
        {"content": SAID["content"]},
        [ASKED, SAID],
        SAID["content"] + "<|im_end|>\n",
    ],
)
def test_every_shape_of_one_completion_is_the_same_chat(completion):
    assert chat(completion) == ([ASKED], [SAID])
    assert chat(completion).chain == "r"


def test_conversations_stay_as_they_are():
    reasoned = {"role": "assistant", "content": "2", "reasoning_content": "r", "tool_calls": []}
    turns = [SAID, TOOL, reasoned]
    assert chat(turns, [SYSTEM, ASKED]) == ([SYSTEM, ASKED], turns)
    assert chat(turns).chain == "r\n\nr"
    assert chat([SYSTEM, ASKED, SAID, ASKED, *turns]) == ([SYSTEM, ASKED, SAID, ASKED], turns)
    ended = {"role": "assistant", "content": "2</s>"}
    assert chat([ended]).turns == [ended], "only texts lose their end of text"


def test_a_conversation_with_a_person_in_it_keeps_the_prompt_before_it():
    assert chat([SAID, ASKED, SAID]) == ([ASKED], [SAID, ASKED, SAID])
    alone = Fields("completion")
    assert chat([SAID, ASKED, SAID], fields=alone) == ([SAID, ASKED], [SAID])


@pytest.mark.parametrize(
    ("prompt", "completion", "content"),
    [
        ("1+1?\n<think>\n", "r</think>2", "<think>\nr</think>2"),
        ("1+1?<think>", "<think>r</think>2", "<think>r</think>2"),
        ("1+1?\n<think>\n", "<think>r</think>2", "<think>r</think>2"),
        ([ASKED, {"role": "assistant", "content": "<think>"}], "r</think>2", "<think>r</think>2"),
        ([ASKED, {"role": "assistant", "content": "Well, "}], [{"role": "assistant", "content": "2"}], "Well, 2"),
    ],
)
def test_what_the_prompt_began_is_the_models(prompt, completion, content):
    assert chat(completion, prompt) == ([ASKED], [{"role": "assistant", "content": content}])


def test_without_tags_the_chain_is_the_whole_text():
    assert chat("2").chain == "2"
    assert chat("<think>r").chain == "r"


@pytest.mark.parametrize(
    ("row", "fields", "sentence"),
    [
        ({"prompt": "1+1?"}, FIELDS, "no completion: the field 'completion' is missing"),
        ({"prompt": "1+1?", "completion": 3}, FIELDS, "is neither text nor a chat"),
        ({"prompt": "1+1?", "completion": []}, FIELDS, "is neither text nor a chat"),
        ({"prompt": "1+1?", "completion": [SAID, ASKED]}, FIELDS, "is neither text nor a chat"),
        ({"prompt": "1+1?", "completion": ["a", "b"]}, FIELDS, "holds several"),
        ({"completion": "a"}, FIELDS, "no prompt: the field 'prompt' is missing"),
        ({"prompt": " ", "completion": "a"}, FIELDS, "no prompt"),
        ({"prompt": None, "completion": "a"}, FIELDS, "no prompt"),
        ({"prompt": [SAID], "completion": "a"}, FIELDS, "a chat with a question"),
        ({"prompt": [ASKED, "x"], "completion": "a"}, FIELDS, "neither text nor a chat"),
        ({"completion": "a"}, Fields("completion"), "no prompt: no field holds it, and the completion"),
        (
            {"completion": {"message": {"role": "user", "content": "q"}}},
            Fields("completion"),
            "no completion: the chat in the field 'completion' ends with",
        ),
    ],
)
def test_rows_that_are_no_chat_say_why(row, fields, sentence):
    with pytest.raises(RowError, match=sentence):
        chat_of(row, fields)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["role", "content", "message", "text", "reasoning_content"]), inner, max_size=3
        )
        | st.fixed_dictionaries(
            {"role": st.sampled_from(["user", "assistant", "tool"]), "content": st.text(max_size=5)}
        )
    ),
    max_leaves=12,
)


@given(json_values, json_values)
def test_any_row_is_a_chat_or_says_why(completion, prompt):
    row = {"completion": completion, "prompt": prompt}
    before = json.dumps(row)
    try:
        found = chat_of(row, FIELDS)
    except RowError:
        return
    finally:
        assert json.dumps(row) == before
    assert found.prompt
    assert found.turns
    assert isinstance(found.chain, str)


def test_a_megabyte_of_end_of_text_is_cut_in_moments():
    begin = time.process_time()
    assert chat("a" + " ".join(END_OF_TEXT) * 10_000).turns[0]["content"] == "a"
    assert time.process_time() - begin < 30


def test_prompts_that_a_template_has_been_applied_to():
    assert rendered_by_template("<|im_start|>user\n1+1?<|im_end|>") == "<|im_start|>"
    assert rendered_by_template("1+1?") is None
    assert rendered_by_template([ASKED]) is None
