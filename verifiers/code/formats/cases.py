"""Tests that are pairs of an input and an output, for programs and for functions."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from typing import Any

from verifiers.code.extract import language_of
from verifiers.code.formats.limits import limits_of
from verifiers.code.formats.plain import absent, parse_data, parse_json, parse_python
from verifiers.code.suite import BadTestsError, Call, CallTests, StdinTests, TextRule

MAX_TESTS = 100_000
"""Tests of one problem: more than a hundred times what the largest problem of the data sets has."""

Fields = Mapping[str, Any]


def field(fields: Fields, *names: str) -> Any:
    """The first of these fields that is there, else None."""
    return next((fields[name] for name in names if not absent(fields.get(name))), None)


def data_field(fields: Fields, name: str) -> Any:
    """A field whose value may be written in JSON, or as a literal of python; None where it is not there, or blank.

    Raises BadTestsError where it is a text of another kind.
    """
    value = field(fields, name)
    if isinstance(value, str):
        return parse_data(value, name) if value.strip() else None
    return value


def function_name(fields: Fields) -> Any:
    """What is called: `fn_name`, or the `func_name` of the `metadata`; None where neither is there."""
    metadata = data_field(fields, "metadata")
    return field(fields, "fn_name") or (field(metadata, "func_name") if isinstance(metadata, dict) else None)


UNGRADED = frozenset(
    "java javascript js node typescript rust go golang ruby php perl c# csharp kotlin swift scala haskell ocaml lua"
    " julia dart pascal fortran d bash shell sql r".split()
)
"""Names of programming languages; those that the table of languages does not have are not graded."""


def language_field(fields: Fields) -> str | None:
    """The language that the tests name; None where they name none.

    In data sets the same field may hold a language that people speak, which says nothing of programs.

    Raises BadTestsError for a programming language that we do not grade.
    """
    name = field(fields, "language", "lang")
    if not isinstance(name, str):
        return None
    language = language_of(name)
    if language is None and name.strip().lower() in UNGRADED:
        msg = f"The tests are for programs in {name[:40]!r}, which is not graded."
        raise BadTestsError(msg)
    return language


def entry_field(name: Any) -> str:
    """The name of what is called: `f`, `Class().method`, `Class.method`.

    Raises BadTestsError for anything else.
    """
    if isinstance(name, str) and _ENTRY.fullmatch(name.strip()):
        return name.strip()
    if name is None:
        msg = "The tests call a function, but do not name it."
        raise BadTestsError(msg)
    msg = f"The tests call {name!r:.60}, which is no name of a function or a method."
    raise BadTestsError(msg)


_ENTRY = re.compile(r"[A-Za-z_]\w*(?:\(\))?(?:\.[A-Za-z_]\w*)?")


# --- standard input -----------------------------------------------------------------------------------------------


def stdin_tests(inputs: Sequence[Any], outputs: Sequence[Any], fields: Fields, **more: Any) -> StdinTests:
    """Tests of a program, from two lists and the fields `rule`, `checker` and `language`.

    Raises BadTestsError.
    """
    _same_number(inputs, outputs)
    texts = tuple(_text(value) for value in inputs)
    expected = tuple(_text(value) for value in outputs)
    checker = field(fields, "checker", "output_judging_function")
    if checker is not None:
        more["checker_language"] = checker_language(checker)
    interactor = field(fields, "interactor")
    if interactor is not None:
        more |= {"interactor": interactor, "interactor_language": checker_language(interactor, "The interactor")}
    elif checker is None and not any(text.strip() for text in expected):
        msg = "No test expects any output, so that a program that does nothing would pass."
        raise BadTestsError(msg)
    more.setdefault("language", language_field(fields))
    more["limits"] = limits_of(fields)
    rule = field(fields, "rule")
    if rule is not None:
        more["rule"] = TextRule(**_rule(rule, {"lines", "tokens", "exact"}))
    return StdinTests(texts, expected, checker=checker, **more)


def checker_language(checker: Any, what: str = "The checker") -> str:
    """The language of a checker's source: "python" or "cpp".

    Raises BadTestsError for what is neither, and for what can say nothing.
    """
    if not isinstance(checker, str) or not checker.strip():
        msg = f"{what} is not the source of a program."
        raise BadTestsError(msg)
    if _INCLUDE.search(checker):
        return "cpp"
    tree = parse_python(checker, what)
    if not any(_says_something(node) for node in ast.walk(tree)):
        msg = f"{what} says nothing of an output, so that every output would pass."
        raise BadTestsError(msg)
    return "python"


_INCLUDE = re.compile(r"^[ \t]*#[ \t]*include\b", re.MULTILINE)


def _says_something(node: ast.AST) -> bool:
    """Whether a node of a checker can refuse: it raises, asserts, prints, ends the program, or returns something."""
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        return name in {"print", "exit", "quit", "_exit", "write", "writelines"}
    if isinstance(node, ast.Return):
        return node.value is not None
    return isinstance(node, ast.Assert | ast.Raise)


def _text(value: Any) -> str:
    """What a program reads or writes: a text, a list of its lines, or a number."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, list | tuple) and all(isinstance(line, str | int | float) for line in value):
        return "\n".join(line if isinstance(line, str) else _number(line) for line in value)
    msg = f"An input or output of a program must be a text or a list of lines, not {_kind(value)}."
    raise BadTestsError(msg)


