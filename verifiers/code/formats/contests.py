"""Problems of contests, which are tests of programs: the rows of open-r1/codeforces and of deepmind/code_contests."""

from __future__ import annotations

from typing import Any

from verifiers.code.formats.cases import Fields, data_field, field, stdin_tests
from verifiers.code.formats.limits import LIMIT_FIELDS
from verifiers.code.suite import BadTestsError, StdinTests, TextRule


def read_codeforces(fields: Fields) -> StdinTests:
    """The official tests, or the examples where there are none, and open-r1's checker.

    Raises BadTestsError.
    """
    if field(fields, "input_mode") not in (None, "stdio") or field(fields, "interaction_format"):
        msg = "The problem is interactive, or works on files: only standard input and output are run."
        raise BadTestsError(msg)
    name = "official_tests" if field(fields, "official_tests") else "examples"
    inputs, outputs = _pairs(field(fields, name), name)
    checker = field(fields, "generated_checker")
    return stdin_tests(
        inputs,
        outputs,
        {**_limits(fields), "checker": checker} if checker else _limits(fields),
        rule=TextRule("tokens"),
        answer_first=bool(checker),
    )


def read_codecontests(fields: Fields) -> StdinTests:
    """The public, private and generated tests, in this order.

    Raises BadTestsError.
    """
    if field(fields, "input_file") or field(fields, "output_file"):
        msg = "The problem works on files: only standard input and output are run."
        raise BadTestsError(msg)
    inputs: list[Any] = []
    outputs: list[Any] = []
    for name in ("public_tests", "private_tests", "generated_tests"):
        tests = data_field(fields, name)
        if tests is not None:
            more_inputs, more_outputs = _pairs(tests, name)
            inputs += more_inputs
            outputs += more_outputs
    return stdin_tests(inputs, outputs, _limits(fields), rule=TextRule("tokens"))


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
