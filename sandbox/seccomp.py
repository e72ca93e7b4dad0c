"""The filter on system calls (seccomp) that every run lives under: what is in it, and how it is put on.

A list of what is denied, because a program may need much that nobody has thought of; what came to the kernel after this
file was written is answered as an old kernel would.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct

import confine

_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2

# Denied with EPERM: (x86_64, aarch64), -1 where the machine lacks it. What is left are files, memory, processes of
# one's own, time, pipes and unix sockets. Leases are denied because they pass messages between slots that see the same
# read-only file, and so would locks of records, which are answered as if they had been taken: SQLite wants them.
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
# Where runs see the host's file tree: what marks files that are not theirs, without opening them.
_MARKS: dict[str, tuple[int, int]] = {
    "utime": (132, -1), "utimes": (235, -1), "futimesat": (261, -1), "utimensat": (280, 88),
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7),
    "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16),
}  # fmt: skip
# Where a run has the trainer's user, files of the host are its own: it could give them other modes, and other owners.
# Modes are answered as if they had been set, because programs copy files with theirs.
_MODES: dict[str, tuple[int, int]] = {
    "chmod": (90, -1), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
}  # fmt: skip
_OWNERS: dict[str, tuple[int, int]] = {
    "chown": (92, -1), "fchown": (93, 55), "lchown": (94, -1), "fchownat": (260, 54),
}  # fmt: skip
# There a run has to ask leave for these (supervisor.py).
_BIRTHS: dict[str, tuple[int, int]] = {"clone": (56, 220), "fork": (57, -1), "vfork": (58, -1)}
_SIGACTION, _SIGCHLD = (13, 134), 17
_ASKED_SIGNALS: dict[str, tuple[int, int]] = {"kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131)}
# Done at once, to no effect: what a run leaves is thrown away, and the disks of a host are not its to wait for.
_WRITTEN_OUT: dict[str, tuple[int, int]] = {
    "sync": (162, 81), "syncfs": (306, 267), "fsync": (74, 82), "fdatasync": (75, 83), "msync": (26, 227),
    "sync_file_range": (277, 84),
}  # fmt: skip
_NUMBERS = {"x86_64": 0, "aarch64": 1}
_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_SOCKET, _SOCKETPAIR, _CLONE, _FCNTL, _IOCTL, _TGKILL = (41, 198), (53, 199), (56, 220), (72, 25), (16, 29), (234, 131)
# Of these, only what a process does to itself (0): a run with the runner's user could take its descriptors or its CPU.
_OWN_ONLY = ((302, 261), (203, 122), (142, 118), (314, 274))  # prlimit64, sched_set{affinity,param,attr}
_SET_SCHEDULER = (144, 119)
_SETPRIORITY, _TRUNCATE = (141, 140), (76, 45)
_SETSOCKOPT, _PRCTL, _SECCOMP = (54, 208), (157, 167), (317, 277)
_CLONE3 = 435
_LAST_KNOWN = 452
"""fchmodat2. Later system calls are answered as an older kernel would: nobody has thought about them here."""
_X32_BIT = 0x40000000
_NEW_NAMESPACES = 0x7E020080  # CLONE_NEW{CGROUP,UTS,IPC,USER,PID,NET,NS} and CLONE_NEWTIME
_LOCKS = (6, 7, 37, 38)  # F_SETLK, F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW
# F_SETLEASE, F_NOTIFY; F_SETOWN, F_SETSIG, F_SETOWN_EX, which send signals to whoever has the user; and word left in a
# file that was opened for reading: F_SET_RW_HINT, F_SET_FILE_RW_HINT
_LEASES = (1024, 1026, 8, 10, 15, 1036, 1038)
_TERMINAL_INPUT = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX
# TCGETS and TCGETS2 (isatty), TIOCGPGRP, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX: others mark one's files.
_HARMLESS_IOCTLS = (0x5401, 0x802C542A, 0x540F, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
_SO_SNDBUF = 7
_AF_UNIX, _SOCK_STREAM, _SOCKET_TYPE, _SIGABRT = 1, 1, 0xF, 6

_LOAD, _JEQ, _JGE, _JSET, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
_ALLOW, _KILL, _ERRNO, _ASK = 0x7FFF0000, 0x80000000, 0x00050000, 0x7FC00000
_NR, _ARCH, _ARG0, _ARG1, _ARG2 = 0, 4, 16, 24, 32
_PRETEND = (_RETURN, 0, 0, _ERRNO)
"""No error, and nothing has been done."""
_SET_MODE_FILTER, _NEW_LISTENER, _WAIT_KILLABLE = 1, 8, 32

Instruction = tuple[int, int, int, int]


def program(*, signals: bool, unique: bool, bare: bool, truncates: bool = True) -> list[Instruction]:
    """The filter.

    signals: leave kill(2); without, only what a process does to itself (abort) works. unique: no other process has
    the run's user; else priorities, which can be set for a whole user, stay as they are. bare: there are no namespaces,
    so no socket that could find another one, and nothing that marks files of the host; if they are the run's own, too,
    nothing that changes their modes or owners. truncates: leave truncate(2),
    which Landlock knows since Linux 6.2; a file that has been opened can be truncated anyway.
    """
    if confine.MACHINE not in _NUMBERS:
        msg = f"there is no seccomp filter for {confine.MACHINE} here, only for {' and '.join(_NUMBERS)}"
        raise confine.ConfineError(msg)
    column = _NUMBERS[confine.MACHINE]
    refuse: Instruction = (_RETURN, 0, 0, _ERRNO | errno.EPERM)
    own_files = bare and not unique
    instructions: list[Instruction] = [
        (_LOAD, 0, 0, _ARCH),
        (_JEQ, 1, 0, _AUDIT_ARCH[confine.MACHINE]),
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
    if bare:
        names |= {**_MARKS, "socket": _SOCKET}
    if own_files:
        names |= _OWNERS
    if not truncates:
        names["truncate"] = _TRUNCATE
    for number in sorted({numbers[column] for numbers in names.values()} - {-1}):
        instructions += [(_JEQ, 0, 1, number), refuse]

    for numbers in {**_WRITTEN_OUT, **(_MODES if own_files else {})}.values():
        if numbers[column] >= 0:
            instructions += [(_JEQ, 0, 1, numbers[column]), _PRETEND]

    def where(number: int, argument: int, tests: list[Instruction]) -> None:
        """For this system call: load its argument, and refuse if a test of the list jumps to its end."""
        instructions.extend([(_JEQ, 0, len(tests) + 3, number), (_LOAD, 0, 0, argument), *tests])
        instructions.extend([(_RETURN, 0, 0, _ALLOW), refuse])

    if not bare:
        where(_SOCKET[column], _ARG0, [(_JEQ, 0, 1, _AF_UNIX)])
        where(_SOCKETPAIR[column], _ARG0, [(_JEQ, 0, 1, _AF_UNIX)])
    else:
        # Of streams, whose ends are connected for good: a datagram could be sent to any socket that has a name.
        of_streams = [(_LOAD, 0, 0, _ARG1), (_AND, 0, 0, _SOCKET_TYPE), (_JEQ, 0, 1, _SOCK_STREAM)]
        where(_SOCKETPAIR[column], _ARG0, [(_JEQ, 0, len(of_streams) + 1, _AF_UNIX), *of_streams])
    for numbers in _OWN_ONLY:
        where(numbers[column], _ARG0, [(_JEQ, 0, 1, 0)])
    # Runtimes give each of their threads the policy that it has already, SCHED_OTHER (0), and complain if they may not.
    where(_SET_SCHEDULER[column], _ARG0, [(_JEQ, 2, 0, 0), (_LOAD, 0, 0, _ARG1), (_JEQ, 0, 1, 0)])
    where(_CLONE[column], _ARG0, [(_JSET, 1, 0, _NEW_NAMESPACES)])
    if own_files:
        count = len(_HARMLESS_IOCTLS)
        instructions += [(_JEQ, 0, count + 3, _IOCTL[column]), (_LOAD, 0, 0, _ARG1)]
        instructions += [(_JEQ, count - at, 0, value) for at, value in enumerate(_HARMLESS_IOCTLS)]
        instructions += [(_RETURN, 0, 0, _ERRNO | errno.ENOTTY), (_RETURN, 0, 0, _ALLOW)]
        instructions += [(_JEQ, 0, 4, _SETSOCKOPT[column]), (_LOAD, 0, 0, _ARG2), (_JEQ, 0, 1, _SO_SNDBUF), _PRETEND]
        instructions += [(_RETURN, 0, 0, _ALLOW)]
    else:
        count = len(_TERMINAL_INPUT)
        where(_IOCTL[column], _ARG1, [(_JEQ, count - at, 0, value) for at, value in enumerate(_TERMINAL_INPUT)])
    count = len(_LOCKS) + len(_LEASES)
    instructions += [(_JEQ, 0, count + 4, _FCNTL[column]), (_LOAD, 0, 0, _ARG1)]
    instructions += [(_JEQ, count + 1 - at, 0, value) for at, value in enumerate(_LOCKS)]
    instructions += [(_JEQ, count - at, 0, value) for at, value in enumerate(_LEASES, len(_LOCKS))]
    instructions += [(_RETURN, 0, 0, _ALLOW), refuse, _PRETEND]
    if not signals:
        # The third argument's offset: a thread may send itself SIGABRT, which the zygote ignores.
        where(_TGKILL[column], 32, [(_JEQ, 0, 1, _SIGABRT)])
    instructions.append((_RETURN, 0, 0, _ALLOW))
    return instructions


def supervised(*, signals: bool) -> list[Instruction]:
    """The second filter of a run with the trainer's user: what it has to ask leave for. signals: these as well.

    It also stays a process into which the runner can see, to count its sockets.
    """
    column = _NUMBERS[confine.MACHINE]
    asked = {**_BIRTHS, "socketpair": _SOCKETPAIR, **(_ASKED_SIGNALS if signals else {})}
    refused = {name: numbers for name, numbers in _SIGNALS.items() if signals and name not in asked}
    instructions: list[Instruction] = [(_LOAD, 0, 0, _NR)]
    for names, answer in ((asked, _ASK), (refused, _ERRNO | errno.EPERM)):
        for numbers in names.values():
            if numbers[column] >= 0:
                instructions += [(_JEQ, 0, 1, numbers[column]), (_RETURN, 0, 0, answer)]
    instructions += [(_JEQ, 0, 4, _SIGACTION[column]), (_LOAD, 0, 0, _ARG0), (_JEQ, 0, 1, _SIGCHLD)]
    instructions += [(_RETURN, 0, 0, _ASK), (_RETURN, 0, 0, _ALLOW)]
    instructions += [(_JEQ, 0, 3, _PRCTL[column]), (_LOAD, 0, 0, _ARG0), (_JEQ, 0, 1, confine.PR_SET_DUMPABLE)]
    return [*instructions, _PRETEND, (_RETURN, 0, 0, _ALLOW)]


def name_of(number: int) -> str:
    """The name of a system call that has to be asked for."""
    column = _NUMBERS[confine.MACHINE]
    names = {**_BIRTHS, "socketpair": _SOCKETPAIR, "sigaction": _SIGACTION, **_ASKED_SIGNALS}
    return next(name for name, numbers in names.items() if numbers[column] == number)


class Filter(ctypes.Structure):
    """A filter as the kernel takes it."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def made(instructions: list[Instruction]) -> Filter:
    """The filter, ready to be put on."""
    return Filter(len(instructions), b"".join(struct.pack("=HBBI", *instruction) for instruction in instructions))


def put_on(filter_: Filter) -> None:
    """Filter the system calls of this process and its children. no_new_privs must be set."""
    try:
        confine.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(filter_))
    except OSError as error:
        msg = f"seccomp: {error.strerror}"
        raise confine.ConfineError(msg) from error


def put_on_supervised(filter_: Filter) -> int:
    """The same for a filter with something to ask. Returns the descriptor at which it is asked."""
    number = _SECCOMP[_NUMBERS[confine.MACHINE]]
    listener = -1
    for flags in (_NEW_LISTENER | _WAIT_KILLABLE, _NEW_LISTENER):  # once heard, not interrupted: Linux 5.19
        if listener < 0:
            listener = confine.syscall(number, _SET_MODE_FILTER, flags, ctypes.addressof(filter_))
    if listener < 0:
        msg = f"seccomp with a listener: {os.strerror(ctypes.get_errno())}"
        raise confine.ConfineError(msg)
    return listener
