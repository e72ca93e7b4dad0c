"""Items through a crew: in order, shared by all workers, however badly they are sorted."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifiers.workers import process, stream
from verifiers.workers.crew import Crew
from verifiers.workers.pace import Pace
from verifiers.workers.stream import graded, in_order


class Item(NamedTuple):
    number: int
    size: int = 10


class Doubles:
    """A scorer that can be pickled."""

    def score(self, item):
        return item.number * 2

    def lost(self, _item, why):
        return why


class Takes:
    """A crew whose workers grade as many items of a chunk as the test says, one at least."""

    def __init__(self, takes):
        self.pace = Pace()
        self.pace._items = 512.0
        self._takes = takes
        self.chunks = []
        self._lock = threading.Lock()

    def score_some(self, items):
        with self._lock:
            self.chunks.append(len(items))
        return [item.number * 2 for item in items[: max(1, self._takes(items))]]


@given(st.integers(0, 700), st.lists(st.integers(1, 600), min_size=1, max_size=8), st.integers(1, 4))
def test_results_come_in_the_order_of_the_items_whatever_the_workers_give_back(count, takes, workers):
    crew = Takes(lambda items: takes[items[0].number % len(takes)])
    with ThreadPoolExecutor(workers) as threads:
        found = list(in_order(map(Item, range(count)), crew, threads, workers))
    assert found == [number * 2 for number in range(count)]


@pytest.mark.parametrize("workers", [1, 2, 7])
def test_chunks_become_smaller_towards_an_end_that_is_known(workers):
    crew = Takes(len)
    with ThreadPoolExecutor(1) as threads:  # the chunks are graded as they are cut
        assert len(list(in_order(map(Item, range(1000)), crew, threads, workers, 1000))) == 1000
    left = 1000
    for size in crew.chunks:
        assert size == min(512, -(-left // (stream.MIN_CHUNKS_LEFT * workers)))
        left -= size
    assert left == 0
    assert crew.chunks[-1] == 1


def test_what_one_worker_gives_back_is_shared_by_all():
    crew = Takes(lambda _: 1)
    with ThreadPoolExecutor(4) as threads:
        assert len(list(in_order(map(Item, range(401)), crew, threads, 4))) == 401
    assert crew.chunks[0] == 401
    assert sorted(crew.chunks)[-5:-1] == [100, 100, 100, 100]


def test_with_one_worker_nothing_is_nested_deeper_than_python_can():
    crew = Takes(lambda _: 1)
    crew.pace._items = 512
    with ThreadPoolExecutor(1) as threads:
        assert len(list(in_order(map(Item, range(5000)), crew, threads, 1))) == 5000


@pytest.mark.parametrize("slow", [0, 700, 4_000])
def test_workers_go_on_behind_an_item_that_takes_long(slow):
    others, every = threading.Event(), 5_000

    class Slow(Takes):
        done = 0

        def score_some(self, items):
            if items[0].number == slow:
                assert others.wait(60)  # until all others but those of its chunk have been graded
                return [slow * 2]
            ahead = next((place for place, item in enumerate(items) if item.number == slow), len(items))
            with self._lock:
                self.done += ahead
                if self.done >= every - 40:
                    others.set()
            return [item.number * 2 for item in items[:ahead]]

    crew = Slow(None)
    crew.pace._items = 40
    with ThreadPoolExecutor(2) as threads:
        found = list(in_order(map(Item, range(every)), crew, threads, 2))
    assert found == [number * 2 for number in range(every)]


def test_what_waits_behind_it_is_bounded(monkeypatch):
    monkeypatch.setattr(stream, "MAX_BYTES_AHEAD", 100 * (10 + stream.ITEM_BYTES))
    read, at_slow, found = [], [], []

    class Slow(Takes):
        def score_some(self, items):
            if items[0].number == 0:
                time.sleep(0.2)
                at_slow.append(len(read))
            return [item.number * 2 for item in items]

    crew = Slow(None)
    crew.pace._items = 10
    with ThreadPoolExecutor(2) as threads:
        numbers = (read.append(number) or Item(number) for number in range(1_000))
        found = list(in_order(numbers, crew, threads, 2))
    assert found == [number * 2 for number in range(1_000)]
    assert at_slow[0] <= 110


def test_what_workers_give_back_is_not_piled_up():
    read, most = [], []

    class GivesBack(Takes):
        def score_some(self, items):
            time.sleep(0.0005)  # so long the reader has
            most.append(len(read) - items[0].number)
            return [items[0].number * 2]

    crew = GivesBack(None)
    crew.pace._items = 10
    with ThreadPoolExecutor(1) as threads:
        numbers = (read.append(number) or Item(number) for number in range(500))
        assert list(in_order(numbers, crew, threads, 1)) == [number * 2 for number in range(500)]
    assert max(most) <= 10 * (stream.MAX_CHUNKS_AHEAD + 1)


class Clock:
    """Each item takes a second."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now

    def score(self, item):
        self.now += 1.0
        return item


@pytest.mark.parametrize(("seconds", "scored"), [(0.5, 1), (2.5, 3), (9.5, 5)])
def test_a_worker_gives_back_what_is_left_when_a_chunk_takes_too_long(monkeypatch, seconds, scored):
    clock = Clock()
    monkeypatch.setattr(process, "monotonic", clock)
    monkeypatch.setattr(process, "MAX_CHUNK_SECONDS", seconds)
    assert process._score(clock, [1, 2, 3, 4, 5]) == [1, 2, 3, 4, 5][:scored]


def test_by_real_workers():
    assert list(graded(map(Item, range(50)), Crew(Doubles()), 2)) == [number * 2 for number in range(50)]


def test_a_crew_may_be_dismissed_while_a_worker_is_about_to_start():
    crew = Crew(Doubles())
    crew._starts.append(threading.Thread())  # as another thread leaves it between its two steps
    crew.dismiss()
