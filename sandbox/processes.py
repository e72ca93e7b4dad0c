"""The processes of a run: who they are, what they use, how they end.

In a process namespace of its own, all but the runner and its zygotes belong to the run. Without one, so do all but the
zygotes of the runner's descendants: all of these are given the orphans below them.
"""

from __future__ import annotations

import os
import signal
import time
from typing import NamedTuple

_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_ROUNDS = 200
"""Rounds of killing where a single kill(2) cannot reach all at once; a fork bomb is stopped in the first few."""

ASLEEP, AWAKE, ON_DISK = "asleep", "awake", "on disk"
zygotes: set[int] = set()
"""The runner's own."""
KILLERS = 5
KILLER_SECONDS = 2.0
"""It takes a millisecond."""


class Usage(NamedTuple):
    """What the living processes of a run use, and what the dead that they waited for have used."""

    cpu: float
    memory: int
    tasks: int
    spent: dict[bytes, Spent]
    """By process."""


class Spent(NamedTuple):
    """Seconds of CPU of a process, and of the children that it has waited for."""

    own: float
    children: float


def members(zygote: int) -> list[int]:
    """The processes of the run."""
    if os.getpid() == 1:
        found = [int(name) for name in os.listdir("/proc") if name.isdigit() and name != "1"]
    else:
        found = descendants(os.getpid())
    return [pid for pid in found if pid != zygote and pid not in zygotes]


def descendants(pid: int) -> list[int]:
    """The processes below one."""
    found: list[int] = []
    todo = [pid]
    while todo:
        children = _children(todo.pop())
        found += children
        todo += children
    return found


def _children(pid: int) -> list[int]:
    children: list[int] = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children") as file:
                children += map(int, file.read().split())
    except OSError:
        pass
    return children


def _stat(pid: int) -> list[bytes] | None:
    return _stat_in(f"/proc/{pid}")


def _stat_in(folder: str) -> list[bytes] | None:
    try:
        with open(f"{folder}/stat", "rb", buffering=0) as file:
            return file.read(4096).rpartition(b")")[2].split()
    except OSError:
        return None


def group_of(task: int) -> int | None:
    """The process that a task belongs to, None if it is gone."""
    return _told(task, b"Tgid:")


def user_of(pid: int) -> int | None:
    """The real user of a process, None if it is gone: its folder in /proc belongs to root while it is undumpable."""
    return _told(pid, b"Uid:")


def _told(pid: int, name: bytes) -> int | None:
    try:
        with open(f"/proc/{pid}/status", "rb", buffering=0) as file:
            lines = file.read(4096).split(b"\n")
    except OSError:
        return None
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), None)


def dead_children_cpu(pid: int) -> float:
    """Seconds of CPU of the children that a process has waited for."""
    fields = _stat(pid)
    return (int(fields[13]) + int(fields[14])) / _TICK if fields else 0.0


def usage(zygote: int, enough: int) -> Usage:
    """The sum over the run, apart from the zygote's own dead children. Memory is exact only above enough bytes.

    Memory that a fork still shares with its parent counts for each of them at first; where that comes to more than
    is allowed, the kernel is asked for shares, which takes it a walk through all pages.
    """
    cpu = memory = tasks = 0
    spent = {}
    common = _resident(zygote)  # every process of a run begins with it, or with less
    pids = members(zygote)
    for pid in pids:
        fields = _stat(pid)
        if fields:
            times = [int(field) for field in fields[11:15]]
            cpu += sum(times)
            own = max(_ran(pid), (times[0] + times[1]) / _TICK)
            spent[b"%d %b" % (pid, fields[19])] = Spent(own, (times[2] + times[3]) / _TICK)
            tasks += int(fields[17])
            memory += max(0, int(fields[21]) * _PAGE - common)
    if memory > enough and len(pids) > 1:
        shares = [_share(pid) for pid in pids]
        if None not in shares:
            memory = sum(share for share in shares if share)
    return Usage(cpu / _TICK, memory, tasks, spent)


