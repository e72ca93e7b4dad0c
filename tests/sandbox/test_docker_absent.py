"""What is said where there is no engine, and what can be told of the image without one."""

import ast
import json
import os
import re
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from verifiers.sandbox import SandboxUnavailable, engine, image, open_sandbox
from verifiers.sandbox.languages import languages
from verifiers.sandbox.local import PRELOAD
from verifiers.sandbox.stream import Stream
from verifiers.sandbox.walls import files_for_slots

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "sandbox"


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A socket's path, where the engine is looked for."""
    path = tmp_path / "docker.sock"
    monkeypatch.setenv("DOCKER_HOST", f"unix://{path}")
    return path


@pytest.mark.usefixtures("place")
def test_no_engine():
    with pytest.raises(
        SandboxUnavailable, match=r"there is no Docker Engine at unix://.*: install one .* and start it"
    ):
        open_sandbox("docker")


def test_an_engine_that_is_not_running(place):
    with socket.socket(socket.AF_UNIX) as abandoned:
        abandoned.bind(str(place))
        with pytest.raises(SandboxUnavailable, match="is not running: start it"):
            open_sandbox("docker")


def test_an_engine_that_hangs_up(place):
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(place))
        listening.listen()

        def hang_up():
            for _ in range(2):  # on who knocks, and on who asks
                listening.accept()[0].close()

        hanging_up = threading.Thread(target=hang_up)
        hanging_up.start()
        with pytest.raises(SandboxUnavailable, match="does not answer"):
            open_sandbox("docker")
        hanging_up.join()


def test_permission_denied(place):
    """As the libraries wrap it: root, as whom tests may run, is never refused."""
    import docker.errors
    import requests
    import urllib3

    refused = urllib3.exceptions.ProtocolError("Connection aborted.", PermissionError(13, "Permission denied"))
    inner = requests.exceptions.ConnectionError(refused)
    outer = docker.errors.DockerException("Error while fetching server API version")
    outer.__cause__ = inner
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(place))
        listening.listen()
        with pytest.raises(SandboxUnavailable, match="usermod -aG docker") as caught, engine.explained():
            raise outer
    assert "\n" not in str(caught.value)


def test_permission_denied_for_real(place):
    if os.geteuid() != 0:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(place))
            place.chmod(0)
            with pytest.raises(SandboxUnavailable, match="usermod -aG docker"):
                open_sandbox("docker")


@pytest.mark.parametrize("address", ["ssh://somebody@nowhere.invalid", "https://nowhere.invalid:2376"])
def test_an_engine_that_cannot_be_attached_to(address, monkeypatch):
    monkeypatch.setenv("DOCKER_HOST", address)
    with pytest.raises(SandboxUnavailable, match="plain socket"):
        open_sandbox("docker")


def test_without_the_package():
    code = """
import sys
sys.modules["docker"] = None
from verifiers.sandbox import SandboxUnavailable, open_sandbox
try:
    open_sandbox("docker")
except SandboxUnavailable as error:
    print(error)
"""
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert run.stdout == "the docker sandbox needs the Python package `docker`: install it into this environment\n"


def test_both_walls_missing(place, monkeypatch):
    monkeypatch.setenv("PATH", str(place.parent))
    with pytest.raises(SandboxUnavailable, match=r"no Docker Engine .*; .*install util-linux .*verify-cli doctor"):
        open_sandbox()


def test_a_wall_by_another_name():
    with pytest.raises(ValueError, match="there is no wall 'chroot': there are docker and local"):
        open_sandbox("chroot")


# ------------------------------------------------------------------ the stream


def chunks(*parts):
    return b"".join(bytes([kind, 0, 0, 0]) + len(data).to_bytes(4, "big") + data for kind, data in parts)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 64, 1000])
def test_chunks_are_taken_apart_wherever_they_are_cut(size):
    whole = chunks((1, b"one"), (2, b"oh no"), (1, b""), (1, b"two" * 30), (2, b"!"), (1, b"three"))
    ours, theirs = socket.socketpair()
    stream = Stream(ours)
    output = b"".join(stream.unwrap(whole[at : at + size]) for at in range(0, len(whole), size))
    assert output == b"one" + b"two" * 30 + b"three"
    assert stream.last_words() == "oh no!"
    stream.close()
    theirs.close()


