"""How the tests of this folder run `verify-cli`, and what they see of its processes."""

import io
import json
import os
import sys
import tempfile
import time
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from subprocess import CompletedProcess
from unittest.mock import patch

from verifiers.cli import main

COMMAND = [sys.executable, "-c", "from verifiers.cli import main; main()", "score"]


def here(*arguments, cwd, stdin=b"", environment=None):
    """Run a command in this process, which spares an interpreter; what it wrote, in bytes."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    before, modules, folder = Path.cwd(), set(sys.modules), str(Path(cwd).resolve())
    with (
        patch.object(sys, "argv", ["verify-cli", *arguments]),
        tempfile.TemporaryFile("w+", encoding="utf-8") as read,  # it has a descriptor, by which commands read
        patch.object(sys, "stdin", read),
        patch.object(sys, "path", ["", *sys.path]),
        patch.dict(os.environ, environment or {}),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        read.buffer.write(stdin)
        read.seek(0)
        os.chdir(cwd)
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code or 0
        finally:
            os.chdir(before)
            for name in set(sys.modules) - modules:  # another test's module may have the same name
                if folder != str(before) and str(getattr(sys.modules[name], "__file__", "")).startswith(folder):
                    del sys.modules[name]
    return CompletedProcess(arguments, code, out.buffer.getvalue(), err.buffer.getvalue())


def texts_here(*arguments, cwd, stdin="", environment=None):
    """The same, in texts."""
    done = here(*arguments, cwd=cwd, stdin=stdin.encode(), environment=environment)
    return CompletedProcess(arguments, done.returncode, done.stdout.decode(), done.stderr.decode())


def lines(*rows):
    return "".join(row if isinstance(row, str) else json.dumps(row) + "\n" for row in rows)


def scored(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def fails(result, sentence):
    assert result.returncode == 2
    assert sentence in result.stderr.decode()
    assert "Traceback" not in result.stderr.decode()
    assert result.stdout == b""


def children(pid):
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            state, parent, *_ = (entry / "stat").read_text(errors="replace").rsplit(")", 1)[1].split()
        except OSError:  # it has just ended
            continue
        if state != "Z" and int(parent) == pid:
            found.append(int(entry.name))
    return found


def descendants(pid):
    found = children(pid)
    return found + [one for child in found for one in descendants(child)]


def alive(pids):
    """Those that have not ended; who ended and was not yet waited for (a zombie of somebody else) has."""
    found = []
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text(errors="replace").rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        if state != "Z":
            found.append(pid)
    return found


def name_of(pid):
    """What a process runs; nothing once it has ended."""
    try:
        return Path(f"/proc/{pid}/comm").read_text(errors="replace").strip()
    except OSError:
        return ""


def wait_until(condition, seconds=20.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came to it"
        time.sleep(0.005)
