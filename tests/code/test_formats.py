"""The tests of a problem, from every format that data sets have, and a sentence for what is none."""

import base64
import json
import pickle
import re
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from verifiers.code.formats import FORMATS, livecodebench, plain, read_suite
from verifiers.code.formats import tests_of_row as reference_of_row  # pytest would collect it
from verifiers.code.suite import (
    AssertionTests,
    BadTestsError,
    Call,
    CallTests,
    CppAssertTests,
    StdinTests,
    Suite,
    TextRule,
)

STDIN = StdinTests(("1\n2\n", "3\n4\n"), ("3\n", "7\n"))
PAIRS = {"inputs": ["1\n2\n", "3\n4\n"], "outputs": ["3\n", "7\n"]}
CASES = [{"input": "1\n2\n", "output": "3\n"}, {"input": "3\n4\n", "output": "7\n"}]
CALLS = CallTests("add", (Call((1, 2)), Call((3, 4))), (3, 7))
CALL_PAIRS = {"fn_name": "add", "inputs": [[1, 2], [3, 4]], "outputs": [3, 7]}
LINE_CASES = [{"input": "1\n2", "output": "3"}, {"input": "3\n4\n", "output": "7"}]
CHECK = "def check(candidate):\n    assert candidate(1, 2) == 3\n"
CPP = "}\nint main() {\n    auto candidate = add;\n    assert(candidate((1), (2)) == (3));\n}\n"


def packed(value, protocol=4):
    """As LiveCodeBench packs its private tests."""
    return base64.b64encode(zlib.compress(pickle.dumps(json.dumps(value), protocol=protocol))).decode()


def with_type(cases, kind, **more):
    return [{**case, "testtype": kind, **more} for case in cases]


# --- programs -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reference",
    [
        PAIRS,
        json.dumps(PAIRS),
        json.dumps(PAIRS).encode(),
        CASES,
        json.dumps(CASES),
        {"input": PAIRS["inputs"], "output": PAIRS["outputs"]},
        {**PAIRS, "fn_name": None},
        {**PAIRS, "fn_name": ""},
        {**PAIRS, "fn_name": float("nan")},  # an empty cell of a table
        {"inputs": tuple(PAIRS["inputs"]), "outputs": tuple(PAIRS["outputs"])},
        {"inputs": [b"1\n2\n", b"3\n4\n"], "outputs": [b"3\n", b"7\n"]},
        {"inputs": [["1", "2", ""], ["3", "4", ""]], "outputs": [["3", ""], ["7", ""]]},  # lists of lines
        {"inputs": [[1, 2, ""], [3, 4, ""]], "outputs": ["3\n", "7\n"]},
        {"input_output": json.dumps(PAIRS)},
        {"input_output": PAIRS},
        json.dumps({"input_output": json.dumps(PAIRS)}),
        with_type(CASES, "stdin"),
        with_type(CASES, "stdin_stdout", metadata={"func_name": None}),
        {"tests": json.dumps(CASES), "metadata": "{}"},
        {"tests": PAIRS},
        {"test_cases": [{**case, "type": "stdin_stdout", "fn_name": None} for case in CASES]},
        {"test_cases": {"type": "stdin_stdout", "input": PAIRS["inputs"], "output": PAIRS["outputs"], "fn_name": None}},
        {"public_test_cases": json.dumps(with_type(CASES[:1], "stdin")), "private_test_cases": packed(CASES[1:])},
        {"public_test_cases": json.dumps(CASES), "private_test_cases": "[]", "metadata": "{}", "starter_code": ""},
        {"private_test_cases": json.dumps(CASES)},
    ],
)
def test_programs(reference):
    by_livecodebench = isinstance(reference, dict) and "private_test_cases" in reference
    assert read_suite(reference) == replace(STDIN, contest_imports=by_livecodebench)


def test_verification_info_says_the_language():
    info = {"language": "python", "test_cases": [{**case, "type": "stdin_stdout"} for case in CASES]}
    expected = StdinTests(STDIN.inputs, STDIN.outputs, language="python")
    assert read_suite({"verification_info": info}) == expected
    assert read_suite({"verification_info": json.dumps(info)}) == expected
    assert read_suite({"verification_info": str(info)}) == expected
    assert read_suite(info) == expected


def test_numbers_are_what_a_program_prints():
    assert read_suite({"inputs": [1, 2.5], "outputs": [True, 10**30]}) == StdinTests(
        ("1", "2.5"), ("True", "1000000000000000000000000000000")
    )


