"""The local wall for an ordinary user without namespaces: runs have the trainer's own user, and reach nothing of his.

Each attack is tried on this kernel and on one whose Landlock has no scopes, where runs ask leave for signals, too.
"""

import contextlib
import errno
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from landlock_wall import user_wall
from older import make_older
from test_attacks import descendants
from test_strays import family

from verifiers import CodeReward
from verifiers.sandbox import Limits, Program, SandboxUnavailable, landlock, open_sandbox
from verifiers.sandbox.local import LocalWall
from verifiers.sandbox.walls import files_for_slots

pytestmark = pytest.mark.slow

NOW, OLD = "this kernel", "Linux 6.1"
TRIES = """
import ctypes, fcntl, json, os, resource, signal, socket, struct, sys, time
libc = ctypes.CDLL(None, use_errno=True)
found = {}
def tries(name, call):
    try:
        found[name] = repr(call())
    except (OSError, ValueError) as error:
        pass
def syscall(*words):
    if libc.syscall(*words) < 0:
        raise OSError(ctypes.get_errno(), "")
    return "done"
"""


@pytest.fixture(scope="module", params=[NOW, OLD])
def sandbox(request, tmp_path_factory):
    with like(request.param, tmp_path_factory.mktemp("old")), open_sandbox(user_wall(), slots=2) as opened:
        yield opened


@contextlib.contextmanager
def like(kernel, folder):
    with pytest.MonkeyPatch.context() as patch:
        if kernel == OLD:
            make_older(patch, folder, 2)
        yield


@pytest.fixture
def victim():
    """A process of the trainer, which has a file open and can be traced by its user."""
    process = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(600)"])
    yield process
    assert process.poll() is None
    process.kill()
    process.wait()


@pytest.fixture
def theirs(tmp_path):
    """A file of the trainer."""
    path = tmp_path / "theirs"
    path.write_text("theirs")
    path.chmod(0o640)
    os.utime(path, (1, 1))
    return path


def attack(sandbox, source):
    """What of it was done."""
    result = sandbox.run(Program("python", f"{TRIES}\n{source}\nprint(json.dumps(found))"))
    assert result.outcome == "ok", result
    return json.loads(result.stdout)


# ------------------------------------------------------------------ files of the trainer


def test_files_of_ones_own_user_stay_as_they_are(sandbox, theirs):
    before = theirs.stat()
    source = f"""
path, folder = {str(theirs)!r}, {str(theirs.parent)!r}
at = os.open(folder, os.O_PATH)
for name, call in {{
    "read": lambda: open(path).read(),
    "append": lambda: open(path, "a"),
    "list": lambda: os.listdir(folder),
    "truncate": lambda: os.truncate(path, 0),
    "owner": lambda: os.chown(path, os.getuid(), os.getgid()),
    "owner of a link": lambda: os.lchown(path, -1, os.getgid()),
    "times": lambda: os.utime(path),
    "attribute": lambda: os.setxattr(path, "user.word", b"x"),
    "no attribute": lambda: os.removexattr(path, "user.word"),
    "remove": lambda: os.unlink(path),
    "rename": lambda: os.rename(path, path + "2"),
    "swap": lambda: os.rename("main.py", path),
    "link": lambda: os.link(path, "mine"),
    "folder": lambda: os.mkdir(folder + "/mine"),
    "pipe": lambda: os.mkfifo(folder + "/mine"),
    "symbolic link": lambda: os.symlink("a", folder + "/mine"),
    "execute": lambda: os.posix_spawn(path, [path], {{}}),
}}.items():
    tries(name, call)
for mode in (0, 0o777, 0o4777):
    tries("ignored", lambda: os.chmod(path, mode))
    tries("ignored", lambda: os.chmod("theirs", mode, dir_fd=at))
    tries("ignored", lambda: os.chmod(folder, mode))
    tries("ignored", lambda: os.fchmod(os.open(path, os.O_PATH), mode))
    tries("ignored", lambda: syscall(452, at, b"theirs", mode, 0))
found.pop("ignored", None)
"""
    assert attack(sandbox, source) == {}
    assert theirs.read_text() == "theirs"
    after = theirs.stat()
    # st_ctime: nothing of it has been set, not even to what it was.
    assert (after.st_mode, after.st_mtime, after.st_ctime_ns) == (before.st_mode, 1.0, before.st_ctime_ns)
    assert [path.name for path in theirs.parent.iterdir()] == ["theirs"]


