"""The filter on system calls as a list of instructions: what can be told of it without entering it."""

import itertools
import sys

import pytest

from verifiers.sandbox import SandboxUnavailable, local, open_sandbox
from verifiers.sandbox.walls import files_for_slots

OFF_ON = (False, True)
JUMPS = {0x15, 0x35, 0x45}
RETURN, ALLOW, KILL, EPERM, ENOSYS = 0x06, 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
NOTHING = 0x00050000
"""Answered at once, as done."""
ARCH, NUMBER = 4, 0


@pytest.fixture
def inside(monkeypatch):
    """The modules of a slot."""
    monkeypatch.syspath_prepend(str(files_for_slots()))
    import confine
    import seccomp

    yield seccomp, confine
    for name in ("seccomp", "confine"):
        sys.modules.pop(name)


def answer(program, machine, number, *arguments):
    """What the filter says to a system call: a machine of four instructions."""
    words = {ARCH: machine, NUMBER: number}
    words |= {16 + 8 * at: argument for at, argument in enumerate(arguments)}
    at = value = 0
    while True:
        code, yes, no, operand = program[at]
        if code == RETURN:
            return operand
        if code == 0x20:
            value = words.get(operand, 0)
        elif code == 0x54:
            value &= operand
        else:
            holds = {0x15: value == operand, 0x35: value >= operand, 0x45: value & operand}[code]
            at += yes if holds else no
        at += 1


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
@pytest.mark.parametrize(("signals", "unique", "bare"), [*itertools.product(OFF_ON, repeat=3)])
def test_every_jump_lands_in_the_filter(inside, monkeypatch, machine, signals, unique, bare):
    seccomp, confine = inside
    monkeypatch.setattr(confine, "MACHINE", machine)
    program = seccomp.program(signals=signals, unique=unique, bare=bare)
    assert len(program) < 4096  # what the kernel takes
    for at, (code, yes, no, _) in enumerate(program):
        if code in JUMPS:
            assert at + 1 + max(yes, no) < len(program)
            assert max(yes, no) < 256
    assert program[-1][0] == RETURN


@pytest.mark.parametrize("signals", OFF_ON)
@pytest.mark.parametrize(("column", "machine"), [(0, "x86_64"), (1, "aarch64")])
def test_what_is_asked_for(inside, monkeypatch, column, machine, signals):
    """Forks always, signals where Landlock has no scopes; to be looked into is no choice of the run's."""
    seccomp, confine = inside
    monkeypatch.setattr(confine, "MACHINE", machine)
    program, ask = seccomp.supervised(signals=signals), 0x7FC00000
    said = {
        name: answer(program, 0, numbers[column], *arguments)
        for name, numbers, arguments in [
            ("clone", (56, 220), (17,)),
            ("socketpair", (53, 199), (1, 1)),
            ("kill", (62, 129), (1, 9)),
            ("rt_sigqueueinfo", (129, 138), (1, 9)),
            ("handler of SIGCHLD", (13, 134), (17,)),
            ("handler of SIGALRM", (13, 134), (14,)),
            ("dumpable", (157, 167), (4, 0)),
            ("name", (157, 167), (15, 0)),
            ("read", (0, 63), ()),
        ]
    }
    assert said == {
        "clone": ask,
        "socketpair": ask,
        "kill": ask if signals else ALLOW,
        "rt_sigqueueinfo": EPERM if signals else ALLOW,
        "handler of SIGCHLD": ask,
        "handler of SIGALRM": ALLOW,
        "dumpable": NOTHING,
        "name": ALLOW,
        "read": ALLOW,
    }
    assert seccomp.name_of((56, 220)[column]) == "clone"