class Array:
    """As numpy's arrays are."""

    def __init__(self, values):
        self.values = values

    def tolist(self):
        return self.values


def test_arrays_are_lists():
    assert read_suite({"inputs": Array(PAIRS["inputs"]), "outputs": Array(PAIRS["outputs"])}) == STDIN
    assert read_suite({"official_tests": Array(CASES)}) == StdinTests(STDIN.inputs, STDIN.outputs, TextRule("tokens"))


def test_codecontests_joins_its_tests():
    def pairs(*cases):
        return {"input": [case["input"] for case in cases], "output": [case["output"] for case in cases]}

    row = {"public_tests": pairs(CASES[0]), "private_tests": pairs(), "generated_tests": pairs(CASES[1])}
    assert read_suite(row) == StdinTests(STDIN.inputs, STDIN.outputs, TextRule("tokens"))
    assert read_suite({**row, "input_file": "", "output_file": ""}) == read_suite(row)
    assert read_suite({"private_tests": json.dumps(pairs(*CASES))}) == read_suite(row)


def test_codeforces():
    row = {"official_tests": CASES, "examples": [], "input_mode": "stdio", "generated_tests": 17}
    assert read_suite(row) == StdinTests(STDIN.inputs, STDIN.outputs, TextRule("tokens"))
    assert read_suite({**row, "official_tests": [], "examples": CASES}) == read_suite(row)
    suite = read_suite({**row, "generated_checker": "print(1)"})
    assert (suite.checker, suite.answer_first) == ("print(1)", True)
    for field in ({"input_mode": "interactive"}, {"interaction_format": "First read n."}, {"input_mode": []}):
        with pytest.raises(BadTestsError, match="The problem is interactive"):
            read_suite({**row, **field})


def test_our_own_fields():
    rule = {"kind": "tokens", "tolerance": 1e-3, "unordered": True}
    suite = read_suite({**PAIRS, "rule": rule, "language": "C++"})
    assert suite == StdinTests(STDIN.inputs, STDIN.outputs, TextRule("tokens", 1e-3, unordered=True), language="cpp")
    assert read_suite({**PAIRS, "rule": {}}).rule == TextRule()
    assert read_suite({**PAIRS, "checker": "print(1)"}).checker == "print(1)"
    assert read_suite({"tests": json.dumps(PAIRS), "rule": rule}).rule == TextRule("tokens", 1e-3, unordered=True)
    with_rule = read_suite({**CALL_PAIRS, "rule": {"kind": "python", "tolerance": 0, "unordered": True}})
    assert (with_rule.rule, with_rule.tolerance, with_rule.unordered) == ("python", 0, True)


# --- functions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reference",
    [
        CALL_PAIRS,
        json.dumps(CALL_PAIRS),
        {"input_output": json.dumps(CALL_PAIRS)},
        {**CALL_PAIRS, "inputs": ["1\n2", "3\n4"], "outputs": ["3", "7"]},
        with_type(LINE_CASES, "functional", metadata={"func_name": "add"}),
        with_type(LINE_CASES, "functional", fn_name="add"),
        {"tests": with_type(LINE_CASES, "functional"), "metadata": '{"func_name": "add"}'},
        {"tests": json.dumps(with_type(LINE_CASES, "functional")), "fn_name": "add"},
        {
            "public_test_cases": json.dumps(with_type(LINE_CASES[:1], "functional")),
            "private_test_cases": packed(with_type(LINE_CASES[1:], "functional")),
            "metadata": '{"func_name": "add"}',
            "starter_code": "class Solution:",
        },
        {
            "test_cases": [
                {"type": "function_call", "fn_name": "add", "input": [1, 2], "output": 3},
                {"type": "function_call", "fn_name": "add", "input": [3, 4], "output": 7},
            ],
            "language": "python",
        },
    ],
)
def test_calls(reference):
    assert read_suite(reference) == replace(CALLS, contest_imports=True)


def test_results_may_be_wrapped_where_all_are_lists_of_one():
    assert read_suite({**CALL_PAIRS, "outputs": [[3], [7]]}).wrapped
    assert not read_suite({**CALL_PAIRS, "outputs": [[3], [7, 8]]}).wrapped
    # LiveCodeBench writes what it means.
    cases = [{"input": "1\n2", "output": "[3]"}]
    assert not read_suite(with_type(cases, "functional", metadata={"func_name": "add"})).wrapped


