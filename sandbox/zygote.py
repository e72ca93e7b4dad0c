"""A clean interpreter that is forked for each job: its only process that ever reads a program is the fork.

It never sees data: it gets a control message of fixed size and descriptors, forks, and tells how the job ended. Its
memory, which every job inherits, therefore holds nothing of any other job.

The runner starts it with a socket as descriptor 3 (SOCK_SEQPACKET). Messages, the first being JSON: `{"read": [paths],
"write": [paths], "unique": bool, "signals": bool, "bare": bool, "namespace": bool, "asks": string, "preload":
[modules], "modules": [modules]}`; asks: what jobs have to ask leave for (supervisor.py), "" for nothing, "forks", or
"forks and signals".

    runner → zygote   configuration
    zygote → runner   b"Z"                          ready
    runner → zygote   Job, with descriptors: program, stdin, stdout, stderr, arguments, perhaps files
    job → runner      b"L", with a descriptor: where the job asks, before its program begins
    zygote → runner   b"E" status, seconds of CPU, peak KiB, 1 if processes of it are left
    runner → zygote   b"R"                          have they gone?
    zygote → runner   b"R" seconds of CPU since the start of the job, 1 if processes of it are left

Arguments are separated by null characters: the file name that the source gets ("" for none), NAME=VALUE of variables,
"", argv[0], argv[1], … Files are beside the source: of each the sizes of its name and its content (FILE), and both.

Most of what a fork costs are pages that it touches: each is a fault, and a copy if it is written to. So modules that
do work in every fork (threading) are not loaded, the streams are those that the interpreter made at its start, over
descriptors of the kinds that jobs get, and a collection that would free the interpreter's caches is avoided.
"""

from __future__ import annotations

import _socket
import gc
import json
import os
import resource
import signal
import site
import struct
import sys
import types
from typing import Any, NamedTuple, NoReturn

import confine
import script
import seccomp
from namespace import Namespaces, told_of

CHANNEL = 3
CONFIGURATION_BYTES = 1 << 16
PYTHON, NATIVE = 0, 1
JOB = struct.Struct("=8q")
"""kind, user, CPU seconds, address space, file size, open files, processes, stack."""
ENDED = struct.Struct("=cqdqq")
LEFT = struct.Struct("=cdq")
FILE = struct.Struct("=qq")
REHEARSALS = 32
"""Code is rewritten at its eighth run, and parts of it a few times."""
_REHEARSAL = b"""
numbers = list(map(int, "3 5 8".split()))
least, *more = sorted(numbers)
seen = {}
for number in more:
    seen[number] = seen.get(number, 0) + 1
print(least, *(f"{number}: {seen[number]}" for number in seen))
"""
"""What most programs do. Nobody reads its output."""
_DESCRIPTORS = 6
_CANNOT_RUN = 127


class _Job(NamedTuple):
    kind: int
    user: int
    resources: confine.Resources
    descriptors: tuple[int, ...]


def main() -> None:
    """Serve one job after the other until the runner's end of the socket is gone."""
    channel = _socket.socket(fileno=CHANNEL)
    configuration = json.loads(channel.recv(CONFIGURATION_BYTES))
    os.set_inheritable(CHANNEL, False)
    rules, namespaces = _give_up(configuration)
    asks = None
    if configuration["asks"]:
        asks = seccomp.made(seccomp.supervised(signals=configuration["asks"] == "forks and signals"))
    for module in configuration["preload"]:
        __import__(module)
    _settle(configuration)
    numpy = _load(configuration["modules"])
    gc.collect()
    gc.freeze()  # the collector of a job neither walks nor dirties what is here
    channel.send(b"Z")
    while True:
        message, ancillary, _, _ = channel.recvmsg(JOB.size, _socket.CMSG_SPACE(4 * _DESCRIPTORS))
        if not message:
            os._exit(0)
        if message == b"R":
            left = _reap_all()
            channel.send(LEFT.pack(b"R", _children_cpu(), left))
            continue
        kind, user, *numbers = JOB.unpack(message)
        job = _Job(kind, user, confine.Resources(*numbers), _received(ancillary))
        pid, telling = namespaces.fork(job.descriptors) if namespaces else (os.fork(), -1)
        if pid == 0:
            if numpy:
                numpy.seed()  # else each program would draw the same numbers
            _become(job, rules, channel, asks, unique=configuration["unique"])
        # Nothing between the fork and the wait: what both touch meanwhile is copied.
        status, peak = _wait(pid)
        if namespaces:
            status = told_of(telling, status)
        for descriptor in job.descriptors:
            os.close(descriptor)
        left = _reap_all()
        channel.send(ENDED.pack(b"E", status, _children_cpu(), peak, left))


