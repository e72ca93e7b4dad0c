"""What waits is never in the way of what computes; batches take turns; what is cancelled is ended."""

import asyncio
import multiprocessing
import subprocess
import sys
import threading
import time
from collections import Counter
from functools import partial

import pytest

from verifiers import math_reward, pools, r1_zero_reward
from verifiers.pools import CancelledRowError, Pool, Task, await_all, on_cancel, run_all, waits
from verifiers.trainers import asynchronous
from verifiers.trainers.grading import Row, agrade_rows

PATIENCE = 60  # seconds for what takes milliseconds on a machine that has nothing else to do


@pytest.fixture
def pool():
    return Pool("test", 1, lends=True)


def test_results_come_in_order(pool):
    assert run_all([(pool, partial(pow, 2, n)) for n in range(100)]) == [2**n for n in range(100)]
    assert asyncio.run(await_all([(pool, partial(pow, 2, n)) for n in range(100)])) == [2**n for n in range(100)]
    assert run_all([]) == asyncio.run(await_all([])) == []


def test_an_error_is_the_callers_and_every_row_is_done(pool):
    done = []

    def fail():
        return {}["mine"]

    jobs = [(pool, partial(done.append, 1)), (pool, fail), (pool, partial(done.append, 2))]
    with pytest.raises(KeyError, match="mine"):
        run_all(jobs)
    with pytest.raises(KeyError, match="mine"):
        asyncio.run(await_all(jobs))
    assert done == [1, 2, 1, 2]


def test_batches_take_turns(pool):
    order, gate = [], threading.Event()
    done = lambda _: finished.release()  # noqa: E731
    finished = threading.Semaphore(0)
    pool.submit([Task(lambda: gate.wait(PATIENCE), done)])
    pool.submit([Task(partial(order.append, f"large {n}"), done) for n in range(100)])
    pool.submit([Task(partial(order.append, f"small {n}"), done) for n in range(3)])
    gate.set()
    for _ in range(104):
        assert finished.acquire(timeout=PATIENCE)
    assert order[:6] == ["large 0", "small 0", "large 1", "small 1", "large 2", "small 2"]
    assert order[6:] == [f"large {n}" for n in range(3, 100)]


def test_no_more_run_at_a_time_than_the_pool_has():
    running, most, lock = 0, 0, threading.Lock()
    three = Pool("three", 3)

    def run():
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.002)
        with lock:
            running -= 1

    run_all([(three, run)] * 30)
    assert most == 3


def test_what_waits_lets_others_compute(pool):
    """Each of ten rows waits until all ten have begun; the pool has one thread that works."""
    begun = threading.Barrier(10)

    def wait():
        with waits():
            begun.wait(PATIENCE)

    run_all([(pool, wait)] * 10)


def test_rows_that_wait_by_the_hundred_hold_up_nobody_and_all_come_to_their_end(pool, monkeypatch):
    monkeypatch.setattr(pools, "MAX_WAITING", 4)
    goes_on, finished, known = threading.Event(), threading.Semaphore(0), set()
    done = lambda _: finished.release()  # noqa: E731

    def wait(number):
        if number % 2 or number not in known:  # half of them need not wait when they begin again
            known.add(number)
            with waits():
                goes_on.wait(PATIENCE)
        return number

    slow = [Task(partial(wait, number), done) for number in range(300)]
    for task in slow:
        pool.submit([task])
    assert run_all([(pool, partial(pow, 2, n)) for n in range(20)]) == [2**n for n in range(20)]
    assert not finished.acquire(blocking=False)
    assert pool._threads <= 4 + 2
    for cancelled in slow[200:]:
        cancelled.cancel()
    goes_on.set()
    for _ in range(200):
        assert finished.acquire(timeout=PATIENCE)
    assert [(task.result, task.error) for task in slow[:200]] == [(number, None) for number in range(200)]
    assert run_all([(pool, partial(wait, number)) for number in range(20)]) == [*range(20)]


