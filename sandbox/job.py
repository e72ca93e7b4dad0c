"""One job: started through the zygote, watched, ended, cleaned up after.

The CPU seconds of all its processes decide. The wall clock is a backstop for what sleeps, and says so. Output is read
as it comes and kept up to a bound; stdout held open by a process that outlives the main one does not matter, because
the job ends with its main process.
"""

from __future__ import annotations

import os
import select
import signal
import time
from collections.abc import Sequence

import processes
import scratch
import zygote as protocol
from commands import Command
from confine import Resources
from outcome import Ended, Limits, outcome_of, shortage
from pace import LONG_SECONDS, POLL_SECONDS, Pace, pause
from slot import ANSWER_SECONDS, Slot, sealed
from supervisor import Supervisor

CHUNK = 1 << 16
MAX_IN_SOCKETS = 64 << 20
"""What a run may have sent to itself and not read. The kernel's memory takes time to fill and to free, and a program
that wants to keep so much has its own."""
MIN_SPACE = 256 << 20
MAX_SHRINKING = 1 << 30
"""Where scratch lies on a file system that others use as well: what has to be left of it, and by how much it may
shrink, before a run is stopped to see whether that gives it back. Of files without a name, nothing else tells whose."""
GIVEN_BACK_SECONDS = 1.0
"""File systems take a moment to tell what has been given back."""
STDERR_FLOOD = 64
"""Kept standard error times this may be written before it counts as a flood: warnings are no crime."""
TAIL = 512
ADDRESS_SPACE_EXTRA = 256 << 20
THREAD_STACK = 8 << 20
"""Beyond the memory limit, address space: the interpreter's own mappings, and stacks of threads, hardly touched."""
STACK = 64 << 20
EXTRA_PROCESSES = 8
"""Where a run shares the runner's user, that user's other processes count: unshare, runner, zygotes, the first of the
run's namespace, a spare."""


