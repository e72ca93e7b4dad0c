"""`POST /run_code`: SandboxFusion's protocol, so that its clients can point at us.

Programs are in the languages of the table (sandbox/languages.json) that the sandbox has. They run in our sandbox, in a
worker. What differs from SandboxFusion:

- CPU time decides `run_timeout`, so that a busy machine does not make a program late; five seconds of the clock more
  are the backstop for what sleeps. Compilers have bounds of their own, and `compile_timeout` is only checked.
- `memory_limit_MB` is 1024 where none is given, and 4096 at most.
- Files, fetched files, arguments and languages that it lacks are answered by `SandboxError` and a sentence.

A full line, and a service that is closing, is answered by 504 here: it is the one status that verl's client tries
again; any other it takes for the program's failure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from verifiers.sandbox import Limits, Program
from verifiers.sandbox.languages import language_names, languages
from verifiers.serve.body import RefusedError, object_in, shown
from verifiers.serve.protocol import Protocol
from verifiers.serve.work import Answer, Run, Task, Unsupported

FIELDS = (
    "code",
    "language",
    "compile_timeout",
    "run_timeout",
    "memory_limit_MB",
    "stdin",
    "files",
    "fetch_files",
    "args",
)
MEMORY_MB = 1024.0
MOST_MEMORY_MB = 4096.0
MOST_SECONDS = 120.0
BACKSTOP_SECONDS = 5.0


def tasks(body: bytes) -> list[Task]:
    """The one task. Raises RefusedError(422)."""
    found = object_in(body, FIELDS)
    code, language, stdin = found.get("code"), found.get("language"), found.get("stdin")
    if not isinstance(code, str) or not isinstance(language, str) or not isinstance(stdin, str | None):
        raise RefusedError(422, "'code' and 'language' must be texts, and 'stdin' a text or null")
    for name, kind in (("files", dict), ("fetch_files", list), ("args", list)):
        if not isinstance(found.get(name), kind | None):
            raise RefusedError(422, f"{name!r} must be {'an object' if kind is dict else 'a list'}")
    for name in ("files", "fetch_files", "args"):
        if found.get(name):
            return [Unsupported(f"{name!r} is not supported here: programs are one file and their standard input")]
    seconds = _number(found, "run_timeout", 10.0, MOST_SECONDS)
    _number(found, "compile_timeout", 10.0, 3600.0)
    memory = found.get("memory_limit_MB", -1)
    if memory is None or memory == -1:
        memory = MEMORY_MB
    elif isinstance(memory, bool) or not isinstance(memory, int | float) or not memory > 0:
        raise RefusedError(422, "'memory_limit_MB' must be a number above 0, or -1")
    known = language_names().get(language.lower())
    if known is None:
        return [Unsupported(f"the language {shown(language)} is not run here: there are {', '.join(languages())}")]
    limits = Limits(
        cpu_seconds=seconds,
        idle_seconds=max(seconds, 0.1),  # their bound is on the time that passes
        wall_seconds=seconds + BACKSTOP_SECONDS,
        memory_mb=min(max(float(memory), 16.0), MOST_MEMORY_MB),
    )
    try:
        program = Program(known, code)
    except ValueError as error:
        raise RefusedError(422, str(error)) from None
    return [Run(program, (stdin or "").encode("utf-8", "surrogatepass"), limits)]


def _number(found: dict[str, Any], name: str, default: float, most: float) -> float:
    value = found.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.01 <= value <= most:
        raise RefusedError(422, f"{name!r} must be seconds between 0.01 and {most:g}")
    return float(value)


def response(answers: Sequence[Answer]) -> bytes:
    """The worker's answer is the response."""
    return answers[0].data


PROTOCOL = Protocol(tasks, response, full=504)