def _give_up(configuration: dict[str, Any]) -> tuple[int, Namespaces | None]:
    """All that every job must not have and the zygote does not need.

    Returns the Landlock rules for the jobs, and what makes a process namespace for each, where they need one: then the
    zygote keeps the right to that, and its jobs put on the filter, which forbids it, themselves.
    """
    filter_ = seccomp.made(
        seccomp.program(
            signals=configuration["signals"],
            unique=configuration["unique"],
            bare=configuration["bare"],
            truncates=not configuration["bare"] or confine.landlock_abi() >= confine.TRUNCATES,
        )
    )
    namespaces = Namespaces(filter_) if configuration["namespace"] else None
    confine.prctl(confine.PR_SET_PDEATHSIG, signal.SIGKILL)
    try:
        # If memory runs out, a job dies of it, not the runner. Only root may say so of a process that is not dumpable.
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")
    except OSError:
        pass
    confine.prctl(confine.PR_SET_DUMPABLE, 0)
    confine.prctl(confine.PR_SET_CHILD_SUBREAPER, 1)
    if configuration["unique"]:
        os.setgroups([])
    kept = [confine.CAP_SETUID, confine.CAP_SETGID] if configuration["unique"] else []
    confine.keep_capabilities([confine.CAP_SYS_ADMIN] if namespaces else kept)
    confine.prctl(confine.PR_SET_NO_NEW_PRIVS, 1)
    # No core dump, which the host may keep: 1 is too small for a file, and forbids to give it to a program; 0 does not.
    dump = 1 if resource.getrlimit(resource.RLIMIT_CORE)[1] else 0
    resource.setrlimit(resource.RLIMIT_CORE, (dump, dump))
    rules = confine.landlock_rules(configuration["read"], configuration["write"])
    if namespaces is None:
        seccomp.put_on(filter_)
    return rules, namespaces


def _settle(configuration: dict[str, Any]) -> None:
    """Make this process look like a plain interpreter's first moment, and cheap to fork."""
    os.chdir(configuration["write"][0])
    site.setquit()
    site.setcopyright()
    site.sethelper()
    # Without running their .pth files; the last is the local wall's.
    sys.path += [path for path in (*site.getsitepackages(), "/packages") if os.path.isdir(path)]
    # A driver that was started in the background ignores these, as our keeper does, and an exec keeps that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGHUP, signal.SIGQUIT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    for number in (signal.SIGABRT,) if not configuration["signals"] else ():
        signal.signal(number, signal.SIG_IGN)
    os.environ.pop("LD_BIND_NOW", None)
    for _ in range(REHEARSALS):
        _rehearse()


def _load(modules: list[str]) -> Any:
    """Load what programs import that start from here (warm.py). Returns numpy's random numbers, if there are any."""
    # A thread would not be there after a fork; a program that needs more than one processor gets no more of the clock.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    for module in modules:
        try:
            __import__(module)
        except Exception:
            continue  # it is not there, or broken: the program will see
    del os.environ["OPENBLAS_NUM_THREADS"]
    return sys.modules.get("numpy.random")


def _rehearse() -> None:
    """What every job does, done here and to no effect.

    The interpreter learns as it runs: it rewrites code for the types that it has met, and remembers where a type has
    its methods. What it has learnt here no fork has to learn again, and to write into pages that are copied for it.
    """
    confine.prctl(confine.PR_SET_DUMPABLE, 0)
    _contents(0)
    main = types.ModuleType("__main__")
    script.execute(_REHEARSAL, [""], main)
    script.flush()
    script.clear(main)


