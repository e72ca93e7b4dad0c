"""Scripted servers, and a memory that forgets between tests."""

import sys
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