def test_where_the_bound_is_on_those_that_wait_they_count():
    waiting, most, lock = 0, 0, threading.Lock()

    def wait():
        nonlocal waiting, most
        with waits():
            with lock:
                waiting += 1
                most = max(most, waiting)
            time.sleep(0.002)
            with lock:
                waiting -= 1

    servers = Pool("servers", 4)
    run_all([(servers, wait)] * 40)
    assert most == 4


def test_after_waiting_the_bound_holds_again(pool):
    running, most, lock = 0, 0, threading.Lock()
    begun = threading.Barrier(5)

    def wait():
        with waits():
            begun.wait(PATIENCE)

    def run():
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.001)
        with lock:
            running -= 1

    run_all([(pool, wait)] * 5)
    run_all([(pool, run)] * 20)
    assert most == 1


def test_a_row_that_grades_rows_does_not_wait_for_its_own_thread(pool):
    assert run_all([(pool, lambda: run_all([(pool, lambda: 1), (pool, lambda: 2)]))]) == [[1, 2]]


def test_a_cancelled_row_that_has_not_begun_never_begins(pool):
    gate, ran = threading.Event(), []

    async def main():
        first = asyncio.ensure_future(await_all([(pool, lambda: gate.wait(PATIENCE))]))
        second = asyncio.ensure_future(await_all([(pool, partial(ran.append, 1))]))
        await asyncio.sleep(0)
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
        gate.set()
        await first

    asyncio.run(main())
    run_all([(pool, int)])
    assert ran == []


def test_a_cancelled_row_that_has_begun_ends_what_it_waits_for(pool):
    ended, inside, told = threading.Event(), threading.Event(), []

    def row():
        with waits(), on_cancel(ended.set):
            inside.set()
            assert ended.wait(PATIENCE)
        try:
            with on_cancel(lambda: None):
                told.append("went on")
        except CancelledRowError:
            told.append("stopped")
            raise

    async def main():
        task = asyncio.ensure_future(await_all([(pool, row)]))
        await asyncio.to_thread(inside.wait, PATIENCE)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    run_all([(pool, int)])  # the thread is free
    assert told == ["stopped"]


def test_outside_of_a_pool_nothing_is_cancelled():
    with waits(), on_cancel(lambda: pytest.fail("cancelled")):
        pass