def _number(value: float) -> str:
    try:
        return str(value)
    except ValueError:  # python writes integers of at most 4300 digits
        msg = "An input or output is an integer that is too long to be written."
        raise BadTestsError(msg) from None


def _kind(value: Any) -> str:
    return "null" if value is None else f"a {type(value).__name__}"


def _same_number(inputs: Sequence[Any], outputs: Sequence[Any]) -> None:
    for name, values in (("inputs", inputs), ("outputs", outputs)):
        if not isinstance(values, list | tuple):
            msg = f"The {name} of the tests must be a list, not {_kind(values)}."
            raise BadTestsError(msg)
    if len(inputs) != len(outputs):
        msg = f"There are {len(inputs)} inputs, but {len(outputs)} outputs."
        raise BadTestsError(msg)
    if not inputs:
        msg = "There are no tests."
        raise BadTestsError(msg)
    if len(inputs) > MAX_TESTS:
        msg = f"There are {len(inputs)} tests, more than {MAX_TESTS}."
        raise BadTestsError(msg)


def _rule(rule: Any, kinds: set[str]) -> dict[str, Any]:
    """The settings of the field `rule`, each of the right type."""
    if not isinstance(rule, dict) or not rule.keys() <= {"kind", "tolerance", "unordered"}:
        msg = "A rule is a dict with some of the keys kind, tolerance and unordered."
        raise BadTestsError(msg)
    if "kind" in rule and (not isinstance(rule["kind"], str) or rule["kind"] not in kinds):
        msg = f"The kind of the rule must be one of {', '.join(sorted(kinds))}."
        raise BadTestsError(msg)
    tolerance = rule.get("tolerance", 0)
    if isinstance(tolerance, bool) or not isinstance(tolerance, int | float) or not 0 <= tolerance <= 1:
        msg = "The tolerance of the rule must be a number between 0 and 1."
        raise BadTestsError(msg)
    if not isinstance(rule.get("unordered", False), bool):
        msg = "The rule's unordered must be true or false."
        raise BadTestsError(msg)
    return rule


def _streamed(value: Any, name: str) -> Any:
    """An input or output; `{"stdin": …}` and `{"stdout": …}` are what is in them (SandboxFusion)."""
    return value[name] if isinstance(value, dict) and set(value) == {name} else value


def _tests_with_others(inputs: Sequence[Any], outputs: Sequence[Any], fields: Fields) -> StdinTests:
    """Tests whose outputs are lists, of which each element is right (xCodeEval)."""
    listed = [value if isinstance(value, list | tuple) else [value] for value in outputs]
    if not all(listed):
        msg = "A test has no right output."
        raise BadTestsError(msg)
    others = tuple(tuple(_text(value) for value in values[1:]) for values in listed)
    return stdin_tests(inputs, [values[0] for values in listed], fields, others=others if any(others) else ())


# --- calls --------------------------------------------------------------------------------------------------------


