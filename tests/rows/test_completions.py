"""The completions in a field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers.rows.completions import cut, texts_of, turns_before

USER = {"role": "user", "content": "1+1?"}
BOT = {"role": "assistant", "content": "2"}


@pytest.mark.parametrize(
    ("value", "texts", "several"),
    [
        ("a", ["a"], False),
        ("", [""], False),
        ([USER, BOT], ["2"], False),
        ([USER, BOT, {"role": "tool", "content": "x"}], ["2"], False),
        (BOT, ["2"], False),
        ([{"role": "assistant", "content": "2", "reasoning_content": "r"}], ["<think>r</think>2"], False),
        (["a", "b"], ["a", "b"], True),
        ([["a", "b"]], ["a", "b"], True),
        ([[USER, BOT], [BOT]], ["2", "2"], True),
        ([{"message": BOT}, {"text": "b"}], ["2", "b"], True),
        ([BOT, {"role": ["user"], "content": "a role that is no text"}], ["2"], False),
    ],
)
def test_completions_are_found(value, texts, several):
    assert texts_of(value) == (tuple(texts), several)


@pytest.mark.parametrize(
    "value", [None, 1, [], {}, [1], ["a", 1], [USER], [BOT, USER], USER, [[[[[["a"]]]]]], {"text": 1}]
)
def test_what_is_none_is_none(value):
    assert texts_of(value) is None


@given(st.lists(st.text(max_size=3) | st.lists(st.text(max_size=3), min_size=1, max_size=3), min_size=1, max_size=4))
def test_cuts_are_the_completions_one_by_one(value):
    found = texts_of(value)
    assert [texts_of(cut(value, index)).texts for index in range(len(found.texts))] == [(text,) for text in found.texts]


def test_the_prompt_of_a_chat_is_what_was_said_before():
    assert turns_before([USER, BOT]) == [USER]
    assert turns_before([BOT]) is None
    assert turns_before("a") is None
