"""Checkers: programs of the tests that say whether an output is right, where several are.

They are run in the sandbox, each output in a run of its own, with the answer, that never meets the program.

A checker is tested too. It accepts or it refuses; what crashes, hangs or says that the tests are wrong has no verdict
on the program. A crash may still be the program's doing, whose output the checker could not read: where the same
checker accepts the test's own answer, an output that crashes it is wrong. Where the tests have no answer, it is wrong
if the crash is one of reading (ValueError, IndexError, …).

python    a script that gets three files, or a function of the three texts (sandbox/checker.py). A script accepts by
          exit code 0, unless what it prints says otherwise: a score that is neither 1 nor 100 first, or a word like
          False, WA, wrong answer at the beginning of its first or last line.
cpp       a program that gets three files, with our testlib.h beside it. Exit code 0 accepts (unless it prints such a
          word), 3 says that the tests are wrong, others refuse.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from verifiers.code.report import UnavailableError
from verifiers.code.suite import BadTestsError, StdinTests
from verifiers.sandbox import Input, Limits, Program, RunResult, Sandbox

CHECKER = Program("python", "import checker\nchecker.main()\n")
CHECKER_LIMITS = Limits(cpu_seconds=30, memory_mb=1024)
UNREADABLE, CRASHED, ACCEPTED, REFUSED = 85, 86, 87, 88
"""Exit codes of sandbox/checker.py."""
FAIL = 3
"""Exit code of testlib: the tests are wrong, or the checker is."""

_SHOWN = 200
_MAX_LINE = 200
"""Characters of a line in which a checker's word is looked for."""
_SCORE = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_SCORE_LENGTH = 32
# Perhaps `verdict: ` or `{"correct": ` before the word.
_REFUSES = re.compile(
    r"""[\[({"' ]*(?:\w{1,20}["']?\ *[:=]\ *["']?)?
    (?:false|no|not|wrong|wa|incorrect\w*|invalid|reject\w*|fail\w*|presentation|pe|error|bad|differ\w*|mismatch\w*)
    (?![a-z])""",
    re.VERBOSE,
)

Word = Literal["accepts", "refuses", "broken"]


def objections(sandbox: Sandbox, tests: StdinTests, outputs: Sequence[tuple[int, bytes]]) -> list[str]:
    """What the checker says against each output, by the number of its test; empty: it accepts.

    Raises BadTestsError where the checker is of no use, UnavailableError where it could not be run.
    """
    said = []
    for (number, _), result in zip(outputs, _run(sandbox, tests, outputs), strict=True):
        word = word_of(result, tests.checker_language)
        words = _words(result)
        if word == "broken" and not _is_the_output_s_fault(sandbox, tests, number, result):
            msg = f"the checker of the tests is of no use: {words or result.outcome.replace('_', ' ')}"
            raise BadTestsError(msg)
        said.append("" if word == "accepts" else words or f"refused ({result.outcome})")
    return said


def word_of(result: RunResult, language: str) -> Word:
    """What a checker's run says. Raises UnavailableError where it was none, BadTestsError where it does not compile."""
    if result.outcome == "sandbox_error":
        msg = f"the checker could not be run: {result.detail}"
        raise UnavailableError(msg)
    if result.outcome == "compile_error":
        msg = f"the checker of the tests does not compile: {_words(result)}"
        raise BadTestsError(msg)
    if language == "cpp" and result.exit_code == FAIL:
        msg = f"the checker says that the tests are wrong: {_words(result)}"
        raise BadTestsError(msg)
    if (
        result.exit_code is None
        or result.exit_code in (UNREADABLE, CRASHED)
        or result.outcome not in ("ok", "runtime_error")
    ):
        return "broken"
    if result.exit_code in (ACCEPTED, REFUSED) and language == "python":
        return "accepts" if result.exit_code == ACCEPTED else "refuses"
    said = (result.stdout if language == "python" else result.stderr or result.stdout).decode("utf-8", "replace")
    return "accepts" if result.exit_code == 0 and says_yes(said) else "refuses"


def says_yes(said: str) -> bool:
    """Whether what a checker prints is no refusal.

    Where it prints a number first, that is a score, of 1 or of 100. Then only the full one is right: a part of the
    points is for a part of the answer.
    """
    words = said.split(None, 1)
    if words and _SCORE.fullmatch(words[0][:_SCORE_LENGTH]):
        return float(words[0]) in (1.0, 100.0)
    lines = [line for line in said.splitlines() if line.strip()]
    ends = {lines[0], lines[-1]} if lines else set()
    return not any(_REFUSES.match(line[:_MAX_LINE].lower().replace("_", " ")) for line in ends)


def _run(sandbox: Sandbox, tests: StdinTests, outputs: Sequence[tuple[int, bytes]]) -> list[RunResult]:
    if not outputs:
        return []
    order = ("input", "answer", "output") if tests.answer_first else ("input", "output", "answer")
    if tests.checker_language == "cpp":
        names = tuple(f"{name}.txt" for name in order)
        program = Program("cpp", tests.checker or "", names, (("testlib.h", testlib()),))
        inputs = [Input(b"", tuple(_texts(tests, number, output).items())) for number, output in outputs]
        return sandbox.run_many(program, inputs, CHECKER_LIMITS)
    questions = [
        json.dumps(
            {
                "checker": tests.checker,
                "input": tests.inputs[number],
                "output": output.decode("utf-8", "surrogateescape"),
                "answer": tests.outputs[number],
                "order": order,
            }
        ).encode()
        for number, output in outputs
    ]
    return sandbox.run_many(CHECKER, questions, CHECKER_LIMITS)


def _texts(tests: StdinTests, number: int, output: bytes) -> dict[str, bytes]:
    return {
        "input.txt": tests.inputs[number].encode("utf-8", "surrogatepass"),
        "output.txt": output,
        "answer.txt": tests.outputs[number].encode("utf-8", "surrogatepass"),
    }


def _is_the_output_s_fault(sandbox: Sandbox, tests: StdinTests, number: int, crash: RunResult) -> bool:
    """Whether a checker that crashed works where nothing is wrong: with the test's own answer for the output."""
    answer = tests.outputs[number]
    if not answer.strip():
        return crash.exit_code == UNREADABLE
    [result] = _run(sandbox, tests, [(number, answer.encode("utf-8", "surrogatepass"))])
    return word_of(result, tests.checker_language) == "accepts"


def _words(result: RunResult) -> str:
    output = (result.stdout + b"\n" + result.stderr)[-4000:].decode("utf-8", "replace").strip()
    return output[-_SHOWN:] if result.exit_code in (UNREADABLE, CRASHED) else output[:_SHOWN]


@cache
def testlib() -> bytes:
    """Our testlib.h."""
    return Path(__file__).with_name("testlib.h").read_bytes()
