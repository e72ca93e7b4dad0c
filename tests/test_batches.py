"""What rows of one batch share: the work of one program against the same tests."""

import threading

import pytest

from verifiers.batches import Batch, in_batch, once
from verifiers.pools import CancelledRowError, Pool, Task


def test_the_same_work_is_done_once_in_a_batch_and_again_in_the_next():
    done = []

    def work():
        done.append(1)
        return len(done)

    one, other = Batch(), Batch()
    assert [in_batch(one, once, "key", work) for _ in range(3)] == [1, 1, 1]
    assert in_batch(one, once, "another key", work) == 2
    assert in_batch(other, once, "key", work) == 3
    assert once("key", work) == 4  # a row by itself
    assert once("key", work) == 5


def test_who_comes_meanwhile_waits():
    batch, begun, goes_on, found = Batch(), threading.Event(), threading.Event(), []

    def slow():
        begun.set()
        goes_on.wait(10)
        return "first"

    threads = [threading.Thread(target=lambda: found.append(in_batch(batch, once, 1, slow))) for _ in range(4)]
    threads[0].start()
    assert begun.wait(10)
    for thread in threads[1:]:
        thread.start()
    goes_on.set()
    for thread in threads:
        thread.join(10)
    assert found == ["first"] * 4


def test_where_the_first_fails_each_works_for_itself():
    batch, counted = Batch(), []

    def fails():
        counted.append("failed")
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        batch.once(1, fails)
    assert batch.once(1, lambda: "own") == "own"
    assert batch.once(1, lambda: "another's") == "another's"
    assert counted == ["failed"]


def test_who_waits_can_be_cancelled():
    batch, pool, over = Batch(), Pool("test", 2), threading.Semaphore(0)
    begun, waiting, goes_on = threading.Event(), threading.Event(), threading.Event()

    def slow():
        begun.set()
        goes_on.wait(10)
        return 1

    def also():
        waiting.set()
        return batch.once(1, slow)

    first = Task(lambda: batch.once(1, slow), lambda _: over.release())
    second = Task(also, lambda _: over.release())
    pool.submit([first])
    assert begun.wait(10)
    pool.submit([second])
    assert waiting.wait(10)
    second.cancel()
    assert over.acquire(timeout=10)
    assert isinstance(second.error, CancelledRowError)
    goes_on.set()
    assert over.acquire(timeout=10)
    assert first.result == 1
