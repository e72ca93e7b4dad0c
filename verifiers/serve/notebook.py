"""`POST /run_jupyter`: SandboxFusion's protocol for the cells of a notebook, run one after the other in one process.

There is no kernel behind it: Python runs the cells, so that magic lines (`%…`, `!…`) are errors of syntax, and what is
displayed is the text of a cell's last expression and of `display(…)`, or their HTML, and no pictures. A cell that fails
does not keep the next from being run. `cell_timeout` is refused: `total_timeout` bounds all cells together, as
`run_timeout` does for `/run_code`.
"""

from __future__ import annotations

import json
from typing import Any

from verifiers.rows.row import json_line
from verifiers.sandbox import Input, Program, RunResult
from verifiers.serve.body import RefusedError, object_in
from verifiers.serve.protocol import Protocol
from verifiers.serve.sandboxfusion import (
    CLIENT_SECONDS,
    files_in,
    limits_of,
    megabytes_in,
    number_in,
    patience,
    response,
    texts_in,
)
from verifiers.serve.work import Run, Task, Unsupported, command_of, fused

MAX_CELLS = 1000
_TOTAL_SECONDS = 45.0
"""SandboxFusion's default."""
_PROGRAM = """
import ast, builtins, gc, json, os, sys, tempfile, traceback, types

def show(value):
    shown = {"text/plain": repr(value)}
    html = getattr(value, "_repr_html_", None)
    if callable(html) and isinstance(text := html(), str):
        shown["text/html"] = text
    return shown

def run(number, source):
    name = f"cell {number}"
    tree = ast.parse(source, name)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, name, "exec"), main.__dict__)
    if last is not None:
        value = eval(compile(ast.Expression(last.value), name, "eval"), main.__dict__)
        if value is not None and not source.rstrip().endswith(";"):
            builtins.display(value)

cells = json.loads(sys.stdin.buffer.read())
answers = os.dup(1)
nothing = os.open(os.devnull, os.O_RDWR)
os.dup2(nothing, 0)
main = sys.modules["__main__"] = types.ModuleType("__main__")
outputs = [tempfile.TemporaryFile(), tempfile.TemporaryFile()]
for place, file in enumerate(outputs):
    os.dup2(file.fileno(), place + 1)
displayed = []
builtins.display = lambda *values: displayed.extend(map(show, values))
for number, source in enumerate(cells):
    errors = []
    try:
        run(number, source)
    except BaseException as error:
        lines = traceback.format_exception(type(error), error, error.__traceback__)
        errors.append({"ename": type(error).__name__, "evalue": str(error), "traceback": lines})
    texts = []
    for stream, file in zip((sys.stdout, sys.stderr), outputs):
        try:
            stream.flush()
        except Exception:
            pass
        file.seek(0)
        texts.append(file.read().decode("utf-8", "replace"))
        file.seek(0)
        file.truncate()
    line = json.dumps([texts[0], texts[1], displayed[:], errors]).encode() + b"\\n"
    while line:
        line = line[os.write(answers, line):]
    displayed.clear()
main.__dict__.clear()  # files that are open are written
gc.collect()
os._exit(0)  # whatever threads there are
"""


def tasks(body: bytes) -> list[Task]:
    """The one task. Raises RefusedError(422)."""
    found = object_in(body, None)
    cells = texts_in(found, "cells")
    if len(cells) > MAX_CELLS:
        raise RefusedError(422, f"there are more than {MAX_CELLS} cells")
    seconds = number_in(found, "total_timeout", _TOTAL_SECONDS, 1e6)
    if number_in(found, "cell_timeout", 0.0, 1e6, least=0.0):
        return [Unsupported("cell_timeout is not done here: total_timeout bounds all cells together")]
    if found.get("kernel", "python3") != "python3":
        return [Unsupported("there is no kernel but python3")]
    try:
        program = Program("python", _PROGRAM, (), tuple(files_in(found)))
        given = Input(json.dumps(cells).encode(), fetch=texts_in(found, "fetch_files"))
    except ValueError as error:
        return [Unsupported(f"this is not run here: {error}")]
    limits = limits_of(seconds, megabytes_in(found))
    return [Run(program, given, limits, _said, patience=seconds + CLIENT_SECONDS)]


def _said(_: Program, result: RunResult) -> bytes:
    cells = [cell for cell in map(_cell, result.stdout.splitlines()[:MAX_CELLS]) if cell]
    late = result.outcome == "time_limit"
    driver = {**command_of(result, "TimeLimitExceeded" if late else "Finished"), "stdout": ""}
    said = {
        "status": "Success" if result.outcome == "ok" else "Failed",
        "message": "" if result.outcome in {"ok", "runtime_error"} else result.detail or result.outcome,
        "driver": driver,
        "cells": cells,
        "executor_pod_name": None,
        "files": fused(result.files),
    }
    return json_line(said).rstrip()


def _cell(line: bytes) -> dict[str, Any] | None:
    """What a cell came to; `None` for what is none, because a program can write there too."""
    try:
        stdout, stderr, display, error = json.loads(line)
    except (ValueError, TypeError, RecursionError):
        return None
    lists = isinstance(display, list) and isinstance(error, list)
    if not (isinstance(stdout, str) and isinstance(stderr, str) and lists):
        return None
    if not all(isinstance(one, dict) for one in (*display, *error)):
        return None
    return {"stdout": stdout, "stderr": stderr, "display": display, "error": error}


PROTOCOL = Protocol(tasks, response, full=504, patience=patience)
