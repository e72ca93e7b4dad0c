"""What a model or its program wrote is printable wherever it is shown."""

import io
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.console import Console
from rich.table import Table
from rich.text import Text

from verifiers import CodeReward, Verdict, code_reward, format_reward, language_reward, math_reward, r1_reward
from verifiers.printable import printable, printable_in, sentence, without_markup

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)
LIKE_MARKUP = st.text(st.sampled_from("[]/\\@#ab= (1'\n\x1b\ud800"), max_size=30)


def shown_by_rich(text):
    """A cell of a table, as trainers show them."""
    table = Table("explanation")
    table.add_row(text)
    console = Console(file=io.StringIO(), width=200)
    console.print(table)
    return console.file.getvalue()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain — ünïcode 漢字 🎉", "plain — ünïcode 漢字 🎉"),
        ("\x1b]0;t\x07\x1b[2J\nsecond line", r"\x1b]0;t\x07\x1b[2J\nsecond line"),
        ("lone \ud800 and \udfff", r"lone \ud800 and \udfff"),
        ("\u202eturned\u202c", r"\u202eturned\u202c"),
        ("\x00\x7f\x9b31m", r"\x00\x7f\x9b31m"),
        ("\u2028\u2029", r"\u2028\u2029"),
        ("wide\u3000space, no\xa0break", "wide\u3000space, no\xa0break"),
    ],
)
def test_what_is_not_visible_is_written_as_an_escape(text, expected):
    assert printable(text) == expected


@given(ANY_TEXT | LIKE_MARKUP)
@example("\\[/b]")
@example("\\\\[/b]")
@example("[@click=(]")
def test_any_sentence_can_be_shown_and_kept(text):
    shown = Verdict(0.0, "incorrect", text).explanation
    shown.encode()
    assert printable(shown) == shown
    assert "\n" not in shown
    Text.from_markup(shown)
    shown_by_rich(shown)


@given(ANY_TEXT | LIKE_MARKUP)
@example("\\\\[bold]x")
@example("[link=https://example.org]x")
def test_a_table_finds_no_markup(text):
    shown = Text.from_markup(without_markup(text))
    assert shown.spans == []
    assert len(shown.plain) <= len(without_markup(text))


def test_what_is_fit_already_stays_the_same_object():
    detail = {"parts": [{"text": "a\nb\tc", "number": 1.5}], "none": None}
    assert printable_in(detail) is detail
    assert sentence("plain [1, 2]") == "plain [1, 2]"
    assert printable_in({"a": ["\x1b", 1], "\ud800": ("x\r",)}) == {"a": ["\\x1b", 1], "\\ud800": ("x\\r",)}


HOSTILE = "\ud800\x1b]0;t\x07\x1b[2J\nsecond line \u202e[/bold][@click=x(]"
COMPLETIONS = [
    HOSTILE,
    f"<think>{HOSTILE}</think>{HOSTILE}",
    f"<think>a</think>\\boxed{{{HOSTILE}}}",
    f"<think>a</think>\\boxed{{\\text{{{HOSTILE}}}}}",
    f"<answer>{HOSTILE}</answer>",
    f"```python\n{HOSTILE}\n```",
    f"```{HOSTILE}\nx\n```",
]


@pytest.mark.parametrize("completion", COMPLETIONS)
@pytest.mark.parametrize(
    ("reward", "reference"),
    [(math_reward, "5"), (math_reward, HOSTILE), (format_reward, None), (language_reward, "en"), (r1_reward, "5")],
)
def test_no_reward_hands_it_on(reward, reference, completion):
    if reward is r1_reward:
        verdict = reward.grade(completion, answer=reference, language="en")
    else:
        verdict = reward.grade(completion, reference)
    assert_fit(verdict)


PROGRAMS = [
    f"def f(x): raise ValueError({HOSTILE!r})",
    f"def f(x): return {HOSTILE!r}",
    f"def f(x):\n class E(Exception): pass\n E.__name__ = {HOSTILE!r}\n raise E",
    f"import sys\ndef f(x): sys.exit({HOSTILE!r})",
    f"raise ValueError({HOSTILE!r})",
    f"import os\nos.write(2, {HOSTILE!r}.encode('utf-8', 'surrogatepass'))\nos._exit(3)",
    f"import os\nos.write(1, {HOSTILE!r}.encode('utf-8', 'surrogatepass'))",
]
TESTS = [
    {"fn_name": "f", "inputs": [[1]], "outputs": [2]},
    {"inputs": ["1\n"], "outputs": ["2\n"]},
    "assert f(1) == 2",
    "def test_f():\n    assert f(1) == 2",
]


@pytest.mark.usefixtures("local_wall")
@pytest.mark.parametrize("tests", TESTS, ids=["calls", "streams", "assertions", "pytest"])
def test_no_program_can_make_a_verdict_unfit(tests):
    reward = CodeReward(wall="local")
    verdicts = [reward.grade(f"```python\n{source}\n```", tests) for source in PROGRAMS]
    for verdict in verdicts:
        assert_fit(verdict)
        for text in (verdict.detail["first_failure"] or {}).get("got", ""):
            assert printable(text) == text
    logged = {}
    code_reward(
        completions=[f"```python\n{source}\n```" for source in PROGRAMS],
        tests=[json.dumps(tests) if isinstance(tests, dict) else tests] * len(PROGRAMS),
        log_extra=logged.__setitem__,
    )
    for column in logged.values():
        for text in column:
            assert text.encode().decode() == text
            assert Text.from_markup(text).spans == []
            shown_by_rich(text)


def assert_fit(verdict):
    assert printable(verdict.explanation) == verdict.explanation
    assert printable_in(verdict.detail) == verdict.detail
    json.dumps(verdict.detail, ensure_ascii=False).encode()
    shown_by_rich(verdict.explanation)