def _ran(pid: int) -> float:
    """Seconds of CPU of a process's first task, exactly: of those that live for milliseconds, stat(5) tells nothing."""
    told = _times_run(f"/proc/{pid}").split()
    return int(told[0]) / 1e9 if told else 0.0


def delays(zygote: int) -> dict[int, float]:
    """Seconds that each task of the run has been ready to run and had no processor, by its number."""
    told = {task: _times_run(f"/proc/{task}").split() for task in tasks(zygote)}
    return {task: int(times[1]) / 1e9 for task, times in told.items() if len(times) > 1}


def state(zygote: int) -> str:
    """What the run does: ASLEEP, if there was a moment at which every task of it slept; ON_DISK, if one waits for that.

    A machine that is busy with others leaves a task waiting for a processor, never asleep. Tasks cannot be seen all at
    one time, so all are looked at twice: where none has been given a processor in between, they all slept between the
    two looks.
    """
    turns = _turns(zygote)
    if isinstance(turns, str):
        return turns
    return ASLEEP if turns == _turns(zygote) else AWAKE


def _turns(zygote: int) -> dict[str, bytes] | str:
    """How often each living task of the run has been given a processor; or what it does, if one of them is awake."""
    turns = {}
    for pid in members(zygote):
        try:
            tasks = [f"/proc/{pid}/task/{task}" for task in os.listdir(f"/proc/{pid}/task")]
        except OSError:  # it has ended this moment
            return AWAKE
        for task in tasks:
            fields = _stat_in(task)
            if fields is None or fields[0] == b"R":
                return AWAKE
            if fields[0] == b"D" and not _children(pid):
                return ON_DISK  # who waits so for a child that shares its memory (vfork) is asleep
            if fields[0] not in (b"Z", b"X"):
                turns[task] = _times_run(task) or b" ".join(fields[11:13])
    return turns or AWAKE


def _times_run(task: str) -> bytes:
    """Empty where the kernel does not count it (gVisor): its CPU time has to do then."""
    try:
        with open(f"{task}/schedstat", "rb", buffering=0) as file:
            return file.read(256)
    except OSError:
        return b""


def _resident(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[21]) * _PAGE if fields else 0


def _share(pid: int) -> int | None:
    """Its share of memory; None where we may not ask (in a container, without CAP_SYS_PTRACE)."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb", buffering=0) as file:
            lines = file.read(4096).split(b"\n")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    except OSError:
        return None
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith((b"Pss:", b"SwapPss:")))


def killed_for_memory() -> int:
    """How many processes the slot's own memory group has lost to its limit; 0 where there is none (the local wall)."""
    for path in ("/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control"):
        try:
            with open(path, "rb", buffering=0) as file:
                counts = dict(line.split() for line in file.read(4096).splitlines())
        except OSError:
            continue
        return int(counts.get(b"oom_kill", 0))
    return 0


def kill_user(user: int) -> None:
    """Kill every process of a user, at once: only a process of that user can (kill(-1) spares the caller).

    On its way there the killer is itself of that user, and where Landlock has no scopes a run may stop it; so it is
    waited for a moment only, and another one sent.
    """
    for _ in range(KILLERS):
        pid = os.fork()
        if pid == 0:
            try:
                os.setresgid(user, user, user)
                os.setresuid(user, user, user)
                os.kill(-1, signal.SIGKILL)
            except ProcessLookupError:
                pass
            finally:
                os._exit(0)
        until = time.monotonic() + KILLER_SECONDS
        while time.monotonic() < until:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended and status == 0:
                return
            if ended:
                break
            time.sleep(0.0002)
        else:
            kill(pid)
            os.waitpid(pid, 0)


