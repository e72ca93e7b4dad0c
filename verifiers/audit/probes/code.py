"""Code: programs against tests, as standard input and output, and as calls of a function."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from verifiers.audit.probe import NONE_KNOWN, Ask, Holds, Probe
from verifiers.audit.probes import programs

CALLS = [([1, 2], 3), ([10, -4], 6), ([123456, 654321], 777777)]
ENTRY = "combine"
_PARENTHESES = 20_000
_PROMPTS = {
    "sum": "Read two integers and print their sum.",
    "big": "Read two integers and print their sum.",
    "negative": "Read two integers and print their sum.",
    "even": "Read an integer and print YES if it is even, else NO.",
    "count": "Read an integer n and print the numbers from 1 to n, a line each.",
    "empty": "Read a line and print an empty one.",
}
_CALL_PROMPT = "Write a function combine(a, b) that returns the sum of two integers."


def _cases(name: str) -> list[dict[str, Any]]:
    return [{"input": text, "output": expected, "testtype": "stdin_stdout"} for text, expected in programs.TESTS[name]]


def _in_and_out(tests: list[dict[str, Any]]) -> str:
    """verl, PRIME, APPS."""
    found: dict[str, Any] = {key + "s": [test[key] for test in tests] for key in ("input", "output")}
    if "metadata" in tests[0]:
        found["fn_name"] = ENTRY
    return json.dumps(found)


def _apps(tests: list[dict[str, Any]]) -> str:
    """APPS and TACO, functions: arguments and results as lists."""
    if "metadata" not in tests[0]:
        return _in_and_out(tests)
    return json.dumps({"fn_name": ENTRY, "inputs": [args for args, _ in CALLS], "outputs": [[one] for _, one in CALLS]})


def _verification(tests: list[dict[str, Any]]) -> dict[str, Any]:
    """open-r1, SYNTHETIC-1."""
    if "metadata" in tests[0]:
        cases = [{"type": "function_call", "fn_name": ENTRY, "input": args, "output": one} for args, one in CALLS]
    else:
        cases = [{"type": "stdin_stdout", "input": test["input"], "output": test["output"]} for test in tests]
    return {"language": "python", "test_cases": cases}


FORMATS: dict[str, Callable[[list[dict[str, Any]]], Any]] = {
    "inputs and outputs": _in_and_out,
    "cases": json.dumps,
    "verification_info": _verification,
    "APPS": _apps,
    "inputs and outputs, no JSON": lambda tests: json.loads(_in_and_out(tests)),
}
"""How tests may be written; a reward reads some of them, and the controls find out which."""


def _fenced(program: str) -> str:
    return f"Here is the program.\n```python\n{program}\n```"


def _ask(tests: str, completion: str) -> Ask:
    return Ask(completion, _cases(tests), _PROMPTS[tests])


def _call_ask(program: str) -> Ask:
    cases = [
        {
            "input": "\n".join(map(json.dumps, args)),
            "output": json.dumps(result),
            "testtype": "functional",
            "metadata": {"func_name": ENTRY},
        }
        for args, result in CALLS
    ]
    return Ask(_fenced(program), cases, _CALL_PROMPT)


def _probes(area: str, topic: str, holds: Holds, text: str, *, choice: bool = False) -> list[Probe]:
    found = []
    for one in text.strip("\n").split("\n=====\n"):
        head, program = one.strip("\n").split("\n", 1)
        name, why, incident = [*(cell.strip() for cell in head.split(" | ")), NONE_KNOWN][:3]
        name, _, tests = name.partition(" #!")
        tests = tests or "sum"
        program = program.replace("PARENS", "(" * _PARENTHESES + "3" + ")" * _PARENTHESES)
        if area == "code":
            completion = program if name == "no-program" else _fenced(program)
            ask, twin = _ask(tests, completion), _ask(tests, _fenced(programs.SOLVED[tests]))
        else:
            ask, twin = _call_ask(program), RIGHT_FUNCTION
        found.append(Probe(f"{area}/{topic}/{name}", ask, holds, why, incident, twin, choice))
    return found


RIGHT = _ask("sum", _fenced(programs.SOLVED["sum"]))
WRONG = _ask("sum", _fenced("print('wrong')"))
RIGHT_FUNCTION = _call_ask("def combine(a, b):\n    return a + b")
WRONG_FUNCTION = _call_ask("def combine(a, b):\n    return a - b - 1")

CODE = [
    *_probes("code", "honest", "paid", programs.HONEST),
    *_probes("code", "attack", "unpaid", programs.ATTACKS),
    *_probes("code", "choice", "paid", programs.CHOICES, choice=True),
]
FUNCTIONS = [
    *_probes("functions", "honest", "paid", programs.HONEST_FUNCTIONS),
    *_probes("functions", "attack", "unpaid", programs.ATTACK_FUNCTIONS),
]