def test_a_file_that_may_be_read_keeps_its_mode_and_flags(sandbox):
    """The interpreter's own, which a trainer's environment owns."""
    path = os.path.realpath(os.__file__)
    before = os.stat(path)
    source = """
file = os.open(os.__file__, os.O_RDONLY)
tries("flags", lambda: fcntl.ioctl(file, 0x40086602, struct.pack("q", 0x40)))
tries("generation", lambda: fcntl.ioctl(file, 0x40087602, struct.pack("q", 7)))
tries("hint", lambda: fcntl.fcntl(file, 1036, struct.pack("Q", 2)))
tries("hint of the open file", lambda: fcntl.fcntl(file, 1038, struct.pack("Q", 2)))
tries("owner", lambda: os.fchown(file, -1, -1))
tries("times", lambda: os.utime(file))
tries("lease", lambda: fcntl.fcntl(file, 1024, 0))
os.fchmod(file, 0o600)
"""
    assert attack(sandbox, source) == {}
    after = os.stat(path)
    assert (after.st_mode, after.st_ctime_ns) == (before.st_mode, before.st_ctime_ns)


def test_scratch_of_another_slot_is_as_far_away_as_any_file(sandbox):
    """Two at once, each told where both are."""
    places = [scratch_of(slot) for slot in slots_of(sandbox)]
    assert len(places) == 2
    source = f"""
others = [place for place in {[str(place) for place in places]!r} if place + "/work" != os.getcwd()]
assert len(others) == 1
for place in others:
    tries("list", lambda: os.listdir(place + "/work"))
    tries("file", lambda: open(place + "/work/word", "w"))
    tries("folder", lambda: os.mkdir(place + "/tmp/word"))
    tries("times", lambda: os.utime(place + "/work"))
    tries("move", lambda: os.rename("main.py", place + "/work/main.py"))
"""
    assert attack(sandbox, source) == {}
    assert all(place.stat().st_mode & 0o077 == 0 for place in places)  # nor can other users of the host reach a file


def slots_of(sandbox):
    program = Program("python", "import time; time.sleep(0.1)")
    while len(sandbox._slots._all) < 2:
        sandbox.run_many(program, [b""] * 4)
    return [*sandbox._slots._all][:2]


def scratch_of(slot):
    """The folder of the keeper, by where its zygote is."""
    zygote = descendants(slot._started._process.pid)[-1]
    return Path(os.readlink(f"/proc/{zygote}/cwd")).parent


# ------------------------------------------------------------------ processes of the trainer


def test_no_signal_reaches_a_process_of_ones_own_user(sandbox, victim):
    numbers = {"x86_64": (200, 234, 129, 297, 424), "aarch64": (130, 131, 138, 240, 424)}[os.uname().machine]
    source = f"""
victim, (tkill, tgkill, queue, queue_thread, by_descriptor) = {victim.pid}, {numbers}
info = struct.pack("3i", 9, 0, -1) + bytes(116)
for number in (0, 9, 19, 6):
    tries(f"kill {{number}}", lambda: os.kill(victim, number))
    tries(f"group {{number}}", lambda: os.killpg({os.getpgid(victim.pid)}, number))
    tries(f"parent {{number}}", lambda: os.kill(os.getppid(), number))
    tries(f"tkill {{number}}", lambda: syscall(tkill, victim, number))
    tries(f"tgkill {{number}}", lambda: syscall(tgkill, victim, victim, number))
    tries(f"queue {{number}}", lambda: syscall(queue, victim, number, info))
    tries(f"queue thread {{number}}", lambda: syscall(queue_thread, victim, victim, number, info))
    tries(f"pidfd {{number}}", lambda: syscall(by_descriptor, os.pidfd_open(victim), number, None, 0))
if not {os.geteuid() == 0}:
    tries("all", lambda: os.kill(-1, 0))
"""
    assert attack(sandbox, source) == {}


