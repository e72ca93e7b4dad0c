"""How a run spends its time, look by look: asleep, waiting for a processor, or for long on one.

A run is charged for its CPU time and for its sleep, and for a wait for a disk by the wall clock. Waiting for a
processor is the machine's doing and costs it nothing. A run that has had a processor for long makes room for others.
"""

from __future__ import annotations

import math
import os

import processes

POLL_SECONDS = 0.05
"""Between two looks at what a run's processes use, on average; a look costs a tenth of a millisecond. Each pause is
chosen anew, between half of this and one and a half times it: no program can be awake for the looks alone."""
FIRST_LOOK_SECONDS = 0.01
"""Before the first look, on average, and twice as long before each one after it, up to POLL_SECONDS: what forks or
fills memory has not got far by then, and the next run has not waited long. Most runs have ended before."""
MAX_STEP = 2 * POLL_SECONDS
"""What one look at a sleeping run counts for at most: we may not have been given a processor ourselves for longer."""
DOZE_SECONDS = 0.02
"""Asleep for so long, a run leaves its processor to another slot's."""
LONG_SECONDS = 0.05
"""Awake for so long, or with so much CPU, a run is a long one. Most take a few milliseconds, so the long ones can wait
for them, and not the other way round."""
MIN_HIDDEN_SECONDS = 0.1
UNTOLD_SECONDS = 0.02
"""Of each process: its times are told in hundredths of a second, cut off."""
CROWD = 8
"""Tasks of a run that is taken for a long one, whatever it has used: the kernel tells the time of each process in
hundredths of a second, and sixty that have used less have used half a second."""
LONG_NICE = 3
"""Half of what a neighbour gets, who is not long. Other programs of the machine are not long either: with less, a long
run would have next to nothing beside many of them."""
MAX_NICE = 19
MAX_OWN_STRETCH = 10
"""So many times its wall clock a run may take before it is given up, not counting what the kernel tells that its tasks
have waited for a processor: a program of which one wakes now and then is not kept from anything."""
MAX_WALL_STRETCH = 100
"""The same with all that counted: the machine stands still."""
NICE_STEP = 1.25
"""Of two tasks that differ by one in nice(2), the kernel gives one so much more than the other."""


def pause(looks: int) -> float:
    """Seconds until the next look, after so many."""
    return min(POLL_SECONDS, FIRST_LOOK_SECONDS * 2 ** min(looks, 8)) * (0.5 + os.urandom(1)[0] / 256)


class Pace:
    """What the looks have found so far."""

    def __init__(self, long_seconds: float) -> None:
        """long_seconds: awake or of CPU, from which on a run is a long one."""
        self._long_seconds = long_seconds
        self.long = False
        """Whether others' runs come before it: another slot may have its processor."""
        self.greedy = False
        """Whether it has used so much CPU, or is so many, that its tasks are made nice."""
        self.idle = 0.0
        """Seconds asleep, in all."""
        self.own = 0.0
        """Seconds that it would have taken with nothing beside it: asleep, or on a processor."""
        self._asleep_last = False
        self.waited = 0.0
        """Seconds in which it waited for a processor and had none, in all."""
        self.delayed = 0.0
        """Seconds in which a task of it waited for a processor, as the kernel tells, since it was first asked for."""
        self._delays: dict[int, float] | None = None
        self._asked = self._told_delays = 0.0
        self.cpu = self.hidden = 0.0
        """Seconds of CPU in all, and those of them that the kernel does not tell."""
        self._dozed = self._awake = self._told = self._dead = 0.0
        self._runnable = 0
        self._unwaited = Unwaited()

    def look(self, seconds: float, usage: processes.Usage, dead: float, state: str) -> None:
        """Take note of how it is, so many seconds after the last look. dead: CPU seconds that the zygote waited for."""
        if state == processes.ASLEEP:
            self.idle += min(seconds, MAX_STEP)
            self._dozed += min(seconds, MAX_STEP)
        else:
            self._dozed = 0.0
        ran = max(0.0, usage.cpu + dead - self._told)
        self._asleep_last = state == processes.ASLEEP
        self.own += self._own(seconds, ran)
        not_told = max(0.0, seconds - ran) if state == processes.AWAKE else 0.0
        self.hidden = self._unwaited.look(usage.spent, dead - self._dead, not_told)
        if not self.hidden:
            self.waited += not_told
        self._told, self._dead = usage.cpu + dead, dead
        self.cpu = self._told + self.hidden
        self._awake += seconds if state != processes.ASLEEP else 0.0
        self.greedy = self.greedy or self.cpu > self._long_seconds or usage.tasks > CROWD
        self.long = self.greedy or self._awake > self._long_seconds

    def end(self, seconds: float, cpu: float) -> None:
        """Take note of the time since the last look, when it has ended. cpu: its seconds in all."""
        self.own += self._own(seconds, max(0.0, cpu - self._told))

    def _own(self, seconds: float, ran: float) -> float:
        return min(seconds, MAX_STEP if self._asleep_last else ran)

    def look_at_delays(self, seconds: float, delays: dict[int, float]) -> None:
        """Take note of how long each task has waited for a processor in its life.

        The kernel tells of a wait when it is over, so what one look finds may be of several before it.
        """
        if self._delays is not None:
            self._told_delays += sum(max(0.0, now - self._delays.get(task, 0.0)) for task, now in delays.items())
            self._asked += seconds
            self.delayed = min(self._asked, self._told_delays)
        self._delays = delays

    def starves(self, wall: float, wall_seconds: float) -> bool:
        """Whether it has to be given up: it has had its time many times over, and no limit has ended it."""
        return wall - self.delayed > wall_seconds * MAX_OWN_STRETCH or wall > wall_seconds * MAX_WALL_STRETCH

    @property
    def asleep(self) -> bool:
        """Whether it sleeps, so that another slot's run can have its processor."""
        return self._dozed > DOZE_SECONDS

    def niceness(self, runnable: int) -> int:
        """What nice(2) its tasks are to have if so many of them want a processor now.

        The kernel shares by tasks: sixty of them get together what one would. Those of one look may be there by chance.
        """
        tasks, self._runnable = min(self._runnable, runnable), runnable
        extra = round(math.log(max(1, tasks), NICE_STEP))
        return min(MAX_NICE, LONG_NICE + extra)


class Unwaited:
    """CPU time of processes for whose end nobody waited (SIGCHLD ignored): the kernel counts it for nobody.

    What a process had used when it was last seen has to be found with those who waited for it, sooner or later. A run
    that has hidden more than a moment has all of its waking time counted.
    """

    def __init__(self) -> None:
        self._seen: dict[bytes, processes.Spent] = {}
        self._missed = self._last_missed = 0.0
        self._awake = 0.0

    def look(self, spent: dict[bytes, processes.Spent], waited_for: float, awake: float) -> float:
        """Take note; returns the seconds that are hidden.

        spent: by process. waited_for: what the zygote has found since the last look. awake: what is not accounted for
        of the time since then, if the run was awake.
        """
        for name, (own, children) in self._seen.items():
            if name not in spent:
                self._missed += own + children
        found = sum(now.children - self._seen.get(name, _NOTHING).children for name, now in spent.items())
        self._missed -= found + waited_for
        self._seen = spent
        # One look may come between an end and its being waited for.
        missed, self._last_missed = min(self._missed, self._last_missed), self._missed
        if missed < MIN_HIDDEN_SECONDS + UNTOLD_SECONDS * len(spent):
            return 0.0
        self._awake += awake
        return max(missed, self._awake)


_NOTHING = processes.Spent(0.0, 0.0)