def test_texts_of_lists_are_values_and_texts_of_texts_are_json():
    suite = read_suite({"fn_name": "f", "inputs": [["1", "a"]], "outputs": ["b"]})
    assert (suite.calls, suite.expected) == ((Call(("1", "a")),), ("b",))
    suite = read_suite({"fn_name": "f", "inputs": ['"1"\n[2, null]\n', ""], "outputs": ['"b"', "true"]})
    assert (suite.calls, suite.expected) == ((Call(("1", [2, None])), Call()), ("b", True))


def test_named_arguments():
    assert read_suite({"fn_name": "f", "inputs": [{"n": 1}], "outputs": [2]}).calls == (Call(kwargs={"n": 1}),)


def test_dicts_with_integers_for_keys():
    suite = read_suite({"fn_name": "f", "inputs": [[{"1": 2, "-3": 4}, {"a": 1}]], "outputs": [{"5": 6}]})
    assert (suite.calls, suite.expected) == ((Call(({1: 2, -3: 4}, {"a": 1})),), ({5: 6},))


@pytest.mark.parametrize("name", ["add", "Solution().add", "Solution.add", " añadir "])
def test_names_of_functions(name):
    assert read_suite({**CALL_PAIRS, "fn_name": name}).entry == name.strip()


# --- assertions ---------------------------------------------------------------------------------------------------

PROMPT = 'def add(a, b):\n    """ Add. """\n'
PRELUDE = "import math\nclass ListNode: pass\n"


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        # HumanEval: the prompt is code that the solution continues; a prompt for a chat is not.
        (
            {"test": CHECK, "entry_point": "add", "prompt": PROMPT},
            AssertionTests(CHECK, "add", prompt=PROMPT, style="check"),
        ),
        (
            {"test": CHECK, "entry_point": "add", "prompt": "def add(a, b):\n"},
            AssertionTests(CHECK, "add", prompt="def add(a, b):\n", style="check"),
        ),
        (
            {"test": CHECK, "entry_point": "add", "prompt": "Write a function that adds:"},
            AssertionTests(CHECK, "add", style="check"),
        ),
        (
            {"test": CHECK, "entry_point": "add", "prompt": "Write a function that adds."},
            AssertionTests(CHECK, "add", style="check"),
        ),
        (
            {"test": CHECK, "entry_point": "add", "prompt": [{"role": "user", "content": PROMPT}]},
            AssertionTests(CHECK, "add", style="check"),
        ),
        # LeetCode: what goes before is code of the problem.
        (
            {"test": CHECK, "entry_point": "Solution().add", "prelude": PRELUDE},
            AssertionTests(CHECK, "Solution().add", setup=PRELUDE, style="check"),
        ),
        (
            {"test": CHECK, "entry_point": "Solution().add", "prompt": PRELUDE},
            AssertionTests(CHECK, "Solution().add", setup=PRELUDE, style="check"),
        ),
        # MBPP.
        ({"test_list": ["assert f(1)", "assert f(2)"]}, AssertionTests("assert f(1)\nassert f(2)")),
        (
            {
                "test_list": ["assert f(a)"],
                "test_setup_code": "a = A()",
                "test_imports": ["import math"],
                "challenge_test_list": ["assert f(0)"],
            },
            AssertionTests("a = A()\nassert f(a)\nassert f(0)", setup="import math"),
        ),
        ({"test": "assert f(1)", "test_list": ["assert f(2)"]}, AssertionTests("assert f(1)")),  # MBPP+
        (["assert f(1)", "assert f(2)"], AssertionTests("assert f(1)\nassert f(2)")),
        ({"test_cases": ["assert f(1)"]}, AssertionTests("assert f(1)")),
        ({"assert_case": ["assert f(1)"], "inputs": None}, AssertionTests("assert f(1)")),
        # Texts.
        ("\nassert f(1) == 2\n", AssertionTests("\nassert f(1) == 2\n")),
        (b"assert f(1) == 2", AssertionTests("assert f(1) == 2")),
        ({"tests": "assert f(1)"}, AssertionTests("assert f(1)")),
        (CHECK + "check(add)\n", AssertionTests(CHECK + "check(add)\n")),
        ("if f(1) != 2:\n    raise ValueError", AssertionTests("if f(1) != 2:\n    raise ValueError")),
        (r"assert f('\d')", AssertionTests(r"assert f('\d')")),  # which python warns of
    ],
)
def test_assertions(reference, expected):
    assert read_suite(reference) == expected


