"""`POST /api/v2/execute` and `GET /api/v2/runtimes`: Piston's protocol, as open-r1 and others speak it.

The first file is the program, the others lie beside it. Times are milliseconds, memory is bytes, and -1 is the default.
What differs from Piston:

- Any version of a language is the one that the sandbox has; what it lacks is 400, with a message.
- Times are those of the CPU, or of sleep (see sandboxfusion.py); compilers have bounds of their own.
- A program that could not be run is 503, never a failure of the program. Piston's own packages for contests
  (`cf_python3`, `cms_ioi`) are refused: they grade, and our rewards do that.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Any

from verifiers.rows.row import json_line
from verifiers.sandbox import Input, Program, RunResult
from verifiers.sandbox.languages import language_names, languages
from verifiers.serve.body import RefusedError, object_in, shown
from verifiers.serve.protocol import Protocol
from verifiers.serve.sandboxfusion import MEMORY_MB, limits_of, number_in, texts_in
from verifiers.serve.work import Answer, Run, Task

RUN_MILLISECONDS = 3000.0
"""Piston's own, where a request names no time."""
_ENCODINGS = ("utf8", "base64", "hex")


def tasks(body: bytes) -> list[Task]:
    """The one task. Raises RefusedError(400) for a language that we do not have, 422 for what is no request."""
    found = object_in(body, None)
    name = found.get("language")
    if not isinstance(name, str):
        raise RefusedError(422, "'language' must be a text")
    language = language_names().get(name.lower())
    if language is None:
        raise RefusedError(400, f"{shown(name)} runtime is unknown: there are {', '.join(languages())}")
    (_, source), *files = _files(found.get("files"))
    args, stdin = texts_in(found, "args"), found.get("stdin")
    if not isinstance(stdin, str | None):
        raise RefusedError(422, "'stdin' must be a text")
    seconds = number_in(found, "run_timeout", RUN_MILLISECONDS, 3_600_000.0, 1.0) / 1000
    number_in(found, "compile_timeout", 10_000.0, 3_600_000.0, 1.0)
    memory = found.get("run_memory_limit", -1)
    if isinstance(memory, bool) or not isinstance(memory, int | float | None):
        raise RefusedError(422, "'run_memory_limit' must be bytes, or -1")
    megabytes = MEMORY_MB if memory is None or memory <= 0 else memory / (1 << 20)
    try:
        program = Program(language, source, args, tuple(files))
        given = Input((stdin or "").encode("utf-8", "surrogatepass"))
    except ValueError as error:
        raise RefusedError(422, str(error)) from None
    return [Run(program, given, limits_of(seconds, megabytes), said, failed)]


def _files(value: Any) -> list[tuple[str, bytes]]:
    if not isinstance(value, list) or not value:
        raise RefusedError(422, "'files' must be a list of files, the program first")
    return [_file(number, one) for number, one in enumerate(value)]


def _file(number: int, value: Any) -> tuple[str, bytes]:
    if not isinstance(value, dict) or not isinstance(value.get("content"), str):
        raise RefusedError(422, "each of 'files' must have a 'content' that is a text")
    name, encoding = value.get("name"), value.get("encoding")
    if not isinstance(name, str | None) or not (encoding is None or encoding in _ENCODINGS):
        raise RefusedError(422, "the 'encoding' of a file must be utf8, base64 or hex, and its 'name' a text")
    name = name or f"file{number}.code"
    content: str = value["content"]
    try:
        if encoding == "hex":
            return name, bytes.fromhex(content)
        if encoding == "base64":
            return name, base64.b64decode(content, validate=True)
    except (ValueError, binascii.Error):
        raise RefusedError(422, f"the content of the file {shown(name)} is no {encoding}") from None
    return name, content.encode("utf-8", "surrogatepass")


def said(program: Program, result: RunResult) -> bytes:
    """A run as Piston reports it."""
    compiled = bool(languages()[program.language].compile)
    stage = _stage(result)
    answer: dict[str, Any] = {"language": program.language, "version": "*"}
    if result.outcome == "compile_error":
        answer["compile"] = stage
        answer["run"] = {**_NOTHING, "status": None}
    else:
        if compiled:
            answer["compile"] = _NOTHING
        answer["run"] = stage
    return json_line(answer).rstrip()


_NOTHING = {
    "stdout": "", "stderr": "", "output": "", "code": 0, "signal": None, "message": None, "status": None,
    "cpu_time": 0, "wall_time": 0, "memory": 0,
}  # fmt: skip
_STATUSES = {"runtime_error": "RE", "compile_error": "RE", "time_limit": "TO", "output_limit": "OL"}
_NAMES = {6: "SIGABRT", 8: "SIGFPE", 9: "SIGKILL", 11: "SIGSEGV", 13: "SIGPIPE", 15: "SIGTERM", 24: "SIGXCPU"}


def _stage(result: RunResult) -> dict[str, Any]:
    stdout, stderr = (text.decode("utf-8", "replace") for text in (result.stdout, result.stderr))
    stopped = result.outcome not in {"ok", "runtime_error", "compile_error"}
    signal = 9 if stopped else result.signal
    status = _STATUSES.get(result.outcome, None if result.outcome == "ok" else "SG")
    return {
        "stdout": stdout,
        "stderr": stderr,
        "output": stdout + stderr,
        "code": None if signal else result.exit_code,
        "signal": _NAMES.get(signal, f"SIG{signal}") if signal else None,
        "message": (result.detail or result.outcome.replace("_", " ")) if stopped else None,
        "status": "SG" if status == "RE" and result.signal else status,
        "cpu_time": round(result.cpu_seconds * 1000),
        "wall_time": round(result.wall_seconds * 1000),
        "memory": round(result.peak_memory_mb * (1 << 20)),
    }


def failed(sentence: str) -> Answer:
    """There is no word on the program."""
    return Answer(json_line({"message": sentence}).rstrip(), "sandbox_error")


def response(answers: Sequence[Answer]) -> bytes:
    """The worker's answer is the response. Raises RefusedError(503) where the program was not run."""
    if answers[0].outcome == "sandbox_error":
        raise RefusedError(503, "the program could not be run here; the service's `verify-cli doctor` says more", 1)
    return answers[0].data


def runtimes() -> list[dict[str, Any]]:
    """What `GET /api/v2/runtimes` answers: the languages of the table."""
    return [{"language": one.name, "version": "*", "aliases": list(one.names)} for one in languages().values()]


PROTOCOL = Protocol(tasks, response)
