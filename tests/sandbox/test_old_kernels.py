"""Kernels whose Landlock has no scopes (before Linux 6.12), or fewer: the walls that stand there all the same.

This kernel is made to look like them: the files of the sandbox are copied, and the copy is told another version.
benchmarks/sandbox/hosts runs real ones.
"""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from attack_corpus import OWN, SHARED, failure, programs
from landlock_wall import user_wall as landlock_user_wall
from landlock_wall import wall as landlock_wall
from own_wall import COMPILE_LIMITS

from verifiers.sandbox import Limits, Program, SandboxUnavailable, open_sandbox
from verifiers.sandbox.local import LocalWall

VERSIONS = {5: "Linux 6.10", 4: "6.8", 2: "6.1", 1: "5.15"}


def user_wall():
    try:
        return LocalWall(level="user")
    except SandboxUnavailable as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(error))


WALLS = {"user": user_wall, "landlock": landlock_wall, "landlock-user": landlock_user_wall}


@pytest.mark.parametrize("version", [2, 0])
def test_every_run_of_an_ordinary_user_has_a_process_namespace(old_kernel, version):
    """Runs have the runner's user there, and nothing but this keeps their signals in."""
    old_kernel(version)
    source = "import os, signal\nprint(os.getpid(), os.getppid())\nos.kill(-1, signal.SIGKILL)"
    with open_sandbox(user_wall(), slots=1) as sandbox:
        results = sandbox.run_many(Program("python", source), [b""] * 20)
        # It reaches only itself, and a run that ends itself so is no error of ours.
        assert {result.stdout for result in results} <= {b"2 1\n", b""}
        assert {result.outcome for result in results} <= {"ok", "runtime_error"}
        assert sandbox.run(Program("python", "print(1)")).stdout == b"1\n"
        assert sandbox._slots._all.__len__() == 1


@pytest.mark.parametrize("level", WALLS)
@pytest.mark.slow
def test_attacks_are_held_on_an_older_kernel(old_kernel, level):
    """Our own behind each wall, and each of the others, which this kernel's walls are all tried with, behind one."""
    old_kernel(2)
    others = programs(SHARED)[list(WALLS).index(level) :: len(WALLS)]
    with (
        open_sandbox(WALLS[level](), slots=4, compile_limits=COMPILE_LIMITS) as opened,
        ThreadPoolExecutor(4) as threads,
    ):
        found = threads.map(lambda path: failure(opened, path), [*programs(OWN), *others])
        assert [wrong for wrong in found if wrong] == []


ENDS = {
    "print(input())": ("ok", 0, None),
    "import sys; sys.exit(3)": ("runtime_error", 3, None),
    "import os; os.kill(os.getpid(), 9)": ("runtime_error", None, 9),
    "import os, signal; os.kill(os.getpid(), signal.SIGTERM)": ("runtime_error", None, 15),
    "import os; os.abort()": ("runtime_error", None, 6),
    "import signal; signal.alarm(1)\nwhile True: pass": ("runtime_error", None, 14),
    "import ctypes; ctypes.string_at(0)": ("runtime_error", None, 11),
    "raise KeyboardInterrupt": ("runtime_error", 130, None),
    "while True: pass": ("time_limit", None, 9),
    "x = bytearray(1 << 40)": ("memory_limit", 1, None),
    "import os\nif os.fork() == 0:\n while True: pass\nprint(input())": ("ok", 0, None),
    "import os\nfor _ in range(3):\n if os.fork() == 0:\n  os.setsid()\n  while True: pass\nos.wait()": (
        "time_limit",
        None,
        9,
    ),
    "import time; time.sleep(99)": ("time_limit", None, 9),
    "import os\nwhile True: os.fork()": ("process_limit", None, None),
}


@pytest.mark.parametrize("source", ENDS)
def test_a_run_in_a_namespace_ends_as_elsewhere(old_kernel, source):
    """A first process is spared most signals, which is why it is ours, and the job the second."""
    old_kernel(2)
    outcome, code, number = ENDS[source]
    limits = Limits(cpu_seconds=1.5, idle_seconds=0.5, processes=20)
    with open_sandbox(user_wall(), slots=1) as sandbox:
        result = sandbox.run(Program("python", source), b"in\n", limits)
        assert (result.outcome, result.backstop) == (outcome, False), result
        if outcome in {"ok", "runtime_error", "memory_limit"}:
            assert (result.exit_code, result.signal) == (code, number)
        assert sandbox.run(Program("python", "print(2)")).stdout == b"2\n"


def test_a_compiler_works_in_a_namespace(old_kernel):
    old_kernel(2)
    source = '#include <cstdio>\nint main() { puts("c"); }'
    with open_sandbox(user_wall(), slots=1) as sandbox:
        assert sandbox.run(Program("cpp", source)).stdout == b"c\n"


@pytest.mark.parametrize("level", ["landlock", "landlock-user"])
@pytest.mark.parametrize("version", VERSIONS)
def test_without_namespaces_files_that_others_may_write_to_stay_as_they_are(old_kernel, tmp_path, version, level):
    """Landlock knows truncate(2) since Linux 6.2; before, the filter of system calls refuses it."""
    old_kernel(version)
    theirs = tmp_path / "theirs"
    theirs.write_text("theirs")
    theirs.chmod(0o666)
    for folder in (tmp_path, *tmp_path.parents):
        if str(folder).startswith("/tmp/"):
            folder.chmod(0o755)
    source = f"import os\nfor f in ('truncate', 'open'):\n try: os.truncate({str(theirs)!r}, 0) if f == 'truncate' else open({str(theirs)!r}, 'w')\n except OSError as e: print(e.errno)"
    with open_sandbox(WALLS[level](), slots=1) as sandbox:
        result = sandbox.run(Program("python", source))
    assert theirs.read_text() == "theirs"
    assert len(result.stdout.split()) == 2
