"""The parts of a completion: text, reasoning, boxes. Each is linear in the text, whatever the text is."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from verifiers.completion import (
    Box,
    answers_in,
    boxes,
    is_conversation,
    opens_reasoning,
    prompt_text,
    split_reasoning,
    text_of,
)


def contents(text):
    return [box.content for box in boxes(text)]


def cpu_seconds(function, *args):
    """The CPU time of one call, the best of three: what other processes do does not count."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        function(*args)
        best = min(best, time.process_time() - start)
    return best


# --- text ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("completion", "text"),
    [
        ("plain", "plain"),
        ("", ""),
        ([], ""),
        ([{"role": "assistant", "content": "4"}], "4"),
        (({"role": "assistant", "content": "4"},), "4"),
        ([{"content": "no role is the assistant's"}], "no role is the assistant's"),
        ([{"role": "assistant", "content": None}], ""),
        ([{"role": "assistant"}], ""),
        # The last message of the assistant, not what tools and users said after it.
        (
            [
                {"role": "assistant", "content": "first"},
                {"role": "tool", "content": "13"},
                {"role": "assistant", "content": "last"},
                {"role": "user", "content": "thanks"},
            ],
            "last",
        ),
        ([{"role": "user", "content": "only the user"}], ""),
        # Content as a list of parts: the text parts count.
        (
            [{"role": "assistant", "content": [{"type": "text", "text": "a"}, {"type": "image"}, {"text": "b"}]}],
            "ab",
        ),
        # Servers that cut the reasoning out name it variously.
        ([{"role": "assistant", "reasoning_content": "hm", "content": "4"}], "<think>hm</think>4"),
        ([{"role": "assistant", "reasoning": "hm", "content": "4"}], "<think>hm</think>4"),
        ([{"role": "assistant", "thinking": "hm", "content": "4"}], "<think>hm</think>4"),
        ([{"role": "assistant", "reasoning_content": "", "content": "4"}], "4"),
        ([{"role": "assistant", "reasoning_content": None, "content": "4"}], "4"),
    ],
)
def test_text_of(completion, text):
    assert text_of(completion) == text


@pytest.mark.parametrize("completion", [None, 1, 1.5, b"bytes", ["text"], [["nested"]], {"content": "4"}])
def test_text_of_refuses_what_is_no_completion(completion):
    with pytest.raises(TypeError, match="a completion is a string or a list of chat messages"):
        text_of(completion)


def test_is_conversation():
    assert is_conversation([{"role": "user", "content": "hi"}])
    assert not is_conversation([])
    assert not is_conversation("text")
    assert not is_conversation(["text"])
    assert not is_conversation([[{"role": "user", "content": "hi"}]])


@pytest.mark.parametrize(
    ("prompt", "text"),
    [
        (None, None),
        ("plain", "plain"),
        ([{"role": "system", "content": "s"}, {"role": "user", "content": "u"}], "u"),
        (
            [
                {"role": "user", "content": "u1"},
                {"role": "assistant", "content": "a"},
                {"role": "user", "content": "u2"},
            ],
            "u2",
        ),
        ([{"role": "user", "content": [{"type": "text", "text": "part"}]}], "part"),
    ],
)
def test_prompt_text(prompt, text):
    assert prompt_text(prompt) == text


@pytest.mark.parametrize(
    ("prompt", "opens"),
    [
        (None, False),
        ("", False),
        ("What is 2+2?", False),
        ("<|im_start|>assistant\n<think>\n", True),
        ("<think>", True),
        ("<think> </think>", False),
        ("Use <think> tags.", False),
        # In a conversation only a message of the assistant that is to be continued can open it.
        ([{"role": "user", "content": "Begin with <think>"}], False),
        ([{"role": "user", "content": "2+2?"}, {"role": "assistant", "content": "<think>\n"}], True),
        ([{"role": "user", "content": "2+2?"}, {"role": "assistant", "content": "So"}], False),
        ([], False),
    ],
)
def test_opens_reasoning(prompt, opens):
    assert opens_reasoning(prompt) is opens


# --- reasoning ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reasoning", "answer"),
    [
        ("no tags", None, "no tags"),
        ("", None, ""),
        ("<think>r</think>a", "r", "a"),
        ("<think>r</think>", "r", ""),
        ("r</think>a", "r", "a"),  # the opening tag stood in the prompt
        ("before<think>r</think>a", "r", "a"),
        ("<think>r", "r", None),  # cut off while reasoning
        ("<think>1</think>x<think>2</think>a", "1</think>x<think>2", "a"),  # the last closing tag counts
        ("<think>1</think>x<think>2", "1", None),  # it began to reason again and never ended
        ("</think>a<think>", "", None),
        ("<think><think>r</think>a", "<think>r", "a"),
    ],
)
def test_split_reasoning(text, reasoning, answer):
    assert split_reasoning(text) == (reasoning, answer)


