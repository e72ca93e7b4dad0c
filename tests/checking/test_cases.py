"""Files of golden cases, what rewards say of them, and accepting it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers.checking import Case, Grades, Invalid, moved, read_cases
from verifiers.checking.grade import Said
from verifiers.checking.reports import Checked, annotation, junit, step_summary
from verifiers.checking.update import _replaced, accept
from verifiers.scoring import ScoringError

CASE = {"reward": "math", "completion": r"\boxed{2}", "answer": "2", "expect": 1.0}


def written(tmp_path, *rows):
    path = tmp_path / "cases.jsonl"
    path.write_text("".join(row if isinstance(row, str) else json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def problems(tmp_path, *rows, own=()):
    with Grades() as grades:
        return [
            case.problem if isinstance(case, Invalid) else moved(case, grades.grade(case))
            for case in read_cases(written(tmp_path, *rows), own)
        ]


@pytest.mark.parametrize(
    "case",
    [
        CASE,
        {**CASE, "expect": [0.5, 1]},
        {**CASE, "expect": 1, "outcome": "correct"},
        {**CASE, "answer": "", "expect": None, "outcome": "bad_reference"},
        {**CASE, "reward": "r1-zero", "outcome": "partial"},
        {**CASE, "reward": ["math", "format=0.5"]},
        {"reward": "format", "completion": "2</think> 2", "prompt": "1+1?<think>\n", "expect": 1.0},
        {
            "reward": "language",
            "completion": "<think>un et un font deux</think>",
            "language": "fr",
            "outcome": "correct",
        },
        {**CASE, "completion": [{"role": "assistant", "content": r"\boxed{2}"}]},
        {**CASE, "reward": "verifiers:math_reward"},
        {"reward": "verifiers:tag_count_reward", "completion": "<think>a</think>", "expect": [0, 1]},
    ],
)
def test_what_holds(case, tmp_path):
    assert problems(tmp_path, case) == [""]


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ({**CASE, "expect": 0.0}, "expected 0, got 1"),
        ({**CASE, "expect": [0, 0.5]}, "expected 0 to 0.5, got 1"),
        ({**CASE, "expect": None}, "expected no score, got 1"),
        ({**CASE, "answer": ""}, "expected 1, got no score"),
        ({**CASE, "outcome": "no_answer"}, "expected the outcome no_answer, got correct"),
        ({"reward": "math", "completion": "x", "expect": 0}, "the math reward needs a reference"),
    ],
)
def test_what_moved(case, sentence, tmp_path):
    [problem] = problems(tmp_path, case)
    assert problem.startswith(sentence)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("{\n", "not JSON"),
        ("[1]\n", "not a JSON object"),
        ({"reward": "math", "completion": "x"}, "nothing is expected"),
        ({**CASE, "reward": "maths"}, "unknown reward 'maths'"),
        ({**CASE, "reward": []}, "'reward' must name one or several"),
        ({**CASE, "reward": "os:system"}, "'os:system' is a function of your own, which a file cannot have imported"),
        ({**CASE, "reward": "verifiers.sandbox.local:os.system"}, "'verifiers.sandbox.local:os.system' is a function"),
        ({**CASE, "reward": "verifiers:names"}, "'verifiers:names' is a function of your own"),
        ({**CASE, "reward": "theirs.py:reward"}, "'theirs.py:reward' is a function of your own"),
        ({**CASE, "reward": "os:system=1"}, "'os:system=1' is a function of your own"),
        ({**CASE, "reward": " os:system"}, "' os:system' is a function of your own"),
        ({**CASE, "reward": ["math", "m:f"]}, "a function of your own is given alone"),
        ({"reward": "math", "expect": 1}, "the field 'completion' is missing"),
        ({**CASE, "completion": 3}, "a completion is"),
        ({**CASE, "expect": "1"}, "'expect' is a number, [low, high] or null"),
        ({**CASE, "expect": [1, 0]}, "'expect' is a range that holds nothing"),
        ({**CASE, "outcome": "right"}, "unknown outcome 'right'"),
    ],
)
def test_what_is_no_case(row, sentence, tmp_path):
    found = problems(tmp_path, row, CASE)
    assert found[0].startswith(sentence)
    assert found[1] == ""


def test_a_function_that_cannot_be_loaded(tmp_path):
    [problem] = problems(tmp_path, {**CASE, "reward": "no_such_module:f"}, own=["no_such_module:f"])
    assert problem.startswith("no_such_module:f cannot be loaded: ModuleNotFoundError")


def test_a_file_without_cases(tmp_path):
    with pytest.raises(ScoringError, match="has no cases"):
        read_cases(written(tmp_path))


def test_somebody_else_s_function_costs_its_case_and_no_other(tmp_path, monkeypatch):
    (tmp_path / "theirs.py").write_text(
        "import os, time\n"
        "def reward(completions, answer, **_):\n"
        "    if 'sleep' in completions[0]: time.sleep(1000)\n"
        "    if 'exit' in completions[0]: os._exit(0)\n"
        "    if 'raise' in completions[0]: raise ValueError('no')\n"
        "    return [float(c == a) for c, a in zip(completions, answer)]\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("verifiers.checking.grade.SECONDS", 1.0)
    case = {"reward": "theirs.py:reward", "answer": "2", "expect": 1.0}
    rows = [{**case, "completion": text} for text in ("2", "sleep", "2", "exit", "raise", "3", "2")]
    found = problems(tmp_path, *rows, own=["theirs.py:reward"])
    assert [found[index] for index in (0, 2, 5, 6)] == ["", "", "expected 1, got 0", ""]
    assert found[1].startswith("no answer")
    assert "ended without an answer" in found[3]
    assert "raised ValueError: no" in found[4]


# --- accepting ------------------------------------------------------------------------------------------------------


def test_accepting_rewrites_what_is_expected_and_nothing_else(tmp_path):
    odd = (
        '  {"why" : "\\u00e4 \\"expect\\": 9", "reward":"math", "expect" : [0,  0.5] , '
        '"completion":"\\\\boxed{2}","answer":"2"}  '
    )
    plain = json.dumps({**CASE, "expect": 0.25, "outcome": "incorrect"})
    path = tmp_path / "cases.jsonl"
    path.write_bytes(f"{odd}\r\n\n{plain}\n# no case\n{json.dumps(CASE)}".encode())
    with Grades() as grades:
        said = {
            case.line: (case, grades.grade(case))
            for case in read_cases(path)
            if isinstance(case, Case) and moved(case, grades.grade(case))
        }
    accept(path, said)
    expected = odd.replace("[0,  0.5]", "1.0")
    assert (
        path.read_bytes()
        == (
            f"{expected}\r\n\n"
            + json.dumps({**CASE, "expect": 1.0, "outcome": "correct"})
            + f"\n# no case\n{json.dumps(CASE)}"
        ).encode()
    )
    assert [one.name for one in tmp_path.iterdir()] == ["cases.jsonl"]


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.dictionaries(st.text(), JSONS), JSONS, JSONS)
def test_the_value_of_a_name_is_replaced_wherever_it_stands(row, before, after):
    line = json.dumps({**row, "expect": before})
    assert json.loads(_replaced(line, "expect", after)) == {**row, "expect": after}


# --- for machines ---------------------------------------------------------------------------------------------------


def test_reports_survive_any_text():
    import xml.etree.ElementTree as ET

    case = Case(3, "a|b,c:d\n%", ("math",), "x\x00\x1b[31m\ud800" * 200, {"answer": "2\r\n::error::"}, 1.0, 1.0)
    checked = [
        Checked("f.jsonl", case, Said(0.0, "incorrect", "why\nnot"), "expected 1, got 0"),
        Checked("f.jsonl", Invalid(4, "not JSON"), Said(), "not JSON"),
        Checked("g.jsonl", case, Said(1.0), ""),
    ]
    root = ET.fromstring(junit(checked))
    assert [(suite.get("name"), suite.get("tests"), suite.get("failures")) for suite in root] == [
        ("f.jsonl", "2", "2"),
        ("g.jsonl", "1", "0"),
    ]
    line = annotation(checked[0])
    assert "\n" not in line
    assert line.startswith("::error file=f.jsonl,line=3,title=a|b%2Cc%3Ad%0A%25::expected 1, got 0%0Awhy%0Anot")
    summary = step_summary(checked, {"cases": 3, "failed": 2})
    assert "| `f.jsonl:3` | expected 1, got 0 |" in summary