def test_an_interrupted_caller_ends_what_has_begun(pool, monkeypatch):
    begun, ended = threading.Event(), threading.Event()

    def row():
        with on_cancel(ended.set):
            begun.set()
            assert ended.wait(PATIENCE)

    class Interrupted:
        def __init__(self, _):
            pass

        def release(self):
            pass

        def acquire(self):
            assert begun.wait(PATIENCE)
            raise KeyboardInterrupt

    monkeypatch.setattr("verifiers.pools.threading.Semaphore", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        run_all([(pool, row)])
    assert ended.wait(PATIENCE)


def test_threads_without_work_end(monkeypatch):
    monkeypatch.setattr("verifiers.pools.IDLE_SECONDS", 0.01)
    pool = Pool("idle", 4)
    run_all([(pool, partial(time.sleep, 0.005))] * 8)
    deadline = time.monotonic() + PATIENCE
    while any(thread.name == "verifiers-idle" for thread in threading.enumerate()) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not any(thread.name == "verifiers-idle" for thread in threading.enumerate())
    assert run_all([(pool, int)] * 3) == [0, 0, 0]


def test_calls_that_come_as_patience_ends_are_never_lost(monkeypatch):
    """Threads end after a moment, and tasks come a moment apart: some in the very moment in which a thread gives up."""
    monkeypatch.setattr("verifiers.pools.IDLE_SECONDS", 0.0005)
    pool = Pool("moment", 2, lends=True)

    def lend():
        with waits():
            time.sleep(0.0003)
        return 1

    def submit():
        for number in range(150):
            assert run_all([(pool, lend)] * (1 + number % 3)) == [1] * (1 + number % 3)
            time.sleep(0.0005)

    callers = [threading.Thread(target=submit) for _ in range(4)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(PATIENCE)
    assert not any(caller.is_alive() for caller in callers)


def test_a_host_without_threads_to_give_uses_those_that_there_are(monkeypatch):
    pool = Pool("few", 4)
    assert run_all([(pool, int)]) == [0]

    def refuse(_):
        msg = "can't start new thread"
        raise RuntimeError(msg)

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert run_all([(pool, int)] * 20) == [0] * 20
    with pytest.raises(RuntimeError):
        run_all([(Pool("none", 1), int)])


def test_a_program_that_ends_does_not_wait_for_rows():
    code = """
import asyncio, time
from verifiers.pools import await_all, pool_for
async def main():
    for pool in (pool_for("computing", 1), pool_for("sandboxed", 4)):
        asyncio.ensure_future(await_all([(pool, lambda: time.sleep(600))]))
    await asyncio.sleep(0.05)
asyncio.run(main())
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=PATIENCE)


def _in_a_child(answer):
    from verifiers import math_reward

    answer.put(asyncio.run(math_reward.agrade(r"\boxed{2}", "2")).score)


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_process_has_pools_of_its_own():
    from verifiers import math_reward

    assert asyncio.run(math_reward.agrade(r"\boxed{2}", "2")).score == 1.0
    fork = multiprocessing.get_context("fork")
    answer = fork.SimpleQueue()
    child = fork.Process(target=_in_a_child, args=(answer,))
    child.start()
    child.join(PATIENCE)
    assert answer.get() == 1.0


def test_the_threads_of_the_event_loop_stay_free():
    """Were a row graded there, the loop's own look-ups of names would wait for it."""
    from concurrent.futures import ThreadPoolExecutor

    from verifiers import math_reward

    class Refuses(ThreadPoolExecutor):
        def submit(self, *_, **__):
            raise AssertionError

    async def main():
        asyncio.get_running_loop().set_default_executor(Refuses(1))
        return await asyncio.gather(*(math_reward.agrade(r"\boxed{2}", "2") for _ in range(100)))

    assert {verdict.score for verdict in asyncio.run(main())} == {1.0}


LOOP = "```python\nwhile True: pass\n```"
TESTS = {"inputs": [""], "outputs": ["1\n"]}


@pytest.mark.usefixtures("local_wall")
def test_a_cancelled_program_is_killed_and_its_slot_is_free():
    from verifiers import CodeReward
    from verifiers.sandbox import Limits

    reward = CodeReward(wall="local", limits=Limits(cpu_seconds=900, wall_seconds=1800))

    async def main():
        await reward.agrade("```python\nprint(1)\n```", TESTS)  # the slots are there
        for _ in range(2):  # rounds of more loops than there are slots
            loops = [asyncio.wait_for(reward.agrade(LOOP, TESTS), 0.3) for _ in range(8)]
            ended = await asyncio.gather(*loops, return_exceptions=True)
            assert {type(one) for one in ended} == {asyncio.TimeoutError}
        return await reward.agrade("```python\nprint(1)\n```", TESTS)

    assert asyncio.run(asyncio.wait_for(main(), PATIENCE)).score == 1.0


@pytest.mark.usefixtures("local_wall")
def test_answers_do_not_wait_for_programs():
    from verifiers import CodeReward
    from verifiers.sandbox import Limits

    loops = CodeReward(wall="local", limits=Limits(cpu_seconds=900, wall_seconds=1800))

    async def main():
        slow = asyncio.ensure_future(asynchronous.adapt(loops)(completions=[LOOP] * 50, tests=[TESTS] * 50))
        fast = asynchronous.adapt(math_reward)
        rewards = await fast(completions=[r"\boxed{2}", r"\boxed{3}"] * 50, answer=["2"] * 100)
        assert not slow.done()
        slow.cancel()
        with pytest.raises(asyncio.CancelledError):
            await slow
        return rewards

    assert asyncio.run(asyncio.wait_for(main(), PATIENCE)) == [1.0, 0.0] * 50


def test_an_event_loop_is_given_so_many_rows_a_round_and_no_more():
    async def main():
        rounds, begun = 0, []

        async def count():
            nonlocal rounds
            while True:
                rounds += 1
                await asyncio.sleep(0)

        async def row(number):
            await pools.turn()
            begun.append((rounds, number))

        counter = asyncio.ensure_future(count())
        rows = [asyncio.ensure_future(row(number)) for number in range(5 * pools.MAX_BEGUN)]
        await asyncio.sleep(0)
        for cancelled in rows[-10:]:
            cancelled.cancel()
        await asyncio.gather(*rows, return_exceptions=True)
        again = [asyncio.ensure_future(row(number)) for number in range(3)]
        await asyncio.gather(*again)
        counter.cancel()
        return begun

    begun = asyncio.run(main())
    assert [number for _, number in begun] == [*range(5 * pools.MAX_BEGUN - 10), *range(3)]
    assert max(Counter(count for count, _ in begun).values()) <= pools.MAX_BEGUN
    assert asyncio.run(main()) == begun  # a loop of its own


def longest_round_of(main):
    """The calls that an event loop's own thread makes in its longest round: calls, not seconds, as machines differ."""
    most = calls = 0

    class Loop(asyncio.SelectorEventLoop):
        def _run_once(self):
            nonlocal most, calls
            calls = 0
            super()._run_once()
            most = max(most, calls)

    def count(_frame, event, _value):
        nonlocal calls
        calls += event in {"call", "c_call"}

    loop = Loop()
    sys.setprofile(count)
    try:
        loop.run_until_complete(main())
    finally:
        sys.setprofile(None)
        loop.close()
    return most


TRUTHS = [(r"\boxed{\frac{1}{2}}", "0.5"), (r"\boxed{x^2+2x+1}", "(x+1)^2"), (r"\boxed{42}", "42")] * 1_000


async def each_row():
    found = await asyncio.gather(*(math_reward.agrade(*row) for row in TRUTHS))
    assert {verdict.score for verdict in found} == {1.0}


async def each_batch():
    reward = asynchronous.adapt(math_reward)
    found = await asyncio.gather(*(reward([text] * 2, [truth] * 2) for text, truth in TRUTHS))
    assert found == [[1.0, 1.0]] * len(TRUTHS)


async def one_large_batch():
    text = f"<think>{'So it goes on. ' * 1_000}</think>"
    chats = [[{"role": "assistant", "content": text + answer}] for answer, _ in TRUTHS]
    found = await asynchronous.adapt(r1_zero_reward)(chats, answer=[truth for _, truth in TRUTHS])
    assert found == [2.0] * len(TRUTHS)


async def rows_that_are_cancelled():
    rows = [asyncio.ensure_future(math_reward.agrade(*row)) for row in TRUTHS]
    await asyncio.sleep(0.01)
    for row in rows:
        row.cancel()
    found = await asyncio.gather(*rows, return_exceptions=True)
    assert any(isinstance(one, asyncio.CancelledError) for one in found)


@pytest.mark.parametrize("main", [each_row, each_batch, one_large_batch, rows_that_are_cancelled])
def test_an_event_loop_is_never_held(main):
    """3,000 rows at once. A good part of the longest round are the tasks of whoever calls."""
    asyncio.run(math_reward.agrade("1", "1"))  # what is imported then is imported once
    assert longest_round_of(main) < 40 * len(TRUTHS), "at most 27 a row; a row that is graded there costs some 80 more"


def test_an_event_loop_does_not_read_megabytes_of_tests():
    tests = '{"inputs": ["%s"], "outputs": ["1"]}' % ("1\\n" * 4_000_000)

    async def main():
        begin, of_the_loop = time.process_time(), time.thread_time()
        [(_, verdict)] = await agrade_rows("accuracy", [Row("No program.", tests)])
        assert verdict.outcome == "no_answer"
        return time.thread_time() - of_the_loop, time.process_time() - begin

    of_the_loop, of_all = asyncio.run(main())
    assert of_the_loop < of_all / 4
