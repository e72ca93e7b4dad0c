"""The local wall's stage between `unshare` and the runner: a root of its own, then the runner in it.

Command line: `unshare … python3 -I -S private_root.py CONFIGURATION`, that of the runner and

    binds     paths of the host that are seen in the slot, read-only, at the same place
    mounts    {place in the slot: folder of the host}, read-only
    size, files   of scratch: bytes, and how many files

All mounts are in the namespace that unshare has made, and end with it.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from typing import Any

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import runner

_libc = ctypes.CDLL(None, use_errno=True)
_RDONLY, _NOSUID, _NODEV, _NOEXEC, _REMOUNT, _BIND, _REC, _PRIVATE = 1, 2, 4, 8, 32, 4096, 16384, 1 << 18
_DETACH = 2
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_DEVICES = ("null", "zero", "full", "random", "urandom")
_PASSWD = "root:x:0:0:root:/work:/bin/sh\nnobody:x:65534:65534:nobody:/work:/bin/sh\n"


class WallError(Exception):
    """The host does not let us build this wall."""


def _mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    if _libc.mount(source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), data.encode() or None):
        error = ctypes.get_errno()
        msg = f"cannot mount {target}: {os.strerror(error)}"
        raise WallError(msg)


def _locked_flags(path: str) -> int:
    """The flags of the mount below a path that a user namespace must not take away when it changes others."""
    flags = os.statvfs(path).f_flag  # ST_* and MS_* have the same values for these
    return flags & (1 | 2 | 4 | 8 | 1024 | 2048) | ((1 << 21) if flags & 4096 else 0)


def _bind(source: str, target: str) -> None:
    """See a file or folder at a place, read-only, together with what is mounted below it."""
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "a"):
            pass
    _mount(source, target, "none", _BIND | _REC)
    _mount("none", target, "none", _BIND | _REMOUNT | _RDONLY | _NOSUID | _locked_flags(target))


def build(configuration: dict[str, Any]) -> None:
    """Make the root and go there."""
    configuration["last_process"] = _last_process()
    _mount("none", "/", "none", _REC | _PRIVATE)
    # Any folder that is there will do, because only this namespace sees what is mounted on it; but what is below that
    # is hidden then, and this file, an interpreter or a checkout may lie in any, /tmp not least. Not in this one.
    root = "/sys"
    _mount("root", root, "tmpfs", _NOSUID | _NODEV, "size=4m,mode=755")
    for path in configuration["binds"]:
        if os.path.islink(path):
            os.makedirs(root + os.path.dirname(path), exist_ok=True)
            os.symlink(os.readlink(path), root + path)
        elif os.path.exists(path):
            _bind(path, root + path)
    for place, source in configuration["mounts"].items():
        _bind(source, root + place)
    os.makedirs(root + "/etc", exist_ok=True)
    with open(root + "/etc/passwd", "w") as file:
        file.write(_PASSWD)
    _make_scratch(root, configuration)
    os.makedirs(root + "/dev", exist_ok=True)
    for name in _DEVICES:
        with open(f"{root}/dev/{name}", "w"):
            pass
        _mount(f"/dev/{name}", f"{root}/dev/{name}", "none", _BIND)
    for name, target in (("fd", "fd"), ("stdin", "fd/0"), ("stdout", "fd/1"), ("stderr", "fd/2")):
        os.symlink(f"/proc/self/{target}", f"{root}/dev/{name}")
    os.mkdir(root + "/proc")
    _mount_proc(root + "/proc", configuration)
    _enter(root)


def _last_process() -> int:
    """A descriptor that sets the number of the namespace's last process, taken while the host's /proc is there."""
    try:
        return os.open("/proc/sys/kernel/ns_last_pid", os.O_WRONLY | os.O_CLOEXEC)
    except OSError:
        return -1


def _make_scratch(root: str, configuration: dict[str, Any]) -> None:
    hidden = root + "/.scratch"
    os.mkdir(hidden, 0o755)
    _mount(
        "scratch",
        hidden,
        "tmpfs",
        _NOSUID | _NODEV,
        f"size={configuration['size']},nr_inodes={configuration['files']},mode=755",
    )
    for place in configuration["scratch"]:
        inside = f"{hidden}/{place.strip('/').replace('/', '-')}"
        os.mkdir(inside)
        os.chmod(inside, 0o1777)
        os.makedirs(root + place, exist_ok=True)
        _mount(inside, root + place, "none", _BIND)
    if _libc.umount2(hidden.encode(), _DETACH):  # its folders stay where they have been bound to
        msg = f"cannot hide scratch: {os.strerror(ctypes.get_errno())}"
        raise WallError(msg)
    os.rmdir(hidden)


def _mount_proc(place: str, configuration: dict[str, Any]) -> None:
    """The /proc of our process namespace; where the kernel can, without what is not a process and not one's own."""
    hidden = "subset=pid,hidepid=invisible,gid=0" if configuration["users"] else "subset=pid,hidepid=ptraceable"
    for options in (hidden, ""):
        try:
            _mount("proc", place, "proc", _NOSUID | _NODEV | _NOEXEC, options)
        except WallError:
            if not options:
                raise
        else:
            return


def _enter(root: str) -> None:
    os.chdir(root)
    if _libc.syscall(_PIVOT_ROOT[os.uname().machine], b".", b"."):
        msg = f"cannot change the root: {os.strerror(ctypes.get_errno())}"
        raise WallError(msg)
    if _libc.umount2(b".", _DETACH):
        msg = f"cannot leave the host's root: {os.strerror(ctypes.get_errno())}"
        raise WallError(msg)
    os.chdir("/")
    _mount("none", "/", "none", _BIND | _REMOUNT | _RDONLY | _NOSUID | _NODEV)


def main() -> None:
    """Build the root and become the runner."""
    configuration = json.loads(sys.argv[1])
    try:
        build(configuration)
    except (WallError, OSError) as error:
        sys.exit(f"private root: {error}")
    runner.main(configuration)


if __name__ == "__main__":
    main()
