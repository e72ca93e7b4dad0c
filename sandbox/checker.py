"""A checker of the tests, as its own process: it gets three files, by their names, that only it sees.

Standard input, JSON: {"checker", "input", "output", "answer", "order"}, the last the order of the names. It is run as
the script that it is, and what it prints and its exit code are the result. One that only defines functions is called
with the three texts, and what the function returns is the result. The exit codes below are our own words about it.
"""

from __future__ import annotations

import ast
import json
import os
import sys
import traceback
from typing import Any, NoReturn

UNREADABLE, CRASHED, ACCEPTED, REFUSED = 85, 86, 87, 88

NAMES = (
    *(
        "output_judging_function",
        "judge",
        "checker",
        "check",
        "check_output",
        "check_answer",
        "check_solution",
        "grade",
    ),
    *("verify", "validate", "is_correct", "is_valid", "compare", "evaluate", "score"),
)
"""Of several functions that nothing calls, the first of these."""

# What a parameter means, by what its name holds: the first that fits. `reference_output` is the answer.
_MEANINGS = (
    ("output", ("cand", "user", "contest", "partic", "submi", "pred", "actual", "got", "student", "model")),
    ("answer", ("exp", "ref", "ans", "jury", "gold", "truth", "correct", "std", "sol")),
    ("input", ("inp", "stdin", "case", "problem")),
    ("output", ("out", "stdout", "result", "res")),
)
_BY_NUMBER = {1: ("output",), 2: ("output", "answer"), 3: ("input", "output", "answer")}


def main() -> None:
    """Write the files and run the checker."""
    asked = json.load(sys.stdin)
    for name in asked["order"]:
        with open(f"{name}.txt", "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write(asked[name])
    sys.argv = ["checker.py", *(f"{name}.txt" for name in asked["order"])]
    names = sys.modules["__main__"].__dict__
    tree = ast.parse(asked["checker"])
    try:
        exec(compile(tree, "checker.py", "exec", dont_inherit=True), names)
        if only_defines(tree):
            _end(*_called(tree, names, asked))
    except SystemExit:
        raise
    except AssertionError as error:
        _end(REFUSED, f"AssertionError: {error}")
    except (ValueError, IndexError, EOFError, StopIteration):
        _end(UNREADABLE, traceback.format_exc(limit=-3))
    except BaseException:
        _end(CRASHED, traceback.format_exc(limit=-3))


def _end(code: int, words: str) -> NoReturn:
    sys.stdout.flush()
    os.write(2, words.encode("utf-8", "replace")[-4000:])
    os._exit(code)


def only_defines(tree: ast.Module) -> bool:
    """Whether a script does nothing but define: its functions wait to be called."""
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    return bool(functions) and not any(_acts(node, functions) for node in tree.body)


def _acts(node: ast.stmt, functions: set[str]) -> bool:
    if isinstance(node, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Pass)):
        return False
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return False  # a docstring
    if isinstance(node, ast.Try):
        return any(_acts(inner, functions) for inner in node.body)
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        return any(isinstance(inner, ast.Name) and inner.id in functions for inner in ast.walk(node))
    calls = [inner for inner in ast.walk(node) if isinstance(inner, ast.Call)]
    return not all(isinstance(call.func, ast.Attribute) and call.func.attr.startswith("set") for call in calls)


def _called(tree: ast.Module, names: dict[str, Any], asked: dict[str, Any]) -> tuple[int, str]:
    """What the checker's function says: our exit code, and words."""
    function = _function(tree)
    if function is None:
        return CRASHED, "the checker defines several functions, and calls none"
    parameters = function.args.posonlyargs + function.args.args
    needed = [parameter.arg for parameter in parameters[: len(parameters) - len(function.args.defaults)]]
    meanings = _meanings(needed, asked["order"])
    if meanings is None:
        return CRASHED, f"the checker's function {function.name} takes ({', '.join(needed)})"
    said = names[function.name](*(asked[meaning] for meaning in meanings))
    first = said[0] if isinstance(said, (tuple, list)) and said else said
    if isinstance(first, dict):
        first = next((first[key] for key in ("correct", "accepted", "ok", "result", "score") if key in first), None)
    if isinstance(first, (bool, int, float)) or type(first).__name__ in ("bool_", "float64", "int64"):
        return (ACCEPTED if first in (1, 100) else REFUSED), repr(said)
    if isinstance(first, str):
        print(f"\n{first}")
        return 0, ""
    return CRASHED, f"the checker's function {function.name} returns {said!r:.200}"


def _function(tree: ast.Module) -> ast.FunctionDef | None:
    """The function that no other calls; of several, the one with a name that says so."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    called = {
        inner.id
        for name, node in functions.items()
        for inner in ast.walk(node)
        if isinstance(inner, ast.Name) and inner.id != name
    }
    free = [name for name in functions if name not in called]
    chosen = free if len(free) == 1 else [name for name in NAMES if name in free]
    return functions[chosen[0]] if chosen else None


def _meanings(parameters: list[str], order: list[str]) -> tuple[str, ...] | None:
    """Which text each parameter gets: by the names where they say it, else by how many there are."""
    by_name = [
        next((meaning for meaning, parts in _MEANINGS if any(part in name.lower() for part in parts)), "")
        for name in parameters
    ]
    if "" not in by_name and len(set(by_name)) == len(by_name):
        return tuple(by_name)
    if len(parameters) == 3:
        return tuple(order)
    return _BY_NUMBER.get(len(parameters), () if not parameters else None)