def test_no_descriptor_signals_a_process_of_ones_own_user(sandbox, victim):
    source = f"""
read, write = os.pipe()
pair = socket.socketpair()
for file in (read, pair[0].fileno()):
    for who in ({victim.pid}, -{os.getpgid(victim.pid)}):
        tries("owner", lambda: fcntl.fcntl(file, fcntl.F_SETOWN, who))
        tries("owner ex", lambda: fcntl.fcntl(file, 15, struct.pack("ii", 1, who)))
        tries("ioctl", lambda: fcntl.ioctl(file, 0x8901, struct.pack("i", who)))
        tries("ioctl of sockets", lambda: fcntl.ioctl(file, 0x8902, struct.pack("i", who)))
    tries("signal", lambda: fcntl.fcntl(file, 10, signal.SIGKILL))
    fcntl.fcntl(file, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
os.write(write, b"x")
pair[1].send(b"x")
time.sleep(0.1)
"""
    assert attack(sandbox, source) == {}


def test_no_process_of_ones_own_user_is_looked_into(sandbox, victim):
    numbers = {"x86_64": (101, 310, 311, 438, 312), "aarch64": (117, 270, 271, 438, 272)}[os.uname().machine]
    source = f"""
victim, (ptrace, readv, writev, getfd, kcmp) = {victim.pid}, {numbers}
for pid in (victim, os.getppid(), {os.getpid()}):
    for name in ("environ", "mem", "maps", "cmdline", "stat", "status", "fd/0", "root/etc/passwd", "cwd/x", "task"):
        tries(name, lambda: open(f"/proc/{{pid}}/{{name}}").read(1))
    for name in ("exe", "cwd", "root", "fd/0", "ns/user"):
        tries("link " + name, lambda: os.readlink(f"/proc/{{pid}}/{{name}}"))
    tries("list", lambda: os.listdir(f"/proc/{{pid}}/fd"))
    for request in (0x10, 0x4206):
        tries("ptrace", lambda: syscall(ptrace, request, pid, 0, 0))
    space = ctypes.create_string_buffer(16)
    vector = struct.pack("QQ", ctypes.addressof(space), 8)
    tries("memory", lambda: syscall(readv, pid, vector, 1, struct.pack("QQ", 0x400000, 8), 1, 0))
    tries("written", lambda: syscall(writev, pid, vector, 1, struct.pack("QQ", 0x400000, 8), 1, 0))
    tries("descriptor", lambda: syscall(getfd, os.pidfd_open(pid), 0, 0))
    tries("compare", lambda: syscall(kcmp, pid, os.getpid(), 0, 0, 0))
    tries("limits", lambda: resource.prlimit(pid, resource.RLIMIT_NOFILE))
    tries("set limits", lambda: resource.prlimit(pid, resource.RLIMIT_CPU, (0, 0)))
    tries("processors", lambda: os.sched_setaffinity(pid, [0]))
    tries("policy", lambda: os.sched_setscheduler(pid, os.SCHED_BATCH, os.sched_param(0)))
    tries("nice", lambda: os.setpriority(os.PRIO_PROCESS, pid, 19))
tries("nice, all", lambda: os.setpriority(os.PRIO_USER, os.getuid(), 19))
tries("list of processes", lambda: os.listdir("/proc"))
"""
    assert attack(sandbox, source) == {}
    assert os.getpriority(os.PRIO_PROCESS, victim.pid) == os.getpriority(os.PRIO_PROCESS, 0)


