"""`POST /run_code`: SandboxFusion's protocol, so that its clients can point at us.

Programs are in the languages of the table (sandbox/languages.json) that the sandbox has, and in `pytest`: Python whose
tests are run. They run in our sandbox, in a worker. Fields that nobody knows are ignored, and numbers may be texts, as
there. What differs from SandboxFusion:

- `run_timeout` bounds the time that a program would take with the machine for itself: its CPU time and the time in
  which nothing of it runs, together, so that a busy machine does not make it late; five seconds of the clock more are
  a backstop. More than 600 is 600. Compilers have bounds of their own, and `compile_timeout` is only checked.
- `memory_limit_MB` is 1024 where none is given, and 4096 at most.
- Files have relative names. Languages that the sandbox lacks are answered by `SandboxError` and a sentence.
- `/run_jupyter` is notebook.py's.

A full line, and a service that is closing, is answered by 504 here: it is the one status that verl's client tries
again; any other it takes for the program's failure.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Sequence
from typing import Any

from verifiers.sandbox import Input, Limits, Program
from verifiers.sandbox.languages import language_names, languages
from verifiers.serve.body import RefusedError, object_in, shown
from verifiers.serve.protocol import Protocol
from verifiers.serve.work import Answer, Run, Task, Unsupported, fusion_said

MEMORY_MB = 1024.0
MAX_MEMORY_MB = 4096.0
MAX_SECONDS = 600.0
"""Of CPU time, whatever a client asks for."""
BACKSTOP_SECONDS = 5.0
CLIENT_SECONDS = 9.0
"""verl's client waits for ten seconds more than its two timeouts, and takes what it has not heard by then for a failure
of the program; 504 it tries again."""
_PYTEST = """import os, sys
os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
import pytest
sys.exit(pytest.main(["-p", "no:cacheprovider", "test_code.py"]))
"""


def tasks(body: bytes) -> list[Task]:
    """The one task. Raises RefusedError(422)."""
    found = object_in(body, None)
    code, name, stdin = found.get("code"), found.get("language"), found.get("stdin")
    if not isinstance(code, str) or not isinstance(name, str) or not isinstance(stdin, str | None):
        raise RefusedError(422, "'code' and 'language' must be texts, and 'stdin' a text or null")
    seconds = number_in(found, "run_timeout", 10.0, 1e6)
    compiling = number_in(found, "compile_timeout", 10.0, 1e6)
    megabytes = megabytes_in(found)
    files, fetch, args = files_in(found), texts_in(found, "fetch_files"), texts_in(found, "args")
    is_pytest = name.lower() == "pytest"
    known = "python" if is_pytest else language_names().get(name.lower())
    if known is None:
        return [Unsupported(f"the language {shown(name)} is not run here: there are {', '.join(languages())}")]
    if is_pytest:
        files += [("test_code.py", code.encode("utf-8", "surrogatepass"))]
        code = _PYTEST
    try:
        program = Program(known, code, args, tuple(files))
        given = Input((stdin or "").encode("utf-8", "surrogatepass"), fetch=fetch)
    except ValueError as error:
        return [Unsupported(f"this is not run here: {error}")]
    return [
        Run(program, given, limits_of(seconds, megabytes), fusion_said, patience=seconds + compiling + CLIENT_SECONDS)
    ]


def limits_of(seconds: float, megabytes: float) -> Limits:
    """Limits as clients mean theirs, who bound the time that passes."""
    seconds = min(seconds, MAX_SECONDS)
    return Limits(
        cpu_seconds=seconds,
        idle_seconds=max(seconds, 0.1),
        wall_seconds=seconds + BACKSTOP_SECONDS,
        memory_mb=min(max(megabytes, 16.0), MAX_MEMORY_MB),
    )


def megabytes_in(found: dict[str, Any]) -> float:
    """The memory limit of a request. Raises RefusedError(422)."""
    memory = found.get("memory_limit_MB", -1)
    return MEMORY_MB if memory in (None, -1, "-1") else number_in(found, "memory_limit_MB", MEMORY_MB, 1e9)


def files_in(found: dict[str, Any]) -> list[tuple[str, bytes]]:
    """The files of a request, in base64; one that is null is none. Raises RefusedError(422)."""
    files = found.get("files")
    if files is None:
        return []
    if not isinstance(files, dict) or not all(isinstance(text, str | None) for text in files.values()):
        raise RefusedError(422, "'files' must be an object of contents in base64")
    try:
        return [(name, base64.b64decode(text, validate=True)) for name, text in files.items() if text is not None]
    except (ValueError, binascii.Error):
        raise RefusedError(422, "'files' must be an object of contents in base64") from None


def texts_in(found: dict[str, Any], name: str) -> tuple[str, ...]:
    """A list of texts in a request. Raises RefusedError(422)."""
    value = found.get(name)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise RefusedError(422, f"{name!r} must be a list of texts")
    return tuple(value)


def number_in(found: dict[str, Any], name: str, default: float, most: float, least: float = 0.01) -> float:
    """A number of a request, perhaps in a text. Raises RefusedError(422)."""
    value = found.get(name, default)
    if value is None:
        return default
    try:
        number = float(value) if not isinstance(value, bool) and isinstance(value, int | float | str) else math.nan
    except (ValueError, OverflowError):
        number = math.nan
    if not least <= number <= most:
        raise RefusedError(422, f"{name!r} must be a number between {least:g} and {most:g}")
    return number


def response(answers: Sequence[Answer]) -> bytes:
    """The worker's answer is the response."""
    return answers[0].data


def patience(asked: Sequence[Task]) -> float:
    """Seconds until the client gives up."""
    return min((task.patience for task in asked if isinstance(task, Run)), default=math.inf)


PROTOCOL = Protocol(tasks, response, full=504, patience=patience)
