"""Assertions that are calls with literal arguments and expected results: no code of the tests has to run for them."""

from __future__ import annotations

import ast
import contextlib
from typing import Any, TypeGuard

from verifiers.code.assertions import helpers
from verifiers.code.formats.plain import parse_python
from verifiers.code.kept import Kept
from verifiers.code.suite import AssertionTests, Call, CallTests

_calls: Kept[CallTests | None] = Kept()


def as_calls(tests: AssertionTests) -> CallTests | None:
    """Tests all of whose assertions are `f(…literals…) == literal`, of one function; `None` for any others.

    Then no code of the tests has to run at all. Raises BadTestsError when they are no python.
    """
    return _calls.get(tests, len(tests.source), lambda: _as_calls(tests))


def _as_calls(tests: AssertionTests) -> CallTests | None:
    if tests.style == "pytest":
        return None
    module = parse_python(tests.source, "The tests")
    asserts = _check_body(module, tests) if tests.style == "check" else _without_names(module.body)
    calls: list[Call] = []
    expected: list[Any] = []
    names: set[str] = set()
    for node in asserts:
        if not isinstance(node, ast.Assert):
            return None
        if isinstance(node.test, ast.Constant) and node.test.value:
            continue  # `assert True`, which HumanEval is fond of
        taken = _equation(node.test)
        if taken is None:
            return None
        name, call, value = taken
        names.add(name)
        calls.append(call)
        expected.append(value)
    # Of several functions, each call would have to name its own; of none, there is nothing to ask.
    if len(names) != 1 or (tests.style == "check" and names != {"candidate"}):
        return None
    entry = tests.entry if tests.style == "check" and tests.entry else names.pop()
    setup = f"{tests.setup}\n{helpers(tests)}".strip()
    return CallTests(
        entry, tuple(calls), tuple(expected), rule="python", setup=setup, contest_imports=tests.contest_imports
    )


def _without_names(body: list[ast.stmt]) -> list[ast.stmt]:
    """A body without what does nothing: docstrings, and names that are given literals (METADATA)."""
    return [
        node
        for node in body
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        and not (isinstance(node, ast.Assign) and _is_literal(node.value))
        and not isinstance(node, ast.Pass)
    ]


def _check_body(module: ast.Module, tests: AssertionTests) -> list[ast.stmt]:
    """The assertions of `def check(candidate)`, if it is all that the tests are."""
    rest = _without_names(module.body)
    calls = [node for node in rest if isinstance(node, ast.Expr) and ast.unparse(node) == f"check({tests.entry})"]
    rest = [node for node in rest if node not in calls]
    if len(rest) != 1 or not isinstance(rest[0], ast.FunctionDef) or rest[0].name != "check":
        return []
    return [node for node in rest[0].body if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))]


def _equation(test: ast.expr) -> tuple[str, Call, Any] | None:
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq)):
        return None
    left, right = test.left, test.comparators[0]
    if not (isinstance(left, ast.Call) and isinstance(left.func, ast.Name)):
        return None
    with contextlib.suppress(ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        args = tuple(ast.literal_eval(argument) for argument in left.args)
        if any(keyword.arg is None for keyword in left.keywords):
            return None
        kwargs = {str(keyword.arg): ast.literal_eval(keyword.value) for keyword in left.keywords}
        return left.func.id, Call(args, kwargs), ast.literal_eval(right)
    return None


def _is_literal(node: ast.expr) -> TypeGuard[ast.expr]:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True
