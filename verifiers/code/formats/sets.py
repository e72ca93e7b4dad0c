"""Formats of single data sets, each read into one of the common kinds of tests.

functional      Code-R1, Guru: code that asserts
unit_tests      OpenCodeInstruct: a list of assertions, perhaps in JSON
nemo_gym        NeMo Gym: verifier_metadata with unit_tests, which are pairs or assertions
skywork         Skywork-OR1: test_code, import_prefix, entry_point
autoeval        SandboxFusion's AutoEval: code with a line `#<INSERT>` where the program goes
evalplus        EvalPlus's release: inputs and a reference solution, whose results are what is expected
ds1000          DS-1000: code_context, whose `test_execution` is given the program as a text
sql             gretel's synthetic_text_to_sql, BIRD, Spider: a reference query and its database
scicode         SciCode: the test cases of all steps
"""

from __future__ import annotations

import ast
import base64
import re
from collections.abc import Mapping
from typing import Any

from verifiers.code.formats.assertions import code_tests, list_tests, python_tests
from verifiers.code.formats.cases import Fields, data_field, entry_field, field, language_field
from verifiers.code.formats.plain import parse_json, parse_python
from verifiers.code.suite import (
    AssertionTests,
    BadTestsError,
    Call,
    CppAssertTests,
    JoinedTests,
    ReferenceTests,
    SqlTests,
)

_INSERT = re.compile(r"^[ \t]*(#|//|--|/\*)[ \t]*<INSERT>.*$", re.MULTILINE)


def read_functional(fields: Fields) -> AssertionTests | CppAssertTests | JoinedTests:
    """Code that asserts, under another name. Raises BadTestsError."""
    return code_tests(field(fields, "functional"), fields)


def read_skywork(fields: Fields) -> AssertionTests | CppAssertTests | JoinedTests:
    """Code that asserts, with imports that go before the program. Raises BadTestsError."""
    imports = field(fields, "import_prefix")
    setup = imports if isinstance(imports, str) else ""
    return code_tests(field(fields, "test_code"), {**fields, "setup": field(fields, "setup") or setup})


_CALLED = re.compile(r"^main\(\);?\s*\Z", re.MULTILINE)


def read_autoeval(fields: Fields) -> AssertionTests | JoinedTests:
    """What precedes the mark goes before the program, and what follows it are the tests.

    Raises BadTestsError.
    """
    code = field(fields, "code")
    marks = list(_INSERT.finditer(code)) if isinstance(code, str) else []
    if len(marks) != 1:
        msg = "The code of the tests must have one line <INSERT>, where the program goes."
        raise BadTestsError(msg)
    before, after = code[: marks[0].start()], code[marks[0].end() :]
    language = language_field(fields) or ("python" if marks[0][1] == "#" else None)
    if language is None:
        msg = "The code of the tests does not say in which language it is."
        raise BadTestsError(msg)
    if language == "python":
        return python_tests(after.lstrip("\n"), setup=before.strip("\n"))
    if language == "kotlin":
        after = _CALLED.sub("", after)  # a script's, which a program has no place for
    return JoinedTests(language, before, after, continued=False)


def read_evalplus(fields: Fields) -> ReferenceTests:
    """The calls of base_input and plus_input; the reference solution continues the prompt. Raises BadTestsError."""
    entry = entry_field(field(fields, "entry_point"))
    prompt, solution = field(fields, "prompt"), field(fields, "canonical_solution")
    if not isinstance(prompt, str) or not isinstance(solution, str):
        msg = "EvalPlus's rows must have a prompt and a canonical_solution."
        raise BadTestsError(msg)
    calls = []
    for name in ("base_input", "plus_input"):
        inputs = data_field(fields, name) or []
        if not isinstance(inputs, list) or not all(isinstance(arguments, list | tuple) for arguments in inputs):
            msg = f"{name} must be a list of lists of arguments."
            raise BadTestsError(msg)
        calls += [Call(tuple(arguments)) for arguments in inputs]
    tolerance = field(fields, "atol") or 0.0
    if isinstance(tolerance, bool) or not isinstance(tolerance, int | float) or not 0 <= tolerance <= 1:
        msg = "atol must be a number between 0 and 1."
        raise BadTestsError(msg)
    if not calls:
        msg = "There are no tests."
        raise BadTestsError(msg)
    whole = solution if re.search(rf"^def +{re.escape(entry)}\b", solution, re.MULTILINE) else prompt + solution
    parse_python(whole, "The reference solution")
    return ReferenceTests(entry, tuple(calls), whole, prompt, float(tolerance))


