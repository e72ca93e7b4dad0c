"""Rewards as text: taken apart, and written down again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers import CodeReward, CosineScaledReward, FormatReward, LanguageReward, MathReward, RepetitionPenaltyReward
from verifiers.compose import combine, gated, product
from verifiers.errors import ScoringError
from verifiers.names import is_own, named, spelled
from verifiers.names.spelling import MAX_DEPTH, MAX_SPELLING, take_apart
from verifiers.sandbox import Limits


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        ("math", "math", None),
        (" math ( ) ", "math", ()),
        ("math(form=any, lenient)", "math", (("form", "any"), (None, "lenient"))),
        ("a(b(c=1, d), e(f)=0.5)", "a", ((None, "b(c=1, d)"), ("e(f)", "0.5"))),
        ("a(b='(,=', c=[1, 2])", "a", (("b", "'(,='"), ("c", "[1, 2]"))),
        (r"a(b='it\'s', c=2)", "a", (("b", r"'it\'s'"), ("c", "2"))),
        ("judge(url=http://host:80/v1?a=b)", "judge", (("url", "http://host:80/v1?a=b"),)),
        ("my.py:f(shape=trl)", "my.py:f", (("shape", "trl"),)),
    ],
)
def test_a_text_is_a_name_and_its_arguments(text, name, arguments):
    assert take_apart(text)[1:] == (name, arguments)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a(b", "a bracket in 'a\\(b' is not closed"),
        ("a(b='c)", "a quotation in .* is not closed"),
        ("a(b))", "closes nothing"),
        ("a(b]", "the ']' at character 4 of .* closes nothing"),
        ("a(b)c", "nothing may follow the last bracket"),
        ("a(b)(c)", "nothing may follow the last bracket"),
        ("a(,)", "an argument is missing"),
        ("a(b=)", "an argument is missing"),
    ],
)
def test_what_is_no_reward_is_a_sentence(text, sentence):
    with pytest.raises(ScoringError, match=sentence):
        take_apart(text)


def test_the_bounds():
    take_apart("a" * MAX_SPELLING)
    with pytest.raises(ScoringError, match="at most 2,000 characters, not 2,001"):
        take_apart("a" * (MAX_SPELLING + 1))
    take_apart("a(" * MAX_DEPTH + ")" * MAX_DEPTH)
    with pytest.raises(ScoringError, match="more than 8 brackets within brackets"):
        take_apart("a(" * (MAX_DEPTH + 1) + ")" * (MAX_DEPTH + 1))


def problem_of(text):
    try:
        take_apart(text) if is_own(text) else named(text)
    except ScoringError as error:
        return str(error)
    return "none"


@given(st.text(st.sampled_from("math(form=any,'\"[]{} :0.5\\é"), max_size=40))
def test_any_text_is_a_reward_or_a_sentence(text):
    assert problem_of(text)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("a:b", True),
        ("a.py:b=0.5", True),
        ("a:b(c=d)", True),
        ("math", False),
        ("judge(url=http://x)", False),
        ("math(name='a:b')=2", False),
    ],
)
def test_what_names_a_module(text, own):
    assert is_own(text) is own


WORDS = st.sampled_from(["a", "strict", "r1-answer", "it's", "a, b", "x=1", "True", "none", "3", "é", "a b"])
LEAVES = st.one_of(
    st.builds(
        MathReward,
        form=st.sampled_from(["evaluated", "simplest", "any"]),
        tolerance=st.floats(0, 0.99),
        lenient=st.booleans(),
        name=WORDS,
    ),
    st.builds(FormatReward, template=st.sampled_from(["r1", "r1-answer"]), name=WORDS),
    st.builds(
        CodeReward,
        score=st.sampled_from(["all", "fraction"]),
        stop_at_first_failure=st.sampled_from([None, True, False]),
        limits=st.builds(Limits, cpu_seconds=st.floats(0.1, 100), processes=st.integers(1, 64)),
        languages=st.sampled_from([("python",), ("c", "cpp")]),
    ),
    st.builds(LanguageReward, language=st.sampled_from([None, "fr"]), candidates=st.sampled_from([(), ("de", "nl")])),
    st.builds(RepetitionPenaltyReward, ngram_size=st.integers(1, 9), unit=st.sampled_from(["words", "characters"])),
    st.builds(CosineScaledReward, max_len=st.integers(1, 99), accuracy=st.builds(MathReward, lenient=st.booleans())),
)


@given(LEAVES)
def test_a_reward_is_what_its_spelling_names(reward):
    assert named(spelled(reward)) == reward


@given(st.lists(LEAVES, min_size=2, max_size=3, unique_by=lambda one: one.name), st.floats(-5, 5))
def test_so_are_rewards_made_of_rewards(rewards, weight):
    first, second, *_ = rewards
    for reward in (
        combine(dict.fromkeys(rewards, weight)),
        gated(first, by=second),
        product(*rewards, name="all"),
        gated(combine({first: 2.0}, name="x"), by=second),
    ):
        assert named(spelled(reward)) == reward
