"""What explains a verdict, beside the verdict itself."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers import (
    CallError,
    CodeReward,
    LanguageReward,
    format_reward,
    gated,
    language_reward,
    math_reward,
    r1_reward,
    r1_zero_reward,
    tag_count_reward,
)
from verifiers.explain import explain
from verifiers.explain.sections import tree_of


def test_the_answer_where_it_stands_and_both_sides_as_trees():
    completion = r"<think>\boxed{9}</think> so \boxed{\frac{1}{2}}."
    section = explain(math_reward, completion, "0.5").section
    begin, end = section["found"]["span"]
    assert completion[begin:end] == section["found"]["answer"] == r"\frac{1}{2}"
    assert section["answer_read"] == {
        "is": "Op",
        "name": "/",
        "of": [{"is": "Num", "value": "1"}, {"is": "Num", "value": "2"}],
    }
    assert section["reference_read"] == {"is": "Num", "value": "1/2"}
    assert (section["evidence"], section["means"]) == ("exact", "exact arithmetic: a proof")


def test_every_evidence_means_something():
    pairs = [("2", "3"), ("x+1", "1+x"), ("x", "y"), (r"\text{cat}", "dog"), ("17+25", "42"), (r"\sqrt{2}", "1.5")]
    for answer, reference in pairs:
        section = explain(math_reward, rf"\boxed{{{answer}}}", reference).section
        assert section["means"], section
        assert section["means"] != section["evidence"]


def test_what_is_not_read_says_why():
    section = explain(math_reward, r"\boxed{\oint x}", "2").section
    assert section["answer_read"].startswith("not read: ")


def test_where_the_template_breaks():
    section = explain(format_reward, "<think>a</think> b <think>c</think>").section
    assert (section["rule"], section["position"]) == ("repeated_tag", 19)
    assert section["around"]["text"][section["around"]["caret"] :].startswith("<think>c")
    assert explain(format_reward, "<think>a</think> b").section["rule"] is None


def test_foreign_words_are_marked():
    text = "We add the two numbers. Nous additionnons les deux nombres. We get four."
    section = explain(language_reward, f"<think>{text}</think> 4", language="en").section
    assert "".join(piece["text"] for piece in section["text"]) == text
    assert [piece["text"] for piece in section["text"] if piece["language"] == "fr"] == [
        "Nous additionnons les deux nombres"
    ]
    assert section["target_from"] == "the column or the prompt"
    assert explain(LanguageReward(language="en"), "<think>so</think> 1").section["target_from"] == "the reward"


@pytest.mark.usefixtures("local_wall")
def test_each_test_of_a_program():
    tests = {"inputs": ["1", "2", "3"], "outputs": ["2", "5", "4"]}
    found = explain(CodeReward(wall="local"), "```python\nprint(int(input()) + 1)\n```", tests)
    assert found.outcome == "incorrect"
    assert [test["outcome"] for test in found.section["tests"]] == ["passed", "wrong_answer", "passed"]
    assert found.section["tests"][1]["expected"] == "5"
    assert found.section["source"].startswith("print")
    assert explain(CodeReward(wall="local"), "no program", tests).section["tests"] == []


def test_combinations_show_their_parts():
    found = explain(r1_zero_reward, r"\boxed{2}", "2")
    assert [(part.reward, part.weight, part.score) for part in found.parts] == [
        ("math", 1.0, 1.0),
        ("format", 1.0, 0.0),
    ]
    nested = explain(gated(format_reward, by=math_reward), r"\boxed{2}", "2")
    assert [part.reward for part in nested.parts] == ["format", "math"]
    assert explain(tag_count_reward, "<think>").section


def test_a_mistake_of_the_caller_is_one():
    with pytest.raises(CallError):
        explain(math_reward, r"\boxed{2}")


@given(
    st.text(max_size=80)
    | st.sampled_from([r"\boxed{2}", r"<think>a</think> \boxed{x+1}", "<think>nous voyons</think> b"]),
    st.sampled_from(["2", "x+1", "", r"\frac12"]),
)
def test_the_verdict_is_the_reward_s_own_and_all_of_it_is_json(completion, reference):
    found = explain(r1_reward, completion, reference, language="en")
    verdict = r1_reward.grade(completion, reference, language="en")
    assert (found.score, found.outcome, found.explanation) == (verdict.score, verdict.outcome, verdict.explanation)
    for part in found.parts:
        own = verdict.detail["parts"][part.reward]
        assert (part.score, part.outcome) == (own["score"], own["outcome"])
    json.dumps(found.as_json())


def test_it_is_bounded():
    texts = [
        r"\boxed{" + "x+" * 1_500 + "x}",
        r"\boxed{" + "{" * 100_000,
        "<think>" + "nous voyons we see " * 50_000 + r"</think> \boxed{2}",
        "<think>" * 100_000,
    ]
    begin = time.process_time()
    for text in texts:
        shown = json.dumps(explain(r1_reward, text, "2", language="en").as_json())
        assert len(shown) < 400_000
    assert time.process_time() - begin < 60
    assert json.dumps(tree_of("+".join("x" * 100))).count('"is"') <= 202