# ------------------------------------------------------------------ what the kernel counts by user


def test_no_run_has_more_tasks_than_its_limit(sandbox):
    """The user's own limit is the trainer's. Threads of 64 KB: thousands would fit into a pause between two looks."""
    source = """
import threading, time
threading.stack_size(65536)
n = 0
try:
    while True:
        threading.Thread(target=time.sleep, args=(9,), daemon=True).start()
        n += 1
except RuntimeError:
    import os
    os.write(1, b"%d" % n)
    while True: pass
"""
    for _ in range(3):
        result = sandbox.run(Program("python", source), limits=Limits(processes=20, cpu_seconds=1))
        assert result.outcome == "process_limit"
        assert not result.stdout or int(result.stdout) == 19


@pytest.mark.parametrize("hides", ["", "libc.prctl(4, 0, 0, 0, 0)"])
def test_what_lies_in_sockets_is_bounded(sandbox, hides):
    """By how many there are; who shows no descriptors gets no more, who closes them does."""
    source = f"""
{hides}
kept, total = [], 0
try:
    while True:
        kept.append(socket.socketpair())
        for end in kept[-1]:
            for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
                end.setsockopt(socket.SOL_SOCKET, option, 1 << 30)
            end.setblocking(False)
            try:
                while True: total += end.send(bytes(1 << 16))
            except BlockingIOError:
                pass
except OSError as error:
    found["full"] = error.errno
found["megabytes"] = total >> 20
kept.clear()
for number in range(300):
    for _ in range(100):  # who has just been told that there are none is told so again for a moment
        try:
            socket.socketpair()
            break
        except OSError:
            time.sleep(0.02)
    else:
        found["none again"] = number
        break
"""
    told = attack(sandbox, source)
    assert told["full"] == 24
    assert told["megabytes"] <= 64
    assert "none again" not in told


def test_who_asks_without_end_is_charged_for_it(sandbox):
    """Each question that finds no room would have the runner count all descriptors of the run: time of its own."""
    source = """
import os, socket
kept = [os.open("main.py", os.O_RDONLY) for _ in range(100)]
for _ in range(4): os.fork()
while True:
    try: kept.append(socket.socketpair())
    except OSError: pass
"""
    result = sandbox.run(Program("python", source), limits=Limits(cpu_seconds=1))
    assert (result.outcome, result.backstop) == ("time_limit", False), result


def test_timers_and_queued_signals_are_left_to_the_trainer(sandbox):
    """The kernel counts them by user, up to the limit of who makes one more."""
    source = """
number = {"x86_64": 222, "aarch64": 107}[os.uname().machine]
count, timer = 0, ctypes.c_int()
try:
    while count < 100000:
        syscall(number, 1, None, ctypes.byref(timer))
        count += 1
except OSError:
    pass
found["timers"] = count
tries("more", lambda: resource.setrlimit(resource.RLIMIT_SIGPENDING, (5000, 5000)))
"""
    told = attack(sandbox, source)
    assert told.pop("timers") <= 1024
    assert told == {} or os.geteuid() == 0


# ------------------------------------------------------------------ its end

