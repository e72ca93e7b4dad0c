"""Tag count and code format."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers import (
    CodeFormatReward,
    FormatReward,
    TagCountReward,
    Template,
    code_format_reward,
    format_reward,
    tag_count_reward,
)
from verifiers.format import TEMPLATES
from verifiers.shaping.tags import fenced_blocks

# Pieces that mean something to a template, so that random texts come near the interesting ones.
PIECES = st.sampled_from(
    r"""<think> </think> <answer> </answer> a 我 1. Step First, ``` ```python x=1 - \boxed{2} 1+2+3 ( ) = 6 ! ก
    <|im_end|> |special_token|""".split()
)
BLANKS = st.sampled_from(["\n", " ", "\n", ""])
TEXTS = st.lists(PIECES | BLANKS | st.text(max_size=3), max_size=30).map("".join)


# --- tag count ----------------------------------------------------------------------------------------------------

REVERSED = "\n</answer>x\n<answer>\n\n</think>\n<think>\n"


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("<think>r</think><answer>4</answer>", 1.0),
        ("<think>\nr\n</think>\n<answer>\n4\n</answer>", 1.0),
        ("Well: <think>r</think> so <answer>4</answer> there", 1.0),  # what stands outside is the format's business
        ("<think>r</think><answer>4", 0.75),
        ("<think>r</think>4", 0.5),
        ("r</think><answer>4</answer>", 0.75),
        ("<think>", 0.25),
        ("", 0.0),
        (REVERSED, 0.25),
        ("<think></think><answer></answer>", 0.5),  # nothing stands in the blocks
        ("<think>r</think><think>s</think><answer>4</answer>", 0.5),
        ("<answer>4</answer><think>r</think>", 0.5),
    ],
)
def test_tag_count(text, score):
    assert tag_count_reward(text) == score


def test_tag_count_of_a_prefilled_tag():
    text = "r</think><answer>4</answer>"
    assert tag_count_reward(text, prompt="2+2?<think>\n") == 1.0
    assert tag_count_reward("", prompt="2+2?<think>\n") == 0.0
    assert tag_count_reward("<think>" + text, prompt="2+2?<think>\n") == 2 / 3
    assert TagCountReward("prefilled")("r</think>4") == 1.0


def test_tag_count_of_a_tag_that_opens_and_closes():
    reward = TagCountReward("cold-start")
    assert reward("|special_token|r|special_token|4") == 1.0
    assert reward("|special_token|r") == 0.0
    assert reward("|special_token|r" * 3) == 0.0


@pytest.mark.parametrize("template", [*TEMPLATES, Template((("<a>", "</a>"), ("<b>", "</b>"), ("<a>", "</c>")))])
@given(text=TEXTS)
def test_what_the_format_pays_in_full_the_tag_count_does(template, text):
    if FormatReward(template)(text) == 1.0:
        assert TagCountReward(template)(text) == 1.0


def test_a_block_in_another_spelling_of_its_tag_is_as_long_as_it_is():
    assert TagCountReward("reasoning")("<think>a</think> 4") == 1.0
    assert TagCountReward("reasoning")("<think></think> 4") == 0.5


def test_marks_of_words_are_marks_at_the_beginning_and_tags_are_everywhere():
    assert FormatReward("granite")("<think><think></think><think>") == 0.0
    words = "Here is my thought process: I wrote Here is my thought process: above. Here is my response: 4"
    assert FormatReward("granite")(words) == TagCountReward("granite")(words) == 1.0


OPEN_R1_TAGS = ("<think>\n", "\n</think>\n", "\n<answer>\n", "\n</answer>")  # each found once is a quarter


def test_open_r1_pays_reversed_tags_without_content():
    assert all(REVERSED.count(tag) == 1 for tag in OPEN_R1_TAGS)  # 1.0 there
    assert tag_count_reward(REVERSED) == 0.25


# --- code format --------------------------------------------------------------------------------------------------

CODE = "```python\nprint(1)\n```"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (f"<think>r</think>\n{CODE}", None),
        (f"<think>r</think>\nHere it is:\n{CODE}\nIt prints 1.", None),
        (f"<think>r</think>\n{CODE}<|im_end|>", None),
        ("<think>r</think>\n```py\nprint(1)\n```", None),
        ("<think>r</think>\n```Python title=a.py\nprint(1)\n```", None),
        ("<think>r</think>\n````python\n```\n````", None),
        ("<think>r</think>\nprint(1)", "no_code"),
        ("<think>r</think>\nUse ```python print(1)``` here.", "no_code"),
        (f"<think>{CODE}</think>\nDone.", "no_code"),
        ("<think>r</think>\n```js\nf()\n```", "other_language"),
        ("<think>r</think>\n```\nf()\n```", "other_language"),
        ("<think>r</think>\n```python\nprint(1)", "unclosed_code"),
        ("<think>r</think>\n```python\n\n```", "blank_code"),
        ("<think></think>\n" + CODE, "blank_block"),
        (CODE, "missing_tag"),
    ],
)
def test_code_format(text, rule):
    verdict = code_format_reward.grade(text)
    assert verdict.detail["rule"] == rule
    assert verdict.score == float(rule is None)


def test_code_format_of_other_languages_and_templates():
    cpp = CodeFormatReward("cpp", template="r1-answer")
    assert cpp("<think>r</think><answer>\n```c++\nint x;\n```\n</answer>") == 1.0
    assert cpp("<think>r</think><answer>\n```python\nx\n```\n</answer>") == 0.0
    assert CodeFormatReward("")("<think>r</think>\n```\nx\n```") == 1.0
    assert code_format_reward(f"r</think>\n{CODE}", prompt="<think>\n") == 1.0


def test_the_position_of_a_code_rule():
    assert code_format_reward.grade("<think>r</think>\n```js\nf()\n```").detail["position"] == 17


def test_fenced_blocks():
    blocks = fenced_blocks("a\n```py\nb\n```\n~\n  ```\nc\n````\nd\n```x")
    assert [(block.language, block.code) for block in blocks] == [("py", "\nb\n"), ("", "\nc\n"), ("x", None)]


@given(TEXTS)
def test_code_format_is_never_more_than_format(text):
    assert code_format_reward(text) <= format_reward(text)


OPEN_R1_CODE = r"^<think>\n.*?\n</think>\n<answer>\n.*?```python.*?```.*?\n</answer>$"  # open-r1, code_format_reward


@pytest.mark.parametrize(
    "text",
    [
        "<think>\nr\n</think>\n<answer>\n```python```\n</answer>",  # no code
        "<think>\n\n</think>\n<answer>\n```pythonic nonsense```\n</answer>",  # no reasoning, another language
        f"<think>\nr\n</think>\n<answer>\n{CODE}\n</answer>\nanything at all",
    ],
)
def test_open_r1_pays_code_that_nobody_can_run(text):
    assert re.match(OPEN_R1_CODE, text, re.DOTALL | re.MULTILINE)
    assert CodeFormatReward(template="r1-answer")(text) == 0.0
