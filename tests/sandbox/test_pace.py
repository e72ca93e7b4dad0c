"""What a run takes of the machine: it makes room for others, is charged for all that it uses, and not for its waits."""

import contextlib
import os
import subprocess
import sys
import threading
import time

import pytest
from own_wall import open_or_skip

from verifiers.sandbox import Limits, Program, SandboxUnavailable, slots
from verifiers.sandbox.walls import files_for_slots

BUSY = Program("python", "while True: pass")
HELLO = Program("python", "print('hello')")
SECONDS = 120
"""For what takes a quarter of a second where the machine has nothing else to do."""


@pytest.fixture
def pace(monkeypatch):
    """The module of the slot's inside."""
    monkeypatch.syspath_prepend(str(files_for_slots()))
    import pace

    return pace


def usage(cpu=0.0, tasks=1, spent=()):
    import processes

    return processes.Usage(cpu, 0, tasks, {name: processes.Spent(*seconds) for name, seconds in dict(spent).items()})


# ------------------------------------------------------------------ room for others


@pytest.mark.parametrize("count", [1, 3])
def test_busy_loops_leave_their_processors_to_others(count):
    """As many programs without an end as there are slots, or more, and none of the others waits for one of them."""
    ended = []

    def loop():
        with contextlib.suppress(SandboxUnavailable):  # it is closed meanwhile
            ended.append(opened.run(BUSY, limits=Limits(cpu_seconds=600)))

    with open_or_skip(slots=1) as opened:
        threads = [threading.Thread(target=loop) for _ in range(count)]
        for thread in threads:
            thread.start()
        results = [opened.run(HELLO) for _ in range(20)]
        assert ended == []
        assert len(opened._slots._all) <= 1 + count
    for thread in threads:
        thread.join()
    assert {result.stdout for result in results} == {b"hello\n"}


