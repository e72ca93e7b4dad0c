"""Tests that are code: python that asserts, and C++ that does."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import Any

from verifiers.code.formats.cases import Fields, entry_field, field, language_field
from verifiers.code.formats.plain import MAX_SOURCE, parse_prompt, parse_python
from verifiers.code.reading import is_site
from verifiers.code.suite import AssertionTests, BadTestsError, CppAssertTests, JoinedTests


def code_tests(source: Any, fields: Fields) -> AssertionTests | CppAssertTests | JoinedTests:
    """Tests from code and the fields `entry_point`, `prompt`, `prelude` (or `setup`) and `language`.

    Raises BadTestsError.
    """
    if not isinstance(source, str):
        msg = f"Tests that are code must be a text, not a {type(source).__name__}."
        raise BadTestsError(msg)
    language = language_field(fields)
    if language is not None and language not in {"python", "c", "cpp"}:
        return _other_tests(source, language, field(fields, "prompt"))
    if language == "cpp" or is_cpp(source):
        return _cpp_tests(source, field(fields, "prompt"))
    if language == "c":
        msg = "Assertions are read in python and C++, not in C."
        raise BadTestsError(msg)
    entry = field(fields, "entry_point")
    return python_tests(
        source,
        entry=None if entry is None else entry_field(entry),
        setup=_text_field(fields, "prelude", "setup"),
        prompt=field(fields, "prompt"),
    )


def _text_field(fields: Fields, *names: str) -> str:
    value = field(fields, *names)
    if value is not None and not isinstance(value, str):
        msg = f"The field {names[0]!r} of the tests must be a text, not a {type(value).__name__}."
        raise BadTestsError(msg)
    return value or ""


# --- python -------------------------------------------------------------------------------------------------------


def python_tests(source: str, *, entry: str | None = None, setup: str = "", prompt: Any = None) -> AssertionTests:
    """Tests from python code.

    prompt: kept where it is code that defines the entry (HumanEval); code of the problem's own goes before the setup
        (LeetCodeDataset); prose is for the model alone.

    Raises BadTestsError for what is no python, or asserts nothing.
    """
    tree = parse_python(source, "The code of the tests")
    if not any(is_site(node) for node in ast.walk(tree)):
        msg = "The code of the tests asserts nothing, so that every program would pass."
        raise BadTestsError(msg)
    style = _style(tree, entry)
    if setup:
        parse_python(setup, "The code before the tests")
    prelude, continued = _prompt_code(prompt, entry)
    setup = "\n".join(part for part in (prelude, setup) if part)
    return AssertionTests(source=source, entry=entry, setup=setup, prompt=continued, style=style)


def _style(tree: ast.Module, entry: str | None) -> Any:
    """How a module of tests is run: see `AssertionTests.style`."""
    if any(isinstance(node, ast.FunctionDef) and node.name == "check" and node.args.args for node in tree.body):
        if any(_calls(node, "check") for node in tree.body):
            return "module"
        if entry is None:
            msg = "The tests define check(candidate), but no entry_point says what the candidate is."
            raise BadTestsError(msg)
        return "check"
    return "pytest" if any(_for_pytest(node) for node in tree.body) else "module"


def _calls(node: ast.stmt, name: str) -> bool:
    call = node.value if isinstance(node, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == name


def _for_pytest(node: ast.stmt) -> bool:
    """Whether a statement is one that pytest looks for: a test function, or a test class."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return node.name.startswith("test")
    if isinstance(node, ast.ClassDef):
        return node.name.startswith("Test") or any("TestCase" in ast.unparse(base) for base in node.bases)
    return False


def _prompt_code(prompt: Any, entry: str | None) -> tuple[str, str]:
    """What of a prompt is code: (what goes before everything, what the solution continues); "" for none."""
    if not isinstance(prompt, str) or entry is None or len(prompt) > MAX_SOURCE:
        return "", ""
    try:
        body = parse_prompt(prompt).body
    except BadTestsError:
        return "", ""
    if any(isinstance(node, ast.FunctionDef) and node.name == entry for node in body):
        return "", prompt
    definitions = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef
    return (prompt, "") if any(isinstance(node, definitions) for node in body) else ("", "")


def list_tests(tests: Any, fields: Fields) -> AssertionTests:
    """Tests from a list of assertions (MBPP) and the fields that go before them.

    `test_setup_code` may use classes of the solution, so that it is a part of the tests; `test_imports` go first.

    Raises BadTestsError.
    """
    lines = [*_texts(tests), *_texts(field(fields, "challenge_test_list") or [])]
    if not lines:
        msg = "There are no tests."
        raise BadTestsError(msg)
    code = [_text_field(fields, "test_setup_code"), *lines]
    imports = "\n".join(_texts(field(fields, "test_imports") or []))
    entry = field(fields, "entry_point")
    return python_tests(
        "\n".join(part for part in code if part),
        entry=None if entry is None else entry_field(entry),
        setup="\n".join(part for part in (imports, _text_field(fields, "prelude", "setup")) if part),
    )


def _texts(value: Any) -> Sequence[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return value
    msg = "Assertions must be a list of texts."
    raise BadTestsError(msg)


# --- other languages ----------------------------------------------------------------------------------------------


def _other_tests(source: str, language: str, prompt: Any) -> JoinedTests:
    """Tests in a language whose values stay in the process of the program (MultiPL-E, HumanEval-X).

    Raises BadTestsError.
    """
    if len(source) > MAX_SOURCE or not source.strip():
        msg = f"The code of the tests is empty, or has more than {MAX_SOURCE // 2**20} MiB."
        raise BadTestsError(msg)
    lines = prompt.rstrip().splitlines() if isinstance(prompt, str) else []
    is_code = bool(lines) and _OPENS.search(lines[-1]) is not None
    return JoinedTests(language, prompt if is_code else "", source)


_OPENS = re.compile(r"[{(:;]\s*$|\)\s*(do|then|is)?\s*$|\b(do|then|begin)\s*$|\*/\s*$|^\s*(--|//|#)")


# --- C++ ----------------------------------------------------------------------------------------------------------


def is_cpp(source: str) -> bool:
    """Whether tests look like C++: they have a `main`, or begin with the brace that closes the solution's function."""
    return source.lstrip().startswith("}") or _has_main(source)


def _has_main(source: str) -> bool:
    return "main" in source and _MAIN.search(source) is not None


_MAIN = re.compile(r"\bint\s+main\s*\(")


def _cpp_tests(source: str, prompt: Any) -> CppAssertTests:
    """C++ tests. The prompt is kept where it is the head of a function, and not prose for the model.

    Raises BadTestsError.
    """
    if len(source) > MAX_SOURCE:
        msg = f"The code of the tests has more than {MAX_SOURCE // 2**20} MiB."
        raise BadTestsError(msg)
    if "assert" not in source or not _has_main(source):
        msg = "The C++ tests have no main that asserts something."
        raise BadTestsError(msg)
    continued = isinstance(prompt, str) and prompt.rstrip().endswith("{")
    return CppAssertTests(source, prompt if continued else "")
