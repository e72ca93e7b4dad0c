"""What a run is given, and what its result says: programs run as a plain interpreter runs them."""

import os
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from verifiers.sandbox import Limits, Program


def python(source, *args):
    return Program("python", source, args)


HONEST = {
    "future": ("'''doc'''\nfrom __future__ import annotations\nprint(__doc__, __name__, input())", b"doc __main__ in\n"),
    "open0": ("print(open(0).read().upper())", b"IN\n"),
    "os_read": ("import os; os.write(1, os.read(0, 100))", b"in"),
    "dev_stdout": ("open('/dev/stdout', 'w').write(input())", b"in"),
    "seek": ("import sys; sys.stdin.read(); sys.stdin.seek(0); print(sys.stdin.read())", b"in\n"),
    "exit_quit": ("print(input()); exit()", b"in\n"),
    "unclosed_file": ("out = open(1, 'w', closefd=False); out.write(input())", b"in"),
    "atexit": ("import atexit; atexit.register(print, 'end'); print('begin')", b"begin\nend\n"),
    "daemon_thread": ("import threading, time\nthreading.Thread(target=time.sleep, args=(99,), daemon=True).start()\nprint(1)", b"1\n"),
    "thread": ("import threading\nthreading.Timer(0.05, print, ('late',)).start()\nprint('soon')", b"soon\nlate\n"),
    "pool": ("from multiprocessing import Pool\nwith Pool(3) as p: print(p.map(abs, [-1, 2]))", b"[1, 2]\n"),
    "spawn": (
        "import multiprocessing as m\ndef f(q): q.put(7)\nif __name__ == '__main__':\n"
        " c = m.get_context('spawn'); q = c.Queue(); p = c.Process(target=f, args=(q,)); p.start(); print(q.get()); p.join()",
        b"7\n",
    ),
    "subprocess": ("import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'print(5)'])", b"5\n"),
    "asyncio": ("import asyncio\nasync def f(): return 3\nprint(asyncio.run(f()))", b"3\n"),
    "files": ("open('a', 'w').write('x'); import tempfile\nprint(open('a').read(), tempfile.TemporaryFile().write(b'y'))", b"x 1\n"),
    "own_source": ("print(len(open(__file__).read()))", b"33\n"),
    "argv": ("import sys; print(sys.argv)", b"['/work/main.py']\n"),
    "recursion": ("import sys; sys.setrecursionlimit(9999)\ndef f(n): return n and f(n - 1)\nprint(f(9000))", b"0\n"),
    "dataclass": ("from dataclasses import dataclass\n@dataclass\nclass A:\n x: 'int' = 1\nprint(A())", b"A(x=1)\n"),
    "pickle": ("import pickle\nclass A: pass\nprint(type(pickle.loads(pickle.dumps(A()))) is A)", b"True\n"),
    "decimal": ("from decimal import *\nfrom fractions import *\nprint(Decimal(1) / 3, Fraction(1, 3))", b"0.3333333333333333333333333333 1/3\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", HONEST)
def test_honest_programs(sandbox, name):
    source, expected = HONEST[name]
    result = sandbox.run(python(source), b"in")
    assert (result.outcome, result.stdout, result.stderr) == ("ok", expected, b"")
    assert (result.exit_code, result.signal, result.backstop, result.detail) == (0, None, False, "")


ENDS = {
    "value": "1/0",
    "syntax": "print(1",
    "null": "print(1)\0",
    "system_exit": "raise SystemExit(3)",
    "system_exit_text": "import sys; sys.exit('no')",
    "system_exit_true": "raise SystemExit(True)",
    "os_exit": "import os; os._exit(9)",
    "atexit_fails": "import atexit; atexit.register(lambda: 1/0)",
    "thread_fails": "import threading; t = threading.Thread(target=lambda: 1/0); t.start(); t.join()",
    "hook": "import sys; sys.excepthook = lambda *x: print('hook'); 1/0",
    "interrupt": "raise KeyboardInterrupt",
    "chained": "try:\n 1/0\nexcept Exception as e:\n raise ValueError('v') from e",
    "group": "def f():\n g()\ndef g():\n raise OSError(2, 'x')\nf()",
    "killed": "import os; os.kill(os.getpid(), 9)",
    "segfault": "import ctypes; ctypes.string_at(0)",
    "surrogate": "print(chr(0xd800))",
    "not_utf8": b"print('\xff')",
}


@pytest.mark.parametrize("name", ENDS)
def test_ends_as_a_plain_interpreter_ends(sandbox, name, tmp_path):
    """Same exit code or signal, same output, same last line of the traceback."""
    source = ENDS[name]
    script = tmp_path / "main.py"
    script.write_bytes(source if isinstance(source, bytes) else source.encode())
    plain = subprocess.run(
        [sys._base_executable, "-I", "-S", script], capture_output=True, check=False, env={"LANG": "C.UTF-8"}
    )
    result = sandbox.run(python(source))
    code, number = (None, -plain.returncode) if plain.returncode < 0 else (plain.returncode, None)
    if name == "interrupt":  # the interpreter then kills itself, for its shell's sake
        code, number = 130, None
    assert (result.exit_code, result.signal, result.stdout) == (code, number, plain.stdout)
    assert result.outcome == ("ok" if code == 0 else "runtime_error")
    if name not in {"interrupt", "null", "not_utf8"}:  # whose words depend on how the source is read
        assert (
            result.stderr.replace(b"/work/main.py", bytes(script)).splitlines()[-1:] == plain.stderr.splitlines()[-1:]
        )
        assert result.stderr.count(b"\n") == plain.stderr.count(b"\n")


@pytest.mark.parametrize(
    ("source", "limits", "outcome"),
    [
        ("while True: pass", {"cpu_seconds": 0.3}, "time_limit"),
        ("x = bytearray(300 << 20)", {"memory_mb": 128}, "memory_limit"),
        ("x = []\nwhile True: x.append('x' * 99999 + str(len(x)))", {"memory_mb": 64}, "memory_limit"),
        ("x = bytearray(1 << 40)", {}, "memory_limit"),
        ("print('x' * 3000000)", {"output_mb": 1}, "output_limit"),
        ("import threading, time\nfor _ in range(50): threading.Thread(target=time.sleep, args=(9,)).start()", {"processes": 10}, "process_limit"),
        ("open('a', 'wb').write(bytes(3 << 20))", {"file_mb": 1}, "runtime_error"),
        ("x = [open('/dev/null') for _ in range(99)]", {"open_files": 32}, "runtime_error"),
    ],
)  # fmt: skip
def test_limits(sandbox, source, limits, outcome):
    result = sandbox.run(python(source), limits=Limits(**limits))
    assert (result.outcome, result.backstop) == (outcome, False)


def test_the_backstop_says_so(sandbox):
    result = sandbox.run(python("import time; time.sleep(99)"), limits=Limits(wall_seconds=0.5))
    assert (result.outcome, result.backstop) == ("time_limit", True)
    assert "0.5 seconds" in result.detail
    assert result.cpu_seconds < 0.5 < result.wall_seconds


def test_figures(sandbox):
    source = "import time\nx = bytearray(100 << 20)\nwhile time.process_time() < 0.3: pass\nprint(time.process_time())"
    result = sandbox.run(python(source))
    assert result.outcome == "ok"
    assert 100 < result.peak_memory_mb < 140
    assert result.cpu_seconds == pytest.approx(float(result.stdout), rel=0.5)
    assert result.wall_seconds >= result.cpu_seconds * 0.9


def test_output_is_bounded_and_stderr_forgiven(sandbox):
    result = sandbox.run(
        python("import sys; sys.stderr.write('w' * 500000); print('x' * 1000)"), limits=Limits(stderr_kb=10)
    )
    assert (result.outcome, len(result.stdout), len(result.stderr)) == ("ok", 1001, 10240)


def test_arguments_and_large_input(sandbox):
    result = sandbox.run(
        python("import sys; print(sys.argv[1:], len(sys.stdin.buffer.read()))", "a b", "", "ü"), bytes(20 << 20)
    )
    assert result.stdout.decode() == "['a b', '', 'ü'] 20971520\n"


def test_the_order_of_sets_does_not_vary(sandbox):
    results = sandbox.run_many(python("print({str(i) for i in range(20)})"), [b""] * 6)
    assert len({result.stdout for result in results}) == 1


def test_random_numbers_differ(sandbox):
    results = sandbox.run_many(python("import random, uuid; print(random.random(), uuid.uuid4())"), [b""] * 6)
    assert len({result.stdout for result in results}) == 6


def test_signals_are_as_in_a_fresh_process(sandbox):
    source = "import signal\nprint([n for n in range(1, 32) if signal.getsignal(n) is signal.SIG_IGN])\nprint(signal.pthread_sigmask(0, []))"
    expected = f"{[int(signal.SIGPIPE), int(signal.SIGXFSZ)]}\nset()\n"
    assert sandbox.run(python(source)).stdout.decode() == expected


def test_c_and_cpp(sandbox):
    source = '#include <stdio.h>\nint main(int n, char **v) { long a, b; scanf("%ld %ld", &a, &b); printf("%ld %s\\n", a + b, v[1]); return 3; }'
    for language in ("c", "cpp"):
        result = sandbox.run(Program(language, source, ("x",)), b"1 2\n")
        assert (result.stdout, result.exit_code, result.outcome) == (b"3 x\n", 3, "runtime_error"), result


def test_a_header_is_there_as_often_as_it_is_included(sandbox):
    twice = "#include <bits/stdc++.h>\n#include <iostream>\n#include<bits/stdc++.h>\nint main() { std::cout << 1; }"
    assert sandbox.run(Program("cpp", twice)).stdout == b"1"


def test_compile_errors_say_why(sandbox):
    result = sandbox.run(Program("cpp", "int main() { return x; }"))
    assert (result.outcome, result.exit_code) == ("compile_error", 1)
    assert b"main.cpp:1:21: error" in result.stderr


def test_native_crashes(sandbox):
    for body, number in (("*(volatile int *)0 = 1;", signal.SIGSEGV), ("__builtin_trap();", signal.SIGILL)):
        result = sandbox.run(Program("c", f"int main() {{ {body} }}"))
        assert (result.outcome, result.signal) == ("runtime_error", number)
    result = sandbox.run(Program("cpp", "#include <vector>\nint main() { std::vector<char> v(1LL << 40, 1); }"))
    assert result.outcome == "memory_limit"


def test_mistakes_of_the_caller(sandbox):
    with pytest.raises(ValueError, match="unknown language 'cobol': there are python, c, cpp"):
        sandbox.run(Program("cobol", ""))
    with pytest.raises(TypeError, match="standard input must be bytes, not str"):
        sandbox.run(python("1"), "text")
    for wrong in ({"cpu_seconds": 0}, {"memory_mb": float("nan")}, {"processes": True}, {"wall_seconds": -1}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            Limits(**wrong)
    with pytest.raises(TypeError, match="processes"):
        Limits(processes=2.5)
    with pytest.raises(ValueError, match="null"):
        python("1", "a\0b")


def test_nothing_of_the_host_is_seen(sandbox, monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_TOKEN", "hunter2")
    (tmp_path / "secret").write_text("hunter2")
    source = f"""
import os
print('hunter2' in str(os.environ), os.path.exists({str(tmp_path)!r}), sorted(os.listdir('/etc')), os.listdir('/tmp'))
print(sorted(int(name) for name in os.listdir('/proc') if name.isdigit()) == [os.getpid()], os.sched_getaffinity(0) != set())
print(open('/proc/self/net/dev').read().count(':') if os.path.exists('/proc/self/net/dev') else 1)
"""
    lines = sandbox.run(python(source)).stdout.decode().splitlines()
    assert lines[0].startswith("False False [")
    assert "shadow" not in lines[0]
    assert lines[0].endswith(" []")
    assert lines[1:] == ["True True", "1"]  # itself; the loopback device, down


def test_no_run_sees_anothers_data(sandbox):
    """The zygote's memory, which every run inherits, holds nothing of the runs before."""
    secret = "forty-two elephants"
    scan = """
import re
found = 0
for line in open('/proc/self/maps'):
    low, high = (int(part, 16) for part in line.split()[0].split('-'))
    if 'r' in line.split()[1] and '[v' not in line:
        with open('/proc/self/mem', 'rb', 0) as memory:
            memory.seek(low)
            try:
                found += memory.read(high - low).count(bytes([102, 111, 114, 116, 121, 45]) + b'two' + b' elephants')
            except OSError:
                pass
print(found)
"""
    sandbox.run_many(python(f"x = {secret!r}; print(input())"), [secret.encode()] * 8)
    result = sandbox.run(python(scan))
    assert result.stdout in {b"0\n", b""}, result  # reading its own memory is denied where it is another user's
    assert secret.encode() not in result.stdout


def test_no_core_is_dumped(sandbox):
    result = sandbox.run(python("import resource; print(resource.getrlimit(resource.RLIMIT_CORE))"))
    assert result.stdout in {b"(0, 0)\n", b"(1, 1)\n"}  # one byte is no dump either, and is none for a pipe


SOCKETS = """
import os, socket, time
for _ in range(PROCESSES):
    if os.fork() == 0:
        break
kept = []
try:
    while len(kept) < PAIRS:
        kept.append(socket.socketpair())
        kept[-1][0].setblocking(False)
        try:
            while True:
                kept[-1][0].send(bytes(65536))
        except BlockingIOError:
            pass
except OSError:
    pass
time.sleep(0.5)
"""


def test_what_lies_in_sockets_counts_as_memory(sandbox):
    """It is the kernel's, and no limit of a process knows of it."""
    many = SOCKETS.replace("PROCESSES", "30").replace("PAIRS", "999")
    result = sandbox.run(python(many), limits=Limits(memory_mb=128))
    assert result.outcome == "memory_limit"
    few = SOCKETS.replace("PROCESSES", "0").replace("PAIRS", "20")
    result = sandbox.run(python(few), limits=Limits(memory_mb=128))
    assert result.outcome == "ok"
    assert result.peak_memory_mb < 60


def test_disks_are_not_waited_for(sandbox):
    source = "import os\nf = open('a', 'wb')\nf.write(b'x')\nf.flush()\nos.fsync(f)\nos.sync()\nprint(open('a').read())"
    assert sandbox.run(python(source)).stdout == b"x\n"


TOLD = """
import os, threading
if input() != "0":
    for _ in range(7):
        if os.fork() == 0:
            os._exit(0)
        os.wait()
print(os.getpid(), os.getppid(), threading.get_native_id(), os.readlink("/proc/self"))
"""


def test_the_numbers_of_processes_tell_nothing(one_slot):
    """Of what the run before has started, say."""
    results = one_slot.run_many(python(TOLD), [b"0", b"7"] * 3)
    assert len({result.stdout for result in results}) == 1, results[0].stderr


def test_the_users_of_runs_tell_nothing(one_slot):
    """Of how many runs there have been, say."""
    results = one_slot.run_many(python("import os; print(os.getuid())"), [b""] * 12)
    users = [int(result.stdout) for result in results]
    if one_slot.wall.name != "local (user)":
        assert len({after - before for before, after in pairwise(users)}) > 8
        assert all(before != after for before, after in pairwise(users))


CROWDS = {
    "processes": (
        "import os, time\nfor _ in range(12):\n if os.fork() == 0: break\nend = time.process_time() + 0.08\n"
        "while time.process_time() < end: pass\nprint(os.nice(0))",
        set(range(5, 20)),
    ),
    "threads that sleep": (
        "import os, threading, time\n"
        "for _ in range(20): threading.Thread(target=time.sleep, args=(1,), daemon=True).start()\n"
        "own = os.nice(0)\nwhile os.getpriority(os.PRIO_PROCESS, 0) == own: pass\nprint(os.getpriority(os.PRIO_PROCESS, 0))",
        {3},
    ),
    "a long run": (
        "import os\nown = os.nice(0)\nwhile (now := os.getpriority(os.PRIO_PROCESS, 0)) == own: pass\nprint(now)",
        {3},
    ),
    "a short one": ("import os\nprint(os.nice(0))", {0}),
}


def test_a_long_run_that_begins_sessions_gains_nothing(sandbox):
    """Where the kernel shares processors by sessions, each would have as much as a neighbour's run."""
    if not Path("/proc/self/autogroup").exists():
        pytest.skip("this kernel does not share by sessions")
    source = """
import os
def nice(): return int(open("/proc/self/autogroup").read().split()[-1])
while nice() < 3: pass
try:
    with open("/proc/self/autogroup", "w") as file: file.write("0")
except OSError: pass
while nice() < 3: pass
child = os.fork()
if child == 0:
    os.setsid()
    while nice() < 3: pass
    os._exit(7)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    assert sandbox.run(python(source)).stdout == b"7\n"


@pytest.mark.parametrize("kind", CROWDS)
def test_a_crowd_leaves_the_processor_to_others(sandbox, kind):
    """As many tasks would get as many shares of it."""
    source, nice = CROWDS[kind]
    source = source.replace("own = os.nice(0)", f"own = {os.nice(0)}")  # on a busy machine it is nice before it can ask
    result = sandbox.run(python(source))
    assert result.outcome == "ok"
    assert int(result.stdout.split()[-1]) in {min(19, os.nice(0) + more) for more in nice}