@pytest.mark.parametrize(
    "source",
    [
        "from solution import f\n\ndef test_f():\n    assert f(1) == 2\n",
        "import unittest\nclass A(unittest.TestCase):\n    def test_f(self):\n        self.assertEqual(f(1), 2)\n",
        "class TestF:\n    def test_f(self):\n        assert f(1)\n",
        "async def test_f():\n    assert f(1)\n",
    ],
)
def test_files_for_pytest(source):
    assert read_suite(source) == AssertionTests(source, style="pytest")
    assert read_suite({"test": source}).style == "pytest"


def test_an_import_of_pytest_alone_makes_no_file_for_it():
    assert read_suite("import pytest\nassert f(1)\n").style == "module"


def test_cpp():
    prompt = "#include <cassert>\nint add(int a, int b) {\n"
    assert read_suite({"test": CPP, "language": "cpp", "prompt": prompt}) == CppAssertTests(CPP, prompt)
    assert read_suite({"tests": CPP, "prompt": "Write a function."}) == CppAssertTests(CPP)
    assert read_suite(CPP) == CppAssertTests(CPP)
    assert read_suite({"test": CPP.lstrip("}"), "lang": "C++"}) == CppAssertTests(CPP.lstrip("}"))


# --- rows of data sets --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "fields"),
    [
        ({"prompt": "p", "answer": "4"}, None),
        ({}, None),
        ({"input": "Translate.", "output": "Übersetze."}, None),  # instructions
        ({"inputs": "p", "outputs": "q"}, None),
        ({"test": "the held-out split", "prompt": "p"}, None),
        ({"verification_info": '{"ground_truth": "4"}'}, None),
        ({"verification_info": 4}, None),
        ({"test": None, "inputs": None, "outputs": ["1"]}, None),
        ({"prompt": "p", **PAIRS, "id": 3}, ["inputs", "outputs"]),
        ({"prompt": "p", "input_output": "{}", "solutions": "[]"}, ["input_output"]),
        ({"test": CHECK, "entry_point": "add", "id": 1}, ["test", "entry_point"]),
        ({"test_list": [], "code": "x"}, ["test_list"]),
        ({"tests": "[]", "metadata": {"image": object()}}, ["tests"]),
        ({"tests": "[]", "metadata": {"func_name": "f"}}, ["tests", "metadata"]),
        ({"public_test_cases": "[]", "private_test_cases": "", "difficulty": "easy"}, None),
    ],
)
def test_a_row_s_own_tests(columns, fields):
    found = reference_of_row(columns)
    if "public_test_cases" in columns:
        fields = ["public_test_cases", "private_test_cases"]
    assert (found if found is None else list(found)) == fields
    assert found is None or all(found[name] is columns[name] for name in fields)


def test_a_reference_of_a_row_reads_as_the_row_does():
    for row in (PAIRS, CALL_PAIRS, {"official_tests": CASES}, {"test": CPP, "prompt": "int f() {"}):
        assert read_suite(reference_of_row({**row, "id": 1})) == read_suite(row)


DATA = Path(__file__).parents[2].parent / "shared" / "data" / "code"