def _received(ancillary: Any) -> tuple[int, ...]:
    return tuple(
        number
        for _, _, data in ancillary
        for number in struct.unpack(f"={len(data) // 4}i", data[: len(data) // 4 * 4])
    )


def _wait(pid: int) -> tuple[int, int]:
    """Wait for the job's main process; what it left orphaned meanwhile comes to us and is reaped as well."""
    while True:
        ended, status, usage = os.wait4(-1, 0)
        if ended == pid:
            return status, usage.ru_maxrss


def _reap_all() -> int:
    """Reap what has ended. Returns 1 if any process of the job is left: all of its orphans are our children."""
    try:
        while True:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                return 1
    except ChildProcessError:
        return 0


def _children_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


# ------------------------------------------------------------------ in the child


def _become(job: _Job, rules: int, channel: _socket.socket, asks: seccomp.Filter | None, *, unique: bool) -> NoReturn:
    """Turn the fork into the job. Whatever happens, it does not return into the zygote's loop."""
    code = _CANNOT_RUN
    try:
        program, stdin, stdout, stderr, arguments, *files = job.descriptors
        os.dup2(stdin, 0)
        os.dup2(stdout, 1)
        os.dup2(stderr, 2)
        name, *words = _contents(arguments).decode("utf-8", "surrogateescape").split("\0")
        variables, argv = words[: words.index("")], words[words.index("") + 1 :]
        os.setsid()
        confine.landlock_enter(rules)
        confine.limit(job.resources)
        if unique:
            os.setresgid(job.user, job.user, job.user)
            os.setresuid(job.user, job.user, job.user)
        confine.prctl(confine.PR_SET_PDEATHSIG, signal.SIGKILL)  # after the change of user, which clears it
        confine.prctl(confine.PR_SET_DUMPABLE, 0)
        if asks:
            _ask(channel, asks)
        for archive in files:
            _unpack(_contents(archive))
        source = _contents(program) if name else b""
        if name:
            _write(name, source)
        if job.kind == NATIVE:
            os.environ.update(variable.split("=", 1) for variable in variables)
            _execute(program, name, argv)
        confine.close_from(3)
        code = script.run(source, argv)
    except BaseException as error:
        try:
            os.write(2, f"cannot start the program: {error!r}\n".encode())
        except OSError:
            pass
    finally:
        os._exit(code)


def _ask(channel: _socket.socket, asks: seccomp.Filter) -> None:
    """From here on, ask leave of the runner. It can see into us; Landlock keeps other runs from that."""
    confine.prctl(confine.PR_SET_DUMPABLE, 1)
    listener = seccomp.put_on_supervised(asks)
    channel.sendmsg([b"L"], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, struct.pack("=i", listener))])
    os.close(listener)


def _contents(descriptor: int) -> bytes:
    return os.pread(descriptor, os.fstat(descriptor).st_size, 0)


def _write(name: str, content: bytes) -> None:
    descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    while content:
        content = content[os.write(descriptor, content) :]
    os.close(descriptor)


def _unpack(archive: bytes) -> None:
    """Write the files beside the source. Their names have been checked outside."""
    start = 0
    while start < len(archive):
        name_size, size = FILE.unpack_from(archive, start)
        start += FILE.size + name_size
        name = archive[start - name_size : start].decode("utf-8", "surrogateescape")
        if "/" in name:
            os.makedirs(os.path.dirname(name), exist_ok=True)
        _write(name, archive[start : start + size])
        start += size


def _execute(program: int, name: str, argv: list[str]) -> NoReturn:
    """Execute argv[0], or the program itself from its descriptor: then it has no path that anybody could write to."""
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)  # the interpreter ignores them, and an exec keeps that
    if name:
        confine.close_from(3)
        os.execvp(argv[0], argv)
    if program != 3:
        os.dup2(program, 3, inheritable=False)
    confine.close_from(4)
    os.execve(3, argv, dict(os.environ))


if __name__ == "__main__":
    main()
