"""What the kernel takes from a process: system calls, files, capabilities, resources. Standard library and ctypes.

Everything here is one-way: what is given up never comes back, and children inherit it. The zygote gives up most of it
once, before its first job (seccomp, capabilities, no_new_privs), so that a job pays only for what is its own: its
limits, its user and its Landlock domain.

Not covered here: namespaces and the file system that is seen at all (the wall does that), CPU and memory of a whole
tree of processes (the runner watches those).
"""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import struct
from collections.abc import Sequence
from typing import NamedTuple

_libc = ctypes.CDLL(None, use_errno=True)
_syscall = _libc.syscall
_syscall.restype = ctypes.c_long
_prctl = _libc.prctl
_prctl.argtypes = (ctypes.c_int, ctypes.c_ulong, ctypes.c_ulong, ctypes.c_ulong, ctypes.c_ulong)

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP = 1, 4, 24
PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 36, 38, 47
_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, _CLEAR_ALL = 22, 2, 4
_CLOSE_RANGE, _LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 436, 444, 445, 446  # the same on every machine
_CAPSET = {"x86_64": 126, "aarch64": 91}
_LAST_CAPABILITY = 63
CAP_KILL, CAP_SETGID, CAP_SETUID, CAP_SYS_PTRACE = 5, 6, 7, 19

MACHINE = os.uname().machine


class ConfineError(Exception):
    """The kernel refuses to take something away: the wall would have a hole."""


def prctl(option: int, value: int = 0) -> None:
    """Set something about this process by an option and one number. Raises OSError."""
    if _prctl(option, value, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def close_from(first: int) -> None:
    """Close every descriptor from this one on, however many there are."""
    if _syscall(_CLOSE_RANGE, ctypes.c_uint(first), ctypes.c_uint(0xFFFFFFFF), ctypes.c_uint(0)):
        os.closerange(first, resource.getrlimit(resource.RLIMIT_NOFILE)[0])  # before Linux 5.9


# ------------------------------------------------------------------ capabilities


def keep_capabilities(kept: Sequence[int]) -> None:
    """Give up every capability but these, also for whatever is executed later."""
    for capability in range(_LAST_CAPABILITY + 1):
        # EINVAL beyond the kernel's last one; EPERM without CAP_SETPCAP, and then there is nothing to fear from an
        # exec either, because no_new_privs is set before any job runs.
        if capability not in kept:
            _prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    _prctl(PR_CAP_AMBIENT, _CLEAR_ALL, 0, 0, 0)
    mask = sum(1 << capability for capability in kept)
    low, high = mask & 0xFFFFFFFF, mask >> 32
    header = struct.pack("=Ii", 0x20080522, 0)  # version 3, this process
    data = struct.pack("=6I", low, low, 0, high, high, 0)
    if _syscall(_CAPSET[MACHINE], header, data):
        msg = f"capset: {os.strerror(ctypes.get_errno())}"
        raise ConfineError(msg)


# ------------------------------------------------------------------ Landlock

_FS_READ = 0b1101  # execute, read a file, list a directory
_FS_WRITE = sum(1 << bit for bit in (1, 4, 5, 7, 8, 9, 10, 12, 13, 14))  # all but making devices
_FS_ALL = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_FS_OF_FILES = sum(1 << bit for bit in (0, 1, 2, 14, 15))
_O_PATH = getattr(os, "O_PATH", 0o10000000)


def landlock_abi() -> int:
    """The kernel's version of Landlock, 0 without."""
    return max(0, int(_syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint(1))))


def landlock_rules(read: Sequence[str], write: Sequence[str]) -> int:
    """A rule set as a descriptor, -1 where the kernel has no Landlock: read and execute here, write only there.

    With ABI 4 no TCP; with ABI 6 no signals and no abstract sockets to anything outside.
    """
    abi = landlock_abi()
    if abi == 0:
        return -1
    handled = _FS_ALL[min(abi, 5)]
    attributes = struct.pack("=QQQ", handled, 3, 3)[: 24 if abi >= 6 else 16 if abi >= 4 else 8]
    rules = int(_syscall(_LANDLOCK_CREATE, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint(0)))
    if rules < 0:
        msg = f"Landlock: {os.strerror(ctypes.get_errno())}"
        raise ConfineError(msg)
    for paths, access in ((read, _FS_READ), (write, _FS_READ | _FS_WRITE)):
        for path in paths:
            if os.path.exists(path):
                _allow(rules, path, access & handled)
    os.set_inheritable(rules, False)
    return rules