LEAVES = {
    "forks as fast as it is killed": """
import os
for _ in range(8):
    if os.fork() == 0:
        os.setsid()
        while True:
            if os.fork(): os._exit(0)
""",
    "hands on, and ignores all": """
import ctypes, os, signal
ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)
for n in range(1, 65):
    try: signal.signal(n, signal.SIG_IGN)
    except (OSError, ValueError): pass
for _ in range(10):
    if os.fork() == 0:
        os.setsid()
        while True: os.fork() or os.getpid()
""",
    "threads that fork": """
import os, threading
def forever():
    while True:
        try:
            if os.fork() == 0: threading.Thread(target=forever).start(); forever()
        except (OSError, RuntimeError): pass
for _ in range(6): threading.Thread(target=forever).start()
os._exit(0)
""",
    "brothers": """
import ctypes, os
call = ctypes.CDLL(None).syscall
while True: call(56 if os.uname().machine == "x86_64" else 220, 0x8000 | 17, 0, 0, 0, 0)
""",
    "by vfork": """
import subprocess, sys
me = "import subprocess, sys; subprocess.Popen([sys.executable, '-S', '-c', sys.argv[1], sys.argv[1]], start_new_session=True)"
for _ in range(6): subprocess.Popen([sys.executable, "-S", "-c", me, me], start_new_session=True)
""",
}


@pytest.mark.parametrize("source", LEAVES.values(), ids=LEAVES)
@pytest.mark.parametrize("kernel", [NOW, OLD])
def test_nothing_outlives_a_run(tmp_path, kernel, source):
    with like(kernel, tmp_path), open_sandbox(user_wall(), slots=1) as opened:
        (slot,) = opened._slots._all
        for _ in range(3):
            result = opened.run(Program("python", source), limits=Limits(cpu_seconds=1, processes=30))
            assert result.outcome != "sandbox_error", result
            assert opened.run(Program("python", "print(1)")).stdout == b"1\n"
            assert others(slot._started._process.pid) == 1  # the runner
        assert opened._slots._all == {slot}


@pytest.mark.parametrize("error", [errno.ESRCH, errno.EINVAL])
def test_a_process_that_is_going_is_no_error_of_ours(monkeypatch, error):
    """Linux 6.1 says EINVAL of one that has just been waited for; the runner ended by it."""
    monkeypatch.syspath_prepend(str(files_for_slots()))
    import processes

    def going(_):
        raise OSError(error, "")

    monkeypatch.setattr(os, "pidfd_open", going)
    assert processes.send(1, 9) is None


def others(keeper):
    """How many processes below a keeper are no interpreters that runs start from."""
    return sum("zygote.py" not in Path(f"/proc/{pid}/cmdline").read_text() for pid in descendants(keeper))


def test_forks_end_with_the_runner():
    """Nobody listens any more, and the keeper kills what is left."""
    source = LEAVES["forks as fast as it is killed"] + "\nimport time; time.sleep(60)"
    with open_sandbox(user_wall(), slots=1) as opened:
        (slot,) = opened._slots._all
        keeper = slot._started._process.pid
        thread = threading.Thread(target=opened.run, args=(Program("python", source),))
        thread.start()
        until = time.monotonic() + 120  # it takes 0.04 s
        while len(family(keeper)) < 5 and time.monotonic() < until:
            time.sleep(0.01)
        found = family(keeper)
        os.kill(found[0], 9)
        thread.join()
    while (left := [pid for pid in found if Path(f"/proc/{pid}").exists()]) and time.monotonic() < until:
        time.sleep(0.02)
    assert left == []


def test_a_second_listener_is_no_way_out(sandbox):
    """A run may filter itself more, but not answer its own questions."""
    source = """
libc.prctl(38, 1, 0, 0, 0)
program = struct.pack("HBBI", 6, 0, 0, 0x7FFF0000)
space = ctypes.create_string_buffer(program)
filter_ = struct.pack("HxxxxxxQ", 1, ctypes.addressof(space))
number = {"x86_64": 317, "aarch64": 277}[os.uname().machine]
tries("listener", lambda: syscall(number, 1, 8, filter_))
for file in range(3, 256):
    tries(f"a descriptor {file}", lambda: os.fstat(file))
"""
    assert attack(sandbox, source) == {}


# ------------------------------------------------------------------ honest programs

