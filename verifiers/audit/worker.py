"""The function that is audited, in a process of its own: requests come in as lines of JSON, answers go out.

Run by path, in any interpreter of Python 3.10 or later, as `python worker.py`; it and `shapes.py`, which lies beside
it, need the standard library alone, because the function's environment may lack this package, or have another one of
its name. The process may be killed at any moment, which is how a function that hangs is stopped.

The first line says what to load; then each line is

    {"key": …, "rows": […], "shape": name, "threads": 0 | n, "alarm": true?}

and its answer, in one line behind that key, so that nothing that the function writes can be taken for one:

    {"results": [[{"score": …} | {"problem": …}, …] for each thread], "mutated", "written", "alarm_kept"}
"""

from __future__ import annotations

import contextlib
import copy
import ctypes
import importlib
import importlib.util
import json
import os
import resource
import signal
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

MEMORY_BYTES = 8 << 30
"""Of data: what is reserved and never touched, as a GPU's driver does, does not count."""
FILE_BYTES = 1 << 30
"""The largest file that the function may write, so that one that prints for ever does not fill the disk."""
ALARM_SECONDS = 3600


def load(target: str) -> Any:
    """The function named by `MODULE:NAME` or `FILE.py:NAME`; NAME may have dots. A class is made an object.

    A target without a module, or with settings in brackets, is a reward as the command line names it, which needs this
    package in the interpreter that runs this.
    """
    if ":" not in target.partition("(")[0] or target.endswith(")"):
        return importlib.import_module("verifiers.names").named(target)
    module_name, _, name = target.rpartition(":")
    if module_name.endswith(".py"):
        path = Path(module_name).resolve()
        sys.path.insert(0, str(path.parent))
        spec = importlib.util.spec_from_file_location(path.stem, path)
        if spec is None or spec.loader is None or not path.exists():
            msg = f"there is no file {module_name}"
            raise ImportError(msg)
        module = importlib.util.module_from_spec(spec)
        sys.modules[path.stem] = module
        spec.loader.exec_module(module)
    else:
        module = importlib.import_module(module_name)
    found: Any = module
    for part in name.split("."):
        found = getattr(found, part)
    if isinstance(found, type):
        found = found()
    if not callable(found):
        msg = f"{name} is {type(found).__name__}, which cannot be called"
        raise TypeError(msg)
    return found


def answer(shapes: Any, function: Any, request: dict[str, Any]) -> dict[str, Any]:
    """Call the function as the request says."""
    rows, shape = request["rows"], shapes.SHAPES[request["shape"]]
    results: list[Any] = [None] * max(1, request["threads"])
    if request.get("alarm"):
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        signal.alarm(ALARM_SECONDS)
    if request["threads"]:

        def call(number: int) -> None:
            results[number] = shapes.scores(shape, function, copy.deepcopy(rows))

        threads = [threading.Thread(target=call, args=(number,)) for number in range(request["threads"])]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    else:
        results[0] = shapes.scores(shape, function, rows)
    kept = not request.get("alarm") or signal.alarm(0) > 0
    mutated = sum(one.pop("mutated", False) for result in results for one in result) > 0
    return {"results": results, "mutated": mutated, "alarm_kept": kept}


def main() -> None:
    """Load the function and answer until the requests end."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    noise = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the process
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123
        os.dup2(nothing.fileno(), 0)
    os.dup2(noise.fileno(), 1)
    os.dup2(noise.fileno(), 2)
    with contextlib.suppress(Exception):  # without a C library to be called, it ends when its requests do
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: a function that hangs must not outlive us
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    here = Path(__file__).resolve().parent
    sys.path[:] = [os.getcwd(), *(one for one in sys.path if Path(one).resolve() != here)]  # noqa: PTH109

    def reply(key: str, value: dict[str, Any]) -> None:
        # A line end first: a function that sprays bytes over descriptors may have begun a line.
        replies.write(f"\n{key} {json.dumps(value)}\n".encode())
        replies.flush()

    first = json.loads(requests.readline())
    try:
        spec = importlib.util.spec_from_file_location("_audit_shapes", here / "shapes.py")
        assert spec is not None
        assert spec.loader is not None
        shapes = importlib.util.module_from_spec(spec)
        sys.modules["_audit_shapes"] = shapes
        spec.loader.exec_module(shapes)
        function = load(first["target"])
        reply(first["key"], {"fitting": shapes.fitting(function)})
    except BaseException as error:  # noqa: BLE001 - a module that exits while it is imported is one that cannot be
        reply(first["key"], {"unusable": f"{type(error).__name__}: {error}"[:400]})
        return
    for line in requests:
        request = json.loads(line)
        reached = noise.seek(0, os.SEEK_END)
        result = answer(shapes, function, request)
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):  # the function may have closed or replaced it
                stream.flush()
        result["written"] = noise.seek(0, os.SEEK_END) - reached
        noise.seek(0)
        noise.truncate()
        reply(request["key"], result)
    os._exit(0)  # threads of the function must not keep it


if __name__ == "__main__":
    main()
