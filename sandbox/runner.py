"""The runner: first process of a slot, one program at a time. Standard library only, Python 3.9 or later.

    driver (verifiers/sandbox)  ⇄  runner  ⇄  zygote  →  job

Command line: `python3 -I -S runner.py CONFIGURATION`, JSON:

    scratch   folders that runs may write to, empty at the start; the first is their working folder
    read      paths that runs may read and execute (Landlock; the wall has hidden the rest anyway)
    devices   device files that runs may read and write, /dev/null say
    home      the folder of these files, as the slot sees it
    users     [first, count]: each run gets a user of its own from this range (needs CAP_SETUID, CAP_SETGID, CAP_KILL
              in the slot), or null: runs share the runner's user
    keep      capabilities (numbers) that the runner keeps
    namespace  whether each run gets a process namespace of its own (needs CAP_SYS_ADMIN in the slot)
    last_process  a descriptor that sets the number of the last process, or -1 (needs CAP_CHECKPOINT_RESTORE)
    driver    a descriptor (a pidfd of the driver) that becomes readable when the driver has died, or -1
    preload   modules that the clean interpreter has loaded already
    bounds    [bytes, files] that scratch may hold where its file system has no bounds of its own; given where there are
              no namespaces and runs see the file tree of the host (keeper.py)

Wire, both ways: frames of two big-endian 32-bit lengths, a header in JSON and a body. Requests are answered in order;
several may be written at once. Standard input at its end ends the slot. The first frame comes from the runner:

    {"ready": 1, "python": "3.11.2", "landlock": 7, "users": true, "namespace": false, "first": true,
     "languages": ["python", …]}

with the languages whose commands are there.

Requests, by "do":

    load     key, language; body: the program (Python: its source; else the binary). No answer.
    compile  id, key, language, limits, files; body: the source, and the files' contents. The answer's third part is the
             binary, and it is loaded.
    run      id, key, args, limits, perhaps files and fetch; body: standard input, and the files' contents

files: [[name, size], …], which lie beside the source; fetch: names of files whose contents the answer has.

limits: cpu_seconds, wall_seconds, idle_seconds, memory_bytes, stdout_bytes, stderr_bytes, file_bytes, open_files,
processes. While a run goes on or is cleaned up after, frames without an id say, every second and at each change, that
the runner is there, and whether the run sleeps or is a long one: {"beat": 1, "asleep": false, "long": false}.


Answers: id, outcome, status (as wait(2) gives it, -1 unknown), cpu, wall, peak (bytes), backstop, detail, dirty (a
sentence: the slot must be replaced), fetched (names), sizes (of stdout, stderr and the binary or the fetched files,
which follow each other in the body).
An answer with outcome "unknown_program" asks for a load first (the runner keeps only so many).

The runner is the only one that reads data, and compares no output. What a run prints, leaves or is called never becomes
a path, a command or a format here.
"""

from __future__ import annotations

import json
import os
import select
import struct
import sys
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import confine
from commands import Commands
from job import DriverGoneError, Job
from outcome import Ended, Limits
from pace import LONG_SECONDS
from scratch import fetch
from slot import BEAT_SECONDS, Slot, sealed
from warm import IDLE_SECONDS, wanted_by

HEAD = struct.Struct(">II")
MAX_HEADER = 1 << 20
MAX_BODY = 1 << 30
READ = 1 << 20
KEPT_PROGRAMS = 64
KEPT_BYTES = 256 << 20
"""Programs that the runner keeps in memory; a driver that wants an older one loads it again."""
LONG_COMPILE_SECONDS = 2.0
"""A compiler takes a second, and hundreds of megabytes: more of them at a time than processors help nobody."""
DELAY_SECONDS = 0.02
"""Answers wait so long for others to be sent along with, while requests are queued."""


class Program(NamedTuple):
    """A program in memory that nobody can write to."""

    descriptor: int
    size: int
    language: str
    zygote: str


def _frame(header: dict[str, Any], *parts: bytes) -> bytes:
    text = json.dumps({**header, "sizes": [len(part) for part in parts]}).encode()
    return b"".join([HEAD.pack(len(text), sum(map(len, parts))), text, *parts])


