"""What runs in a worker process."""

import gc

import pytest

from verifiers.workers.child import Child
from verifiers.workers.crew import Crew
from verifiers.workers.process import GARBAGE


class Collector:
    """Says how its process collects garbage."""

    def score(self, _item):
        return gc.isenabled(), gc.get_threshold()[0], gc.get_freeze_count()


def test_a_worker_looks_for_garbage_seldom_and_not_in_what_it_has_loaded():
    worker = Child()
    try:
        worker.begin(Collector())
        [(enabled, threshold, frozen)] = worker.score(["x"])
    finally:
        worker.kill()
    assert enabled  # circles that rows leave behind are found in the end
    assert threshold == GARBAGE
    assert frozen > 1_000


def test_a_worker_whose_scorer_cannot_be_sent_is_ended():
    made = []

    def start():
        made.append(Child())
        return made[-1]

    with pytest.raises(Exception, match="pickle"):
        Crew(lambda: None, start).score_some(["x"])
    assert [worker._process.poll() for worker in made] == [-9]