def _archive(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Files as the zygote unpacks them."""
    named = [(name.encode("utf-8", "surrogateescape"), content) for name, content in files]
    return b"".join(protocol.FILE.pack(len(name), len(content)) + name + content for name, content in named)


class DriverGoneError(Exception):
    """Nobody is left to report to: the slot ends."""


class Job:
    """A run in progress, and what came of it."""

    def __init__(self, slot: Slot, limits: Limits, command: Command, long_seconds: float) -> None:
        """long_seconds: of CPU, from which on others come first."""
        self._slot, self._command = slot, command
        self._limits = limits._replace(memory_bytes=limits.memory_bytes + command.runtime)
        self._user = slot.user()
        self._reason = ""
        self._stdout, self._stderr = bytearray(), bytearray()
        self._tail = b""
        self._counts = {"stdout": 0, "stderr": 0}
        self._peak = 0
        self._wall = self._cpu = 0.0
        self._status = -1
        self._infrastructure = ""
        self._left, self._sacrificed = True, False
        self._stopped = self._looked = 0.0
        self._pace = Pace(long_seconds)
        self._supervisor: Supervisor | None = None
        self._nice = 0
        self._space = slot.space()
        self._space_left: int | None = None
        self.dirty = ""

    # -------------------------------------------------------------- running

    def run(self, program: int, stdin: int, files: Sequence[tuple[str, bytes]] = ()) -> None:
        """Start, watch, and end it with all that it started. files: what lies beside the source."""
        limits, command = self._limits, self._command
        numbers = Resources(
            cpu=int(limits.cpu_seconds) + 1,
            address_space=limits.memory_bytes
            + ADDRESS_SPACE_EXTRA
            + limits.processes * THREAD_STACK
            + command.reserved,
            file_size=limits.file_bytes,
            open_files=limits.open_files,
            processes=-1 if self._slot.asks else limits.processes + (0 if self._slot.unique else EXTRA_PROCESSES),
            stack=STACK,
        )
        message = protocol.JOB.pack(command.kind, self._user, *numbers)
        words = "\0".join([command.file, *command.environment, "", *command.argv])
        arguments = sealed(words.encode("utf-8", "surrogateescape"), "arguments")
        ours = [arguments, *([sealed(_archive([*command.files, *files]), "files")] if command.files or files else [])]
        out_read, out_write = os.pipe2(os.O_CLOEXEC)
        err_read, err_write = os.pipe2(os.O_CLOEXEC)
        for descriptor in (out_write, err_write):
            os.fchmod(descriptor, 0o222)  # /dev/stdout can be opened, by whoever the job is
        begin = self._looked = time.monotonic()
        self._slot.number_processes()
        started = self._slot.zygote.submit(message, [program, stdin, out_write, err_write, *ours])
        for descriptor in (*ours, out_write, err_write):
            os.close(descriptor)
        try:
            if started:
                os.set_blocking(out_read, False)
                os.set_blocking(err_read, False)
                self._watch(out_read, err_read, begin)
            else:
                self._infrastructure = "the interpreter for jobs has died"
            ended = time.monotonic()
            self._wall = ended - begin
            self._pace.end(ended - self._looked, self._cpu)
            self._refuse_forks()
            self._end_all()
            self._drain(out_read, "stdout")
            self._drain(err_read, "stderr")
        finally:
            os.close(out_read)
            os.close(err_read)

    def _watch(self, out_read: int, err_read: int, begin: float) -> None:
        zygote = self._slot.zygote.socket.fileno()
        poll = select.poll()
        poll.register(out_read, select.POLLIN)
        poll.register(err_read, select.POLLIN)
        poll.register(zygote, select.POLLIN)
        poll.register(0, 0)  # the driver's end of our input: only that it is gone
        if self._slot.driver >= 0:
            poll.register(self._slot.driver, select.POLLIN)
        pipes = {out_read: "stdout", err_read: "stderr"}
        asked = -1
        looks, look = 0, begin + pause(0)
        while True:
            for descriptor, event in poll.poll(max(0.0, look - time.monotonic()) * 1000 + 1):
                if descriptor in pipes:
                    if self._drain(descriptor, pipes[descriptor], once=True):
                        poll.unregister(descriptor)
                elif descriptor == zygote:
                    if self._hear():
                        return
                    if self._supervisor:
                        asked = self._supervisor.listener
                        poll.register(asked, select.POLLIN)
                elif descriptor == asked:
                    if self._supervisor and not event & ~select.POLLIN:
                        self._supervisor.answer()
                    else:  # the run is over, or all of it has ended
                        poll.unregister(asked)
                else:
                    raise DriverGoneError
            now = time.monotonic()
            if now >= look:
                if self._stopped and now - self._stopped > ANSWER_SECONDS:
                    self._lose_zygote("the interpreter for jobs does not answer")
                    return
                self._look(now - begin, now - self._looked, waits_for_us=bool(poll.poll(0)))
                looks, self._looked, look = looks + 1, now, now + pause(looks + 1)

    def _hear(self) -> bool:
        """A message of the zygote. Returns whether the job has ended."""
        try:
            message, descriptors = self._slot.zygote.hear()
        except OSError:
            message, descriptors = b"", []
        if message == b"L" and descriptors:
            self._supervisor = Supervisor(descriptors[0], self._slot.zygote.pid, self._limits.processes)
            return False
        if message[:1] == b"E":
            _, self._status, cpu, peak, left = protocol.ENDED.unpack(message)
            self._cpu = cpu - self._slot.zygote.cpu_before
            self._peak = max(self._peak, peak * 1024)
            self._left = bool(left)
            self._slot.zygote.cpu_before = cpu
            return True
        self._lose_zygote("the interpreter for jobs has died")
        return True

    def _lose_zygote(self, reason: str) -> None:
        """It does not answer any more. That is nobody's fault but ours, unless we killed it along with the run."""
        if not self._sacrificed:
            self._infrastructure = reason
        elif self._status < 0:
            self._status = int(signal.SIGKILL)

    def _drain(self, descriptor: int, name: str, *, once: bool = False) -> bool:
        """Read what there is, keep what fits. Returns whether the pipe is at its end."""
        limits = self._limits
        kept, bound = (self._stdout, limits.stdout_bytes) if name == "stdout" else (self._stderr, limits.stderr_bytes)
        flood = bound if name == "stdout" else bound * STDERR_FLOOD
        while True:
            try:
                data = os.read(descriptor, CHUNK)
            except BlockingIOError:
                return False
            if not data:
                return True
            self._counts[name] += len(data)
            kept += data[: max(0, bound - len(kept))]
            if name == "stderr":
                self._tail = (self._tail + data)[-TAIL:]
            if self._counts[name] > flood:
                self._stop("output_limit")
                return True
            if once:
                return False

    def _look(self, wall: float, seconds: float, *, waits_for_us: bool) -> None:
        """What the run's processes use now; stop it at a limit, make room for others if it is long or sleeps.

        seconds: since the last look. waits_for_us: to read what it has written, so that it is not asleep.
        """
        slot, limits, pace, zygote = self._slot, self._limits, self._pace, self._slot.zygote
        usage = processes.usage(zygote.pid, limits.memory_bytes)
        dead = processes.dead_children_cpu(zygote.pid) - zygote.cpu_before
        pace.look(seconds, usage, dead, processes.AWAKE if waits_for_us else processes.state(zygote.pid))
        in_sockets = slot.held_by_sockets(self._user, MAX_IN_SOCKETS)
        memory = usage.memory + in_sockets
        self._peak = max(self._peak, memory)
        if pace.cpu > limits.cpu_seconds:
            self._stop("time_limit")
        elif usage.tasks - self._slot.namespace >= limits.processes:
            self._stop("process_limit")
        elif memory > limits.memory_bytes or in_sockets > MAX_IN_SOCKETS:
            self._stop("memory_limit")
        elif not slot.scratch_is_within_bounds():
            self._stop("output_limit")
        elif self._takes_space():
            self._stop("space")
        elif pace.idle > limits.idle_seconds:
            self._stop("idle")
        elif wall - pace.waited > limits.wall_seconds:
            self._stop("wall")
        elif wall > limits.wall_seconds and self._starves(wall, seconds):
            self._stop("starved")
        elif pace.greedy and wall > LONG_SECONDS:  # our fork waits behind a crowd: most bombs meet a limit before
            nice = max(self._nice, pace.niceness(processes.runnable(zygote.pid)))
            if nice > self._nice or not processes.are_slow(zygote.pid, nice):
                self._nice = nice
                processes.slow_down(self._user, zygote.pid, nice)
        slot.beat(pace.asleep, pace.long)

    def _starves(self, wall: float, seconds: float) -> bool:
        self._pace.look_at_delays(seconds, processes.delays(self._slot.zygote.pid))
        return self._pace.starves(wall, self._limits.wall_seconds)

    def _takes_space(self) -> bool:
        """Whether the file system of scratch has lost so much since the run began that it may be the run's doing."""
        if self._space is None or self._reason:
            return False
        self._space_left = self._slot.space() or 0
        return self._space_left < MIN_SPACE or self._space - self._space_left > MAX_SHRINKING

    # -------------------------------------------------------------- ending

    def _stop(self, reason: str) -> None:
        """End the run for a reason; the first one stands."""
        self._reason = self._reason or reason
        self._stopped = self._stopped or time.monotonic()
        self._kill()

    def _refuse_forks(self) -> None:
        if self._supervisor:
            self._supervisor.close()

    def _kill(self) -> None:
        self._refuse_forks()
        if self._slot.unique:
            processes.kill_user(self._user)
        elif not processes.kill_members(self._slot.zygote.pid) and os.getpid() == 1:
            self._sacrificed = True
            os.kill(-1, signal.SIGKILL)  # all at once, the zygote too

    def _end_all(self) -> None:
        """Let nothing of the run live on."""
        zygote = self._slot.zygote
        if not self._left and not self._infrastructure:
            return
        until = time.monotonic() + ANSWER_SECONDS
        answer: tuple[float, bool] | None = (0.0, True)
        while not self._infrastructure and not self._sacrificed and answer is not None and time.monotonic() < until:
            self._kill()
            answer = zygote.gone()
            if answer is not None:
                self._cpu += answer[0] - zygote.cpu_before
                zygote.cpu_before = answer[0]
                if not answer[1]:
                    return
                time.sleep(0.001)
        if answer is None:
            self._lose_zygote("the interpreter for jobs has died")
        self._kill()
        zygote.replace()
        processes.reap()
        if processes.members(zygote.pid):
            self.dirty = "processes of a run cannot be killed"

    def clean(self) -> None:
        """Empty scratch; dirty says what is left."""
        if not scratch.empty(self._slot.scratch, self._user):
            self.dirty = self.dirty or "scratch cannot be emptied"
        if self._reason == "space" and self._space_left is not None:
            until = time.monotonic() + GIVEN_BACK_SECONDS
            while self._reason == "space" and time.monotonic() < until:
                if (self._slot.space() or 0) - self._space_left > self._slot.scratch_bytes():
                    self._reason = "output_limit"
                time.sleep(POLL_SECONDS)

    def ended(self) -> Ended:
        """How it ended."""
        reason, limits = self._reason, self._limits
        backstop, idle = reason == "wall", reason == "idle"
        if reason == "space":
            reason, self._infrastructure = "", "the file system that scratch lies on fills up, and not by this run"
        elif reason == "starved":
            reason, self._infrastructure = "", "the machine is too busy to run it"
        return Ended(
            outcome="time_limit" if backstop or idle else reason or self._outcome(),
            status=self._status,
            cpu=max(0.0, self._cpu + self._pace.hidden),
            wall=self._wall,
            own=self._pace.own,
            peak=self._peak,
            backstop=backstop,
            stdout=bytes(self._stdout),
            stderr=bytes(self._stderr),
            detail=self._infrastructure
            or (f"it slept: nothing of it ran in {limits.idle_seconds:g} seconds" if idle else "")
            or (f"the wall clock's backstop of {limits.wall_seconds:g} seconds" if backstop else ""),
        )

    def _outcome(self) -> str:
        if self._infrastructure or self._status < 0:
            return "sandbox_error"
        limits, slot = self._limits, self._slot
        lacked = shortage(self._tail, bytes(self._stderr), self._command.memory_signs)
        return outcome_of(self._status, self._cpu + self._pace.hidden, self._peak, lacked, limits, slot.memory_ran_out)