@pytest.mark.skipif(not DATA.is_dir(), reason="the data sets are not here")
@pytest.mark.parametrize(
    ("name", "rows", "kind", "style"),
    [
        ("humaneval", 164, AssertionTests, "check"),
        ("mbpp_sanitized", 399, AssertionTests, "module"),
        ("leetcode_v031_test", 228, AssertionTests, "check"),
        ("multiple_humaneval_cpp", 161, CppAssertTests, None),
    ],
)
def test_every_row_of_the_public_sets_reads(name, rows, kind, style):
    lines = (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    suites = [read_suite(reference_of_row(json.loads(line))) for line in lines]
    assert len(suites) == rows
    assert all(type(suite) is kind and getattr(suite, "style", None) == style for suite in suites)
    if name in {"humaneval", "multiple_humaneval_cpp"}:
        assert all(suite.prompt for suite in suites)
    if name == "leetcode_v031_test":
        assert all("class ListNode" in suite.setup for suite in suites)


# --- the table of docs/code.md ------------------------------------------------------------------------------------

DOCS = Path(__file__).parents[2] / "docs" / "code.md"
_ROW = re.compile(r"^\| ([^|]+) \| `(\S[^|]*)` \| `(\w+Tests)` \| ([^|]+) \|", re.MULTILINE)
TABLE = [match.groups() for match in _ROW.finditer(DOCS.read_text(encoding="utf-8"))] if DOCS.exists() else []


@pytest.mark.skipif(not DOCS.exists(), reason="the docs are not here")
def test_the_table_is_found():
    assert len(TABLE) >= 20


@pytest.mark.parametrize(("name", "example", "kind", "rule"), TABLE)
def test_the_examples_of_the_table_read(name, example, kind, rule):
    suite = read_suite(example)
    assert type(suite).__name__ == kind
    kept = {"lines": TextRule("lines"), "tokens": TextRule("tokens"), "JSON": "json"}
    if rule in kept:
        assert suite.rule == kept[rule]
    assert name.startswith(("DeepCoder", "AceCode")) or read_suite(reference_of_row(json.loads(example))) == suite


# --- broken references --------------------------------------------------------------------------------------------

DEEP = "[" * 100_000 + "]" * 100_000


def nested(depth):
    value = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [
        (None, "Tests are a dict, a list or a text, not a NoneType."),
        (42, "Tests are a dict, a list or a text, not a int."),
        (object(), "The tests hold a value of the type object, which is no data."),
        ({"answer": "4"}, "No format of tests has the fields 'answer'."),
        ({}, "No format of tests has the fields (none)."),
        ("", "The code of the tests asserts nothing, so that every program would pass."),
        ("42", "The code of the tests asserts nothing, so that every program would pass."),
        ("It must add.", "The code of the tests cannot be parsed as python: invalid syntax"),
        ("{'a'", "The text of the tests can be read neither as JSON nor as a literal of python."),
        ("[__import__('os')]", "The text of the tests can be read neither as JSON nor as a literal of python."),
        (DEEP, "The text of the tests can be read neither as JSON nor as a literal of python."),
        ("{" + "-" * 100_000 + "1}", "The text of the tests can be read neither as JSON nor as a literal of python."),
        (nested(200), "The tests are nested too deeply, or have too many values."),
        ([], "There are no tests."),
        ([1], "Each test of a list must be a dict with an input and an output."),
        ({"inputs": [], "outputs": []}, "There are no tests."),
        ({"inputs": ["1"], "outputs": ["1", "2"]}, "There are 1 inputs, but 2 outputs."),
        ({"inputs": 1, "outputs": ["1"]}, "The inputs of the tests must be a list, not a int."),
        ({"inputs": [None], "outputs": ["1"]}, "An input or output of a program must be a text or a list"),
        ({"inputs": ["1"], "outputs": [" \n"]}, "No test expects any output, so that a program"),
        ({"inputs": ["1"], "outputs": [10**5000]}, "An input or output is an integer that is too long to be written."),
        ({"inputs": [b"\xff"], "outputs": ["1"]}, "The tests hold bytes that are not UTF-8."),
        ({"inputs": ["\ud800"], "outputs": ["1"]}, "The tests hold a text that is no Unicode: a lone surrogate."),
        ({"inputs": [["1", None]], "outputs": ["1"]}, "An input or output of a program must be a text"),
        ({**PAIRS, "checker": " "}, "The checker is not the source of a program."),
        ({**PAIRS, "checker": "print("}, "The checker cannot be parsed as python"),
        ({**PAIRS, "rule": "tokens"}, "A rule is a dict with some of the keys kind, tolerance and unordered."),
        ({**PAIRS, "rule": {"sorted": True}}, "A rule is a dict with some of the keys kind, tolerance and unordered."),
        ({**PAIRS, "rule": {"kind": "json"}}, "The kind of the rule must be one of exact, lines, tokens."),
        ({**PAIRS, "rule": {"tolerance": -1}}, "The tolerance of the rule must be a number between 0 and 1."),
        ({**PAIRS, "rule": {"tolerance": float("nan")}}, "The tolerance of the rule must be a number between 0 and 1."),
        ({**PAIRS, "rule": {"unordered": 1}}, "The rule's unordered must be true or false."),
        ({**CALL_PAIRS, "rule": {"kind": "lines"}}, "The kind of the rule must be one of json, python."),
        ({**CALL_PAIRS, "checker": "print(1)"}, "Tests that call a function are for python, and know no checker."),
        ({**CALL_PAIRS, "language": "cpp"}, "Tests that call a function are for python, and know no checker."),
        ({**CALL_PAIRS, "fn_name": "os.system('x')"}, "The tests call \"os.system('x')\", which is no name"),
        ({**CALL_PAIRS, "fn_name": ["add"]}, "The tests call ['add'], which is no name"),
        ({**CALL_PAIRS, "inputs": [1, 2]}, "The arguments of a call must be a list or a dict of names, not a int."),
        ({**CALL_PAIRS, "outputs": [None, None]}, "No test expects any result, so that a function"),
        (with_type(CASES, "interactive"), "A test is of the type 'interactive', which is neither stdin"),
        (with_type(CASES, []), "A test is of the type [], which is neither stdin"),
        (with_type(LINE_CASES, "functional"), "The tests call a function, but do not name it."),
        (with_type(CASES, "stdin") + with_type(CASES, "functional"), "Some tests are of a program's"),
        ([{**CASES[0], "fn_name": "f"}, {**CASES[0], "fn_name": "g"}], "The tests call several functions."),
        ({"verification_info": {"language": "haskell", "test_cases": CASES}}, "The tests are for programs in 'haskell'"),
        ({"tests": PAIRS, "language": "Haskell"}, "The tests are for programs in 'Haskell'"),
        ({"verification_info": {"ground_truth": "4"}}, "verification_info must be a dict with test_cases."),
        ({"input_output": "[]"}, "input_output must be a dict with inputs and outputs."),
        ({"public_tests": {"input": ["1"], "output": []}}, "public_tests has 1 inputs, but 0 outputs."),
        ({"public_tests": 3}, "public_tests must hold inputs and outputs."),
        ({"public_tests": {"input": [], "output": []}, "input_file": "/a.in"}, "input_file is not the name of a file"),
        ({"official_tests": []}, "examples must hold inputs and outputs."),
        ({"test": CHECK}, "The tests define check(candidate), but no entry_point"),
        ({"test": CHECK, "entry_point": "add", "prelude": 3}, "The field 'prelude' of the tests must be a text"),
        ({"test": CHECK, "entry_point": "add", "prelude": "class"}, "The code before the tests cannot be parsed"),
        ({"test": CHECK, "language": "c"}, "Assertions are read in python and C++, not in C."),
        ({"test": "assert 1", "language": "cpp"}, "The C++ tests have no main that asserts something."),
        ({"test_list": [1]}, "Assertions must be a list of texts."),
        ({"test_list": []}, "There are no tests."),
        ({"test_cases": 3}, "Tests are a dict, a list or a text, not a int."),
        ({"public_test_cases": "{}", "private_test_cases": "x"}, "private_test_cases is neither JSON nor base64."),
        ({"public_test_cases": '{"a": 1}'}, "public_test_cases and private_test_cases must be lists of tests."),
    ],
)  # fmt: skip
def test_a_sentence_says_what_is_wrong(reference, sentence):
    with pytest.raises(BadTestsError) as raised:
        read_suite(reference)
    assert str(raised.value).startswith(sentence)
    assert str(raised.value).endswith(".")


