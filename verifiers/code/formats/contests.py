"""Problems of contests, which are tests of programs: the rows of open-r1/codeforces and of deepmind/code_contests."""

from __future__ import annotations

from typing import Any

from verifiers.code.formats.cases import Fields, data_field, field, stdin_tests
from verifiers.code.formats.limits import LIMIT_FIELDS
from verifiers.code.suite import BadTestsError, StdinTests, TextRule
from verifiers.sandbox.run import check_files


def read_codeforces(fields: Fields) -> StdinTests:
    """The official tests, or the examples where there are none, and open-r1's checker.

    Raises BadTestsError.
    """
    mode = field(fields, "input_mode")
    if mode not in (None, "stdio", "file") or field(fields, "interaction_format"):
        msg = "The problem is interactive: only problems with all of their input at once are run."
        raise BadTestsError(msg)
    files = {"input_file": "input.txt", "output_file": "output.txt"} if mode == "file" else {}
    name = "official_tests" if field(fields, "official_tests") else "examples"
    inputs, outputs = _pairs(field(fields, name), name)
    checker = field(fields, "generated_checker")
    return stdin_tests(
        inputs,
        outputs,
        {**_limits(fields), "checker": checker} if checker else _limits(fields),
        rule=TextRule("tokens"),
        answer_first=bool(checker),
        **files,
    )


def read_codecontests(fields: Fields) -> StdinTests:
    """The public, private and generated tests, in this order.

    Raises BadTestsError.
    """
    files = {name: _file(fields, name) for name in ("input_file", "output_file")}
    inputs: list[Any] = []
    outputs: list[Any] = []
    for name in ("public_tests", "private_tests", "generated_tests"):
        tests = data_field(fields, name)
        if tests is not None:
            more_inputs, more_outputs = _pairs(tests, name)
            inputs += more_inputs
            outputs += more_outputs
    return stdin_tests(inputs, outputs, _limits(fields), rule=TextRule("tokens"), **files)


def _file(fields: Fields, name: str) -> str:
    """The name of a file that stands for a stream; empty for the stream. Raises BadTestsError."""
    value = field(fields, name) or ""
    try:
        check_files(((value, b""),) if value else ())
    except (ValueError, AttributeError):
        msg = f"{name} is not the name of a file beside the program."
        raise BadTestsError(msg) from None
    return str(value)


def _limits(fields: Fields) -> Fields:
    return {name: fields.get(name) for name in LIMIT_FIELDS}


def _pairs(tests: Any, name: str) -> tuple[list[Any], list[Any]]:
    """Inputs and outputs of a dict of two lists, or of a list of dicts."""
    if isinstance(tests, dict) and isinstance(tests.get("input"), list) and isinstance(tests.get("output"), list):
        if len(tests["input"]) != len(tests["output"]):
            msg = f"{name} has {len(tests['input'])} inputs, but {len(tests['output'])} outputs."
            raise BadTestsError(msg)
        return tests["input"], tests["output"]
    if isinstance(tests, list) and all(isinstance(case, dict) and {"input", "output"} <= case.keys() for case in tests):
        return [case["input"] for case in tests], [case["output"] for case in tests]
    msg = f"{name} must hold inputs and outputs."
    raise BadTestsError(msg)
