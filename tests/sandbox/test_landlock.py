"""The local wall without namespaces, which this host may give although it has better."""

import json
import os
import socket
import subprocess
import tempfile
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from attack_corpus import OWN, SHARED, TESTS, failure, header, limits, program, programs
from landlock_wall import wall
from own_wall import COMPILE_LIMITS

from verifiers.sandbox import Program, SandboxUnavailable, landlock, local, open_sandbox
from verifiers.sandbox.local import LocalWall

pytestmark = pytest.mark.slow

CONTROLS_WITHOUT = {"multiprocessing_pool.py"}
"""POSIX semaphores lie in the host's /dev/shm, which no run may write to."""


@pytest.fixture(scope="module")
def sandbox():
    with open_sandbox(wall(), slots=2, compile_limits=COMPILE_LIMITS) as opened:
        yield opened


@pytest.fixture
def one_slot():
    with open_sandbox(wall(), slots=1, compile_limits=COMPILE_LIMITS) as opened:
        yield opened


def answers(sandbox, source, stdin=b""):
    result = sandbox.run(Program("python", source), stdin)
    assert result.outcome == "ok", result.stderr
    return json.loads(result.stdout)


TRIES = """
import json, os, socket, sys
def tries(call):
    try:
        return [0, repr(call())]
    except OSError as error:
        return [error.errno, ""]
"""


# ------------------------------------------------------------------ the corpus


def test_attacks():
    with open_sandbox(wall(), slots=4, compile_limits=COMPILE_LIMITS) as opened, ThreadPoolExecutor(4) as threads:
        found = threads.map(lambda path: failure(opened, path), [*programs(OWN), *programs(SHARED)])
        assert [wrong for wrong in found if wrong] == []


@pytest.mark.parametrize("path", programs(SHARED / "controls"), ids=lambda path: path.name)
def test_control(sandbox, path):
    modes, _ = header(path)
    if not modes[0].startswith("stdin"):
        return  # a function, which needs a grader
    tests = TESTS.get(modes[0], TESTS["stdin-two"] if modes[0] == "stdin-two" else [(b"1 2\n", b"3")])
    results = sandbox.run_many(program(path), [stdin for stdin, _ in tests], limits(path))
    held = [(result.outcome, result.stdout.split()) for result in results] == [
        ("ok", right.split()) for _, right in tests
    ]
    assert held == (path.name not in CONTROLS_WITHOUT)


# ------------------------------------------------------------------ what a run cannot do


