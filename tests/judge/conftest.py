"""Scripted servers, and a memory that forgets between tests."""

import gc
import sys
import warnings
from pathlib import Path

import pytest

pytest.importorskip("httpx", reason="judges are asked by httpx")
sys.path.append(str(Path(__file__).parent))

from scripted import Scripted

from verifiers.judge import cache, canary


@pytest.fixture(autouse=True)
def nothing_is_known():
    cache._cache_at.cache_clear()
    canary.forget()


@pytest.fixture
def serve():
    made = []

    def serve(answer):
        made.append(Scripted(answer if callable(answer) else lambda _: answer))
        return made[-1]

    yield serve
    for one in made:
        one.close()
    # A request that is cancelled leaves its connection to the collector, which warns of it: here, not in another test.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def pytest_collection_modifyitems(items):
    """The same where the collector comes by itself."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"))
