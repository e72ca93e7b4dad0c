"""The formats of single data sets: each is read, grades a right program 1 and a wrong one 0, and refuses what is broken."""

import json

import pytest

from verifiers import CodeReward
from verifiers.code.formats import read_suite
from verifiers.code.formats import tests_of_row as in_row
from verifiers.code.suite import AssertionTests, BadTestsError, JoinedTests, ReferenceTests, StdinTests
from verifiers.rows import tests as tests_of_rows
from verifiers.rows.fields import Fields

STDIO, CALL = "stdio", "call"
PROGRAMS = {
    STDIO: ("```python\nprint(sum(map(int, input().split())))\n```", "```python\nprint(input())\n```"),
    CALL: ("```python\ndef add(a, b):\n    return a + b\n```", "```python\ndef add(a, b):\n    return a - b\n```"),
}
CHECK = "def check(candidate):\n    assert candidate(1, 2) == 3"
ROWS = {
    "NeMo Gym": (STDIO, {"verifier_metadata": {"unit_tests": {"inputs": ["1 2"], "outputs": ["3"], "fn_name": None}}}),
    "NeMo Gym, in JSON": (STDIO, {"verifier_metadata": {"unit_tests": json.dumps({"inputs": ["1 2"], "outputs": ["3"]})}}),
    "NeMo Gym, a function": (CALL, {"verifier_metadata": {"unit_tests": {"inputs": ["1\n2"], "outputs": ["3"], "fn_name": "add"}}}),
    "Code-R1": (CALL, {"reward_model": {"ground_truth": json.dumps({"functional": CHECK.replace("candidate", "add") + "\ncheck(add)"})}}),
    "Guru": (CALL, {"reward_model": {"ground_truth": json.dumps({"functional": "assert add(1, 2) == 3\nassert add(0, 0) == 0"})}}),
    "OpenCodeInstruct": (CALL, {"unit_tests": json.dumps(["\nassert add(1, 2) == 3\n", "assert add(2, 2) == 4"])}),
    "unit tests in a list": (CALL, {"unit_tests": ["assert add(1, 2) == 3"]}),
    "unit tests in a text": (CALL, {"unit_tests": "assert add(1, 2) == 3"}),
    "SandboxFusion": (STDIO, {"test": [{"input": {"stdin": "1 2"}, "output": {"stdout": "3"}}]}),
    "CodeContests-O": (STDIO, {"test_cases": [{"input": {"stdin": "1 2"}, "output": {"stdout": "3\n"}}, {"input": "2 2", "output": "4"}]}),
    "AutoEval": (CALL, {"test": json.dumps({"code": "import math\n#<INSERT>\nassert add(1, 2) == math.floor(3.5)"})}),
    "AutoEval, an object": (CALL, {"code": "# <INSERT>\nassert add(1, 2) == 3"}),
    "Skywork-OR1": (
        CALL,
        {"reward_model": {"ground_truth": json.dumps({"entry_point": "add", "import_prefix": "from typing import *\n", "test_code": CHECK})}},
    ),
    "rStar-Coder": (STDIO, {"inputs": '["1 2", "4 5"]', "outputs": '["3", "9"]'}),
    "EvalPlus": (
        CALL,
        {"entry_point": "add", "prompt": "def add(a, b):\n", "base_input": [[1, 2]], "plus_input": [[2, 2], [-5, 7]], "canonical_solution": "    return a + b", "atol": 0},
    ),
    "EvalPlus, in JSON": (
        CALL,
        {"entry_point": "add", "prompt": "def add(a, b):\n", "base_input": "[[0.1, 0.2]]", "canonical_solution": "    return a + b\n", "atol": 1e-6},
    ),
    "DS-1000": (
        CALL,
        {"code_context": "def test_execution(solution):\n    names = {}\n    exec(solution, names)\n    assert names['add'](1, 2) == 3\n"},
    ),
    "SciCode": (
        CALL,
        {"sub_steps": [{"test_cases": ["assert add(1, 2) == 3"]}, {"test_cases": ["x = math.pi\nassert add(x, 0) == x"]}], "required_dependencies": "import math"},
    ),
    "xCodeEval": (STDIO, {"test_cases": [{"input": "1 2", "output": ["3", "three"]}]}),
    "xCodeEval, the second": (STDIO, {"test_cases": [{"input": "1 2", "output": ["three", "3"]}]}),
    "HARDTESTS": (
        STDIO,
        {"test_cases": [{"input": "1 2", "output": "3"}], "output_judging_function": "def output_judging_function(input_str, candidate_output, reference_output):\n    return candidate_output.strip() == reference_output"},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def reward(sandbox):  # noqa: ARG001
    return CodeReward(wall="local", same_process=True)


@pytest.mark.parametrize("name", ROWS)
def test_rows_of_data_sets(reward, name):
    kind, row = ROWS[name]
    found = tests_of_rows.tests_in({"completion": "c", **row}, Fields("completion"))
    assert found is not None
    right, wrong = PROGRAMS[kind]
    assert reward.grade(right, found.value).score == 1.0, reward.grade(right, found.value)
    verdict = reward.grade(wrong, found.value)
    assert (verdict.score, verdict.outcome) == (0.0, "incorrect")


def test_files_in_the_place_of_streams(reward):
    right = "```python\nopen('sum.out', 'w').write(str(sum(map(int, open('sum.in').read().split()))))\n```"
    row = {"public_tests": {"input": ["1 2"], "output": ["3"]}, "input_file": "sum.in", "output_file": "sum.out"}
    assert reward.grade(right, row).score == 1.0
    assert reward.grade(right.replace("sum.out", "sum.o"), row).score == 0.0
    assert reward.grade(PROGRAMS[STDIO][0], row).score == 0.0
    assert reward.grade(right, {**row, "output_file": "../sum.out"}).outcome == "bad_reference"
    codeforces = {"official_tests": [{"input": "1 2", "output": "3"}], "input_mode": "file"}
    assert reward.grade(right.replace("sum.in", "input.txt").replace("sum.out", "output.txt"), codeforces).score == 1.0


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [
        ({"verifier_metadata": {"unit_tests": {"inputs": ["1"], "outputs": []}}}, "There are 1 inputs, but 0 outputs."),
        ({"verifier_metadata": {"difficulty": 3}}, "verifier_metadata must be a dict with unit_tests."),
        ({"functional": "print(1)"}, "The code of the tests asserts nothing"),
        ({"code": "#<INSERT>\n#<INSERT>\nassert add(1, 2) == 3"}, "must have one line <INSERT>"),
        ({"code": "//<INSERT>\nassert(add(1, 2) == 3)"}, "does not say in which language"),
        ({"code": "assert add(1, 2) == 3"}, "must have one line <INSERT>"),
        ({"code_context": "def test(solution): pass"}, "code_context must define test_execution."),
        ({"sub_steps": [{"test_cases": ["assert np.allclose(f(1), target)"]}]}, "compare with SciCode's targets"),
        ({"sub_steps": [{"test_cases": []}]}, "There are no tests."),
        ({"sub_steps": "x"}, "sub_steps can be read neither as JSON"),
        ({"test_cases": [{"input": "1", "output": []}]}, "A test has no right output."),
        ({"base_input": [[1]], "canonical_solution": "  return 1", "prompt": "def f(x):\n"}, "do not name it"),
        ({"base_input": [1], "canonical_solution": "  return 1", "prompt": "def f(x):\n", "entry_point": "f"}, "list of lists of arguments"),
        ({"base_input": [[1]], "canonical_solution": "retrun 1(", "prompt": "def f(x):\n", "entry_point": "f"}, "The reference solution cannot be parsed"),
        ({"base_input": [[1]], "canonical_solution": " return 1", "prompt": "def f(x):\n", "entry_point": "f", "atol": 7}, "atol must be"),
        ({"base_input": [], "canonical_solution": " return 1", "prompt": "def f(x):\n", "entry_point": "f"}, "There are no tests."),
    ],
)  # fmt: skip
def test_what_is_broken_is_said(reference, sentence):
    with pytest.raises(BadTestsError, match=sentence):
        read_suite(reference)


@pytest.mark.parametrize(
    "row",
    [
        {"code": "print(1)"}, {"functional": "yes"}, {"unit_tests": "12 of them"}, {"unit_tests": 12},
        {"verifier_metadata": {"answer": "42"}}, {"test_code": "A7"}, {"sub_steps": ["first", "then"]},
        {"inputs": "[1, 2]", "outputs": "[3]"}, {"inputs": '["1"]', "outputs": "3"},
    ],
)  # fmt: skip
def test_rows_that_hold_something_else(row):
    assert in_row(row) is None


def test_a_reference_solution_that_fails_is_no_reference(reward):
    row = {
        "entry_point": "add",
        "prompt": "def add(a, b):\n",
        "base_input": [[1, 0]],
        "canonical_solution": "    return a / b",
    }
    verdict = reward.grade(PROGRAMS[CALL][0], row)
    assert (verdict.score, verdict.outcome) == (None, "bad_reference")


def test_a_module_that_the_tests_need_is_not_the_program_s_fault(reward):
    context = "import no_such_module\ndef test_execution(solution):\n    exec(solution)\n"
    assert reward.grade(PROGRAMS[CALL][0], {"code_context": context}).outcome == "bad_reference"
    own = "```python\nimport no_such_module\n```"
    assert reward.grade(own, {"code_context": context.replace("import no_such_module\n", "")}).score == 0.0


def test_what_they_become():
    assert isinstance(read_suite(ROWS["EvalPlus"][1]), ReferenceTests)
    assert isinstance(read_suite(ROWS["DS-1000"][1]), JoinedTests)
    assert isinstance(read_suite(ROWS["SciCode"][1]), AssertionTests)
    assert isinstance(read_suite(ROWS["SandboxFusion"][1]), StdinTests)


# ------------------------------------------------------------------ tests in other languages

MULTIPLE = {
    "javascript": (
        "//Add two numbers\nfunction add(a, b){\n", "const assert = require('node:assert');\nfunction test() {\n  let candidate = add;\n  assert.deepEqual(candidate(1, 2), 3);\n}\ntest();",
        "    return a + b;\n}", "function add(a, b) {\n    return a + b;\n}", "+", "-",
    ),
    "perl": (
        "# Add two numbers\nsub add {\n    my($a, $b) = @_;\n", "sub testhumaneval { if (add(1, 2) != 3) { exit 1; } }\ntesthumaneval();",
        "    return $a + $b;\n}", "sub add {\n    my ($a, $b) = @_;\n    return $a + $b;\n}", "+", "-",
    ),
    "bash": (
        "#!/bin/bash\n# Add two numbers\nadd() {\n", '}\ncandidate() { add "$@"; }\nset -e\nrun_test() { [[ $(candidate "1" "2") = "3" ]]; }\nrun_test',
        "    echo $(($1 + $2))", "add() {\n    echo $(($1 + $2))\n}", "+", "-",
    ),
    "lua": (
        "-- Add two numbers\nlocal function add(a, b)\n", "lu = {}\nlocal candidate = add\nif candidate(1, 2) ~= 3 then os.exit(1) end",
        "    return a + b\nend", "local function add(a, b)\n    return a + b\nend", "+", "-",
    ),
    "ruby": (
        "# Add two numbers\ndef add(a, b)\n", "raise 'no' unless add(1, 2) == 3",
        "  a + b\nend", "def add(a, b)\n  a + b\nend", "+", "-",
    ),
    "java": (
        "import java.util.*;\nclass Problem {\n    // Add two numbers\n    public static long add(long a, long b) {\n",
        "    }\n    public static void main(String[] args) {\n    assert(add((1l), (2l)) == (3l));\n    }\n\n}",
        "        return a + b;", "import java.util.*;\nclass Problem {\n    public static long add(long a, long b) {\n        return a + b;\n    }\n}", "+", "-",
    ),
    "go": (
        'package main\n\nimport (\n\t"os"\n)\n\n// Add two numbers\nfunc add(a int, b int) int {\n',
        "func main() {\n\tif add(1, 2) != 3 {\n\t\tos.Exit(1)\n\t}\n}\n",
        "\treturn a + b\n}", "func add(a int, b int) int {\n\treturn a + b\n}", "+", "-",
    ),
    "rust": (
        "/// Add two numbers\nfn add(a: isize, b: isize) -> isize {\n", "}\n\nfn main() {\n    let candidate = add;\n    assert_eq!(candidate(1, 2), 3);\n}",
        "    a + b", "fn add(a: isize, b: isize) -> isize {\n    a + b\n}", "+", "-",
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", MULTIPLE)
@pytest.mark.few(3)
def test_rows_of_multiple_and_humaneval_x(sandbox, reward, language):
    if language not in sandbox.languages:
        pytest.skip(f"this host has no {language}")
    prompt, tests, continued, whole, right, wrong = MULTIPLE[language]
    row = {"tests": tests, "prompt": prompt, "language": language}
    for program in (continued, whole):
        verdict = reward.grade(f"```{language}\n{program}\n```", row)
        assert verdict.score == 1.0, verdict
        assert "process of the program" in verdict.detail["same_process"]
        assert reward.grade(f"```{language}\n{program.replace(f' {right} ', f' {wrong} ')}\n```", row).score == 0.0
    if language == "javascript":
        early = "process.exit(0);"
        assert reward.grade(f"```{language}\n{whole}\n{early}\n```", row).score == 0.0
    refused = reward.replace(same_process=False).grade(f"```{language}\n{whole}\n```", row)
    assert (refused.score, refused.outcome) == (None, "bad_reference")
