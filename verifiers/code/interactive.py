"""Interactive problems: an interactor of the tests talks to the program, and says how the talk went.

Both run in one slot, joined by pipes (sandbox/interaction.py); the program sees nothing of the other, neither its files
nor its memory. The interactor is a program for testlib, or a Python script: it gets the files input.txt, output.txt (to
write to) and answer.txt, standard input is what the program prints, and standard output goes to the program. Exit code
0 accepts, 3 says that the tests are wrong, others refuse; a checker of the tests may then look at its output.txt.
"""

from __future__ import annotations

import json
import os
from typing import Any

from verifiers.code.checkers import FAIL, objections, says_yes, testlib
from verifiers.code.report import Failure, Report, UnavailableError
from verifiers.code.suite import BadTestsError, StdinTests
from verifiers.sandbox import Input, Limits, Program, RunResult, Sandbox
from verifiers.sandbox.languages import languages

INTERACTION = Program("python", "import interaction\ninteraction.main()\n")
INTERACTOR_SECONDS = 10.0
"""Of CPU time, beside those of the program."""
INTERACTOR_MB = 256.0
NO_LANDLOCK = 77
"""Exit code of sandbox/interaction.py."""
_SHOWN = 200


def grade_interactive(sandbox: Sandbox, program: Program, tests: StdinTests, limits: Limits, *, stop: bool) -> Report:
    """Grade a program by its talks. stop: at the first failure. Raises BadTestsError, UnavailableError."""
    report = Report(total=len(tests.inputs))
    compiled, runs = _ready(sandbox, program, "program", limits)
    if compiled is not None:
        report.usage.add(compiled)
        report.compile_error = _text(compiled)
        report.failure = Failure(0, "compile_error", "", "", report.compile_error[:_SHOWN])
        return report
    source = Program(tests.interactor_language, tests.interactor, files=(("testlib.h", testlib()),))
    broken, talks = _ready(sandbox, source, "interactor", limits)
    if broken is not None:
        msg = f"the interactor of the tests does not compile: {_text(broken)[:_SHOWN]}"
        raise BadTestsError(msg)
    talks["argv"] += ["input.txt", "output.txt", "answer.txt"]
    asked = json.dumps({"program": _command(runs), "interactor": _command(talks)}).encode()
    both = Limits(
        cpu_seconds=limits.cpu_seconds + INTERACTOR_SECONDS,
        memory_mb=limits.memory_mb + INTERACTOR_MB,
        processes=limits.processes,
        idle_seconds=limits.idle_seconds,
    )
    for number, (text, answer) in enumerate(zip(tests.inputs, tests.outputs, strict=True)):
        files = (*runs["files"], *talks["files"], *_texts(text, answer))
        result = sandbox.run(INTERACTION, Input(asked, files), both)
        failure = _failure(sandbox, tests, number, result, limits)
        report.usage.add(result)
        report.count(failure)
        if failure and stop:
            break
    return report


def _ready(sandbox: Sandbox, program: Program, folder: str, limits: Limits) -> tuple[RunResult | None, dict[str, Any]]:
    """What runs a program in its folder: the compiler's result where there is no program, and command and files."""
    language = languages()[program.language]
    name, content = language.source, program.content
    if language.compile:
        compiled, content = sandbox.build(program)
        if not content:
            return compiled, {}
        name = language.product
    argv = list(language.run) or [f"./{name}"]
    argv = [word.replace("{memory_mb}", str(int(limits.memory_mb))) for word in argv]
    environment = [word.replace("{memory_mb}", str(int(limits.memory_mb))) for word in language.environment]
    return None, {"argv": argv, "environment": environment, "files": [(f"{folder}/{name}", content)]}


def _command(ready: dict[str, Any]) -> dict[str, Any]:
    return {name: ready[name] for name in ("argv", "environment")}


def _texts(text: str, answer: str) -> list[tuple[str, bytes]]:
    named = (("input.txt", text), ("answer.txt", answer))
    return [(f"interactor/{name}", value.encode("utf-8", "surrogatepass")) for name, value in named]


def _failure(sandbox: Sandbox, tests: StdinTests, number: int, result: RunResult, limits: Limits) -> Failure | None:
    """What is wrong with a talk."""
    shown = tests.inputs[number][:_SHOWN]
    if result.exit_code == NO_LANDLOCK:
        msg = "interactive problems need a kernel with Landlock"
        raise UnavailableError(msg)
    if result.outcome != "ok":
        return Failure(number, result.outcome, shown, "", result.detail[:_SHOWN])
    said = json.loads(result.stdout)
    program, interactor = said["program"], said["interactor"]
    words = said["said"].strip()[:_SHOWN]
    if program["cpu"] > limits.cpu_seconds:
        return Failure(number, "time_limit", shown, "", "")
    status = interactor["status"]
    if status is None or not os.WIFEXITED(status) or os.WEXITSTATUS(status) == FAIL:
        msg = f"the interactor of the tests is of no use: {words or f'it ended with status {status}'}"
        raise BadTestsError(msg)
    if os.WEXITSTATUS(status) != 0 or not says_yes(said["said"]):
        # Whether it was refused because it had crashed is a matter of who ended first, and that one of milliseconds.
        return Failure(number, "wrong_answer", shown, "what the interactor accepts", words or "a refusal")
    if program["status"] not in (None, 0):
        return Failure(number, "runtime_error", shown, "", f"it ended with status {program['status']}")
    if tests.checker:
        output = said["output"].encode("utf-8", "surrogateescape")
        [objection] = objections(sandbox, tests, [(number, output)])
        return Failure(number, "wrong_answer", shown, "what the checker accepts", objection) if objection else None
    return None


def _text(result: RunResult) -> str:
    return (result.stderr or result.stdout or result.detail.encode())[-4000:].decode("utf-8", "replace").strip()
