"""The docker wall, against a real engine: what containers may do, and what becomes of them."""

import json
import os

import pytest
from attack_corpus import ANY, OWN, PLAIN, SHARED, TESTS, header, limits, program, programs, verdict
from docker_wall import HELLO, container, open_docker

from verifiers.sandbox import Limits, Program, SandboxUnavailable, engine, image
from verifiers.sandbox.docker import CAPABILITIES, DockerWall
from verifiers.sandbox.strays import LABEL

CHARGED_SECONDS = 0.5
"""Of CPU, for a run after an attack, which takes 3 ms: what an attack has burned is never charged to the next."""


@pytest.fixture(scope="module")
def sandbox():
    """Two slots that all tests share: what one leaves behind, another stumbles over."""
    with open_docker(slots=2) as opened:
        yield opened


def inspect(sandbox):
    return sandbox.wall._api.inspect_container(container(sandbox))


# ------------------------------------------------------------------ the corpus


@pytest.mark.parametrize("path", [*programs(OWN), *programs(SHARED)], ids=lambda path: path.name)
def test_attack(sandbox, path):
    assert verdict(sandbox, path) == ""
    following = sandbox.run_many(PLAIN, [stdin for stdin, _ in ANY])
    assert [result.stdout.strip() for result in following] == [right for _, right in ANY]
    assert max(result.cpu_seconds for result in following) < CHARGED_SECONDS
    for slot in sandbox._slots._all:
        left = sandbox.wall._api.top(slot._started._container)["Processes"]
        assert {owner for owner, *_ in left} == {"root"}, "a run has a user of its own"
        assert len(left) <= 4, "the runner, and an interpreter for each set of imports that was wanted"


@pytest.mark.parametrize("path", programs(SHARED / "controls"), ids=lambda path: path.name)
def test_control(sandbox, path):
    modes, _ = header(path)
    if not modes[0].startswith("stdin"):
        return  # a function, which needs a grader
    tests = TESTS.get(modes[0], ANY)
    results = sandbox.run_many(program(path), [stdin for stdin, _ in tests], limits(path))
    assert [(result.outcome, result.stdout.split()) for result in results] == [
        ("ok", right.split()) for _, right in tests
    ]


# ------------------------------------------------------------------ what holds in a container


def test_the_container_is_as_it_should_be(sandbox):
    found = inspect(sandbox)
    host = found["HostConfig"]
    assert host["NetworkMode"] == "none"
    assert host["ReadonlyRootfs"] is True
    assert host["CapDrop"] == ["ALL"]
    assert {name.removeprefix("CAP_") for name in host["CapAdd"]} == {*CAPABILITIES}
    assert "no-new-privileges" in host["SecurityOpt"]
    assert host["LogConfig"]["Type"] == "none"
    assert host["Memory"] == host["MemorySwap"] > 0
    assert host["PidsLimit"] > 0
    assert host["NanoCpus"] > 0
    assert host["AutoRemove"] is True
    assert not host["Privileged"]
    assert not host.get("Init")
    assert not host["Binds"]
    assert found["Mounts"] == []
    assert LABEL in found["Config"]["Labels"]


def test_what_a_run_sees(sandbox):
    source = """
import json, os, socket
status = dict(line.split(":\\t", 1) for line in open("/proc/self/status").read().splitlines() if ":\\t" in line)
def tries(call):
    try:
        call()
    except OSError as error:
        return error.errno
    return 0
print(json.dumps({
    "status": {name: status[name] for name in ("CapEff", "CapPrm", "NoNewPrivs", "Seccomp", "Seccomp_filters")},
    "pids": sorted(int(name) for name in os.listdir("/proc") if name.isdigit()),
    "environment": sorted(os.environ),
    "interfaces": [line.split(":")[0].strip() for line in open("/proc/net/dev").read().splitlines()[2:]],
    "root": tries(lambda: open("/x", "w")),
    "queue": tries(lambda: open("/dev/mqueue/x", "w")),
    "runner": tries(lambda: open("/sandbox/runner.py", "a")),
    "shadow": tries(lambda: open("/etc/shadow")),
    "network": tries(lambda: socket.socket()),
    "sys": os.listdir("/sys/devices"),
    "work": [place for place in ("/work", "/tmp", "/dev/shm") if tries(lambda: open(place + "/x", "w")) == 0],
    "set-uid": [path for top in ("/usr/bin", "/usr/sbin") for name in os.listdir(top)
                if os.path.exists(path := top + "/" + name) and os.stat(path).st_mode & 0o6000],
}))
"""
    result = sandbox.run(Program("python", source))
    found = json.loads(result.stdout)
    assert set(found["status"]["CapEff"]) == set(found["status"]["CapPrm"]) == {"0"}
    assert found["status"]["NoNewPrivs"] == "1"
    assert found["status"]["Seccomp"] == "2"
    assert int(found["status"]["Seccomp_filters"]) >= 2  # the container's and the runner's
    assert 3 <= len(found["pids"]) <= 5, (
        "itself, the runner, and an interpreter for each set of imports that was wanted"
    )
    assert found["environment"] == ["HOME", "HOSTNAME", "LANG", "PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED"]
    assert found["interfaces"] == ["lo"]
    assert 0 not in {found[name] for name in ("root", "queue", "runner", "shadow", "network")}
    assert found["sys"] == []
    assert found["work"] == ["/work", "/tmp", "/dev/shm"]
    assert found["set-uid"] == []