def read_ds1000(fields: Fields) -> JoinedTests:
    """The context, and a call of its test functions with the program as a text. Raises BadTestsError."""
    context = field(fields, "code_context")
    tree = parse_python(context if isinstance(context, str) else "", "code_context")
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    if "test_execution" not in defined:
        msg = "code_context must define test_execution."
        raise BadTestsError(msg)
    calls = "".join(f"{name}(_solution)\n" for name in ("test_execution", "test_string") if name in defined)
    return JoinedTests("python", f"{context}\n_solution = ", f"\n{calls}", quoted=True, continued=False)


def read_sql(fields: Fields) -> SqlTests:
    """A reference query, and the script or the file that makes its database. Raises BadTestsError."""
    query, script = field(fields, "sql", "SQL"), field(fields, "sql_context", "schema") or ""
    encoded = field(fields, "database")
    rule: Any = field(fields, "match") or "set"
    if not isinstance(query, str) or not query.strip() or not isinstance(script, str):
        msg = "The reference query and the script of its database must be texts."
        raise BadTestsError(msg)
    if rule not in ("set", "bag", "list"):
        msg = "How rows match must be 'set', 'bag' or 'list'."
        raise BadTestsError(msg)
    try:
        database = base64.b64decode(encoded, validate=True) if encoded else b""
    except (ValueError, TypeError):
        msg = "The database must be a file of SQLite in base64."
        raise BadTestsError(msg) from None
    return SqlTests(query, script, database, rule)


def read_scicode(fields: Fields) -> AssertionTests:
    """The test cases of all steps, for the program that has the functions of all. Raises BadTestsError."""
    steps = data_field(fields, "sub_steps")
    if not isinstance(steps, list) or not all(isinstance(step, Mapping) for step in steps):
        msg = "sub_steps must be a list of steps with test_cases."
        raise BadTestsError(msg)
    cases = []
    for step in steps:
        tests = step.get("test_cases") or []
        if isinstance(tests, str):
            tests = parse_json(tests, "test_cases")
        cases += tests if isinstance(tests, list) else [tests]
    imports = field(fields, "required_dependencies")
    suite = list_tests(cases, {"setup": imports} if imports else {})
    tree = parse_python(suite.source, "The code of the tests")
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "target"]
    if names and not any(isinstance(node.ctx, ast.Store) for node in names):
        msg = "The tests compare with SciCode's targets, which stand in a file of their own: put them into the tests."
        raise BadTestsError(msg)
    return suite


# --- rows: whether a field with a common name holds tests --------------------------------------------------------


def is_functional(columns: Mapping[str, Any]) -> bool:
    """Code that asserts, and no remark."""
    value = field(columns, "functional", "test_code")
    return isinstance(value, str) and ("assert" in value or "raise" in value)


def has_unit_tests(columns: Mapping[str, Any]) -> bool:
    """Assertions or pairs."""
    value = columns["unit_tests"]
    if isinstance(value, str):
        return "assert" in value or "input" in value
    return isinstance(value, Mapping) or (isinstance(value, list) and bool(value))


def has_metadata_of_tests(columns: Mapping[str, Any]) -> bool:
    """The same field of other environments holds other things."""
    return isinstance(columns["verifier_metadata"], str | Mapping) and "unit_tests" in columns["verifier_metadata"]


def has_a_mark(columns: Mapping[str, Any]) -> bool:
    """A column `code` holds programs as well."""
    code = columns["code"]
    return isinstance(code, str) and _INSERT.search(code) is not None


def has_steps(columns: Mapping[str, Any]) -> bool:
    """Steps of other sets have no tests."""
    steps = columns["sub_steps"]
    return isinstance(steps, str | list) and "test_cases" in str(steps)[:100_000]