class Wire:
    """Frames over standard input and output, given up when the driver is gone."""

    def __init__(self, driver: int) -> None:
        self._driver = driver
        self._received = bytearray()
        self._unsent = bytearray()
        self._since = self._beaten = 0.0
        self._idle: Callable[[], None] = lambda: None
        self._told = (False, False)
        for descriptor in (0, 1):
            os.set_blocking(descriptor, False)

    def requests(self, idle: Callable[[], None]) -> Iterator[tuple[dict[str, Any], bytes]]:
        """What the driver asks, one after the other. idle: called now and then where it asks nothing."""
        self._idle = idle
        while True:
            while len(self._received) < HEAD.size:
                self._read()
            header, body = HEAD.unpack_from(self._received)
            if header > MAX_HEADER or body > MAX_BODY:
                raise DriverGoneError
            while len(self._received) < HEAD.size + header + body:
                self._read()
            end = HEAD.size + header
            request = json.loads(self._received[HEAD.size : end])
            content = bytes(self._received[end : end + body])
            del self._received[: end + body]
            yield request, content

    def _read(self) -> None:
        self.flush()
        self._wait(0, select.POLLIN)
        data = os.read(0, READ)
        if not data:
            raise DriverGoneError
        self._received += data

    def answer(self, header: dict[str, Any], *parts: bytes) -> None:
        """Queue a frame; it is sent at the latest when there is nothing else to do."""
        if not self._unsent:
            self._since = time.monotonic()
        self._told = (False, False)
        self._unsent += _frame(header, *parts)
        if len(self._received) < HEAD.size or time.monotonic() - self._since > DELAY_SECONDS:
            self.flush()

    def beat(self, asleep: bool, long: bool) -> None:  # noqa: FBT001 - facts, not modes
        """Say that we are here, now and then, and send what has been answered; what cannot be sent at once waits."""
        now = time.monotonic()
        if not self._unsent and (now - self._beaten > BEAT_SECONDS or (asleep, long) != self._told):
            self._beaten, self._told = now, (asleep, long)
            self._unsent += _frame({"beat": 1, "asleep": asleep, "long": long})
        while self._unsent and self._send():
            pass

    def flush(self) -> None:
        """Send all."""
        while self._unsent:
            self._wait(1, select.POLLOUT)
            self._send()

    def _send(self) -> bool:
        """Send what can be sent at once; False if that is nothing."""
        try:
            sent = os.write(1, self._unsent[:READ])
        except BlockingIOError:
            return False
        except BrokenPipeError:
            raise DriverGoneError from None
        del self._unsent[:sent]
        return True

    def _wait(self, descriptor: int, event: int) -> None:
        poll = select.poll()
        poll.register(descriptor, event)
        if self._driver >= 0:
            poll.register(self._driver, select.POLLIN)
        while not (ready := dict(poll.poll(IDLE_SECONDS * 1000))):
            self._idle()
        if self._driver in ready:
            raise DriverGoneError


