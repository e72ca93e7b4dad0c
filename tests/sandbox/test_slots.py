"""Many runs, many threads, and slots that fail."""

import asyncio
import os
import shutil
import threading
import time
from collections import Counter

import pytest
from attack_corpus import PLAIN
from own_wall import open_or_skip
from test_strays import cpu_seconds, family

from verifiers.sandbox import Limits, Program, RunResult, SandboxUnavailable, open_sandbox
from verifiers.sandbox.slot import Slot

ECHO = Program("python", "print(input())")


def numbers(count):
    return [b"%d\n" % number for number in range(count)]


def test_results_in_order(sandbox):
    results = sandbox.run_many(ECHO, numbers(200))
    assert [result.stdout for result in results] == numbers(200)
    assert sandbox.run_many(ECHO, []) == []


def test_many_threads_many_programs(sandbox):
    wrong = []

    def work(number):
        program = Program("python", f"print({number}, input())")
        for result, stdin in zip(sandbox.run_many(program, numbers(20)), numbers(20), strict=True):
            if result.stdout != b"%d %s" % (number, stdin):
                wrong.append(result)
        if sandbox.run(ECHO, b"%d\n" % number).stdout != b"%d\n" % number:
            wrong.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_awaited(sandbox):
    async def both():
        return await asyncio.gather(sandbox.arun(PLAIN, b"1 2\n"), sandbox.arun_many(PLAIN, [b"3 4\n", b"5 6\n"]))

    one, many = asyncio.run(both())
    assert [one.stdout, *(result.stdout for result in many)] == [b"3\n", b"7\n", b"11\n"]


def test_compiled_once(one_slot, monkeypatch):
    source = '#include <cstdio>\nint main() { long a, b; scanf("%ld %ld", &a, &b); printf("%ld", a + b); }'
    (slot,) = one_slot._slots._all
    compiled = []
    original = slot.compile
    monkeypatch.setattr(slot, "compile", lambda *given: compiled.append(given) or original(*given))
    threads = [
        threading.Thread(target=one_slot.run_many, args=(Program("cpp", source), [b"1 2"] * 5)) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert one_slot.run(Program("cpp", source), b"2 3").stdout == b"5"
    assert len(compiled) == 1


def test_a_binary_goes_to_every_slot(sandbox):
    source = '#include <cstdio>\n#include <unistd.h>\nint main() { usleep(20000); long a; scanf("%ld", &a); printf("%ld\\n", a); }'
    results = sandbox.run_many(Program("cpp", source), numbers(20))
    assert [result.stdout for result in results] == numbers(20)


def test_a_slot_that_dies_is_replaced(one_slot):
    (slot,) = one_slot._slots._all
    timer = threading.Timer(0.3, slot._started.end)
    timer.start()
    results = one_slot.run_many(Program("python", "import time; time.sleep(0.05); print(input())"), numbers(20))
    timer.join()
    assert [result.stdout for result in results] == numbers(20)
    assert one_slot._slots._all != {slot}


def test_a_zygote_that_dies_is_replaced(one_slot):
    """Nothing inside can kill it; the host can, when memory runs out."""
    (slot,) = one_slot._slots._all
    (runner,) = children(slot._started._process.pid)
    (zygote,) = children(runner)
    os.kill(zygote, 9)
    assert [result.stdout for result in one_slot.run_many(ECHO, numbers(5))] == numbers(5)
    assert one_slot._slots._all == {slot}


def test_a_zygote_that_dies_under_a_run(one_slot):
    (slot,) = one_slot._slots._all
    (zygote,) = children(children(slot._started._process.pid)[0])
    threading.Timer(0.2, os.kill, (zygote, 9)).start()
    assert one_slot.run(Program("python", "import time; time.sleep(0.5); print(1)")).stdout == b"1\n"


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return list(map(int, file.read().split()))


def test_long_runs_are_spread(sandbox, monkeypatch):
    """A slot does not hoard what another could begin."""
    has, most = Counter(), []
    request, settle = Slot._request, Slot._settle

    def asked(slot, task):
        has[slot] += 1
        most.append(has[slot])
        return request(slot, task)

    def answered(slot, *given):
        has[slot] -= 1
        return settle(slot, *given)

    monkeypatch.setattr(Slot, "_request", asked)
    monkeypatch.setattr(Slot, "_settle", answered)
    sandbox.run_many(Program("python", "import time; time.sleep(0.05)"), [b""] * 8)
    assert most == [1] * 8


def test_more_output_than_the_pipes_hold(sandbox):
    results = sandbox.run_many(Program("python", "print('x' * 1000000, input())"), [b"y" * 500_000] * 12)
    assert {len(result.stdout) for result in results} == {1_500_002}


def test_closed_in_the_middle():
    opened = open_or_skip(slots=2)
    threading.Timer(0.3, opened.close).start()
    begin = time.monotonic()
    sleeper = Program("python", "import time; time.sleep(999)")
    with pytest.raises(SandboxUnavailable, match="closed"):
        opened.run_many(sleeper, [b""] * 4, Limits(wall_seconds=999, idle_seconds=999))
    assert time.monotonic() - begin < 300  # of what would take 999 seconds
    with pytest.raises(SandboxUnavailable, match="closed"):
        opened.run(ECHO, b"1")


def test_interrupted(one_slot, monkeypatch):
    """Ctrl-C between request and answer: the next run does not get this one's answer."""
    from verifiers.sandbox import wire

    original = wire.Wire._move
    calls = []

    def interrupt(self, seconds):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return original(self, seconds)

    monkeypatch.setattr(wire.Wire, "_move", interrupt)
    with pytest.raises(KeyboardInterrupt):
        one_slot.run(Program("python", "import time; time.sleep(0.2); print('late')"))
    assert one_slot.run(ECHO, b"1").stdout == b"1\n"


def test_a_fork_of_the_trainer_leaves_the_slots_alone(one_slot):
    pid = os.fork()
    if pid == 0:
        try:
            one_slot.run(ECHO, b"1")
        except SandboxUnavailable:
            one_slot.close()
            os._exit(5)
        finally:
            os._exit(6)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 5
    assert one_slot.run(ECHO, b"1").stdout == b"1\n"


def test_starts_soon():
    with open_or_skip(slots=1) as opened:
        (slot,) = opened._slots._all
        keeper = slot._started._process.pid
        assert sum(map(cpu_seconds, [keeper, *family(keeper)])) < 2  # a tenth of a second in truth


def test_files_may_lie_below_tmp(monkeypatch, tmp_path):
    """Where a private root once hid them from itself."""
    from verifiers.sandbox import local, walls

    copy = tmp_path / "sandbox"
    shutil.copytree(walls.files_for_slots(), copy)
    for folder in (copy, *copy.parents):
        if folder.is_relative_to(tmp_path.parent.parent):
            folder.chmod(0o755)
    monkeypatch.setattr(local, "files_for_slots", lambda: copy)
    with open_or_skip(slots=1) as opened:
        assert opened.run(ECHO, b"1").stdout == b"1\n"


def test_an_interpreter_that_is_not_there():
    with pytest.raises(SandboxUnavailable, match="no interpreter at /nowhere/python"):
        open_sandbox("local", python="/nowhere/python")


def test_results_are_plain_data(sandbox):
    import pickle

    result = sandbox.run(PLAIN, b"1 2\n")
    assert pickle.loads(pickle.dumps(result)) == result
    assert RunResult("ok") == RunResult("ok")