def _allow(rules: int, path: str, access: int) -> None:
    descriptor = os.open(path, _O_PATH | os.O_CLOEXEC)
    try:
        if not os.path.isdir(path):
            access &= _FS_OF_FILES
        rule = struct.pack("=Qi", access, descriptor)
        if _syscall(_LANDLOCK_ADD, ctypes.c_int(rules), ctypes.c_int(1), rule, ctypes.c_uint(0)):
            msg = f"Landlock refuses a rule for {path}: {os.strerror(ctypes.get_errno())}"
            raise ConfineError(msg)
    finally:
        os.close(descriptor)


def landlock_enter(rules: int) -> None:
    """Enter a new domain under these rules: nothing outside of it can be signalled or traced from inside."""
    if rules >= 0 and _syscall(_LANDLOCK_RESTRICT, ctypes.c_int(rules), ctypes.c_uint(0)):
        msg = f"Landlock: {os.strerror(ctypes.get_errno())}"
        raise ConfineError(msg)


# ------------------------------------------------------------------ seccomp

# Denied with EPERM: (x86_64, aarch64), -1 where the machine lacks it. What is left are files, memory, processes of
# one's own, time, pipes and unix sockets. Locks and leases are denied because they pass messages between slots that
# see the same read-only file.
_DENIED: dict[str, tuple[int, int]] = {
    "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195), "shmdt": (67, 197),
    "semget": (64, 190), "semop": (65, 193), "semctl": (66, 191), "semtimedop": (220, 192),
    "msgget": (68, 186), "msgsnd": (69, 189), "msgrcv": (70, 188), "msgctl": (71, 187),
    "mq_open": (240, 180), "mq_unlink": (241, 181), "mq_timedsend": (242, 182), "mq_timedreceive": (243, 183),
    "mq_notify": (244, 184), "mq_getsetattr": (245, 185),
    "flock": (73, 32), "inotify_init": (253, -1), "inotify_init1": (294, 26),
    "fanotify_init": (300, 262), "fanotify_mark": (301, 263),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "pidfd_getfd": (438, 438), "process_madvise": (440, 440), "process_mrelease": (448, 448),
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41),
    "chroot": (161, 51), "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
    "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    # Memory that no limit of a process counts, and no file system holds: kept in descriptors.
    "memfd_create": (319, 279), "memfd_secret": (447, 447),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "io_setup": (206, 0), "io_destroy": (207, 1), "io_getevents": (208, 4), "io_submit": (209, 2),
    "io_cancel": (210, 3), "vmsplice": (278, 75),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "init_module": (175, 105), "finit_module": (313, 273),
    "delete_module": (176, 106), "reboot": (169, 142), "swapon": (167, 224), "swapoff": (168, 225),
    "sethostname": (170, 161), "setdomainname": (171, 162), "settimeofday": (164, 170), "clock_settime": (227, 112),
    "adjtimex": (159, 171), "clock_adjtime": (305, 266), "syslog": (103, 116), "acct": (163, 89),
    "quotactl": (179, 60), "quotactl_fd": (443, 443), "vhangup": (153, 58), "personality": (135, 92),
    "iopl": (172, -1), "ioperm": (173, -1), "modify_ldt": (154, -1), "uselib": (134, -1), "sysfs": (139, -1),
    "nfsservctl": (180, 42), "lookup_dcookie": (212, 18), "mbind": (237, 235), "set_mempolicy": (238, 237),
    "migrate_pages": (256, 238), "move_pages": (279, 239), "remap_file_pages": (216, 234), "ioprio_set": (251, 30),
}  # fmt: skip
_SIGNALS: dict[str, tuple[int, int]] = {
    "kill": (62, 129), "tkill": (200, 130), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "pidfd_send_signal": (424, 424),
}  # fmt: skip
_NUMBERS = {"x86_64": 0, "aarch64": 1}
_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_SOCKET, _SOCKETPAIR, _CLONE, _FCNTL, _IOCTL, _TGKILL = (41, 198), (53, 199), (56, 220), (72, 25), (16, 29), (234, 131)
# Of these, only what a process does to itself (0): a run with the runner's user could take its descriptors or its CPU.
_OWN_ONLY = ((302, 261), (203, 122), (144, 119), (142, 118), (314, 274))  # prlimit64, sched_set{affinity,scheduler,…}
_SETPRIORITY = (141, 140)
_CLONE3 = 435
_LAST_KNOWN = 452
"""fchmodat2. Later system calls are answered as an older kernel would: nobody has thought about them here."""
_X32_BIT = 0x40000000
_NEW_NAMESPACES = 0x7E020080  # CLONE_NEW{CGROUP,UTS,IPC,USER,PID,NET,NS} and CLONE_NEWTIME
_LOCKS_AND_LEASES = (6, 7, 37, 38, 1024, 1026)  # F_SETLK, F_SETLKW, F_OFD_SETLK(W), F_SETLEASE, F_NOTIFY
_TERMINAL_INPUT = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX
_AF_UNIX, _SIGABRT = 1, 6