def test_files_of_the_host_are_neither_read_nor_listed(sandbox, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("expected output")
    for folder in (secret, *secret.parents):
        if folder.is_relative_to(tempfile.gettempdir()) and folder != Path(tempfile.gettempdir()):
            folder.chmod(0o777)
    source = f"""
secret = {str(secret)!r}
print(json.dumps({{
    name: tries(call) for name, call in {{
        "read": lambda: open(secret).read(),
        "write": lambda: open(secret, "w"),
        "truncate": lambda: os.truncate(secret, 0),
        "beside": lambda: open(secret + "2", "w"),
        "list": lambda: os.listdir(os.path.dirname(secret)),
        "link": lambda: os.link(secret, "mine"),
        "through a link": lambda: (os.symlink(secret, "link"), open("link").read()),
        "rename": lambda: os.rename(secret, "mine"),
        "remove": lambda: os.remove(secret),
        "times": lambda: os.utime(secret),
        "attribute": lambda: os.setxattr(secret, "user.word", b"x"),
        "passwd": lambda: open("/etc/passwd").read(),
        "root": lambda: os.listdir("/"),
        "tmp": lambda: open("/tmp/word", "w"),
        "shm": lambda: open("/dev/shm/word", "w"),
        "slots beside": lambda: os.listdir(os.path.dirname(os.path.dirname(os.getcwd()))),
        "runner": lambda: open({str(Path(local.files_for_slots(), "runner.py"))!r}).read(),
    }}.items()
}}))
"""
    found = answers(sandbox, TRIES + source)
    assert {name: said for name, (errno, said) in found.items() if errno == 0} == {}
    assert secret.read_text() == "expected output"


def test_processes_of_the_host_are_neither_seen_nor_reached(sandbox):
    source = f"""
driver = {os.getpid()}
print(json.dumps({{
    name: tries(call) for name, call in {{
        "list": lambda: os.listdir("/proc"),
        "command": lambda: open(f"/proc/{{driver}}/cmdline").read(),
        "environment": lambda: open(f"/proc/{{driver}}/environ").read(),
        "parent": lambda: open(f"/proc/{{os.getppid()}}/status").read(),
        "own": lambda: open("/proc/self/environ").read(),
        "program": lambda: os.readlink(f"/proc/{{driver}}/exe"),
        "signal": lambda: os.kill(driver, 0),
        "signal to the parent": lambda: os.kill(os.getppid(), 9),
        "priority": lambda: os.setpriority(os.PRIO_PROCESS, driver, 19),
    }}.items()
}}))
"""
    found = answers(sandbox, TRIES + source)
    assert {name: said for name, (errno, said) in found.items() if errno == 0} == {}


def test_no_service_of_the_host_is_reached(sandbox):
    """A socket that anybody may write to, which Landlock does not keep from anybody."""
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as service, socket.socket(socket.AF_UNIX) as abstract:
        service.bind(str(place / "service"))
        (place / "service").chmod(0o777)
        abstract.bind(f"\0{place.name}")
        abstract.listen()
        service.settimeout(0.1)
        source = f"""
import array
def pair(kind):
    return socket.socketpair(socket.AF_UNIX, kind)[0].sendto(b"word", {str(place / "service")!r})
def pair_and_connect(kind):
    return socket.socketpair(socket.AF_UNIX, kind)[0].connect({str(place / "service")!r})
kinds = [socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET, socket.SOCK_RAW]
print(json.dumps({{
    **{{f"socket {{family}} {{kind}}": tries(lambda: socket.socket(family, kind)) for family in range(46) for kind in kinds}},
    **{{f"pair {{kind}}": tries(lambda: pair(kind)) for kind in kinds}},
    **{{f"connect {{kind}}": tries(lambda: pair_and_connect(kind)) for kind in kinds}},
    **{{f"pair of {{family}}": tries(lambda: socket.socketpair(family)) for family in range(2, 46)}},
}}))
"""
        found = answers(sandbox, TRIES + source)
        assert {name: said for name, (errno, said) in found.items() if errno == 0} == {}
        with pytest.raises(TimeoutError):
            service.recv(10)
    assert answers(sandbox, "import socket; print(len(socket.socketpair()))") == 2


def test_a_run_leaves_no_word_where_the_host_lets_anybody_write(sandbox):
    """Times of folders like /tmp, which utime(2) sets without opening anything."""
    folders = ("/tmp", "/dev/shm", "/dev/null")
    word = f"word-{uuid.uuid4()}"  # the folders are the host's: anything else may be there
    source = f"""
import os
word = {word!r}
for name in ("/tmp", "/dev/shm", "/dev/null", "/var/tmp"):
    for call in (lambda: os.utime(name), lambda: os.utime(name, (1, 1)), lambda: os.setxattr(name, "user.a", b"1"),
                 lambda: os.chmod(name, 0o700), lambda: open(name + "/" + word, "w"),
                 lambda: os.mkdir(name + "/" + word + ".d")):
        try: call()
        except OSError: pass
"""
    assert sandbox.run(Program("python", source)).outcome == "ok"
    assert not any(Path(folder, name).exists() for folder in folders for name in (word, f"{word}.d"))
    assert all(os.stat(folder).st_mtime != 1 for folder in folders)


# ------------------------------------------------------------------ scratch


def test_scratch_is_bounded(one_slot):
    flood = """
for number in range(100):
    with open(f"{number}", "wb") as file:
        for _ in range(32): file.write(bytes(1 << 20))
"""
    assert one_slot.run(Program("python", flood)).outcome == "output_limit"
    many = "for number in range(10 ** 7): open(str(number), 'w').close()"
    assert one_slot.run(Program("python", many)).outcome == "output_limit"
    deep = "import os\nwhile True: os.mkdir('a'); os.chdir('a')"
    assert one_slot.run(Program("python", deep)).outcome == "output_limit"
    assert one_slot.run(Program("python", "import os; print(os.listdir())")).stdout == b"['main.py']\n"
    assert len(one_slot._slots._all) == 1


@pytest.fixture
def small_disk(monkeypatch):
    """Scratch lies on a file system of 900 MB."""
    place = tempfile.mkdtemp(dir="/var/tmp")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=900m,mode=755", "small", place], check=False).returncode:
        pytest.skip("no file system can be mounted here")
    os.chmod(Path(place), 0o755)
    monkeypatch.setattr(tempfile, "tempdir", place)
    yield Path(place)
    subprocess.run(["umount", "--lazy", place], check=True)
    os.rmdir(place)


NAMELESS = {
    "never named": "os.open('.', os.O_TMPFILE | os.O_RDWR)",
    "not named any more": "os.open('a', os.O_CREAT | os.O_RDWR); os.unlink('a')",
    "another's": "os.open('/tmp', os.O_TMPFILE | os.O_RDWR) if number % 2 else os.open('.', os.O_TMPFILE | os.O_RDWR)",
}


@pytest.mark.parametrize("opened", NAMELESS)
def test_files_without_a_name_are_bounded_too(small_disk, opened):
    """Nobody can see whose they are: but that the run's end gives the space back tells."""
    first, *then = NAMELESS[opened].replace("'/tmp'", "os.environ['TMPDIR']").split("; ")
    fill = f"import os\nfor number in range(99):\n f = {first}\n {'; '.join(then) or 'pass'}\n"
    fill += " for _ in range(50): os.write(f, bytes(1 << 20))\n"
    with open_sandbox(wall(), slots=1) as sandbox:
        result = sandbox.run(Program("python", fill))
        assert result.outcome == "output_limit"
        assert sandbox.run(Program("python", "print(1)")).stdout == b"1\n"
    assert os.listdir(small_disk) == []


def test_a_file_system_that_others_fill_is_not_the_programs_fault(small_disk):
    with open_sandbox(wall(), slots=1) as sandbox:
        (small_disk / "others").write_bytes(bytes(800 << 20))
        result = sandbox.run(Program("python", "import time; time.sleep(1)"))
    assert result.outcome == "sandbox_error"
    assert result.detail == "the file system that scratch lies on fills up, and not by this run"


# ------------------------------------------------------------------ where it is refused


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("version", lambda: 0, r"takes Landlock \(Linux 5.13"),
        ("_capabilities", lambda: 0, "root with CAP_DAC_OVERRIDE, CAP_KILL, CAP_SETGID, CAP_SETUID"),
        ("_has_users", lambda _: False, "a range of users"),
        ("_for_all", lambda _: False, "cannot read the interpreter"),
    ],
)
def test_it_is_refused_where_the_minimum_is_missing(monkeypatch, name, value, sentence):
    wall().close()
    monkeypatch.setattr(landlock, name, value)
    with pytest.raises(SandboxUnavailable, match=sentence):
        LocalWall("/usr/bin/python3", level="landlock")


def test_namespaces_come_first(monkeypatch):
    ours = wall()
    ours.close()
    python = ours._python
    assert LocalWall(python).level in {"root", "user"}
    monkeypatch.setattr(LocalWall, "_refusal", lambda *_: "Operation not permitted")
    assert LocalWall(python).level == "landlock"
    monkeypatch.setattr(landlock, "version", lambda: 0)
    with pytest.raises(
        SandboxUnavailable, match=r"no namespaces here \(Operation not permitted\), and cannot do without"
    ):
        LocalWall(python)