def test_a_language_that_people_speak_says_nothing_of_programs():
    for reference in ({"test_cases": CASES}, {"tests": PAIRS}, PAIRS):
        assert read_suite({**reference, "language": "de"}) == read_suite(reference)


def test_layers_are_bounded():
    reference = json.dumps(PAIRS)
    for _ in range(3):
        reference = json.dumps({"tests": reference})
    with pytest.raises(BadTestsError, match="too many layers"):
        read_suite({"tests": reference})


def test_sizes_are_bounded(monkeypatch):
    many = {"inputs": [""] * 100_001, "outputs": ["1"] * 100_001}
    with pytest.raises(BadTestsError, match="There are 100001 tests, more than 100000"):
        read_suite(many)
    monkeypatch.setattr(plain, "MAX_VALUES", 100)
    with pytest.raises(BadTestsError, match="too many values"):
        read_suite({"inputs": [[1]] * 60, "outputs": ["1"] * 60})
    monkeypatch.setattr(plain, "MAX_TEXT", 2**20)
    with pytest.raises(BadTestsError, match="more than 1 MiB of text"):
        read_suite({"inputs": ["x" * 2**19] * 3, "outputs": ["1"] * 3})
    monkeypatch.setattr(plain, "MAX_SOURCE", 2**10)
    with pytest.raises(BadTestsError, match="The code of the tests has more than 0 MiB"):
        read_suite("assert f(1)\n" * 100)
    with pytest.raises(BadTestsError, match="cannot be read as JSON"):
        read_suite("{" + "1" * 2**10)


