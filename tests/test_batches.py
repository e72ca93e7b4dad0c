"""What rows of one batch share: the work of one program against the same tests."""

import threading

import pytest

from verifiers.batches import MAX_GROUPS, Batch, Stream, in_batch, once
from verifiers.pools import CancelledRowError, Pool, Task


def test_the_same_work_is_done_once_in_a_batch_and_again_in_the_next():
    done = []

    def work():
        done.append(1)
        return len(done)

    one, other = Batch(), Batch()
    assert [in_batch(one, once, "group", "key", work) for _ in range(3)] == [1, 1, 1]
    assert in_batch(one, once, "group", "another key", work) == 2
    assert in_batch(other, once, "group", "key", work) == 3
    assert once("group", "key", work) == 4  # a row by itself
    assert once("group", "key", work) == 5


def test_who_comes_meanwhile_waits():
    batch, begun, goes_on, found = Batch(), threading.Event(), threading.Event(), []

    def slow():
        begun.set()
        goes_on.wait(60)
        return "first"

    threads = [threading.Thread(target=lambda: found.append(in_batch(batch, once, 0, 1, slow))) for _ in range(4)]
    threads[0].start()
    assert begun.wait(60)
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
        batch.once(0, 1, fails)
    assert batch.once(0, 1, lambda: "own") == "own"
    assert batch.once(0, 1, lambda: "another's") == "another's"
    assert counted == ["failed"]


def test_who_waits_can_be_cancelled():
    batch, pool, over = Batch(), Pool("test", 2), threading.Semaphore(0)
    begun, waiting, goes_on = threading.Event(), threading.Event(), threading.Event()

    def slow():
        begun.set()
        goes_on.wait(60)
        return 1

    def also():
        waiting.set()
        return batch.once(0, 1, slow)

    first = Task(lambda: batch.once(0, 1, slow), lambda _: over.release())
    second = Task(also, lambda _: over.release())
    pool.submit([first])
    assert begun.wait(60)
    pool.submit([second])
    assert waiting.wait(60)
    second.cancel()
    assert over.acquire(timeout=60)
    assert isinstance(second.error, CancelledRowError)
    goes_on.set()
    assert over.acquire(timeout=60)
    assert first.result == 1


def test_rows_in_a_stream_share_the_works_of_the_last_groups():
    done, stream = [], Stream()

    def work():
        done.append(1)
        return len(done)

    groups = [object() for _ in range(MAX_GROUPS + 1)]

    def ask(place, key):
        return in_batch(stream, once, groups[place], key, work)

    assert [ask(0, "a"), ask(0, "b"), ask(0, "a"), ask(1, "a"), ask(0, "b")] == [1, 2, 1, 3, 2]
    assert [ask(place, "a") for place in range(2, MAX_GROUPS)] == [*range(4, MAX_GROUPS + 2)]
    assert [ask(0, "a"), ask(1, "a")] == [1, 3]
    assert ask(MAX_GROUPS, "a") == MAX_GROUPS + 2  # one too many: the one that was not asked of for longest is gone
    assert [ask(0, "a"), ask(1, "a"), ask(2, "a")] == [1, 3, MAX_GROUPS + 3]
