"""How the tests of this folder run `verify-cli score`, and what they see of its processes."""

import json
import sys
import time
from pathlib import Path

COMMAND = [sys.executable, "-c", "from verifiers.cli import main; main()", "score"]


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