def test_there_are_only_so_many_long_runs_at_a_time(monkeypatch):
    """A batch of nothing else has more slots than processors, but not as many as one of sleepers."""
    burn = Program("python", "import time\nwhile time.process_time() < 0.4: pass\nprint('done')")
    monkeypatch.setattr(slots, "LONG_SPARE", 2)
    with open_or_skip(slots=1) as opened:
        threads = [threading.Thread(target=opened.run, args=(burn,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(opened._slots._all) == 3


class Idle:
    """A slot that nobody works with."""

    asleep = long = False

    def end(self):
        pass

    kill = end


def test_who_helps_comes_after_all_who_have_no_slot(monkeypatch):
    """Else the second test of a slow row comes before the first of others."""
    opened = slots.Slots(None, 1)
    monkeypatch.setattr(slots, "Slot", lambda *_: Idle())
    order, began = [], []

    def wait(name, *, first):
        began.append(name)
        with opened.lease(first=first):
            order.append(name)

    with opened.lease():
        threads = [
            threading.Thread(target=wait, args=(name,), kwargs={"first": name != "helper"})
            for name in ("helper", "first", "second")
        ]
        for number, thread in enumerate(threads):
            thread.start()
            while len(began) <= number or opened._waiting < number:
                pass
    for thread in threads:
        thread.join()
    assert order[-1] == "helper"


def test_the_long_and_the_many_are_nice(pace):
    """Together as much as one of them."""
    at = pace.Pace(long_seconds=0.1)
    for cpu, tasks, greedy, long in [(0.04, 1, False, False), (0.06, 1, False, True), (0.12, 1, True, True)]:
        at.look(0.06, usage(cpu, tasks), 0.0, "awake")
        assert (at.greedy, at.long) == (greedy, long)
    crowd = pace.Pace(long_seconds=0.1)
    crowd.look(0.01, usage(0.0, pace.CROWD), 0.0, "awake")
    assert not crowd.greedy
    crowd.look(0.01, usage(0.0, pace.CROWD + 1), 0.0, "awake")
    assert crowd.greedy
    assert crowd.niceness(60) == pace.LONG_NICE  # there may have been so many by chance
    assert crowd.niceness(9) == 13
    assert crowd.niceness(1) == pace.LONG_NICE
    assert [crowd.niceness(60) for _ in range(2)][1] == pace.MAX_NICE


def test_the_first_looks_come_soon(pace):
    """Before a run has had much, and at times that no program can know."""
    pauses = [[pace.pause(looks) for _ in range(200)] for looks in (0, 1, 2, 3, 1000)]
    for average, found in zip((0.01, 0.02, 0.04, 0.05, 0.05), pauses, strict=True):
        assert 0.5 * average <= min(found) < 0.8 * average < 1.2 * average < max(found) <= 1.5 * average


# ------------------------------------------------------------------ what it is charged for


def test_waiting_for_a_processor_is_not_charged(pace):
    at = pace.Pace(long_seconds=1)
    at.look(0.05, usage(0.01), 0.0, "awake")
    assert at.waited == pytest.approx(0.04)
    at.look(0.05, usage(0.06), 0.0, "awake")
    assert at.waited == pytest.approx(0.04)
    for state in ("asleep", "on disk"):
        at.look(0.05, usage(0.06), 0.0, state)
    assert (at.waited, at.idle) == (pytest.approx(0.04), pytest.approx(0.05))
    at.look(0.05, usage(0.0), 0.08, "awake")  # a child has ended, and the zygote tells its time
    assert at.waited == pytest.approx(0.07)


def test_a_busy_machine_is_not_the_backstop(sandbox):
    """Half a second of CPU beside four busy loops for each processor takes longer than the wall clock allows."""
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(4 * (os.cpu_count() or 1))]
    source = "import os, time\nwhile time.process_time() < 0.5: pass\nprint('done')"
    try:
        result = sandbox.run(Program("python", source), limits=Limits(wall_seconds=1.5))
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()
    assert (result.outcome, result.stdout) == ("ok", b"done\n")


def test_the_wall_clock_still_ends_what_does_not_wait_for_a_processor(sandbox):
    sleeper = Program("python", "import time; time.sleep(600)")
    result = sandbox.run(sleeper, limits=Limits(wall_seconds=0.3, idle_seconds=300))
    assert (result.outcome, result.backstop) == ("time_limit", True)


def test_what_the_kernel_tells_of_waits(pace):
    """Of all tasks together, but no more than the time that has passed; what was before the first look is not known."""
    at = pace.Pace(long_seconds=1)
    at.look_at_delays(0.05, {7: 3.0})
    assert at.delayed == 0.0
    at.look_at_delays(0.05, {7: 3.02, 8: 0.01})
    assert at.delayed == pytest.approx(0.03)
    at.look_at_delays(0.05, {7: 3.06, 8: 0.05})
    assert at.delayed == pytest.approx(0.1)  # 0.11 was told, 0.1 has passed
    at.look_at_delays(0.05, {9: 0.02})  # others have ended
    assert at.delayed == pytest.approx(0.13)


@pytest.mark.parametrize(
    ("wall", "delayed", "gives_up"), [(11, 2, False), (13, 2, True), (99, 98, False), (101, 100, True)]
)
def test_a_run_is_given_up_where_it_could_have_gone_on(pace, wall, delayed, gives_up):
    """Ten times its wall clock, and what the kernel tells of waits on top; a hundred times in all."""
    at = pace.Pace(long_seconds=1)
    at.delayed = delayed
    assert at.starves(wall, 1) == gives_up


@pytest.mark.usefixtures("pace")
def test_delays_are_told_of_all_tasks():
    """Two loops on one processor: what one gets, the other waits for."""
    import processes

    cpu = min(os.sched_getaffinity(0))
    source = f"import os\nos.sched_setaffinity(0, [{cpu}])\nwhile True: pass"
    loops = [subprocess.Popen([sys.executable, "-S", "-c", source]) for _ in "ab"]
    until = time.monotonic() + SECONDS
    told = False
    try:
        while not told and time.monotonic() < until:
            found = processes.delays(-1)
            told = all(found.get(loop.pid, 0.0) > 0.05 for loop in loops)
            time.sleep(0.05)
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()
    assert told


HIDES = """
import os, signal, time
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
while True:
    if os.fork() == 0:
        begin = time.process_time()
        while time.process_time() - begin < {own}: pass
        os._exit(0)
    time.sleep({pause})
"""
"""The kernel counts a child for its parent when it is waited for; these are not, and each ends as another begins."""


@pytest.mark.parametrize("own", [0.009, 0.3], ids=["too short to be seen", "long"])
def test_children_that_nobody_waits_for_are_charged(sandbox, own):
    source = HIDES.format(own=own, pause=own * 0.9)
    result = sandbox.run(Program("python", source), limits=Limits(cpu_seconds=1, wall_seconds=120))
    assert (result.outcome, result.backstop, result.detail) == ("time_limit", False, "")


HONEST = {
    "waits for many": "import os\nfor _ in range(200):\n if os.fork() == 0: sum(range(30000)); os._exit(0)\n os.wait()",
    "waits for commands": (
        "import subprocess, sys\n"
        "for _ in range(8): subprocess.run([sys.executable, '-S', '-c', 'sum(range(400000))'], check=True)"
    ),
    "leaves children to nobody": (
        "import os, time\nfor _ in range(20):\n if os.fork() == 0:\n  sum(range(100000))\n  os._exit(0)\ntime.sleep(0.2)"
    ),
    "children of children": (
        "import os\n"
        "for _ in range(12):\n"
        " if os.fork() == 0:\n"
        "  for _ in range(4):\n"
        "   if os.fork() == 0: sum(range(200000)); os._exit(0)\n"
        "   os.wait()\n"
        "  os._exit(0)\n"
        "for _ in range(12): os.wait()"
    ),
}


@pytest.mark.parametrize("name", HONEST)
def test_what_is_waited_for_is_charged_once(sandbox, name):
    """The run's own sum, which it tells itself, and ours."""
    told = "\nimport resource as r\nu = [r.getrusage(w) for w in (r.RUSAGE_SELF, r.RUSAGE_CHILDREN)]"
    told += "\nprint(sum(x.ru_utime + x.ru_stime for x in u))"
    result = sandbox.run(Program("python", HONEST[name] + told))
    assert result.outcome == "ok", result
    if "nobody" not in name:
        assert result.cpu_seconds == pytest.approx(float(result.stdout), rel=0.25, abs=0.06)


def test_unwaited_children_are_told_from_late_ones(pace):
    """A look may come between the end of a child and its being found with its parent."""
    of = pace.Unwaited()
    look = [
        ({"parent": (0.0, 0.0), "child": (0.5, 0.0)}, 0.0),
        ({"parent": (0.0, 0.0)}, 0.0),  # it is gone, and its parent has been looked at before
        ({"parent": (0.0, 0.5)}, 0.0),
        ({"parent": (0.0, 0.5), "other": (0.4, 0.0)}, 0.0),
        ({"parent": (0.0, 0.5)}, 0.4),  # an orphan, whom the zygote has waited for
    ]
    assert [of.look(usage(spent=spent).spent, waited, 0.05) for spent, waited in look] == [0.0] * 5
    assert of.look(usage(spent={"parent": (0.0, 0.5), "third": (0.3, 0.0)}).spent, 0.0, 0.05) == 0.0
    assert of.look(usage(spent={"parent": (0.0, 0.5)}).spent, 0.0, 0.05) == 0.0
    assert of.look(usage(spent={"parent": (0.0, 0.5)}).spent, 0.0, 0.05) == pytest.approx(0.3)


# ------------------------------------------------------------------ sockets

FILL = """
import os, socket
kept, total = [], 0
while total < {mb} << 20:
    kept.append(socket.socketpair())
    kept[-1][0].setblocking(False)
    try:
        while True: total += kept[-1][0].send(bytes(4096))
    except BlockingIOError:
        pass
import time
begin = time.process_time()
while time.process_time() - begin < 0.4: pass
print('done')
"""


@pytest.mark.parametrize(("mb", "outcome"), [(8, "ok"), (70, "memory_limit")])
def test_what_lies_in_sockets_is_bounded_below_the_memory_limit(sandbox, mb, outcome):
    result = sandbox.run(Program("python", FILL.format(mb=mb)), limits=Limits(open_files=4000, memory_mb=1024))
    assert result.outcome == outcome


# ------------------------------------------------------------------ its own time


def test_its_own_time_is_sleep_and_work_and_no_wait(pace):
    import processes

    run = pace.Pace(long_seconds=0.05)
    run.look(0.05, usage(0.0), 0.0, processes.ASLEEP)
    assert run.own == pytest.approx(0.05)
    run.look(0.06, usage(0.02), 0.0, processes.AWAKE)  # it waited for a processor for 0.04
    assert run.own == pytest.approx(0.07)
    run.look(0.05, usage(0.12), 0.0, processes.AWAKE)  # two processors
    assert run.own == pytest.approx(0.12)
    run.end(1.0, 0.13)
    assert run.own == pytest.approx(0.13)


def test_a_sleep_that_nobody_watched_counts_for_a_look_at_most(pace):
    import processes

    run = pace.Pace(long_seconds=0.05)
    run.look(5.0, usage(0.0), 0.0, processes.ASLEEP)
    run.end(5.0, 0.0)
    assert run.own == pytest.approx(2 * pace.MAX_STEP)