def test_the_seccomp_profile_is_in_force(sandbox):
    """Asked of a process that only the container's profile confines: one that the engine starts beside the runner."""
    source = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def errno(number, *arguments):
    ctypes.set_errno(0)
    libc.syscall(number, *arguments)
    return ctypes.get_errno()
numbers = {"x86_64": dict(keyctl=250, ptrace=101, unshare=272, mount=165, shmget=29, bpf=321, io_uring_setup=425,
                          perf_event_open=298, userfaultfd=323, clone3=435, socket=41, personality=135),
           "aarch64": dict(keyctl=219, ptrace=117, unshare=97, mount=40, shmget=194, bpf=280, io_uring_setup=425,
                           perf_event_open=241, userfaultfd=282, clone3=435, socket=198, personality=92)}
for name, number in numbers[os.uname().machine].items():
    print(name, errno(number, *([2, 1, 0] if name == "socket" else [0] * 5)))
"""
    api = sandbox.wall._api
    beside = api.exec_create(container(sandbox), ["python3", "-I", "-c", source])["Id"]
    answers = dict(line.split() for line in api.exec_start(beside).decode().splitlines())
    assert answers.pop("clone3") == "38"
    assert len(answers) == 11
    assert set(answers.values()) == {"1"}


def test_memory_is_that_of_the_container():
    with open_docker(memory_mb=300) as small:
        hungry = Program("python", "data = []\nwhile True: data.append(bytearray(8 << 20))")
        result = small.run(hungry, limits=Limits(memory_mb=4000))
        assert result.outcome == "memory_limit"
        assert small.run(HELLO).stdout == b"hello\n"


def test_memory_that_forks_share_counts_once(sandbox):
    source = """
import os, time
data = b"x" * (150 << 20)
children = [pid for _ in range(4) if (pid := os.fork()) or (time.sleep(0.4), os._exit(0))]
for pid in children: os.waitpid(pid, 0)
"""
    assert sandbox.run(Program("python", source), limits=Limits(memory_mb=256)).outcome == "ok"


def test_threads_are_bounded(sandbox):
    source = """
import threading, time
for _ in range(5000): threading.Thread(target=time.sleep, args=(5,), daemon=True).start()
"""
    result = sandbox.run(Program("python", source), limits=Limits(processes=4000, memory_mb=4000))
    assert result.outcome == "process_limit"


def test_c_and_cpp(sandbox):
    c = Program("c", '#include <stdio.h>\nint main(void) { int a, b; scanf("%d %d", &a, &b); printf("%d", a + b); }')
    cpp = Program("cpp", "#include <bits/stdc++.h>\nint main() { int a, b; std::cin >> a >> b; std::cout << a + b; }")
    assert [result.stdout for result in sandbox.run_many(c, [b"1 2", b"3 4"])] == [b"3", b"7"]
    assert [result.stdout for result in sandbox.run_many(cpp, [b"1 2", b"3 4"])] == [b"3", b"7"]
    assert sandbox.run(Program("cpp", f"#include <bits/stdc++.h>\n{cpp.source}"), b"1 2").stdout == b"3"


def test_libraries(sandbox):
    source = "import numpy, sortedcontainers; print(sortedcontainers.SortedList(numpy.array([3, 1])))"
    result = sandbox.run(Program("python", source), limits=Limits(memory_mb=1024))
    assert (result.stdout, result.stderr) == (b"SortedList([1, 3])\n", b"") or b"1" in result.stdout


def test_large_output_and_input(sandbox):
    """Over the connection's chunks, at sizes that do not fit them."""
    echo = Program("python", "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())")
    inputs = [os.urandom(size) for size in (0, 1, 8, 32 << 10, (32 << 10) + 1, 5_000_001)]
    assert [result.stdout for result in sandbox.run_many(echo, inputs)] == inputs


# ------------------------------------------------------------------ what is missing


@pytest.mark.usefixtures("sandbox")
def test_the_image_is_absent():
    with pytest.raises(SandboxUnavailable, match=r"no image nothing:here: build it with `verify-cli sandbox build`"):
        DockerWall("nothing:here")


@pytest.mark.usefixtures("sandbox")
def test_the_runtime_is_absent():
    with pytest.raises(SandboxUnavailable, match="no runtime 'nonsense'"):
        DockerWall(runtime="nonsense")


def test_a_runtime_by_name():
    with open_docker(runtime="runc") as opened:
        assert opened.wall.name == "docker (runc)"
        assert inspect(opened)["HostConfig"]["Runtime"] == "runc"
        assert opened.run(HELLO).stdout == b"hello\n"


def test_an_image_whose_runner_does_not_start(sandbox):
    api = engine.connect()
    broken = api.create_container(sandbox.wall.image, entrypoint=["rm", "/sandbox/job.py"])["Id"]
    try:
        api.start(broken)
        api.wait(broken)
        api.commit(broken, repository="verify-cli-broken", tag="test")
        with pytest.raises(SandboxUnavailable, match="does not start: ModuleNotFoundError: No module named 'job'"):
            open_docker(image="verify-cli-broken:test")
    finally:
        api.remove_container(broken, force=True)
        api.remove_image("verify-cli-broken:test", force=True)
        api.close()


def test_a_base_that_is_absent():
    open_docker().close()
    with pytest.raises(SandboxUnavailable, match=r"the image cannot be built: .*base.sh"):
        image.build(base="localhost:1/nothing:here", tag="verify-cli-nothing:test")
