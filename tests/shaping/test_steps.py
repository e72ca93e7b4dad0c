"""Reasoning steps."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers import ReasoningStepsReward, reasoning_steps_reward


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("<think>1. Add.\n2. Divide.\n3. Check.</think>4", 3),
        ("1) Add.\n 2) Divide.", 2),
        ("Step 1: add. Step 2: divide.", 2),
        ("**Step 1:** add\n\n## Step 2\ndivide", 2),
        ("- add\n* divide\n• check", 3),
        ("First, we add. Next, we divide. Finally, we check.", 3),
        ("First we add.", 0),
        ("3.14 is near\n-5 is less", 0),
        ("<think>We add.</think>\n1. a\n2. b\n3. c", 0),  # the answer is no chain of thought
        ("First,Second,Next,Finally,", 0),
        ("Step 1:\nStep 2:\nStep 3:", 0),
        ("1. add\n2. add\n3. add", 1),
        ("", 0),
    ],
)
def test_reasoning_steps(text, steps):
    verdict = reasoning_steps_reward.grade(text)
    assert verdict.detail == {"steps": steps}
    assert verdict.score == min(1.0, steps / 3)


def test_reasoning_steps_of_a_prefilled_tag():
    text = "1. a\n2. b</think>1. c\n2. d"
    assert reasoning_steps_reward.grade(text, prompt="<think>").detail["steps"] == 2


def test_reasoning_steps_in_another_language():
    assert ReasoningStepsReward(transitions=("首先", "然后", "最后"))("首先，相加。然后，相除。最后，检查。") == 1.0


@given(st.lists(st.text("abc ", min_size=1, max_size=5), max_size=6))
def test_more_steps_are_never_less(lines):
    scores = [reasoning_steps_reward("".join(f"- {line}\n" for line in lines[:count])) for count in range(len(lines))]
    assert scores == sorted(scores)


OPEN_R1_STEPS = r"(Step \d+:|^\d+\.|\n-|\n\*|First,|Second,|Next,|Finally,)"  # open-r1, reasoning_steps_reward


def test_open_r1_counts_markers_alone_and_numbers_at_the_first_character_only():
    assert len(re.findall(OPEN_R1_STEPS, "First,Second,Next,")) == 3  # 1.0 there
    assert reasoning_steps_reward("First,Second,Next,") == 0.0
    numbered = "So:\n1. add\n2. divide\n3. check"
    assert len(re.findall(OPEN_R1_STEPS, numbered)) == 0
    assert reasoning_steps_reward(numbered) == 1.0
    in_the_answer = "<think>r</think>\n- a\n- b\n- c"
    assert len(re.findall(OPEN_R1_STEPS, in_the_answer)) == 3
    assert reasoning_steps_reward(in_the_answer) == 0.0