# ------------------------------------------------------------------ the image's files


def test_every_module_that_runs_in_a_slot_is_copied():
    copied = set(image.listed_files())
    todo = ["runner.py", "zygote.py", *(f"{name}.py" for name in PRELOAD if (FOLDER / f"{name}.py").is_file())]
    needed = {"Dockerfile", "languages.json", *(one.helper for one in languages().values() if one.helper)}
    while todo:
        name = todo.pop()
        needed.add(name)
        for node in ast.walk(ast.parse((FOLDER / name).read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            todo += [
                f"{found}.py" for found in names if (FOLDER / f"{found}.py").is_file() and f"{found}.py" not in needed
            ]
    assert needed == copied


def test_the_image_is_named_by_its_files(tmp_path):
    for name, content in image.listed_files().items():
        (tmp_path / name).write_bytes(content)
    assert image.image_name(tmp_path) == image.image_name()
    (tmp_path / "unlisted").write_text("of no matter")
    assert image.image_name(tmp_path) == image.image_name()
    (tmp_path / "job.py").write_text("another")
    assert image.image_name(tmp_path) != image.image_name()


def test_the_table_s_packages_are_the_dockerfile_s():
    [default] = re.findall(r'^ARG PACKAGES="(.*)"$', (FOLDER / "Dockerfile").read_text(), re.MULTILINE)
    assert default.split() == image.packages()
    assert image.packages(["gcc", "python3-scipy"]) == [*image.packages(), "python3-scipy"]
    assert image.packages(languages=["lua", "c"]) == [*image.packages(), "lua5.4"]
    with pytest.raises(ValueError, match="unknown language 'cobol': there are python, "):
        image.packages(languages=["cobol"])


def test_the_header_is_compiled_as_programs_are():
    compile_ = languages()["cpp"].compile
    options = {option for option in compile_ if option.startswith(("-O", "-std", "-m", "-f", "-D"))}
    [line] = [line for line in (FOLDER / "Dockerfile").read_text().splitlines() if "-x c++-header" in line]
    assert options == {word for word in line.split() if word.startswith(("-O", "-std", "-m", "-f", "-D"))}


def test_the_profile_allows_by_name_and_nothing_dangerous():
    profile = json.loads((files_for_slots() / "seccomp.json").read_text())
    assert profile["defaultAction"] == "SCMP_ACT_ERRNO"
    allowed = {name: entry.get("args") for entry in profile["syscalls"] if entry["action"] == "SCMP_ACT_ALLOW"
               for name in entry["names"]}  # fmt: skip
    assert {"read", "execve", "landlock_restrict_self", "seccomp", "memfd_create", "close_range"} <= set(allowed)
    never = """mount umount2 pivot_root chroot unshare setns ptrace process_vm_readv process_vm_writev kcmp bpf
        perf_event_open userfaultfd keyctl add_key request_key io_uring_setup io_setup shmget semget msgget mq_open
        init_module finit_module kexec_load reboot swapon syslog personality open_by_handle_at name_to_handle_at
        fsopen move_mount open_tree mount_setattr iopl ioperm clock_settime settimeofday quotactl acct pidfd_getfd
        process_madvise fanotify_init inotify_init1 clone3 vmsplice flock""".split()
    assert set(never) & set(allowed) == set()
    sockets = [entry["args"] for entry in profile["syscalls"] if "socket" in entry["names"]]
    ours = [{"index": 0, "value": 1, "op": "SCMP_CMP_EQ"}]
    asks = [{"index": 0, "value": 16, "op": "SCMP_CMP_EQ"}, {"index": 2, "value": 4, "op": "SCMP_CMP_EQ"}]
    assert sockets == [ours, asks]  # AF_UNIX; and netlink's, by which the runner asks what lies in them
    assert allowed["socketpair"] == ours
    assert allowed["clone"][0]["value"] == 0x7E020000