class Runner:
    """Programs by key, and the slot that runs them."""

    def __init__(self, configuration: dict[str, Any]) -> None:
        self._commands = Commands(configuration)
        confine.prctl(confine.PR_SET_DUMPABLE, 0)
        if "keep" in configuration:
            confine.keep_capabilities(configuration["keep"])
        abi = confine.landlock_abi()
        configuration["scoped"] = abi >= 6
        self._wire = Wire(configuration.get("driver", -1))
        self._slot = Slot(configuration, self._wire.beat)
        self._programs: OrderedDict[str, Program] = OrderedDict()
        self._wire.answer(
            {
                "ready": 1,
                "python": sys.version.split()[0],
                "landlock": abi,
                "users": self._slot.unique,
                "namespace": self._slot.namespace,
                "first": os.getpid() == 1,
                "languages": self._commands.there(),
            }
        )

    def serve(self) -> None:
        """Answer until the driver is gone."""
        for request, body in self._wire.requests(self._slot.end_idle):
            if request["do"] == "load":
                self._keep(request["key"], request["language"], body)
            elif request["do"] == "compile":
                self._compile(request, body)
            else:
                self._run(request, body)

    def _keep(self, key: str, language: str, program: bytes) -> None:
        old = self._programs.pop(key, None)
        if old:
            os.close(old.descriptor)
        zygote = wanted_by(program) if language == "python" else ""
        self._programs[key] = Program(sealed(program, "program"), len(program), language, zygote)
        total = sum(kept.size for kept in self._programs.values())
        while len(self._programs) > KEPT_PROGRAMS or (total > KEPT_BYTES and len(self._programs) > 1):
            _, oldest = self._programs.popitem(last=False)
            total -= oldest.size
            os.close(oldest.descriptor)

    def _run(self, request: dict[str, Any], body: bytes) -> None:
        program = self._programs.get(request["key"])
        if program is None:
            self._wire.answer({"id": request["id"], "outcome": "unknown_program"})
            return
        self._programs.move_to_end(request["key"])
        stdin, files = _split(body, request.get("files", ()))
        limits = Limits(**request["limits"])
        command = self._commands.to_run(program.language, request.get("args", []), limits.memory_bytes)
        descriptors = [program.descriptor, sealed(stdin, "stdin")]
        if not command.file and not self._slot.unique:
            # A run that owns its binary could leave data for the next one in its mode, times and attributes.
            descriptors[0] = sealed(os.pread(program.descriptor, program.size, 0), "program")
        self._slot.choose_zygote(program.zygote)
        try:
            job = Job(self._slot, limits, command, LONG_SECONDS)
            job.run(*descriptors, files)
        finally:
            for descriptor in descriptors:
                if descriptor != program.descriptor:
                    os.close(descriptor)
        fetched = fetch(self._slot.scratch[0], request.get("fetch", ()))
        job.clean()
        request["fetched"] = list(fetched)
        self._answer(request, job, job.ended(), *fetched.values())

    def _compile(self, request: dict[str, Any], body: bytes) -> None:
        """Compile under limits. What comes of it is data that runs can execute and not write to."""
        source, files = _split(body, request.get("files", ()))
        limits = Limits(**request["limits"])
        command = self._commands.to_compile(request["language"], limits.memory_bytes)
        descriptors = [sealed(source, "source"), sealed(b"", "stdin")]
        self._slot.choose_zygote("")
        try:
            job = Job(self._slot, limits, command, LONG_COMPILE_SECONDS)
            job.run(*descriptors, files)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        ended = job.ended()
        binary = b""
        if ended.outcome == "ok":
            product = self._commands.product(request["language"])
            binary = fetch(self._slot.scratch[0], [product]).get(product, b"")
        job.clean()
        if binary:
            self._keep(request["key"], request["language"], binary)
        elif ended.outcome != "sandbox_error":
            detail = "" if ended.outcome == "runtime_error" else f"the compiler ended by {ended.outcome}"
            ended = ended._replace(outcome="compile_error", detail=ended.detail or detail)
        self._answer(request, job, ended, binary)

    def _answer(self, request: dict[str, Any], job: Job, ended: Ended, *parts: bytes) -> None:
        header = {
            "id": request["id"],
            "outcome": ended.outcome,
            "status": ended.status,
            "cpu": ended.cpu,
            "wall": ended.wall,
            "own": ended.own,
            "peak": ended.peak,
            "backstop": ended.backstop,
            "detail": ended.detail,
            "dirty": job.dirty,
            "fetched": request.get("fetched", []),
        }
        self._wire.answer(header, ended.stdout, ended.stderr, *parts)


def _split(body: bytes, sizes: Sequence[tuple[str, int]]) -> tuple[bytes, list[tuple[str, bytes]]]:
    """A body into what comes first and the files behind it."""
    end = len(body)
    files: list[tuple[str, bytes]] = []
    for name, size in reversed(sizes):
        files.append((name, body[end - size : end]))
        end -= size
    return body[:end], files[::-1]


def main(configuration: dict[str, Any]) -> None:
    """Serve the driver until it is gone; then the slot ends, and with it, as its first process, all others."""
    os.umask(0o022)
    try:
        Runner(configuration).serve()
    except DriverGoneError:
        pass
    os._exit(0)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