# --- LiveCodeBench ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", range(1, pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("size", [1, 300, 70_000])
def test_private_tests_are_unpacked(protocol, size):
    cases = [{"input": "é" * size, "output": "1"}]
    assert livecodebench.read_private(packed(cases, protocol)) == cases


def test_private_tests_in_bytes():
    data = zlib.compress(pickle.dumps(json.dumps(CASES).encode(), protocol=4))
    assert livecodebench.read_private(base64.b64encode(data).decode()) == CASES


class Evil:
    def __reduce__(self):
        return pytest.fail, ("it was unpickled",)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (zlib.compress(pickle.dumps(Evil())), "a pickle of something other"),
        (zlib.compress(pickle.dumps(["[]", "[]"])), "a pickle of something other"),
        (zlib.compress(pickle.dumps(3)), "a pickle of something other"),
        (zlib.compress(b"\x80\x04."), "a pickle of something other"),
        (zlib.compress(b"\x80\x04\x8d\xff\xff\xff\xff\xff\xff\xff\x7f[]."), "not as a pickle"),
        (zlib.compress(b"\x80\x04r\xff\xff\xff\x7f\x8c\x02[]."), "There are no tests"),
        (zlib.compress(b"[]"), "not as a pickle"),
        (zlib.compress(b"\x80\x04\x8c\x02[]" + b"\x94" * 2**24 + b"."), "a pickle of something other"),
        (zlib.compress(pickle.dumps("[]").replace(b"[]", b"[]\xff").replace(b"\x8c\x02", b"C\x03")), "not UTF-8"),
        (zlib.compress(pickle.dumps("no JSON")), "The packed private_test_cases cannot be read as JSON"),
        (zlib.compress(pickle.dumps("[]"))[:-3], "cut off"),
        (b"no zlib", "not of anything that zlib wrote"),
        (b"x\x9c", "cut off"),
    ],
)
def test_private_tests_that_are_something_else(data, sentence):
    with pytest.raises(BadTestsError, match=sentence):
        read_suite({"private_test_cases": base64.b64encode(data).decode()})


def test_what_unpacks_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(livecodebench, "MAX_TEXT", 2**20)
    bomb = base64.b64encode(zlib.compress(b"\x00" * 2**26)).decode()
    with pytest.raises(BadTestsError, match="larger than 1 MiB"):
        livecodebench.read_private(bomb)


@given(st.data(), st.sampled_from(["inside", "outside"]))
def test_mutated_private_tests(data, where):
    inside = bytearray(pickle.dumps(json.dumps(CASES), protocol=4))
    outside = bytearray(zlib.compress(inside))
    changed = inside if where == "inside" else outside
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    text = base64.b64encode(zlib.compress(inside) if where == "inside" else outside).decode()
    refused_or_read({"private_test_cases": text})


@given(st.binary(max_size=60))
def test_any_bytes_as_a_pickle(data):
    refused_or_read({"private_test_cases": base64.b64encode(zlib.compress(data)).decode()})


# --- any reference ------------------------------------------------------------------------------------------------

FIELDS = sorted({name for form in FORMATS for name in form.fields} | {"func_name", "testtype", "type", "kind"})
WORDS = st.sampled_from(["", "1", "add", "stdin", "functional", "python", "cpp", "[]", "{", "assert f(1)", CHECK, CPP])
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), WORDS)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=4), inner, max_size=5),
        inner.map(json.dumps),
    ),
    max_leaves=12,
)


def refused_or_read(reference):
    try:
        found = read_suite(reference)
    except BadTestsError as error:
        found = str(error)
    assert found
    assert isinstance(found, Suite) if not isinstance(found, str) else "\n" not in found


@given(VALUES)
@example({"\n": None})
@example({"fn_name": [], "inputs": ["1"], "outputs": ["1"]})
@example({"test_cases": [{"input": 1, "output": 2, "metadata": {"func_name": {}}}]})
def test_any_reference_is_read_or_refused(reference):
    refused_or_read(reference)
    refused_or_read(json.dumps(reference))


@given(st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=6))
def test_any_row_is_read_or_refused(columns):
    found = reference_of_row(columns)
    if found is not None:
        refused_or_read(found)


@given(st.text())
def test_any_text_is_read_or_refused(text):
    refused_or_read(text)