def test_a_prefilled_text_without_a_closing_tag_is_all_reasoning():
    assert split_reasoning("still thinking", prefilled=True) == ("still thinking", None)
    assert split_reasoning("r</think>a", prefilled=True) == ("r", "a")


@given(st.lists(st.sampled_from(["<think>", "</think>", "a", " ", "\n", "<", "\ud800"])).map("".join), st.booleans())
def test_the_answer_is_always_what_follows_the_last_closing_tag(text, prefilled):
    reasoning, answer = split_reasoning(text, prefilled=prefilled)
    if answer is not None:
        assert "<think>" not in answer or reasoning is None
        assert text.endswith(answer)
        assert "</think>" not in answer
    else:
        assert reasoning is not None


# --- boxes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no box", []),
        (r"\boxed{5}", ["5"]),
        (r"\fbox{5}", ["5"]),
        (r"\boxed {5}", ["5"]),
        ("\\boxed\n{5}", ["5"]),
        (r"\boxed{}", [""]),
        (r"\boxed{ 5 }", [" 5 "]),
        (r"\boxed{\frac{1}{2}}", [r"\frac{1}{2}"]),
        (r"\boxed{1} and \boxed{2}", ["1", "2"]),
        (r"\boxed{\boxed{5}}", [r"\boxed{5}"]),  # the outermost
        (r"\boxed{\{1, 2\}}", [r"\{1, 2\}"]),  # escaped braces are no braces
        (r"\boxed{\}}", [r"\}"]),
        (r"\boxed{a \\}", [r"a \\"]),  # an escaped backslash does not escape the brace behind it
        (r"\boxed{5", [None]),
        (r"\boxed{5\}", [None]),
        (r"\boxed{1} \boxed{2", ["1", None]),
        (r"\boxed{1 \boxed{2}", [None, "2"]),
        (r"} \boxed{5} {", ["5"]),
        (r"{ \boxed{5} and more", ["5"]),
        (r"\boxedx{5}", []),
        (r"\boxes{5}", []),
        (r"\framebox{5}", []),
        (r"boxed{5}", []),
        # Without braces.
        (r"\boxed 5", ["5"]),
        (r"$\boxed 5$", ["5"]),
        (r"$\boxed5$", ["5"]),
        (r"\(\boxed 5\) is it", ["5"]),
        (r"\[\boxed 5\]", ["5"]),
        (r"\boxed 5 and then", ["5"]),
        (r"It is \boxed 5.", ["5"]),
        (r"\boxed 2.5, so", ["2.5"]),
        (r"\boxed", []),
        (r"\boxed ", []),
        (r"as \boxed.", []),
        (r"\boxed}", []),
        (r"$\boxed$", []),
        # The whole of it: half an answer would be another answer.
        (r"\boxed\frac{1}{2}", [r"\frac{1}{2}"]),
        (r"\boxed \frac{1}{2}x^{3 + a} more", [r"\frac{1}{2}x^{3 + a}"]),
        (r"\boxed\frac{1}{2", [None]),
        (r"\boxed\{1,2\}", [r"\{1,2\}"]),
        (r"\boxed \$5", [r"\$5"]),
        (r"\boxed \boxed{5}", ["5"]),
        (r"\boxed\fbox{5}", ["5"]),
    ],
)
def test_boxes(text, expected):
    assert contents(text) == expected


@pytest.mark.parametrize(
    ("text", "blocks", "unclosed"),
    [
        ("<answer>4</answer>", ["4"], False),
        ("4</answer>", [], False),
        ("<answer>4", [], True),
        ("<answer>4</answer><answer>", ["4"], True),
        ("a</answer><answer>4</answer>", ["4"], False),
        ("<answer>a<answer>4</answer></answer>", ["4"], False),
        ("<answer>4</answer>b<answer>5</answer>", ["4", "5"], False),
        ("", [], False),
    ],
)
def test_answer_tags(text, blocks, unclosed):
    assert answers_in(text) == (blocks, unclosed)


def test_a_box_knows_its_place():
    text = r"so \boxed{42}!"
    assert boxes(text) == [Box(3, 13, "42")]
    assert text[3:13] == r"\boxed{42}"