HONEST = {
    "copies a file with its mode": (
        "import shutil\nopen('a', 'w').write('x')\nprint(open(shutil.copy('a', 'b')).read())",
        b"x\n",
    ),
    "ends a child": (
        "import subprocess\np = subprocess.Popen(['sleep', '60'])\np.terminate()\nprint(p.wait())",
        b"-15\n",
    ),
    "gives up on a child": (
        "import subprocess\ntry: subprocess.run(['sleep', '60'], timeout=0.1)\nexcept subprocess.TimeoutExpired: print(1)",
        b"1\n",
    ),
    "signals itself": (
        "import os, signal\nsignal.signal(signal.SIGUSR1, lambda *_: print('got'))\nos.kill(os.getpid(), signal.SIGUSR1)\nsignal.raise_signal(signal.SIGUSR1)",
        b"got\ngot\n",
    ),
    "many event loops": (
        "import asyncio\nasync def f(): return 1\nprint(sum(asyncio.run(f()) for _ in range(200)))",
        b"200\n",
    ),
    "many threads, one by one": (
        "import threading\nfor _ in range(200):\n t = threading.Thread(target=int)\n t.start(); t.join()\nprint('done')",
        b"done\n",
    ),
    "a pool of threads": (
        "from concurrent.futures import ThreadPoolExecutor as T\nwith T(16) as t: print(sum(t.map(abs, range(-50, 0))))",
        b"1275\n",
    ),
    "a shell": ("import os\nos.system('echo a | tr a b; exit 3')", b"b\n"),
}


@pytest.mark.parametrize("name", HONEST)
def test_honest_programs(sandbox, name):
    source, expected = HONEST[name]
    result = sandbox.run(Program("python", source))
    assert (result.outcome, result.stdout) == ("ok", expected), result


def test_the_end_of_a_child_interrupts_no_fork(sandbox):
    """The shell's handler comes while the next fork waits for its answer."""
    source = "import os\nfor _ in range(8): os.system('echo a | tr a b | cat; echo x | cat')"
    results = sandbox.run_many(Program("python", source), [b""] * 30)
    assert {(result.outcome, result.stdout, result.stderr) for result in results} == {("ok", b"b\nx\n" * 8, b"")}


# ------------------------------------------------------------------ when it is taken


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("version", lambda: 0, r"takes Landlock \(Linux 5.13"),
        ("_hides_processes", lambda: True, "without hidepid"),
        ("_only_root_traces", lambda: True, "ptrace_scope below 2"),
    ],
)
def test_it_is_refused_where_the_minimum_is_missing(monkeypatch, name, value, sentence):
    user_wall().close()
    monkeypatch.setattr(landlock, name, value)
    with pytest.raises(SandboxUnavailable, match=sentence):
        LocalWall(level="landlock-user")


def test_it_is_refused_where_filters_get_no_listener(monkeypatch, tmp_path):
    (tmp_path / "supervisor.py").write_text("raise OSError('seccomp with a listener: Device or resource busy')")
    monkeypatch.setattr(landlock, "files_for_slots", lambda: tmp_path)
    with pytest.raises(SandboxUnavailable, match=r"filters with a listener, .* Device or resource busy"):
        LocalWall(level="landlock-user")


def test_it_is_the_last_choice(monkeypatch):
    monkeypatch.setattr(LocalWall, "_refusal", lambda *_: "Operation not permitted")
    monkeypatch.setattr(landlock, "_capabilities", lambda: 0)
    wall = LocalWall()
    assert wall.name == "local (landlock-user)"
    wall.close()


def test_a_verdict_says_what_is_not_hidden():
    tests = {"inputs": ["1\n"], "outputs": ["1\n"]}
    completion = "```python\nprint(input())\n```"
    with contextlib.closing(user_wall()) as wall:
        verdict = CodeReward(wall=wall).grade(completion, tests)
        assert verdict.score == 1.0
        assert verdict.detail["wall"] == f"local (landlock-user): {landlock.WEAKER['landlock-user']}"
    assert "wall" not in CodeReward(wall="local").grade(completion, tests).detail or os.geteuid() != 0