def call_tests(
    inputs: Sequence[Any], outputs: Sequence[Any], entry: Any, fields: Fields, *, may_wrap: bool
) -> CallTests:
    """Tests of a function. An input is a list of arguments, a dict of named ones, or a text with a JSON value a line.

    may_wrap: the data set may write each result as a list of one (APPS, TACO).

    Raises BadTestsError.
    """
    _same_number(inputs, outputs)
    if language_field(fields) not in {None, "python"} or field(fields, "checker") is not None:
        msg = "Tests that call a function are for python, and know no checker."
        raise BadTestsError(msg)
    pairs = [_call(value, result) for value, result in zip(inputs, outputs, strict=True)]
    if may_wrap:
        pairs = [_with_integer_keys(call, result) for call, result in pairs]
    expected = tuple(result for _, result in pairs)
    if all(result is None or result == [None] for result in expected):
        msg = "No test expects any result, so that a function that does nothing would pass."
        raise BadTestsError(msg)
    rule = field(fields, "rule")
    settings = {} if rule is None else _rule(rule, {"json", "python"})
    settings = {{"kind": "rule"}.get(name, name): value for name, value in settings.items()}
    return CallTests(
        limits=limits_of(fields),
        entry=entry_field(entry),
        calls=tuple(call for call, _ in pairs),
        expected=expected,
        wrapped=may_wrap and all(isinstance(result, list) and len(result) == 1 for result in expected),
        contest_imports=True,  # LiveCodeBench's grader and those of APPS and TACO have them
        **settings,
    )


def _call(value: Any, result: Any) -> tuple[Call, Any]:
    """One call and its result."""
    if isinstance(value, str):
        arguments = [parse_json(line, "An argument of a call") for line in value.split("\n") if line.strip()]
        if isinstance(result, str):
            result = parse_json(result, "The result of a call")
    elif isinstance(value, dict) and all(isinstance(name, str) and name.isidentifier() for name in value):
        return Call(kwargs=value), result
    elif isinstance(value, list | tuple):
        arguments = list(value)
    else:
        msg = f"The arguments of a call must be a list or a dict of names, not {_kind(value)}."
        raise BadTestsError(msg)
    return Call(tuple(arguments)), result


def _with_integer_keys(call: Call, result: Any) -> tuple[Call, Any]:
    """The dicts whose keys are all integers in JSON's quotes, with integers for keys.

    JSON knows no such keys; APPS' own grader, and those made after it, read the dicts of calls and results so.
    """
    arguments = tuple(_integer_keys(value) for value in call.args)
    if isinstance(result, list):
        return Call(arguments, call.kwargs), [_integer_keys(value) for value in result]
    return Call(arguments, call.kwargs), _integer_keys(result)


def _integer_keys(value: Any) -> Any:
    if isinstance(value, dict) and value and all(isinstance(key, str) and _INTEGER.fullmatch(key) for key in value):
        return {int(key): item for key, item in value.items()}
    return value


_INTEGER = re.compile(r"-?[0-9]{1,18}")


# --- lists of cases -----------------------------------------------------------------------------------------------

_KINDS = {"stdin": "stdin", "stdin_stdout": "stdin", "functional": "call", "function_call": "call"}


def case_tests(
    cases: Sequence[Any], fields: Fields, *, entry: Any = None, may_wrap: bool = False
) -> StdinTests | CallTests:
    """Tests from a list of dicts with `input`, `output`, perhaps `testtype` or `type`, `fn_name` or `metadata`.

    entry: what is called where the cases do not say it.

    Raises BadTestsError.
    """
    if not cases:
        msg = "There are no tests."
        raise BadTestsError(msg)
    inputs, outputs, kinds, entries = [], [], set(), set()
    for case in cases:
        if not isinstance(case, dict) or "input" not in case or "output" not in case:
            msg = "Each test of a list must be a dict with an input and an output."
            raise BadTestsError(msg)
        inputs.append(_streamed(case["input"], "stdin"))
        outputs.append(_streamed(case["output"], "stdout"))
        own = function_name(case) or entry
        kind = field(case, "testtype", "type")
        if kind is not None and (not isinstance(kind, str) or kind not in _KINDS):
            msg = f"A test is of the type {kind!r:.40}, which is neither stdin nor functional."
            raise BadTestsError(msg)
        kinds.add(_KINDS[kind] if kind else ("call" if own else "stdin"))
        entries.add(own if isinstance(own, str) else None)
    if len(kinds) > 1:
        msg = "Some tests are of a program's output, and some of a function's results."
        raise BadTestsError(msg)
    if kinds == {"stdin"}:
        if any(isinstance(value, list | tuple) for value in outputs) and all(isinstance(one, str) for one in inputs):
            return _tests_with_others(inputs, outputs, fields)
        return stdin_tests(inputs, outputs, fields)
    if len(entries) > 1:
        msg = "The tests call several functions."
        raise BadTestsError(msg)
    return call_tests(inputs, outputs, entries.pop(), fields, may_wrap=may_wrap)