# Of a run with the trainer's user, or with its own, where there are no namespaces.
FILES = {
    "chmod": ((90, 53), (0,), NOTHING, ALLOW),
    "fchmod": ((91, 52), (3,), NOTHING, ALLOW),
    "fchown": ((93, 55), (3,), EPERM, ALLOW),
    "is it a terminal": ((16, 29), (3, 0x5401), ALLOW, ALLOW),
    "flags of a file": ((16, 29), (3, 0x40086602), 0x50019, ALLOW),
    "size of a socket": ((54, 208), (3, 1, 7), NOTHING, ALLOW),
    "another option": ((54, 208), (3, 1, 8), ALLOW, ALLOW),
    "own signals to others": ((72, 25), (3, 8), EPERM, EPERM),
    "a hint": ((72, 25), (3, 1036), EPERM, EPERM),
}


@pytest.mark.parametrize("call", FILES)
@pytest.mark.parametrize("column", [0, 1], ids=["x86_64", "aarch64"])
def test_files_of_ones_own_user_are_not_marked(inside, monkeypatch, column, call):
    seccomp, confine = inside
    monkeypatch.setattr(confine, "MACHINE", ("x86_64", "aarch64")[column])
    numbers, arguments, *answers = FILES[call]
    for unique, wanted in zip(OFF_ON, answers, strict=True):
        program = seccomp.program(signals=True, unique=unique, bare=True)
        assert answer(program, (0xC000003E, 0xC00000B7)[column], numbers[column], *arguments) == wanted


# Numbers of system calls on two machines, arguments, and the answer with namespaces around and without.
CALLS = {
    "read": ((0, 63), (), ALLOW, ALLOW),
    "ptrace": ((101, 117), (), EPERM, EPERM),
    "unshare": ((272, 97), (), EPERM, EPERM),
    "clone3": ((435, 435), (), ENOSYS, ENOSYS),
    "of the future": ((460, 460), (), ENOSYS, ENOSYS),
    "socket of the internet": ((41, 198), (2, 1), EPERM, EPERM),
    "unix socket": ((41, 198), (1, 1), ALLOW, EPERM),
    "pair of streams": ((53, 199), (1, 1 | 0o2000000), ALLOW, ALLOW),
    "pair of datagrams": ((53, 199), (1, 2), ALLOW, EPERM),
    "pair of tipc": ((53, 199), (30, 1), EPERM, EPERM),
    "a thread": ((56, 220), (0x3D0F00,), ALLOW, ALLOW),
    "write all disks": ((162, 81), (), NOTHING, NOTHING),
    "write a file to its disk": ((74, 82), (3,), NOTHING, NOTHING),
    "a user namespace": ((56, 220), (0x10000000,), EPERM, EPERM),
    "own limits": ((302, 261), (0,), ALLOW, ALLOW),
    "another's limits": ((302, 261), (7,), EPERM, EPERM),
    "a lock": ((72, 25), (3, 6), NOTHING, NOTHING),
    "a lease": ((72, 25), (3, 1024), EPERM, EPERM),
    "size of a pipe": ((72, 25), (3, 1031), ALLOW, ALLOW),
    "times of a file": ((280, 88), (), ALLOW, EPERM),
    "attribute of a file": ((188, 5), (), ALLOW, EPERM),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("column", [0, 1], ids=["x86_64", "aarch64"])
def test_answers(inside, monkeypatch, column, call):
    seccomp, confine = inside
    monkeypatch.setattr(confine, "MACHINE", ("x86_64", "aarch64")[column])
    machine = (0xC000003E, 0xC00000B7)[column]
    numbers, arguments, *answers = CALLS[call]
    for bare, wanted in zip(OFF_ON, answers, strict=True):
        program = seccomp.program(signals=True, unique=True, bare=bare)
        assert answer(program, machine, numbers[column], *arguments) == wanted
        assert answer(program, machine ^ 1, numbers[column], *arguments) == KILL


def test_an_unknown_machine_is_refused(inside, monkeypatch):
    seccomp, confine = inside
    monkeypatch.setattr(confine, "MACHINE", "riscv64")
    with pytest.raises(confine.ConfineError, match="no seccomp filter for riscv64 here, only for x86_64 and aarch64"):
        seccomp.program(signals=True, unique=True, bare=True)
    monkeypatch.setattr(local.platform, "machine", lambda: "riscv64")
    with pytest.raises(SandboxUnavailable, match="no filter of system calls for riscv64"):
        open_sandbox("local")