_LOAD, _JEQ, _JGE, _JSET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_NR, _ARCH, _ARG0, _ARG1 = 0, 4, 16, 24

Instruction = tuple[int, int, int, int]


def seccomp_program(*, signals: bool, unique: bool) -> list[Instruction]:
    """The filter.

    signals: leave kill(2); without, only what a process does to itself (abort) works. unique: no other process has
    the run's user; else priorities, which can be set for a whole user, stay as they are.
    """
    column = _NUMBERS[MACHINE]
    refuse = (_RETURN, 0, 0, _ERRNO | errno.EPERM)
    program: list[Instruction] = [
        (_LOAD, 0, 0, _ARCH),
        (_JEQ, 1, 0, _AUDIT_ARCH[MACHINE]),
        (_RETURN, 0, 0, _KILL),  # another machine's numbers: int 0x80
        (_LOAD, 0, 0, _NR),
        (_JGE, 0, 1, _X32_BIT),
        (_RETURN, 0, 0, _KILL),
        # ENOSYS for clone3, whose flags lie in memory: the C library then takes clone, whose flags can be seen.
        (_JEQ, 1, 0, _CLONE3),
        (_JGE, 0, 1, _LAST_KNOWN + 1),
        (_RETURN, 0, 0, _ERRNO | errno.ENOSYS),
    ]
    names = {**_DENIED, **({} if signals else _SIGNALS), **({} if unique else {"setpriority": _SETPRIORITY})}
    for number in sorted({numbers[column] for numbers in names.values()} - {-1}):
        program += [(_JEQ, 0, 1, number), refuse]

    def where(number: int, argument: int, tests: list[Instruction]) -> None:
        """For this system call: load its argument, and refuse if a test of the list jumps to its end."""
        program.extend([(_JEQ, 0, len(tests) + 3, number), (_LOAD, 0, 0, argument), *tests])
        program.extend([(_RETURN, 0, 0, _ALLOW), refuse])

    for numbers in (_SOCKET, _SOCKETPAIR):
        where(numbers[column], _ARG0, [(_JEQ, 0, 1, _AF_UNIX)])
    for numbers in _OWN_ONLY:
        where(numbers[column], _ARG0, [(_JEQ, 0, 1, 0)])
    where(_CLONE[column], _ARG0, [(_JSET, 1, 0, _NEW_NAMESPACES)])
    for numbers, values in ((_FCNTL, _LOCKS_AND_LEASES), (_IOCTL, _TERMINAL_INPUT)):
        count = len(values)
        where(numbers[column], _ARG1, [(_JEQ, count - at, 0, value) for at, value in enumerate(values)])
    if not signals:
        # The third argument's offset: a thread may send itself SIGABRT, which the zygote ignores.
        where(_TGKILL[column], 32, [(_JEQ, 0, 1, _SIGABRT)])
    program.append((_RETURN, 0, 0, _ALLOW))
    return program


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def seccomp_enter(*, signals: bool, unique: bool) -> None:
    """Filter the system calls of this process and its children. no_new_privs must be set."""
    if MACHINE not in _AUDIT_ARCH:
        msg = f"there is no seccomp filter for {MACHINE} here"
        raise ConfineError(msg)
    program = seccomp_program(signals=signals, unique=unique)
    packed = b"".join(struct.pack("=HBBI", *instruction) for instruction in program)
    filter_ = _Program(len(program), packed)
    if _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(filter_), 0, 0):
        msg = f"seccomp: {os.strerror(ctypes.get_errno())}"
        raise ConfineError(msg)


# ------------------------------------------------------------------ resources


class Resources(NamedTuple):
    """What one process of a run may use: seconds, bytes, numbers."""

    cpu: int
    address_space: int
    file_size: int
    open_files: int
    processes: int
    stack: int


def limit(resources: Resources) -> None:
    """Set the limits of this process. The hard limit on CPU is a second later: SIGXCPU may be caught, that may not."""
    set_ = resource.setrlimit
    set_(resource.RLIMIT_CPU, (resources.cpu, resources.cpu + 1))
    set_(resource.RLIMIT_FSIZE, (resources.file_size, resources.file_size))
    set_(resource.RLIMIT_NOFILE, (resources.open_files, resources.open_files))
    set_(resource.RLIMIT_NPROC, (resources.processes, resources.processes))
    set_(resource.RLIMIT_STACK, (resources.stack, resources.stack))
    set_(resource.RLIMIT_AS, (resources.address_space, resources.address_space))