def slow_down(user: int, zygote: int, nice: int) -> None:
    """Give the tasks of a run, and what they start, less of the processor where others want it. None can get it back.

    Where the kernel shares processors between sessions first (autogroup), only the session's own weight tells. It takes
    ten such changes a second, and refuses more.
    """
    least = os.getpriority(os.PRIO_PROCESS, 0) + nice  # no less nice than we are ourselves
    pids, singly = members(zygote), tasks(zygote) if user < 0 else []
    pid = os.fork()
    if pid == 0:
        try:
            _slow_sessions(pids, nice)
            if user >= 0:
                # Not its real one: it would be slow itself then, with us waiting, and the run could stop it.
                os.setresuid(-1, user, -1)
                os.setpriority(os.PRIO_USER, user, least)
                _slow_sessions(pids, nice)  # those that are its own to slow down, not ours
            for task in singly:
                os.setpriority(os.PRIO_PROCESS, task, least)
        except OSError:  # one has ended meanwhile
            pass
        finally:
            os._exit(0)
    os.waitpid(pid, 0)


def _slow_sessions(pids: list[int], nice: int) -> None:
    """Where there are autogroups, make those of some processes nice; never the slot's own."""
    done = {_autogroup("self")[0]}
    for pid in pids:
        group, now = _autogroup(pid)
        if group and now < nice and group not in done:
            done.add(group)
            try:
                with open(f"/proc/{pid}/autogroup", "wb", buffering=0) as file:
                    file.write(b"%d" % nice)
            except OSError:  # not ours, gone, or another has just been changed
                done.discard(group)


def are_slow(zygote: int, nice: int) -> bool:
    """Whether the sessions of a run are as nice as that: it can begin others, or take back what was done to one."""
    ours = _autogroup("self")[0]
    groups = [_autogroup(pid) for pid in members(zygote)]
    return all(now >= nice for name, now in groups if name and name != ours)


def _autogroup(pid: int | str) -> tuple[bytes, int]:
    """The name of the group of sessions that a process is in, and how nice it is; empty without."""
    try:
        with open(f"/proc/{pid}/autogroup", "rb", buffering=0) as file:
            name, _, nice = file.read(256).partition(b" nice ")
    except OSError:
        return b"", 0
    return name, int(nice or 0)


def runnable(zygote: int) -> int:
    """How many tasks of the run have a processor, or wait for one."""
    states = [_stat_in(f"/proc/{task}") for task in tasks(zygote)]
    return sum(fields is not None and fields[0] == b"R" for fields in states)


def tasks(zygote: int) -> list[int]:
    """The tasks of the run, by their numbers."""
    found: list[int] = []
    for pid in members(zygote):
        try:
            found += map(int, os.listdir(f"/proc/{pid}/task"))
        except OSError:
            pass
    return found


def kill_members(zygote: int) -> bool:
    """Kill what belongs to the run, one by one; first all are stopped, so that none forks away."""
    for _ in range(_ROUNDS):
        living = [pid for pid in members(zygote) if _alive(pid)]
        if not living:
            return True
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for pid in living:
                send(pid, number)
        time.sleep(0.001)
    return False


def _alive(pid: int) -> bool:
    fields = _stat(pid)
    return fields is not None and fields[0] not in (b"Z", b"X")


def send(pid: int, number: int) -> None:
    """Send a signal to a process below us, and to none that has been given its number meanwhile."""
    if os.getpid() == 1:
        kill(pid, number)  # nobody else is in this namespace
        return
    try:
        process = os.pidfd_open(pid)
    except OSError:  # it is gone; ESRCH, or EINVAL from an older kernel while it goes
        return
    try:
        if _is_below(pid):
            signal.pidfd_send_signal(process, number)
    except OSError:  # gone meanwhile
        pass
    finally:
        os.close(process)


def _is_below(pid: int) -> bool:
    ours, above = os.getpid(), pid
    while above > 1:
        fields = _stat(above)
        above = int(fields[1]) if fields else 0
        if above == ours:
            return True
    return False


def kill(pid: int, number: int = signal.SIGKILL) -> None:
    """Send a signal to a process that may be gone."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def reap() -> tuple[int, ...]:
    """Reap the runner's own dead children; returns their numbers."""
    dead = []
    try:
        while True:
            pid = os.waitpid(-1, os.WNOHANG)[0]
            if pid == 0:
                break
            dead.append(pid)
    except ChildProcessError:
        pass
    return tuple(dead)