def test_an_unclosed_box_reaches_to_the_end():
    assert boxes(r"\boxed{4") == [Box(0, 8, None)]


def slow_boxes(text):
    """The same by walking each box by itself, character by character: simple, and quadratic."""
    found, position = [], 0
    while position < len(text):
        command = next((c for c in ("\\boxed", "\\fbox") if text.startswith(c, position)), None)
        after = position + len(command or "")
        if command is None or text[after : after + 1].isalpha():
            position += 1
            continue
        while text[after : after + 1].isspace():
            after += 1
        if text[after : after + 1] == "{":
            end = slow_group(text, after)
            found.append(None if end is None else text[after + 1 : end - 1])
            position = after if end is None else end
            continue
        begins_another = any(
            text.startswith(c, after) and not text[after + len(c) : after + len(c) + 1].isalpha()
            for c in ("\\boxed", "\\fbox")
        )
        if begins_another:
            position = after
            continue
        end, closed = slow_bare(text, after)
        content = text[after:end].rstrip(".,;:?")
        if not closed:
            found.append(None)
        elif content:
            found.append(content)
        position = end
    return found


def slow_group(text, start):
    """Where the group that opens at `start` ends, or None."""
    depth, position = 0, start
    while position < len(text):
        if text[position] == "\\" and text[position + 1 : position + 2] in {"\\", "{", "}"}:
            position += 2
            continue
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        position += 1
        if depth == 0:
            return position
    return None


def slow_stop(text, position):
    """What a box without braces meets here: a group, its end, or more of itself."""
    here, following = text[position : position + 1], text[position + 1 : position + 2]
    if here == "{":
        return "{"
    if here in {"", "$", "}"} or here.isspace():
        return "end"
    if here == "\\" and (following in {"", "(", ")", "[", "]"} or following.isspace()):
        return "end"
    return "more"


def slow_bare(text, position):
    """Where a box without braces ends, and whether its groups are closed; else, the one that is not."""
    while True:
        stop = slow_stop(text, position)
        if stop == "end":
            return position, True
        if stop == "{":
            end = slow_group(text, position)
            if end is None:
                return position, False
            position = end
        else:
            position += 2 if text[position] == "\\" else 1


PIECES = ["\\boxed", "\\fbox", "{", "}", "\\{", "\\}", "\\\\", "\\", " ", "\n", "5", "x", ".", "$", "\\)", "\\frac"]


@settings(max_examples=500)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
@example("\\boxed x{a}\\fbox{")
@example("\\boxed\\{{")
def test_boxes_agree_with_the_slow_walk(text):
    assert contents(text) == slow_boxes(text)


@given(st.text())
def test_boxes_are_total(text):
    for box in boxes(text + "\\boxed" + text):
        assert box.content is None or box.content in text + "\\boxed" + text


nested = st.recursive(
    st.text(st.characters(exclude_characters="{}\\", exclude_categories=["Cs"]), max_size=5),
    lambda inner: st.tuples(inner, inner).map(lambda pair: pair[0] + "{" + pair[1] + "}"),
    max_leaves=20,
)


@given(nested, nested)
def test_any_balanced_content_comes_back_whole(before, content):
    assert contents(f"{before}\\boxed{{{content}}}") == [content]


@pytest.mark.parametrize(
    "text",
    [
        "\\boxed{" * 100_000,
        "\\boxed" * 100_000,
        "\\boxed " * 100_000,
        "\\boxed" * 100_000 + "{",
        "\\boxed a" * 100_000 + "{",
        "\\boxed\\frac{" * 100_000,
        "a\\boxed a\\boxed{1}{" * 50_000,
        "\\boxed" + " " * 1_000_000,
        "\\boxed{" + "{" * 400_000 + "}" * 400_000 + "}",
        "\\boxed{" + "\\" * 1_000_000,
        "\\boxed{1}" * 100_000,
        "\\boxed{1}" * 50_000 + "\\boxed{{1}" * 50_000,
        "}" * 1_000_000 + "\\boxed{",
        "\\boxed x" + "{}" * 400_000,
    ],
    ids=lambda text: text[:24],
)
@pytest.mark.few(4)
def test_boxes_are_linear(text):
    assert cpu_seconds(boxes, text) < 20  # 0.3 here; what is quadratic takes minutes


def test_reasoning_is_linear():
    for text in ("<think>" * 150_000, "</think>" * 130_000, "<think></think>" * 70_000, "<think" * 170_000):
        assert cpu_seconds(split_reasoning, text) < 10
