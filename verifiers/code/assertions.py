"""Python tests with assertions, prepared.

As calls with arguments and expected results where that is all they are, else for the examiner (sandbox/examiner.py),
which runs them apart from the program under test.

All of it is said by the tests alone; no completion has a say in how it is examined.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import sys
from dataclasses import dataclass
from typing import Any, TypeGuard

from verifiers.code.formats.plain import parse_python
from verifiers.code.kept import Kept
from verifiers.code.suite import AssertionTests, BadTestsError, Call, CallTests

MODULES = frozenset(
    "solution solutions submission program main answer candidate implementation your_module my_module module"
    " module_under_test code_under_test your_code my_code source target".split()
)
"""Under these names tests import the program. Any other module that is not there is one that the tests lack."""
_RAISES = frozenset({"raises", "assertRaises", "assertRaisesRegex"})
_SAME_PROCESS_FIXTURES = {
    **dict.fromkeys(("capsys", "capfd", "caplog"), "read what the program prints"),
    **dict.fromkeys(("monkeypatch", "mocker"), "change the program"),
}
_SAME_PROCESS_IMPORTS = {
    **dict.fromkeys(("contextlib.redirect_stdout", "contextlib.redirect_stderr"), "read what the program prints"),
    **dict.fromkeys(("unittest.mock", "mock"), "change the program"),
    "inspect": "look into the program",
    "asyncio": "await the program",
}
"""What only works on a program in the same process: fixtures of pytest, and what tests import."""


@dataclass(frozen=True)
class Prepared:
    """Tests for the examiner.

    tests: their source, in which each assertion has a number.
    setup: what runs before them.
    claims: the text of each assertion.
    names, exceptions, modules: what they name and do not define; those used as exceptions; how they import the program.
    same_process: why the program has to be in the same process, or "".
    """

    tests: str
    setup: str
    claims: tuple[str, ...]
    names: tuple[str, ...]
    exceptions: tuple[str, ...]
    modules: tuple[str, ...]
    records: tuple[str, ...]
    same_process: str


_prepared: Kept[Prepared] = Kept()
_calls: Kept[CallTests | None] = Kept()


def prepare(tests: AssertionTests) -> Prepared:
    """Prepare tests for the examiner. Raises BadTestsError when they are no python."""
    return _prepared.get(tests, len(tests.source), lambda: _prepare(tests))


def _prepare(tests: AssertionTests) -> Prepared:
    module = parse_python(tests.source, "The tests")
    imports = "".join(f"import {name}\n" for name in sorted(_modules_used(module) - _bound(module)))
    setup = "\n".join(part for part in (imports, tests.setup, _helpers(tests)) if part)
    before = parse_python(setup, "The setup of the tests")
    defined = _bound(before)
    mentioned = _loaded(module)
    exceptions = _exceptions(module)
    free = mentioned - _bound(module) - defined - vars(builtins).keys() - _modules_used(module)
    modules = sorted(_imported(module) & MODULES)
    imported = _imported_names(module, modules)
    numbered = _Numbered()
    source = ast.unparse(ast.fix_missing_locations(numbered.visit(module)))
    return Prepared(
        tests=source,
        setup=setup,
        claims=tuple(numbered.claims),
        names=tuple(sorted(free)),
        exceptions=tuple(sorted(exceptions & (free | imported))),
        modules=tuple(modules),
        records=tuple(sorted(node.name for node in before.body if isinstance(node, ast.ClassDef))),
        same_process=_same_process(module),
    )


def _helpers(tests: AssertionTests) -> str:
    """What a prompt has beside the function that is to be written: imports, and functions that are the tests' own.

    The program can use them, and can define them as well; the tests do not ask its ones.
    """
    if not tests.prompt:
        return ""
    try:
        module = parse_python(tests.prompt, "The prompt")
    except BadTestsError:
        return ""
    kept = [node for node in module.body if not (isinstance(node, ast.FunctionDef) and node.name == tests.entry)]
    return ast.unparse(ast.Module(kept, []))


def _loaded(module: ast.Module) -> set[str]:
    return {node.id for node in ast.walk(module) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def _bound(module: ast.Module) -> set[str]:
    """All names that are bound anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.ExceptHandler) and node.name:
            names.add(node.name)
    return names


def _exceptions(module: ast.Module) -> set[str]:
    """Names that are used as exceptions: in `except …`, or in `raises(…)`."""
    found: set[str] = set()
    for node in ast.walk(module):
        places: list[ast.expr | None] = []
        if isinstance(node, ast.ExceptHandler):
            places = [node.type]
        elif isinstance(node, ast.Call) and _name_of(node.func) in _RAISES:
            places = list(node.args[:1])
        for place in places:
            if place is not None:
                found |= {inner.id for inner in ast.walk(place) if isinstance(inner, ast.Name)}
    return found


def _name_of(function: ast.expr) -> str:
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def _modules_used(module: ast.Module) -> set[str]:
    """Modules of the standard library that tests use without an import, as `math.isclose`: programs import them.

    Only of a name that is used for nothing else: a program may well have a function `bisect`.
    """
    bases = {
        node.value.id
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    called = {
        node.func.id for node in ast.walk(module) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    return (bases - called) & sys.stdlib_module_names


def _imported(module: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return found


def _imported_names(module: ast.Module, modules: list[str]) -> set[str]:
    return {
        alias.asname or alias.name
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom) and node.module in modules
        for alias in node.names
    }


def _same_process(module: ast.Module) -> str:
    """Why the tests need the program in their process, as far as it can be read off them; or ""."""
    arguments = {node.arg for node in ast.walk(module) if isinstance(node, ast.arg)}
    imported = _imported(module) | {
        f"{node.module}.{alias.name}"
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for names, known in ((arguments, _SAME_PROCESS_FIXTURES), (imported, _SAME_PROCESS_IMPORTS)):
        for name, what in known.items():
            if name in names:
                return f"the tests {what} ({name})"
    if any(isinstance(node, ast.Await) for node in ast.walk(module)):
        return "the tests await the program"
    return ""


class _Numbered(ast.NodeTransformer):
    """Puts each assertion into `with __claim__(number):`."""

    def __init__(self) -> None:
        self.claims: list[str] = []

    def visit_Assert(self, node: ast.Assert) -> ast.With:
        """Number it."""
        self.claims.append(ast.unparse(node))
        claim = ast.Call(ast.Name("__claim__", ast.Load()), [ast.Constant(len(self.claims) - 1)], [])
        return ast.With([ast.withitem(claim)], [node])


# ------------------------------------------------------------------ assertions that are calls with expected results


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
    return CallTests(entry, tuple(calls), tuple(expected), rule="python", setup=f"{tests.setup}\n{_helpers(tests)}")


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
