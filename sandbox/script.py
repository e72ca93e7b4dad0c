"""A source, run as the interpreter runs a script: the same `__main__`, the same words for an error, the same end.

Used in a fork of the clean interpreter, whose streams stand already for those of the job.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
import types


def run(source: bytes, argv: list[str]) -> int:
    """Run a script up to the end of its interpreter; returns the exit code."""
    main = types.ModuleType("__main__")
    return _finish(main, execute(source, argv, main))


def execute(source: bytes, argv: list[str], main: types.ModuleType) -> int:
    """Run a script in a module that becomes `__main__`, up to its last line; returns the exit code."""
    path = os.path.join(os.getcwd(), argv[0])
    sys.argv = [path, *argv[1:]]
    sys.path[0] = os.getcwd()
    main.__dict__.update(__file__=path, __cached__=None, __builtins__=__builtins__)
    sys.modules["__main__"] = main
    try:
        exec(compile(source, path, "exec", dont_inherit=True), main.__dict__)
    except SystemExit as error:
        return _exit_code(error)
    except BaseException as error:
        return _uncaught(error)
    return 0


def _exit_code(error: SystemExit) -> int:
    if error.code is None:
        return 0
    if isinstance(error.code, int):
        return error.code & 0xFF
    print(error.code, file=sys.stderr)
    return 1


def _uncaught(error: BaseException) -> int:
    trace: types.TracebackType | None = error.__traceback__
    trace = trace.tb_next if trace else None  # our own frame
    error.__traceback__ = trace
    try:
        sys.excepthook(type(error), error, trace)
    except SystemExit as ended:
        return _exit_code(ended)
    if isinstance(error, KeyboardInterrupt):
        return 130
    return 1


def _finish(main: types.ModuleType, code: int) -> int:
    """The end of an interpreter: threads, atexit, then the objects of __main__, whose files are flushed by it."""
    try:
        if "threading" in sys.modules:
            sys.modules["threading"]._shutdown()
        atexit._run_exitfuncs()
    except SystemExit as error:
        code = _exit_code(error)
    except BaseException as error:
        _uncaught(error)
    if not flush():
        code = code or 120
    clear(main)
    flush()
    return code


def clear(main: types.ModuleType) -> None:
    """Let go of a script's objects: some of them write their last words then."""
    names = main.__dict__
    for name in [name for name in names if name != "__builtins__"]:
        names[name] = None
    # A full collection also empties the interpreter's caches, page after page. Where nothing has grown old yet, the
    # young are all there is.
    gc.collect(1 if sys.version_info < (3, 13) and gc.get_count()[2] == 0 else 2)


def flush() -> bool:
    """Write what the streams hold back; False if that fails."""
    flushed = True
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None and not stream.closed:
                stream.flush()
        except BaseException:
            flushed = False
    return flushed
